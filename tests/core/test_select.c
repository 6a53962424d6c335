/* Folders opened, left and opened again: what goes out, and what is made of the answers, which come whole, byte by byte and
 * cut at every place. */
#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/select.h"
#include "wire_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

/* ---- the server ---- */

typedef struct turn {
    const char *hears, *says; /* a command of the client's, without its line end */
} turn;

static const turn *turns;
static size_t n_turns, turn_at, piece; /* piece: the server's first is so long, then the rest comes; SIZE_MAX: each byte alone */

static void answer(void)
{
    wire_say(turns[turn_at].says, strlen(turns[turn_at].says));
    turn_at++;
}

static void begin(const turn *script, size_t n)
{
    turns = script;
    n_turns = n;
    turn_at = 0;
    wire_begin();
    answer(); /* the first hears nothing: the greeting */
}

size_t wire_piece(size_t at, size_t most)
{
    size_t n = piece == SIZE_MAX ? 1 : at < piece ? piece - at : most;

    return n < most ? n : most;
}

void wire_heard(const char *p, size_t n)
{
    assert_int_equal(wire_unread(), 0); /* it waits for its answer */
    if (turn_at == n_turns || n < 2 || strlen(turns[turn_at].hears) != n - 2 || memcmp(turns[turn_at].hears, p, n - 2) != 0)
        fail_msg("sent: %.*snot:  %s", (int)n, p, turn_at < n_turns ? turns[turn_at].hears : "anything");
    answer();
}

/* ---- the client ---- */

typedef struct told { /* everything, as text */
    char text[4000];
} told;

static void tell(told *t, const char *format, ...)
{
    size_t n = strlen(t->text);
    va_list args;

    va_start(args, format);
    vsnprintf(t->text + n, sizeof t->text - n, format, args);
    va_end(args);
}

static mbx_status on_change(void *ctx, const mbx_change *c, mbx_error *err)
{
    (void)err;
    tell(ctx, "%u=%x/%llu ", (unsigned)c->uid, (unsigned)c->flags, (unsigned long long)c->modseq);
    for (unsigned i = 0; i < c->keywords && i < MBX_MAX_KEYWORDS; i++)
        tell(ctx, "%.*s ", (int)c->keyword[i].n, c->keyword[i].p);
    return MBX_OK;
}

static void tell_gone(mbx_session *s, told *t)
{
    mbx_uidset gone = {0};
    mbx_error err;
    mbx_buf b;
    bool all;

    mbx_buf_init(&b, 1000);
    mbx_test_fail_after(-1);
    assert_int_equal(mbx_session_vanished(s, &gone, &all, &err), MBX_OK);
    assert_int_equal(mbx_uidset_format(&gone, &b), MBX_OK);
    tell(t, "gone %.*s%s ", (int)b.n, b.p ? b.p : "", all ? "" : " and more");
    mbx_uidset_free(&gone);
    mbx_buf_free(&b);
}

/* What a case does after the greeting; its story goes to t. */
typedef mbx_status (*story)(mbx_session *s, told *t, mbx_error *err);

static void ends(const turn *script, size_t n, story play, const char *want)
{
    const mbx_endpoint to = {"localhost", 143, MBX_ENCRYPTION_NONE, false, NULL};
    size_t longest = 0;

    for (size_t i = 0; i < n; i++)
        longest = strlen(script[i].says) > longest ? strlen(script[i].says) : longest;
    for (size_t i = 1; i <= longest + 1; i++) {
        mbx_session *s = NULL;
        told t = {.text = ""};
        mbx_error err;

        piece = i > longest ? SIZE_MAX : i;
        mbx_error_clear(&err);
        begin(script, n);
        assert_int_equal(mbx_session_open(&s, &to, NULL, MBX_NEVER, NULL, &err), MBX_OK);
        mbx_status st = play(s, &t, &err);
        tell(&t, "%s", st == MBX_OK ? "ok" : mbx_code_name(err.code));
        if (strcmp(t.text, want) != 0)
            fail_msg("cut after %zu: %s\nnot:          %s", i, t.text, want);
        assert_int_equal(turn_at, n);
        mbx_session_free(s);
    }
}

