/* Peers that drip. Time and waiting are this program's own: whenever the reader waits, the peer sends its next piece and
 * the clock goes on by a step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fake_pki.h"
#include "net/stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <zlib.h>
#include <unistd.h>

static int64_t ahead; /* of the real clock, nanoseconds */

static struct {
    int listener, fd;
    const char *piece;
    size_t n;
    const size_t *sizes; /* of pieces that follow one another from there on; NULL: the same one again and again */
    int64_t step_ms;
    int left;
    SSL *ssl; /* the server's side of TLS, over memory */
    char wire[64 * 1024];
    size_t wire_at, wire_n;
} peer;

int clock_gettime(clockid_t id, struct timespec *t)
{
    long r = syscall(SYS_clock_gettime, id, t);

    t->tv_sec += (time_t)(ahead / 1000000000);
    t->tv_nsec += (long)(ahead % 1000000000);
    if (t->tv_nsec >= 1000000000) {
        t->tv_nsec -= 1000000000;
        t->tv_sec++;
    }
    return (int)r;
}

static void post(const char *p, size_t n)
{
    assert_int_equal(send(peer.fd, p, n, 0), n);
}

/* Moves what the two sides of TLS have for each other; the server's bytes from `hold` on stay in peer.wire. */
static void pump(bool hold)
{
    char b[16384];
    ssize_t r;
    int n;

    while ((r = recv(peer.fd, b, sizeof b, MSG_DONTWAIT)) > 0)
        BIO_write(SSL_get_rbio(peer.ssl), b, (int)r);
    if (!SSL_is_init_finished(peer.ssl))
        SSL_do_handshake(peer.ssl);
    while ((n = BIO_read(SSL_get_wbio(peer.ssl), b, sizeof b)) > 0) {
        if (!hold) {
            post(b, (size_t)n);
            continue;
        }
        memcpy(peer.wire + peer.wire_n, b, (size_t)n);
        peer.wire_n += (size_t)n;
    }
}

int poll(struct pollfd *f, nfds_t n, int ms)
{
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000L};

    if (peer.ssl && !SSL_is_init_finished(peer.ssl)) {
        pump(false);
    } else if (peer.fd >= 0 && peer.left > 0) {
        peer.left--;
        ahead += peer.step_ms * 1000000;
        if (peer.sizes) {
            post(peer.piece, *peer.sizes);
            peer.piece += *peer.sizes++;
        } else if (!peer.ssl)
            post(peer.piece, peer.n);
        else if (peer.wire_at < peer.wire_n)
            post(peer.wire + peer.wire_at++, 1);
    }
    return (int)syscall(SYS_ppoll, f, n, ms < 0 ? NULL : &wait, NULL, 0);
}

static mbx_stream *open_stream(mbx_encryption encryption)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;
    static mbx_transport by;
    mbx_stream *s = NULL;
    mbx_error err;

    memset(&peer, 0, sizeof peer);
    peer.fd = -1;
    peer.listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(peer.listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(peer.listener, 1), 0);
    assert_int_equal(getsockname(peer.listener, (struct sockaddr *)&a, &len), 0);
    by.ca_file = fake_pki_ca_file();
    mbx_endpoint to = {"127.0.0.1", ntohs(a.sin_port), encryption, false, &by};
    assert_int_equal(mbx_stream_connect(&s, &to, MBX_NEVER, NULL, &err), MBX_OK);
    peer.fd = accept(peer.listener, NULL, NULL);
    assert_true(peer.fd >= 0);
    mbx_stream_stage(s, MBX_STAGE_FETCH, -1);
    return s;
}

static void end(mbx_stream *s)
{
    mbx_stream_free(s);
    if (peer.ssl)
        SSL_free(peer.ssl);
    close(peer.fd);
    close(peer.listener);
    peer.ssl = NULL;
    peer.fd = -1;
}

