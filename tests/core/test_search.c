#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "logged_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

static mbx_status search(const fake_step *steps, size_t n, mbx_search what, int64_t since, const mbx_uidset *within, const char *want)
{
    mbx_uidset found = {0};
    mbx_error err;
    mbx_buf b;
    mbx_status st;

    enter(steps, n);
    mbx_buf_init(&b, 100000);
    st = mbx_session_search(session, what, since, within, &found, &err);
    assert_int_equal(mbx_uidset_format(&found, &b), MBX_OK);
    assert_int_equal(mbx_buf_add_char(&b, 0), MBX_OK);
    if (st == MBX_OK && want)
        assert_string_equal(b.p, want);
    if (st != MBX_OK)
        assert_true(mbx_uidset_empty(&found));
    mbx_buf_free(&b);
    mbx_uidset_free(&found);
    leave();
    return st;
}

static void answers(void **state)
{
    static const fake_step all[] = {OPEN(""), EXPECT("2 UID SEARCH ALL"), SEND("* SEARCH 5 1 2 3 9\r\n* 4 EXISTS\r\n* SEARCH 4294967295 8\r\n2 OK x\r\n"), STALL};
    static const fake_step none[] = {OPEN(""), EXPECT("2 UID SEARCH UNSEEN"), SEND("* SEARCH\r\n2 OK x\r\n"), STALL};
    static const fake_step silent[] = {OPEN(""), EXPECT("2 UID SEARCH UNSEEN"), SEND("2 OK x\r\n"), STALL};
    static const fake_step modseq[] = {OPEN(""), EXPECT("2 UID SEARCH UNSEEN"), SEND("* SEARCH 3 4 (MODSEQ 917162500)\r\n2 OK x\r\n"), STALL};
    static const fake_step since[] = {OPEN(""), EXPECT("2 UID SEARCH SINCE 1-Feb-1994"), SEND("* SEARCH 7 \r\n2 OK x\r\n"), STALL};
    static const fake_step esearch[] = {OPEN(" ESEARCH"), EXPECT("2 UID SEARCH RETURN (ALL) UNSEEN"), SEND("* ESEARCH (TAG \"2 (x\") UID COUNT 17 ALL 4:18,21,28:25 MODSEQ 5\r\n* VANISHED 1:100\r\n2 OK x\r\n"), STALL};
    static const fake_step esearch_none[] = {OPEN(" ESEARCH"), EXPECT("2 UID SEARCH RETURN (ALL) ALL"), SEND("* ESEARCH (TAG \"2\") UID\r\n2 OK x\r\n"), STALL};
    static const fake_step esearch_old[] = {OPEN(" ESEARCH"), EXPECT("2 UID SEARCH RETURN (ALL) ALL"), SEND("* SEARCH 1 2\r\n2 OK x\r\n"), STALL};
    static const fake_step within[] = {OPEN(""), EXPECT("2 UID SEARCH UID 1,5:7"), SEND("* SEARCH 1 6 9 100\r\n2 OK x\r\n"), STALL};
    mbx_uidset w = {0};

    (void)state;
    assert_int_equal(search(all, N(all), MBX_SEARCH_ALL, 0, NULL, "1:3,5,8:9,4294967295"), MBX_OK);
    assert_int_equal(search(none, N(none), MBX_SEARCH_UNSEEN, 0, NULL, ""), MBX_OK);
    assert_int_equal(search(silent, N(silent), MBX_SEARCH_UNSEEN, 0, NULL, ""), MBX_OK);
    assert_int_equal(search(modseq, N(modseq), MBX_SEARCH_UNSEEN, 0, NULL, "3:4"), MBX_OK);
    assert_int_equal(search(since, N(since), MBX_SEARCH_SINCE, 760060800 + 80000, NULL, "7"), MBX_OK);
    assert_int_equal(search(esearch, N(esearch), MBX_SEARCH_UNSEEN, 0, NULL, "4:18,21,25:28"), MBX_OK);
    assert_int_equal(search(esearch_none, N(esearch_none), MBX_SEARCH_ALL, 0, NULL, ""), MBX_OK);
    assert_int_equal(search(esearch_old, N(esearch_old), MBX_SEARCH_ALL, 0, NULL, "1:2"), MBX_OK);
    assert_int_equal(mbx_uidset_add(&w, 1, 1), MBX_OK);
    assert_int_equal(mbx_uidset_add(&w, 5, 7), MBX_OK);
    assert_int_equal(search(within, N(within), MBX_SEARCH_UIDS, 0, &w, "1,6"), MBX_OK);
    mbx_uidset_free(&w);
}

