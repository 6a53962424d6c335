/* A text in pieces is the text as a whole, wherever it is cut, in every charset; and what a machine says that lacks
 * converters. Run from anywhere. */
#include "mime/decoder.h"
#include "mime/message.h"
#include "mime/utf8.h"

#include <dlfcn.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Stands before the C library's: a machine that has only the converters whose name begins so; NULL: all that it has. */
static const char *only;

iconv_t iconv_open(const char *to, const char *from)
{
    iconv_t (*real)(const char *, const char *);
    *(void **)&real = dlsym(RTLD_NEXT, "iconv_open");
    if (only && strncmp(from, only, strlen(only)) != 0) {
        errno = EINVAL;
        return (iconv_t)-1;
    }
    return real(to, from);
}

static const mbx_charset *charset(const char *label)
{
    const mbx_charset *cs = label ? mbx_charset_find(mbx_str_of(label)) : NULL;
    assert_true(cs || !label);
    return cs;
}

/* In pieces of step bytes (0: at once), the first of them of first bytes; each in a block of its own. */
static mbx_status decode(const char *label, const char *in, size_t n, size_t first, size_t step, mbx_buf *out, bool *bad_r)
{
    mbx_decoder d = {0};
    mbx_status st = MBX_OK;
    mbx_decoder_begin(&d, charset(label), NULL, out);
    for (size_t i = 0, take; i < n && st == MBX_OK; i += take) {
        take = i == 0 && first ? first : step ? step : n - i;
        if (take > n - i)
            take = n - i;
        char *piece = malloc(take);
        memcpy(piece, in + i, take);
        st = mbx_decoder_feed(&d, piece, take, false);
        free(piece);
    }
    if (st == MBX_OK)
        st = mbx_decoder_feed(&d, NULL, 0, true);
    *bad_r = d.bad;
    mbx_decoder_free(&d);
    return st;
}

static void same(const char *label, const char *in, size_t n, size_t first, size_t step, const char *want, size_t want_n, bool want_bad)
{
    mbx_buf out;
    bool bad;
    mbx_buf_init(&out, 4 * n + 100);
    assert_int_equal(decode(label, in, n, first, step, &out, &bad), MBX_OK);
    if (out.n != want_n || (out.n && memcmp(out.p, want, out.n) != 0) || bad != want_bad)
        fail_msg("%s, first %zu, then %zu: expected [%.*s] bad %d, got [%.*s] bad %d", label ? label : "(guess)", first, step, (int)want_n, want, want_bad,
                 (int)out.n, out.p ? out.p : "", bad);
    mbx_buf_free(&out);
}

