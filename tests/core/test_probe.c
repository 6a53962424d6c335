#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "fake_peer.h"
#include "fake_pki.h"
#include "probe/estimate.h"
#include "probe/probe.h"
#include "probe/similar.h"
#include "seal/envelope.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define GREETING SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n")
#define TLS_STEP {FAKE_TLS, NULL, 0, 0}
#define LOGIN EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n")
#define LIST EXPECT("2 LIST \"\" \"*\""), SEND("* LIST () \"/\" INBOX\r\n* LIST () \"/\" Sent\r\n2 OK x\r\n")
#define EXAMINE EXPECT("3 EXAMINE \"INBOX\""), SEND("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n3 OK done\r\n")
#define SEARCHES EXPECT("4 UID SEARCH ALL"), SEND("* SEARCH 5 9 11\r\n4 OK x\r\n"), EXPECT("5 UID SEARCH UNSEEN"), SEND("* SEARCH 5 9\r\n5 OK x\r\n")
#define FACTS(seq, uid, seen, size) "* " seq " FETCH (UID " uid " FLAGS (" seen ") INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" RFC822.SIZE " size
#define SIZES EXPECT("6 UID FETCH 5,9 (UID FLAGS INTERNALDATE RFC822.SIZE)"), SEND(FACTS("1", "5", "", "1000") ")\r\n" FACTS("2", "9", "", "3000") ")\r\n6 OK x\r\n")
#define NEWEST EXPECT("7 UID FETCH 5,9,11 (UID FLAGS INTERNALDATE RFC822.SIZE)"), SEND(FACTS("1", "5", "", "40") ")\r\n" FACTS("2", "9", "", "20") ")\r\n" FACTS("3", "11", "", "20") ")\r\n7 OK x\r\n")
#define MAIL "Subject: x\r\n\r\nhello\r\n" /* 21 bytes */
#define SAMPLE EXPECT("8 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), SEND(FACTS("3", "11", "", "21") " BODY[] {21}\r\n" MAIL ")\r\n8 OK x\r\n")
#define AFTER(seen) EXPECT("9 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE)"), SEND(FACTS("3", "11", seen, "21") ")\r\n9 OK x\r\n")
#define MORE EXPECT("10 UID FETCH 5,9 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), SEND(FACTS("1", "5", "", "21") " BODY[] {21}\r\n" MAIL ")\r\n" FACTS("2", "9", "", "21") " BODY[] {21}\r\n" MAIL ")\r\n10 OK x\r\n")
#define LOGOUT(n) EXPECT(n " LOGOUT"), STALL

static char user[] = "bob", address[] = "bob@example.org", folder[] = "INBOX", projects[] = "Projects", gesendet[] = "Gesendet", ca_file[200];
static mbx_keyring *ring;
static char *sealed;
static mbx_tls *tls;
static mbx_probe probe; /* of the last run */

static int set_up(void **state)
{
    const mbx_seal_owner who = {.staff_id = 7, .sign_in_address = address, .purpose = "imap-password"};
    mbx_error err;

    (void)state;
    snprintf(ca_file, sizeof ca_file, "%s", fake_pki_ca_file());
    return mbx_keyring_in_memory(&ring, &err) != MBX_OK || mbx_envelope_seal(ring, &who, "", "s3cret", 6, &sealed, &err) != MBX_OK || mbx_tls_new(&tls, &err) != MBX_OK;
}

static int tear_down(void **state)
{
    (void)state;
    mbx_probe_free(&probe);
    mbx_release(sealed);
    mbx_keyring_release(ring);
    mbx_tls_free(tls);
    return 0;
}

static const char *value(const mbx_probe *p, mbx_stage stage, const char *name)
{
    const mbx_probe_stage *s = mbx_probe_get(p, stage);

    for (size_t k = 0; s && k < s->n_facts; k++)
        if (strcmp(s->facts[k].name, name) == 0)
            return s->facts[k].value;
    return "";
}

typedef struct told { /* what the listener heard */
    char names[400];
    size_t n;
    mbx_probe_status status[MBX_PROBE_STAGES];
    size_t n_facts[MBX_PROBE_STAGES];
} told;

