/* What a transcript shows and what it does not. The encoded forms of the password are Python's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "imap/repeats.h"
#include "probe/transcript.h"

#include <stdio.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define SECRET "k\"\xc3\xa4\\&+o/Pass=w0rd!"
#define WITHHELD "<withheld: it repeats a piece of the password>"

static mbx_transcript *t;
static char **lines;
static size_t n_lines;

static int set_up(void **state)
{
    mbx_error err;

    (void)state;
    return mbx_transcript_new(&t, &err) != MBX_OK;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_lines; i++)
        mbx_release(lines[i]);
    mbx_release(lines);
    lines = NULL;
    n_lines = 0;
    mbx_transcript_free(t);
    return 0;
}

static void finish(const char *password)
{
    mbx_secret *secret = NULL;
    mbx_error err;

    if (password)
        assert_int_equal(mbx_secret_new(&secret, password, strlen(password), &err), MBX_OK);
    assert_int_equal(mbx_transcript_lines(t, secret, &lines, &n_lines, &err), MBX_OK);
    mbx_secret_free(secret);
}

/* Without the time. */
static const char *line(size_t i)
{
    const char *p;

    assert_true(i < n_lines);
    p = strchr(lines[i], '.');
    assert_non_null(p);
    assert_int_equal(strspn(p + 1, "0123456789"), 3);
    return p + 5;
}

static void hears(mbx_stage stage, const char *text)
{
    mbx_transcript_heard(t, stage, text, strlen(text), true);
}

static void says(mbx_stage stage, const char *text, size_t open)
{
    mbx_transcript_said(t, stage, text, strlen(text), open);
}

static void shown(void **state)
{
    (void)state;
    hears(MBX_STAGE_GREETING, "* OK ready\r\n");
    says(MBX_STAGE_AUTH, "1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ=\r\n", 21);
    hears(MBX_STAGE_AUTH, "+ cmVhbG09IngiLG5vbmNlPSJ5Ig==\r\n");
    says(MBX_STAGE_AUTH, "AGJvYgBzM2NyZXQ=\r\n", 0);
    hears(MBX_STAGE_AUTH, "* CAPABILITY IMAP4rev1 IDLE\r\n");
    hears(MBX_STAGE_AUTH, "* OK hello bob\r\n");
    hears(MBX_STAGE_AUTH, "1 NO [AUTHENTICATIONFAILED] no such luck\r\n");
    hears(MBX_STAGE_AUTH, "1 NO [S3CRET] no\r\n");
    hears(MBX_STAGE_AUTH, "s3cret NO\r\n");
    hears(MBX_STAGE_AUTH, "1 s3cret\r\n");
    says(MBX_STAGE_FOLDER, "2 EXAMINE \"INBOX\"\r\n", 19);
    mbx_transcript_heard(t, MBX_STAGE_FETCH, "* 1 FETCH (BODY[] {5}\r\n", 23, false);
    mbx_transcript_heard(t, MBX_STAGE_FETCH, NULL, 3, false);
    mbx_transcript_heard(t, MBX_STAGE_FETCH, NULL, 2, false);
    mbx_transcript_heard(t, MBX_STAGE_FETCH, " UID 7)\r\n", 9, true);
    hears(MBX_STAGE_FOLDER, "* OK \x1b[31m \xff caf\xc3\xa9 \xe2\x80\xae \xc2\x9b x\r\n");
    mbx_transcript_heard(t, MBX_STAGE_FOLDER, "2 O", 3, false);
    finish(NULL);
    assert_int_equal(n_lines, 14);
    assert_string_equal(line(0), "S: * OK ready");
    assert_string_equal(line(1), "C: 1 AUTHENTICATE PLAIN <up to 64 bytes>");
    assert_string_equal(line(2), "S: + <up to 64 bytes>");
    assert_string_equal(line(3), "C: <up to 64 bytes>");
    assert_string_equal(line(4), "S: * CAPABILITY IMAP4rev1 IDLE");
    assert_string_equal(line(5), "S: * OK <9 bytes>");
    assert_string_equal(line(6), "S: 1 NO [AUTHENTICATIONFAILED] <12 bytes>");
    assert_string_equal(line(7), "S: 1 NO <11 bytes>");
    assert_string_equal(line(8), "S: <9 bytes>");
    assert_string_equal(line(9), "S: <8 bytes>");
    assert_string_equal(line(10), "C: 2 EXAMINE \"INBOX\"");
    assert_string_equal(line(11), "S: * 1 FETCH (BODY[] {5}<5 bytes> UID 7)");
    assert_string_equal(line(12), "S: * OK \\x1B[31m \\xFF caf\xc3\xa9 \\xE2\\x80\\xAE \\xC2\\x9B x");
    assert_string_equal(line(13), "S: 2 O <broken off>");
}

