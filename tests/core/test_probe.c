#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "fake_peer.h"
#include "fake_pki.h"
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
#define EXAMINE EXPECT("2 EXAMINE \"INBOX\""), SEND("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n2 OK done\r\n")

static char user[] = "bob", address[] = "bob@example.org", folder[] = "INBOX", ca_file[200];
static mbx_keyring *ring;
static char *sealed;
static mbx_tls *tls;

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
    mbx_release(sealed);
    mbx_keyring_release(ring);
    mbx_tls_free(tls);
    return 0;
}

static const char *value(const mbx_probe *p, mbx_stage stage, const char *name)
{
    for (size_t i = 0; i < MBX_PROBE_STAGES; i++)
        for (size_t k = 0; p->stages[i].stage == stage && k < p->stages[i].n_facts; k++)
            if (strcmp(p->stages[i].facts[k].name, name) == 0)
                return p->stages[i].facts[k].value;
    return "";
}

static mbx_probe run(const fake_step *steps, size_t n, const fake_certificate *cert, mbx_encryption encryption, char *host, int64_t staff)
{
    SSL_CTX *ctx = cert ? fake_pki_server(cert) : NULL;
    fake_peer *peer = fake_peer_start(steps, n, ctx);
    char *folders[] = {folder};
    mbx_account a = {.staff_id = staff, .sign_in_address = address, .user = user, .host = host, .port = fake_peer_port(peer), .encryption = encryption,
                     .ca_file = ca_file, .folders = folders, .n_folders = 1, .sealed = sealed, .ring = ring};
    mbx_probe p;
    mbx_error err;

    assert_int_equal(mbx_probe_run(&p, &a, tls, mbx_in_ms(5000), NULL, &err), MBX_OK);
    fake_peer_join(peer);
    assert_true(fake_peer_as_expected(peer));
    fake_peer_end(peer);
    SSL_CTX_free(ctx);
    /* bound once the login was good, whatever came after it */
    assert_int_equal(p.bound != NULL, p.stages[5].status == MBX_PROBE_OK);
    if (p.bound) {
        mbx_secret *secret = NULL;
        mbx_opened opened = {false, false};
        const mbx_seal_owner who = {.staff_id = staff, .sign_in_address = address, .purpose = "imap-password"};
        assert_int_equal(mbx_envelope_open(ring, &who, host, p.bound, strlen(p.bound), &secret, &opened, &err), MBX_OK);
        assert_true(opened.bound);
        mbx_secret_free(secret);
        mbx_release(p.bound);
    }
    return p;
}

/* '+' ok, '-' failed, '.' skipped, in the order dns tcp tls certificate greeting auth folder counts. */
static void shape(const mbx_probe *p, const char *want, mbx_code code)
{
    char got[MBX_PROBE_STAGES + 1] = {0};

    for (size_t i = 0; i < MBX_PROBE_STAGES; i++) {
        got[i] = "+-."[p->stages[i].status];
        if (p->stages[i].status == MBX_PROBE_FAILED) {
            assert_string_equal(mbx_code_name(p->stages[i].error.code), mbx_code_name(code));
            assert_true(p->stages[i].error.hint[0] != 0);
        }
        if (p->stages[i].status == MBX_PROBE_SKIPPED)
            assert_non_null(strstr(p->stages[i].error.message, "depends on"));
        assert_null(strstr(p->stages[i].error.message, "s3cret"));
    }
    assert_string_equal(got, want);
    assert_int_equal(p->ok, strchr(want, '-') == NULL);
}

static void everything_works(void **state)
{
    static const fake_step steps[] = {TLS_STEP, GREETING, LOGIN, EXAMINE, EXPECT("3 UID SEARCH UNSEEN"), SEND("* SEARCH 5 9\r\n3 OK x\r\n"), EXPECT("4 LOGOUT"), STALL};
    fake_certificate c = {.names = "DNS:localhost"};
    mbx_probe p = run(steps, N(steps), &c, MBX_ENCRYPTION_TLS, "localhost", 7);

    (void)state;
    shape(&p, "++++++++", MBX_CODE_NONE);
    assert_string_equal(value(&p, MBX_STAGE_TCP, "address"), "127.0.0.1");
    assert_string_equal(value(&p, MBX_STAGE_TLS, "version"), "TLSv1.3");
    assert_true(value(&p, MBX_STAGE_TLS, "cipher")[0] != 0);
    assert_string_equal(value(&p, MBX_STAGE_CERTIFICATE, "names"), "localhost");
    assert_string_equal(value(&p, MBX_STAGE_CERTIFICATE, "issuer"), "CN = Test CA");
    assert_int_equal(strlen(value(&p, MBX_STAGE_CERTIFICATE, "sha256")), 64);
    assert_string_equal(value(&p, MBX_STAGE_GREETING, "capabilities"), "3");
    assert_string_equal(value(&p, MBX_STAGE_AUTH, "mechanism"), "PLAIN");
    assert_string_equal(value(&p, MBX_STAGE_FOLDER, "exists"), "3");
    assert_string_equal(value(&p, MBX_STAGE_FOLDER, "uidnext"), "12");
    assert_string_equal(value(&p, MBX_STAGE_FOLDER, "uidvalidity"), "7");
    assert_string_equal(value(&p, MBX_STAGE_COUNTS, "total"), "3");
    assert_string_equal(value(&p, MBX_STAGE_COUNTS, "unread"), "2");
}

