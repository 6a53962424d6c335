#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

static const mbx_token_limits LIMITS = {.text = 40, .depth = 4};

/* What is written of a token: atoms as they are, #number, 'string', {size}, <lo-hi>, ~text~, ; for the end of a line. */
static void note(char *out, size_t room, const mbx_token *k)
{
    size_t n = strlen(out);
    const char *cut = k->cut ? "..." : "";

    out += n;
    room -= n;
    switch (k->kind) {
    case MBX_TOKEN_ATOM:
        snprintf(out, room, "%.*s%s%s ", (int)k->text.n, k->text.p, cut, k->text.n ? "" : k->last ? "!/" : "!");
        break;
    case MBX_TOKEN_NUMBER:
        snprintf(out, room, "#%llu ", (unsigned long long)k->number);
        break;
    case MBX_TOKEN_NIL:
        snprintf(out, room, "NIL:%.*s ", (int)k->text.n, k->text.p);
        break;
    case MBX_TOKEN_STRING:
        snprintf(out, room, "'%.*s%s' ", (int)k->text.n, k->text.p, cut);
        break;
    case MBX_TOKEN_LITERAL:
        snprintf(out, room, "{%llu} ", (unsigned long long)k->number);
        break;
    case MBX_TOKEN_RANGE:
        snprintf(out, room, "<%u-%u%s> ", (unsigned)k->lo, (unsigned)k->hi, k->last ? "/" : "");
        break;
    case MBX_TOKEN_TEXT:
        snprintf(out, room, "~%.*s%s~ ", (int)k->text.n, k->text.p, cut);
        break;
    case MBX_TOKEN_END:
        snprintf(out, room, ";%u ", k->depth);
        break;
    default:
        snprintf(out, room, "%c%u ", " ()[]"[k->kind == MBX_TOKEN_OPEN ? 1 : k->kind == MBX_TOKEN_CLOSE ? 2 : k->kind == MBX_TOKEN_CODE_OPEN ? 3 : 4], k->depth);
    }
}

typedef enum how { LINES, BEHIND_STATUS, WHOLE_LINE, LITERALS_ELSEWHERE } how;

/* The tokens of the bytes in two pieces, the first of them n bytes long, or each byte alone (n SIZE_MAX). A word that
 * is "set" makes what follows sets, up to a word "word". */
static void read_in_pieces(const char *bytes, size_t total, size_t n, how h, char *out, size_t room)
{
    mbx_tokenizer t;
    mbx_error err;
    mbx_status st = MBX_OK;
    size_t at = 0;

    out[0] = 0;
    mbx_tokenizer_init(&t, &LIMITS);
    if (h == BEHIND_STATUS)
        mbx_tokenizer_behind_status(&t);
    while (at < total && st == MBX_OK) {
        size_t piece = n == SIZE_MAX ? 1 : at < n ? n - at : total - at;
        char *copy = malloc(piece); /* exactly that many bytes, so that a sanitizer sees a read beyond them */
        const char *p = copy;

        memcpy(copy, bytes + at, piece);
        at += piece;
        for (;;) {
            mbx_token k = {.kind = MBX_TOKEN_MORE};

            mbx_error_clear(&err);
            st = mbx_token_next(&t, &p, copy + piece, h == WHOLE_LINE, &k, &err);
            if (st != MBX_OK) {
                snprintf(out + strlen(out), room - strlen(out), "%s", mbx_code_name(err.code));
                break;
            }
            assert_true(p <= copy + piece);
            if (k.kind == MBX_TOKEN_MORE)
                break;
            note(out, room, &k);
            if (k.kind == MBX_TOKEN_ATOM && mbx_str_same(k.text, MBX_STR("set")))
                mbx_token_expect_set(&t, true);
            if (k.last)
                mbx_token_expect_set(&t, false);
            if (k.kind == MBX_TOKEN_LITERAL && h == LITERALS_ELSEWHERE)
                mbx_token_pass_over(&t);
            if (h == WHOLE_LINE && k.kind == MBX_TOKEN_END)
                break;
        }
        if (st == MBX_OK && h != WHOLE_LINE)
            assert_ptr_equal(p, copy + piece); /* MORE says that all was taken */
        assert_true(t.text.cap <= 2 * LIMITS.text);
        free(copy);
    }
    mbx_tokenizer_free(&t);
}

