/* What is believed of a server beside its certificate's chain: a pinned key, a session of an earlier connection; and what
 * both sides know of one connection only. The server stays at one port for several connections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_pki.h"
#include "net/stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t ahead; /* seconds of the monotonic clock before the real one */

int clock_gettime(clockid_t id, struct timespec *t)
{
    long r = syscall(SYS_clock_gettime, id, t);

    if (id == CLOCK_MONOTONIC)
        t->tv_sec += ahead;
    return (int)r;
}

static struct {
    int listener;
    uint16_t port;
    SSL_CTX *ctx;
    unsigned char exported[32];
    bool accepted, reused;
} server;

static int start(void **state)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;

    (void)state;
    server.listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server.listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(server.listener, 4) != 0 || getsockname(server.listener, (struct sockaddr *)&a, &len) != 0)
        return -1;
    server.port = ntohs(a.sin_port);
    ahead = 0;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    return close(server.listener);
}

static void *serve(void *arg)
{
    int fd = accept(server.listener, NULL, NULL);
    SSL *ssl = SSL_new(server.ctx);
    char b[64];
    sigset_t set;

    (void)arg;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE); /* in this thread only: the client's must never meet one */
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    SSL_set_fd(ssl, fd);
    server.accepted = SSL_accept(ssl) == 1;
    if (server.accepted) {
        server.reused = SSL_session_reused(ssl) == 1;
        SSL_export_keying_material(ssl, server.exported, sizeof server.exported, "EXPORTER-Channel-Binding", 24, (const unsigned char *)"", 0, SSL_version(ssl) != TLS1_3_VERSION);
        SSL_write(ssl, "hello", 5);
        while (SSL_read(ssl, b, sizeof b) > 0)
            ;
    }
    SSL_free(ssl);
    close(fd);
    return NULL;
}

typedef struct met {
    mbx_status st;
    mbx_error err;
    mbx_stream_facts facts;
    unsigned char binding[MBX_BINDING_SIZE];
    bool bound;
} met;

static met meet(mbx_tls *tls, SSL_CTX *ctx, const mbx_transport *by, bool read_on)
{
    mbx_endpoint to = {"localhost", server.port, MBX_ENCRYPTION_TLS, false, by};
    mbx_stream *s = NULL;
    pthread_t t;
    char b[8];
    size_t n;
    met m;

    memset(&m, 0, sizeof m);
    server.ctx = ctx;
    assert_int_equal(pthread_create(&t, NULL, serve, NULL), 0);
    assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(10000), NULL, &m.err), MBX_OK);
    m.bound = mbx_stream_binding(s, m.binding);
    assert_false(m.bound); /* in clear */
    m.st = mbx_stream_start_tls(s, tls, &m.err);
    if (m.st == MBX_OK && read_on)
        m.st = mbx_stream_read(s, b, sizeof b, &n, &m.err);
    if (m.st == MBX_OK)
        m.bound = mbx_stream_binding(s, m.binding);
    m.facts = *mbx_stream_get(s);
    mbx_stream_free(s);
    pthread_join(t, NULL);
    return m;
}

/* The key's pin by another way than the client's: SHA-256 of what i2d_PUBKEY() writes. */
static void pin_of(SSL_CTX *ctx, char base64[45], char hex[65])
{
    EVP_PKEY *key = X509_get_pubkey(SSL_CTX_get0_certificate(ctx));
    unsigned char *der = NULL, sum[32];
    int n = i2d_PUBKEY(key, &der);

    assert_int_equal(EVP_Digest(der, (size_t)n, sum, NULL, EVP_sha256(), NULL), 1);
    EVP_EncodeBlock((unsigned char *)base64, sum, 32);
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02X", sum[i]);
    OPENSSL_free(der);
    EVP_PKEY_free(key);
}

#define OTHER "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void pins(void **state)
{
    SSL_CTX *good = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"}), *own = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .self_signed = true});
    SSL_CTX *foreign = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .foreign = true}), *name = fake_pki_server(&(fake_certificate){.names = "DNS:other.example", .self_signed = true});
    SSL_CTX *old = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .self_signed = true, .from = -7200, .to = -3600});
    SSL_CTX *const all[] = {good, own, foreign, name, old};
    static const mbx_code without[] = {MBX_CODE_NONE, MBX_CODE_CERT_SELF_SIGNED, MBX_CODE_CERT_UNKNOWN_CA, MBX_CODE_CERT_SELF_SIGNED, MBX_CODE_CERT_SELF_SIGNED};
    static const mbx_code instead[] = {MBX_CODE_NONE, MBX_CODE_NONE, MBX_CODE_NONE, MBX_CODE_CERT_HOSTNAME, MBX_CODE_CERT_EXPIRED};
    mbx_tls *tls = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    for (size_t i = 0; i < 5; i++) {
        char base64[45], hex[65], list[200];
        mbx_transport by = {.ca_file = fake_pki_ca_file(), .pins = list};
        met m;

        pin_of(all[i], base64, hex);
        for (int spelling = 0; spelling < 4; spelling++) {
            snprintf(list, sizeof list, spelling == 0 ? OTHER ", sha256//%s" : spelling == 1 ? "sha256/%s " OTHER : "%s", spelling == 3 ? hex : base64);
            by.pin_replaces_ca = false;
            assert_string_equal(mbx_code_name(meet(tls, all[i], &by, false).err.code), mbx_code_name(without[i])); /* a pin takes nothing away */
            by.pin_replaces_ca = true;
            m = meet(tls, all[i], &by, false);
            assert_string_equal(mbx_code_name(m.err.code), mbx_code_name(instead[i]));
            assert_non_null(strstr(m.facts.cert_pin, base64));
        }
        snprintf(list, sizeof list, OTHER);
        m = meet(tls, all[i], &by, false);
        assert_string_equal(mbx_code_name(m.err.code), mbx_code_name(instead[i] ? instead[i] : MBX_CODE_CERT_PIN));
        if (!instead[i]) {
            assert_non_null(strstr(m.err.message, base64));
            assert_int_equal(m.err.stage, MBX_STAGE_CERTIFICATE);
        }
        by.pin_replaces_ca = false;
        assert_string_equal(mbx_code_name(meet(tls, all[i], &by, false).err.code), mbx_code_name(without[i] ? without[i] : MBX_CODE_CERT_PIN));
    }
    static const char *const bad[] = {"x", "sha256//", "sha1//AAAA", "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                                      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg", "00112233445566778899aabbccddeeff00112233445566778899aabbccddee"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(mbx_transport_check(&(mbx_transport){.pins = bad[i]}, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_VALUE);
    }
    assert_int_equal(mbx_transport_check(&(mbx_transport){.pin_replaces_ca = true}, &err), MBX_E_ARGUMENT);
    static const char *const slash[] = {"sha256///AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="};
    for (size_t i = 0; i < sizeof slash / sizeof slash[0]; i++) {
        assert_int_equal(mbx_transport_check(&(mbx_transport){.pins = slash[i]}, &err), MBX_OK);
        assert_true(mbx_transport_pin(&(mbx_transport){.pins = slash[i]}, (const unsigned char[MBX_PIN_SIZE]){0xfc}));
    }
    assert_int_equal(meet(tls, good, &(mbx_transport){.ca_file = fake_pki_ca_file(), .pins = ""}, false).err.code, MBX_CODE_CERT_PIN); /* an empty list is not "any" */
    mbx_tls_free(tls);
    for (size_t i = 0; i < 5; i++)
        SSL_CTX_free(all[i]);
}

