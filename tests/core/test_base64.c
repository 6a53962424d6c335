/* Base64: what OpenSSL encoded comes back, and the way of wide registers is the portable one's equal on whatever comes, cut
 * anywhere, in memory of exactly the size that is promised to be enough (a sanitizer sees what reads or writes on). */
#include "mime/base64.h"

#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static uint32_t seed = 19961101;

static uint32_t pick(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)seed * below >> 32);
}

/* In pieces of step bytes (0: at once, SIZE_MAX: random sizes). out has room for n + 2. Returns the bytes, *b as it ended. */
static size_t decode(mbx_base64 *b, const char *in, size_t n, size_t step, char *out, bool *cut)
{
    size_t got = 0;
    for (size_t i = 0; i < n;) {
        size_t take = step == SIZE_MAX ? 1 + pick(200) : step ? step : n;
        if (take > n - i)
            take = n - i;
        char *from = malloc(take), *to = malloc(take + 2);
        memcpy(from, in + i, take);
        /* letters held from the piece before may make a whole unit of the first one here */
        size_t k = mbx_base64_feed(b, from, take, to);
        assert_true(k <= take / 4 * 3 + 3);
        memcpy(out + got, to, k);
        got += k;
        i += take;
        free(from);
        free(to);
    }
    return got + mbx_base64_end(b, out + got, cut);
}

static void same(const char *in, size_t n, size_t step)
{
    mbx_base64 plain = {0}, wide;
    bool plain_cut, wide_cut;
    char *a = malloc(n + 4), *b = malloc(n + 4);
    mbx_base64_begin(&wide);
    size_t a_n = decode(&plain, in, n, 0, a, &plain_cut), b_n = decode(&wide, in, n, step, b, &wide_cut);
    if (a_n != b_n || memcmp(a, b, a_n) != 0)
        fail_msg("%zu bytes in steps of %zu: %zu and %zu come out, or others: [%.*s]", n, step, a_n, b_n, (int)n, in);
    assert_int_equal(plain_cut, wide_cut);
    assert_int_equal(plain.bad, wide.bad);
    assert_int_equal(plain.padded, wide.padded);
    assert_int_equal(plain.over, wide.over);
    free(a);
    free(b);
}

/* n bytes as base64 in lines; returns the length. */
static size_t encode(const unsigned char *data, size_t n, size_t line, const char *end, char *out)
{
    char *flat = malloc(4 * (n / 3 + 1) + 1);
    size_t m = (size_t)EVP_EncodeBlock((unsigned char *)flat, data, (int)n), o = 0;
    for (size_t i = 0; i < m; i++) {
        out[o++] = flat[i];
        if (line && (i + 1) % line == 0) {
            memcpy(out + o, end, strlen(end));
            o += strlen(end);
        }
    }
    free(flat);
    return o;
}

static void comes_back(void **state)
{
    static const size_t lines[] = {76, 72, 64, 60, 4, 75, 70, 33, 1, 0};
    static const char *const ends[] = {"\r\n", "\n", "\r", " \r\n", "\r\n\r\n"};
    unsigned char data[1500];
    char text[1500 * 8], back[1500 * 8 + 4];
    (void)state;
    for (size_t l = 0; l < sizeof lines / sizeof *lines; l++) {
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
            for (size_t n = 0; n < sizeof data; n += n < 200 ? 1 : 97) {
                mbx_base64 b;
                bool cut;
                for (size_t i = 0; i < n; i++)
                    data[i] = (unsigned char)pick(256);
                size_t m = encode(data, n, lines[l], ends[e], text);
                mbx_base64_begin(&b);
                assert_int_equal(decode(&b, text, m, n % 2 ? SIZE_MAX : 0, back, &cut), n);
                assert_memory_equal(back, data, n);
                assert_false(b.bad || cut);
                same(text, m, SIZE_MAX);
            }
        }
    }
}

/* Each of the 256 bytes at each place of more than two registers. */
static void every_byte_everywhere(void **state)
{
    char in[110];
    (void)state;
    for (size_t at = 0; at < 70; at++) {
        for (int c = 0; c < 256; c++) {
            for (size_t i = 0; i < sizeof in; i++)
                in[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(i * 7 + at) % 64];
            in[at] = (char)c;
            same(in, sizeof in, 0);
        }
    }
}

static void noise(void **state)
{
    static const char rare[] = "\r\n\r\n\r\n\n\r =-_\t\0*\x80\xFF";
    char in[2048];
    (void)state;
    for (size_t round = 0; round < 6000; round++) {
        size_t n = pick(sizeof in), each = 2 + pick(300), line = pick(3) ? 4 * pick(25) + 2 : 0;
        for (size_t i = 0; i < n; i++) {
            in[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[pick(64)];
            if (!pick((uint32_t)each))
                in[i] = rare[pick(sizeof rare - 1)];
            else if (line && i % line >= line - 2)
                in[i] = i % line == line - 2 ? '\r' : '\n';
        }
        same(in, n, 0);
        same(in, n, SIZE_MAX);
        same(in, n < 400 ? n : 400, 1 + pick(80));
    }
}

int main(void)
{
    mbx_base64 b;
    const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back), cmocka_unit_test(every_byte_everywhere), cmocka_unit_test(noise)};
    mbx_base64_begin(&b);
    if (!b.wide)
        print_message("this processor has no wide registers: the portable way is compared with itself\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