/* Reads until it fails or so many pieces have come; how long that took by the program's clock, in seconds. */
static mbx_code drip(const char *piece, size_t n, int64_t step_ms, int pieces, int64_t *seconds_r)
{
    mbx_stream *s = open_stream(MBX_ENCRYPTION_NONE);
    int64_t began = ahead;
    mbx_error err;
    char b[4096];
    size_t got = 0;

    mbx_error_clear(&err);
    peer.piece = piece;
    peer.n = n;
    peer.step_ms = step_ms;
    peer.left = pieces;
    for (size_t all = 0; all < n * (size_t)pieces && err.status == MBX_OK; all += got)
        if (mbx_stream_read(s, b, sizeof b, &got, &err) != MBX_OK)
            assert_int_equal(err.stage, MBX_STAGE_FETCH);
    *seconds_r = (ahead - began) / 1000000000;
    end(s);
    return err.code;
}

static void dripping(void **state)
{
    static char hundred[100];
    int64_t s;

    (void)state;
    memset(hundred, 'x', sizeof hundred);
    assert_int_equal(drip("x", 1, 1000, 200, &s), MBX_CODE_TIMEOUT_SLOW);
    assert_in_range(s, 30, 32);
    assert_int_equal(drip("\n", 1, 1000, 200, &s), MBX_CODE_TIMEOUT_SLOW); /* a line end alone is no line */
    assert_in_range(s, 30, 32);
    assert_int_equal(drip("x", 1, 100, 2000, &s), MBX_CODE_TIMEOUT_SLOW);
    assert_in_range(s, 30, 32);
    assert_int_equal(drip(hundred, 99, 3000, 200, &s), MBX_CODE_TIMEOUT_SLOW);
}

static void slow_but_alive(void **state)
{
    static const char hold_on[] = "* OK Searched 12% of the mailbox\r\n";
    static char hundred[100];
    int64_t s;

    (void)state;
    memset(hundred, 'x', sizeof hundred);
    assert_int_equal(drip(hold_on, sizeof hold_on - 1, 15000, 40, &s), MBX_CODE_NONE); /* Dovecot's pace */
    assert_int_equal(s, 600);
    assert_int_equal(drip("* OK\r\n", 6, 1000, 200, &s), MBX_CODE_NONE);
    assert_int_equal(drip(hundred, 100, 1000, 200, &s), MBX_CODE_NONE); /* 100 bytes a second of a literal */
    assert_int_equal(drip("x", 1, 20000, 5, &s), MBX_CODE_NONE);        /* pauses, not drops */
    assert_int_equal(drip("x", 1, 31000, 5, &s), MBX_CODE_TIMEOUT_COMMAND);
    assert_int_equal(s, 31);
}

/* What the reader does in between is not the peer's time. */
static void a_busy_reader(void **state)
{
    mbx_stream *s = open_stream(MBX_ENCRYPTION_NONE);
    mbx_error err;
    char b[16];
    size_t got;

    (void)state;
    peer.piece = "x";
    peer.n = 1;
    peer.step_ms = 1;
    peer.left = 50;
    for (int i = 0; i < 50; i++) {
        ahead += 5000000000;
        mbx_stream_stage(s, MBX_STAGE_FETCH, -1);
        assert_int_equal(mbx_stream_read(s, b, sizeof b, &got, &err), MBX_OK);
    }
    end(s);
}

