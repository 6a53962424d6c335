/* Transfer decoders against data that other programs made, cut at every place, and against base64's and quoted-printable's
 * rules for what is damaged. */
#include "mime/transfer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

/* Decodes in pieces of step bytes (0: at once) with exactly the room that is promised to be enough. */
static size_t decode(mbx_encoding e, const char *in, size_t n, size_t step, char *out, bool *bad, bool *cut)
{
    mbx_transfer t;
    size_t got = 0;
    mbx_transfer_begin(&t, e);
    for (size_t i = 0; i < n;) {
        size_t take = step && step < n - i ? step : n - i, room = take + MBX_TRANSFER_SLACK;
        char *from = malloc(take), *to = malloc(room);
        memcpy(from, in + i, take);
        size_t k = mbx_transfer_feed(&t, from, take, to);
        assert_true(k <= room);
        memcpy(out + got, to, k);
        got += k;
        i += take;
        free(from);
        free(to);
    }
    return got + mbx_transfer_end(&t, out + got, bad, cut);
}

static void check(mbx_encoding e, const char *in, const char *want, bool want_bad)
{
    size_t n = strlen(in);
    for (size_t step = 0; step <= n && step < 40; step++) {
        char *out = malloc(2 * n + 2 * MBX_TRANSFER_SLACK);
        bool bad, cut;
        size_t got = decode(e, in, n, step, out, &bad, &cut);
        if (got != strlen(want) || memcmp(out, want, got) != 0 || bad != want_bad)
            fail_msg("[%s] in steps of %zu: expected [%s], got [%.*s], bad %d", in, step, want, (int)got, out, bad);
        free(out);
    }
}

static void base64(void **state)
{
    (void)state;
    /* RFC 4648 section 10 */
    check(MBX_ENCODING_BASE64, "", "", false);
    check(MBX_ENCODING_BASE64, "Zg==", "f", false);
    check(MBX_ENCODING_BASE64, "Zm8=", "fo", false);
    check(MBX_ENCODING_BASE64, "Zm9v\r\nYmFy\r\n", "foobar", false);
    check(MBX_ENCODING_BASE64, "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy", "foobarfoobarfoobarfoobarfoobarfoobar", false);
    /* noise, no padding, two runs joined, a list footer behind the padding */
    check(MBX_ENCODING_BASE64, "Zm9*vYm\x80" "Fy", "foobar", true);
    check(MBX_ENCODING_BASE64, "Zm9vYg", "foob", false);
    check(MBX_ENCODING_BASE64, "Zg==\r\nZm8=", "ffo", false);
    check(MBX_ENCODING_BASE64, "Zg==\r\n____\r\nlist mailing list", "f", true);
    check(MBX_ENCODING_BASE64, "====", "", false);
}

static void base64_cut(void **state)
{
    char out[MBX_TRANSFER_SLACK * 2];
    bool bad, cut;
    (void)state;
    assert_int_equal(decode(MBX_ENCODING_BASE64, "Zm9vY", 5, 0, out, &bad, &cut), 3);
    assert_true(cut);
}

static void quoted_printable(void **state)
{
    (void)state;
    /* RFC 2045 section 6.7 */
    check(MBX_ENCODING_QUOTED_PRINTABLE, "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
          "Now's the time for all folk to come to the aid of their country.", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "a=3Db=3db\r\n", "a=b=b\r\n", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "blanks \t \r\nend  ", "blanks\r\nend", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "kept=20\r\n", "kept \r\n", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "soft =  \r\nbreak", "soft break", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "lf=\nonly\n", "lfonly\n", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "end=", "end", false);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "bad =ZZ =4 ==41 =", "bad =ZZ =4 =A ", true);
    check(MBX_ENCODING_QUOTED_PRINTABLE, "lone \r cr", "lone \r cr", false);
}

