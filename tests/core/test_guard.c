#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mbx_guard_limits small(void)
{
    return (mbx_guard_limits){.line = 200, .line_numbers = 1000, .literal = 50, .literal_other = 20, .depth = 5, .lines = 10, .text = 2000};
}

typedef struct outcome {
    mbx_code code; /* 0: all taken */
    unsigned lines, literals;
    uint32_t uid;
    bool body;
    uint64_t size;
} outcome;

/* Feeds the bytes in pieces of the given length and stops at the first failure. */
static outcome feed(const mbx_guard_limits *l, bool numbers, const char *p, size_t n, size_t piece, mbx_guard *g_r)
{
    mbx_guard g;
    mbx_error err;
    outcome o;
    size_t at = 0;

    memset(&o, 0, sizeof o);
    mbx_guard_init(&g, l);
    mbx_guard_command(&g, numbers);
    while (at < n) {
        size_t left = n - at < piece ? n - at : piece, used = 0;
        mbx_guard_event e = MBX_GUARD_MORE;

        mbx_error_clear(&err);
        /* A copy of exactly that many bytes, so that a sanitizer sees a read beyond them. */
        char *copy = malloc(left);
        memcpy(copy, p + at, left);
        mbx_status st = mbx_guard_scan(&g, copy, left, &used, &e, &err);
        free(copy);
        if (st != MBX_OK) {
            o.code = err.code;
            break;
        }
        assert_true(used > 0 && used <= left);
        at += used;
        o.lines += e == MBX_GUARD_LINE_END;
        if (e == MBX_GUARD_LITERAL) {
            o.literals++;
            o.uid = g.line_uid;
            o.body = g.literal_is_body;
            o.size = g.literal_size;
        }
    }
    if (g_r)
        *g_r = g;
    return o;
}

static outcome whole(const char *text)
{
    mbx_guard_limits l = small();
    size_t n = strlen(text);
    outcome o = feed(&l, false, text, n, n, NULL);

    for (size_t piece = 1; piece < n; piece++) {
        outcome other = feed(&l, false, text, n, piece, NULL);
        assert_memory_equal(&o, &other, sizeof o);
    }
    return o;
}

static void lines_and_literals(void **state)
{
    (void)state;
    outcome o = whole("* 3 FETCH (UID 7 FLAGS (\\Seen) BODY[] {5}\r\nab\r\nc)\r\n1 OK done\r\n");

    assert_int_equal(o.code, 0);
    assert_int_equal(o.lines, 2);
    assert_int_equal(o.literals, 1);
    assert_int_equal(o.uid, 7);
    assert_true(o.body);
    assert_int_equal(o.size, 5);
    o = whole("* 3 FETCH (BODY[] {3}\r\nabc UID 9)\r\n");
    assert_int_equal(o.uid, 0);
    o = whole("* 3 FETCH (UID 4294967295 BODY[HEADER.FIELDS (TO)]<0> {2}\r\nab)\r\n");
    assert_true(o.body);
    assert_true(o.uid == 4294967295u);
    o = whole("* LIST () \"/\" {3}\r\na\"b\r\n");
    assert_int_equal(o.code, 0);
    assert_false(o.body);
    o = whole("* 3 FETCH (RFC822.HEADER {3}\r\nabc)\r\n");
    assert_false(o.body);
    o = whole("* 3 FETCH (BODY[] {0}\r\n UID 5)\r\n");
    assert_int_equal(o.code, 0);
    assert_int_equal(o.lines, 1);
    o = whole("+ go on (((((((( \"\r\n* OK [ALERT] ((((((((((( \" {99999999999}\r\n* BYE \"\r\n1 NO (((((((( text\r\n+\r\n");
    assert_int_equal(o.code, 0);
    assert_int_equal(o.lines, 5);
    o = whole("* OK([A {9}\r\n1 NO)[A \"\r\n"); /* no code behind a parenthesis: text */
    assert_int_equal(o.code, 0);
    assert_int_equal(o.lines, 2);
    o = whole("* 3 FETCH (FLAGS (UIDNEXT 4294967296) UID 5)\r\n"); /* keywords */
    assert_int_equal(o.code, 0);
    o = whole("* CAPABILITY IMAP4rev1 X={\n"); /* LF alone ends a line for libetpan too */
    assert_int_equal(o.code, MBX_CODE_PROTOCOL_SYNTAX);
}