#define GREETING(caps) {"", "* OK [CAPABILITY IMAP4rev1" caps "] hi\r\n"}

static mbx_status open_folder(mbx_session *s, told *t, const char *name, mbx_select how, mbx_error *err)
{
    const mbx_change_handler h = {t, on_change};
    mbx_mailbox m;
    mbx_status st;

    how.changes = &h;
    st = mbx_session_select(s, name, &how, &m, err);
    if (st == MBX_OK) {
        tell(t, "%u %u %u %llu%s%s%s%s flags %d:%x%s id %s ", (unsigned)m.exists, (unsigned)m.uidvalidity, (unsigned)m.uidnext, (unsigned long long)m.highestmodseq, m.no_modseq ? " none" : "",
             m.read_only ? " ro" : " rw", m.uids_not_sticky ? " loose" : "", m.resynced ? " resynced" : "", m.permanent_flags_told, (unsigned)m.permanent_flags, m.new_keywords ? "+" : "", m.mailboxid);
        tell_gone(s, t);
    }
    return st;
}

static mbx_status examine(mbx_session *s, told *t, mbx_error *err)
{
    return open_folder(s, t, "INBOX", (mbx_select){.write = false}, err);
}

static mbx_status with_modseqs(mbx_session *s, told *t, mbx_error *err)
{
    return open_folder(s, t, "INBOX", (mbx_select){.modseqs = true}, err);
}

static mbx_status resync(mbx_session *s, told *t, mbx_error *err)
{
    return open_folder(s, t, "INBOX", (mbx_select){.uidvalidity = 67890007, .modseq = 90060115194045000, .known_to = 541}, err);
}

#define FACTS "* 314 EXISTS\r\n* OK [UIDVALIDITY 67890007] UIDVALIDITY\r\n* OK [UIDNEXT 567] Predicted next UID\r\n"

