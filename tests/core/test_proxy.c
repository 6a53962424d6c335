/* Proxies, byte by byte as RFC 1928, 1929 and 9110 have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_peer.h"
#include "net/stream.h"

#include <stdio.h>
#include <string.h>

#define BYTES(t) {FAKE_SEND, t, sizeof(t) - 1, 0}

typedef struct trial {
    const char *scheme, *host;
    bool with_password;
    fake_step steps[4];
    size_t n;
    mbx_code code;
    const char *heard;
    size_t heard_n;
} trial;

static void try_it(const trial *t)
{
    fake_peer *p = fake_peer_start(t->steps, t->n, NULL);
    char url[64], b[8];
    mbx_secret *password = NULL;
    mbx_transport by = {.proxy = url, .networks = "127.0.0.0/8"};
    mbx_stream *s = NULL;
    mbx_status st;
    mbx_error err;
    size_t n = 0;

    mbx_error_clear(&err);
    snprintf(url, sizeof url, "%s://127.0.0.1:%u", t->scheme, (unsigned)fake_peer_port(p));
    assert_int_equal(mbx_secret_new(&password, "open sesame", 11, &err), MBX_OK);
    if (t->with_password) {
        by.proxy_user = "Aladdin";
        by.proxy_password = password;
    }
    mbx_endpoint to = {t->host, 993, MBX_ENCRYPTION_TLS, false, &by};
    st = mbx_stream_connect(&s, &to, mbx_in_ms(1500), NULL, &err);
    assert_string_equal(mbx_code_name(err.code), mbx_code_name(t->code));
    if (st == MBX_OK) { /* what came with the consent is the server's, whole */
        for (size_t got = 0; got < 4; got += n)
            assert_int_equal(mbx_stream_read(s, b + got, 4 - got, &n, &err), MBX_OK);
        assert_memory_equal(b, "* OK", 4);
        assert_int_equal(mbx_stream_get(s)->bytes_in, 4);
    } else {
        assert_null(strstr(err.message, "SECRET")); /* its words */
        assert_int_equal(err.server_text[0], 0);
    }
    mbx_stream_free(s);
    fake_peer_join(p);
    if (t->heard) {
        assert_memory_equal(fake_peer_heard(p, &n), t->heard, t->heard_n);
        assert_int_equal(n, t->heard_n);
    }
    fake_peer_end(p);
    mbx_secret_free(password);
}

#define HEARD(t) t, sizeof(t) - 1
#define ASKED "\x05\x01\x00\x05\x01\x00\x03\x0cmail.example\x03\xe1"

