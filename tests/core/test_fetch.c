#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "failing_alloc.h"
#include "logged_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define FACTS " (UID FLAGS INTERNALDATE RFC822.SIZE)"
#define BOTH EXPECT("2 UID FETCH 1:1000" FACTS), EXPECT("3 UID FETCH 1001:2000" FACTS)
#define SIZE(uid) "* 1 FETCH (UID " uid " RFC822.SIZE 5)\r\n"

typedef struct told { /* each end() as text */
    char text[20000];
    size_t n;
    unsigned fail_at; /* this end() fails; 0: none */
    unsigned ends;
} told;

static mbx_status on_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    (void)ctx;
    (void)uid;
    (void)n;
    (void)err;
    return MBX_OK;
}

static mbx_status on_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    told *t = ctx;

    (void)err;
    t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "<%.*s>", (int)n, p);
    return MBX_OK;
}

static mbx_status on_end(void *ctx, const mbx_fetched *f, mbx_error *err)
{
    told *t = ctx;

    if (++t->ends == t->fail_at)
        return mbx_fail(err, MBX_STAGE_BLOB, MBX_CODE_BLOB_WRITE, "no room");
    t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%u:%u", (unsigned)f->uid, (unsigned)f->size);
    if (f->email_id[0] || f->thread_id[0])
        t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "/%s/%s", f->email_id, f->thread_id);
    if (f->labels.p) {
        t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "[");
        for (size_t i = 0; i < f->labels.n; i += strlen(f->labels.p + i) + 1)
            t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%s;", f->labels.p + i);
        t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "]");
    }
    t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, " ");
    return MBX_OK;
}

static mbx_status fetch(const fake_step *steps, size_t n, uint32_t hi, bool with_body, told *t, mbx_error *err)
{
    const mbx_fetch_handler h = {t, on_begin, on_body, on_end};
    mbx_uidset uids = {0};
    mbx_status st;

    enter(steps, n);
    assert_int_equal(mbx_uidset_add(&uids, 1, hi), MBX_OK);
    st = mbx_session_fetch(session, &uids, with_body, &h, err);
    mbx_uidset_free(&uids);
    return st;
}

static void two_on_the_way(void **state)
{
    static const char *const said[] = {
        SIZE("1") "2 OK x\r\n" SIZE("2000") "3 OK x\r\n",
        SIZE("1") SIZE("2000") "2 OK x\r\n3 OK x\r\n",         /* Dovecot: all of it before the first tagged line */
        SIZE("1") SIZE("2000") SIZE("1") "3 OK x\r\n2 OK x\r\n", /* answered the other way round; a second answer for a message counts no more */
        "3 OK x\r\n" SIZE("1") "* 9 EXISTS\r\n" SIZE("2000") SIZE("2001") "2 OK x\r\n",
    };
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(said); i++) {
        fake_step steps[] = {OPEN(""), BOTH, {FAKE_SEND, said[i], 0, 0}, STALL};
        told t = {.n = 0};

        assert_int_equal(fetch(steps, N(steps), 2000, false, &t, &err), MBX_OK);
        assert_string_equal(t.text, "1:5 2000:5 ");
        leave();
    }
}

static void one_after_the_other(void **state)
{
    static const fake_step steps[] = {OPEN(""), BOTH, SEND(SIZE("1") "3 OK x\r\n* 1 FETCH (UID 7 FLAGS (\\Seen))\r\n2 OK x\r\n"), EXPECT("4 UID FETCH 2001:3000" FACTS), EXPECT("5 UID FETCH 3001:3500" FACTS),
                                      SEND(SIZE("3500") "4 OK x\r\n5 OK x\r\n"), STALL};
    told t = {.n = 0};
    mbx_error err;

    (void)state;
    assert_int_equal(fetch(steps, N(steps), 3500, false, &t, &err), MBX_OK);
    assert_string_equal(t.text, "1:5 3500:5 7:0 "); /* news of flags are no answer: told last */
    leave();
}