/* A record of TLS gives the reader nothing before its last byte. */
static void dripping_below_tls(void **state)
{
    mbx_stream *s = open_stream(MBX_ENCRYPTION_TLS);
    SSL_CTX *ctx = fake_pki_server(&(fake_certificate){.names = "IP:127.0.0.1"});
    static char text[16000];
    int64_t began;
    mbx_tls *tls = NULL;
    mbx_error err;
    char b[16];
    size_t got;

    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    peer.ssl = SSL_new(ctx);
    SSL_set_bio(peer.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(peer.ssl);
    assert_int_equal(mbx_stream_start_tls(s, tls, &err), MBX_OK);
    pump(false);
    assert_true(SSL_is_init_finished(peer.ssl));
    assert_int_equal(SSL_write(peer.ssl, text, sizeof text), sizeof text);
    pump(true);
    peer.step_ms = 1000;
    peer.left = 1000;
    began = ahead;
    assert_int_equal(mbx_stream_read(s, b, sizeof b, &got, &err), MBX_E_TIMEOUT);
    assert_int_equal(err.code, MBX_CODE_TIMEOUT_SLOW);
    assert_in_range((ahead - began) / 1000000000, 30, 32);
    end(s);
    mbx_tls_free(tls);
    SSL_CTX_free(ctx);
}

/* What is measured is what came: a bomb that drips is slow, and the words of a server at work, which are a few bytes when
 * compressed, are lines all the same. want: bytes to read. */
static mbx_code drip_compressed(const char *p, const size_t *sizes, int pieces, int64_t step_ms, size_t want, int64_t *seconds_r)
{
    mbx_stream *s = open_stream(MBX_ENCRYPTION_NONE);
    int64_t began = ahead;
    mbx_error err;
    char b[4096];
    size_t got = 0;

    mbx_error_clear(&err);
    assert_int_equal(mbx_stream_compress(s, NULL, 0, &err), MBX_OK);
    peer.piece = p;
    peer.sizes = sizes;
    peer.step_ms = step_ms;
    peer.left = pieces;
    for (size_t all = 0; all < want && err.status == MBX_OK; all += got)
        if (mbx_stream_read(s, b, sizeof b, &got, &err) != MBX_OK)
            assert_int_equal(err.stage, MBX_STAGE_FETCH);
    assert_int_equal(mbx_stream_get(s)->wire_in, (size_t)(peer.piece - p));
    *seconds_r = (ahead - began) / 1000000000;
    end(s);
    return err.code;
}

static size_t more(z_stream *z, const char *text, size_t n)
{
    uInt before = z->avail_out;

    z->next_in = (Bytef *)(uintptr_t)text;
    z->avail_in = (uInt)n;
    assert_int_equal(deflate(z, Z_SYNC_FLUSH), Z_OK);
    return before - z->avail_out;
}

static void dripping_compressed(void **state)
{
    static char zeros[200000], wire[4000];
    static size_t ones[4000], sizes[40];
    static const char hold_on[] = "* OK Searched 12% of the mailbox\r\n", torn[] = "* 1 FETCH (UID 1 BODY[] {9999}\r\nand";
    z_stream z = {0};
    int64_t s;

    (void)state;
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = (Bytef *)wire;
    z.avail_out = sizeof wire;
    more(&z, zeros, sizeof zeros);
    for (size_t i = 0; i < 4000; i++)
        ones[i] = 1;
    assert_int_equal(drip_compressed(wire, ones, (int)(sizeof wire - z.avail_out), 1000, sizeof zeros, &s), MBX_CODE_TIMEOUT_SLOW);
    assert_in_range(s, 30, 32);

    for (int i = 0; i < 2; i++) {
        const char *text = i ? torn : hold_on;

        deflateReset(&z);
        z.next_out = (Bytef *)wire;
        z.avail_out = sizeof wire;
        for (int k = 0; k < 40; k++)
            sizes[k] = more(&z, text, strlen(text));
        assert_true(sizes[39] < 20);
        assert_int_equal(drip_compressed(wire, sizes, 40, 3000, 40 * strlen(text), &s), i ? MBX_CODE_TIMEOUT_SLOW : MBX_CODE_NONE);
        assert_int_equal(s, i ? 30 : 120);
    }
    deflateEnd(&z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dripping), cmocka_unit_test(slow_but_alive), cmocka_unit_test(a_busy_reader), cmocka_unit_test(dripping_below_tls),
                                       cmocka_unit_test(dripping_compressed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