/* What Python's codecs make of the right-hand text. */
#define CASE(label, in, text) {label, in, sizeof in - 1, text}
static const struct {
    const char *label, *in;
    size_t n;
    const char *text;
} cases[] = {
    CASE("utf-8", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 a\xC3\x9F\xE6\xBC\xA2\r\nz",
         "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 a\xC3\x9F\xE6\xBC\xA2\r\nz"),
    CASE("windows-1252", "\xE9\x80\x93x\x94\r\n",
         "\xC3\xA9\xE2\x82\xAC\xE2\x80\x9Cx\xE2\x80\x9D\r\n"),
    CASE("koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4, \xCD\xC9\xD2\r\n",
         "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82, \xD0\xBC\xD0\xB8\xD1\x80\r\n"),
    CASE("shift_jis", "\x93\xFA\x96{\x8C\xEA\x83" "e\x83X\x83g\x81" "A\x8A\xBF\x8E\x9A\x83J\x83i\x81" "Babc\r\n\x87@\xB1\xB2\xB3 \x95\\\x83\\\x94\\",
         "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88\xE3\x80\x81\xE6\xBC\xA2\xE5\xAD\x97\xE3\x82\xAB\xE3\x83\x8A\xE3\x80\x82" "abc\r\n\xE2\x91\xA0\xEF\xBD\xB1\xEF\xBD\xB2\xEF\xBD\xB3 \xE8\xA1\xA8\xE3\x82\xBD\xE8\x83\xBD"),
    CASE("euc-jp", "\xC6\xFC\xCB\xDC\xB8\xEC\xA5\xC6\xA5\xB9\xA5\xC8\xA1\xA2\xB4\xC1\xBB\xFA\xA5\xAB\xA5\xCA\xA1\xA3" "abc\r\n\xC9\xBD\xA5\xBD\xC7\xBD",
         "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88\xE3\x80\x81\xE6\xBC\xA2\xE5\xAD\x97\xE3\x82\xAB\xE3\x83\x8A\xE3\x80\x82" "abc\r\n\xE8\xA1\xA8\xE3\x82\xBD\xE8\x83\xBD"),
    CASE("iso-2022-jp", "ab \x1B$BF|K\\8l\x1B(B\r\n\x1B$B%F%9%H\x1B(B z \x1B$B4A\x1B(B",
         "ab \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\r\n\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88 z \xE6\xBC\xA2"),
    CASE("iso-2022-jp", "\x1B$(D0!0\"\x1B(B \x1B$BF|K\\\x1B(B x",
         "\xE4\xB8\x82\xE4\xB8\x84 \xE6\x97\xA5\xE6\x9C\xAC x"),
    CASE("iso-2022-kr", "\x1B$)C\x0EGQ19>n\x0F text\r\n\x0EGQ1[\x0F z",
         "\xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4 text\r\n\xED\x95\x9C\xEA\xB8\x80 z"),
    CASE("hz-gb-2312", "~{VPND~} ~~ text\r\n~{2b~}",
         "\xE4\xB8\xAD\xE6\x96\x87 ~ text\r\n\xE6\xB5\x8B"),
    CASE("gb18030", "\xD6\xD0\xCE\xC4\xA2\xE3\x94" "9\xFC" "6\x81" "9\xEE" "9 x\r\n\xFD\x9B",
         "\xE4\xB8\xAD\xE6\x96\x87\xE2\x82\xAC\xF0\x9F\x98\x80\xE3\x90\x80 x\r\n\xE9\xBE\xA5"),
    CASE("big5", "\xA4\xA4\xA4\xE5\xB4\xFA\xB8\xD5 \x9D\xF6 x\r\n",
         "\xE4\xB8\xAD\xE6\x96\x87\xE6\xB8\xAC\xE8\xA9\xA6 \xE5\x96\xBA x\r\n"),
    CASE("euc-kr", "\xC7\xD1\xB1\xB9\xBE\xEE \x81" "A x\r\n",
         "\xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4 \xEA\xB0\x82 x\r\n"),
    CASE("utf-16le", "a\x00\xE9\x00\xAC =\xD8\x00\xDE\r\x00\n\x00z\x00",
         "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\r\nz"),
    CASE("utf-16be", "\x00" "a\x00\xE9 \xAC\xD8=\xDE\x00\x00\r\x00\n\x00z",
         "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\r\nz"),
    CASE("utf-16", "\xFF\xFE" "a\x00\xE9\x00\xAC =\xD8\x00\xDE \x00z\x00",
         "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 z"),
    CASE("utf-32le", "a\x00\x00\x00\xE9\x00\x00\x00\x00\xF6\x01\x00z\x00\x00\x00",
         "a\xC3\xA9\xF0\x9F\x98\x80z"),
    CASE("utf-32", "\xFF\xFE\x00\x00" "a\x00\x00\x00\xE9\x00\x00\x00\x00\xF6\x01\x00z\x00\x00\x00",
         "a\xC3\xA9\xF0\x9F\x98\x80z"),
    CASE("utf-7", "A+ImIDkQ. Hi +-x +AOkgrNg93gA z-",
         "A\xE2\x89\xA2\xCE\x91. Hi +x \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 z-"),
    CASE("windows-1255", "\xF9\xEC\xE5\xED a",
         "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D a"),
    CASE(NULL, "caf\xC3\xA9 \xE2\x82\xAC", "caf\xC3\xA9 \xE2\x82\xAC"),
    CASE(NULL, "caf\xC3\xA9 \xE2\x82\xAC \xE9t", "caf\xC3\x83\xC2\xA9 \xC3\xA2\xE2\x80\x9A\xC2\xAC \xC3\xA9t"),
    CASE(NULL, "\xEF\xBB\xBF" "caf\xC3\xA9", "\xEF\xBB\xBF" "caf\xC3\xA9"),
    CASE("x-mac-cyrillic", "\xD0\x90 \x80", "\xE2\x80\x93\xD0\xA0 \xD0\x90"),
};

