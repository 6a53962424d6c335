/* Twice the input, twice the work, in every dimension: what is counted is blocks of code run and bytes looked at or moved
 * (counted.h), so that a machine's speed has no say. */
#define COUNTED_INSIDE
#include "counted.h"

#include "base/limits.h"
#include "counting_sink.h"
#include "mime/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define SLOPE_MOST 2.4
#define SLOPE_LEAST 1.02 /* less would mean that the dimension is not met; beyond a limit there is little to do */

typedef struct raw {
    char *p;
    size_t n, cap;
} raw;

static void add(raw *r, const char *s, size_t n)
{
    if (!n)
        return; /* p may be NULL yet */
    if (r->cap - r->n < n) {
        r->cap = (r->n + n) * 2;
        r->p = realloc(r->p, r->cap);
        assert_non_null(r->p);
    }
    memcpy(r->p + r->n, s, n);
    r->n += n;
}

typedef struct dimension {
    const char *name;
    size_t n;
    const char *before;   /* once */
    const char *each;     /* n times; %zu: a number that counts up */
    const char *between;  /* the two halves; NULL: nothing */
    const char *after;    /* n times again */
} dimension;

#define MIXED "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
#define TEXT(charset) "Content-Type: text/plain; charset=" charset "\r\n\r\n"
#define ENCODED(name) "Content-Transfer-Encoding: " name "\r\n\r\n"