static void reads(const char *bytes, size_t total, how h, const char *want)
{
    char got[2000];

    if (h != WHOLE_LINE)
        for (size_t n = 1; n < total; n++) {
            read_in_pieces(bytes, total, n, h, got, sizeof got);
            if (strcmp(got, want) != 0)
                fail_msg("%s\ncut after %zu: %s\nnot:          %s", bytes, n, got, want);
        }
    read_in_pieces(bytes, total, h == WHOLE_LINE ? total : SIZE_MAX, h, got, sizeof got);
    assert_string_equal(got, want);
    read_in_pieces(bytes, total, total, h, got, sizeof got);
    assert_string_equal(got, want);
}

typedef struct row {
    const char *bytes, *want;
} row;

static void lines(void **state)
{
    static const row rows[] = {
        {"* 23 FETCH (UID 7 FLAGS (\\Seen $Label a.b) MODSEQ (65402))\r\n", "* #23 FETCH (0 UID #7 FLAGS (1 \\Seen $Label a.b )1 MODSEQ (1 #65402 )1 )0 ;0 "},
        {"* LIST (\\HasNoChildren) \"/\" [Gmail]/Sent\r\n", "* LIST (0 \\HasNoChildren )0 '/' [Gmail]/Sent ;0 "},
        {"* LIST () NIL {5}\r\na\"(\r\n nil Nilo\n", "* LIST (0 )0 NIL:NIL {5} 'a\"(\r\n' NIL:nil Nilo ;0 "},
        {"* LIST () \"\\\\\" \"a\\\"b \\\\ c\"\r\n", "* LIST (0 )0 '\\' 'a\"b \\ c' ;0 "},
        {"* X \"\" {0}\r\n {0}\r\n\r\n", "* X '' {0} '' {0} '' ;0 "},
        {"* X 18446744073709551615 18446744073709551616 007 1a -1\r\n", "* X #18446744073709551615 18446744073709551616 #7 1a -1 ;0 "},
        {"* 1 FETCH (BODY[HEADER.FIELDS (To From)]<0> {2}\r\nab UID 5)\r\n", "* #1 FETCH (0 BODY[HEADER.FIELDS (To From)]<0> {2} 'ab' UID #5 )0 ;0 "},
        {"* 1 FETCH (BODY[HEADER.FIELDS (\"a]{1}\" To)] NIL)\r\n", "* #1 FETCH (0 BODY[HEADER.FIELDS (\"a]{1}\" To)] NIL:NIL )0 ;0 "},
        {"* 1 FETCH (body[]{3}\r\na)b BINARY.SIZE[1.2] 3 RFC822{1}\r\nx)\r\n", "* #1 FETCH (0 body[] {3} 'a)b' BINARY.SIZE[1.2] #3 RFC822 {1} 'x' )0 ;0 "},
        {"* 1 FETCH (BINARY[1] ~{3}\r\na\nb ~ ~x)\r\n", "* #1 FETCH (0 BINARY[1] {3} 'a\nb' ~ ~x )0 ;0 "},
        {"* 1 FETCH (FLAGS (a[b c) UID 5)\r\n", "* #1 FETCH (0 FLAGS (1 a[b c )1 UID #5 )0 ;0 "}, /* "[" is a letter in a flag */
        {"* 1 FETCH (FLAGS (BODY[b c) UID 5)\r\n", "* #1 FETCH (0 FLAGS (1 BODY[b c )1 UID #5 )0 ;0 "},
        {"* 1 FETCH (XBODY[b c) UID 5)\r\n", "* #1 FETCH (0 XBODY[b c )0 UID #5 ;0 "},
        {"* X ((a)(b\r\n* X )) c\r\n", "* X (0 (1 a )1 (1 b ;2 * X c ;0 "},
        {"* X  a   b \r\n\r\n\n", "* X a b ;0 ;0 ;0 "},
        {"* X a\"b\"c{1}\r\nd\"e\"\"f\"\r\n", "* X a 'b' c {1} 'd' 'e' 'f' ;0 "},
        {"* X {5} \r\nabcde {2}\nxy\r\n", "* X {5} 'abcde' {2} 'xy' ;0 "}, /* Domino's space */
        {"* X a%b*c ]d e]f\xc3\xa4\x01\r\n", "* X a%b*c ]d e]f\xc3\xa4\x01 ;0 "},
        {"+ go (\"{ on\r\n* X\r\n", "+ ~go (\"{ on~ ;0 * X ;0 "},
        {"+\r\n+ \r\n+   \r\n+ a\r\n", "+ ;0 + ;0 + ;0 + ~a~ ;0 "},
        {"+AAAA\r\n", "+AAAA ;0 "},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        reads(rows[i].bytes, strlen(rows[i].bytes), LINES, rows[i].want);
    reads("* X a\0b\r\n", 9, LINES, "* X a ;0 "); /* printed up to its NUL */
}

static void codes_and_text(void **state)
{
    static const row rows[] = {
        {"* OK [UIDNEXT 5] (\"{ text]\r\n* 3 EXISTS\r\n", "* OK [0 UIDNEXT #5 ]0 ~(\"{ text]~ ;0 * #3 EXISTS ;0 "},
        {"a1 OK [PERMANENTFLAGS (\\Seen \\*)]\r\n", "a1 OK [0 PERMANENTFLAGS (0 \\Seen \\* )0 ]0 ;0 "},
        {"* no [Error=\"a]b(\" c=d] [x] y\r\n", "* no [0 Error= 'a]b(' c=d ]0 ~[x] y~ ;0 "},
        {"* BYE\r\n* PREAUTH [] \r\n* BAD hm\r\n", "* BYE ;0 * PREAUTH [0 ]0 ;0 * BAD ~hm~ ;0 "},
        {"* OK [BADCHARSET (a b] x (\r\n* X (\r\n", "* OK [0 BADCHARSET (0 a b ]0 ~x (~ ;0 * X (0 ;1 "},
        {"* OK text [CODE 5]\r\n", "* OK ~text [CODE 5]~ ;0 "},
        {"* OK [A {3}\r\n]\"x b] c\r\n", "* OK [0 A {3} ']\"x' b ]0 ~c~ ;0 "},
        {"* OK x\r\r\n* OK a\rb\r\n", "* OK ~x~ ;0 * OK ~a\rb~ ;0 "},
        {"x [a b] c\r\n* OKAY [a] b\r\n", "x [a b] c ;0 * OKAY [a] b ;0 "}, /* no status: no code */
        {"* OK [A] \"unended\r\n* X \"ended\"\r\n", "* OK [0 A ]0 ~\"unended~ ;0 * X 'ended' ;0 "},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        reads(rows[i].bytes, strlen(rows[i].bytes), LINES, rows[i].want);
    reads("[UIDNEXT 5] x\r\n* X [5\r\n", 23, BEHIND_STATUS, "[0 UIDNEXT #5 ]0 ~x~ ;0 * X [5 ;0 ");
    reads("just text\r\n", 11, BEHIND_STATUS, "~just text~ ;0 ");
    reads("[A] x", 5, WHOLE_LINE, "[A] x ;0 ");
}

static void lines_without_their_end(void **state)
{
    static const row rows[] = {
        {"* X a", "* X a ;0 "}, {"* X \"b\"", "* X 'b' ;0 "}, {"* X (a b", "* X (0 a b ;1 "}, {"* OK [A b] c", "* OK [0 A b ]0 ~c~ ;0 "}, {"* OK [A b", "* OK [0 A b ;0 "}, {"", ""},
        {"* X set 1:2,3", "* X set <1-2> <3-3/> ;0 "}, {"* X set 1,", "* X set <1-1> !/ ;0 "}, {"* X {2}\r\nab", "* X {2} 'ab' ;0 "}, {"* X a\r\n", "* X a ;0 "}, {"+", "+ ;0 "}, {"+ x ", "+ ~x ~ ;0 "},
        {"* X {2}\r\na", "* X {2} PROTOCOL_SYNTAX"}, {"* X {2}", "* X PROTOCOL_SYNTAX"}, {"* X {", "* X PROTOCOL_SYNTAX"}, {"* X \"b", "* X PROTOCOL_SYNTAX"}, {"* X \"b\\", "* X PROTOCOL_SYNTAX"}, {"* 1 FETCH (BODY[a", "* #1 FETCH (0 PROTOCOL_SYNTAX"}, {"* X {0}\r\n", "* X {0} '' ;0 "},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        reads(rows[i].bytes, strlen(rows[i].bytes), WHOLE_LINE, rows[i].want);
}

static void sets(void **state)
{
    static const row rows[] = {
        {"* VANISHED set 1:5,9,4294967295 b 7\r\n", "* VANISHED set <1-5> <9-9> <4294967295-4294967295/> b #7 ;0 "},
        {"* X set 5:1\r\n* X 5:1\r\n", "* X set <1-5/> ;0 * X 5:1 ;0 "}, /* only up to the line's end */
        {"* X set 0 \r\n* X set 4294967296\r\n* X set 1,,2\r\n* X set ,\r\n", "* X set !/ ;0 * X set !/ ;0 * X set <1-1> ! <2-2/> ;0 * X set ! !/ ;0 "},
        {"* X set 1:2:3\r\n* X set 1:\r\n* X set :1\r\n* X set *\r\n* X set 1:*\r\n* X set a1\r\n", "* X set !/ ;0 * X set !/ ;0 * X set !/ ;0 * X set !/ ;0 * X set !/ ;0 * X set !/ ;0 "},
        {"* X set 99999999999999999999999999999999999999999999999999,5\r\n", "* X set ! <5-5/> ;0 "},
        {"* X set 18446744073709551617:5\r\n", "* X set !/ ;0 "},
        {"* X set (a 1) \"5\" 3\r\n", "* X set (0 !/ #1 )0 '5' #3 ;0 "},
        {"* X set\r\n* X set \r\n", "* X set ;0 * X set ;0 "},
    };
    char many[60000] = "* X set ", *end = many + strlen(many);
    mbx_tokenizer t;
    const char *p = many;
    unsigned elements = 0;

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        reads(rows[i].bytes, strlen(rows[i].bytes), LINES, rows[i].want);
    for (unsigned i = 1; i <= 10000; i++)
        end += sprintf(end, "%u,", 2 * i);
    end[-1] = '\n';
    mbx_tokenizer_init(&t, &LIMITS);
    for (const char *stop = many + 1; stop <= end; stop++) {
        mbx_token k = {.kind = MBX_TOKEN_NIL};
        mbx_error err;

        while (k.kind != MBX_TOKEN_MORE) {
            assert_int_equal(mbx_token_next(&t, &p, stop, false, &k, &err), MBX_OK);
            if (k.kind == MBX_TOKEN_ATOM)
                mbx_token_expect_set(&t, mbx_str_same(k.text, MBX_STR("set")));
            if (k.kind == MBX_TOKEN_RANGE) {
                assert_int_equal(k.lo, 2 * ++elements);
                assert_int_equal(k.last, elements == 10000);
            }
        }
        assert_true(t.text.n <= 3); /* nothing of a set is kept */
    }
    assert_int_equal(elements, 10000);
    mbx_tokenizer_free(&t);
}

static void long_tokens_are_cut(void **state)
{
    static const row rows[] = {
        {"* X 1234567890123456789012345678901234567890\r\n", "* X 1234567890123456789012345678901234567890 ;0 "},
        {"* X a23456789012345678901234567890123456789012 \"1234567890123456789012345678901234567890\\\"x\" b\r\n",
         "* X a234567890123456789012345678901234567890... '1234567890123456789012345678901234567890...' b ;0 "},
        {"* X {41}\r\n12345678901234567890123456789012345678901 {40}\r\n1234567890123456789012345678901234567890\r\n",
         "* X {41} '1234567890123456789012345678901234567890...' {40} '1234567890123456789012345678901234567890' ;0 "},
        {"* OK 1234567890123456789012345678901234567890x\r\n* OK 123456789012345678901234567890123456789\r\n* OK x\r\n",
         "* OK ~1234567890123456789012345678901234567890...~ ;0 * OK ~123456789012345678901234567890123456789~ ;0 * OK ~x~ ;0 "},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        reads(rows[i].bytes, strlen(rows[i].bytes), LINES, rows[i].want);
}

static void literals_may_be_elsewhere(void **state)
{
    static const char line[] = "* 1 FETCH (BODY[] {5}\r\n FLAGS () X {0}\r\n UID 7)\r\n";

    (void)state;
    reads(line, strlen(line), LITERALS_ELSEWHERE, "* #1 FETCH (0 BODY[] {5} FLAGS (1 )1 X {0} UID #7 )0 ;0 ");
}

static void what_is_no_token(void **state)
{
    static const row rows[] = {
        {"* X \"a\r\n", "* X PROTOCOL_SYNTAX"}, {"* X \"a\\\n\"\r\n", "* X PROTOCOL_SYNTAX"}, {"* X {}\r\n", "* X PROTOCOL_SYNTAX"}, {"* X {-5}\r\n", "* X PROTOCOL_SYNTAX"},
        {"* X {5} a\r\n", "* X PROTOCOL_SYNTAX"}, {"* X {5+}\r\n", "* X PROTOCOL_SYNTAX"}, {"* X {5\r\n", "* X PROTOCOL_SYNTAX"}, {"* X {5}\r \n", "* X PROTOCOL_SYNTAX"}, {"* X { 5}\r\n", "* X PROTOCOL_SYNTAX"},
        {"* X {18446744073709551616}\r\n", "* X LIMIT_LITERAL"}, {"* X ((((()))))\r\n", "* X (0 (1 (2 (3 LIMIT_DEPTH"}, {"* OK [A \"b] c\r\n", "* OK [0 A PROTOCOL_SYNTAX"},
        /* in the brackets of a name: for the guard a literal stands there, and a string ends elsewhere */
        {"* 1 FETCH (BODY[a {2}\r\nab] UID 5)\r\n", "* #1 FETCH (0 PROTOCOL_SYNTAX"}, {"* 1 FETCH (BODY[a\r\n", "* #1 FETCH (0 PROTOCOL_SYNTAX"},
        {"* 1 FETCH (BODY[\"a\\\"] UID 5)\r\n", "* #1 FETCH (0 PROTOCOL_SYNTAX"}, {"* 1 FETCH (BODY[\"a] UID 5)\r\n", "* #1 FETCH (0 PROTOCOL_SYNTAX"},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        reads(rows[i].bytes, strlen(rows[i].bytes), LINES, rows[i].want);
}

/* A token in pieces needs memory; there may be none. A whole one needs none. */
static void out_of_memory(void **state)
{
    static const char line[] = "* X \"a\\\"b\" (c)\r\n";
    mbx_tokenizer t;
    mbx_token k = {.kind = MBX_TOKEN_NIL};
    mbx_error err;
    const char *p = line;
    mbx_status st = MBX_OK;

    (void)state;
    mbx_tokenizer_init(&t, &LIMITS);
    mbx_test_fail_after(0);
    while (st == MBX_OK && k.kind != MBX_TOKEN_END)
        st = mbx_token_next(&t, &p, line + strlen(line), false, &k, &err);
    mbx_test_fail_after(-1);
    assert_int_equal(st, MBX_E_MEMORY);
    assert_true(mbx_str_same(k.text, MBX_STR("X")));
    mbx_tokenizer_free(&t);
    mbx_tokenizer_init(&t, &LIMITS);
    (void)mbx_test_allocated();
    p = line + 11;
    do
        assert_int_equal(mbx_token_next(&t, &p, line + strlen(line), false, &k, &err), MBX_OK);
    while (k.kind != MBX_TOKEN_END);
    assert_int_equal(mbx_test_allocated(), 0);
    mbx_tokenizer_free(&t);
    assert_int_equal(mbx_test_live(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(codes_and_text), cmocka_unit_test(lines_without_their_end), cmocka_unit_test(sets), cmocka_unit_test(long_tokens_are_cut), cmocka_unit_test(literals_may_be_elsewhere), cmocka_unit_test(what_is_no_token), cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