static void resumed(int version)
{
    SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .tls_max = version}), *other = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .foreign = true});
    mbx_transport by = {.ca_file = fake_pki_ca_file()}, pinned = by, system = {0};
    char base64[45], hex[65];
    mbx_tls *tls = NULL;
    mbx_error err;
    met first, m;

    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    SSL_CTX_set_num_tickets(ctx, 1);
    pin_of(ctx, base64, hex);
    pinned.pins = hex;
    first = meet(tls, ctx, &by, true);
    assert_int_equal(first.st, MBX_OK);
    assert_false(first.facts.tls_resumed);
    for (int i = 0; i < 3; i++) {
        m = meet(tls, ctx, &by, true);
        assert_int_equal(m.st, MBX_OK);
        assert_true(m.facts.tls_resumed);
        assert_true(server.reused);
        assert_string_equal(m.facts.cert_sha256, first.facts.cert_sha256);
        assert_string_equal(m.facts.cert_names, "localhost");
    }
    /* checked against something else: another trust store, a pin */
    assert_int_equal(meet(tls, ctx, &system, true).err.code, MBX_CODE_CERT_UNKNOWN_CA);
    assert_false(meet(tls, ctx, &pinned, true).facts.tls_resumed);
    assert_true(meet(tls, ctx, &pinned, true).facts.tls_resumed);
    pinned.pin_replaces_ca = true; /* here the chain was not asked for */
    assert_false(meet(tls, ctx, &pinned, true).facts.tls_resumed);
    pinned.pin_replaces_ca = false;
    assert_true(meet(tls, ctx, &pinned, true).facts.tls_resumed);
    pinned.pins = OTHER;
    assert_int_equal(meet(tls, ctx, &pinned, true).err.code, MBX_CODE_CERT_PIN);
    /* a server that knows no such session shows its certificate, and that one is checked */
    assert_int_equal(meet(tls, other, &by, true).err.code, MBX_CODE_CERT_UNKNOWN_CA);
    /* once only: the second of these got no new ticket, or asked for none */
    m = meet(tls, ctx, &by, true);
    assert_int_equal(m.st, MBX_OK);
    if (version == TLS1_3_VERSION) {
        assert_true(meet(tls, ctx, &by, false).facts.tls_resumed);
        assert_false(meet(tls, ctx, &by, false).facts.tls_resumed);
    }
    /* not for ever */
    meet(tls, ctx, &by, true);
    ahead = 3599;
    assert_true(meet(tls, ctx, &by, true).facts.tls_resumed);
    ahead = 3602;
    assert_false(meet(tls, ctx, &by, true).facts.tls_resumed); /* though the session itself is three seconds old */
    assert_true(meet(tls, ctx, &by, true).facts.tls_resumed);
    mbx_tls_free(tls);
    SSL_CTX_free(ctx);
    SSL_CTX_free(other);
}

static void resumption(void **state)
{
    (void)state;
    resumed(TLS1_3_VERSION);
}

static void resumption_of_older_tls(void **state)
{
    (void)state;
    resumed(TLS1_2_VERSION);
}

static void bindings(void **state)
{
    SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"}), *older = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .tls_max = TLS1_2_VERSION});
    mbx_transport by = {.ca_file = fake_pki_ca_file()};
    unsigned char last[MBX_BINDING_SIZE] = {0};
    mbx_tls *tls = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    for (int i = 0; i < 3; i++) { /* the second and third are resumed */
        met m = meet(tls, ctx, &by, true);
        assert_true(m.bound);
        assert_memory_equal(m.binding, server.exported, sizeof m.binding);
        assert_memory_not_equal(m.binding, last, sizeof last);
        memcpy(last, m.binding, sizeof last);
    }
    assert_false(meet(tls, older, &by, true).bound);
    mbx_tls_free(tls);
    SSL_CTX_free(ctx);
    SSL_CTX_free(older);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {CASE(pins), CASE(resumption), CASE(resumption_of_older_tls), CASE(bindings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
