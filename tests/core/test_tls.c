#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_peer.h"
#include "fake_pki.h"
#include "net/channel.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static mbx_tls *tls;

static int make_tls(void **state)
{
    mbx_error err;
    (void)state;
    return mbx_tls_new(&tls, &err);
}

static int free_tls(void **state)
{
    (void)state;
    mbx_tls_free(tls);
    return 0;
}

/* Connects to host (a name or address of loopback) at a server with this certificate. */
static mbx_status handshake(const fake_certificate *cert, const char *host, const char *ca, mbx_stream_facts *facts, mbx_error *err)
{
    static const fake_step steps[] = {{FAKE_TLS, NULL, 0, 0}, STALL};
    SSL_CTX *ctx = fake_pki_server(cert);
    fake_peer *p = fake_peer_start(steps, 2, ctx);
    mbx_endpoint to = {host, fake_peer_port(p), MBX_ENCRYPTION_TLS, false, &(mbx_transport){.ca_file = ca}};
    mbx_stream *s = NULL;
    mbx_status st;

    mbx_error_clear(err);
    assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(10000), NULL, err), MBX_OK);
    st = mbx_stream_start_tls(s, tls, err);
    if (facts)
        *facts = *mbx_stream_get(s);
    mbx_stream_free(s);
    fake_peer_end(p);
    SSL_CTX_free(ctx);
    return st;
}

static void accepted(void **state)
{
    static const char *const names[] = {"DNS:localhost", "DNS:other.example,DNS:LOCALHOST", "DNS:x,IP:127.0.0.1,DNS:localhost"};
    mbx_stream_facts f;
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fake_certificate c = {.names = names[i]};
        assert_int_equal(handshake(&c, "localhost", fake_pki_ca_file(), &f, &err), MBX_OK);
        assert_string_equal(f.tls_version, "TLSv1.3");
        assert_string_equal(f.cert_subject, "CN = server");
        assert_string_equal(f.cert_issuer, "CN = Test CA");
        assert_int_equal(strlen(f.cert_sha256), 64);
        assert_true(f.cert_to - f.cert_from == 7200);
        assert_string_equal(f.address, "127.0.0.1");
        assert_int_equal(f.round_trips, 2);
    }
    assert_string_equal(f.cert_names, "x, 127.0.0.1, localhost");
    fake_certificate ip = {.names = "IP:127.0.0.1"};
    assert_int_equal(handshake(&ip, "127.0.0.1", fake_pki_ca_file(), NULL, &err), MBX_OK);
}

static void refused(const fake_certificate *c, const char *host, const char *ca, mbx_code code)
{
    mbx_stream_facts f;
    mbx_error err;

    assert_int_equal(handshake(c, host, ca, &f, &err), MBX_E_TLS);
    assert_string_equal(mbx_code_name(err.code), mbx_code_name(code));
    assert_int_equal(err.stage, code == MBX_CODE_TLS_VERSION_OLD ? MBX_STAGE_TLS : MBX_STAGE_CERTIFICATE);
    assert_true(err.hint[0] != 0);
    if (code != MBX_CODE_TLS_VERSION_OLD)
        assert_int_equal(strlen(f.cert_sha256), 64); /* the refused one is described */
}

static void certificates_refused(void **state)
{
    const char *ca = fake_pki_ca_file();
    mbx_error err;

    (void)state;
    refused(&(fake_certificate){.names = "DNS:imap.other.example,DNS:other.example"}, "localhost", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = "DNS:localhost.example"}, "localhost", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = "DNS:l*t"}, "localhost", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = "DNS:*"}, "localhost", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = NULL, .subject = "localhost"}, "localhost", ca, MBX_CODE_CERT_HOSTNAME); /* no common name */
    refused(&(fake_certificate){.names = "email:localhost", .subject = "localhost"}, "localhost", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = "DNS:localhost"}, "127.0.0.1", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = "DNS:127.0.0.1"}, "127.0.0.1", ca, MBX_CODE_CERT_HOSTNAME); /* an address is no name */
    refused(&(fake_certificate){.names = "IP:127.0.0.2"}, "127.0.0.1", ca, MBX_CODE_CERT_HOSTNAME);
    refused(&(fake_certificate){.names = "DNS:localhost", .from = -7200, .to = -3600}, "localhost", ca, MBX_CODE_CERT_EXPIRED);
    refused(&(fake_certificate){.names = "DNS:localhost", .from = 3600, .to = 7200}, "localhost", ca, MBX_CODE_CERT_NOT_YET);
    refused(&(fake_certificate){.names = "DNS:localhost", .self_signed = true}, "localhost", ca, MBX_CODE_CERT_SELF_SIGNED);
    refused(&(fake_certificate){.names = "DNS:localhost", .foreign = true}, "localhost", ca, MBX_CODE_CERT_UNKNOWN_CA);
    refused(&(fake_certificate){.names = "DNS:localhost"}, "localhost", NULL, MBX_CODE_CERT_UNKNOWN_CA); /* the system's store */
    refused(&(fake_certificate){.names = "DNS:localhost", .bits = 1024}, "localhost", ca, MBX_CODE_CERT_INVALID);
    refused(&(fake_certificate){.names = "DNS:localhost", .tls_max = TLS1_1_VERSION}, "localhost", ca, MBX_CODE_TLS_VERSION_OLD);
    assert_int_equal(handshake(&(fake_certificate){.names = "DNS:imap.other.example,DNS:other.example"}, "localhost", ca, NULL, &err), MBX_E_TLS);
    assert_non_null(strstr(err.message, "imap.other.example, other.example"));
    assert_non_null(strstr(err.hint, "imap.other.example"));
}

