/* COMPRESS within a session: when it is asked for, what goes over the wire from which byte on, and servers that do not keep
 * to it. What the server says compressed is all sent together with its consent. */
#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fake_peer.h"
#include "imap/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define LOGIN "1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ=" /* \0bob\0s3cret */
#define GREETING SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN COMPRESS=DEFLATE] ready\r\n")
#define LOGGED_IN EXPECT(LOGIN), SEND("1 OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] in\r\n")
#define EXAMINED "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 6] x\r\n3 OK [READ-ONLY] done\r\n"
#define FETCHED "* 1 FETCH (UID 5 FLAGS (\\Seen) INTERNALDATE \"01-Jan-2025 12:00:00 +0000\" RFC822.SIZE 5 BODY[] {5}\r\nhello)\r\n4 OK done\r\n"

typedef struct run {
    bool on, again; /* what the two calls said */
    bool before;    /* it is asked for before the login, too */
    long fail_at;   /* the allocation in mbx_session_compress() that fails; 0: none */
    bool once;
    unsigned ends;
    size_t body;
    mbx_stream_facts facts;
    char *heard;
    size_t heard_n;
    bool as_expected;
} run;

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
    run *r = ctx;
    (void)err;
    for (size_t i = 0; i < n && r->body + i < 5; i++)
        assert_true(p[i] == "hello"[r->body + i] || p[i] == 0);
    r->body += n;
    return MBX_OK;
}

static mbx_status on_end(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    run *r = ctx;
    (void)err;
    assert_int_equal(facts->uid, 5);
    r->ends++;
    return MBX_OK;
}

static mbx_status session(mbx_session *s, run *r, mbx_error *err)
{
    const mbx_fetch_handler h = {r, on_begin, on_body, on_end};
    mbx_secret *secret = NULL;
    mbx_uidset uids = {0};
    mbx_mailbox m;
    mbx_status st;

    if (r->before) {
        assert_int_equal(mbx_session_compress(s, &r->on, err), MBX_OK);
        assert_false(r->on);
    }
    assert_int_equal(mbx_secret_new(&secret, "s3cret", 6, err), MBX_OK);
    st = mbx_session_login(s, "bob", secret, err);
    mbx_secret_free(secret);
    if (st != MBX_OK)
        return st;
    if (r->fail_at)
        (r->once ? mbx_test_fail_once : mbx_test_fail_after)(r->fail_at);
    st = mbx_session_compress(s, &r->on, err);
    mbx_test_fail_after(-1);
    if (st == MBX_OK)
        st = mbx_session_compress(s, &r->again, err);
    if (st == MBX_OK)
        st = mbx_session_examine(s, "INBOX", &m, err);
    if (st != MBX_OK)
        return st;
    assert_int_equal(m.exists, 1);
    assert_int_equal(mbx_uidset_add(&uids, 5, 5), MBX_OK);
    st = mbx_session_fetch(s, &uids, true, &h, err);
    mbx_uidset_free(&uids);
    return st;
}

static mbx_status walk(const fake_step *steps, size_t n, run *r, mbx_error *err)
{
    fake_peer *p = fake_peer_start(steps, n, NULL);
    mbx_endpoint to = {"localhost", fake_peer_port(p), MBX_ENCRYPTION_NONE, false, NULL};
    mbx_session *s = NULL;
    mbx_tls *tls = NULL;
    mbx_status st;
    const char *heard;

    mbx_error_clear(err);
    free(r->heard);
    r->ends = 0;
    r->body = 0;
    assert_int_equal(mbx_tls_new(&tls, err), MBX_OK);
    st = mbx_session_open(&s, &to, tls, mbx_in_ms(20000), NULL, err);
    assert_int_equal(st, MBX_OK);
    st = session(s, r, err);
    r->facts = *mbx_session_stream(s);
    mbx_session_free(s);
    mbx_tls_free(tls);
    fake_peer_join(p);
    heard = fake_peer_heard(p, &r->heard_n);
    r->heard = malloc(r->heard_n + 1);
    memcpy(r->heard, heard, r->heard_n);
    r->heard[r->heard_n] = 0;
    r->as_expected = fake_peer_as_expected(p);
    fake_peer_end(p);
    return st;
}