static void greetings(void **state)
{
    (void)state;
    hears(MBX_STAGE_GREETING, "* BYE your address 192.0.2.7 is known to us\r\n");
    hears(MBX_STAGE_GREETING, "* OKRA\r\n");
    mbx_transcript_heard(t, MBX_STAGE_GREETING, "* OK half", 9, false);
    finish(NULL);
    assert_int_equal(n_lines, 3);
    assert_string_equal(line(0), "S: <43 bytes that are not shown>");
    assert_string_equal(line(1), "S: <6 bytes that are not shown>");
    assert_string_equal(line(2), "S: <9 bytes that are not shown> <broken off>");
}

/* What a size says of a secret is its order of magnitude. */
static void sizes(void **state)
{
    static char text[20000];

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t n = 1; n < sizeof text; n *= 3)
        mbx_transcript_said(t, MBX_STAGE_AUTH, text, n, 0);
    finish(NULL);
    assert_int_equal(n_lines, 10);
    assert_string_equal(line(0), "C: <up to 64 bytes>");
    assert_string_equal(line(3), "C: <up to 64 bytes>");
    assert_string_equal(line(4), "C: <up to 256 bytes>");
    assert_string_equal(line(6), "C: <up to 1024 bytes>");
    assert_string_equal(line(9), "C: <up to 65536 bytes>");
}

static void repeats(void **state)
{
    static const struct {
        const char *name, *text;
    } forms[] = {
        {"in clear", "you sent k\"\xc3\xa4\\&+o/Pass=w0rd! here"},
        {"its beginning", "you sent k\"\xc3\xa4\\&+ ..."},
        {"its end", "... Pass=w0rd!"},
        {"quoted", "LOGIN bob \"k\\\"\xc3\xa4\\\\&+o/Pass=w0rd!\""},
        {"base64", "ayLDpFwmK28vUGFzcz13MHJkIQ=="},
        {"base64 behind a name", "AGJvYgBrIsOkXCYrby9QYXNzPXcwcmQh"},
        {"base64 behind two names", "Ym9iAGJvYmJ5AGsiw6RcJitvL1Bhc3M9dzByZCEBAQ=="},
        {"base64 of a line", "dXNlcj1ib2IBYXV0aD1CZWFyZXIgayLDpFwmK28vUGFzcz13MHJkIQEB"},
        {"base64url", "Li5rIsOkXCYrby9QYXNzPXcwcmQh"},
        {"hexadecimal", "6b22c3a45c262b6f2f506173733d7730726421"},
        {"hexadecimal in capitals", "6B22C3A45C262B6F2F506173733D7730726421"},
        {"a URL", "imap://bob:k%22%C3%A4%5C%26%2Bo%2FPass%3Dw0rd%21@host/"},
        {"quoted-printable", "k\"=C3=A4\\&+o/Pass=3Dw0rd!"},
        {"a folder name", "* LIST () \"/\" INBOX/k\"&AOQ-\\&-+o/Pass=w0rd!"},
    };

    (void)state;
    for (size_t i = 0; i < N(forms); i++)
        hears(MBX_STAGE_FOLDER, forms[i].text);
    hears(MBX_STAGE_FOLDER, "* LIST () \"/\" \"Passwords and other things\"");
    finish(SECRET);
    assert_int_equal(n_lines, N(forms) + 1);
    for (size_t i = 0; i < N(forms); i++) {
        if (strcmp(line(i), "S: " WITHHELD) != 0)
            print_error("%s: %s\n", forms[i].name, line(i));
        assert_string_equal(line(i), "S: " WITHHELD);
    }
    assert_string_equal(line(N(forms)), "S: * LIST () \"/\" \"Passwords and other things\"");
}