static void failures(void **state)
{
    static const fake_step clear[] = {GREETING, STALL}, handshake[] = {TLS_STEP, STALL}, bad_login[] = {TLS_STEP, GREETING, EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 NO [AUTHENTICATIONFAILED] x\r\n"), STALL},
                           no_login[] = {TLS_STEP, GREETING, STALL}, stls[] = {GREETING, STALL}, smtp[] = {TLS_STEP, SEND("220 hi\r\n"), STALL},
                           stls_no[] = {SEND("* OK [CAPABILITY STARTTLS] x\r\n"), EXPECT("1 STARTTLS"), SEND("1 NO x\r\n"), STALL}, stls_smtp[] = {SEND("220 hi\r\n"), STALL},
                           stls_cert[] = {SEND("* OK [CAPABILITY STARTTLS] x\r\n"), EXPECT("1 STARTTLS"), SEND("1 OK x\r\n"), TLS_STEP, STALL},
                           missing[] = {TLS_STEP, GREETING, LOGIN, EXPECT("2 EXAMINE \"INBOX\""), SEND("2 NO x\r\n"), EXPECT("3 LIST \"\" \"*\""),
                                        SEND("* LIST () \"/\" Trash\r\n* LIST () \"/\" Inboxes\r\n* LIST () \"/\" Archive\r\n* LIST () \"/\" box/Inbox\r\n* LIST () \"/\" Sent\r\n* LIST () \"/\" ZZZZZZZZZZZZ\r\n3 OK x\r\n"), STALL},
                           counts[] = {TLS_STEP, GREETING, LOGIN, EXAMINE, EXPECT("3 UID SEARCH UNSEEN"), SEND("3 NO x\r\n"), STALL};
    fake_certificate good = {.names = "DNS:localhost"}, other = {.names = "DNS:mail.provider.example"};
    mbx_probe p;

    (void)state;
    p = run(clear, 1, NULL, MBX_ENCRYPTION_TLS, "host name", 7);
    shape(&p, "-.......", MBX_CODE_INPUT_HOST);
    p = run(clear, N(clear), NULL, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(&p, "++-.....", MBX_CODE_TLS_NOT_TLS);
    p = run(handshake, N(handshake), &other, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(&p, "+++-....", MBX_CODE_CERT_HOSTNAME);
    assert_string_equal(value(&p, MBX_STAGE_CERTIFICATE, "names"), "mail.provider.example");
    assert_string_equal(value(&p, MBX_STAGE_TLS, "version"), "TLSv1.3");
    p = run(smtp, N(smtp), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(&p, "++++-...", MBX_CODE_GREETING_NOT_IMAP);
    p = run(bad_login, N(bad_login), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(&p, "+++++-..", MBX_CODE_AUTH_BAD_CREDENTIALS);
    p = run(no_login, N(no_login), &good, MBX_ENCRYPTION_TLS, "localhost", 8); /* somebody else's envelope */
    shape(&p, "+++++-..", MBX_CODE_AUTH_SEAL);
    p = run(missing, N(missing), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(&p, "++++++-.", MBX_CODE_FOLDER_NOT_FOUND);
    assert_string_equal(value(&p, MBX_STAGE_FOLDER, "candidates"), "box/Inbox, Inboxes, Trash, Sent, Archive");
    p = run(counts, N(counts), &good, MBX_ENCRYPTION_TLS, "localhost", 7);
    shape(&p, "+++++++-", MBX_CODE_SERVER_NO);
    p = run(stls, N(stls), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(&p, "++-.+...", MBX_CODE_STARTTLS_MISSING);
    p = run(stls_no, N(stls_no), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(&p, "++-.+...", MBX_CODE_STARTTLS_REFUSED);
    p = run(stls_cert, N(stls_cert), &other, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(&p, "+++-+...", MBX_CODE_CERT_HOSTNAME);
    p = run(stls_smtp, N(stls_smtp), &good, MBX_ENCRYPTION_STARTTLS, "localhost", 7);
    shape(&p, "++..-...", MBX_CODE_GREETING_NOT_IMAP);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_works), cmocka_unit_test(failures), cmocka_unit_test(similar)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