/* consent, and text as a compressing server says it. */
static size_t agreed(char *out, size_t room, const char *consent, const char *text, size_t n)
{
    size_t at = strlen(consent);
    z_stream z = {0};

    memcpy(out, consent, at);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)n;
    z.next_out = (Bytef *)out + at;
    z.avail_out = (uInt)(room - at);
    assert_int_equal(deflate(&z, Z_SYNC_FLUSH), Z_OK);
    deflateEnd(&z);
    return room - z.avail_out;
}

static void agreed_on(void **state)
{
    static const char ok[] = "2 OK DEFLATE active\r\n", first[] = LOGIN "\r\n2 COMPRESS DEFLATE\r\n";
    static const char then[] = "3 EXAMINE \"INBOX\"\r\n4 UID FETCH 5 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n";
    static char answers[4000], text[2000];
    fake_step steps[] = {GREETING, LOGGED_IN, EXPECT("2 COMPRESS DEFLATE"), {FAKE_SEND, answers, 0, 0}, STALL};
    run r = {.before = true};
    mbx_error err;
    z_stream z = {0};
    size_t n = agreed(answers, sizeof answers, ok, EXAMINED FETCHED, strlen(EXAMINED FETCHED));

    (void)state;
    steps[4].n = n;
    assert_int_equal(walk(steps, N(steps), &r, &err), MBX_OK);
    assert_true(r.as_expected && r.on && r.again);
    assert_int_equal(r.ends, 1);
    assert_int_equal(r.body, 5);
    assert_memory_equal(r.heard, first, strlen(first));
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    z.next_in = (Bytef *)r.heard + strlen(first);
    z.avail_in = (uInt)(r.heard_n - strlen(first));
    z.next_out = (Bytef *)text;
    z.avail_out = sizeof text;
    assert_int_equal(inflate(&z, Z_SYNC_FLUSH), Z_OK);
    assert_string_equal(text, then);
    inflateEnd(&z);
    assert_int_equal(r.facts.wire_out, r.heard_n);
    assert_int_equal(r.facts.bytes_out, strlen(first) + strlen(then));
    assert_int_equal(r.facts.bytes_in - r.facts.wire_in, strlen(EXAMINED FETCHED) - (n - strlen(ok)));

    /* the end at each byte of it */
    steps[5] = (fake_step){FAKE_CLOSE, NULL, 0, 0};
    for (size_t cut = strlen(ok); cut < n; cut++) {
        steps[4].n = cut;
        mbx_status st = walk(steps, N(steps), &r, &err);
        if (st == MBX_OK) /* zlib's marker behind the last line says nothing any more */
            assert_true(cut + 5 >= n && r.ends == 1);
        else
            assert_int_equal(err.code, MBX_CODE_CONNECTION_LOST);
        assert_true(r.on && r.ends <= 1 && r.body <= 5);
    }
    free(r.heard);
}

