#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_peer.h"
#include "imap/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

/* A copy of exactly that many bytes, so that a sanitizer sees a read beyond them. */
static bool reads(const char *line, size_t n, mbx_change *c, char *keywords, size_t room)
{
    char *copy = malloc(n ? n : 1);
    mbx_error err;
    bool ok;

    memcpy(copy, line, n);
    memset(c, 0xff, sizeof *c);
    assert_int_equal(mbx_change_read((mbx_str){copy, n}, c, &ok, &err), MBX_OK);
    keywords[0] = 0;
    for (unsigned i = 0; ok && i < c->keywords && i < MBX_MAX_KEYWORDS; i++)
        snprintf(keywords + strlen(keywords), room - strlen(keywords), "%.*s|", (int)c->keyword[i].n, c->keyword[i].p);
    free(copy);
    return ok;
}

static void lines(void **state)
{
    static const struct {
        const char *line;
        uint32_t uid, flags;
        uint64_t modseq;
        unsigned keywords;
        const char *names;
    } rows[] = {
        {"* 49 FETCH (UID 117 FLAGS (\\Seen \\Answered) MODSEQ (90060115194045001))", 117, MBX_FLAG_SEEN | MBX_FLAG_ANSWERED, 90060115194045001, 0, ""},
        {"* 1 fetch (modseq (5) flags () uid 4294967295)", 4294967295, 0, 5, 0, ""},
        {"* 1 FETCH (FLAGS (\\deleted \\DRAFT \\Flagged \\Recent \\Other $Label1 NIL 7 a.b a[b) UID 5)", 5, MBX_FLAG_DELETED | MBX_FLAG_DRAFT | MBX_FLAG_FLAGGED | MBX_FLAG_RECENT, 0, 5, "$Label1|NIL|7|a.b|a[b|"},
        {"*  1  FETCH  ( UID  5  FLAGS  ( \\Seen ) )", 5, MBX_FLAG_SEEN, 0, 0, ""},
        {"* 1 FETCH (UID 5 ENVELOPE (\"d\" \"UID 9\" ((NIL NIL \"a\" \"b\")) NIL (FLAGS (x))) FLAGS (\\Seen) RFC822.SIZE 5 X NIL Y \"UID 9\")", 5, MBX_FLAG_SEEN, 0, 0, ""},
        {"* 1 FETCH (UID 5 BODY[HEADER.FIELDS (UID FLAGS)] {9}\r\n FLAGS (x))", 5, 0, 0, 1, "x|"},           /* what a literal holds is left out of a line */
        {"* 1 FETCH (UID 5 X (a {9}\r\n b {2}\r\n) Y ~{3}\r\n FLAGS (x) Z {0}\r\n)", 5, 0, 0, 1, "x|"},
        {"* 1 FETCH (UID 5 FLAGS (a) UID 5 FLAGS (b \\Seen))", 5, MBX_FLAG_SEEN, 0, 1, "b|"},
        {"* 1 FETCH (UID 5 FLAGS () MODSEQ (9223372036854775807))", 5, 0, INT64_MAX, 0, ""},
        {"* 1 FETCH (UID 5 FLAGS () MODSEQ (9223372036854775808))", 5, 0, 0, 0, ""},
        {"* 1 FETCH (UID 5 FLAGS () MODSEQ ())", 5, 0, 0, 0, ""},
        {"* 1 FETCH (UID 5 FLAGS () MODSEQ (1 2))", 5, 0, 1, 0, ""},
        {"* 1 FETCH (UID 5 FLAGS () MODSEQ 7)", 5, 0, 0, 0, ""},
    };
    static const char *const none[] = {
        "", "*", "* 1 FETCH", "* 1 FETCH ()", "* 1 FETCH (UID 5)", "* 1 FETCH (FLAGS ())", "* 1 FETCH (UID 0 FLAGS ())", "* 1 FETCH (UID 4294967296 FLAGS ())", "* 1 FETCH (UID x FLAGS ())", "* 1 FETCH (UID 5 FLAGS NIL)",
        "* 1 FETCH (UID 5 UID 6 FLAGS ())", "* 1 FETCH (UID 5 FLAGS (x (y)))", "* 1 FETCH (UID 5 FLAGS (\"x\"))", "* 1 FETCH (UID 5 FLAGS () X)", "* 1 FETCH (UID 5 FLAGS () (X))", "* 1 FETCH UID 5 FLAGS ()",
        "* 1 STORE (UID 5 FLAGS ())", "* x FETCH (UID 5 FLAGS ())", "* FETCH (UID 5 FLAGS ())", "1 OK FETCH (UID 5 FLAGS ())", "+ 1 FETCH (UID 5 FLAGS ())", "* 1 FETCH (UID 5 FLAGS () X \"unended)", "* 1 FETCH (UID 5 FLAGS () X {5)",
        "* OK 1 FETCH (UID 5 FLAGS ())", "* 1 FETCH (UID (5) FLAGS ())", "* 1 FETCH (UID \"5\" FLAGS ())",
    };
    mbx_change c;
    char names[1000];

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        size_t n = strlen(rows[i].line);

        if (!reads(rows[i].line, n, &c, names, sizeof names))
            fail_msg("%s", rows[i].line);
        assert_int_equal(c.uid, rows[i].uid);
        assert_int_equal(c.flags, rows[i].flags);
        assert_true(c.modseq == rows[i].modseq);
        assert_int_equal(c.keywords, rows[i].keywords);
        assert_string_equal(names, rows[i].names);
        while (n-- > 0) /* half a line tells nothing */
            assert_false(reads(rows[i].line, n, &c, names, sizeof names));
    }
    for (size_t i = 0; i < N(none); i++)
        if (reads(none[i], strlen(none[i]), &c, names, sizeof names))
            fail_msg("%s", none[i]);
}

