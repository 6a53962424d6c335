#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "imap/untagged.h"

#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

/* What libetpan would read of these bytes, a body that is handed on included; NULL when the guard or the judge refuses. */
static char *seen(const char *text, size_t piece)
{
    mbx_guard_limits limits = mbx_guard_default_limits();
    mbx_guard g;
    mbx_untagged u;
    mbx_buf out;
    mbx_error err;
    bool body = false, ok = true;
    size_t at = 0, n = strlen(text);

    mbx_guard_init(&g, &limits);
    mbx_guard_command(&g, false);
    mbx_untagged_init(&u);
    mbx_buf_init(&out, MBX_MIB(1));
    while (ok && at < n) {
        size_t left = n - at < piece ? n - at : piece, used = 0;
        bool in_body = g.literal_is_body && mbx_guard_literal_left(&g) > 0;
        mbx_guard_event event = MBX_GUARD_MORE;
        char *copy = malloc(left); /* exactly that many bytes, so that a sanitizer sees a read beyond them */

        memcpy(copy, text + at, left);
        mbx_error_clear(&err);
        ok = mbx_guard_scan(&g, copy, left, &used, &event, &err) == MBX_OK;
        if (ok && in_body) {
            if (body)
                assert_int_equal(mbx_buf_add(&out, copy, used), MBX_OK);
        } else if (ok) {
            ok = mbx_untagged_take(&u, &g, copy, used, event, &out, &body, &err) == MBX_OK;
        }
        free(copy);
        at += used;
    }
    if (!ok)
        assert_string_equal(mbx_code_name(err.code), "PROTOCOL_SYNTAX");
    char *r = ok ? calloc(1, out.n + 1) : NULL;
    if (ok && out.n)
        memcpy(r, out.p, out.n);
    mbx_buf_free(&out);
    mbx_untagged_free(&u);
    return r;
}

static void becomes(const char *text, const char *want)
{
    for (size_t piece = 1; piece <= strlen(text); piece++) {
        char *got = seen(text, piece);

        if (!want) {
            if (got)
                print_error("%s\nbecame\n%s\n", text, got);
            assert_null(got);
        } else {
            if (!got)
                print_error("%s\nwas refused\n", text);
            assert_non_null(got);
            assert_string_equal(got, want);
        }
        free(got);
    }
}

static void what_a_session_uses_stays(void **state)
{
    static const char *const same[] = {
        "* 1 FETCH (UID 5 FLAGS (\\Seen $Label a.b))\r\n", "* 1 FETCH (FLAGS () UID 5)\r\n",
        "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4294967295)\r\n", "* 1 FETCH (INTERNALDATE \" 1-Jan-2024 00:00:00 +0530\")\r\n",
        "* 1 FETCH (BODY[] {9}\r\na)\r\n* X\r\n UID 5 BODY[] {1}\r\nb)\r\n", "* 1 FETCH (UID 5 BODY[] NIL)\r\n", "* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n",
        "3 OK x\r\n", "3 NO x\r\n", "a BAD x\r\n",
    };

    (void)state;
    for (size_t i = 0; i < N(same); i++)
        becomes(same[i], same[i]);
}

