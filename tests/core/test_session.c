#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "fake_peer.h"
#include "fake_pki.h"
#include "imap/session.h"

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define GREETING SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n")
#define PLAIN_LINE "1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ=" /* \0bob\0s3cret */
#define LOGIN EXPECT(PLAIN_LINE), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n")
#define EXAMINE EXPECT("2 EXAMINE \"INBOX\""), SEND("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n2 OK [READ-ONLY] done\r\n")
#define EXAMINED_AS(tag) SEND("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n" tag " OK [READ-ONLY] done\r\n")
#define ID_LINE(tag) tag " ID (\"name\" \"mailbox\" \"version\" \"1\" \"vendor\" \"mailbox contributors\" \"support-url\" NIL)"
#define FETCH_ALL "3 UID FETCH 5,8:9 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"
#define FETCH_FACTS "3 UID FETCH 5,8:9 (UID FLAGS INTERNALDATE RFC822.SIZE)"

typedef struct got { /* what the handler was told */
    unsigned begins, ends;
    mbx_fetched facts[8];
    char body[8][64];
    uint32_t begin_uid[8];
    uint64_t announced[8];
    size_t body_n;
    char current[64];
    mbx_status answer; /* what body() returns */
} got;

static mbx_status on_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    got *g = ctx;
    (void)err;
    if (g->begins < 8) {
        g->begin_uid[g->begins] = uid;
        g->announced[g->begins] = n;
    }
    g->begins++;
    g->body_n = 0;
    return MBX_OK;
}

static mbx_status on_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    got *g = ctx;
    if (g->answer != MBX_OK)
        return mbx_fail(err, MBX_STAGE_BLOB, MBX_CODE_BLOB_WRITE, "no room");
    for (size_t i = 0; i < n && g->body_n < sizeof g->current; i++)
        g->current[g->body_n++] = p[i];
    return MBX_OK;
}

static mbx_status on_end(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    got *g = ctx;
    (void)err;
    if (g->ends < 8) {
        g->facts[g->ends] = *facts;
        memcpy(g->body[g->ends], g->current, sizeof g->current);
    }
    g->ends++;
    return MBX_OK;
}

typedef enum until { GREETED, LOGGED_IN, EXAMINED, FETCHED, FACTS } until;

typedef struct run {
    mbx_encryption encryption;
    SSL_CTX *certificate;
    const char *user, *password, *folder;
    int64_t ms;
    mbx_cancel *cancel;
    mbx_mailbox mailbox;
    got got;
    char mechanism[16], capabilities[200], server_id[100], heard[4096];
    uint32_t round_trips;
    bool as_expected;
    int64_t took_ms;
} run;

/* Walks up to the given point against such a server. */
static mbx_status walk(const fake_step *steps, size_t n, until last, run *r, mbx_error *err)
{
    fake_peer *p = fake_peer_start(steps, n, r->certificate);
    mbx_endpoint to = {"localhost", fake_peer_port(p), r->encryption, false, &(mbx_transport){.ca_file = r->certificate ? fake_pki_ca_file() : NULL}};
    const char *password = r->password ? r->password : "s3cret";
    mbx_fetch_handler h = {&r->got, on_begin, on_body, on_end};
    mbx_uidset uids = {0};
    mbx_tls *tls = NULL;
    mbx_session *s = NULL;
    mbx_secret *secret = NULL;
    mbx_time began = mbx_now();
    mbx_status st;
    size_t heard_n;

    mbx_error_clear(err);
    assert_int_equal(mbx_tls_new(&tls, err), MBX_OK);
    assert_int_equal(mbx_secret_new(&secret, password, strlen(password), err), MBX_OK);
    assert_int_equal(mbx_uidset_add(&uids, 5, 5), MBX_OK);
    assert_int_equal(mbx_uidset_add(&uids, 8, 9), MBX_OK);
    st = mbx_session_open(&s, &to, tls, mbx_in_ms(r->ms ? r->ms : 10000), r->cancel, err);
    if (st == MBX_OK && last >= LOGGED_IN)
        st = mbx_session_login(s, r->user ? r->user : "bob", secret, err);
    if (st == MBX_OK && last >= EXAMINED)
        st = mbx_session_examine(s, r->folder ? r->folder : "INBOX", &r->mailbox, err);
    if (st == MBX_OK && last >= FETCHED)
        st = mbx_session_fetch(s, &uids, last == FETCHED, &h, err);
    if (s) {
        snprintf(r->mechanism, sizeof r->mechanism, "%s", mbx_session_mechanism(s) ? mbx_session_mechanism(s) : "");
        snprintf(r->capabilities, sizeof r->capabilities, "%s", mbx_session_capabilities(s));
        snprintf(r->server_id, sizeof r->server_id, "%s", mbx_session_server_id(s));
        r->round_trips = mbx_session_stream(s)->round_trips;
    }
    r->took_ms = (mbx_now() - began) / 1000000;
    mbx_session_free(s);
    mbx_secret_free(secret);
    mbx_uidset_free(&uids);
    mbx_tls_free(tls);
    fake_peer_join(p);
    snprintf(r->heard, sizeof r->heard, "%.*s", (int)sizeof r->heard - 1, fake_peer_heard(p, &heard_n));
    r->as_expected = fake_peer_as_expected(p);
    fake_peer_end(p);
    return st;
}

