/* From an account to a login: which envelope opens for which server, and when a token is asked for anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "engine/engine.h"
#include "fake_peer.h"
#include "seal/envelope.h"
#include "sync/sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define OFFERS(c) SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR " c "] ready\r\n")
#define LOGIN_LINE "1 AUTHENTICATE PLAIN AGFubmEAcHctYW5uYQ==" /* \0anna\0pw-anna */

static const mbx_seal_owner ANNA = {.staff_id = 7, .sign_in_address = "anna@example.com", .purpose = "imap-password"};
static mbx_keyring *ring;
static mbx_tls *tls;
static char dir[64];

static int set_up(void **state)
{
    mbx_error e;
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/mbx-sign-in-XXXXXX");
    return !mkdtemp(dir) || mbx_keyring_in_memory(&ring, &e) != MBX_OK || mbx_tls_new(&tls, &e) != MBX_OK;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    mbx_keyring_release(ring);
    mbx_tls_free(tls);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

static mbx_account *account(const char *sealed, const char *host, uint16_t port)
{
    mbx_account *a = mbx_alloc_zero(sizeof *a);
    *a = (mbx_account){.staff_id = 7, .sign_in_address = mbx_copy_string("anna@example.com"), .user = mbx_copy_string("anna"), .host = mbx_copy_string(host), .port = port,
                       .encryption = MBX_ENCRYPTION_NONE, .blob_dir = mbx_copy_string(dir), .sealed = mbx_copy_string(sealed), .with_token = sealed == NULL,
                       .ring = mbx_keyring_hold(ring), .folders = mbx_alloc_zero(sizeof(char *)), .n_folders = 1};
    a->folders[0] = mbx_copy_string("INBOX");
    return a;
}

static char *sealed_for(const char *host)
{
    char *text = NULL;
    mbx_error e;
    assert_int_equal(mbx_envelope_seal(ring, &ANNA, host, "pw-anna", 7, &text, &e), MBX_OK);
    return text;
}

static void which_envelope_opens(void **state)
{
    static const struct {
        const char *bound_to;
        mbx_encryption encryption;
        int64_t epoch;
        mbx_code code;
        bool bind_due;
    } rows[] = {
        {"", MBX_ENCRYPTION_TLS, 0, MBX_CODE_NONE, true},
        {"", MBX_ENCRYPTION_NONE, 0, MBX_CODE_NONE, true},
        {"IMAP.example.com", MBX_ENCRYPTION_TLS, 0, MBX_CODE_NONE, false},
        {"imap.example.com", MBX_ENCRYPTION_STARTTLS, 0, MBX_CODE_NONE, false},
        {"imap.example.com", MBX_ENCRYPTION_NONE, 0, MBX_CODE_SEAL_HOST, false}, /* weaker than when it was bound */
        {"clear:imap.example.com", MBX_ENCRYPTION_NONE, 0, MBX_CODE_NONE, false},
        {"clear:imap.example.com", MBX_ENCRYPTION_TLS, 0, MBX_CODE_NONE, true}, /* stronger: and bound to that from now on */
        {"imap.evil.example", MBX_ENCRYPTION_TLS, 0, MBX_CODE_SEAL_HOST, false},
        {"clear:imap.evil.example", MBX_ENCRYPTION_TLS, 0, MBX_CODE_SEAL_HOST, false},
        {"", MBX_ENCRYPTION_TLS, 1, MBX_CODE_AUTH_SEAL, false},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        char *text = sealed_for(rows[i].bound_to), *bound = NULL;
        mbx_account *a = account(text, "imap.example.com", 993);
        mbx_sign_in s;
        mbx_error e;
        a->encryption = rows[i].encryption;
        a->epoch = rows[i].epoch;
        mbx_error_clear(&e);
        mbx_status st = mbx_sign_in_prepare(&s, a, &e);
        if ((st == MBX_OK ? MBX_CODE_NONE : e.code) != rows[i].code || s.bind_due != rows[i].bind_due)
            fail_msg("row %zu: %s, %d", i, st == MBX_OK ? "opened" : mbx_code_name(e.code), s.bind_due);
        if (st != MBX_OK)
            assert_int_equal(e.stage, MBX_STAGE_AUTH);
        if (st == MBX_OK) {
            assert_int_equal(mbx_sign_in_bound(&s, &bound, &e), MBX_OK);
            assert_int_equal(bound != NULL, rows[i].bind_due);
        }
        mbx_sign_in_end(&s);
        if (bound) { /* is good for this server, and nothing is due */
            mbx_release(a->sealed);
            a->sealed = bound;
            assert_int_equal(mbx_sign_in_prepare(&s, a, &e), MBX_OK);
            assert_false(s.bind_due);
            mbx_sign_in_end(&s);
            mbx_release(a->host);
            a->host = mbx_copy_string("imap.evil.example");
            assert_int_equal(mbx_sign_in_prepare(&s, a, &e), MBX_E_AUTH);
            assert_int_equal(e.code, MBX_CODE_SEAL_HOST);
            mbx_sign_in_end(&s);
        }
        mbx_account_free(a);
        mbx_release(text);
    }
}

/* A new key comes in front: what opens for the account is sealed with it, and opens for the same servers as before. */
static void renewed(void **state)
{
    static const struct {
        const char *bound_to;
        mbx_encryption encryption;
        mbx_code code;
    } rows[] = {
        {"", MBX_ENCRYPTION_TLS, MBX_CODE_NONE},
        {"imap.example.com", MBX_ENCRYPTION_TLS, MBX_CODE_NONE},
        {"clear:imap.example.com", MBX_ENCRYPTION_NONE, MBX_CODE_NONE},
        {"clear:imap.example.com", MBX_ENCRYPTION_TLS, MBX_CODE_NONE},
        {"imap.example.com", MBX_ENCRYPTION_NONE, MBX_CODE_SEAL_HOST},
        {"imap.evil.example", MBX_ENCRYPTION_TLS, MBX_CODE_SEAL_HOST},
    };
    char path[80];
    mbx_keyring *old = ring, *rotated = NULL;
    mbx_error e;

    (void)state;
    snprintf(path, sizeof path, "%s/ring", dir);
    assert_int_equal(mbx_keyring_create(path, &e), MBX_OK);
    assert_int_equal(mbx_keyring_load(&ring, path, &e), MBX_OK);
    assert_int_equal(mbx_keyring_rotate(path, &e), MBX_OK);
    assert_int_equal(mbx_keyring_load(&rotated, path, &e), MBX_OK);
    for (size_t i = 0; i < N(rows); i++) {
        char *text = sealed_for(rows[i].bound_to), *fresh = NULL, *again = NULL, was[9], is[9];
        mbx_account *a = account(text, "imap.example.com", 993);
        a->encryption = rows[i].encryption;
        mbx_keyring_release(a->ring);
        a->ring = mbx_keyring_hold(rotated);
        mbx_error_clear(&e);
        mbx_status st = mbx_sign_in_renewed(a, &fresh, &e);
        if ((st == MBX_OK ? MBX_CODE_NONE : e.code) != rows[i].code || (st == MBX_OK) != (fresh != NULL))
            fail_msg("row %zu: %s", i, st == MBX_OK ? "renewed" : mbx_code_name(e.code));
        if (fresh) {
            mbx_secret *secret = NULL;
            mbx_opened opened;
            assert_true(mbx_envelope_key_id(text, strlen(text), was) && mbx_envelope_key_id(fresh, strlen(fresh), is));
            assert_string_not_equal(was, is);
            assert_int_equal(mbx_envelope_open(rotated, &ANNA, rows[i].bound_to, fresh, strlen(fresh), &secret, &opened, &e), MBX_OK);
            assert_int_equal(opened.bound, *rows[i].bound_to != 0);
            assert_true(opened.current);
            mbx_secret_free(secret);
            mbx_release(a->sealed);
            a->sealed = fresh;
            assert_int_equal(mbx_sign_in_renewed(a, &again, &e), MBX_OK);
            assert_null(again);
        }
        mbx_account_free(a);
        mbx_release(text);
    }
    mbx_keyring_release(ring);
    mbx_keyring_release(rotated);
    ring = old;
}

typedef struct hook {
    unsigned asked, refreshed;
    bool fails;
} hook;

static mbx_status give(void *ctx, int64_t staff_id, bool refresh, mbx_secret **token_r, mbx_error *err)
{
    hook *h = ctx;
    const char *token = refresh ? "new" : "old";
    assert_int_equal(staff_id, 7);
    h->asked++;
    h->refreshed += refresh;
    if (h->fails)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_ACCESS_TOKEN, "consent was withdrawn");
    return mbx_secret_new(token_r, token, strlen(token), err);
}

