#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/response_code.h"
#include "imap/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

static void within(const char *line, size_t n, mbx_str s)
{
    if (s.p && s.n > 0)
        assert_true(s.p >= line && s.p + s.n <= line + n);
}

/* A copy of exactly that many bytes, so that a sanitizer sees a read beyond them; strings are parts of it. */
static void describe(const char *bytes, size_t n, char *out, size_t room)
{
    char *line = malloc(n ? n : 1);
    mbx_response_code r;

    memcpy(line, bytes, n);
    r = mbx_response_code_read((mbx_str){line, n});
    within(line, n, r.name);
    within(line, n, r.arguments);
    within(line, n, r.text);
    within(line, n, r.uids);
    within(line, n, r.copies);
    within(line, n, r.object_id);
    snprintf(out, room, "%d|%.*s|%.*s|%.*s|%llu|%.*s|%.*s|%.*s|%x,%u,%d", (int)r.code, (int)r.name.n, r.name.p ? r.name.p : "", (int)r.arguments.n, r.arguments.p ? r.arguments.p : "", (int)r.text.n,
             r.text.p ? r.text.p : "", (unsigned long long)r.number, (int)r.uids.n, r.uids.p ? r.uids.p : "", (int)r.copies.n, r.copies.p ? r.copies.p : "", (int)r.object_id.n,
             r.object_id.p ? r.object_id.p : "", (unsigned)r.flags, r.keywords, r.new_keywords);
    free(line);
}

static mbx_response_code of(const char *text)
{
    return mbx_response_code_read(mbx_str_of(text));
}

#define IS(s, want) assert_true(mbx_str_same(s, MBX_STR(want)))

static void codes_with_arguments(void **state)
{
    mbx_response_code r;

    (void)state;
    r = of(" [UIDVALIDITY 3857529045] UIDs valid");
    assert_int_equal(r.code, MBX_RC_UIDVALIDITY);
    assert_true(r.number == 3857529045u);
    IS(r.name, "UIDVALIDITY");
    IS(r.arguments, "3857529045");
    IS(r.text, "UIDs valid");
    r = of("[uidnext 4392] x");
    assert_int_equal(r.code, MBX_RC_UIDNEXT);
    assert_int_equal(r.number, 4392);
    r = of("[HIGHESTMODSEQ 9223372036854775807]");
    assert_int_equal(r.code, MBX_RC_HIGHESTMODSEQ);
    assert_true(r.number == INT64_MAX);
    IS(r.text, "");
    r = of("[UNSEEN 12] Message 12 is first unseen");
    assert_int_equal(r.code, MBX_RC_UNSEEN);
    assert_int_equal(r.number, 12);
    r = of("[PERMANENTFLAGS (\\Deleted \\seen $Label 5 nil \\X \\*)] Limited");
    assert_int_equal(r.code, MBX_RC_PERMANENTFLAGS);
    assert_int_equal(r.flags, MBX_FLAG_DELETED | MBX_FLAG_SEEN);
    assert_int_equal(r.keywords, 4);
    assert_true(r.new_keywords);
    IS(r.arguments, "(\\Deleted \\seen $Label 5 nil \\X \\*)");
    r = of("[PERMANENTFLAGS ()] Read-only");
    assert_int_equal(r.code, MBX_RC_PERMANENTFLAGS);
    assert_int_equal(r.flags, 0);
    assert_false(r.new_keywords);
    r = of("[MAILBOXID (F2212ea87-6097_4256)] Ok");
    assert_int_equal(r.code, MBX_RC_MAILBOXID);
    IS(r.object_id, "F2212ea87-6097_4256");
    r = of("[APPENDUID 38505 3955:3957] done");
    assert_int_equal(r.code, MBX_RC_APPENDUID);
    assert_int_equal(r.number, 38505);
    IS(r.uids, "3955:3957");
    r = of("[COPYUID 38505 304,319:320 3956:3958] Done");
    assert_int_equal(r.code, MBX_RC_COPYUID);
    IS(r.uids, "304,319:320");
    IS(r.copies, "3956:3958");
    r = of("[MODIFIED 7,9] Conditional STORE failed");
    assert_int_equal(r.code, MBX_RC_MODIFIED);
    IS(r.uids, "7,9");
    r = of("[CAPABILITY IMAP4rev1 X=Y] Logged in");
    assert_int_equal(r.code, MBX_RC_CAPABILITY);
    IS(r.arguments, "IMAP4rev1 X=Y");
    IS(r.text, "Logged in");
}