static void blanks_are_bounded(void **state)
{
    char in[1024], a[4096], b[4096];
    bool bad, cut;
    (void)state;
    for (size_t n = MBX_QP_HELD - 3; n < MBX_QP_HELD + 5; n++) {
        memset(in, ' ', n);
        memcpy(in + n, "\r\nx", 3);
        size_t whole = decode(MBX_ENCODING_QUOTED_PRINTABLE, in, n + 3, 0, a, &bad, &cut);
        for (size_t step = 1; step < 9; step++) {
            assert_int_equal(decode(MBX_ENCODING_QUOTED_PRINTABLE, in, n + 3, step, b, &bad, &cut), whole);
            assert_memory_equal(a, b, whole);
        }
    }
}

/* The decoder copies by sixteen bytes where it can; byte by byte it decides each one by itself. Both must agree. */
static void quoted_printable_runs(void **state)
{
    static const char letters[] = "====ab0AFx \t\r\n\n\r=3D=\r\n=20";
    (void)state;
    srand(20261122);
    for (int round = 0; round < 20000; round++) {
        char in[160], whole[160 + MBX_TRANSFER_SLACK], bytes[160 + MBX_TRANSFER_SLACK];
        bool bad, cut, bad1, cut1;
        size_t n = (size_t)rand() % sizeof in;
        int plain = rand() % 20;
        for (size_t i = 0; i < n; i++)
            in[i] = rand() % 20 < plain ? "ax "[rand() % 3] : letters[(size_t)rand() % (sizeof letters - 1)];
        size_t got = decode(MBX_ENCODING_QUOTED_PRINTABLE, in, n, 0, whole, &bad, &cut);
        assert_int_equal(decode(MBX_ENCODING_QUOTED_PRINTABLE, in, n, 1, bytes, &bad1, &cut1), got);
        assert_memory_equal(bytes, whole, got);
        assert_int_equal(bad, bad1);
    }
}

static void uuencode(void **state)
{
    (void)state;
    /* python3 -c 'import binascii; print(binascii.b2a_uu(b"The quick brown fox"))' */
    check(MBX_ENCODING_UUENCODE, "begin 644 x.txt\n35&AE('%U:6-K(&)R;W=N(&9O> \n \nend\n", "The quick brown fox", false);
    check(MBX_ENCODING_UUENCODE, "words before\r\nbegin 644 cat\r\n#0V%T\r\n`\r\nend\r\nwords after\r\n#0V%T\r\n", "Cat", false);
    check(MBX_ENCODING_UUENCODE, "begin at the beginning\n#0V%T\n", "", false);
    check(MBX_ENCODING_UUENCODE, "begin 64 numbers\n#0V%T\n`\nend\n", "", false);
    check(MBX_ENCODING_UUENCODE, "begin 644 x\nM\nM\nM\nend\n", "", true);
}

static void names(void **state)
{
    bool known;
    (void)state;
    assert_int_equal(mbx_transfer_find(MBX_STR("BASE64"), &known), MBX_ENCODING_BASE64);
    assert_int_equal(mbx_transfer_find(MBX_STR("quoted-printable"), &known), MBX_ENCODING_QUOTED_PRINTABLE);
    assert_int_equal(mbx_transfer_find(MBX_STR("X-UUencode"), &known), MBX_ENCODING_UUENCODE);
    assert_int_equal(mbx_transfer_find(MBX_STR("8-bit"), &known), MBX_ENCODING_IDENTITY);
    assert_true(known);
    assert_int_equal(mbx_transfer_find(MBX_STR("x-gzip64"), &known), MBX_ENCODING_IDENTITY);
    assert_false(known);
    assert_int_equal(mbx_transfer_find(MBX_STR("base64base64base64base64"), &known), MBX_ENCODING_IDENTITY);
    assert_false(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(base64), cmocka_unit_test(base64_cut), cmocka_unit_test(quoted_printable),
                                       cmocka_unit_test(quoted_printable_runs), cmocka_unit_test(blanks_are_bounded), cmocka_unit_test(uuencode),
                                       cmocka_unit_test(names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