static void refuses(const char *text, mbx_code code)
{
    outcome o = whole(text);

    if (o.code != code)
        print_error("%s\n", text);
    assert_string_equal(mbx_code_name(o.code), mbx_code_name(code));
}

static void hostile(void **state)
{
    (void)state;
    refuses("* 1 FETCH (BODY[] {4294967299}\r\n", MBX_CODE_LIMIT_LITERAL);
    refuses("* 1 FETCH (BODY[] {18446744073709551621}\r\n", MBX_CODE_LIMIT_LITERAL);
    refuses("* 1 FETCH (BODY[] {99999999999999999999999999}\r\n", MBX_CODE_LIMIT_LITERAL);
    refuses("* 1 FETCH (BODY[] {-5}\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (BODY[] {}\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (BODY[] {5+}\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (BODY[] { 5}\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (BODY[] {5} x\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (BODY[] {5}abcde)\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (BODY[] {5}\rx", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* OK [BADCHARSET ({4294967295}\r\n", MBX_CODE_LIMIT_LITERAL);
    refuses("* LIST () \"/\" \"open\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (UID 4294967296 FLAGS ())\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (UID 42949672970 FLAGS ())\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (UID 0 FLAGS ())\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (X\"a\"UID 0)\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 1 FETCH (X {1}\r\naUID 4294967296)\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* 42949672970 EXISTS\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* OK [UIDNEXT 42949672970] x\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* OK [UIDVALIDITY 42949672970] x\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* STATUS a (UIDNEXT 42949672970)\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("220 smtp ready\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    /* of these one reader would say that text begins, and another one that it is a string */
    refuses("x OK{3}\r\nabc\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("+{3}\r\nabc\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("a {0}\r\n OK\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* OK\" {3}\r\n\"\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("* \"OK\" x\r\n", MBX_CODE_PROTOCOL_SYNTAX);
    refuses("\r\n", MBX_CODE_PROTOCOL_SYNTAX);
}

static void nul(void **state)
{
    static const char in_line[] = "* LIST () \"/\" a\0b\r\n", in_quote[] = "* LIST () \"/\" \"a\0b\"\r\n", in_name[] = "* LIST () \"/\" {3}\r\na\0b\r\n",
                      in_body[] = "* 1 FETCH (BODY[] {3}\r\na\0b)\r\n", in_text[] = "* OK a\0b\r\n";
    mbx_guard_limits l = small();

    (void)state;
    for (size_t piece = 1; piece < 30; piece++) {
        assert_int_equal(feed(&l, false, in_line, sizeof in_line - 1, piece, NULL).code, MBX_CODE_PROTOCOL_NUL);
        assert_int_equal(feed(&l, false, in_quote, sizeof in_quote - 1, piece, NULL).code, MBX_CODE_PROTOCOL_NUL);
        assert_int_equal(feed(&l, false, in_name, sizeof in_name - 1, piece, NULL).code, MBX_CODE_PROTOCOL_NUL);
        assert_int_equal(feed(&l, false, in_text, sizeof in_text - 1, piece, NULL).code, MBX_CODE_PROTOCOL_NUL);
        assert_int_equal(feed(&l, false, in_body, sizeof in_body - 1, piece, NULL).code, 0);
    }
}

/* head, then fill bytes of 'x', then tail: at the cap, one below, one above, in pieces of every size. */
static void at_cap(const char *head, char with, const char *tail, size_t cap, bool numbers, mbx_code code)
{
    mbx_guard_limits l = small();
    char b[2100];

    l.text = 5000;
    for (size_t n = cap - 1; n <= cap + 1; n++) {
        size_t head_n = strlen(head), tail_n = strlen(tail);
        memcpy(b, head, head_n);
        memset(b + head_n, with, n - head_n - tail_n);
        memcpy(b + n - tail_n, tail, tail_n);
        for (size_t piece = 1; piece <= n; piece += piece < 70 ? 1 : 37)
            assert_int_equal(feed(&l, numbers, b, n, piece, NULL).code, n > cap ? code : 0);
    }
}

static void caps(void **state)
{
    mbx_guard_limits l = small();
    char b[4000];

    (void)state;
    at_cap("* XLIST ", 'x', "\r\n", 200, false, MBX_CODE_LIMIT_LINE);
    at_cap("* OK ", 'x', "\r\n", 200, false, MBX_CODE_LIMIT_LINE);
    at_cap("* LIST (\"", 'x', "\")\r\n", 200, false, MBX_CODE_LIMIT_LINE);
    at_cap("* SEARCH ", '1', "\r\n", 200, false, MBX_CODE_LIMIT_LINE);
    at_cap("* SEARCH ", '1', "\r\n", 1000, true, MBX_CODE_LIMIT_LINE);
    at_cap("* ESEARCH (TAG \"1\") UID ALL ", '1', "\r\n", 1000, true, MBX_CODE_LIMIT_LINE);
    at_cap("* VANISHED ", '1', "\r\n", 1000, true, MBX_CODE_LIMIT_LINE);
    at_cap("* VANISHED ", '1', "\r\n", 1000, false, MBX_CODE_LIMIT_LINE); /* RFC 7162: with any answer */
    at_cap("* ESEARCH ", '1', "\r\n", 200, false, MBX_CODE_LIMIT_LINE);
    at_cap("* OK ", 'x', "\r\n", 200, true, MBX_CODE_LIMIT_LINE);
    for (unsigned n = 49; n <= 51; n++) {
        snprintf(b, sizeof b, "* 1 FETCH (BODY[] {%u}\r\n", n);
        assert_int_equal(whole(b).code, n > 50 ? MBX_CODE_LIMIT_LITERAL : 0);
    }
    for (unsigned n = 19; n <= 21; n++) {
        snprintf(b, sizeof b, "* 1 FETCH (ENVELOPE ({%u}\r\n", n);
        assert_int_equal(whole(b).code, n > 20 ? MBX_CODE_LIMIT_LITERAL : 0);
        snprintf(b, sizeof b, "* LIST () \"/\" {%u}\r\n", n);
        assert_int_equal(whole(b).code, n > 20 ? MBX_CODE_LIMIT_LITERAL : 0);
    }
    assert_int_equal(whole("* 1 FETCH ((((()))))\r\n").code, 0);
    assert_int_equal(whole("* 1 FETCH (((((()))))\r\n").code, MBX_CODE_LIMIT_DEPTH);
    assert_int_equal(whole("* 1 FETCH ((((\"((((((\"))))\r\n").code, 0);
    assert_int_equal(whole("* 1 FETCH (((({6}\r\n((((((()))))\r\n").code, 0);
    assert_int_equal(whole("* 1 FETCH ((((\"\\\"((((\"))))\r\n").code, 0);
    for (size_t lines = 9; lines <= 11; lines++) {
        size_t n = 0;
        for (size_t i = 0; i < lines; i++)
            n += (size_t)sprintf(b + n, "* %zu EXISTS\r\n", i);
        for (size_t piece = 1; piece < n; piece++)
            assert_int_equal(feed(&l, false, b, n, piece, NULL).code, lines > 10 ? MBX_CODE_LIMIT_RESPONSE : 0);
    }
    l.lines = 1000;
    l.text = 300;
    for (size_t lines = 29; lines <= 31; lines++) {
        size_t n = 0;
        for (size_t i = 0; i < lines; i++)
            n += (size_t)sprintf(b + n, "* NO abc\r\n"); /* 10 bytes */
        assert_int_equal(feed(&l, false, b, n, 7, NULL).code, lines > 30 ? MBX_CODE_LIMIT_RESPONSE : 0);
    }
}

/* VANISHED lines have an allowance of their own, together; the text of a command that is streamed has none. */
static void what_nobody_keeps(void **state)
{
    mbx_guard_limits l = small();
    mbx_guard_event e;
    mbx_guard g;
    mbx_error err;
    char b[2000];
    size_t used;

    (void)state;
    l.lines = 1000;
    l.text = 300;
    /* "* VANISHED 1" and CRLF: 11 bytes of text until it is known what it is, then 3 of its own */
    for (size_t digits = 976; digits <= 978; digits++) {
        size_t n = (size_t)sprintf(b, "* VANISHED 1\r\n* VANISHED ");
        memset(b + n, '1', digits);
        n += digits;
        n += (size_t)sprintf(b + n, "\r\n* VANISHED 1\r\n* VANISHED 1\r\n* VANISHED 1\r\n* VANISHED 1\r\n* VANISHED 1\r\n* VANISHED 1\r\n");
        l.line_numbers = 999;
        for (size_t piece = 1; piece < 40; piece++)
            assert_int_equal(feed(&l, false, b, n, piece, NULL).code, digits > 976 ? MBX_CODE_LIMIT_RESPONSE : 0);
    }
    for (int streamed = 0; streamed < 2; streamed++) {
        mbx_status st = MBX_OK;
        unsigned lines = 0;

        mbx_guard_init(&g, &l);
        mbx_guard_command(&g, false);
        g.streamed = streamed;
        for (; lines < 100 && st == MBX_OK; lines++)
            st = mbx_guard_scan(&g, "* 1 FETCH (UID 5)\r\n", 19, &used, &e, &err);
        assert_int_equal(st, streamed ? MBX_OK : MBX_E_LIMIT);
        assert_int_equal(lines, streamed ? 100 : 16);
    }
    mbx_guard_command(&g, false);
    assert_false(g.streamed);
}

typedef struct heard {
    char text[200];
    size_t n;
    mbx_line_kind kind; /* of the last run */
} heard;

static void listen(void *ctx, const mbx_guard *g, const char *p, size_t n)
{
    heard *h = ctx;

    memcpy(h->text + h->n, p, n);
    h->n += n;
    h->kind = g->kind;
}

static void a_listener_hears_lines(void **state)
{
    static const char text[] = "* 1 FETCH (BODY[] {4}\r\nbody)\r\n* LIST () {3}\r\nabc {0}\r\n\r\n* VANISHED 5\r\n";
    static const char want[] = "* 1 FETCH (BODY[] {4}\r\n)\r\n* LIST () {3}\r\n {0}\r\n\r\n* VANISHED 5\r\n";
    mbx_guard_limits l = small();
    mbx_guard g;
    mbx_error err;

    (void)state;
    for (size_t piece = 1; piece < sizeof text; piece++) {
        heard h = {.n = 0};

        mbx_guard_init(&g, &l);
        mbx_guard_listen(&g, listen, &h);
        for (size_t at = 0, used = 0; at < sizeof text - 1; at += used) {
            size_t left = sizeof text - 1 - at;
            mbx_guard_event e;

            assert_int_equal(mbx_guard_scan(&g, text + at, left < piece ? left : piece, &used, &e, &err), MBX_OK);
        }
        assert_int_equal(h.n, sizeof want - 1);
        assert_memory_equal(h.text, want, h.n);
        assert_int_equal(h.kind, MBX_LINE_NUMBERS);
        assert_true(g.vanished);
        assert_int_equal(text[sizeof text - sizeof "* VANISHED 5\r\n" + g.behind_name], ' ');
    }
}

static void counters_begin_anew(void **state)
{
    mbx_guard_limits l = small();
    mbx_guard g;
    mbx_error err;
    size_t used;
    mbx_guard_event e;

    (void)state;
    mbx_guard_init(&g, &l);
    for (int command = 0; command < 5; command++) {
        mbx_guard_command(&g, false);
        for (int i = 0; i < 10; i++)
            assert_int_equal(mbx_guard_scan(&g, "* 1 EXISTS\r\n", 12, &used, &e, &err), MBX_OK);
    }
    assert_int_equal(mbx_guard_scan(&g, "* 1 EXISTS\r\n", 12, &used, &e, &err), MBX_E_LIMIT);
    assert_int_not_equal(mbx_guard_scan(&g, "* 1 EXISTS\r\n", 12, &used, &e, &err), MBX_OK);
}

static void keeps_status(void **state)
{
    static const char text[] = "* BYE [UNAVAILABLE] so long\r\n7 NO [IN USE  x] try (later\r\n";
    mbx_guard_limits l = small();
    mbx_guard g;

    (void)state;
    for (size_t piece = 1; piece < sizeof text; piece++) {
        feed(&l, false, text, sizeof text - 1, piece, &g);
        assert_string_equal(g.bye, "BYE [UNAVAILABLE] so long");
        assert_string_equal(g.tagged, "NO [IN USE  x] try (later");
        assert_int_equal(g.kind, MBX_LINE_TAGGED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_literals), cmocka_unit_test(hostile),      cmocka_unit_test(nul),
        cmocka_unit_test(caps),               cmocka_unit_test(counters_begin_anew), cmocka_unit_test(keeps_status),
        cmocka_unit_test(what_nobody_keeps),  cmocka_unit_test(a_listener_hears_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