static run plain(void)
{
    run r;
    memset(&r, 0, sizeof r);
    r.encryption = MBX_ENCRYPTION_NONE;
    return r;
}

static void fails(const fake_step *steps, size_t n, until last, run *r, mbx_code code, mbx_stage stage)
{
    mbx_error err;
    mbx_status st = walk(steps, n, last, r, &err);

    assert_int_not_equal(st, MBX_OK);
    if (err.code != code)
        print_error("%s\n", err.message);
    assert_string_equal(mbx_code_name(err.code), mbx_code_name(code));
    assert_string_equal(mbx_stage_name(err.stage), mbx_stage_name(stage));
    assert_true(err.hint[0] && err.message[0]);
    assert_null(strstr(err.message, "s3cret"));
    assert_null(strstr(err.server_text, "s3cret"));
}

static void good_conversation(void **state)
{
    static const fake_step steps[] = {
        GREETING, LOGIN, EXAMINE, EXPECT(FETCH_ALL),
        SEND("* 1 FETCH (UID 5 FLAGS (\\Seen \\Answered $Label) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 5 BODY[] {5}\r\na\r\nb\0)\r\n"),
        SEND("* 2 FETCH (BODY[] {3}\r\nxyz RFC822.SIZE 3 INTERNALDATE \"01-Jan-2024 00:00:00 +0530\" FLAGS (\\Recent \\Flagged \\Draft \\Deleted) UID 8)\r\n"),
        SEND("* 3 FETCH (UID 9 FLAGS () RFC822.SIZE 0 BODY[] {0}\r\n)\r\n3 OK done\r\n"), STALL,
    };
    run r = plain();
    mbx_error err;

    (void)state;
    assert_int_equal(walk(steps, N(steps), FETCHED, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    assert_string_equal(r.mechanism, "PLAIN");
    assert_int_equal(r.mailbox.exists, 3);
    assert_int_equal(r.mailbox.uidvalidity, 7);
    assert_int_equal(r.mailbox.uidnext, 12);
    assert_true(r.mailbox.read_only);
    assert_int_equal(r.got.ends, 3);
    assert_int_equal(r.got.facts[0].uid, 5);
    assert_int_equal(r.got.begin_uid[0], 5);
    assert_int_equal(r.got.facts[0].flags, MBX_FLAG_SEEN | MBX_FLAG_ANSWERED);
    assert_int_equal(r.got.facts[0].internal_date, 837596665);
    assert_int_equal(r.got.facts[0].body_bytes, 5);
    assert_memory_equal(r.got.body[0], "a\r\nb\0", 5);
    assert_int_equal(r.got.begin_uid[1], 0);
    assert_int_equal(r.got.announced[1], 3);
    assert_int_equal(r.got.facts[1].uid, 8);
    assert_int_equal(r.got.facts[1].flags, MBX_FLAG_RECENT | MBX_FLAG_FLAGGED | MBX_FLAG_DRAFT | MBX_FLAG_DELETED);
    assert_int_equal(r.got.facts[1].internal_date, 1704067200 - 19800);
    assert_true(r.got.facts[2].has_body);
    assert_int_equal(r.got.facts[2].body_bytes, 0);
    assert_int_equal(r.got.facts[2].has_internal_date, false);
    assert_int_equal(r.round_trips, 4); /* connecting, and one for each command */
}

static void greetings(void **state)
{
    static const struct {
        fake_step steps[2];
        mbx_code code;
        const char *says;
    } table[] = {
        {{SEND("220 mail.example ESMTP secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "SMTP"},
        {{SEND("+OK POP3 secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "POP3"},
        {{SEND("SSH-2.0-OpenSSH_secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "SSH"},
        {{SEND("HTTP/1.1 200 OK\r\nServer: secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "web"},
        {{SEND("* HELLO secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "IMAP"},
        {{SEND("* NO secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "IMAP"},
        {{SEND("1 OK secretbanner\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "IMAP"},
        {{SEND("\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "IMAP"},
        {{SEND("\0\0\0\0\r\n"), STALL}, MBX_CODE_GREETING_NOT_IMAP, "IMAP"},
        {{{FAKE_REPEAT, "secretbanner", 0, 100000}, STALL}, MBX_CODE_GREETING_NOT_IMAP, "IMAP"},
        {{SEND("* PREAUTH you are root\r\n"), STALL}, MBX_CODE_GREETING_PREAUTH, "logged in"},
        {{SEND("* BYE too many\r\n"), STALL}, MBX_CODE_GREETING_BYE, "turned"},
        {{SEND("* OK rea"), {FAKE_CLOSE, NULL, 0, 0}}, MBX_CODE_CONNECTION_LOST, "ended"},
    };

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        run r = plain();
        mbx_error err;

        assert_int_not_equal(walk(table[i].steps, 2, GREETED, &r, &err), MBX_OK);
        assert_string_equal(mbx_code_name(err.code), mbx_code_name(table[i].code));
        assert_int_equal(err.stage, MBX_STAGE_GREETING);
        assert_non_null(strstr(err.message, table[i].says));
        assert_null(strstr(err.message, "secretbanner"));
        assert_null(strstr(err.hint, "secretbanner"));
        assert_null(strstr(err.server_text, "secretbanner"));
        assert_string_equal(r.heard, "");
    }
}

static void capability_is_asked_when_unknown(void **state)
{
    static const fake_step steps[] = {SEND("* OK hi\r\n"), EXPECT("1 CAPABILITY"), SEND("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n1 OK\r\n"), EXPECT("2 AUTHENTICATE PLAIN"), SEND("+ \r\n"),
                                      EXPECT("AGJvYgBzM2NyZXQ="), SEND("2 OK [CAPABILITY IMAP4rev1 ID] in\r\n"), EXPECT(ID_LINE("3")), SEND("* ID (\"name\" \"Fake\")\r\n3 OK\r\n"), STALL};
    run r = plain();
    mbx_error err;

    (void)state;
    assert_int_equal(walk(steps, N(steps), LOGGED_IN, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    assert_string_equal(r.mechanism, "PLAIN");
    assert_string_equal(r.server_id, "(\"name\" \"Fake\")");
}

/* What the server can do is asked again unless the login's answer says it, with all else in one flight. */
static void after_the_login(void **state)
{
    static const fake_step silent[] = {SEND("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ID ESEARCH] hi\r\n"), EXPECT(PLAIN_LINE), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), EXPECT(ID_LINE("3")),
                                       SEND("3 BAD what\r\n* CAPABILITY IMAP4rev1 CONDSTORE\r\n2 OK\r\n"), EXPECT("4 EXAMINE \"INBOX\""), EXAMINED_AS("4"), STALL};
    static const fake_step untagged[] = {GREETING, EXPECT(PLAIN_LINE), SEND("* CAPABILITY IMAP4rev1 X-GM-EXT-1\r\n1 OK in\r\n"), EXPECT("2 EXAMINE \"INBOX\""), EXAMINED_AS("2"), STALL};
    static const fake_step revealed[] = {GREETING, EXPECT(PLAIN_LINE), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), SEND("* CAPABILITY IMAP4rev1 ID ENABLE UTF8=ONLY\r\n2 OK\r\n"), EXPECT(ID_LINE("3")),
                                         EXPECT("4 ENABLE UTF8=ACCEPT"), SEND("* ENABLED UTF8=ACCEPT\r\n4 OK\r\n3 OK\r\n"), EXPECT("5 EXAMINE \"INBOX\""), EXAMINED_AS("5"), STALL};
    static const fake_step kept_shut[] = {GREETING, EXPECT(PLAIN_LINE), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), SEND("2 NO not for you\r\n"), EXPECT("3 EXAMINE \"INBOX\""), EXAMINED_AS("3"), STALL};
    static const fake_step lost[] = {GREETING, EXPECT(PLAIN_LINE), SEND("1 OK in\r\n"), EXPECT("2 CAPABILITY"), {FAKE_CLOSE, NULL, 0, 0}};
    static const struct {
        const fake_step *steps;
        size_t n;
        const char *capabilities;
    } table[] = {{silent, N(silent), "IMAP4rev1 CONDSTORE"}, {untagged, N(untagged), "IMAP4rev1 X-GM-EXT-1"}, {revealed, N(revealed), "IMAP4rev1 ID ENABLE UTF8=ONLY"}, {kept_shut, N(kept_shut), ""}};
    run r;
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        r = plain();
        assert_int_equal(walk(table[i].steps, table[i].n, EXAMINED, &r, &err), MBX_OK);
        assert_true(r.as_expected);
        assert_string_equal(r.capabilities, table[i].capabilities);
    }
    r = plain();
    assert_int_equal(walk(lost, N(lost), EXAMINED, &r, &err), MBX_E_CONNECT);
    assert_int_equal(err.stage, MBX_STAGE_IDENTIFY);
}

/* Names of folders in UTF-8 once the server has agreed to it, or knows nothing else; in modified UTF-7 in all other cases. */
static void form_of_folder_names(void **state)
{
    static const char utf8[] = "2 EXAMINE \"Entw\xc3\xbcrfe & \\\"x\\\"\"", utf7[] = "2 EXAMINE \"Entw&APw-rfe &- \\\"x\\\"\"";
    static const struct {
        const char *offered, *said;
        bool enables, utf8;
    } table[] = {
        {"IMAP4rev1 ENABLE UTF8=ONLY", "* ENABLED UTF8=ACCEPT\r\n2 OK\r\n", true, true},
        {"IMAP4rev1 ENABLE UTF8=ONLY", "* ENABLED\r\n2 OK\r\n", true, false},
        {"IMAP4rev1 ENABLE UTF8=ONLY", "2 BAD no\r\n", true, false},
        {"IMAP4rev1 ENABLE UTF8=ACCEPT", NULL, false, false},
        {"IMAP4rev1 IMAP4rev2 ENABLE UTF8=ACCEPT", NULL, false, false},
        {"IMAP4rev2", NULL, false, true},
    };

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        char login[200], examine[100], examined[200];
        fake_step steps[] = {GREETING, EXPECT(PLAIN_LINE), {FAKE_SEND, login, 0, 0}, EXPECT("2 ENABLE UTF8=ACCEPT"), {FAKE_SEND, table[i].said, 0, 0}, {FAKE_EXPECT, examine, 0, 0}, {FAKE_SEND, examined, 0, 0}, STALL};
        run r = plain();
        mbx_error err;

        snprintf(login, sizeof login, "1 OK [CAPABILITY %s] in\r\n", table[i].offered);
        snprintf(examine, sizeof examine, "%s", table[i].utf8 ? utf8 : utf7);
        examine[0] = table[i].enables ? '3' : '2';
        snprintf(examined, sizeof examined, "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n%c OK x\r\n", examine[0]);
        if (!table[i].enables)
            memmove(&steps[3], &steps[5], 3 * sizeof steps[0]);
        r.folder = "Entw\xc3\xbcrfe & \"x\"";
        assert_int_equal(walk(steps, table[i].enables ? N(steps) : N(steps) - 2, EXAMINED, &r, &err), MBX_OK);
        if (!r.as_expected)
            fail_msg("%s\n%s", table[i].offered, r.heard);
    }
}

static void login_forms(void **state)
{
    static const fake_step quoted[] = {SEND("* OK [CAPABILITY IMAP4rev1] hi\r\n"), EXPECT("1 LOGIN \"b\\\"o\\\\b x\" \"p{3}\\\\\""), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step literal[] = {SEND("* OK [CAPABILITY IMAP4rev1] hi\r\n"), EXPECT("1 LOGIN {5}"), SEND("+ go\r\n"), EXPECT("b\xc3\xb6" "b! {4}"), SEND("+ go\r\n"), EXPECT("p\xc3\xa4" "s"), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step refused_literal[] = {SEND("* OK [CAPABILITY IMAP4rev1] hi\r\n"), EXPECT("1 LOGIN \"bob\" {4}"), SEND("1 NO not like this\r\n"), STALL};
    static const fake_step domain[] = {GREETING, EXPECT("1 LOGIN \"CORP\\\\bob\" \"s3cret\""), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    static const fake_step fall_back[] = {GREETING, EXPECT(PLAIN_LINE), SEND("1 BAD what?\r\n"), EXPECT("2 LOGIN \"bob\" \"s3cret\""), SEND("2 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    run r = plain();
    mbx_error err;

    (void)state;
    r.user = "b\"o\\b x";
    r.password = "p{3}\\";
    assert_int_equal(walk(quoted, N(quoted), LOGGED_IN, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    assert_string_equal(r.mechanism, "LOGIN");
    r = plain();
    r.user = "b\xc3\xb6" "b!";
    r.password = "p\xc3\xa4" "s";
    assert_int_equal(walk(literal, N(literal), LOGGED_IN, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    r = plain();
    r.password = "p\xc3\xa4" "s";
    fails(refused_literal, N(refused_literal), LOGGED_IN, &r, MBX_CODE_AUTH_BAD_CREDENTIALS, MBX_STAGE_AUTH);
    assert_null(strstr(r.heard, "p\xc3\xa4" "s"));
    r = plain();
    r.user = "CORP\\bob";
    assert_int_equal(walk(domain, N(domain), LOGGED_IN, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    r = plain();
    assert_int_equal(walk(fall_back, N(fall_back), LOGGED_IN, &r, &err), MBX_OK);
    assert_true(r.as_expected);
}

static void login_refusals(void **state)
{
    static const struct {
        const char *answer;
        mbx_code code;
    } table[] = {
        {"1 NO [AUTHENTICATIONFAILED] no\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO [AUTHORIZATIONFAILED] no\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO Login failed.\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO [ALERT] Application-specific password required\r\n", MBX_CODE_AUTH_APP_PASSWORD_REQUIRED},
        {"1 NO [UNAVAILABLE] later\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO [INUSE] x\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO [LIMIT] x\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO Temporary authentication failure\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO Too many simultaneous connections\r\n", MBX_CODE_AUTH_TEMPORARY},
        {"1 NO [EXPIRED] x\r\n", MBX_CODE_AUTH_EXPIRED},
        {"1 NO [PRIVACYREQUIRED] x\r\n", MBX_CODE_AUTH_DISABLED},
        {"1 NO you sent s3cret\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"1 NO you sent AGJvYgBzM2NyZXQ=\r\n", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"* BYE go away\r\n", MBX_CODE_SERVER_BYE},
        {"2 OK not yours\r\n", MBX_CODE_PROTOCOL_SYNTAX},
        {"01 OK not yours\r\n", MBX_CODE_PROTOCOL_SYNTAX},
        {"1x OK not yours\r\n", MBX_CODE_PROTOCOL_SYNTAX},
        {"+ more\r\n", MBX_CODE_PROTOCOL_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        fake_step steps[] = {GREETING, EXPECT(PLAIN_LINE), {FAKE_SEND, table[i].answer, 0, 0}, {FAKE_CLOSE, NULL, 0, 0}};
        run r = plain();

        fails(steps, N(steps), LOGGED_IN, &r, table[i].code, MBX_STAGE_AUTH);
    }
    static const fake_step disabled[] = {SEND("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n"), STALL};
    run r = plain();
    fails(disabled, N(disabled), LOGGED_IN, &r, MBX_CODE_AUTH_DISABLED, MBX_STAGE_AUTH);
    assert_string_equal(r.heard, ""); /* nothing of a login left us */
}

static void injections_never_leave(void **state)
{
    static const char *const bad[] = {"bob\r\n2 DELETE INBOX", "bob\n", "\r", ""};
    static const fake_step steps[] = {GREETING, STALL}, in[] = {GREETING, LOGIN, STALL};

    (void)state;
    for (size_t i = 0; i < N(bad); i++) {
        run r = plain();
        r.user = bad[i];
        fails(steps, N(steps), LOGGED_IN, &r, MBX_CODE_INPUT_USER, MBX_STAGE_INPUT);
        assert_string_equal(r.heard, "");
        r = plain();
        r.password = bad[i];
        fails(steps, N(steps), LOGGED_IN, &r, MBX_CODE_INPUT_PASSWORD, MBX_STAGE_INPUT);
        assert_string_equal(r.heard, "");
        r = plain();
        r.folder = bad[i];
        fails(in, N(in), EXAMINED, &r, MBX_CODE_INPUT_FOLDER, MBX_STAGE_FOLDER);
        assert_null(strstr(r.heard, "EXAMINE"));
    }
}

static void examine_answers(void **state)
{
    static const struct {
        const char *answer;
        mbx_code code;
    } table[] = {
        {"2 NO Mailbox doesn't exist\r\n", MBX_CODE_FOLDER_NOT_FOUND}, {"2 NO [NONEXISTENT] x\r\n", MBX_CODE_FOLDER_NOT_FOUND}, {"2 NO [NOPERM] x\r\n", MBX_CODE_FOLDER_REFUSED},
        {"2 NO [INUSE] x\r\n", MBX_CODE_SERVER_UNAVAILABLE},           {"2 BAD what\r\n", MBX_CODE_SERVER_BAD},                 {"3 OK other\r\n", MBX_CODE_PROTOCOL_SYNTAX},
        {"FOO bar\r\n2 OK\r\n", MBX_CODE_PROTOCOL_SYNTAX},             {"* OK [UIDNEXT 42949672970] x\r\n2 OK x\r\n", MBX_CODE_PROTOCOL_SYNTAX},
        {"* BYE down\r\n", MBX_CODE_SERVER_BYE},
    };
    static const fake_step silent_uidnext[] = {
        GREETING, LOGIN, EXPECT("2 EXAMINE \"Entw&APw-rfe\""), SEND("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n2 OK x\r\n"), EXPECT("3 STATUS \"Entw&APw-rfe\" (UIDNEXT UIDVALIDITY)"),
        SEND("* STATUS \"Entw&APw-rfe\" (UIDVALIDITY 7)\r\n3 OK x\r\n"), STALL,
    };
    static const fake_step from_status[] = {
        GREETING, LOGIN, EXPECT("2 EXAMINE \"INBOX\""), SEND("* 0 EXISTS\r\n2 OK x\r\n"), EXPECT("3 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)"),
        SEND("* STATUS INBOX (UIDNEXT 77 UIDVALIDITY 8)\r\n3 OK x\r\n"), STALL,
    };
    static const fake_step empty_status[] = {GREETING, LOGIN, EXPECT("2 EXAMINE \"INBOX\""), SEND("* 0 EXISTS\r\n2 OK x\r\n"), EXPECT("3 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)"),
                                             SEND("* STATUS INBOX ()\r\n3 OK x\r\n"), STALL}; /* CVE-2022-4121 */
    run r = plain();
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        fake_step steps[] = {GREETING, LOGIN, EXPECT("2 EXAMINE \"INBOX\""), {FAKE_SEND, table[i].answer, 0, 0}, {FAKE_CLOSE, NULL, 0, 0}};
        run one = plain();
        fails(steps, N(steps), EXAMINED, &one, table[i].code, MBX_STAGE_FOLDER);
    }
    r.folder = "Entwürfe";
    assert_int_equal(walk(silent_uidnext, N(silent_uidnext), EXAMINED, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    /* The highest UID + 1 is not UIDNEXT: it goes back when the newest mail is deleted. */
    assert_int_equal(r.mailbox.uidnext, 0);
    assert_int_equal(r.mailbox.uidvalidity, 7);
    r = plain();
    assert_int_equal(walk(from_status, N(from_status), EXAMINED, &r, &err), MBX_OK);
    assert_int_equal(r.mailbox.uidnext, 77);
    assert_int_equal(r.mailbox.uidvalidity, 8);
    r = plain();
    (void)!walk(empty_status, N(empty_status), EXAMINED, &r, &err);
    assert_int_equal(r.mailbox.uidnext, 0);
}

/* What the guard has to stop, at FETCH: a plain error, soon, and nothing imported. */
static void hostile_fetch(void **state)
{
    static const struct {
        fake_step steps[3];
        mbx_code code;
    } table[] = {
        {{SEND("* 1 FETCH (UID 5 BODYSTRUCTURE "), {FAKE_REPEAT, "(", 0, 20000}, STALL}, MBX_CODE_LIMIT_DEPTH},
        {{SEND("* 1 FETCH (UID 5 BODYSTRUCTURE "), {FAKE_REPEAT, "((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)", 0, 2000}, STALL}, MBX_CODE_LIMIT_DEPTH},
        {{SEND("* 1 FETCH (UID 5 X "), {FAKE_REPEAT, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, 5000000}, STALL}, MBX_CODE_LIMIT_LINE},
        {{SEND("* 1 FETCH (UID 5 ENVELOPE (\""), {FAKE_REPEAT, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 0, 20000}, STALL}, MBX_CODE_LIMIT_LINE},
        {{{FAKE_REPEAT, "* SEARCH 1 2 3 4 5 6 7 8 9 10 11 12 13 14\r\n", 0, 1000000}, STALL}, MBX_CODE_LIMIT_RESPONSE},
        {{SEND("* SEARCH"), {FAKE_REPEAT, " 12345", 0, 100000}, STALL}, MBX_CODE_LIMIT_LINE},
        {{{FAKE_REPEAT, "* 1 EXISTS\r\n", 0, 4000000}, STALL}, MBX_CODE_LIMIT_RESPONSE},
        {{{FAKE_REPEAT, "+ go\r\n", 0, 4000000}, STALL}, MBX_CODE_LIMIT_RESPONSE},
        {{SEND("* 1 FETCH (UID 5 BODY[] {4294967295}\r\n"), STALL}, MBX_CODE_LIMIT_LITERAL},
        {{SEND("* 1 FETCH (UID 5 BODY[] {4294967299}\r\nabc)\r\n3 OK x\r\n"), STALL}, MBX_CODE_LIMIT_LITERAL},
        {{SEND("* 1 FETCH (UID 5 BODY[] {42949672970}\r\n0123456789)\r\n3 OK x\r\n"), STALL}, MBX_CODE_LIMIT_LITERAL},
        {{SEND("* 1 FETCH (UID 5 BODY[] {67108865}\r\n"), STALL}, MBX_CODE_LIMIT_LITERAL},
        {{SEND("* 1 FETCH (UID 5 BODY[] {-5}\r\n)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* 1 FETCH (UID 5 BODY[] {3} abc)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* 1 FETCH (UID 5 BODY[] \"abc\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* 1 FETCH (UID 5 FLAGS (a\0b))\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_NUL},
        {{SEND("* 1 FETCH (UID 5 ENVELOPE (\"a\0b\"))\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_NUL},
        {{SEND("* 1 FETCH (UID 4294967301 BODY[] {3}\r\nabc)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX}, /* wraps to 5 */
        {{SEND("* 1 FETCH (UID 5 BODY[] {3}\r\nabc UID 8)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* 1 FETCH (UID 5 BODY[] {3}\r\nabc BODY[] {3}\r\nxyz)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* 1 FETCH (UID 5 BODY[] {30}\r\nabc)\r\n3 OK x\r\n"), {FAKE_CLOSE, NULL, 0, 0}}, MBX_CODE_CONNECTION_LOST},
        {{SEND("* 1 FETCH (UID 5 BODY[] {2}\r\nabc)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* BYE maintenance\r\n"), {FAKE_CLOSE, NULL, 0, 0}}, MBX_CODE_SERVER_BYE},
        {{SEND("3 NO [SERVERBUG] no\r\n"), STALL}, MBX_CODE_SERVER_NO},
        {{SEND("3 BAD no\r\n"), STALL}, MBX_CODE_SERVER_BAD},
        {{SEND("4 OK no\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
        {{SEND("* 1 FETCH (UID 5 EMAILID x y)\r\n3 OK x\r\n"), STALL}, MBX_CODE_PROTOCOL_SYNTAX},
    };
    struct rusage before, after;

    (void)state;
    getrusage(RUSAGE_SELF, &before);
    for (size_t i = 0; i < N(table); i++) {
        fake_step steps[] = {GREETING, LOGIN, EXAMINE, EXPECT(FETCH_ALL), table[i].steps[0], table[i].steps[1], table[i].steps[2]};
        run r = plain();

        fails(steps, table[i].steps[2].text || table[i].steps[2].kind ? N(steps) : N(steps) - 1, FETCHED, &r, table[i].code, MBX_STAGE_FETCH);
        if (r.got.ends != 0)
            print_error("row %zu\n", i);
        assert_int_equal(r.got.ends, 0);
        assert_true(r.took_ms < 9000);
    }
    getrusage(RUSAGE_SELF, &after);
    /* 200 MB of one line, 4 million lines and the like passed by: they must not have stayed. */
    assert_true(after.ru_maxrss - before.ru_maxrss < 256 * 1024);
}

static void answers_that_were_not_asked(void **state)
{
    static const fake_step steps[] = {
        GREETING, LOGIN, EXAMINE, EXPECT(FETCH_ALL),
        SEND("* 1 FETCH (FLAGS (\\Seen))\r\n"                                      /* no UID */
             "* 7 FETCH (UID 99 BODY[] {6}\r\nsecret RFC822.SIZE 6)\r\n"           /* somebody else's */
             "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n"                                /* news, not the answer */
             "* 2 EXPUNGE\r\n* 9 EXISTS\r\n"
             "* 1 FETCH (UID 5 BODY[TEXT] {4}\r\nnope)\r\n"                        /* another section */
             "* 1 FETCH (UID 5 BODY[]<2> {4}\r\nnope)\r\n"                         /* a part of it */
             "* 1 FETCH (UID 5 RFC822.SIZE 4 BODY[] {4}\r\ngood)\r\n"
             "* 1 FETCH (UID 5 RFC822.SIZE 4 BODY[] {4}\r\nevil)\r\n"              /* once more */
             "* 2 FETCH (UID 8 RFC822.SIZE 2 BODY[] \"q\\\"\")\r\n"                /* in quotes */
             "* 2 FETCH (UID 9 RFC822.SIZE 4)\r\n"                                 /* the item is missing */
             "* 3 FETCH (UID 10 BODY[] NIL)\r\n"
             "3 OK done\r\n"),
        STALL,
    };
    static const fake_step nil[] = {GREETING, LOGIN, EXAMINE, EXPECT(FETCH_ALL), SEND("* 1 FETCH (UID 5 BODY[] NIL)\r\n* 2 FETCH (UID 8 BODY[] \"\")\r\n3 OK x\r\n"), STALL};
    static const fake_step facts[] = {
        GREETING, LOGIN, EXAMINE, EXPECT(FETCH_FACTS),
        SEND("* 1 FETCH (UID 5 FLAGS ())\r\n* 1 FETCH (UID 5 FLAGS (\\Seen) RFC822.SIZE 7 BODY[] {3}\r\nabc)\r\n* 2 FETCH (UID 8 FLAGS ())\r\n3 OK x\r\n"), STALL,
    };
    run r = plain();
    mbx_error err;

    (void)state;
    assert_int_equal(walk(steps, N(steps), FETCHED, &r, &err), MBX_OK);
    assert_int_equal(r.got.ends, 3);
    assert_int_equal(r.got.begins, 2);
    assert_int_equal(r.got.facts[0].uid, 5);
    assert_memory_equal(r.got.body[0], "good", 4);
    assert_int_equal(r.got.facts[1].uid, 8);
    assert_int_equal(r.got.facts[1].body_bytes, 2);
    assert_memory_equal(r.got.body[1], "q\"", 2);
    assert_int_equal(r.got.facts[2].uid, 9); /* told as without body, not forgotten */
    assert_false(r.got.facts[2].has_body);
    r = plain();
    assert_int_equal(walk(nil, N(nil), FETCHED, &r, &err), MBX_OK);
    assert_int_equal(r.got.ends, 2);
    assert_false(r.got.facts[0].has_body);
    assert_true(r.got.facts[1].has_body);
    assert_int_equal(r.got.facts[1].body_bytes, 0);
    r = plain();
    assert_int_equal(walk(facts, N(facts), FACTS, &r, &err), MBX_OK);
    assert_int_equal(r.got.begins, 0);
    assert_int_equal(r.got.ends, 2);
    assert_int_equal(r.got.facts[0].uid, 5);
    assert_int_equal(r.got.facts[0].size, 7);
    assert_false(r.got.facts[0].has_body);
    assert_int_equal(r.got.facts[1].uid, 8);
}

static void handler_failure_ends_it(void **state)
{
    static const fake_step steps[] = {GREETING, LOGIN, EXAMINE, EXPECT(FETCH_ALL), SEND("* 1 FETCH (UID 5 BODY[] {4}\r\ngood)\r\n* 2 FETCH (UID 8 BODY[] {4}\r\ngood)\r\n3 OK x\r\n"), STALL};
    run r = plain();

    (void)state;
    r.got.answer = MBX_E_STORE;
    fails(steps, N(steps), FETCHED, &r, MBX_CODE_BLOB_WRITE, MBX_STAGE_BLOB);
    assert_int_equal(r.got.ends, 0);
    assert_int_equal(r.got.begins, 1);
}

#define CLEAR_GREETING SEND("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n")

static void starttls(void **state)
{
    static const fake_step good[] = {CLEAR_GREETING, EXPECT("1 STARTTLS"), SEND("* CAPABILITY IMAP4rev1 AUTH=FALSE\r\n1 OK go\r\n"), {FAKE_TLS, NULL, 0, 0},
                                     EXPECT("2 CAPABILITY"), SEND("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n2 OK\r\n"), EXPECT("3 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("3 OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] in\r\n"), STALL};
    static const fake_step missing[] = {SEND("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi\r\n"), STALL};
    static const fake_step no[] = {CLEAR_GREETING, EXPECT("1 STARTTLS"), SEND("1 NO not now\r\n"), STALL};
    static const fake_step bad[] = {CLEAR_GREETING, EXPECT("1 STARTTLS"), SEND("1 BAD what\r\n"), STALL};
    static const fake_step preauth[] = {SEND("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), STALL};
    static const fake_step bye[] = {CLEAR_GREETING, EXPECT("1 STARTTLS"), SEND("* BYE no\r\n"), {FAKE_CLOSE, NULL, 0, 0}};
    static const fake_step clear[] = {CLEAR_GREETING, EXPECT("1 STARTTLS"), SEND("1 OK go\r\n"), EXPECT("\x16"), STALL};
    static const struct {
        const fake_step *steps;
        size_t n;
        mbx_code code;
        mbx_stage stage;
    } table[] = {
        {missing, N(missing), MBX_CODE_STARTTLS_MISSING, MBX_STAGE_STARTTLS}, {no, N(no), MBX_CODE_STARTTLS_REFUSED, MBX_STAGE_STARTTLS},
        {bad, N(bad), MBX_CODE_STARTTLS_REFUSED, MBX_STAGE_STARTTLS},         {preauth, N(preauth), MBX_CODE_GREETING_PREAUTH, MBX_STAGE_GREETING},
        {bye, N(bye), MBX_CODE_SERVER_BYE, MBX_STAGE_STARTTLS},
    };
    static const char injected[] = "1 OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] evil\r\n2 OK evil\r\n";
    SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"});
    run r;
    mbx_error err;

    (void)state;
    (void)clear;
    memset(&r, 0, sizeof r);
    r.encryption = MBX_ENCRYPTION_STARTTLS;
    r.certificate = ctx;
    assert_int_equal(walk(good, N(good), LOGGED_IN, &r, &err), MBX_OK);
    assert_true(r.as_expected);
    assert_string_equal(r.capabilities, "IMAP4rev1 AUTH=PLAIN SASL-IR");
    for (size_t i = 0; i < N(table); i++) {
        memset(&r, 0, sizeof r);
        r.encryption = MBX_ENCRYPTION_STARTTLS;
        r.certificate = ctx;
        fails(table[i].steps, table[i].n, LOGGED_IN, &r, table[i].code, table[i].stage);
        assert_null(strstr(r.heard, "AUTHENTICATE"));
        assert_null(strstr(r.heard, "LOGIN"));
    }
    /* Whatever part of the injected lines came along with the OK, it must not be taken for encrypted. */
    for (size_t n = 10; n < sizeof injected; n++) {
        fake_step steps[] = {CLEAR_GREETING, EXPECT("1 STARTTLS"), {FAKE_SEND, injected, n, 0}, STALL};
        memset(&r, 0, sizeof r);
        r.encryption = MBX_ENCRYPTION_STARTTLS;
        r.certificate = ctx;
        r.ms = 5000;
        fails(steps, N(steps), LOGGED_IN, &r, MBX_CODE_STARTTLS_INJECTED, MBX_STAGE_STARTTLS);
        assert_null(strstr(r.heard, "AUTHENTICATE"));
    }
    SSL_CTX_free(ctx);
}

static void silence(void **state)
{
    static const fake_step greeting[] = {STALL}, login[] = {GREETING, STALL}, examine[] = {GREETING, LOGIN, STALL}, fetch[] = {GREETING, LOGIN, EXAMINE, EXPECT(FETCH_ALL), SEND("* 1 FETCH (UID 5 BODY[] {100}\r\nab"), STALL};
    static const struct {
        const fake_step *steps;
        size_t n;
        mbx_stage stage;
    } table[] = {{greeting, N(greeting), MBX_STAGE_GREETING}, {login, N(login), MBX_STAGE_AUTH}, {examine, N(examine), MBX_STAGE_FOLDER}, {fetch, N(fetch), MBX_STAGE_FETCH}};

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        run r = plain();
        r.ms = 150;
        fails(table[i].steps, table[i].n, FETCHED, &r, MBX_CODE_TIMEOUT_TOTAL, table[i].stage);
        assert_in_range(r.took_ms, 150, 1500);
        assert_int_equal(r.got.ends, 0);
    }
    run r = plain(); /* a second of silence is the server's, not the budget's */
    r.ms = 1100;
    fails(greeting, 1, GREETED, &r, MBX_CODE_GREETING_TIMEOUT, MBX_STAGE_GREETING);
}

static void *raise_it(void *c)
{
    mbx_cancel_raise(c);
    return NULL;
}

static void cancel(void **state)
{
    static const fake_step steps[] = {GREETING, STALL};
    run r = plain();
    mbx_error err;
    mbx_cancel *c = NULL;
    pthread_t t;

    (void)state;
    assert_int_equal(mbx_cancel_new(&c, &err), MBX_OK);
    r.cancel = c;
    assert_int_equal(pthread_create(&t, NULL, raise_it, c), 0);
    assert_int_equal(walk(steps, N(steps), LOGGED_IN, &r, &err), MBX_E_CANCELLED);
    assert_int_equal(err.code, MBX_CODE_CANCELLED);
    pthread_join(t, NULL);
    mbx_cancel_free(c);
}

static void plaintext_rule(void **state)
{
    mbx_endpoint to = {"192.0.2.1", 143, MBX_ENCRYPTION_NONE, false, NULL};
    mbx_stream *s = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(2000), NULL, &err), MBX_E_ARGUMENT);
    assert_int_equal(err.code, MBX_CODE_INPUT_PLAINTEXT);
    to.allow_plaintext = true;
    assert_int_not_equal(mbx_stream_connect(&s, &to, mbx_in_ms(50), NULL, &err), MBX_OK);
    assert_int_not_equal(err.code, MBX_CODE_INPUT_PLAINTEXT);
}

static void dead_port(void **state)
{
    fake_peer *p = fake_peer_start(NULL, 0, NULL);
    mbx_endpoint to = {"localhost", fake_peer_port(p), MBX_ENCRYPTION_TLS, false, NULL};
    mbx_stream *s = NULL;
    mbx_error err;

    (void)state;
    fake_peer_end(p); /* its port is free now */
    assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(2000), NULL, &err), MBX_E_CONNECT);
    assert_int_equal(err.code, MBX_CODE_TCP_REFUSED);
    assert_int_equal(err.stage, MBX_STAGE_TCP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_conversation), cmocka_unit_test(greetings),       cmocka_unit_test(capability_is_asked_when_unknown), cmocka_unit_test(after_the_login), cmocka_unit_test(form_of_folder_names),
        cmocka_unit_test(login_forms),       cmocka_unit_test(login_refusals),  cmocka_unit_test(injections_never_leave),
        cmocka_unit_test(examine_answers),   cmocka_unit_test(hostile_fetch),   cmocka_unit_test(answers_that_were_not_asked),
        cmocka_unit_test(handler_failure_ends_it), cmocka_unit_test(starttls),  cmocka_unit_test(silence),
        cmocka_unit_test(cancel),            cmocka_unit_test(plaintext_rule),  cmocka_unit_test(dead_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