static void any_cut(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        size_t n = cases[k].n, want = strlen(cases[k].text);
        for (size_t first = 0; first <= n; first++)
            for (size_t step = 0; step <= 9; step++)
                same(cases[k].label, cases[k].in, n, first, step, cases[k].text, want, false);
    }
}

static uint32_t seed = 4711;

static uint32_t any(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(seed >> 4) * below >> 28);
}

/* Damaged texts and noise: whatever comes out, valid UTF-8, and the same in pieces. */
static void damaged(void **state)
{
    (void)state;
    for (size_t round = 0; round < 4000; round++) {
        size_t k = round % (sizeof cases / sizeof *cases), n = cases[k].n;
        char in[256];
        mbx_buf whole;
        bool bad;
        memcpy(in, cases[k].in, n);
        for (uint32_t i = 1 + any(4); i; i--) {
            size_t at = any((uint32_t)n);
            if (any(4) == 0)
                n = at ? at : 1;
            else
                in[at] = any(2) ? (char)any(256) : "\x1B\x0E~{$(B+-\xFF\x80\r\n"[any(13)];
            if (at >= n)
                break;
        }
        mbx_buf_init(&whole, 4096);
        /* the byte order of the wide ones is looked for in the first piece */
        size_t first = cases[k].label && strncmp(cases[k].label, "utf-16", 6) == 0 ? n : 1 + any((uint32_t)n);
        if (cases[k].label && strncmp(cases[k].label, "utf-32", 6) == 0)
            first = n;
        assert_int_equal(decode(cases[k].label, in, n, 0, 0, &whole, &bad), MBX_OK);
        assert_int_equal(mbx_utf8_valid(whole.p ? whole.p : "", whole.n, NULL), whole.n);
        same(cases[k].label, in, n, first, 1 + any(7), whole.p ? whole.p : "", whole.n, bad);
        same(cases[k].label, in, n, first, 1, whole.p ? whole.p : "", whole.n, bad);
        mbx_buf_free(&whole);
    }
}

/* Characters whose number comes by definition, not from a program. */
static void wide_by_definition(void **state)
{
    (void)state;
    for (uint32_t u = 1; u <= 0x10FFFF; u += u < 0x1100 ? 1 : 251) {
        char want[4], in[8] = {0};
        if (u >= 0xD800 && u <= 0xDFFF)
            continue;
        size_t n = mbx_utf8_put(want, u), m = 2;
        uint32_t v = u - 0x10000, high = u < 0x10000 ? u : 0xD800 + (v >> 10), low = 0xDC00 + (v & 0x3FF);
        in[0] = (char)high;
        in[1] = (char)(high >> 8);
        if (u >= 0x10000) {
            in[2] = (char)low;
            in[3] = (char)(low >> 8);
            m = 4;
        }
        same("utf-16le", in, m, 1, 1, want, n, false);
        const char four[4] = {(char)(u >> 24), (char)(u >> 16), (char)(u >> 8), (char)u};
        same("utf-32be", four, 4, 1, 1, want, n, false);
    }
    same("utf-32be", "\0\x11\0\0", 4, 0, 0, "\xEF\xBF\xBD", 3, true);
    same("utf-32be", "\0\0\xD8\0", 4, 0, 0, "\xEF\xBF\xBD", 3, true);
}