static void names(void **state)
{
    static const struct {
        const char *text;
        mbx_rc code;
    } rows[] = {
        {"[ALERT] x", MBX_RC_ALERT}, {"[ALREADYEXISTS] x", MBX_RC_ALREADYEXISTS}, {"[AUTHENTICATIONFAILED] x", MBX_RC_AUTHENTICATIONFAILED}, {"[AUTHORIZATIONFAILED] x", MBX_RC_AUTHORIZATIONFAILED},
        {"[BADCHARSET (UTF-8)] x", MBX_RC_BADCHARSET}, {"[BADCHARSET] x", MBX_RC_BADCHARSET}, {"[CANNOT] x", MBX_RC_CANNOT}, {"[CLIENTBUG] x", MBX_RC_CLIENTBUG}, {"[CLOSED] x", MBX_RC_CLOSED},
        {"[CONTACTADMIN] x", MBX_RC_CONTACTADMIN}, {"[CORRUPTION] x", MBX_RC_CORRUPTION}, {"[EXPIRED] x", MBX_RC_EXPIRED}, {"[EXPUNGEISSUED] x", MBX_RC_EXPUNGEISSUED}, {"[HASCHILDREN] x", MBX_RC_HASCHILDREN},
        {"[INUSE] x", MBX_RC_INUSE}, {"[LIMIT] x", MBX_RC_LIMIT}, {"[NOMODSEQ] x", MBX_RC_NOMODSEQ}, {"[NONEXISTENT] x", MBX_RC_NONEXISTENT}, {"[NOPERM] x", MBX_RC_NOPERM}, {"[NOTSAVED] x", MBX_RC_NOTSAVED},
        {"[OVERQUOTA] x", MBX_RC_OVERQUOTA}, {"[PARSE] x", MBX_RC_PARSE}, {"[PRIVACYREQUIRED] x", MBX_RC_PRIVACYREQUIRED}, {"[READ-ONLY] x", MBX_RC_READ_ONLY}, {"[Read-Write] x", MBX_RC_READ_WRITE},
        {"[SERVERBUG] x", MBX_RC_SERVERBUG}, {"[THROTTLED] x", MBX_RC_THROTTLED}, {"[TOOBIG] x", MBX_RC_TOOBIG}, {"[TRYCREATE] x", MBX_RC_TRYCREATE}, {"[UIDNOTSTICKY] x", MBX_RC_UIDNOTSTICKY},
        {"[UNAVAILABLE] x", MBX_RC_UNAVAILABLE}, {"[UNKNOWN-CTE] x", MBX_RC_UNKNOWN_CTE}, {"  [INUSE  ]  x", MBX_RC_INUSE}, {"[UIDVALIDITY 0] x", MBX_RC_UIDVALIDITY},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        mbx_response_code r = of(rows[i].text);
        if (r.code != rows[i].code)
            print_error("%s\n", rows[i].text);
        assert_int_equal(r.code, rows[i].code);
        IS(r.text, "x");
    }
}

