/* Scanning in large steps is scanning byte by byte: every short text of the bytes that matter, long ones at random, at every
 * alignment. Each lies at the end of its own block, so that a sanitizer sees what reads on. */
#include "mime/scan.h"
#include "mime/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static uint32_t seed = 20250101;

static uint32_t any(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(seed >> 4) * below >> 28);
}

/* By their definitions in scan.h. */
static size_t dashes(const char *p, size_t n, bool cr)
{
    for (size_t i = 1; i + 1 < n; i++)
        if ((p[i - 1] == '\n' || (cr && p[i - 1] == '\r')) && p[i] == '-' && p[i + 1] == '-')
            return i;
    return n;
}

static size_t line_end(const char *p, size_t n, bool cr)
{
    size_t i = 0;
    while (i < n && p[i] != '\n' && !(cr && p[i] == '\r'))
        i++;
    return i;
}

static size_t to_lf(char *p, size_t n)
{
    size_t o = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\r' && i + 1 < n && p[i + 1] == '\n')
            continue;
        p[o++] = p[i] == '\r' ? '\n' : p[i];
    }
    return o;
}

static size_t ascii(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && (unsigned char)p[i] < 0x80)
        i++;
    return i;
}

static char want[5000], have[5000];

static void check(const char *p, size_t n)
{
    for (int cr = 0; cr < 2; cr++) {
        size_t d = dashes(p, n, cr), e = line_end(p, n, cr);
        if (mbx_scan_dashes(p, n, cr) != d || mbx_scan_dashes_plain(p, n, cr) != d || mbx_scan_line_end(p, n, cr) != e)
            fail_msg("%zu bytes, cr %d: dashes %zu, %zu, plain %zu; line end %zu, %zu", n, cr, d, mbx_scan_dashes(p, n, cr),
                     mbx_scan_dashes_plain(p, n, cr), e, mbx_scan_line_end(p, n, cr));
    }
    assert_int_equal(mbx_utf8_ascii(p, n), ascii(p, n));
    memcpy(want, p, n);
    memcpy(have, p, n);
    size_t m = to_lf(want, n);
    assert_int_equal(mbx_scan_to_lf(have, n), m);
    assert_memory_equal(have, want, m);
}

/* Placed so that it begins at any alignment and ends where its block ends. */
static void check_at(const char *p, size_t n, size_t alignment)
{
    char *block = malloc(n + alignment + 1);
    assert_non_null(block);
    memcpy(block + alignment, p, n);
    char *end = realloc(block, n + alignment ? n + alignment : 1);
    assert_non_null(end);
    check(end + alignment, n);
    free(end);
}

static void all_short_ones(void **state)
{
    static const char letters[] = {'\r', '\n', '-', 'x', (char)0xAD};
    (void)state;
    for (size_t n = 0; n <= 7; n++) {
        size_t all = 1;
        for (size_t i = 0; i < n; i++)
            all *= sizeof letters;
        for (size_t k = 0; k < all; k++) {
            char p[8];
            for (size_t i = 0, rest = k; i < n; i++, rest /= sizeof letters)
                p[i] = letters[rest % sizeof letters];
            check(p, n);
        }
    }
}

/* The thing looked for at every place of a long run, over the borders of all step widths. */
static void one_at_every_place(void **state)
{
    static const char *const things[] = {"\n--", "\r--", "\r\n--", "\n-", "--", "\r", "\n", "\xC3", "\n-\n--", "\r\r\n", "-\r--"};
    (void)state;
    for (size_t t = 0; t < sizeof things / sizeof *things; t++) {
        size_t k = strlen(things[t]);
        for (size_t n = k; n < 150; n++) {
            for (size_t at = 0; at + k <= n; at++) {
                char p[150];
                memset(p, 'x', n);
                memcpy(p + at, things[t], k);
                check_at(p, n, n & 31);
            }
        }
    }
}

static void long_ones(void **state)
{
    (void)state;
    for (size_t round = 0; round < 6000; round++) {
        static char p[4100];
        size_t n = round < 3000 ? any(300) : any(4096);
        uint32_t rare = 2 + any(80);
        for (size_t i = 0; i < n; i++)
            p[i] = any(rare) ? (char)('a' + any(26)) : "\r\n--\xE9\r\n-\0="[any(9)];
        check_at(p, n, round % 64);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_short_ones), cmocka_unit_test(one_at_every_place), cmocka_unit_test(long_ones)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