static void what_the_server_says(void **state)
{
    static const turn all[] = {
        GREETING(""), {"1 EXAMINE \"INBOX\"", "* FLAGS (\\Answered \\Seen)\r\n* 172 EXISTS\r\n* 1 RECENT\r\n* OK [UNSEEN 12] x\r\n* OK [UIDVALIDITY 3857529045] x\r\n* OK [UIDNEXT 4392] x\r\n"
                                              "* OK [PERMANENTFLAGS (\\Deleted \\Seen $X \\*)] x\r\n* OK [HIGHESTMODSEQ 715194045007] x\r\n* OK [MAILBOXID (F2212ea87-6097)] Ok\r\n* ok [UIDNOTSTICKY] x\r\n1 OK [READ-ONLY] done\r\n"}};
    static const turn last_counts[] = {
        GREETING(""), {"1 EXAMINE \"INBOX\"", "* 5 EXISTS\r\n* 7 EXISTS\r\n* OK [HIGHESTMODSEQ 5] x\r\n* OK [NOMODSEQ] x\r\n* OK [UIDVALIDITY 1] x\r\n* NO [UIDVALIDITY 2] x\r\n* OK [UIDNEXT 4] x\r\n"
                                              "* OK x [UIDNEXT 5]\r\n* OK [Error=\"a [UIDNEXT 6]\" UIDNEXT 7] x\r\n* OK [UIDNEXT x] x\r\n* LIST () \"/\" {3}\r\nabc\r\n1 OK [READ-WRITE] odd\r\n"}};
    static const turn silent[] = {
        GREETING(""), {"1 EXAMINE \"INBOX\"", "1 OK\r\n"}, {"2 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)", "* STATUS INBOX (UIDNEXT 77 UIDVALIDITY 8)\r\n2 OK x\r\n"}};
    static const turn zero[] = {
        GREETING(""), {"1 EXAMINE \"INBOX\"", "* 3 EXISTS\r\n* OK [UIDVALIDITY 0] x\r\n* OK [UIDNEXT 9] x\r\n1 OK x\r\n"}, {"2 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)", "2 NO what\r\n"}};
    static const turn no[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", "* 3 EXISTS\r\n1 NO [NOPERM] no\r\n"}};
    static const turn none[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", "1 NO what\r\n"}};
    static const turn foreign[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", "2 OK what\r\n"}};
    static const turn lost[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", "* 3 EXISTS\r\n* OK [UIDNE"}};

    (void)state;
    ends(all, N(all), examine, "172 3857529045 4392 715194045007 ro loose flags 1:9+ id F2212ea87-6097 gone  ok");
    ends(last_counts, N(last_counts), examine, "7 1 4 0 none ro flags 0:0 id  gone  ok");
    ends(silent, N(silent), examine, "0 8 77 0 ro flags 0:0 id  gone  ok");
    ends(zero, N(zero), examine, "3 0 9 0 ro flags 0:0 id  gone  ok");
    ends(no, N(no), examine, "FOLDER_REFUSED");
    ends(none, N(none), examine, "FOLDER_NOT_FOUND");
    ends(foreign, N(foreign), examine, "PROTOCOL_SYNTAX");
    ends(lost, N(lost), examine, "CONNECTION_LOST");
}

/* The example of RFC 7162 section 3.2.5.1, shortened. */
static void resyncs(void **state)
{
    static const turn script[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))",
         "* OK [CLOSED] x\r\n" FACTS "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n* OK [PERMANENTFLAGS ()] x\r\n* VANISHED (EARLIER) 41,43:116,118,120:211,214:540\r\n"
         "* 49 FETCH (UID 117 FLAGS (\\Seen \\Answered $Label) MODSEQ (90060115194045001))\r\n* 50 FETCH (UID 119 FLAGS (\\Draft) MODSEQ (90060115194045308))\r\n* 51 FETCH (FLAGS (\\Seen))\r\n2 OK [READ-ONLY] x\r\n"}};
    static const turn other_validity[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED qresync\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", "* 3 EXISTS\r\n* OK [UIDVALIDITY 8] x\r\n* OK [UIDNEXT 5] x\r\n* OK [HIGHESTMODSEQ 9] x\r\n2 OK [READ-ONLY] x\r\n"}};
    static const turn no_modseq[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", FACTS "* OK [NOMODSEQ] x\r\n2 OK [READ-ONLY] x\r\n"}};
    static const turn malformed[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", FACTS "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n* VANISHED (EARLIER) 5\r\n* VANISHED\r\n2 OK [READ-ONLY] x\r\n"}};

    (void)state;
    ends(script, N(script), resync,
         "117=3/90060115194045001 $Label 119=10/90060115194045308 314 67890007 567 90060115205545359 ro resynced flags 1:0 id  gone 41,43:116,118,120:211,214:540 ok");
    ends(other_validity, N(other_validity), resync, "3 8 5 9 ro flags 0:0 id  gone  ok");
    ends(no_modseq, N(no_modseq), resync, "314 67890007 567 0 none ro flags 0:0 id  gone  ok");
    ends(malformed, N(malformed), resync, "314 67890007 567 90060115205545359 ro resynced flags 0:0 id  gone 5 and more ok");
}

/* Only what the server says ENABLED to; never two parameters. */
static void enabling(void **state)
{
    static const turn no_echo[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "1 OK enabled\r\n"}, {"2 EXAMINE \"INBOX\" (CONDSTORE)", FACTS "* OK [HIGHESTMODSEQ 5] x\r\n2 OK x\r\n"}};
    static const turn refused[] = {GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED X\r\n1 BAD what\r\n"}, {"2 EXAMINE \"INBOX\" (CONDSTORE)", FACTS "2 OK x\r\n"}};
    static const turn not_offered[] = {GREETING(" ENABLE CONDSTORE"), {"1 ENABLE CONDSTORE", "* ENABLED CONDSTORE\r\n1 OK x\r\n"}, {"2 EXAMINE \"INBOX\"", FACTS "2 OK x\r\n"}};
    static const turn no_enable[] = {GREETING(" QRESYNC"), {"1 EXAMINE \"INBOX\"", FACTS "1 OK x\r\n"}};
    static const turn both[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED\r\n* ENABLED X-OTHER CONDSTORE\r\n1 OK\r\n"}, {"2 EXAMINE \"INBOX\"", FACTS "* OK [HIGHESTMODSEQ 5] x\r\n2 OK x\r\n"}};
    static const turn parameter[] = {GREETING(" CONDSTORE"), {"1 EXAMINE \"INBOX\" (CONDSTORE)", FACTS "* OK [HIGHESTMODSEQ 5] x\r\n1 OK x\r\n"}};
    static const turn parameter_no_echo[] = {
        GREETING(" ENABLE CONDSTORE"), {"1 ENABLE CONDSTORE", "1 OK x\r\n"}, {"2 EXAMINE \"INBOX\" (CONDSTORE)", FACTS "* OK [HIGHESTMODSEQ 5] x\r\n2 OK x\r\n"}};
    static const turn not_understood[] = {GREETING(" CONDSTORE"), {"1 EXAMINE \"INBOX\" (CONDSTORE)", "* 5 EXISTS\r\n1 BAD one parameter too many\r\n"}, {"2 EXAMINE \"INBOX\"", FACTS "2 OK x\r\n"}};
    static const turn never[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", FACTS "1 OK x\r\n"}};
    static const turn not_at_all[] = {GREETING(" CONDSTORE"), {"1 EXAMINE \"INBOX\" (CONDSTORE)", "1 BAD what\r\n"}, {"2 EXAMINE \"INBOX\"", "2 BAD what\r\n"}};
    static const turn resync_not_understood[] = {
        GREETING(" ENABLE QRESYNC"), {"1 ENABLE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"}, {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", "2 BAD what\r\n"},
        {"3 EXAMINE \"INBOX\"", FACTS "* OK [HIGHESTMODSEQ 5] x\r\n3 OK x\r\n"}};

    (void)state;
    ends(no_echo, N(no_echo), resync, "314 67890007 567 5 ro flags 0:0 id  gone  ok");
    ends(refused, N(refused), resync, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(not_offered, N(not_offered), resync, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(no_enable, N(no_enable), resync, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(both, N(both), with_modseqs, "314 67890007 567 5 ro flags 0:0 id  gone  ok");
    ends(parameter, N(parameter), with_modseqs, "314 67890007 567 5 ro flags 0:0 id  gone  ok");
    ends(parameter_no_echo, N(parameter_no_echo), with_modseqs, "314 67890007 567 5 ro flags 0:0 id  gone  ok");
    ends(not_understood, N(not_understood), with_modseqs, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(never, N(never), with_modseqs, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(not_at_all, N(not_at_all), with_modseqs, "SERVER_BAD");
    ends(resync_not_understood, N(resync_not_understood), resync, "314 67890007 567 5 ro flags 0:0 id  gone  ok");
}

/* What comes before [CLOSED] is of the folder that was open. */
static mbx_status two_folders(mbx_session *s, told *t, mbx_error *err)
{
    mbx_status st = resync(s, t, err);

    return st == MBX_OK ? open_folder(s, t, "B", (mbx_select){.uidvalidity = 2, .modseq = 7}, err) : st;
}

static void another_folder(void **state)
{
    static const turn closed[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", FACTS "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n* VANISHED (EARLIER) 41\r\n2 OK x\r\n"},
        {"3 EXAMINE \"B\" (QRESYNC (2 7))", "* VANISHED 42\r\n* 9 FETCH (UID 99 FLAGS ())\r\n* 313 EXISTS\r\n* OK [CLOSED] x\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 2] x\r\n* OK [UIDNEXT 5] x\r\n* OK [HIGHESTMODSEQ 8] x\r\n"
                                           "* VANISHED (EARLIER) 3\r\n* 1 FETCH (UID 4 FLAGS (\\Seen))\r\n3 OK x\r\n"}};

    (void)state;
    ends(closed, N(closed), two_folders, "314 67890007 567 90060115205545359 ro resynced flags 0:0 id  gone 41 4=1/0 1 2 5 8 ro resynced flags 0:0 id  gone 3 ok");
}

/* VANISHED comes when it likes, and is said once. */
static mbx_status on_end(void *ctx, const mbx_fetched *f, mbx_error *err)
{
    (void)err;
    tell(ctx, "fetched %u ", (unsigned)f->uid);
    return MBX_OK;
}

static mbx_status many_commands(mbx_session *s, told *t, mbx_error *err)
{
    const mbx_change_handler h = {t, on_change};
    const mbx_fetch_handler fetch = {.ctx = t, .end = on_end};
    mbx_uidset found = {0}, asked = {0};
    mbx_status st = resync(s, t, err);

    assert_int_equal(mbx_uidset_add(&asked, 5, 8), MBX_OK);
    if (st == MBX_OK)
        st = mbx_session_search(s, MBX_SEARCH_ALL, 0, NULL, &found, err);
    if (st == MBX_OK)
        st = mbx_session_fetch(s, &asked, false, &fetch, err);
    if (st == MBX_OK)
        st = mbx_session_changes(s, &asked, 17, true, &h, err);
    if (st == MBX_OK)
        st = mbx_session_changes(s, &asked, 0, false, &h, err);
    tell(t, "found %u ", (unsigned)mbx_uidset_count(&found));
    tell_gone(s, t);
    tell(t, "exists %u expunged %u vanished %u gone %u ", (unsigned)mbx_session_news(s)->exists, (unsigned)mbx_session_news(s)->expunged, (unsigned)mbx_session_news(s)->vanished,
         (unsigned)mbx_session_news(s)->gone);
    mbx_uidset_free(&found);
    mbx_uidset_free(&asked);
    return st;
}

static void vanished_with_any_command(void **state)
{
    static const turn script[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", FACTS "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n* VANISHED (EARLIER) 1:3\r\n2 OK x\r\n"},
        {"3 UID SEARCH ALL", "* VANISHED 10\r\n* SEARCH 1 2\r\n* 313 EXISTS\r\n* VANISHED 11:12\r\n3 OK x\r\n"},
        {"4 UID FETCH 5:8 (UID FLAGS INTERNALDATE RFC822.SIZE)", "* 1 FETCH (UID 5 RFC822.SIZE 7 FLAGS ())\r\n* VANISHED 13\r\n* 2 EXPUNGE\r\n4 OK x\r\n"},
        {"5 UID FETCH 5:8 (UID FLAGS MODSEQ) (CHANGEDSINCE 17 VANISHED)", "* VANISHED (EARLIER) 6\r\n* 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (18))\r\n* 2 FETCH (UID 9 FLAGS (\\Seen))\r\n* 3 FETCH (FLAGS ())\r\n"
                                                                          "* 4 FETCH (UID 7 MODSEQ (20))\r\n* FOO\r\n5 OK x\r\n"},
        {"6 UID FETCH 5:8 (UID FLAGS MODSEQ)", "* 1 FETCH (X {3}\r\na) BODY[TEXT]{2}\r\nb) UID 8 FLAGS (x))\r\n6 OK x\r\n"}};

    (void)state;
    ends(script, N(script), many_commands, "314 67890007 567 90060115205545359 ro resynced flags 0:0 id  gone 1:3 fetched 5 5=1/18 8=0/0 x found 2 gone 1:3,6,10:13 exists 313 expunged 1 vanished 4 gone 4 ok");
}

/* What the folder cannot tell is not asked. */
static mbx_status changes_without(mbx_session *s, told *t, mbx_error *err)
{
    const mbx_change_handler h = {t, on_change};
    mbx_uidset asked = {0};
    mbx_status st = examine(s, t, err);

    assert_int_equal(mbx_uidset_add(&asked, 1, 1), MBX_OK);
    assert_int_equal(mbx_session_changes(s, &asked, 17, false, &h, err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_session_changes(s, &asked, 0, true, &h, err), MBX_E_ARGUMENT);
    if (st == MBX_OK)
        st = mbx_session_changes(s, &asked, 0, false, &h, err);
    mbx_uidset_free(&asked);
    return st;
}

static void no_changes_to_ask_for(void **state)
{
    static const turn script[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", FACTS "1 OK x\r\n"}, {"2 UID FETCH 1 (UID FLAGS)", "* 1 FETCH (UID 1 FLAGS (\\Deleted))\r\n2 OK x\r\n"}};
    static const turn refused[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", FACTS "1 OK x\r\n"}, {"2 UID FETCH 1 (UID FLAGS)", "2 NO [SERVERBUG] x\r\n"}};

    (void)state;
    ends(script, N(script), changes_without, "314 67890007 567 0 ro flags 0:0 id  gone  1=8/0 ok");
    ends(refused, N(refused), changes_without, "314 67890007 567 0 ro flags 0:0 id  gone  SERVER_NO");
}

static mbx_status leave(mbx_session *s, told *t, mbx_error *err)
{
    mbx_status st = open_folder(s, t, "A", (mbx_select){.write = false}, err);

    if (st == MBX_OK)
        st = mbx_session_unselect(s, err);
    if (st == MBX_OK)
        st = mbx_session_unselect(s, err); /* nothing is open: nothing is said */
    if (st == MBX_OK)
        st = open_folder(s, t, "B", (mbx_select){.write = true}, err);
    return st == MBX_OK ? mbx_session_unselect(s, err) : st;
}

static void leaving_deletes_nothing(void **state)
{
    static const turn unselect[] = {
        GREETING(" UNSELECT"), {"1 EXAMINE \"A\"", FACTS "1 OK x\r\n"}, {"2 UNSELECT", "2 OK x\r\n"}, {"3 SELECT \"B\"", FACTS "3 OK [READ-WRITE] x\r\n"}, {"4 UNSELECT", "4 OK x\r\n"}};
    static const turn close[] = {GREETING(""), {"1 EXAMINE \"A\"", FACTS "1 OK x\r\n"}, {"2 CLOSE", "2 OK x\r\n"}, {"3 SELECT \"B\"", FACTS "3 OK [READ-ONLY] x\r\n"}}; /* and no CLOSE */
    static const turn no[] = {GREETING(" UNSELECT"), {"1 EXAMINE \"A\"", FACTS "1 OK x\r\n"}, {"2 UNSELECT", "2 NO x\r\n"}};

    (void)state;
    ends(unselect, N(unselect), leave, "314 67890007 567 0 ro flags 0:0 id  gone  314 67890007 567 0 rw flags 0:0 id  gone  ok");
    ends(close, N(close), leave, "314 67890007 567 0 ro flags 0:0 id  gone  314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(no, N(no), leave, "314 67890007 567 0 ro flags 0:0 id  gone  SERVER_NO");
}

/* Whichever allocation fails: an error, or a set that says it is not all; and nothing is kept. */
static void out_of_memory(void **state)
{
    static const turn script[] = {
        GREETING(" ENABLE CONDSTORE QRESYNC"), {"1 ENABLE CONDSTORE QRESYNC", "* ENABLED QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\" (QRESYNC (67890007 90060115194045000 1:541))", FACTS "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n* VANISHED (EARLIER) 1:3,5\r\n* 1 FETCH (X \"\\\"\" UID 4 FLAGS (a))\r\n2 OK x\r\n"}};
    const mbx_endpoint to = {"localhost", 143, MBX_ENCRYPTION_NONE, false, NULL};
    const char *want = "4=0/0 a 314 67890007 567 90060115205545359 ro resynced flags 0:0 id  gone 1:3,5 ";
    unsigned complete = 0;

    (void)state;
    piece = SIZE_MAX;
    for (long nth = 1; nth < 60; nth++) {
        told t = {.text = ""};
        mbx_session *s = NULL;
        mbx_error err;
        mbx_status st;

        mbx_error_clear(&err);
        begin(script, N(script));
        mbx_test_fail_once(nth);
        st = mbx_session_open(&s, &to, NULL, MBX_NEVER, NULL, &err);
        if (st == MBX_OK)
            st = open_folder(s, &t, "INBOX", (mbx_select){.uidvalidity = 67890007, .modseq = 90060115194045000, .known_to = 541}, &err);
        mbx_test_fail_after(-1);
        if (st == MBX_OK && !strstr(t.text, "and more"))
            assert_string_equal(t.text, want);
        complete += st == MBX_OK && !strstr(t.text, "and more");
        assert_true(st == MBX_OK || st == MBX_E_MEMORY);
        mbx_session_free(s);
        assert_int_equal(mbx_test_live(), 0);
    }
    assert_in_range(complete, 1, 50);
}

#define ID "ID (\"name\" \"mailbox\" \"version\" \"1\" \"vendor\" \"mailbox contributors\" \"support-url\" NIL)"
#define UNSAFE " NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n"

/* Servers that are known by what they say (imap/quirk.h), and one that is not known but says what only these say. */
static void quirks(void **state)
{
    static const turn no_qresync[] = {
        {"", "* OK [CAPABILITY IMAP4rev1 ENABLE CONDSTORE QRESYNC] IMAP4 Server (Zoho Mail IMAP4rev1 Server version 1.0)\r\n"}, {"1 ENABLE CONDSTORE", "* ENABLED CONDSTORE QRESYNC\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\"", FACTS "2 OK x\r\n"}};
    static const turn no_qresync_but_modseqs[] = {
        {"", "* OK [CAPABILITY IMAP4rev1 ENABLE CONDSTORE QRESYNC] IMAP4 Server (Zoho Mail IMAP4rev1 Server version 1.0)\r\n"}, {"1 ENABLE CONDSTORE", "* ENABLED CONDSTORE\r\n1 OK x\r\n"},
        {"2 EXAMINE \"INBOX\"", FACTS "2 OK x\r\n"}};
    static const turn writable[] = {{"", "* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready.\r\n"}, {"1 SELECT \"INBOX\"", FACTS "1 OK [READ-WRITE] x\r\n"}};
    static const turn unsafe[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", "1" UNSAFE}, {"2 " ID, "* ID (\"name\" \"Coremail\")\r\n2 OK x\r\n"}, {"3 EXAMINE \"INBOX\"", FACTS "3 OK x\r\n"}};
    static const turn unsafe_still[] = {GREETING(""), {"1 EXAMINE \"INBOX\"", "1" UNSAFE}, {"2 " ID, "2 BAD x\r\n"}, {"3 EXAMINE \"INBOX\"", "3" UNSAFE}};

    (void)state;
    ends(no_qresync, N(no_qresync), resync, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(no_qresync_but_modseqs, N(no_qresync_but_modseqs), with_modseqs, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(writable, N(writable), examine, "314 67890007 567 0 rw flags 0:0 id  gone  ok");
    ends(unsafe, N(unsafe), examine, "314 67890007 567 0 ro flags 0:0 id  gone  ok");
    ends(unsafe_still, N(unsafe_still), examine, "FOLDER_UNSAFE_LOGIN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_server_says), cmocka_unit_test(quirks), cmocka_unit_test(resyncs),               cmocka_unit_test(enabling),
        cmocka_unit_test(another_folder),       cmocka_unit_test(vanished_with_any_command), cmocka_unit_test(no_changes_to_ask_for),
        cmocka_unit_test(leaving_deletes_nothing), cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