static void ca_files(void **state)
{
    fake_certificate c = {.names = "DNS:localhost"};
    char path[] = "/tmp/mbx_ca_XXXXXX";
    mbx_error err;
    int fd = mkstemp(path);

    (void)state;
    assert_int_equal(handshake(&c, "localhost", "/nonexistent/ca.pem", NULL, &err), MBX_E_TLS);
    assert_int_equal(err.code, MBX_CODE_TLS_CA_FILE);
    assert_int_equal(handshake(&c, "localhost", path, NULL, &err), MBX_E_TLS);
    assert_int_equal(err.code, MBX_CODE_TLS_CA_FILE);
    /* The same path gets its content later: what was cached of it must not stay. */
    assert_int_equal(handshake(&c, "localhost", fake_pki_ca_file(), NULL, &err), MBX_OK);
    FILE *from = fopen(fake_pki_ca_file(), "r"), *to = fdopen(fd, "w");
    for (int ch; (ch = fgetc(from)) != EOF;)
        fputc(ch, to);
    fclose(from);
    fclose(to);
    assert_int_equal(handshake(&c, "localhost", path, NULL, &err), MBX_OK);
    to = fopen(path, "w");
    fputs("nothing\n", to);
    fclose(to);
    assert_int_equal(handshake(&c, "localhost", path, NULL, &err), MBX_E_TLS);
    unlink(path);
}

static mbx_status talk(const fake_step *steps, size_t n, int64_t ms, mbx_error *err)
{
    fake_peer *p = fake_peer_start(steps, n, NULL);
    mbx_endpoint to = {"localhost", fake_peer_port(p), MBX_ENCRYPTION_TLS, false, &(mbx_transport){.ca_file = fake_pki_ca_file()}};
    mbx_stream *s = NULL;
    mbx_status st = mbx_stream_connect(&s, &to, mbx_in_ms(ms), NULL, err);

    if (st == MBX_OK)
        st = mbx_stream_start_tls(s, tls, err);
    /* The first failure is what every later call says. */
    if (s && st != MBX_OK) {
        mbx_error again;
        mbx_error_clear(&again);
        assert_int_equal(mbx_stream_write(s, "x", 1, &again), st);
        assert_int_equal(again.code, err->code);
    }
    mbx_stream_free(s);
    fake_peer_end(p);
    return st;
}

static void not_tls(void **state)
{
    static const fake_step imap[] = {SEND("* OK ready\r\n"), STALL}, http[] = {SEND("HTTP/1.1 400 Bad Request\r\n\r\n"), STALL}, silent[] = {STALL},
                           gone[] = {{FAKE_CLOSE, NULL, 0, 0}}, garbage[] = {{FAKE_REPEAT, "\x16\x03\x03\x00\x05hello", 10, 100}, STALL};
    mbx_error err;

    (void)state;
    mbx_error_clear(&err);
    assert_int_equal(talk(imap, 2, 5000, &err), MBX_E_TLS);
    assert_int_equal(err.code, MBX_CODE_TLS_NOT_TLS);
    assert_int_equal(talk(http, 2, 5000, &err), MBX_E_TLS);
    assert_int_equal(err.code, MBX_CODE_TLS_NOT_TLS);
    assert_int_equal(talk(gone, 1, 5000, &err), MBX_E_CONNECT);
    assert_int_equal(err.code, MBX_CODE_CONNECTION_LOST);
    assert_int_equal(talk(garbage, 2, 5000, &err), MBX_E_TLS);
    assert_int_equal(err.code, MBX_CODE_TLS_HANDSHAKE);
    mbx_time began = mbx_now();
    assert_int_equal(talk(silent, 1, 200, &err), MBX_E_TIMEOUT);
    assert_int_equal(err.stage, MBX_STAGE_TLS);
    assert_in_range((mbx_now() - began) / 1000000, 200, 1500);
}