/* What one is refused for says nothing of the other, whose messages are taken; nothing more is asked, and the session goes on. */
static void refused(void **state)
{
    static const struct {
        const char *said, *text, *words;
    } table[] = {
        {"2 NO [X-FIRST] no\r\n" SIZE("2000") "3 OK x\r\n", "2000:5 ", "NO [X-FIRST] no"},
        {SIZE("2000") "3 NO [X-SECOND] no\r\n" SIZE("1") "2 OK x\r\n", "2000:5 1:5 ", "NO [X-SECOND] no"},
        {SIZE("1") "2 OK x\r\n3 BAD no\r\n", "1:5 ", "BAD no"},
        {"3 NO second\r\n2 NO first\r\n", "", "NO first"},
        {"2 NO first\r\n3 BAD second\r\n", "", "NO first"},
    };
    mbx_uidset found = {0};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        fake_step steps[] = {OPEN(""), BOTH, {FAKE_SEND, table[i].said, 0, 0}, EXPECT("4 UID SEARCH ALL"), SEND("* SEARCH 1\r\n4 OK x\r\n"), STALL};
        bool more = i != 2; /* of three: once the first was refused, the third is not sent */
        told t = {.n = 0};

        assert_int_not_equal(fetch(steps, N(steps), more ? 2500 : 2000, false, &t, &err), MBX_OK);
        assert_string_equal(err.server_text, table[i].words);
        assert_string_equal(t.text, table[i].text);
        assert_int_equal(mbx_session_search(session, MBX_SEARCH_ALL, 0, NULL, &found, &err), MBX_OK);
        leave();
    }
    mbx_uidset_free(&found);
}

static void not_ours(void **state)
{
    static const char *const said[] = {"4 OK x\r\n", "1 OK x\r\n", "3 OK x\r\n3 OK x\r\n", "2 OK x\r\n2 OK x\r\n", "03 OK x\r\n", "x OK x\r\n"};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(said); i++) {
        fake_step steps[] = {OPEN(""), BOTH, {FAKE_SEND, said[i], 0, 0}, STALL};
        told t = {.n = 0};

        assert_int_equal(fetch(steps, N(steps), 2000, false, &t, &err), MBX_E_PROTOCOL);
        assert_int_equal(err.code, MBX_CODE_PROTOCOL_SYNTAX);
        leave();
    }
}

static void handler_fails(void **state)
{
    static const fake_step steps[] = {OPEN(""), BOTH, SEND(SIZE("1") SIZE("2") SIZE("2000") "2 OK x\r\n3 OK x\r\n"), STALL};
    told t = {.fail_at = 2};
    mbx_error err;

    (void)state;
    assert_int_equal(fetch(steps, N(steps), 2000, false, &t, &err), MBX_E_STORE);
    assert_string_equal(t.text, "1:5 ");
    assert_int_equal(t.ends, 2);
    leave();
}

static void cut_everywhere(void **state)
{
    static const char said[] = "* 1 FETCH (UID 2000 BODY[] {4}\r\n2 OK)\r\n3 OK x\r\n* 2 FETCH (BODY[] {4}\r\n3 NO UID 1)\r\n2 OK x\r\n";
    mbx_error err;

    (void)state;
    for (size_t at = 1; at < sizeof said; at++) {
        fake_step steps[] = {OPEN(""), EXPECT("2 UID FETCH 1:1000 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), EXPECT("3 UID FETCH 1001:2000 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), {FAKE_SEND, said, at, 0}};
        told t = {.n = 0};
        mbx_status st = fetch(steps, N(steps), 2000, true, &t, &err);

        assert_int_equal(st, at < sizeof said - 1 ? MBX_E_CONNECT : MBX_OK);
        if (st == MBX_OK)
            assert_string_equal(t.text, "<2 OK>2000:0 <3 NO>1:0 ");
        leave();
    }
}

/* Each body is its UID in digits, so that whoever gets it knows whose it is. */
typedef struct attributed {
    char body[40];
    size_t n;
    char text[200]; /* the UIDs told, in order */
    size_t text_n;
} attributed;

static mbx_status digits_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    attributed *a = ctx;

    (void)uid;
    (void)n;
    (void)err;
    a->n = 0;
    return MBX_OK;
}

