/* A process that forks while a session is open: the child's copy of it is dead, the parent's lives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_peer.h"
#include "fake_pki.h"
#include "imap/session.h"

#include <openssl/ssl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child finds: exit status 0 when all is as it must be. */
static int child(mbx_session *s, mbx_stream *stream)
{
    mbx_error err;
    char b[16];
    size_t n = 0;

    if (s) {
        mbx_session_logout(s);
        mbx_session_free(s);
    }
    if (stream) {
        if (mbx_stream_write(stream, "child\r\n", 7, &err) != MBX_E_CONNECT || err.code != MBX_CODE_CONNECTION_LOST)
            return 1;
        if (mbx_stream_read(stream, b, sizeof b, &n, &err) != MBX_E_CONNECT)
            return 2;
        mbx_stream_free(stream);
    }
    return 0;
}

static void fork_child(mbx_session *s, mbx_stream *stream)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit(child(s, stream));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void session(mbx_encryption encryption)
{
    static const fake_step clear[] = {SEND("* OK [CAPABILITY IMAP4rev1] ready\r\n"), STALL}, tls_steps[] = {{FAKE_TLS, NULL, 0, 0}, SEND("* OK [CAPABILITY IMAP4rev1] ready\r\n"), STALL};
    bool in_tls = encryption == MBX_ENCRYPTION_TLS;
    SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"});
    fake_peer *p = fake_peer_start(in_tls ? tls_steps : clear, in_tls ? 3 : 2, ctx);
    mbx_endpoint to = {"localhost", fake_peer_port(p), encryption, false, &(mbx_transport){.ca_file = fake_pki_ca_file()}};
    mbx_session *s = NULL;
    mbx_tls *tls = NULL;
    mbx_error err;
    size_t n = 0;

    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    assert_int_equal(mbx_session_open(&s, &to, tls, mbx_in_ms(10000), NULL, &err), MBX_OK);
    fork_child(s, NULL);
    fork_child(s, NULL);
    mbx_session_logout(s);
    mbx_session_free(s);
    fake_peer_join(p);
    fake_peer_heard(p, &n);
    assert_true(n > 0);
    assert_non_null(strstr(fake_peer_heard(p, &n), "1 LOGOUT\r\n"));
    assert_int_equal(n, 10);
    fake_peer_end(p);
    mbx_tls_free(tls);
    SSL_CTX_free(ctx);
}

static void sessions(void **state)
{
    (void)state;
    session(MBX_ENCRYPTION_NONE);
    session(MBX_ENCRYPTION_TLS);
}

/* The answer is there already when the child looks: it must not take it from the parent. */
static void stream(void **state)
{
    static const fake_step clear[] = {EXPECT("ping"), SEND("pong"), EXPECT("ping"), SEND("pong"), STALL}, tls_steps[] = {{FAKE_TLS, NULL, 0, 0}, EXPECT("ping"), SEND("pong"), EXPECT("ping"), SEND("pong"), STALL};
    mbx_tls *tls = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    for (int in_tls = 0; in_tls < 2; in_tls++) {
        SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost"});
        fake_peer *p = fake_peer_start(in_tls ? tls_steps : clear, in_tls ? 6 : 5, ctx);
        mbx_endpoint to = {"localhost", fake_peer_port(p), in_tls ? MBX_ENCRYPTION_TLS : MBX_ENCRYPTION_NONE, false, &(mbx_transport){.ca_file = fake_pki_ca_file()}};
        mbx_stream *s = NULL;
        char b[16];
        size_t n = 0;

        assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(10000), NULL, &err), MBX_OK);
        if (in_tls)
            assert_int_equal(mbx_stream_start_tls(s, tls, &err), MBX_OK);
        assert_int_equal(mbx_stream_write(s, "ping\r\n", 6, &err), MBX_OK);
        assert_int_equal(mbx_stream_read(s, b, 1, &n, &err), MBX_OK);
        fork_child(NULL, s);
        for (size_t got = 1; got < 4; got += n)
            assert_int_equal(mbx_stream_read(s, b + got, 1, &n, &err), MBX_OK);
        assert_memory_equal(b, "pong", 4);
        assert_int_equal(mbx_stream_write(s, "ping\r\n", 6, &err), MBX_OK);
        assert_int_equal(mbx_stream_read(s, b, sizeof b, &n, &err), MBX_OK);
        mbx_stream_free(s);
        fake_peer_join(p);
        assert_true(fake_peer_as_expected(p));
        fake_peer_heard(p, &n);
        assert_int_equal(n, 12);
        fake_peer_end(p);
        SSL_CTX_free(ctx);
    }
    mbx_tls_free(tls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sessions), cmocka_unit_test(stream)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