/* An end without close_notify, and one with it: both are losses. */
static void ends(void **state)
{
    static const fake_step orderly[] = {{FAKE_TLS, NULL, 0, 0}, SEND("* OK"), {FAKE_CLOSE, NULL, 0, 0}}, reset[] = {{FAKE_TLS, NULL, 0, 0}, SEND("* OK"), {FAKE_EXPECT, "go", 0, 0}, {FAKE_RESET, NULL, 0, 0}};
    const fake_step *const all[] = {orderly, reset};
    static const size_t n[] = {3, 4};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"});
        fake_peer *p = fake_peer_start(all[i], n[i], ctx);
        mbx_endpoint to = {"localhost", fake_peer_port(p), MBX_ENCRYPTION_TLS, false, &(mbx_transport){.ca_file = fake_pki_ca_file()}};
        mbx_stream *s = NULL;
        mbx_error err;
        char b[64];
        size_t got = 0;

        assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(5000), NULL, &err), MBX_OK);
        assert_int_equal(mbx_stream_start_tls(s, tls, &err), MBX_OK);
        assert_int_equal(mbx_stream_read(s, b, sizeof b, &got, &err), MBX_OK);
        assert_int_equal(got, 4);
        if (i == 1)
            assert_int_equal(mbx_stream_write(s, "go\r\n", 4, &err), MBX_OK);
        assert_int_equal(mbx_stream_read(s, b, sizeof b, &got, &err), MBX_E_CONNECT);
        assert_int_equal(err.code, MBX_CODE_CONNECTION_LOST);
        mbx_stream_free(s);
        fake_peer_end(p);
        SSL_CTX_free(ctx);
    }
}

/* TLS has messages that hold no word of the server's, and OpenSSL reads them one after the other. Between two deadlines it
 * must not read all that a server has of them. */
static void messages_of_tls_alone(void **state)
{
    SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"});
    SSL *server = SSL_new(ctx);
    mbx_stream_facts facts = {0};
    mbx_channel *c = NULL;
    mbx_error err;
    int fd[2];
    char b[64], *flood;
    size_t got = 0;
    unsigned long long before;
    ssize_t sent;
    BIO *memory;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(fcntl(fd[i], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(mbx_channel_new(&c, tls, &(mbx_transport){.ca_file = fake_pki_ca_file()}, "localhost", 993, fd[0], &facts, &err), MBX_OK);
    SSL_set_fd(server, fd[1]);
    SSL_set_accept_state(server);
    for (mbx_channel_step step = MBX_CHANNEL_WANTS_READ; step != MBX_CHANNEL_DONE || !SSL_is_init_finished(server);) {
        if (step != MBX_CHANNEL_DONE)
            step = mbx_channel_handshake(c);
        assert_true(step != MBX_CHANNEL_FAILED);
        (void)SSL_do_handshake(server);
    }
    memory = BIO_new(BIO_s_mem());
    SSL_set0_wbio(server, memory);
    for (int i = 0; i < 6000; i++) {
        assert_int_equal(SSL_key_update(server, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        assert_int_equal(SSL_do_handshake(server), 1);
    }
    assert_int_equal(SSL_write(server, "* OK", 4), 4);
    long n = BIO_get_mem_data(memory, &flood);
    sent = send(fd[1], flood, (size_t)n, 0);
    assert_true(sent > 100000);

    before = facts.wire_in;
    assert_int_equal(mbx_channel_read(c, b, sizeof b, &got), MBX_CHANNEL_WANTS_READ);
    assert_in_range(facts.wire_in - before, 1, 64 * 1024 + 4096); /* what is read at once, tls.c; and tickets */
    /* nothing of it is lost */
    while (mbx_channel_read(c, b, sizeof b, &got) == MBX_CHANNEL_WANTS_READ) {
        ssize_t more = send(fd[1], flood + sent, (size_t)(n - sent), 0);
        sent += more > 0 ? more : 0;
    }
    assert_int_equal(got, 4);
    assert_memory_equal(b, "* OK", 4);
    mbx_channel_free(c);
    SSL_free(server);
    SSL_CTX_free(ctx);
    close(fd[0]);
    close(fd[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted), cmocka_unit_test(certificates_refused), cmocka_unit_test(ca_files), cmocka_unit_test(not_tls),
        cmocka_unit_test(ends), cmocka_unit_test(messages_of_tls_alone),
    };
    return cmocka_run_group_tests(tests, make_tls, free_tls);
}