/* Runs one account in an engine until it is done. */
static mbx_code run(mbx_account *a, hook *h, char **bound_r)
{
    mbx_engine_options o = {.tls = tls, .run = {.deadline = mbx_in_ms(20000)}};
    mbx_engine *e = NULL;
    mbx_error err;
    mbx_code code = MBX_CODE_COUNT;
    if (h)
        o.tokens = (mbx_token_hook){h, give};
    assert_int_equal(mbx_engine_new(&e, &o, &err), MBX_OK);
    assert_int_equal(mbx_engine_add(e, a, &err), MBX_OK);
    assert_int_equal(mbx_engine_start(e, &err), MBX_OK);
    while (!mbx_engine_finished(e)) {
        mbx_event *event = NULL;
        assert_int_equal(mbx_engine_next(e, mbx_in_ms(20000), &event, &err), MBX_OK);
        if (!event)
            continue;
        if (event->kind == MBX_EVENT_DONE) {
            code = event->status == MBX_OK ? MBX_CODE_NONE : event->error.code;
            *bound_r = mbx_copy_string(event->bound);
        }
        mbx_event_answer(e, event, event->kind == MBX_EVENT_DONE ? NULL : &(mbx_answer){0});
    }
    mbx_engine_free(e);
    return code;
}

#define OLD "1 AUTHENTICATE XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIG9sZAEB" /* user=anna\1auth=Bearer old\1\1 */
#define NEW "2 AUTHENTICATE XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIG5ldwEB"
#define EXPIRED SEND("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"), EXPECT("")
/* what follows the login is no matter here */
#define IN(tag) SEND(tag " OK [CAPABILITY IMAP4rev1] in\r\n* BYE enough\r\n")