static void on_over(void *ctx, const mbx_probe_stage *stage)
{
    told *x = ctx;

    x->status[x->n] = stage->status;
    x->n_facts[x->n++] = stage->n_facts;
    snprintf(x->names + strlen(x->names), sizeof x->names - strlen(x->names), "%s%c ", mbx_stage_name(stage->stage), "+!-."[stage->status]);
}

static told last_told;
static mbx_policy policy = MBX_POLICY_UNREAD;
static char *lone[] = {folder};

static const mbx_probe *run(const fake_step *steps, size_t n, const fake_certificate *cert, mbx_encryption encryption, char *host, int64_t staff)
{
    SSL_CTX *ctx = cert ? fake_pki_server(cert) : NULL;
    fake_peer *peer = fake_peer_start(steps, n, ctx);
    mbx_account a = {.staff_id = staff, .sign_in_address = address, .user = user, .host = host, .port = fake_peer_port(peer), .encryption = encryption,
                     .ca_file = ca_file, .folders = lone, .n_folders = 1, .sealed = sealed, .ring = ring, .policy = policy};
    const mbx_probe_options o = {.deadline = mbx_in_ms(5000), .transcript = true, .over = on_over, .ctx = &last_told};
    mbx_probe *p = &probe;
    mbx_error err;

    mbx_probe_free(p);
    memset(&last_told, 0, sizeof last_told);
    assert_int_equal(mbx_probe_run(p, &a, tls, &o, &err), MBX_OK);
    fake_peer_join(peer);
    for (size_t i = 0; !fake_peer_as_expected(peer) && i < p->n_transcript; i++)
        print_message("%s\n", p->transcript[i]);
    assert_true(fake_peer_as_expected(peer));
    fake_peer_end(peer);
    SSL_CTX_free(ctx);
    assert_int_equal(last_told.n, p->n_stages); /* each once, and not changed afterwards */
    for (size_t i = 0; i < p->n_stages; i++) {
        assert_int_equal(last_told.status[i], p->stages[i].status);
        assert_int_equal(last_told.n_facts[i], p->stages[i].n_facts);
    }
    /* bound once the login was good, whatever came after it */
    assert_int_equal(p->bound != NULL, mbx_probe_get(p, MBX_STAGE_AUTH)->status == MBX_PROBE_OK);
    if (p->bound) {
        mbx_secret *secret = NULL;
        mbx_opened opened = {false, false};
        const mbx_seal_owner who = {.staff_id = staff, .sign_in_address = address, .purpose = "imap-password"};
        assert_int_equal(mbx_envelope_open(ring, &who, host, p->bound, strlen(p->bound), &secret, &opened, &err), MBX_OK);
        assert_true(opened.bound);
        mbx_secret_free(secret);
    }
    assert_non_null(p->transcript);
    for (size_t i = 0; i < p->n_transcript; i++) {
        assert_null(strstr(p->transcript[i], "s3cret"));
        assert_null(strstr(p->transcript[i], "AGJvYgBz"));
    }
    return p;
}

/* '+' ok, '!' warning, '-' failed, '.' skipped, in the order of probe.h. */
static void shape(const mbx_probe *p, const char *want, mbx_code code)
{
    char got[MBX_PROBE_STAGES + 1] = {0};

    for (size_t i = 0; i < p->n_stages; i++) {
        const mbx_probe_stage *s = &p->stages[i];

        got[i] = "+!-."[s->status];
        if (s->status == MBX_PROBE_FAILED || s->status == MBX_PROBE_WARNING) {
            assert_string_equal(mbx_code_name(s->error.code), mbx_code_name(code));
            assert_int_equal(s->error.stage, s->stage);
            assert_true(s->error.hint[0] != 0);
        }
        if (s->status == MBX_PROBE_SKIPPED && strchr(want, '-'))
            assert_non_null(strstr(s->error.message, "depends on"));
        assert_null(strstr(s->error.message, "s3cret"));
    }
    assert_string_equal(got, want);
    assert_int_equal(p->ok, strchr(want, '-') == NULL);
}