static mbx_status digits_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    attributed *a = ctx;

    (void)err;
    assert_true(a->n + n < sizeof a->body);
    memcpy(a->body + a->n, p, n);
    a->n += n;
    return MBX_OK;
}

static mbx_status digits_end(void *ctx, const mbx_fetched *f, mbx_error *err)
{
    attributed *a = ctx;

    (void)err;
    a->body[a->n] = 0;
    if (!f->has_body || strtoul(a->body, NULL, 10) != f->uid)
        fail_msg("%u got \"%s\", after %s", (unsigned)f->uid, a->body, a->text);
    a->n = 0;
    a->text_n += (size_t)snprintf(a->text + a->text_n, sizeof a->text - a->text_n, "%u ", (unsigned)f->uid);
    return MBX_OK;
}

#define WITH_BODY " (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"
#define OF_FIRST "* 1 FETCH (UID 1 BODY[] {1}\r\n1)\r\n* 2 FETCH (BODY[] {1}\r\n2 UID 2)\r\n* 3 FETCH (BODY[] {1}\r\n3)\r\n"
#define OF_SECOND "* 9 FETCH (BODY[] {4}\r\n1001 UID 1001)\r\n* 10 FETCH (UID 2000 BODY[] \"2000\")\r\n"

/* What becomes of one of two commands, and where the connection ends, gives no message another one's body. */
static void bodies_of_two(void **state)
{
    static const struct {
        const char *said, *told, *words; /* words: of the refusal */
    } table[] = {
        {OF_FIRST "2 NO [X-A] x\r\n" OF_SECOND "3 OK x\r\n", "1 2 1001 2000 ", "NO [X-A] x"},
        {OF_FIRST "2 BAD x\r\n" OF_SECOND "3 OK x\r\n", "1 2 1001 2000 ", "BAD x"},
        {"2 NO x\r\n" OF_SECOND "3 OK x\r\n", "1001 2000 ", "NO x"},
        {OF_SECOND "2 BAD x\r\n3 OK x\r\n", "1001 2000 ", "BAD x"},
        {OF_SECOND "3 OK x\r\n" OF_FIRST "2 NO x\r\n", "1001 2000 1 2 ", "NO x"},
        {OF_FIRST OF_SECOND "3 NO [X-B] x\r\n2 OK x\r\n", "1 2 1001 2000 ", "NO [X-B] x"},
    };
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(table); i++)
        for (size_t at = 1, all = strlen(table[i].said); at <= all; at++) {
            fake_step steps[] = {OPEN(""), EXPECT("2 UID FETCH 1:1000" WITH_BODY), EXPECT("3 UID FETCH 1001:2000" WITH_BODY), {FAKE_SEND, table[i].said, at, 0}};
            attributed a = {.n = 0};
            const mbx_fetch_handler h = {&a, digits_begin, digits_body, digits_end};
            mbx_uidset uids = {0};

            enter(steps, N(steps));
            assert_int_equal(mbx_uidset_add(&uids, 1, 2000), MBX_OK);
            assert_int_equal(mbx_session_fetch(session, &uids, true, &h, &err), at < all ? MBX_E_CONNECT : *table[i].words == 'B' ? MBX_E_PROTOCOL : MBX_E_REFUSED);
            assert_memory_equal(a.text, table[i].told, a.text_n);
            if (at == all) {
                assert_string_equal(a.text, table[i].told);
                assert_string_equal(err.server_text, table[i].words);
            }
            mbx_uidset_free(&uids);
            leave();
        }
}