/* Where the table says that what is below 0x80 is ASCII, the C library says so too. */
static void plain_letters(void **state)
{
    static const char *const labels[] = {"gb18030", "big5", "euc-tw", "euc-jp", "shift_jis", "euc-kr", "armscii-8", "georgian-ps", "windows-1255", "windows-1258",
                                         "johab", "viscii", "tcvn", "cp864", "iso-2022-jp", "hz-gb-2312"};
    size_t seen = 0;
    (void)state;
    for (size_t l = 0; l < sizeof labels / sizeof *labels; l++) {
        const mbx_charset *cs = mbx_charset_find(mbx_str_of(labels[l]));
        if (!cs || !cs->ascii)
            continue;
        for (size_t name = 0; name < MBX_CHARSET_NAMES && cs->iconv[name]; name++) {
            iconv_t cd = iconv_open("UTF-8", cs->iconv[name]);
            if (cd == (iconv_t)-1)
                continue;
            for (int c = 0; c < 0x80; c++) {
                char in = (char)c, out[8], *i = &in, *o = out;
                size_t n = 1, room = sizeof out;
                /* plain SHIFT_JIS has a yen sign and an overline where CP932 has \ and ~ */
                if (strcmp(cs->iconv[name], "CP932") != 0 && cs->iconv[0][1] == 'P' && (c == 0x5C || c == 0x7E))
                    continue;
                if (iconv(cd, &i, &n, &o, &room) != 0 || o - out != 1 || out[0] != c)
                    fail_msg("%s: 0x%02X is not ASCII", cs->iconv[name], (unsigned)c);
            }
            seen++;
            iconv_close(cd);
        }
    }
    assert_true(seen > 8);
}

/* Each message is fed whole and in pieces. */
static mbx_message *parsed(const char *raw, size_t n, size_t step)
{
    mbx_error err = {0};
    mbx_message *m = NULL;
    assert_int_equal(mbx_message_new(&m, NULL, &err), MBX_OK);
    for (size_t i = 0; i < n; i += step)
        assert_int_equal(mbx_message_feed(m, raw + i, n - i < step ? n - i : step, &err), MBX_OK);
    assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
    return m;
}

/* How often, always at this byte. */
static size_t notes(const mbx_message *m, mbx_anomaly_kind kind, size_t at)
{
    size_t n = 0;
    const mbx_message_facts *f = mbx_message_get(m);
    for (size_t i = 0; i < f->n_anomalies; i++) {
        if (f->anomalies[i].kind != kind)
            continue;
        assert_int_equal(f->anomalies[i].offset, at);
        n++;
    }
    return n;
}

static void missing_converters(void **state)
{
    static const char raw[] = "Content-Type: text/plain; charset=shift_jis\r\n\r\nab \x93\xFA\x96{\x8C\xEA c\r\n";
    static const char jp[] = "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\nab \x1B$BF|K\\\x1B(B c\r\n";
    static const char ascii[] = "Content-Type: text/plain; charset=shift_jis\r\n\r\nonly letters\r\n";
    (void)state;
    const struct {
        const char *raw, *only, *text;
        size_t missing;
    } runs[] = {{raw, NULL, "ab \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E c\n", 0},
                {raw, "none", "ab \xEF\xBF\xBD{\xEF\xBF\xBD c\n", 1},
                {raw, "SHIFT", "ab \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E c\n", 0}, /* a poorer one will do */
                {jp, "none", "ab \xEF\xBF\xBD c\n", 1},
                {jp, "EUC-JP", "ab \xE6\x97\xA5\xE6\x9C\xAC c\n", 0},
                {ascii, "none", "only letters\n", 0}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        for (size_t step = 1; step < 200; step += 66) {
            only = runs[i].only;
            mbx_message *m = parsed(runs[i].raw, strlen(runs[i].raw), step);
            only = NULL;
            mbx_str text = mbx_message_get(m)->text;
            if (text.n != strlen(runs[i].text) || memcmp(text.p, runs[i].text, text.n) != 0)
                fail_msg("%zu: expected [%s], got [%.*s]", i, runs[i].text, (int)text.n, text.p);
            size_t body = (size_t)(strstr(runs[i].raw, "\r\n\r\n") + 4 - runs[i].raw);
            assert_int_equal(notes(m, MBX_ANOMALY_CHARSET_MISSING, body), runs[i].missing);
            assert_int_equal(mbx_message_get(m)->incomplete, runs[i].missing);
            mbx_message_free(m);
        }
    }
}