/* A short one is looked for as a whole; a token of many bytes costs no more time than a password. */
static void lengths(void **state)
{
    static char token[MBX_MAX_PASSWORD + 1];
    mbx_repeats *r;
    mbx_error err;
    bool yes;

    (void)state;
    for (size_t i = 0; i < sizeof token - 1; i++)
        token[i] = (char)('!' + (i * 7 + i / 90) % 90);
    for (size_t n = 1; n < sizeof token; n = n < 40 ? n + 1 : n * 4) {
        char text[64];

        assert_int_equal(mbx_repeats_new(&r, (mbx_str){token, n}, &err), MBX_OK);
        (void)snprintf(text, sizeof text, "x%.*sx", (int)(n < 40 ? n : 40), token);
        assert_int_equal(mbx_repeats_find(r, mbx_str_of(text), &yes, &err), MBX_OK);
        assert_true(yes);
        assert_int_equal(mbx_repeats_find(r, MBX_STR(""), &yes, &err), MBX_OK);
        assert_false(yes);
        assert_int_equal(mbx_repeats_find(r, MBX_STR("     "), &yes, &err), MBX_OK);
        assert_false(yes);
        mbx_repeats_free(r);
    }
}

static void limits(void **state)
{
    static char text[1000];
    size_t all = 0;
    char what[32];

    (void)state;
    memset(text, 'x', sizeof text);
    mbx_transcript_said(t, MBX_STAGE_SEARCH, text, sizeof text, sizeof text);
    mbx_transcript_heard(t, MBX_STAGE_SEARCH, text, sizeof text, true);
    for (size_t i = 0; i < 100; i++) {
        (void)snprintf(what, sizeof what, "* line %zu", i);
        hears(MBX_STAGE_LIST, what);
    }
    says(MBX_STAGE_LOGOUT, "9 LOGOUT", 8);
    for (size_t i = 0; i < 1000; i++)
        mbx_transcript_said(t, MBX_STAGE_SEARCH, text, sizeof text, sizeof text);
    finish(NULL);
    assert_int_equal(strlen(line(0)), strlen("C:  <600 bytes more>") + MBX_TRANSCRIPT_LINE);
    assert_int_equal(strlen(line(1)), strlen("S:  <600 bytes more>") + MBX_TRANSCRIPT_LINE);
    assert_string_equal(line(MBX_TRANSCRIPT_ANSWER), "S: * line 28");
    assert_string_equal(line(MBX_TRANSCRIPT_ANSWER + 1), "S: <70 lines more, 630 bytes>");
    assert_string_equal(line(MBX_TRANSCRIPT_ANSWER + 2), "S: * line 99"); /* what it ended with */
    assert_string_equal(line(MBX_TRANSCRIPT_ANSWER + 3), "C: 9 LOGOUT");
    assert_string_equal(lines[n_lines - 1], "<the rest is left out>");
    for (size_t i = 0; i < n_lines; i++)
        all += strlen(lines[i]);
    assert_in_range(all, MBX_TRANSCRIPT_BYTES / 2, 2 * MBX_TRANSCRIPT_BYTES);
    assert_true(n_lines <= MBX_TRANSCRIPT_LINES + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shown, set_up, tear_down),   cmocka_unit_test_setup_teardown(greetings, set_up, tear_down), cmocka_unit_test_setup_teardown(sizes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(repeats, set_up, tear_down), cmocka_unit_test(lengths),                                     cmocka_unit_test_setup_teardown(limits, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