static void names_of_messages(void **state)
{
    static const struct {
        const char *said, *text;
    } objectid[] = {
        {"* 1 FETCH (UID 1 EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9) RFC822.SIZE 5)\r\n", "1:5/M6d99ac3275bb4e/T64b478a75b7ea9 "}, /* RFC 8474 section 5.1 */
        {"* 1 FETCH (THREADID NIL RFC822.SIZE 5 emailid (123) UID 1)\r\n", "1:5/123/ "},
        {"* 1 FETCH (EMAILID (a b) UID 1 THREADID () RFC822.SIZE 5)\r\n", "1:5 "},
        {"* 1 FETCH (EMAILID (M1) THREADID (T1) RFC822.SIZE 5)\r\n* 2 FETCH (UID 1 RFC822.SIZE 5)\r\n", "1:5 "}, /* of no message, and none of the next one's */
        {"* 1 FETCH (UID 1 X-GM-MSGID 1278455344230334865 RFC822.SIZE 5 X-GM-LABELS (a))\r\n", "1:5/1278455344230334865/[a;] "},
    };
    static const struct {
        const char *said, *text;
    } gmail[] = {
        {"* 1 FETCH (X-GM-THRID 1266894439832287888 X-GM-MSGID 1278455344230334865 X-GM-LABELS (\"\\\\Inbox\" \\Sent Important \"Muy Importante\" &AOQ- {3}\r\na)b \"\" 2024) UID 1 RFC822.SIZE 5)\r\n",
         "1:5/1278455344230334865/1266894439832287888[\\Inbox;\\Sent;Important;Muy Importante;\xc3\xa4;a)b;2024;] "},
        {"* 1 FETCH (UID 1 X-GM-MSGID -5 X-GM-THRID \"1\" X-GM-LABELS () RFC822.SIZE 5)\r\n", "1:5[] "},
        {"* 1 FETCH (UID 1 X-GM-MSGID 127845534423033486512 X-GM-LABELS (bad&x) RFC822.SIZE 5)\r\n", "1:5[] "},
    };
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(objectid) + N(gmail); i++) {
        bool g = i >= N(objectid);
        fake_step steps[] = {g ? (fake_step)SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN OBJECTID] ready\r\n") : (fake_step)SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"), EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="),
                             g ? (fake_step)SEND("1 OK [CAPABILITY IMAP4rev1 X-GM-EXT-1] in\r\n") : (fake_step)SEND("1 OK [CAPABILITY IMAP4rev1 OBJECTID] in\r\n"),
                             g ? (fake_step)EXPECT("2 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE X-GM-MSGID X-GM-THRID)") : (fake_step)EXPECT("2 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE EMAILID THREADID)"),
                             {FAKE_SEND, g ? gmail[i - N(objectid)].said : objectid[i].said, 0, 0}, SEND("2 OK x\r\n"), STALL};
        told t = {.n = 0};

        assert_int_equal(fetch(steps, N(steps), 1, false, &t, &err), MBX_OK);
        assert_string_equal(t.text, g ? gmail[i - N(objectid)].text : objectid[i].text);
        leave();
    }
}

/* With its body in between, and labels without end: what fits is told, whole ones only. */
static void labels_without_end(void **state)
{
    static const fake_step steps[] = {OPEN(" X-GM-EXT-1"), EXPECT("2 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE X-GM-MSGID X-GM-THRID X-GM-LABELS BODY.PEEK[])"),
                                      SEND("* 1 FETCH (X-GM-MSGID 7 BODY[] {2}\r\nab X-GM-THRID 8 UID 1)\r\n2 OK x\r\n"), EXPECT("3 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE X-GM-MSGID X-GM-THRID)"),
                                      SEND("* 1 FETCH (UID 1 RFC822.SIZE 5 X-GM-LABELS ("), {FAKE_REPEAT, "abcdefghi ", 0, 4000}, SEND("))\r\n3 OK x\r\n"), STALL};
    told t = {.n = 0};
    const mbx_fetch_handler h = {&t, on_begin, on_body, on_end};
    mbx_uidset uids = {0};
    mbx_error err;

    (void)state;
    assert_int_equal(fetch(steps, N(steps), 1, true, &t, &err), MBX_OK);
    assert_string_equal(t.text, "<ab>1:0/7/8 ");
    memset(&t, 0, sizeof t);
    assert_int_equal(mbx_uidset_add(&uids, 1, 1), MBX_OK);
    assert_int_equal(mbx_session_fetch(session, &uids, false, &h, &err), MBX_OK);
    assert_int_equal(t.n, strlen("1:5[] ") + MBX_MAX_LABELS / 10 * 10);
    mbx_uidset_free(&uids);
    leave();
}

