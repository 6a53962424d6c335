/* Logins over a session: which way is taken, what is tried after a failure and what never is, and servers that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fake_peer.h"
#include "imap/credential.h"
#include "imap/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define OFFERS(c) SEND("* OK [CAPABILITY IMAP4rev1 " c "] ready\r\n")

typedef struct attempt {
    const mbx_mechanism *alone; /* this one, with the RFC's nonce; NULL: whatever a login takes */
    bool token;
    const char *user, *secret;
    char heard[8192], mechanism[32];
    bool as_expected;
    mbx_error err;
} attempt;

static mbx_status run(const fake_step *steps, size_t n, attempt *a)
{
    fake_peer *p = fake_peer_start(steps, n, NULL);
    const mbx_endpoint to = {.host = "localhost", .port = fake_peer_port(p), .encryption = MBX_ENCRYPTION_NONE};
    const char *user = a->user ? a->user : "user", *secret = a->secret ? a->secret : "pencil";
    mbx_secret *s = NULL;
    mbx_session *session = NULL;
    mbx_tls *tls = NULL;
    mbx_exchange x;
    size_t heard_n;
    mbx_status st;

    mbx_error_clear(&a->err);
    assert_int_equal(mbx_tls_new(&tls, &a->err), MBX_OK);
    assert_int_equal(mbx_secret_new(&s, secret, strlen(secret), &a->err), MBX_OK);
    assert_int_equal(mbx_session_open(&session, &to, tls, mbx_in_ms(20000), NULL, &a->err), MBX_OK);
    if (a->alone) {
        const mbx_sasl_login l = {.user = mbx_str_of(user), .secret = mbx_secret_bytes(s), .nonce = "rOprNGfwEbeRWgbNEkqO"};
        mbx_session_stage(session, MBX_STAGE_AUTH, -1);
        st = mbx_exchange_run(session, a->alone, &l, &x, &a->err);
        if (st == MBX_OK && x.answer != MBX_ANSWER_OK)
            st = a->err.status;
    } else {
        st = (a->token ? mbx_session_login_token : mbx_session_login)(session, user, s, &a->err);
    }
    snprintf(a->mechanism, sizeof a->mechanism, "%s", mbx_session_mechanism(session) ? mbx_session_mechanism(session) : "");
    mbx_session_free(session);
    mbx_secret_free(s);
    mbx_tls_free(tls);
    fake_peer_join(p);
    snprintf(a->heard, sizeof a->heard, "%.*s", (int)sizeof a->heard - 1, fake_peer_heard(p, &heard_n));
    a->as_expected = fake_peer_as_expected(p);
    fake_peer_end(p);
    return st;
}

static void succeeds(const fake_step *steps, size_t n, attempt a, const char *mechanism)
{
    if (run(steps, n, &a) != MBX_OK)
        fail_msg("%s: %s\n%s", mbx_code_name(a.err.code), a.err.message, a.heard);
    if (!a.as_expected)
        fail_msg("other lines than expected:\n%s", a.heard);
    if (!a.alone)
        assert_string_equal(a.mechanism, mechanism);
}

static attempt fails(const fake_step *steps, size_t n, attempt a, mbx_code code)
{
    mbx_status st = run(steps, n, &a);

    if (st == MBX_OK || a.err.code != code)
        fail_msg("%s instead of %s\n%s", st == MBX_OK ? "success" : mbx_code_name(a.err.code), mbx_code_name(code), a.heard);
    if (!a.as_expected)
        fail_msg("other lines than expected:\n%s", a.heard);
    assert_string_equal(a.mechanism, "");
    return a;
}

/* RFC 7677 section 3, in base64 */
#define C1 "biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8="
#define S1 "cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRiRrMCxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY="
#define C2 "Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ0FmdXhGSWxqKWhObEYkazAscD1kSHpiWmFwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQ=="
#define S2 "dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ=="
#define SCRAM "AUTH=SCRAM-SHA-256"
#define SCRAM_BEGIN OFFERS("SASL-IR " SCRAM), EXPECT("1 AUTHENTICATE SCRAM-SHA-256 " C1)

static const attempt scram = {.alone = &mbx_mechanism_scram_sha_256};