static void tokens_through_the_engine(void **state)
{
    static const fake_step good[] = {OFFERS("AUTH=XOAUTH2"), EXPECT(OLD), IN("1")};
    static const fake_step expired[] = {OFFERS("AUTH=XOAUTH2"), EXPECT(OLD), EXPIRED, SEND("1 NO expired\r\n"), EXPECT(NEW), IN("2")};
    static const fake_step never[] = {OFFERS("AUTH=XOAUTH2"), EXPECT(OLD), EXPIRED, SEND("1 NO expired\r\n"), EXPECT(NEW), EXPIRED, SEND("2 NO expired\r\n"), STALL};
    static const fake_step scope[] = {OFFERS("AUTH=XOAUTH2"), EXPECT(OLD), SEND("+ eyJzdGF0dXMiOiI0MDMifQ==\r\n"), EXPECT(""), SEND("1 NO no\r\n"), STALL};
    static const fake_step nobody[] = {STALL};
    static const struct {
        const fake_step *steps;
        size_t n;
        bool hooked, fails;
        unsigned asked, refreshed;
        mbx_code code;
    } rows[] = {
        {good, N(good), true, false, 1, 0, MBX_CODE_SERVER_BYE},
        {expired, N(expired), true, false, 2, 1, MBX_CODE_SERVER_BYE},
        {never, N(never), true, false, 2, 1, MBX_CODE_AUTH_TOKEN_EXPIRED},
        {scope, N(scope), true, false, 1, 0, MBX_CODE_AUTH_SCOPE},
        {nobody, N(nobody), true, true, 1, 0, MBX_CODE_ACCESS_TOKEN},
        {nobody, N(nobody), false, false, 0, 0, MBX_CODE_ACCESS_TOKEN},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        fake_peer *p = fake_peer_start(rows[i].steps, rows[i].n, NULL);
        hook h = {0, 0, rows[i].fails};
        char *bound = NULL;
        mbx_code code = run(account(NULL, "127.0.0.1", fake_peer_port(p)), rows[i].hooked ? &h : NULL, &bound);
        size_t n;
        fake_peer_join(p);
        if (code != rows[i].code || h.asked != rows[i].asked || h.refreshed != rows[i].refreshed || !fake_peer_as_expected(p))
            fail_msg("row %zu: %s, asked %u, refreshed %u", i, mbx_code_name(code), h.asked, h.refreshed);
        assert_null(bound);
        if (rows[i].steps == nobody) /* no token, no connection */
            assert_string_equal(fake_peer_heard(p, &n), "");
        fake_peer_end(p);
    }
}

/* A caller that leaves while a token is asked for. */
static void cancelled_while_a_token_is_awaited(void **state)
{
    mbx_engine_options o = {.tls = tls, .run = {.deadline = mbx_in_ms(20000)}};
    mbx_engine *e = NULL;
    mbx_error err;
    (void)state;
    assert_int_equal(mbx_engine_new(&e, &o, &err), MBX_OK);
    assert_int_equal(mbx_engine_add(e, account(NULL, "127.0.0.1", 1), &err), MBX_OK);
    assert_int_equal(mbx_engine_start(e, &err), MBX_OK);
    mbx_engine_free(e);
}