/* Each second UID of n, a thousand by each command; answered with nothing. */
static size_t peak_of(unsigned n)
{
    static char ok[64][16];
    fake_step steps[3 + 2 * N(ok) + 1] = {OPEN("")};
    unsigned commands = n / MBX_WINDOW_UIDS;
    told t = {.n = 0};
    const mbx_fetch_handler h = {&t, on_begin, on_body, on_end};
    mbx_uidset uids = {0};
    mbx_error err;
    size_t peak;

    for (unsigned i = 0; i < commands; i++) {
        (void)snprintf(ok[i], sizeof ok[i], "%u OK x\r\n", i + 2);
        steps[3 + 2 * i] = (fake_step)EXPECT(NULL);
        steps[4 + 2 * i] = (fake_step){FAKE_SEND, ok[i], 0, 0};
    }
    steps[3 + 2 * commands] = (fake_step)STALL;
    enter(steps, 4 + 2 * commands);
    for (uint32_t uid = 2; uid <= 2 * n; uid += 2)
        assert_int_equal(mbx_uidset_add(&uids, 100000 + uid, 100000 + uid), MBX_OK);
    mbx_test_peak_begin();
    assert_int_equal(mbx_session_fetch(session, &uids, false, &h, &err), MBX_OK);
    peak = mbx_test_peak_of_hook();
    mbx_uidset_free(&uids);
    leave();
    return peak;
}

/* Only what is on the way is kept: not what was asked before, which would also be copied once more with each command. */
static void as_much_memory_for_many(void **state)
{
    (void)state;
    assert_true(peak_of(60000) < peak_of(20000) + 16384); /* the C library rounds sizes */
}

/* Each allocation fails in turn: said so, and nothing is kept. */
static void out_of_memory(void **state)
{
    static const char said[] = "* 1 FETCH (X-GM-LABELS (\"\\\\Inbox\" &AOQ-) UID 2000 BODY[] {2}\r\nab)\r\n3 OK x\r\n* 2 FETCH (UID 1 BODY[] \"cd\" X-GM-LABELS (x))\r\n* 3 FETCH (UID 5 FLAGS ())\r\n2 OK x\r\n";
    unsigned complete = 0;

    (void)state;
    for (long nth = 1; nth < 60; nth++) {
        const fake_step steps[] = {OPEN(" X-GM-EXT-1"), EXPECT(NULL), EXPECT(NULL), {FAKE_SEND, said, 0, 0}, STALL};
        long live = mbx_test_live();
        told t = {.n = 0};
        const mbx_fetch_handler h = {&t, on_begin, on_body, on_end};
        mbx_uidset uids = {0};
        mbx_error err;
        mbx_status st;

        enter(steps, N(steps));
        assert_int_equal(mbx_uidset_add(&uids, 1, 2000), MBX_OK);
        mbx_test_fail_once(nth);
        st = mbx_session_fetch(session, &uids, true, &h, &err);
        mbx_test_fail_after(-1);
        if (st != MBX_OK && st != MBX_E_MEMORY)
            fail_msg("allocation %ld: %s", nth, err.message);
        if (st == MBX_OK) {
            complete++;
            assert_string_equal(t.text, "<ab>2000:0[\\Inbox;\xc3\xa4;] <cd>1:0[x;] 5:0 ");
        }
        mbx_uidset_free(&uids);
        mbx_session_free(session);
        fake_peer_end(peer);
        assert_int_equal(mbx_test_live(), live);
    }
    assert_in_range(complete, 1, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_on_the_way), cmocka_unit_test(one_after_the_other), cmocka_unit_test(refused),           cmocka_unit_test(not_ours),
                                       cmocka_unit_test(handler_fails),  cmocka_unit_test(cut_everywhere),      cmocka_unit_test(bodies_of_two),     cmocka_unit_test(names_of_messages),
                                       cmocka_unit_test(labels_without_end), cmocka_unit_test(as_much_memory_for_many), cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