static const dimension dimensions[] = {
    {"header lines", 3000, "", "X-%zu: value\r\n", "\r\n", NULL},
    {"header lines beyond the limit", 20000, "", "X-%zu: value\r\n", "\r\n", NULL},
    {"header lines without a colon", 3000, "A: b\r\n", "no colon here %zu\r\n", "\r\n", NULL},
    {"repeated Content-Type", 3000, "", "Content-Type: text/plain\r\n", "\r\n", NULL},
    {"length of a subject", 50000, "Subject: ", "word ", "\r\n\r\n", NULL},
    {"length of a header line beyond the limit", 400000, "Subject: ", "word ", "\r\n\r\n", NULL},
    {"length of a first line that is no header", 100000, "", "word ", "\r\n\r\n", NULL},
    {"folds", 4000, "Subject: x", "\r\n y", "\r\n\r\n", NULL},
    {"header lines that end with CR", 3000, "", "X-%zu: value\r", "\r", NULL},
    {"parts whose lines end with CR", 2000, "Content-Type: multipart/mixed; boundary=b\r\r", "--b\rA: %zu\r\rtext\r--c\r", "", NULL},
    {"CRs before anything", 30000, "", "\r", "x", NULL},
    {"encoded words", 4000, "Subject: ", "=?utf-8?Q?=C3=A9?= ", "\r\n\r\n", NULL},
    {"encoded words of two charsets", 4000, "Subject: ", "=?utf-8?B?w6k=?= =?koi8-r?Q?=FC?= ", "\r\n\r\n", NULL},
    {"encoded words that do not end", 20000, "Subject: ", "=?utf-8?Q?x", "\r\n\r\n", NULL},
    {"encoded words that do not end, in addresses", 10000, "To: ", "=?utf-8?Q?x, ", "\r\n\r\n", NULL},
    {"beginnings of encoded words", 50000, "Subject: ", "=?", "\r\n\r\n", NULL},
    {"addresses", 1500, "To: ", "Name %zu <a%zu@example.org>, ", "\r\n\r\n", NULL},
    {"addresses beyond the limit", 8000, "To: ", "Name %zu <a%zu@example.org>, ", "\r\n\r\n", NULL},
    {"colons behind an address", 20000, "To: ", "a", "@b", ":"},
    {"address headers", 1500, "", "Cc: a%zu@example.org\r\n", "\r\n", NULL},
    {"groups", 1500, "To: ", "g: a%zu@b, c@d; ", "\r\n\r\n", NULL},
    {"groups that are not closed", 20000, "To: ", "g:", "\r\n\r\n", NULL},
    {"comments", 10000, "To: ", "(c) ", "a@b\r\n\r\n", NULL},
    {"comments inside each other", 20000, "To: ", "(", "a@b\r\n\r\n", NULL},
    {"comments inside each other, closed", 20000, "To: ", "(", "c", ")"},
    {"quoted pairs", 30000, "To: \"", "\\\"", "\" <a@b>\r\n\r\n", NULL},
    {"quotes that are not closed", 20001, "To: ", "\"a <b@c>, ", "\r\n\r\n", NULL},
    {"angles", 20000, "To: ", "<", "\r\n\r\n", NULL},
    {"closed angles", 20000, "To: ", "<", "a@b", ">"},
    {"routes", 20000, "To: <", "@a,", ":b@c>\r\n\r\n", NULL},
    {"commas", 30000, "To: ", ",", "\r\n\r\n", NULL},
    {"at signs", 30000, "To: a", "@b", "\r\n\r\n", NULL},
    {"semicolons", 30000, "To: ", ";:", "\r\n\r\n", NULL},
    {"references", 400, "References: ", "<%zu@example.org> ", "\r\n\r\n", NULL},
    {"references beyond the limit", 10000, "References: ", "<%zu@example.org> ", "\r\n\r\n", NULL},
    {"references that are not closed", 30000, "References: ", "<a ", "\r\n\r\n", NULL},
    {"length of a message id", 100000, "Message-ID: <", "ab ", ">\r\n\r\n", NULL},
    {"a date's comments", 30000, "Date: Mon, 1 Jan 2024 ", "(", "\r\n\r\n", NULL},
    {"a date's digits", 50000, "Date: ", "1 ", "\r\n\r\n", NULL},
    {"segments of RFC 2231", 30, "Content-Disposition: attachment", "; filename*%zu=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "\r\n\r\n", NULL},
    {"segments beyond the limit", 2000, "Content-Disposition: attachment", "; filename*%zu*=%%C3%%A9", "\r\n\r\n", NULL},
    {"parameters", 3000, "Content-Type: application/x", "; p%zu=v", "\r\n\r\n", NULL},
    {"a parameter again and again", 3000, "Content-Type: application/x", "; name=\"a\"", "\r\n\r\n", NULL},
    {"parameters without an end", 20000, "Content-Type: application/x; name=\"", "; a=\\\"", "\r\n\r\n", NULL},
    {"escapes of RFC 2231", 20000, "Content-Disposition: attachment; filename*=utf-8''", "%%C3%%A9", "\r\n\r\n", NULL},
    {"parts", 3000, MIXED, "--b\r\n\r\npart\r\n", "--b--\r\n", NULL},
    {"parts beyond the limit", 20000, MIXED, "--b\r\n\r\npart\r\n", "--b--\r\n", NULL},
    {"parts with names", 3000, MIXED, "--b\r\nContent-Type: image/png; name=n%zu.png\r\n\r\npart\r\n", "--b--\r\n", NULL},
    {"parts without an end of header", 3000, MIXED, "--b\r\nContent-Type: text/html\r\n", "--b--\r\n", NULL},
    {"depth", 45, "", "Content-Type: multipart/mixed; boundary=b%zu\r\n\r\n--b%zu\r\n", "\r\n", NULL},
    {"depth beyond the limit", 2000, "", "Content-Type: multipart/mixed; boundary=b%zu\r\n\r\n--b%zu\r\n", "\r\n", NULL},
    {"multiparts that are not closed", 3000, MIXED, "--b\r\nContent-Type: multipart/mixed; boundary=c%zu\r\n\r\n--c%zu\r\n\r\nx\r\n", "--b--\r\n", NULL},
    {"multiparts that never begin", 3000, MIXED, "--b\r\nContent-Type: multipart/mixed; boundary=c%zu\r\n\r\nx\r\n", "--b--\r\n", NULL},
    {"lines like a boundary", 20000, MIXED "--b\r\n\r\n", "--bb%zu\r\n", "", NULL},
    {"lines of dashes", 50000, MIXED "--b\r\n\r\n", "--\r\n", "", NULL},
    {"dashes", 500000, MIXED "--b\r\n\r\n", "--", "", NULL},
    {"lines of dashes that are too long", 500, MIXED "--b\r\n\r\n",
     "------------------------------------------------------------------------------------------------------------------------------------------------"
     "                                                                                                                                              \r\n",
     "", NULL},
    {"boundaries with blanks", 3000, MIXED, "--b                                                                                      \r\n\r\nx\r\n", "", NULL},
    {"a long line", 500000, MIXED "--b\r\n\r\n", "word ", "", NULL},
    {"base64", 300000, "Content-Type: x/y\r\n" ENCODED("base64"), "QUJD", "", NULL},
    {"junk in base64", 300000, ENCODED("base64"), "!*", "", NULL},
    {"letters and junk in base64", 300000, ENCODED("base64"), "Q!", "", NULL},
    {"padding in base64", 300000, ENCODED("base64"), "QQ==", "", NULL},
    {"soft line ends", 50000, ENCODED("quoted-printable"), "=\r\n", "", NULL},
    {"equals signs", 100000, ENCODED("quoted-printable"), "=", "", NULL},
    {"blanks in quoted-printable", 300000, ENCODED("quoted-printable"), " ", "", NULL},
    {"soft line ends with blanks", 50000, ENCODED("quoted-printable"), "= \t ", "", NULL},
    {"escapes in quoted-printable", 50000, ENCODED("quoted-printable"), "=C3=A9", "", NULL},
    {"begin lines of uuencode", 20000, ENCODED("x-uuencode"), "begin 644 a%zu\r\n", "", NULL},
    {"lines of uuencode", 20000, ENCODED("x-uuencode") "begin 644 a\r\n", "#0V%T\r\n", "", NULL},
    {"a line of uuencode", 200000, ENCODED("x-uuencode") "begin 644 a\r\n", "M", "", NULL},
    {"CRs", 200000, TEXT("utf-8"), "\r", "", NULL},
    {"CRs in a multipart", 200000, MIXED "--b\r\n\r\n", "\r\n\r", "", NULL},
    {"bytes that are no UTF-8", 200000, TEXT("utf-8"), "\xFF", "", NULL},
    {"characters that are cut off", 100000, TEXT("utf-8"), "\xE2\x82", "", NULL},
    {"text that is no UTF-8 after all", 200000, "\r\n", "\xC3\xA9", "\xFF", NULL},
    {"bytes that are no shift_jis", 100000, TEXT("shift_jis"), "\x80\xFF", "", NULL},
    {"escapes of ISO-2022-JP", 100000, TEXT("iso-2022-jp"), "\x1B$BF|\x1B(Ba", "", NULL},
    {"escapes that are none", 200000, TEXT("iso-2022-jp"), "\x1B", "", NULL},
    {"shifts of ISO-2022-KR", 200000, TEXT("iso-2022-kr"), "\x0E" "a\x0F", "", NULL},
    {"shifts of HZ", 200000, TEXT("hz-gb-2312"), "~{~}", "", NULL},
    {"shifts of UTF-7", 200000, TEXT("utf-7"), "+AOk-+", "", NULL},
    {"lone surrogates", 200000, TEXT("utf-16le"), "\xD8\xD8", "", NULL},
};

static void repeat(raw *r, const char *each, size_t n)
{
    char line[1024];
    for (size_t i = 0; i < n; i++)
        add(r, line, (size_t)snprintf(line, sizeof line, each, i, i));
}

static unsigned long long work(const dimension *d, size_t n, size_t step)
{
    counting_sink taken = {0};
    const mbx_part_sink sink = counting_sink_on(&taken);
    raw r = {0};
    mbx_error err = {0};
    mbx_message *m = NULL;
    add(&r, d->before, strlen(d->before));
    repeat(&r, d->each, n);
    if (d->between)
        add(&r, d->between, strlen(d->between));
    if (d->after)
        repeat(&r, d->after, n);
    mbx_test_work = 0;
    assert_int_equal(mbx_message_new(&m, &sink, &err), MBX_OK);
    unsigned long long fixed = mbx_test_work;
    for (size_t i = 0; i < r.n; i += step)
        assert_int_equal(mbx_message_feed(m, r.p + i, r.n - i < step ? r.n - i : step, &err), MBX_OK);
    assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
    mbx_message_free(m);
    free(r.p);
    return mbx_test_work - fixed;
}

static void slopes(void **state)
{
    static const size_t steps[] = {SIZE_MAX / 4, 61};
    size_t failed = 0;
    (void)state;
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
        const dimension *d = &dimensions[i];
        for (size_t s = 0; s < 2; s++) {
            unsigned long long once = work(d, d->n, steps[s]), twice = work(d, 2 * d->n, steps[s]);
            double slope = (double)twice / (double)once;
            bool bad = slope > SLOPE_MOST || slope < SLOPE_LEAST;
            failed += bad;
            if (bad || s == 0)
                print_message("%-46s %7zu: %10llu, twice %10llu: %.2f%s\n", d->name, d->n, once, twice, slope, bad ? "  <--" : "");
        }
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(slopes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