static void not_agreed_on(void **state)
{
    static const fake_step refused[] = {GREETING, LOGGED_IN, EXPECT("2 COMPRESS DEFLATE"), SEND("2 NO [COMPRESSIONACTIVE] TLS does it\r\n"),
                                        EXPECT("3 EXAMINE \"INBOX\""), SEND("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 6] x\r\n3 NO no\r\n"), STALL};
    static const fake_step not_understood[] = {GREETING, LOGGED_IN, EXPECT("2 COMPRESS DEFLATE"), SEND("2 BAD what?\r\n"), EXPECT("3 EXAMINE \"INBOX\""), SEND("3 NO no\r\n"),
                                               STALL};
    static const fake_step before_only[] = {GREETING, EXPECT(LOGIN), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), SEND("* CAPABILITY IMAP4rev1\r\n2 OK done\r\n"),
                                            EXPECT("3 EXAMINE \"INBOX\""), SEND("3 NO no\r\n"), STALL};
    static const fake_step told_anew[] = {GREETING, EXPECT(LOGIN), SEND("1 OK [CAPABILITY IMAP4rev1 COMPRESS=LZ4 XCOMPRESS=DEFLATE] in\r\n"), EXPECT("2 EXAMINE \"INBOX\""), SEND("2 NO no\r\n"), STALL};
    const struct {
        const fake_step *steps;
        size_t n;
    } servers[] = {{refused, N(refused)}, {not_understood, N(not_understood)}, {before_only, N(before_only)}, {told_anew, N(told_anew)}};
    run r = {0};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(servers); i++) {
        r.on = true;
        assert_int_equal(walk(servers[i].steps, servers[i].n, &r, &err), MBX_E_REFUSED);
        assert_int_equal(err.stage, MBX_STAGE_FOLDER);
        assert_true(r.as_expected);
        assert_false(r.on);
        assert_int_equal(r.facts.wire_in, r.facts.bytes_in);
    }
    free(r.heard);
}

static void broken(void **state)
{
    static const char ok[] = "2 OK go\r\n", plain[] = "2 OK go\r\n" EXAMINED;
    size_t zeros = MBX_MIB(60), room = MBX_KIB(128);
    char *text = malloc(zeros + 1000), *answers = malloc(room);
    fake_step steps[] = {GREETING, LOGGED_IN, EXPECT("2 COMPRESS DEFLATE"), {FAKE_SEND, answers, 0, 0}, STALL};
    run r = {0};
    mbx_error err;
    size_t n;

    (void)state;
    steps[4] = (fake_step)SEND(plain);
    assert_int_equal(walk(steps, N(steps), &r, &err), MBX_E_PROTOCOL);
    assert_int_equal(err.code, MBX_CODE_PROTOCOL_COMPRESSION);
    assert_int_equal(err.stage, MBX_STAGE_FOLDER);

    n = (size_t)sprintf(text, EXAMINED "* 1 FETCH (UID 5 RFC822.SIZE %zu BODY[] {%zu}\r\n", zeros, zeros);
    memset(text + n, 0, zeros);
    steps[4] = (fake_step){FAKE_SEND, answers, agreed(answers, room, ok, text, n + zeros), 0};
    assert_true(steps[4].n < MBX_KIB(80));
    mbx_test_peak_begin();
    assert_int_equal(walk(steps, N(steps), &r, &err), MBX_E_LIMIT);
    assert_int_equal(err.code, MBX_CODE_LIMIT_COMPRESSION);
    assert_int_equal(err.stage, MBX_STAGE_FETCH);
    assert_int_equal(r.ends, 0);
    assert_true(r.body <= MBX_DEFLATE_BURST * 5 / 4);
    assert_true(mbx_test_peak() < MBX_MIB(1));
    free(r.heard);
    free(answers);
    free(text);
}

static void without_memory(void **state)
{
    static char answers[4000];
    fake_step steps[] = {GREETING, LOGGED_IN, EXPECT("2 COMPRESS DEFLATE"), {FAKE_SEND, answers, 0, 0}, STALL};
    mbx_status st = MBX_E_MEMORY;
    run r = {0};
    mbx_error err;

    (void)state;
    steps[4].n = agreed(answers, sizeof answers, "2 OK go\r\n", EXAMINED FETCHED, strlen(EXAMINED FETCHED));
    for (r.fail_at = 1; st != MBX_OK; r.fail_at++)
        for (r.once = false;; r.once = true) {
            st = walk(steps, N(steps), &r, &err);
            assert_true(st == MBX_OK || st == MBX_E_MEMORY);
            assert_int_equal(mbx_test_live(), 0);
            if (r.once)
                break;
        }
    assert_true(r.fail_at > 7); /* the command, ours, zlib's */
    free(r.heard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agreed_on), cmocka_unit_test(not_agreed_on), cmocka_unit_test(broken), cmocka_unit_test(without_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