/* By the rules: UTF-8 or, all of it, Latin-1 (no byte of 0x80 to 0x9F is used here); line ends become LF. */
static size_t by_the_rules(const char *in, size_t n, char *out)
{
    bool utf8 = mbx_utf8_valid(in, n, NULL) == n;
    size_t o = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)in[i];
        if (c == '\r' && i + 1 < n && in[i + 1] == '\n')
            continue;
        if (c == '\r')
            c = '\n';
        if (utf8 || c < 0x80) {
            out[o++] = (char)c;
        } else {
            out[o++] = (char)(0xC0 | c >> 6);
            out[o++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return o;
}

/* Texts larger than the pieces that they are decoded in, and larger than may be kept; two-byte letters, line ends and a
 * byte that is no UTF-8 on and about the borders. */
static void large_texts(void **state)
{
    static const char header[] = "Content-Type: text/plain\r\n\r\n";
    static const size_t steps[] = {SIZE_MAX / 4, 16384, 16383, 4096 * 5 + 1, 333};
    (void)state;
    for (size_t round = 0; round < 60; round++) {
        bool large = round % 12 == 11;
        size_t n = large ? MBX_MAX_TEXT + any(MBX_MAX_TEXT / 4) : 40000 + any(100), head = sizeof header - 1, i = 0;
        char *raw = malloc(head + n), *body = raw + head, *want = malloc(2 * n);
        assert_true(raw && want);
        memcpy(raw, header, head);
        for (uint32_t k = any(3); i < n && k; k--)
            body[i++] = 'a';
        for (uint32_t kind = (uint32_t)round; i + 3 < n;) {
            if (kind % 3 == 0 || any(5) == 0) {
                memcpy(body + i, "\xC3\xA9", 2);
                i += 2;
            } else {
                body[i++] = any(3) ? 'x' : "\r\n\r"[any(3)];
            }
        }
        while (i < n)
            body[i++] = 'z';
        /* one that is none: in the middle, at the border, at the end, or nowhere */
        static const size_t at[] = {0, 16383, 16384, 20000, 32768, 39999};
        if (round % 7 < 6)
            body[at[round % 7] % n] = (char)0xE9;
        size_t whole = by_the_rules(body, n, want);
        if (whole > MBX_MAX_TEXT)
            whole = mbx_utf8_cut(want, MBX_MAX_TEXT);
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
            mbx_message *m = parsed(raw, head + n, steps[s]);
            const mbx_message_facts *f = mbx_message_get(m);
            if (f->text.n != whole || memcmp(f->text.p, want, whole) != 0)
                fail_msg("round %zu, in steps of %zu: %zu bytes for %zu", round, steps[s], f->text.n, whole);
            assert_int_equal(f->text_truncated, by_the_rules(body, n, want) > MBX_MAX_TEXT);
            mbx_message_free(m);
        }
        free(raw);
        free(want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_cut),       cmocka_unit_test(damaged),            cmocka_unit_test(wide_by_definition),
                                       cmocka_unit_test(plain_letters), cmocka_unit_test(missing_converters), cmocka_unit_test(large_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