static void scram_over_the_wire(void **state)
{
    static const fake_step at_once[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ " S2 "\r\n"), EXPECT(""), SEND("1 OK in\r\n"), STALL};
    static const fake_step later[] = {OFFERS(SCRAM), EXPECT("1 AUTHENTICATE SCRAM-SHA-256"), SEND("+ \r\n"), EXPECT(C1), SEND("+ " S1 "\r\n"), EXPECT(C2),
                                      SEND("* 3 EXISTS\r\n+ " S2 "\r\n"), EXPECT(""), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step bare_plus[] = {OFFERS(SCRAM), EXPECT("1 AUTHENTICATE SCRAM-SHA-256"), SEND("+\r\n"), EXPECT(C1), SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ " S2 "\r\n"), EXPECT(""), SEND("1 OK in\r\n"), STALL};

    (void)state;
    succeeds(at_once, N(at_once), scram, NULL);
    succeeds(later, N(later), scram, NULL);
    succeeds(bare_plus, N(bare_plus), scram, NULL);
}

static void servers_that_do_not_prove_themselves(void **state)
{
    static const fake_step ok_first[] = {SCRAM_BEGIN, SEND("1 OK in\r\n"), STALL};
    static const fake_step ok_second[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("1 OK in\r\n"), STALL};
    static const fake_step ok_without_a_word[] = {OFFERS(SCRAM), EXPECT("1 AUTHENTICATE SCRAM-SHA-256"), SEND("1 OK in\r\n"), STALL};
    static const fake_step empty[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ \r\n"), STALL};
    static const fake_step empty_v[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ dj0=\r\n"), STALL};
    static const fake_step wrong[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ dj03cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==\r\n"), STALL};
    static const fake_step error_then_ok[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ ZT1pbnZhbGlkLXByb29m\r\n"), EXPECT(""), SEND("1 OK in\r\n"), STALL};
    static const fake_step no_base64[] = {SCRAM_BEGIN, SEND("+ r=what,s=is,i=this\r\n"), STALL};
    static const fake_step few_rounds[] = {SCRAM_BEGIN, SEND("+ cj1yT3ByTkdmd0ViZVJXZ2JORWtxT3gscz1XMjJaYUowU05ZN3NvRXNVRWpiNmdRPT0saT0x\r\n"), STALL};
    static const fake_step replay[] = {SCRAM_BEGIN, SEND("+ cj1vdGhlcixzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=\r\n"), STALL};
    static const fake_step more[] = {SCRAM_BEGIN, SEND("+ " S1 "\r\n"), EXPECT(C2), SEND("+ " S2 "\r\n"), EXPECT(""), SEND("+ " S2 "\r\n"), STALL};

    (void)state;
    fails(ok_first, N(ok_first), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(ok_second, N(ok_second), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(ok_without_a_word, N(ok_without_a_word), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(empty, N(empty), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(empty_v, N(empty_v), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(wrong, N(wrong), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(error_then_ok, N(error_then_ok), scram, MBX_CODE_AUTH_SERVER_PROOF);
    fails(no_base64, N(no_base64), scram, MBX_CODE_PROTOCOL_SYNTAX);
    fails(few_rounds, N(few_rounds), scram, MBX_CODE_LIMIT_ITERATIONS);
    fails(replay, N(replay), scram, MBX_CODE_PROTOCOL_SYNTAX);
    fails(more, N(more), scram, MBX_CODE_PROTOCOL_SYNTAX);
}

static void floods(void **state)
{
    static char long_challenge[MBX_MAX_CHALLENGE / 3 * 4 + 20];
    static const fake_step lines[] = {SCRAM_BEGIN, {FAKE_REPEAT, "* 1 EXISTS\r\n", 0, MBX_MAX_LOGIN_LINES + 100}, STALL};
    static const fake_step questions[] = {OFFERS("AUTH=PLAIN"), EXPECT("1 AUTHENTICATE PLAIN"), {FAKE_REPEAT, "+ \r\n", 0, 1000}, STALL};
    static const fake_step big[] = {SCRAM_BEGIN, SEND("+ "), {FAKE_SEND, long_challenge, sizeof long_challenge, 0}, SEND("\r\n"), STALL};

    (void)state;
    memset(long_challenge, 'A', sizeof long_challenge);
    fails(lines, N(lines), scram, MBX_CODE_LIMIT_RESPONSE);
    fails(questions, N(questions), (attempt){0}, MBX_CODE_PROTOCOL_SYNTAX);
    fails(big, N(big), scram, MBX_CODE_LIMIT_BUFFER);
}

#define PLAIN_USER "AHVzZXIAcGVuY2ls" /* \0user\0pencil */

static void sasl_login(void **state)
{
    static const fake_step asked[] = {OFFERS("AUTH=LOGIN LOGINDISABLED"), EXPECT("1 AUTHENTICATE LOGIN"), SEND("+ VXNlcm5hbWU6\r\n"), EXPECT("dXNlcg=="), SEND("+ UGFzc3dvcmQ6\r\n"), EXPECT("cGVuY2ls"), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step at_once[] = {OFFERS("AUTH=LOGIN LOGINDISABLED SASL-IR"), EXPECT("1 AUTHENTICATE LOGIN dXNlcg=="), SEND("+ Passwort bitte\r\n"), EXPECT("cGVuY2ls"), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step early[] = {OFFERS("AUTH=LOGIN LOGINDISABLED SASL-IR"), EXPECT("1 AUTHENTICATE LOGIN dXNlcg=="), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step echo[] = {OFFERS("AUTH=LOGIN LOGINDISABLED SASL-IR"), EXPECT("1 AUTHENTICATE LOGIN dXNlcg=="), SEND("+ \r\n"), EXPECT("cGVuY2ls"), SEND("1 NO what is cGVuY2ls?\r\n"), STALL};

    (void)state;
    succeeds(asked, N(asked), (attempt){0}, "LOGIN");
    succeeds(at_once, N(at_once), (attempt){0}, "LOGIN");
    fails(early, N(early), (attempt){0}, MBX_CODE_PROTOCOL_SYNTAX);
    assert_string_equal(fails(echo, N(echo), (attempt){0}, MBX_CODE_AUTH_BAD_CREDENTIALS).err.server_text, "");
}

/* A wrong password is one wrong password, however many ways the server offers. */
static void one_judgement(void **state)
{
    static const fake_step plain[] = {OFFERS("SASL-IR AUTH=PLAIN AUTH=LOGIN"), EXPECT("1 AUTHENTICATE PLAIN " PLAIN_USER), SEND("1 NO [AUTHENTICATIONFAILED] no\r\n"), STALL};
    static const fake_step busy[] = {OFFERS("SASL-IR AUTH=PLAIN AUTH=LOGIN"), EXPECT("1 AUTHENTICATE PLAIN " PLAIN_USER), SEND("1 NO [UNAVAILABLE] later\r\n"), STALL};
    static const fake_step refused_early[] = {OFFERS("AUTH=PLAIN AUTH=LOGIN"), EXPECT("1 AUTHENTICATE PLAIN"), SEND("1 NO not here\r\n"), EXPECT("2 AUTHENTICATE LOGIN"), SEND("+ \r\n"), EXPECT("dXNlcg=="),
                                              SEND("+ \r\n"), EXPECT("cGVuY2ls"), SEND("2 NO wrong\r\n"), STALL};
    static const fake_step locked_early[] = {OFFERS("AUTH=PLAIN AUTH=LOGIN"), EXPECT("1 AUTHENTICATE PLAIN"), SEND("1 NO [ALERT] Account is locked\r\n"), STALL};
    static const fake_step unknown[] = {OFFERS("SASL-IR AUTH=PLAIN AUTH=LOGIN"), EXPECT("1 AUTHENTICATE PLAIN " PLAIN_USER), SEND("1 BAD what\r\n"), EXPECT("2 AUTHENTICATE LOGIN dXNlcg=="),
                                        SEND("2 BAD what\r\n"), EXPECT("3 LOGIN \"user\" \"pencil\""), SEND("3 NO [AUTHENTICATIONFAILED] no\r\n"), STALL};
    static const fake_step slash[] = {OFFERS("SASL-IR AUTH=PLAIN"), EXPECT("1 LOGIN \"user/alias\" \"pencil\""), SEND("1 BAD use AUTHENTICATE\r\n"), EXPECT("2 AUTHENTICATE PLAIN AHVzZXIvYWxpYXMAcGVuY2ls"), SEND("2 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};

    (void)state;
    fails(plain, N(plain), (attempt){0}, MBX_CODE_AUTH_BAD_CREDENTIALS);
    fails(busy, N(busy), (attempt){0}, MBX_CODE_AUTH_TEMPORARY);
    fails(refused_early, N(refused_early), (attempt){0}, MBX_CODE_AUTH_BAD_CREDENTIALS);
    fails(locked_early, N(locked_early), (attempt){0}, MBX_CODE_AUTH_LOCKED);
    fails(unknown, N(unknown), (attempt){0}, MBX_CODE_AUTH_BAD_CREDENTIALS);
    succeeds(slash, N(slash), (attempt){.user = "user/alias"}, "PLAIN");
}

/* Without encryption whoever sits on the line can make SCRAM fail; PLAIN must not be his prize. */
static void no_downgrade_on_an_open_line(void **state)
{
    static const fake_step no[] = {OFFERS(SCRAM " AUTH=PLAIN"), EXPECT("1 AUTHENTICATE SCRAM-SHA-256"), SEND("1 NO not here\r\n"), STALL};
    static const fake_step bad[] = {OFFERS(SCRAM " AUTH=PLAIN"), EXPECT("1 AUTHENTICATE SCRAM-SHA-256"), SEND("1 BAD what\r\n"), STALL};
    static const fake_step to_the_other[] = {OFFERS(SCRAM " AUTH=SCRAM-SHA-1 AUTH=PLAIN"), EXPECT("1 AUTHENTICATE SCRAM-SHA-256"), SEND("1 BAD what\r\n"), EXPECT("2 AUTHENTICATE SCRAM-SHA-1"), SEND("2 BAD what\r\n"), STALL};
    static const fake_step unfit[] = {OFFERS(SCRAM " AUTH=PLAIN"), STALL};

    (void)state;
    fails(no, N(no), (attempt){0}, MBX_CODE_AUTH_BAD_CREDENTIALS);
    fails(bad, N(bad), (attempt){0}, MBX_CODE_SERVER_BAD);
    fails(to_the_other, N(to_the_other), (attempt){0}, MBX_CODE_SERVER_BAD);
    assert_string_equal(fails(unfit, N(unfit), (attempt){.secret = "pa\xcc\x88ss"}, MBX_CODE_INPUT_PASSWORD).heard, "");
}

#define TOKEN_USER "dXNlcj11c2VyAWF1dGg9QmVhcmVyIHBlbmNpbAEB"          /* user=user\1auth=Bearer pencil\1\1 */
#define BEARER_USER "bixhPXVzZXIsAWF1dGg9QmVhcmVyIHBlbmNpbAEB"         /* n,a=user,\1auth=Bearer pencil\1\1 */
#define STATUS_401 "eyJzdGF0dXMiOiI0MDEifQ=="                           /* {"status":"401"} */
#define INSUFFICIENT "eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUifQ=="     /* {"status":"insufficient_scope"} */

static void tokens(void **state)
{
    static const fake_step bearer[] = {OFFERS("SASL-IR AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER"), EXPECT("1 AUTHENTICATE OAUTHBEARER " BEARER_USER), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step xoauth2[] = {OFFERS("SASL-IR AUTH=PLAIN AUTH=XOAUTH2"), EXPECT("1 AUTHENTICATE XOAUTH2 " TOKEN_USER), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step asked[] = {OFFERS("AUTH=XOAUTH2"), EXPECT("1 AUTHENTICATE XOAUTH2"), SEND("+ \r\n"), EXPECT(TOKEN_USER), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step expired[] = {OFFERS("SASL-IR AUTH=XOAUTH2"), EXPECT("1 AUTHENTICATE XOAUTH2 " TOKEN_USER), SEND("+ " STATUS_401 "\r\n"), EXPECT(""), SEND("1 NO AUTHENTICATE failed.\r\n"), STALL};
    static const fake_step scope[] = {OFFERS("SASL-IR AUTH=OAUTHBEARER"), EXPECT("1 AUTHENTICATE OAUTHBEARER " BEARER_USER), SEND("+ " INSUFFICIENT "\r\n"), EXPECT("AQ=="), SEND("1 NO no\r\n"), STALL};
    static const fake_step silent[] = {OFFERS("SASL-IR AUTH=XOAUTH2"), EXPECT("1 AUTHENTICATE XOAUTH2 " TOKEN_USER), SEND("1 NO AUTHENTICATE failed.\r\n"), STALL};
    static const fake_step mailbox[] = {OFFERS("SASL-IR AUTH=XOAUTH2"), EXPECT("1 AUTHENTICATE XOAUTH2 " TOKEN_USER), SEND("1 NO User is authenticated but not connected.\r\n"), STALL};
    static const fake_step echo[] = {OFFERS("SASL-IR AUTH=XOAUTH2"), EXPECT("1 AUTHENTICATE XOAUTH2 " TOKEN_USER), SEND("+ " STATUS_401 "\r\n"), EXPECT(""), SEND("1 NO bad " TOKEN_USER "\r\n"), STALL};
    static const fake_step none[] = {OFFERS("SASL-IR AUTH=PLAIN"), STALL};
    static const attempt token = {.token = true};

    (void)state;
    succeeds(bearer, N(bearer), token, "OAUTHBEARER");
    succeeds(xoauth2, N(xoauth2), token, "XOAUTH2");
    succeeds(asked, N(asked), token, "XOAUTH2");
    fails(expired, N(expired), token, MBX_CODE_AUTH_TOKEN_EXPIRED);
    fails(scope, N(scope), token, MBX_CODE_AUTH_SCOPE);
    fails(silent, N(silent), token, MBX_CODE_AUTH_TOKEN_EXPIRED);
    fails(mailbox, N(mailbox), token, MBX_CODE_AUTH_MAILBOX_NOT_GRANTED);
    assert_string_equal(fails(echo, N(echo), token, MBX_CODE_AUTH_TOKEN_EXPIRED).err.server_text, "");
    assert_string_equal(fails(none, N(none), token, MBX_CODE_AUTH_NO_MECHANISM).heard, "");
}

/* What servers are known to say (provider pages, bug trackers of other clients). */
static void words_of_servers(void **state)
{
    static const struct {
        const char *no;
        mbx_code code;
    } rows[] = {
        {"1 NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)\r\n", MBX_CODE_AUTH_APP_PASSWORD_REQUIRED},
        {"1 NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)\r\n", MBX_CODE_AUTH_WEBLOGIN},
        {"1 NO [WEBALERT https://accounts.google.com/x] Web login required.\r\n", MBX_CODE_AUTH_WEBLOGIN},
        {"1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)\r\n", MBX_CODE_AUTH_IMAP_DISABLED},
        {"1 NO [AUTHENTICATIONFAILED] AUTHENTICATE invalid credentials or IMAP is disabled\r\n", MBX_CODE_AUTH_IMAP_DISABLED},
        {"1 NO [ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)\r\n", MBX_CODE_AUTH_IMAP_DISABLED},
        {"1 NO Login fail. Please using authorization code to login.More information at http://service.mail.qq.com\r\n", MBX_CODE_AUTH_CODE_REQUIRED},
        {"1 NO LOGIN failed.\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO [ALERT] Too many simultaneous connections. (Failure)\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO [LIMIT] LOGIN Rate limit hit.\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO [UNAVAILABLE] Temporary authentication failure. [host:2024-01-01]\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO LOGIN failed. BasicAuthBlocked\r\n", MBX_CODE_AUTH_OAUTH_REQUIRED},
        {"1 NO [PRIVACYREQUIRED] Plaintext authentication disallowed\r\n", MBX_CODE_AUTH_DISABLED},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        const fake_step steps[] = {OFFERS("SASL-IR AUTH=PLAIN"), EXPECT("1 AUTHENTICATE PLAIN " PLAIN_USER), {FAKE_SEND, rows[i].no, 0, 0}, STALL};
        attempt a = {0};
        (void)!run(steps, N(steps), &a);
        if (a.err.code != rows[i].code)
            fail_msg("%s%s", rows[i].no, mbx_code_name(a.err.code));
        assert_true(strlen(a.err.server_text) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scram_over_the_wire), cmocka_unit_test(servers_that_do_not_prove_themselves),
        cmocka_unit_test(floods),              cmocka_unit_test(sasl_login),
        cmocka_unit_test(one_judgement),       cmocka_unit_test(no_downgrade_on_an_open_line),
        cmocka_unit_test(tokens),              cmocka_unit_test(words_of_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