static bool in_transcript(const mbx_probe *p, const char *what)
{
    for (size_t i = 0; i < p->n_transcript; i++)
        if (strstr(p->transcript[i], what))
            return true;
    return false;
}

static void everything_works(void **state)
{
    static const fake_step steps[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, SIZES, NEWEST, SAMPLE, AFTER(""), MORE, LOGOUT("11")};
    fake_certificate c = {.names = "DNS:localhost"};
    const mbx_probe *p = run(steps, N(steps), &c, MBX_ENCRYPTION_TLS, "localhost", 7);

    (void)state;
    shape(p, "++++++++++++++++", MBX_CODE_NONE);
    assert_string_equal(last_told.names, "input+ dns+ tcp+ tls+ certificate+ greeting+ capability+ auth+ identify+ strategy+ list+ folder+ counts+ sample+ throughput+ logout+ ");
    assert_string_equal(value(p, MBX_STAGE_INPUT, "encryption"), "tls");
    assert_string_equal(value(p, MBX_STAGE_INPUT, "user_form"), "name");
    assert_non_null(strstr(value(p, MBX_STAGE_DNS, "addresses"), "127.0.0.1"));
    assert_string_equal(value(p, MBX_STAGE_TCP, "address"), "127.0.0.1");
    assert_string_equal(value(p, MBX_STAGE_TLS, "version"), "TLSv1.3");
    assert_true(value(p, MBX_STAGE_TLS, "cipher")[0] != 0);
    assert_string_equal(value(p, MBX_STAGE_TLS, "resumed"), "no");
    assert_string_equal(value(p, MBX_STAGE_CERTIFICATE, "names"), "localhost");
    assert_string_equal(value(p, MBX_STAGE_CERTIFICATE, "issuer"), "CN = Test CA");
    assert_int_equal(strlen(value(p, MBX_STAGE_CERTIFICATE, "sha256")), 64);
    assert_memory_equal(value(p, MBX_STAGE_CERTIFICATE, "pin"), "sha256//", 8);
    assert_string_equal(value(p, MBX_STAGE_CAPABILITY, "logins"), "PLAIN, LOGIN");
    assert_string_equal(value(p, MBX_STAGE_AUTH, "mechanism"), "PLAIN");
    assert_string_equal(value(p, MBX_STAGE_STRATEGY, "checks"), "basic");
    assert_string_equal(value(p, MBX_STAGE_LIST, "folders"), "2");
    assert_string_equal(value(p, MBX_STAGE_LIST, "delimiter"), "/");
    assert_string_equal(value(p, MBX_STAGE_LIST, "special_use"), "sent: Sent");
    assert_string_equal(value(p, MBX_STAGE_FOLDER, "exists"), "3");
    assert_string_equal(value(p, MBX_STAGE_FOLDER, "uidnext"), "12");
    assert_string_equal(value(p, MBX_STAGE_FOLDER, "uidvalidity"), "7");
    assert_string_equal(value(p, MBX_STAGE_FOLDER, "read_only"), "yes");
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "total"), "3");
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "unread"), "2");
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "wanted"), "2");
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "bytes"), "4000");
    assert_string_equal(value(p, MBX_STAGE_SAMPLE, "uid"), "11");
    assert_string_equal(value(p, MBX_STAGE_SAMPLE, "bytes"), "21");
    assert_string_equal(value(p, MBX_STAGE_SAMPLE, "flags"), "unchanged");
    assert_string_equal(value(p, MBX_STAGE_THROUGHPUT, "messages_read"), "2");
    assert_string_equal(value(p, MBX_STAGE_THROUGHPUT, "estimate_messages"), "2");
    assert_string_equal(value(p, MBX_STAGE_THROUGHPUT, "estimate_bytes"), "4000");
    assert_non_null(strstr(value(p, MBX_STAGE_THROUGHPUT, "estimate"), "2 messages, about 4 KB: first import "));

    assert_true(in_transcript(p, " C: 1 AUTHENTICATE PLAIN <up to 64 bytes>"));
    assert_true(in_transcript(p, " S: 1 OK [CAPABILITY IMAP4rev1] <2 bytes>"));
    assert_true(in_transcript(p, " S: * 3 EXISTS"));
    assert_true(in_transcript(p, " C: 3 EXAMINE \"INBOX\""));
    assert_true(in_transcript(p, "BODY[] {21}<21 bytes>)"));
    assert_false(in_transcript(p, "hello"));
    assert_non_null(strstr(p->transcript[p->n_transcript - 1], " C: 11 LOGOUT"));
}