static void socks(void **state)
{
    static const trial all[] = {
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x04\x38* OK"), STALL}, 2, MBX_CODE_NONE, HEARD(ASKED)},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x00\x00\x03\x03" "abc\x04\x38* OK"), STALL}, 2, MBX_CODE_NONE, HEARD(ASKED)},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x00\x00\x03\x00\x04\x38* OK"), STALL}, 2, MBX_CODE_NONE, HEARD(ASKED)},
        {"socks5", "8.8.4.4", false, {BYTES("\x05\x00\x05\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x04\x38* OK"), STALL}, 2, MBX_CODE_NONE, HEARD("\x05\x01\x00\x05\x01\x00\x01\x08\x08\x04\x04\x03\xe1")},
        {"socks5", "2a00::7", false, {BYTES("\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00* OK"), STALL}, 2, MBX_CODE_NONE, HEARD("\x05\x01\x00\x05\x01\x00\x04\x2a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07\x03\xe1")},
        {"socks5", "münchen.example", false, {BYTES("\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00* OK"), STALL}, 2, MBX_CODE_NONE, HEARD("\x05\x01\x00\x05\x01\x00\x03\x16xn--mnchen-3ya.example\x03\xe1")},
        {"socks5", "mail.example", true, {BYTES("\x05\x02\x01\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00* OK"), STALL}, 2, MBX_CODE_NONE,
         HEARD("\x05\x02\x00\x02\x01\x07" "Aladdin\x0bopen sesame\x05\x01\x00\x03\x0cmail.example\x03\xe1")},
        {"socks5", "mail.example", true, {BYTES("\x05\x02\x01\x01"), STALL}, 2, MBX_CODE_PROXY_AUTH, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("\x05\x02"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, HEARD("\x05\x01\x00")}, /* a password where none was offered */
        {"socks5", "mail.example", false, {BYTES("\x05\xff"), STALL}, 2, MBX_CODE_PROXY_AUTH, HEARD("\x05\x01\x00")},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x02"), STALL}, 2, MBX_CODE_PROXY_REFUSED, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\xee"), STALL}, 2, MBX_CODE_PROXY_REFUSED, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x00\x00\x07\x00"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x00\x00\x03\xff"), {FAKE_REPEAT, "x", 1, 255}, BYTES("\x04\x38* OK"), STALL}, 4, MBX_CODE_NONE, HEARD(ASKED)},
        {"socks5", "mail.example", false, {BYTES("\x04\x5a\x00\x00"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, HEARD("\x05\x01\x00")},
        {"socks5", "mail.example", false, {BYTES("\x05\x01"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, HEARD("\x05\x01\x00")}, /* GSSAPI, unasked */
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x04\x00"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("HTTP/1.1 400 SECRET\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("\x05\x00\x05\x00\x00\x01\x00"), {FAKE_CLOSE, NULL, 0, 0}}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"socks5", "mail.example", false, {BYTES("\x05"), STALL}, 2, MBX_CODE_TCP_TIMEOUT, NULL, 0},
        {"socks5", "169.254.169.254", false, {STALL}, 1, MBX_CODE_ADDRESS_REFUSED, HEARD("")},
        {"socks5", "10.0.0.1", false, {STALL}, 1, MBX_CODE_ADDRESS_REFUSED, HEARD("")},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        try_it(&all[i]);
}

static void http(void **state)
{
    static const trial all[] = {
        {"http", "mail.example", false, {BYTES("HTTP/1.1 200 Connection established\r\n\r\n* OK"), STALL}, 2, MBX_CODE_NONE, HEARD("CONNECT mail.example:993 HTTP/1.1\r\nHost: mail.example:993\r\n\r\n")},
        {"http", "2a00::7", false, {BYTES("HTTP/1.0 204 x\r\nA: b\r\nVia: c\r\n\r\n* OK"), STALL}, 2, MBX_CODE_NONE, HEARD("CONNECT [2a00::7]:993 HTTP/1.1\r\nHost: [2a00::7]:993\r\n\r\n")},
        {"http", "mail.example", true, {BYTES("HTTP/1.1 200 x\r\n\r\n* OK"), STALL}, 2, MBX_CODE_NONE, /* RFC 7617's own example */
         HEARD("CONNECT mail.example:993 HTTP/1.1\r\nHost: mail.example:993\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n")},
        {"http", "mail.example", true, {BYTES("HTTP/1.1 407 SECRET\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_AUTH, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 403 SECRET\r\nX: SECRET\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_REFUSED, NULL, 0},
        {"http", "mail.example", true, {BYTES("HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=\"SECRET\"\r\nContent-Length: 6\r\n\r\nSECRET"), STALL}, 2, MBX_CODE_PROXY_AUTH, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: y\r\n\r\nHTTP/1.1 200\r\n\r\n* OK"), STALL}, 2, MBX_CODE_NONE, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 100 x\r\n\r\nHTTP/1.1 502 SECRET\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_REFUSED, NULL, 0},
        {"http", "mail.example", false, {{FAKE_REPEAT, "HTTP/1.1 100 x\r\n\r\n", 0, 100000}, STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 200 x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n* OK"), STALL}, 2, MBX_CODE_NONE, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 302 x\r\nLocation: http://SECRET/\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_REFUSED, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 2000 x\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 \r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/2 200 x\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("\r\n\r\n"), {FAKE_CLOSE, NULL, 0, 0}}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 200 "), {FAKE_REPEAT, "x", 1, 1000000}, STALL}, 3, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("\x15\x03\x01\x00\x02\x02\x46"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 2x0 x\r\n\r\n"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("* OK SECRET ready\r\n"), STALL}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 200 x\r\n"), {FAKE_REPEAT, "A: b\r\n", 6, 100000}, STALL}, 3, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 200 x\r\n"), STALL}, 2, MBX_CODE_TCP_TIMEOUT, NULL, 0},
        {"http", "mail.example", false, {BYTES("HTTP/1.1 200 x\r\n"), {FAKE_CLOSE, NULL, 0, 0}}, 2, MBX_CODE_PROXY_PROTOCOL, NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        try_it(&all[i]);
}

#define PLAIN_SOCKS "\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x04\x38"
#define NAMED_SOCKS "\x05\x00\x05\x00\x00\x03\x03" "abc\x04\x38"
#define ASKING_SOCKS "\x05\x02\x01\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
#define PLAIN_HTTP "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 OK\r\nVia: x\r\n\r\n"

static const struct {
    const char *scheme;
    bool with_password;
    const char *consent;
    size_t n;
} consents[] = {
    {"socks5", false, HEARD(PLAIN_SOCKS)}, {"socks5", false, HEARD(NAMED_SOCKS)}, {"socks5", true, HEARD(ASKING_SOCKS)}, {"http", true, HEARD(PLAIN_HTTP)},
};

/* What becomes of a connection whose proxy says this; true: a way to the server, of whom four bytes came. */
static bool goes(size_t i, const fake_step *steps, size_t n_steps, int64_t ms, mbx_error *err)
{
    fake_peer *p = fake_peer_start(steps, n_steps, NULL);
    char url[64], b[4];
    mbx_secret *password = NULL;
    mbx_transport by = {.proxy = url};
    mbx_endpoint to = {"mail.example", 993, MBX_ENCRYPTION_TLS, false, &by};
    mbx_stream *s = NULL;
    size_t n = 0, got = 0;

    snprintf(url, sizeof url, "%s://127.0.0.1:%u", consents[i].scheme, (unsigned)fake_peer_port(p));
    assert_int_equal(mbx_secret_new(&password, "open sesame", 11, err), MBX_OK);
    mbx_error_clear(err);
    if (consents[i].with_password) {
        by.proxy_user = "Aladdin";
        by.proxy_password = password;
    }
    if (mbx_stream_connect(&s, &to, mbx_in_ms(ms), NULL, err) == MBX_OK) {
        while (got < sizeof b && mbx_stream_read(s, b + got, sizeof b - got, &n, err) == MBX_OK)
            got += n;
    }
    mbx_stream_free(s);
    fake_peer_end(p);
    mbx_secret_free(password);
    return got == sizeof b;
}

static void broken_off_at_each_byte(void **state)
{
    static const fake_kind ends[] = {FAKE_CLOSE, FAKE_RESET, FAKE_STALL};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof consents / sizeof consents[0]; i++)
        for (size_t k = 0; k <= consents[i].n; k++)
            for (size_t e = 0; e < 3; e++) {
                /* n 0 would be the whole string */
                const fake_step steps[] = {{k > 0 ? FAKE_SEND : FAKE_REPEAT, consents[i].consent, k, 0}, {ends[e], NULL, 0, 0}};

                assert_false(goes(i, steps, 2, ends[e] == FAKE_STALL ? 40 : 5000, &err));
                if (ends[e] == FAKE_STALL)
                    assert_string_equal(mbx_code_name(err.code), "TIMEOUT_TOTAL");
                else if (k == consents[i].n) /* the way was there, and what is lost is the server, unless the end came while we asked */
                    assert_in_set(err.code, ((const LargestIntegralType[]){MBX_CODE_CONNECTION_LOST, MBX_CODE_PROXY_PROTOCOL, MBX_CODE_TCP_REFUSED}), ends[e] == FAKE_RESET ? 3 : 2);
                else /* a reset may be there before the connection is looked at */
                    assert_in_set(err.code, ((const LargestIntegralType[]){MBX_CODE_PROXY_PROTOCOL, MBX_CODE_TCP_REFUSED}), ends[e] == FAKE_RESET ? 2 : 1);
            }
}

static void altered_at_each_byte(void **state)
{
    static const unsigned char values[] = {0, 1, 2, 3, 4, 5, 0x7f, 0xff, '\r', '\n', ' ', '1', '2', '4'};
    char altered[64];
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof consents / sizeof consents[0]; i++) {
        size_t n = consents[i].n + 4;

        for (size_t k = 0; k < consents[i].n; k++)
            for (size_t v = 0; v < sizeof values; v++) {
                const fake_step steps[] = {{FAKE_SEND, altered, n, 0}, {FAKE_CLOSE, NULL, 0, 0}};

                memcpy(altered, consents[i].consent, consents[i].n);
                memcpy(altered + consents[i].n, "* OK", 4);
                altered[k] = (char)values[v];
                if (!goes(i, steps, 2, 5000, &err))
                    assert_in_set(err.code, ((const LargestIntegralType[]){MBX_CODE_PROXY_PROTOCOL, MBX_CODE_PROXY_AUTH, MBX_CODE_PROXY_REFUSED, MBX_CODE_CONNECTION_LOST}), 4);
            }
    }
}

/* Bytes behind the consent are no part of TLS: they end it before it has begun. */
static void nothing_before_tls(void **state)
{
    static const char *const early[] = {"* OK IMAP4rev1 ready\r\n", "\r\n\r\n\r\n", "1 OK begin TLS now\r\n"};
    mbx_tls *tls = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    for (size_t i = 0; i < sizeof consents / sizeof consents[0]; i++)
        for (size_t k = 0; k < 3; k++) {
            const fake_step steps[] = {{FAKE_SEND, consents[i].consent, consents[i].n, 0}, {FAKE_SEND, early[k], 0, 0}, STALL};
            fake_peer *p = fake_peer_start(steps, 3, NULL);
            char url[64];
            mbx_secret *password = NULL;
            mbx_transport by = {.proxy = url, .proxy_user = consents[i].with_password ? "Aladdin" : NULL};
            mbx_endpoint to = {"mail.example", 993, MBX_ENCRYPTION_TLS, false, &by};
            mbx_stream *s = NULL;

            snprintf(url, sizeof url, "%s://127.0.0.1:%u", consents[i].scheme, (unsigned)fake_peer_port(p));
            assert_int_equal(mbx_secret_new(&password, "open sesame", 11, &err), MBX_OK);
            by.proxy_password = password;
            assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(10000), NULL, &err), MBX_OK);
            assert_int_equal(mbx_stream_start_tls(s, tls, &err), MBX_E_TLS);
            assert_string_equal(mbx_code_name(err.code), "TLS_NOT_TLS");
            mbx_stream_free(s);
            fake_peer_end(p);
            mbx_secret_free(password);
        }
    mbx_tls_free(tls);
}

static void settings(void **state)
{
    static const char *const good[] = {"socks5://127.0.0.1:1080", "http://proxy.example:3128", "socks5://[::1]:1080"};
    static const char *const bad[] = {"", "127.0.0.1:1080", "socks4://a:1", "https://a:1", "socks5://a", "socks5://:1", "socks5://a:", "socks5://a:0", "socks5://a:65536", "socks5://a:1/x", "http://u:p@a:1", "http://a b:1"};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(mbx_transport_check(&(mbx_transport){.proxy = good[i]}, &err), MBX_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(mbx_transport_check(&(mbx_transport){.proxy = bad[i]}, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_transport_check(&(mbx_transport){.proxy = good[1], .proxy_user = "a:b"}, &err), MBX_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(socks), cmocka_unit_test(http), cmocka_unit_test(broken_off_at_each_byte), cmocka_unit_test(altered_at_each_byte), cmocka_unit_test(nothing_before_tls), cmocka_unit_test(settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