static void others_are_tolerated(void **state)
{
    static const char *const other[] = {
        "[Error=\"Microsoft.Exchange.Data.Storage.WrongServerException: Cross [x] Server\" AuthResultFromPopImapEnd=0 Proxy=A:1993:SSL] AUTHENTICATE completed.", "[] x", "[ ] x", "[(a b)] x", "[\"UIDNEXT\" 5] x",
        "[UIDNEXT] x", "[UIDNEXT 0] x", "[UIDNEXT x] x", "[UIDNEXT 5x] x", "[UIDNEXT 4294967296] x", "[UIDNEXT -5] x", "[UIDNEXT \"5\"] x", "[UIDNEXT (5)] x", "[UIDVALIDITY] x", "[UIDVALIDITY 4294967296] x",
        "[HIGHESTMODSEQ 9223372036854775808] x", "[HIGHESTMODSEQ 99999999999999999999999] x", "[PERMANENTFLAGS \\Seen] x", "[PERMANENTFLAGS (\\Seen] x", "[PERMANENTFLAGS (\\Seen (a))] x",
        "[MAILBOXID F1] x", "[MAILBOXID ()] x", "[MAILBOXID (a.b)] x", "[MAILBOXID (a b)] x", "[MODIFIED] x", "[MODIFIED a] x", "[APPENDUID 5] x", "[APPENDUID 5 *] x", "[COPYUID 5 1] x", "[COPYUID 5 1 2a] x",
        "[COPYUID x 1 2] x", "[INUSEX] x", "[X-INUSE] x", "[UIDNEXT 5", "[INUSE", "[UIDNEXT \"5] x", "[UIDNEXT {5}] x", "[a{99999999999999999999999}\r\n] x",
    };
    static const char *const none[] = {"", " ", "x", "x [INUSE] y", "INUSE] x"};
    mbx_response_code r;

    (void)state;
    for (size_t i = 0; i < N(other); i++) {
        r = of(other[i]);
        if (r.code != MBX_RC_OTHER)
            print_error("%s\n", other[i]);
        assert_int_equal(r.code, MBX_RC_OTHER);
        assert_true(r.number == 0 && r.flags == 0 && !r.uids.p && !r.copies.p && !r.object_id.p);
    }
    for (size_t i = 0; i < N(none); i++)
        assert_int_equal(of(none[i]).code, MBX_RC_NONE);
    r = of(other[0]);
    IS(r.name, "Error=");
    IS(r.arguments, "\"Microsoft.Exchange.Data.Storage.WrongServerException: Cross [x] Server\" AuthResultFromPopImapEnd=0 Proxy=A:1993:SSL");
    IS(r.text, "AUTHENTICATE completed.");
    r = of("[X-NEW (a ]b) \"]\"] y");
    IS(r.name, "X-NEW");
    IS(r.arguments, "(a");
    IS(r.text, "b) \"]\"] y");
    r = of("x [INUSE] y");
    IS(r.text, "x [INUSE] y");
    assert_null(r.name.p);
}

static void from_the_word_on(void **state)
{
    mbx_response_code r = mbx_response_code_of(MBX_STR("NO [INUSE] later"));

    (void)state;
    assert_int_equal(r.code, MBX_RC_INUSE);
    IS(r.text, "later");
    r = mbx_response_code_of(MBX_STR("  OK   [X-Y z] w"));
    assert_int_equal(r.code, MBX_RC_OTHER);
    IS(r.name, "X-Y");
    assert_int_equal(mbx_response_code_of(MBX_STR("[INUSE] x")).code, MBX_RC_NONE);
    assert_int_equal(mbx_response_code_of(MBX_STR("OK")).code, MBX_RC_NONE);
    assert_int_equal(mbx_response_code_of(MBX_STR(" ")).code, MBX_RC_NONE);
    assert_int_equal(mbx_response_code_of(MBX_STR("")).code, MBX_RC_NONE);
}

/* Cut anywhere a code is what it was, or other, or none: never one with half an argument. */
static void cut_anywhere(void **state)
{
    static const char *const texts[] = {"[UIDNEXT 4392] x", "[PERMANENTFLAGS (\\Seen \\*)] y", "[COPYUID 1 2:3 4] z", "[MAILBOXID (F1)] x", "[Error=\"a\\\"b]\" c] x", "[CAPABILITY IMAP4rev1 X] in"};
    char whole[500], part[500];

    (void)state;
    for (size_t i = 0; i < N(texts); i++) {
        size_t close = (size_t)(strrchr(texts[i], ']') - texts[i]);
        mbx_response_code want = of(texts[i]);

        describe(texts[i], strlen(texts[i]), whole, sizeof whole);
        for (size_t n = 0; n < strlen(texts[i]); n++) {
            mbx_response_code r = mbx_response_code_read((mbx_str){texts[i], n});

            describe(texts[i], n, part, sizeof part);
            assert_int_equal(r.code, n == 0 ? MBX_RC_NONE : n <= close ? MBX_RC_OTHER : want.code);
            if (n > close)
                assert_true(r.number == want.number && r.flags == want.flags);
        }
    }
}

/* Escapes need memory; without it the code is other. All else needs none. */
static void out_of_memory(void **state)
{
    mbx_response_code r;

    (void)state;
    mbx_test_fail_after(0);
    r = of("[X \"a\\\"b\" c] y");
    assert_int_equal(r.code, MBX_RC_OTHER);
    r = of("[COPYUID 1 2 3] x");
    mbx_test_fail_after(-1);
    assert_int_equal(r.code, MBX_RC_COPYUID);
    assert_int_equal(of("[X \"a\\\"b\" c] y").code, MBX_RC_OTHER);
    assert_int_equal(mbx_test_live(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(codes_with_arguments), cmocka_unit_test(names), cmocka_unit_test(others_are_tolerated), cmocka_unit_test(from_the_word_on), cmocka_unit_test(cut_anywhere), cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