/* ID is asked within the login: what that found is known before it. */
static void identified(void **state)
{
    static const fake_step steps[] = {TLS_STEP, GREETING, EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 OK [CAPABILITY IMAP4rev1 ID QRESYNC] in\r\n"), EXPECT(NULL),
                                      SEND("* ID (\"name\" \"Some \\\"server\\\"\" \"version\" NIL \"vendor\" \"us\" \"os\" NIL)\r\n2 OK x\r\n"), EXPECT(NULL), {FAKE_CLOSE, NULL, 0, 0}};
    fake_certificate c = {.names = "DNS:localhost"};
    const mbx_probe *p = run(steps, N(steps), &c, MBX_ENCRYPTION_TLS, "localhost", 7);

    (void)state;
    shape(p, "++++++++++-.....", MBX_CODE_CONNECTION_LOST);
    assert_string_equal(value(p, MBX_STAGE_AUTH, "mechanism"), "PLAIN");
    assert_string_equal(value(p, MBX_STAGE_IDENTIFY, "server"), "Some \"server\"");
    assert_string_equal(value(p, MBX_STAGE_IDENTIFY, "vendor"), "us");
    assert_string_equal(value(p, MBX_STAGE_STRATEGY, "checks"), "QRESYNC");
}

static void policies(void **state)
{
    static const fake_step none[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, EXPECT("6 UID FETCH 5,9,11 (UID FLAGS INTERNALDATE RFC822.SIZE)"),
                                     SEND(FACTS("3", "11", "", "21") ")\r\n6 OK x\r\n"), EXPECT("7 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"),
                                     SEND(FACTS("3", "11", "", "21") " BODY[] {21}\r\n" MAIL ")\r\n7 OK x\r\n"), EXPECT("8 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE)"),
                                     SEND(FACTS("3", "11", "\\Answered", "21") ")\r\n8 OK x\r\n"), LOGOUT("9")},
                           weighed[] = {TLS_STEP, GREETING, EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 OK [CAPABILITY IMAP4rev1 STATUS=SIZE] in\r\n"), LIST, EXPECT(NULL),
                                        SEND("* STATUS INBOX (MESSAGES 3 SIZE 5000000000)\r\n3 OK x\r\n"), EXPECT("4 EXAMINE \"INBOX\""), SEND("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n4 OK done\r\n"),
                                        EXPECT("5 UID SEARCH ALL"), SEND("* SEARCH 5 9 11\r\n5 OK x\r\n"), EXPECT("6 UID SEARCH UNSEEN"), SEND("* SEARCH 5 9\r\n6 OK x\r\n"),
                                        EXPECT("7 UID FETCH 5,9,11 (UID FLAGS INTERNALDATE RFC822.SIZE)"), SEND(FACTS("3", "11", "", "21") ")\r\n7 OK x\r\n"), EXPECT("8 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"),
                                        SEND(FACTS("3", "11", "", "21") " BODY[] {21}\r\n" MAIL ")\r\n8 OK x\r\n"), EXPECT("9 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE)"), SEND(FACTS("3", "11", "", "21") ")\r\n9 OK x\r\n"), LOGOUT("10")},
                           empty[] = {TLS_STEP, GREETING, LOGIN, LIST, EXPECT("3 EXAMINE \"INBOX\""), SEND("* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\n3 OK done\r\n"),
                                      EXPECT("4 UID SEARCH ALL"), SEND("* SEARCH\r\n4 OK x\r\n"), EXPECT("5 UID SEARCH UNSEEN"), SEND("* SEARCH\r\n5 OK x\r\n"), LOGOUT("6")};
    fake_certificate c = {.names = "DNS:localhost"};
    const mbx_probe *p;

    (void)state;
    policy = MBX_POLICY_NEW;
    p = run(none, N(none), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++++++++", MBX_CODE_NONE);
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "unread"), "2");
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "wanted"), "0");
    assert_string_equal(value(p, MBX_STAGE_SAMPLE, "flags"), "unchanged"); /* the other flag is somebody else's doing */
    assert_string_equal(value(p, MBX_STAGE_THROUGHPUT, "estimate"), "Nothing to import at first; new mail comes with the next runs.");
    policy = MBX_POLICY_ALL;
    p = run(weighed, N(weighed), &c, MBX_ENCRYPTION_TLS, "localhost", 7); /* no sizes are asked message by message */
    shape(p, "++++++++++++++++", MBX_CODE_NONE);
    assert_string_equal(value(p, MBX_STAGE_COUNTS, "bytes"), "5000000000");
    assert_string_equal(value(p, MBX_STAGE_THROUGHPUT, "estimate_bytes"), "5000000000");
    p = run(empty, N(empty), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++++++++.++", MBX_CODE_NONE);
    policy = MBX_POLICY_UNREAD;
}

