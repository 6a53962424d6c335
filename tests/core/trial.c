#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trial.h"

#include "mime/utf8.h"

#include <stdlib.h>
#include <time.h>

#define ROOM ((size_t)64 << 20)

/* On the heap, without a byte to spare: a read behind the end is seen. */
static mbx_status run(trial_fn fn, mbx_str in, mbx_buf *out)
{
    char *exact = malloc(in.n ? in.n : 1);
    assert_non_null(exact);
    if (in.n)
        memcpy(exact, in.p, in.n);
    mbx_status st = fn((mbx_str){exact, in.n}, out);
    free(exact);
    return st;
}

void trial_same(trial_fn fn, const char *in, const char *expected)
{
    mbx_buf out;
    size_t n;
    mbx_buf_init(&out, ROOM);
    assert_int_equal(run(fn, mbx_str_of(in), &out), MBX_OK);
    char *got = mbx_buf_take(&out, &n);
    if (strlen(got) != n || strcmp(got, expected) != 0)
        print_error("input:\n%s\n", in);
    assert_string_equal(got, expected);
    assert_int_equal(n, strlen(expected));
    free(got);
}

void trial_beginnings(trial_fn fn, mbx_str in)
{
    mbx_buf out;
    mbx_buf_init(&out, ROOM);
    for (size_t n = 0; n <= in.n; n++) {
        mbx_buf_reset(&out);
        assert_int_equal(run(fn, (mbx_str){in.p, n}, &out), MBX_OK);
        if (mbx_utf8_cut(in.p, n) == n)
            assert_int_equal(mbx_utf8_valid(out.p, out.n, NULL), out.n);
    }
    mbx_buf_free(&out);
}

void trial_limits(trial_fn fn, mbx_str in)
{
    mbx_buf whole, out;
    mbx_buf_init(&whole, ROOM);
    assert_int_equal(run(fn, in, &whole), MBX_OK);
    assert_true(whole.n > 0);
    for (size_t max = 0; max < whole.n; max++) {
        mbx_buf_init(&out, max);
        assert_int_equal(run(fn, in, &out), MBX_E_LIMIT);
        assert_true(out.n <= max);
        assert_int_equal(mbx_utf8_valid(out.p, out.n, NULL), out.n);
        if (out.n)
            assert_memory_equal(out.p, whole.p, out.n);
        mbx_buf_free(&out);
    }
    mbx_buf_init(&out, whole.n);
    assert_int_equal(run(fn, in, &out), MBX_OK);
    mbx_buf_free(&out);
    mbx_buf_free(&whole);
}

static double seconds(trial_fn fn, const char *head, const char *piece, size_t n)
{
    size_t head_n = strlen(head), piece_n = strlen(piece), at = head_n;
    char *in = malloc(n + head_n);
    double best = 1e9;
    mbx_buf out;
    assert_non_null(in);
    memcpy(in, head, head_n);
    for (; at + piece_n <= n + head_n; at += piece_n)
        memcpy(in + at, piece, piece_n);
    mbx_buf_init(&out, ROOM);
    for (int i = 0; i < 3; i++) {
        struct timespec from, to;
        mbx_buf_reset(&out);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        assert_int_equal(fn((mbx_str){in, at}, &out), MBX_OK);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
        best = took < best ? took : best;
    }
    mbx_buf_free(&out);
    free(in);
    return best;
}

/* Quadratic is 4 times; three milliseconds are what a clock and a cache may add. */
void trial_slope(trial_fn fn, const char *head, const char *piece, size_t n)
{
    double one = 0, two = 0;
    for (int attempt = 0; attempt < 3; attempt++) {
        one = seconds(fn, head, piece, n);
        two = seconds(fn, head, piece, 2 * n);
        if (two < 3 * one + 0.003)
            return;
    }
    print_error("%s...: %.1f ms, and %.1f ms for twice as much\n", piece, one * 1e3, two * 1e3);
    fail();
}