static void bad_answers(void **state)
{
    static const char *const bad[] = {"* SEARCH 1 x\r\n",  "* SEARCH 0\r\n",  "* SEARCH 4294967296\r\n", "* SEARCH 1:5\r\n",   "* SEARCH 1,2\r\n", "* SEARCH 99999999999999999999999999999\r\n",
                                      "* SEARCH -1\r\n", "* ESEARCH (TAG \"2\") UID ALL\r\n", "* ESEARCH UID ALL 1:2:3\r\n", "* ESEARCH UID ALL 1,,2\r\n", "* ESEARCH UID ALL 1:\r\n", "* ESEARCH UID ALL *\r\n",
                                      "* ESEARCH UID ALL 0:5\r\n"};
    static const fake_step no[] = {OPEN(""), EXPECT("2 UID SEARCH ALL"), SEND("2 NO [BADCHARSET] x\r\n"), STALL};

    (void)state;
    for (size_t i = 0; i < N(bad); i++) {
        fake_step steps[] = {OPEN(""), EXPECT("2 UID SEARCH ALL"), {FAKE_SEND, bad[i], 0, 0}, SEND("2 OK x\r\n"), STALL};
        mbx_status st = search(steps, N(steps), MBX_SEARCH_ALL, 0, NULL, NULL);
        if (st != MBX_E_PROTOCOL)
            print_error("%s", bad[i]);
        assert_int_equal(st, MBX_E_PROTOCOL);
    }
    assert_int_equal(search(no, N(no), MBX_SEARCH_ALL, 0, NULL, NULL), MBX_E_REFUSED);
}

/* A million numbers on one line, in the order that hurts most: were the work quadratic, the
 * limit of ctest would end the program. And a line that never ends. */
static void large(void **state)
{
    size_t cap = MBX_MIB(12), n = 0;
    char *line = malloc(cap);
    mbx_uidset found = {0};
    mbx_error err;
    static const fake_step endless[] = {OPEN(""), EXPECT("2 UID SEARCH ALL"), SEND("* SEARCH"), {FAKE_REPEAT, " 1234567890 1234567892", 0, 900000}, STALL};

    (void)state;
    n += (size_t)snprintf(line, cap, "* SEARCH");
    for (uint32_t u = 2000000; u > 0; u -= 2)
        n += (size_t)snprintf(line + n, cap - n, " %u", (unsigned)u);
    n += (size_t)snprintf(line + n, cap - n, "\r\n2 OK x\r\n");
    fake_step steps[] = {OPEN(""), EXPECT("2 UID SEARCH ALL"), {FAKE_SEND, line, n, 0}, STALL};
    enter(steps, N(steps));
    assert_int_equal(mbx_session_search(session, MBX_SEARCH_ALL, 0, NULL, &found, &err), MBX_OK);
    assert_int_equal(mbx_uidset_count(&found), 1000000);
    assert_int_equal(mbx_uidset_max(&found), 2000000);
    leave();
    mbx_uidset_free(&found);
    enter(endless, N(endless));
    assert_int_equal(mbx_session_search(session, MBX_SEARCH_ALL, 0, NULL, &found, &err), MBX_E_LIMIT);
    assert_int_equal(err.code, MBX_CODE_LIMIT_LINE);
    leave();
    free(line);
}

/* A set too long for one line goes out in several commands. */
static void long_set(void **state)
{
    static const fake_step steps[] = {OPEN(""), {FAKE_SEND, "* SEARCH 2 4 3000\r\n2 OK x\r\n* SEARCH 19998\r\n3 OK x\r\n4 OK x\r\n5 OK x\r\n6 OK x\r\n7 OK x\r\n8 OK x\r\n9 OK x\r\n", 0, 0}, STALL};
    mbx_uidset w = {0}, found = {0};
    mbx_error err;
    const char *heard;
    size_t heard_n, lines = 0;

    (void)state;
    for (uint32_t u = 2; u <= 20000; u += 2)
        assert_int_equal(mbx_uidset_add(&w, u, u), MBX_OK);
    enter(steps, N(steps));
    assert_int_equal(mbx_session_search(session, MBX_SEARCH_UIDS, 0, &w, &found, &err), MBX_OK);
    assert_int_equal(mbx_uidset_count(&found), 4);
    mbx_session_free(session);
    fake_peer_join(peer);
    heard = fake_peer_heard(peer, &heard_n);
    for (const char *p = heard, *e; (e = memchr(p, '\n', heard_n - (size_t)(p - heard))); p = e + 1) {
        assert_true((size_t)(e - p) <= MBX_MAX_COMMAND + 10);
        lines++;
    }
    assert_int_equal(lines, 1 + 7); /* 54,449 bytes of numbers and commas in lines of 8,000 - 64 at most */
    fake_peer_end(peer);
    mbx_uidset_free(&w);
    mbx_uidset_free(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers), cmocka_unit_test(bad_answers), cmocka_unit_test(large), cmocka_unit_test(long_set)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