/* What a test should say, although mail can be imported. */
static void warnings(void **state)
{
    static const fake_step no_list[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 LIST \"\" \"*\""), SEND("2 OK x\r\n"), EXAMINE, SEARCHES, SIZES, NEWEST, SAMPLE, AFTER(""), MORE, LOGOUT("11")},
                           partial[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 LIST \"\" \"*\""), SEND("* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"a&b\"\r\n2 OK x\r\n"), EXAMINE, SEARCHES, SIZES, NEWEST, SAMPLE, AFTER(""), MORE, LOGOUT("11")},
                           slowed[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, SIZES, NEWEST, SAMPLE, AFTER(""), EXPECT("10 UID FETCH 5,9 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"),
                                       SEND(FACTS("1", "5", "", "21") " BODY[] {21}\r\n" MAIL ")\r\n10 OK Success [THROTTLED]\r\n"), LOGOUT("11")},
                           refused_list[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 LIST \"\" \"*\""), SEND("2 NO go away\r\n"), EXAMINE, SEARCHES, SIZES, NEWEST, SAMPLE, AFTER(""), MORE, LOGOUT("11")},
                           marked[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, SIZES, NEWEST, SAMPLE, AFTER("\\Seen"), MORE, LOGOUT("11")},
                           no_sizes[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, EXPECT("6 UID FETCH 5,9 (UID FLAGS INTERNALDATE RFC822.SIZE)"), SEND("6 NO x\r\n"), NEWEST, SAMPLE, AFTER(""), MORE, LOGOUT("11")},
                           yahoo[] = {TLS_STEP, GREETING, EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 OK [CAPABILITY IMAP4rev1 XYMHIGHESTMODSEQ] in\r\n"), LIST,
                                      EXPECT("3 EXAMINE \"INBOX\""), SEND("* 10000 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 90000] x\r\n3 OK done\r\n"), SEARCHES, SIZES, NEWEST, SAMPLE, AFTER(""), MORE, LOGOUT("11")};
    fake_certificate c = {.names = "DNS:localhost"};
    const mbx_probe *p;

    (void)state;
    p = run(no_list, N(no_list), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++!+++++", MBX_CODE_LIST_EMPTY);
    p = run(partial, N(partial), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++!+++++", MBX_CODE_LIST_PARTIAL);
    assert_string_equal(value(p, MBX_STAGE_LIST, "folders"), "1");
    p = run(slowed, N(slowed), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++++++!+", MBX_CODE_SERVER_THROTTLED);
    p = run(refused_list, N(refused_list), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++!+++++", MBX_CODE_SERVER_NO);
    p = run(marked, N(marked), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++++++++!++", MBX_CODE_FETCH_PEEK_IGNORED);
    assert_string_equal(value(p, MBX_STAGE_SAMPLE, "flags"), "changed");
    p = run(no_sizes, N(no_sizes), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++++!+++", MBX_CODE_SERVER_NO);
    assert_string_equal(value(p, MBX_STAGE_THROUGHPUT, "estimate"), "2 messages.");
    p = run(yahoo, N(yahoo), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++++!+++", MBX_CODE_COUNT_LIMITED);
}

/* Whose program it is, in its own words; one that is known to tell of changes wrongly is not asked for them. */
static void whose_server(void **state)
{
    static const fake_step steps[] = {TLS_STEP, GREETING, EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 OK [CAPABILITY IMAP4rev1 ID ENABLE CONDSTORE QRESYNC XAPPLELITERAL] in\r\n"),
                                      EXPECT(NULL), SEND("* ID (\"name\" \"iCloud\" \"vendor\" NIL \"version\" \"1\x07\" \"os\" \"x\")\r\n2 OK x\r\n"), EXPECT("3 LIST \"\" \"*\""), {FAKE_CLOSE, NULL, 0, 0}};
    fake_certificate c = {.names = "DNS:localhost"};
    const mbx_probe *p;

    (void)state;
    p = run(steps, N(steps), &c, MBX_ENCRYPTION_TLS, "localhost", 7);
    assert_string_equal(value(p, MBX_STAGE_IDENTIFY, "server"), "iCloud");
    assert_string_equal(value(p, MBX_STAGE_IDENTIFY, "version"), "1?");
    assert_string_equal(value(p, MBX_STAGE_IDENTIFY, "vendor"), "");
    assert_string_equal(value(p, MBX_STAGE_STRATEGY, "checks"), "CONDSTORE");
}

static void failures(void **state)
{
    static const fake_step clear[] = {GREETING, STALL}, handshake[] = {TLS_STEP, STALL}, bad_login[] = {TLS_STEP, GREETING, EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 NO [AUTHENTICATIONFAILED] you said AGJvYgBzM2NyZXQ=\r\n"), STALL},
                           no_login[] = {TLS_STEP, GREETING, STALL}, stls[] = {GREETING, STALL}, smtp[] = {TLS_STEP, SEND("220 hi\r\n"), STALL}, bye[] = {TLS_STEP, SEND("* BYE too many\r\n"), STALL},
                           stls_no[] = {SEND("* OK [CAPABILITY STARTTLS] x\r\n"), EXPECT("1 STARTTLS"), SEND("1 NO x\r\n"), STALL}, stls_smtp[] = {SEND("220 hi\r\n"), STALL},
                           stls_cert[] = {SEND("* OK [CAPABILITY STARTTLS] x\r\n"), EXPECT("1 STARTTLS"), SEND("1 OK x\r\n"), TLS_STEP, STALL},
                           stls_caps[] = {SEND("* OK x\r\n"), EXPECT("1 CAPABILITY"), SEND("1 NO x\r\n"), STALL},
                           missing[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 LIST \"\" \"*\""),
                                        SEND("* LIST () \"/\" Trash\r\n* LIST () \"/\" Inboxes\r\n* LIST () \"/\" Archive\r\n* LIST () \"/\" box/Inbox\r\n* LIST () \"/\" Sent\r\n* LIST () \"/\" ZZZZZZZZZZZZ\r\n2 OK x\r\n"),
                                        EXPECT("3 EXAMINE \"INBOX\""), SEND("3 NO x\r\n"), STALL},
                           noselect[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 LIST \"\" \"*\""), SEND("* LIST (\\Noselect) \"/\" Projects\r\n2 OK x\r\n"), EXPECT("3 EXAMINE \"Projects\""), SEND("3 NO x\r\n"), STALL},
                           meant[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 LIST \"\" \"*\""), SEND("* LIST () \"/\" INBOX\r\n* LIST (\\Sent) \"/\" \"Sent Items\"\r\n* LIST () \"/\" Geendet\r\n2 OK x\r\n"),
                                      EXPECT("3 EXAMINE \"Gesendet\""), SEND("3 NO x\r\n"), STALL},
                           counts[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, EXPECT("4 UID SEARCH ALL"), SEND("4 NO x\r\n"), STALL},
                           nothing[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, SIZES, NEWEST, EXPECT("8 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), SEND(FACTS("3", "11", "", "21") " BODY[] NIL)\r\n8 OK x\r\n"), STALL},
                           cut[] = {TLS_STEP, GREETING, LOGIN, LIST, EXAMINE, SEARCHES, SIZES, NEWEST, EXPECT("8 UID FETCH 11 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), SEND(FACTS("3", "11", "", "21") " BODY[] {21}\r\nSubj"), {FAKE_CLOSE, NULL, 0, 0}};
    fake_certificate good = {.names = "DNS:localhost"}, other = {.names = "DNS:mail.provider.example"};
    const mbx_probe *p;

    (void)state;
    p = run(clear, 1, NULL, MBX_ENCRYPTION_TLS, "host name", 7);
    shape(p, "-...............", MBX_CODE_INPUT_HOST);
    p = run(clear, N(clear), NULL, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++-............", MBX_CODE_TLS_NOT_TLS);
    p = run(handshake, N(handshake), &other, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++-...........", MBX_CODE_CERT_HOSTNAME);
    assert_string_equal(value(p, MBX_STAGE_CERTIFICATE, "names"), "mail.provider.example");
    assert_string_equal(value(p, MBX_STAGE_TLS, "version"), "TLSv1.3");
    p = run(smtp, N(smtp), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++-..........", MBX_CODE_GREETING_NOT_IMAP);
    assert_false(in_transcript(p, "220"));
    p = run(bye, N(bye), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++-..........", MBX_CODE_GREETING_BYE);
    assert_int_equal(p->n_transcript, 1);
    assert_non_null(strstr(p->transcript[0], " S: <14 bytes that are not shown>"));
    p = run(bad_login, N(bad_login), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++-........", MBX_CODE_AUTH_BAD_CREDENTIALS);
    assert_non_null(strstr(mbx_probe_get(p, MBX_STAGE_AUTH)->error.hint, "whole e-mail address"));
    assert_true(in_transcript(p, " S: 1 NO [AUTHENTICATIONFAILED] <25 bytes>"));
    p = run(no_login, N(no_login), &good, MBX_ENCRYPTION_TLS, "localhost", 8); /* somebody else's envelope */
    shape(p, "+++++++-........", MBX_CODE_AUTH_SEAL);
    p = run(missing, N(missing), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++++++-....", MBX_CODE_FOLDER_NOT_FOUND);
    assert_string_equal(value(p, MBX_STAGE_FOLDER, "candidates"), "box/Inbox, Inboxes, Trash, Sent, Archive");
    lone[0] = projects;
    p = run(noselect, N(noselect), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    assert_int_equal(mbx_probe_get(p, MBX_STAGE_LIST)->status, MBX_PROBE_WARNING);
    assert_string_equal(mbx_code_name(mbx_probe_get(p, MBX_STAGE_FOLDER)->error.code), "FOLDER_NOSELECT");
    lone[0] = gesendet; /* another provider's name for it: what it is for counts more than how it is spelt */
    p = run(meant, N(meant), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++++++-....", MBX_CODE_FOLDER_NOT_FOUND);
    assert_string_equal(value(p, MBX_STAGE_FOLDER, "candidates"), "Sent Items, Geendet, INBOX");
    lone[0] = folder;
    p = run(counts, N(counts), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "++++++++++++-...", MBX_CODE_SERVER_NO);
    p = run(nothing, N(nothing), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++++++++-..", MBX_CODE_FETCH_EMPTY);
    p = run(cut, N(cut), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(p, "+++++++++++++-..", MBX_CODE_CONNECTION_LOST);
    assert_true(in_transcript(p, "BODY[] {21}<4 bytes> <broken off>"));

    /* input dns tcp greeting starttls tls certificate capability ... */
    p = run(stls, N(stls), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(p, "++++-............", MBX_CODE_STARTTLS_MISSING);
    p = run(stls_no, N(stls_no), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(p, "++++-............", MBX_CODE_STARTTLS_REFUSED);
    p = run(stls_caps, N(stls_caps), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(p, "++++-............", MBX_CODE_SERVER_NO);
    p = run(stls_cert, N(stls_cert), &other, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(p, "++++++-..........", MBX_CODE_CERT_HOSTNAME);
    p = run(stls_smtp, N(stls_smtp), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(p, "+++-.............", MBX_CODE_GREETING_NOT_IMAP);
}

/* In clear to another machine: known only once its addresses are, yet a matter of what was entered. */
static void in_clear(void **state)
{
    mbx_account a = {.staff_id = 7, .sign_in_address = address, .user = user, .host = "192.0.2.1", .port = 143, .encryption = MBX_ENCRYPTION_NONE, .folders = lone, .n_folders = 1, .sealed = sealed, .ring = ring};
    told x = {.n = 0};
    const mbx_probe_options o = {.deadline = mbx_in_ms(5000), .over = on_over, .ctx = &x};
    mbx_error err;

    (void)state;
    mbx_probe_free(&probe);
    assert_int_equal(mbx_probe_run(&probe, &a, tls, &o, &err), MBX_OK);
    shape(&probe, "-.............", MBX_CODE_INPUT_PLAINTEXT);
    assert_memory_equal(x.names, "input- dns. tcp. greeting. ", 27);
    assert_null(probe.transcript);
}

static void words(void **state)
{
    static const struct {
        mbx_estimate e;
        const char *words;
    } table[] = {
        {{.messages = 3420, .bytes_known = true, .bytes = 1100000000, .seconds_known = true, .seconds = 720}, "3,420 messages, about 1.1 GB: first import about 12 minutes."},
        {{.messages = 1, .bytes_known = true, .bytes = 20, .seconds_known = true, .seconds = 0}, "1 message, about 1 KB: first import in a moment."},
        {{.messages = 999, .bytes_known = true, .bytes = 999600, .seconds_known = true, .seconds = 99}, "999 messages, about 1.0 MB: first import about 99 seconds."},
        {{.messages = 1234567, .bytes_known = true, .bytes = 12000000000, .seconds_known = true, .seconds = 9000}, "1,234,567 messages, about 12 GB: first import about 2.5 hours."},
        {{.messages = 1000}, "1,000 messages."},
        {{.messages = 0, .seconds_known = true}, "Nothing to import at first; new mail comes with the next runs."},
        {{.messages = UINT64_MAX, .bytes_known = true, .bytes = UINT64_MAX, .seconds_known = true, .seconds = 9000000000}, "18,446,744,073,709,551,615 messages, about 18446744 TB: first import about 104167 days."},
    };
    char out[128];
    mbx_estimate e;

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        mbx_estimate_words(&table[i].e, out, sizeof out);
        assert_string_equal(out, table[i].words);
    }
    /* 10 MB in one second are 100 MB in ten, and 2,000 messages cost three more */
    e = mbx_estimate_of(2000, true, 100000000, 20000000, 10000000, 1000000000);
    assert_true(e.seconds_known);
    assert_in_range(e.seconds, 12, 14);
    assert_false(mbx_estimate_of(2000, true, 100000000, 20000000, 0, 0).seconds_known);
    assert_false(mbx_estimate_of(2000, false, 0, 20000000, 10, 10).seconds_known);
    assert_true(mbx_estimate_of(UINT64_MAX, true, UINT64_MAX, INT64_MAX, 1, INT64_MAX).seconds > 0);
}

static void similar(void **state)
{
    static char *const names[] = {"Drafts", "Sent Items", "INBOX.Sent", "Trash", "Junk"};
    char out[64], tiny[8];
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_similar_names("sent", names, 5, 2, out, sizeof out, &err), MBX_OK);
    assert_non_null(strstr(out, "INBOX.Sent"));
    assert_int_equal(mbx_similar_names("Junk", names, 5, 1, out, sizeof out, &err), MBX_OK);
    assert_string_equal(out, "Junk");
    assert_int_equal(mbx_similar_names("x", names, 0, 5, out, sizeof out, &err), MBX_OK);
    assert_string_equal(out, "");
    assert_int_equal(mbx_similar_names("Sent Items", names, 5, 5, tiny, sizeof tiny, &err), MBX_OK);
    assert_true(strlen(tiny) < sizeof tiny); /* whole names only */
    assert_null(strstr(tiny, "Sent"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_works), cmocka_unit_test(identified), cmocka_unit_test(whose_server), cmocka_unit_test(policies), cmocka_unit_test(warnings), cmocka_unit_test(failures),
                                       cmocka_unit_test(in_clear),         cmocka_unit_test(words),    cmocka_unit_test(similar)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