static void bound_through_the_engine(void **state)
{
    static const fake_step good[] = {OFFERS("AUTH=PLAIN"), EXPECT(LOGIN_LINE), IN("1")};
    static const fake_step refused[] = {OFFERS("AUTH=PLAIN"), EXPECT(LOGIN_LINE), SEND("1 NO no\r\n"), STALL};
    char *text = sealed_for(""), *bound = NULL, *again = NULL;
    mbx_secret *plain = NULL;
    mbx_opened opened;
    mbx_error err;
    fake_peer *p = fake_peer_start(refused, N(refused), NULL);

    (void)state;
    assert_int_equal(run(account(text, "127.0.0.1", fake_peer_port(p)), NULL, &bound), MBX_CODE_AUTH_BAD_CREDENTIALS);
    assert_null(bound); /* a server that refuses the password does not get it for its own */
    fake_peer_end(p);
    p = fake_peer_start(good, N(good), NULL);
    assert_int_equal(run(account(text, "127.0.0.1", fake_peer_port(p)), NULL, &bound), MBX_CODE_SERVER_BYE);
    fake_peer_end(p);
    assert_non_null(bound);
    assert_int_equal(mbx_envelope_open(ring, &ANNA, "clear:127.0.0.1", bound, strlen(bound), &plain, &opened, &err), MBX_OK);
    assert_true(opened.bound);
    mbx_secret_free(plain);
    /* another server: not even connected to */
    p = fake_peer_start(good, N(good), NULL);
    assert_int_equal(run(account(bound, "localhost", fake_peer_port(p)), NULL, &again), MBX_CODE_SEAL_HOST);
    assert_null(again);
    size_t n;
    fake_peer_join(p);
    assert_string_equal(fake_peer_heard(p, &n), "");
    fake_peer_end(p);
    mbx_release(text);
    mbx_release(bound);
}

/* A server has taken the password once it says OK, whatever becomes of what is asked behind the login. */
static void bound_though_the_connection_fails_behind_the_login(void **state)
{
    static const fake_step closes[] = {OFFERS("AUTH=PLAIN"), EXPECT(LOGIN_LINE), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), {FAKE_CLOSE, NULL, 0, 0}};
    static const fake_step half[] = {OFFERS("AUTH=PLAIN"), EXPECT(LOGIN_LINE), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), SEND("* CAPABILITY IMAP4rev1\r\n2 O"), {FAKE_CLOSE, NULL, 0, 0}};
    static const fake_step command[] = {OFFERS("X"), EXPECT("1 LOGIN \"anna\" \"pw-anna\""), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), {FAKE_RESET, NULL, 0, 0}};
    static const fake_step before[] = {OFFERS("AUTH=PLAIN"), EXPECT(LOGIN_LINE), SEND("1 O"), {FAKE_CLOSE, NULL, 0, 0}};
    static const struct {
        const fake_step *steps;
        size_t n;
        bool bound;
    } rows[] = {{closes, N(closes), true}, {half, N(half), true}, {command, N(command), true}, {before, N(before), false}};

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        char *text = sealed_for(""), *bound = NULL;
        mbx_secret *plain = NULL;
        mbx_opened opened;
        mbx_error err;
        fake_peer *p = fake_peer_start(rows[i].steps, rows[i].n, NULL);

        assert_int_equal(run(account(text, "127.0.0.1", fake_peer_port(p)), NULL, &bound), MBX_CODE_CONNECTION_LOST);
        fake_peer_join(p);
        if (!fake_peer_as_expected(p) || (bound != NULL) != rows[i].bound)
            fail_msg("row %zu", i);
        if (bound) {
            assert_int_equal(mbx_envelope_open(ring, &ANNA, "clear:127.0.0.1", bound, strlen(bound), &plain, &opened, &err), MBX_OK);
            assert_true(opened.bound);
            mbx_secret_free(plain);
        }
        fake_peer_end(p);
        mbx_release(text);
        mbx_release(bound);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_envelope_opens),     cmocka_unit_test(renewed), cmocka_unit_test(tokens_through_the_engine), cmocka_unit_test(cancelled_while_a_token_is_awaited),
        cmocka_unit_test(bound_through_the_engine), cmocka_unit_test(bound_though_the_connection_fails_behind_the_login),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
