#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_peer.h"
#include "imap/session.h"

#include <stdlib.h>
#include <string.h>

/* The server's side of one conversation; each piece goes out after the command before it. */
static const char *const pieces[] = {
    "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n",
    "1 OK [CAPABILITY IMAP4rev1] in\r\n",
    "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n2 OK [READ-ONLY] done\r\n",
    "* 1 FETCH (UID 5 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 20 BODY[] {20}\r\nSubject: a\r\n\r\nbody\r\n)\r\n"
    "* 2 FETCH (UID 8 RFC822.SIZE 4 BODY[] {4}\r\n3 OK)\r\n3 OK done\r\n",
};
static const char *const commands[] = {"1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ=", "2 EXAMINE \"INBOX\"", "3 UID FETCH 5,8 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"};

typedef struct seen {
    unsigned ends;
    size_t n;
    char body[64];
    uint32_t uid[4];
    bool short_body;
} seen;

static mbx_status on_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    seen *x = ctx;
    (void)uid;
    (void)n;
    (void)err;
    x->n = 0;
    return MBX_OK;
}

static mbx_status on_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    seen *x = ctx;
    (void)err;
    assert_true(x->n + n <= sizeof x->body);
    memcpy(x->body + x->n, p, n);
    x->n += n;
    return MBX_OK;
}

static mbx_status on_end(void *ctx, const mbx_fetched *f, mbx_error *err)
{
    seen *x = ctx;
    (void)err;
    x->uid[x->ends++] = f->uid;
    x->short_body |= f->uid == 5 ? x->n != 20 || memcmp(x->body, "Subject: a\r\n\r\nbody\r\n", 20) != 0 : x->n != 4 || memcmp(x->body, "3 OK", 4) != 0;
    return MBX_OK;
}

static mbx_status talk(const fake_step *steps, size_t n, int64_t ms, seen *x, mbx_error *err)
{
    fake_peer *p = fake_peer_start(steps, n, NULL);
    mbx_endpoint to = {"127.0.0.1", fake_peer_port(p), MBX_ENCRYPTION_NONE, false, NULL};
    mbx_fetch_handler h = {x, on_begin, on_body, on_end};
    mbx_uidset uids = {0};
    mbx_session *s = NULL;
    mbx_secret *secret = NULL;
    mbx_mailbox m;
    mbx_time began = mbx_now();
    mbx_status st;

    memset(x, 0, sizeof *x);
    assert_int_equal(mbx_secret_new(&secret, "s3cret", 6, err), MBX_OK);
    assert_int_equal(mbx_uidset_add(&uids, 5, 5), MBX_OK);
    assert_int_equal(mbx_uidset_add(&uids, 8, 8), MBX_OK);
    st = mbx_session_open(&s, &to, NULL, mbx_in_ms(ms), NULL, err);
    if (st == MBX_OK)
        st = mbx_session_login(s, "bob", secret, err);
    if (st == MBX_OK)
        st = mbx_session_examine(s, "INBOX", &m, err);
    if (st == MBX_OK)
        st = mbx_session_fetch(s, &uids, true, &h, err);
    mbx_session_free(s);
    mbx_secret_free(secret);
    mbx_uidset_free(&uids);
    assert_true((mbx_now() - began) / 1000000 < ms + 1000);
    fake_peer_end(p);
    return st;
}

/* The conversation up to its at-th byte, then last. */
static size_t script(fake_step *steps, size_t at, fake_kind last)
{
    size_t n = 0;

    for (size_t i = 0; i < 4; i++) {
        size_t len = strlen(pieces[i]);

        if (i > 0)
            steps[n++] = (fake_step){FAKE_EXPECT, commands[i - 1], 0, 0};
        if (at < len) {
            if (at > 0)
                steps[n++] = (fake_step){FAKE_SEND, pieces[i], at, 0};
            break;
        }
        steps[n++] = (fake_step){FAKE_SEND, pieces[i], len, 0};
        at -= len;
    }
    steps[n++] = (fake_step){last, NULL, 0, 0};
    return n;
}

static size_t total(void)
{
    size_t n = 0;

    for (size_t i = 0; i < 4; i++)
        n += strlen(pieces[i]);
    return n;
}

static void cut_everywhere(fake_kind last, size_t each, int64_t ms)
{
    fake_step steps[16];
    seen x;
    mbx_error err;

    for (size_t at = 0; at < total(); at += each) {
        mbx_error_clear(&err);
        mbx_status st = talk(steps, script(steps, at, last), ms, &x, &err);

        if (st == MBX_OK)
            print_error("cut at byte %zu passed for success\n", at);
        assert_int_not_equal(st, MBX_OK);
        assert_true(err.retryable); /* what a broken line leaves behind is never a verdict on settings */
        assert_false(x.short_body);
        assert_true(x.ends <= 2);
    }
    assert_int_equal(talk(steps, script(steps, total(), FAKE_CLOSE), 5000, &x, &err), MBX_OK);
    assert_int_equal(x.ends, 2);
    assert_false(x.short_body);
}

static void closed(void **state)
{
    (void)state;
    cut_everywhere(FAKE_CLOSE, 1, 5000);
}

static void reset(void **state)
{
    (void)state;
    cut_everywhere(FAKE_RESET, 1, 5000);
}

static void stalled(void **state)
{
    (void)state;
    cut_everywhere(FAKE_STALL, 7, 40);
}

/* One byte per segment: nothing may depend on how the bytes arrive. */
static void dripped(void **state)
{
    static fake_step steps[2000];
    size_t n = 0;
    seen x;
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        if (i > 0)
            steps[n++] = (fake_step){FAKE_EXPECT, commands[i - 1], 0, 0};
        for (size_t k = 0; pieces[i][k]; k++)
            steps[n++] = (fake_step){FAKE_SEND, pieces[i] + k, 1, 0};
    }
    assert_int_equal(talk(steps, n, 10000, &x, &err), MBX_OK);
    assert_int_equal(x.ends, 2);
    assert_false(x.short_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(closed), cmocka_unit_test(reset), cmocka_unit_test(stalled), cmocka_unit_test(dripped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