static void many_keywords(void **state)
{
    char line[60000] = "* 1 FETCH (UID 5 FLAGS (", names[1000];
    size_t n = strlen(line);
    mbx_change c;

    (void)state;
    for (unsigned i = 1; i <= 5000; i++)
        n += (size_t)snprintf(line + n, sizeof line - n, "k%u \\Seen%s", i, i < 5000 ? " " : "))");
    assert_true(reads(line, n, &c, names, sizeof names));
    assert_int_equal(c.keywords, 5000);
    assert_int_equal(c.flags, MBX_FLAG_SEEN);
    assert_non_null(strstr(names, "|k32|"));
    assert_null(strstr(names, "k33|"));
}

typedef struct sum {
    uint64_t lines, uids, modseqs;
    unsigned seen;
} sum;

static mbx_status add(void *ctx, const mbx_change *c, mbx_error *err)
{
    sum *x = ctx;

    (void)err;
    x->lines++;
    x->uids += c->uid;
    x->modseqs += c->modseq;
    x->seen += (c->flags & MBX_FLAG_SEEN) != 0;
    return MBX_OK;
}

/* n lines with a long VANISHED among them, through a socket; the most memory that was in use meanwhile. */
static size_t stream(unsigned n, sum *total)
{
    size_t room = (size_t)n * 90 + MBX_MIB(3), at = 0, peak;
    char *answer = malloc(room);
    fake_step steps[] = {SEND("* OK [CAPABILITY IMAP4rev1 ENABLE QRESYNC] hi\r\n"), EXPECT("1 ENABLE QRESYNC"), SEND("* ENABLED QRESYNC\r\n1 OK x\r\n"),
                         EXPECT("2 EXAMINE \"INBOX\" (QRESYNC (7 5))"), SEND("* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1000000] x\r\n* OK [HIGHESTMODSEQ 9] x\r\n2 OK x\r\n"),
                         EXPECT("3 UID FETCH 1:1000000 (UID FLAGS MODSEQ) (CHANGEDSINCE 5 VANISHED)"), {FAKE_SEND, answer, 0, 0}, STALL};
    const mbx_change_handler h = {total, add};
    mbx_session *s = NULL;
    mbx_uidset uids = {0}, gone = {0};
    mbx_mailbox m;
    mbx_error err;
    bool all;

    for (unsigned i = 1; i <= n; i++) {
        if (i == n / 2) { /* 2 MB on one line */
            at += (size_t)sprintf(answer + at, "* VANISHED (EARLIER) ");
            for (unsigned k = 0; k < 250000; k++)
                at += (size_t)sprintf(answer + at, "%u%s", 2000000 + k, k < 249999 ? "," : "\r\n");
        }
        at += (size_t)sprintf(answer + at, "* %u FETCH (UID %u MODSEQ (%u) FLAGS (%s$Label))\r\n", i, i, 6 + i % 3, i % 4 ? "" : "\\Seen ");
    }
    at += (size_t)sprintf(answer + at, "3 OK x\r\n");
    assert_true(at < room);
    steps[6].n = at;
    fake_peer *peer = fake_peer_start(steps, N(steps), NULL);
    const mbx_endpoint to = {"127.0.0.1", fake_peer_port(peer), MBX_ENCRYPTION_NONE, false, NULL};
    assert_int_equal(mbx_session_open(&s, &to, NULL, mbx_in_ms(60000), NULL, &err), MBX_OK);
    assert_int_equal(mbx_session_select(s, "INBOX", &(mbx_select){.uidvalidity = 7, .modseq = 5}, &m, &err), MBX_OK);
    assert_int_equal(mbx_uidset_add(&uids, 1, 1000000), MBX_OK);
    mbx_test_peak_begin();
    if (mbx_session_changes(s, &uids, 5, true, &h, &err) != MBX_OK)
        fail_msg("%s", err.message);
    peak = mbx_test_peak();
    assert_int_equal(mbx_session_vanished(s, &gone, &all, &err), MBX_OK);
    assert_true(all);
    assert_int_equal(mbx_uidset_count(&gone), 250000);
    mbx_uidset_free(&uids);
    mbx_uidset_free(&gone);
    mbx_session_free(s);
    fake_peer_end(peer);
    free(answer);
    return peak;
}

static void nothing_is_kept_of_a_message(void **state)
{
    sum few = {.lines = 0}, many = {.lines = 0};
    size_t small = stream(1000, &few), large = stream(100000, &many);

    (void)state;
    assert_int_equal(few.lines, 1000);
    assert_int_equal(many.lines, 100000);
    assert_true(many.uids == 100000ull * 100001 / 2);
    assert_int_equal(many.seen, 25000);
    assert_int_equal(many.modseqs, 700000);
    assert_true(large <= small);
    assert_true(large < 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(many_keywords), cmocka_unit_test(nothing_is_kept_of_a_message)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