static void the_rest_goes(void **state)
{
    static const char *const gone[] = {
        /* what our own readers read themselves */
        "* 3 EXISTS\r\n", "* OK [UIDVALIDITY 7] x\r\n", "* LIST (\\HasNoChildren \\Sent) \"/\" {4}\r\nSent\r\n", "* LIST () \"\\\"\" {5}\r\na\r\nb \r\n", "* STATUS {5}\r\nINBOX (UIDNEXT 4 UIDVALIDITY 9)\r\n",
        "* FOO bar\r\n", "* 5 FOO\r\n", "* 5 FOO (a {3}\r\n* X b)\r\n", "* ESEARCH (TAG \"3\") UID ALL 1:5,9\r\n", "* SEARCH 1 2 3\r\n", "* VANISHED (EARLIER) 1:7\r\n", "* VANISHED {3}\r\n* X\r\n",
        "* THREAD (2)(3 6 (4 23)(44 7 96))\r\n", "* SORT 1 2\r\n", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", "* ID (\"name\" \"x\")\r\n", "* ENABLED CONDSTORE\r\n", "* CAPABILITY IMAP4rev1 X\r\n",
        "* 4 RECENT\r\n", "* 2 EXPUNGE\r\n", "* FLAGS (\\Seen)\r\n", "* OK\r\n", "* OK [] x\r\n", "* OK [FOO (bar \"b]z\")] x\r\n", "* OK [Error=\"x\" foo] x\r\n", "* OK still here\r\n", "* NO [ALERT] x\r\n",
        "* OK [UIDNEXT ] x\r\n", "* OK [UIDNEXT] x\r\n", "* OK [UIDNEXT x] x\r\n", "* OK [HIGHESTMODSEQ 9223372036854775808] x\r\n", "* OK [NOMODSEQ] x\r\n", "* BYE x\r\n", "+ go\r\n",
        "* LIST\r\n", "* LIST ()\r\n", "* LIST () \"/\"\r\n", "* LIST () \"/\" \"\"\r\n", "* LIST x \"/\" y\r\n", "* LIST () \"/\" (x)\r\n",
        "* STATUS INBOX ()\r\n", "* STATUS INBOX\r\n", "* STATUS INBOX (UIDNEXT)\r\n", "* STATUS INBOX (MAILBOXID (F1) SIZE 5)\r\n", "* STATUS (x) (UIDNEXT 5)\r\n",
        "* 1 FETCH ()\r\n", "* 1 FETCH (MODSEQ (18446744073709551615))\r\n", "* 1 FETCH (X-FOO bar)\r\n", "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL (\"a\" {2}\r\n))) 1))\r\n",
        "* 1 FETCH (RFC822.SIZE 4294967296)\r\n", "* 1 FETCH (INTERNALDATE \"99-Foo-99999 99:99:99 +9999\")\r\n", "* 1 FETCH (INTERNALDATE NIL)\r\n", "* 1 FETCH (FLAGS NIL)\r\n",
        "* 1 FETCH (BODY[HEADER.FIELDS (To From)]<0> {4}\r\nx)\r\n)\r\n", "* 1 FETCH (RFC822 {3}\r\nabc)\r\n", "* 1 FETCH (BINARY[1] ~{3}\r\nabc)\r\n", "* 1 FETCH (BODY[]<2> {4}\r\nnope)\r\n",
        "* 1 FETCH (X\"a b UID 9 \"c d)\r\n", "* 1 FETCH (X\"a UID 9 \")\r\n", "* STATUS x\"y UIDNEXT 5\"z\r\n", /* strings begin where the guard sees them begin */
        "* 1 FETCH (BODY[] (x))\r\n", "* 1 FETCH (BODY[] x)\r\n",
    };
    static const struct {
        const char *text, *want;
    } part[] = {
        {"* 1 FETCH (UID 5 EMAILID (M6d99) THREADID NIL FLAGS (\\Seen))\r\n", "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n"},
        {"* 77 FETCH (PREVIEW \"a) UID 9\" UID 5)\r\n", "* 1 FETCH (UID 5)\r\n"},
        {"* 1 fetch (uid 5 body[] {3}\r\nabc X-GM-LABELS (\"\\\\Inbox\" {3}\r\n a) foo))\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n"},
        {"* 1 FETCH (BODY[TEXT] {4}\r\nnope UID 5 BODY[] {2}\r\nok)\r\n", "* 1 FETCH (UID 5 BODY[] {2}\r\nok)\r\n"},
        {"* 1 FETCH (UID 5 BODY[] \"q\\\"\\\\\\x\")\r\n", "* 1 FETCH (UID 5 BODY[] {4}\r\nq\"\\x)\r\n"},
        {"* 1 FETCH (UID 5 BODY[] {3} \r\nabc)\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n"},
        {"* 1 FETCH (UID 5 BODY[] {3}\nabc)\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n"},
        {"* 1 FETCH (FLAGS (\\Seen [x] \"q\" \\ (a) b\xc3\xa4 ok) UID 5)\r\n", "* 1 FETCH (FLAGS (\\Seen ok) UID 5)\r\n"},
        {"* 1 FETCH (UID 5 UID 5)\r\n* 2 FETCH (UID 6)\r\n", "* 1 FETCH (UID 5 UID 5)\r\n* 1 FETCH (UID 6)\r\n"},
        {"* 1 FETCH (BODY[HEADER.FIELDS (\"a] UID 9 \" b)] NIL UID 5)\r\n", "* 1 FETCH (UID 5)\r\n"},
        {"* 1 FETCH (UID 5 BODY[]{3}\r\nabc FLAGS(\\Seen\"x\"\\Draft))\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc FLAGS (\\Seen \\Draft))\r\n"},
        {"* 0 FETCH (UID 5)\r\n", "* 1 FETCH (UID 5)\r\n"},
        {"* 1 FETCH (FLAGS (\\SeenBefore \\Seen \\HasSeen))\r\n", "* 1 FETCH (FLAGS (\\Seen \\HasSeen))\r\n"},
        {"*&x OK done\r\n", "x OK x\r\n"},
        {"* STATUS \"a b\" (messages 3 UIDNEXT 99999999999)\r\n", NULL}, /* the guard: it would wrap */
        {"* OK [UIDNEXT 5] \xff\x01(\"{ text\r\n", ""},
        {"3  OK [COPYUID 1 1:5 99:103] (\"{\r\n", "3 OK x\r\n"},
        {"3 OK\r\n", "3 OK x\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < N(gone); i++)
        becomes(gone[i], "");
    for (size_t i = 0; i < N(part); i++)
        becomes(part[i].text, part[i].want);
}

/* Whatever could mean that a body ended elsewhere. */
static void doubt_about_a_body_is_an_error(void **state)
{
    static const char *const bad[] = {
        "* 1 FETCH (UID 5 BODY[] {2}\r\nabc)\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nab)\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc) x\r\n",
        "* 1 FETCH (UID 5 BODY[] {3}\r\nabc UID)\r\n", "* 1 FETCH (UID 5 BODY[]\r\n", "* 1 FETCH UID 5\r\n", "* 1 FETCH\r\n", "* 1 FETCH (UID 5 (x) y)\r\n", "* 1 FETCH (UID 5 X-FOO bar baz)\r\n",
        "a {0}\r\n OK done\r\n", "* 1 FETCH (\"UID\" 5)\r\n", "* 1 FETCH (BODY[x {3}\r\nabc] NIL UID 5)\r\n", "* 1 FETCH (BODY[x UID 5)\r\n",
        "* 1 FETCH (UID 5 UID 6)\r\n", "* 1 FETCH (UID 5 BODY[] {1}\r\nx UID 6)\r\n", "* 1 FETCH (UID 5\r\n", "* 1 FETCH (UID 5 FLAGS (\\Seen)\r\n",
    };

    (void)state;
    for (size_t i = 0; i < N(bad); i++)
        becomes(bad[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_session_uses_stays),
        cmocka_unit_test(the_rest_goes),
        cmocka_unit_test(doubt_about_a_body_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
