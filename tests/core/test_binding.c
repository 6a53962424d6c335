/* SCRAM bound to the TLS connection (RFC 5802, RFC 9266), against GNU SASL as the server and OpenSSL's own exporter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_pki.h"
#include "imap/session.h"

#include <arpa/inet.h>
#include <gsasl.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a server knows of the connection it is on. */
typedef enum knowledge {
    NOTHING, /* no bindings at all */
    EXPORTER,
    UNIQUE,   /* tls-unique alone, as Cyrus */
    ANOTHER_S, /* the tls-exporter of another connection: somebody stands in between */
    NO_VERIFIER /* no bindings, and a made-up verifier for SCRAM */
} knowledge;

typedef struct server {
    const char *offers;
    knowledge knows;
    bool in_clear;
    SSL_CTX *ctx;
    int listener, fd;
    SSL *ssl;
    char binding[64]; /* base64 */
    char heard[2048]; /* each command's mechanism and the beginning of its first message, "SCRAM-SHA-256 n,,;" */
} server;

static bool say(server *s, const char *text)
{
    return s->in_clear ? send(s->fd, text, strlen(text), MSG_NOSIGNAL) > 0 : SSL_write(s->ssl, text, (int)strlen(text)) > 0;
}

static bool hear(server *s, char *line, size_t max)
{
    for (size_t n = 0; n + 1 < max;) {
        if ((s->in_clear ? (int)recv(s->fd, line + n, 1, 0) : SSL_read(s->ssl, line + n, 1)) != 1)
            return false;
        if (line[n++] == '\n') {
            line[n - (n > 1 && line[n - 2] == '\r' ? 2 : 1)] = 0;
            return true;
        }
    }
    return false;
}

static int property(Gsasl *g, Gsasl_session *c, Gsasl_property what)
{
    const server *s = gsasl_callback_hook_get(g);

    if (what == GSASL_PASSWORD)
        return gsasl_property_set(c, what, s->knows == NO_VERIFIER && strncmp(gsasl_mechanism_name(c), "SCRAM", 5) == 0 ? "made up" : "pencil");
    if (what == GSASL_SCRAM_ITER)
        return gsasl_property_set(c, what, "4096");
    if ((what == GSASL_CB_TLS_EXPORTER && (s->knows == EXPORTER || s->knows == ANOTHER_S)) || (what == GSASL_CB_TLS_UNIQUE && s->knows == UNIQUE))
        return gsasl_property_set(c, what, s->binding);
    return GSASL_NO_CALLBACK;
}

static bool log_in(server *s, Gsasl *g, const char *tag, const char *mechanism, const char *first)
{
    Gsasl_session *c = NULL;
    char line[4096], *out = NULL;
    bool alive = true;
    int r = gsasl_server_start(g, mechanism, &c);

    for (snprintf(line, sizeof line, "%s", first); r == GSASL_OK || r == GSASL_NEEDS_MORE;) {
        r = gsasl_step64(c, line, &out);
        if (r != GSASL_OK && r != GSASL_NEEDS_MORE)
            break;
        bool last = r == GSASL_OK;
        snprintf(line, sizeof line, "+ %s\r\n", out);
        gsasl_free(out);
        if (last && strcmp(line, "+ \r\n") == 0)
            break;
        alive = say(s, line) && hear(s, line, sizeof line);
        if (last || !alive)
            break;
    }
    if (c)
        gsasl_finish(c);
    snprintf(line, sizeof line, "%s %s\r\n", tag, r == GSASL_OK ? "OK [CAPABILITY IMAP4rev1] in" : "NO no");
    return alive && say(s, line) && r != GSASL_OK;
}

static void converse(server *s, Gsasl *g)
{
    char line[4096], tag[16], mechanism[64], first[1024], decoded[1024];
    int n = 0;

    if (s->offers[0] == '*') /* GNU mailutils' greeting */
        snprintf(line, sizeof line, "* OK IMAP4rev1\r\n");
    else if (s->offers[0] == '+')
        snprintf(line, sizeof line, "* OK [CAPABILITY IMAP4rev1 SASL-IR %s] localhost Cyrus IMAP 3.6.1 server ready\r\n", s->offers + 1);
    else
        snprintf(line, sizeof line, "* OK [CAPABILITY IMAP4rev1 SASL-IR %s] ready\r\n", s->offers);
    if (!say(s, line))
        return;
    while (hear(s, line, sizeof line)) {
        if (sscanf(line, "%15s CAPABILITY%n", tag, &n) == 1 && line[n] == 0) {
            snprintf(line, sizeof line, "* CAPABILITY IMAP4rev1 SASL-IR %s\r\n%s OK\r\n", s->offers + 1, tag);
            if (!say(s, line))
                return;
            continue;
        }
        if (sscanf(line, "%15s AUTHENTICATE %63s %1023s", tag, mechanism, first) != 3) {
            snprintf(s->heard + strlen(s->heard), sizeof s->heard - strlen(s->heard), "%.20s;", line);
            return;
        }
        n = EVP_DecodeBlock((unsigned char *)decoded, (unsigned char *)first, (int)strlen(first));
        decoded[n < 0 ? 0 : n] = 0;
        snprintf(s->heard + strlen(s->heard), sizeof s->heard - strlen(s->heard), "%s %.*s;", mechanism, (int)strcspn(decoded, ","), decoded);
        if (!log_in(s, g, tag, mechanism, first))
            break;
    }
    while (hear(s, line, sizeof line))
        ;
}

static void *serve(void *arg)
{
    server *s = arg;
    unsigned char exported[32];
    Gsasl *g = NULL;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    s->fd = accept(s->listener, NULL, NULL);
    if (!s->in_clear) {
        s->ssl = SSL_new(s->ctx);
        SSL_set_fd(s->ssl, s->fd);
        if (SSL_accept(s->ssl) != 1)
            abort();
        SSL_export_keying_material(s->ssl, exported, sizeof exported, "EXPORTER-Channel-Binding", 24, (const unsigned char *)"", 0, 1);
        exported[31] ^= s->knows == ANOTHER_S;
        EVP_EncodeBlock((unsigned char *)s->binding, exported, sizeof exported);
    }
    if (gsasl_init(&g) != GSASL_OK)
        abort();
    gsasl_callback_set(g, property);
    gsasl_callback_hook_set(g, s);
    converse(s, g);
    gsasl_done(g);
    SSL_free(s->ssl);
    close(s->fd);
    return NULL;
}

typedef struct trial {
    const char *offers;
    knowledge knows;
    int tls_max; /* -1: in clear */
    const char *password;
    const char *mechanism; /* that the login succeeded with; NULL: refused */
    const char *heard;
} trial;

static void try_it(const trial *t, mbx_tls *tls)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;
    server s = {.offers = t->offers, .knows = t->knows, .in_clear = t->tls_max < 0, .listener = socket(AF_INET, SOCK_STREAM, 0)};
    mbx_transport by = {.ca_file = fake_pki_ca_file()};
    mbx_endpoint to = {"localhost", 0, t->tls_max < 0 ? MBX_ENCRYPTION_NONE : MBX_ENCRYPTION_TLS, false, &by};
    mbx_session *session = NULL;
    mbx_secret *password = NULL;
    mbx_error err;
    pthread_t thread;
    mbx_status st;

    s.ctx = fake_pki_server(&(fake_certificate){.names = "DNS:localhost", .tls_max = t->tls_max > 0 ? t->tls_max : 0});
    assert_int_equal(bind(s.listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s.listener, 4), 0);
    assert_int_equal(getsockname(s.listener, (struct sockaddr *)&a, &len), 0);
    to.port = ntohs(a.sin_port);
    assert_int_equal(pthread_create(&thread, NULL, serve, &s), 0);
    assert_int_equal(mbx_secret_new(&password, t->password, strlen(t->password), &err), MBX_OK);
    assert_int_equal(mbx_session_open(&session, &to, tls, mbx_in_ms(20000), NULL, &err), MBX_OK);
    st = mbx_session_login(session, "user", password, &err);
    if (st != MBX_OK && t->mechanism)
        print_error("%s: %s\n", mbx_code_name(err.code), err.message);
    if (st == MBX_OK)
        assert_string_equal(mbx_session_mechanism(session), t->mechanism ? t->mechanism : "(none)");
    else
        assert_null(t->mechanism);
    if (!t->mechanism)
        assert_string_equal(mbx_code_name(err.code), "AUTH_BAD_CREDENTIALS");
    mbx_session_free(session);
    pthread_join(thread, NULL);
    assert_string_equal(s.heard, t->heard);
    mbx_secret_free(password);
    close(s.listener);
    SSL_CTX_free(s.ctx);
}

static void try_all(const trial *all, size_t n)
{
    mbx_tls *tls = NULL;
    mbx_error err;

    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    for (size_t i = 0; i < n; i++)
        try_it(&all[i], tls);
    mbx_tls_free(tls);
}

#define P256 "AUTH=SCRAM-SHA-256-PLUS "
#define P1 "AUTH=SCRAM-SHA-1-PLUS "
#define S256 "AUTH=SCRAM-SHA-256 "
#define S1 "AUTH=SCRAM-SHA-1 "
#define PLAIN "AUTH=PLAIN"

static void bound(void **state)
{
    static const trial all[] = {
        {S256 P256 S1 P1 PLAIN, EXPORTER, 0, "pencil", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS p=tls-exporter;"},
        {S1 P1 PLAIN, EXPORTER, 0, "pencil", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1-PLUS p=tls-exporter;"},
        {P256, EXPORTER, 0, "pencil", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS p=tls-exporter;"},
        {S256 P256 PLAIN, EXPORTER, 0, "wrong", NULL, "SCRAM-SHA-256-PLUS p=tls-exporter;"},
        /* whoever stands between two connections does not get the password instead */
        {S256 P256 PLAIN, ANOTHER_S, 0, "pencil", NULL, "SCRAM-SHA-256-PLUS p=tls-exporter;"},
    };

    (void)state;
    try_all(all, sizeof all / sizeof all[0]);
}

/* RFC 5802 section 6: "y" is how a server learns that its -PLUS was taken out of what it offered. */
static void unbound(void **state)
{
    static const trial all[] = {
        {S256 S1 PLAIN, NOTHING, 0, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256 y;"},
        {S256 "LOGINDISABLED", EXPORTER, 0, "pencil", NULL, "SCRAM-SHA-256 y;"},
        {S1 P1 S256 P256 PLAIN, UNIQUE, 0, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS p=tls-exporter;SCRAM-SHA-1-PLUS p=tls-exporter;SCRAM-SHA-256 n;"},
        {S1 P1 S256 PLAIN, UNIQUE, 0, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS p=tls-exporter;SCRAM-SHA-256 n;"},
        {"+" S1 P1 S256 P256 PLAIN, UNIQUE, 0, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256 n;"},
        {"*" S256 P256 PLAIN, NOTHING, 0, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256 y;"},
        {"*" S256 P256 "LOGINDISABLED", EXPORTER, 0, "pencil", NULL, "SCRAM-SHA-256 y;"},
        {S256 P256 PLAIN, EXPORTER, TLS1_2_VERSION, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256 n;"},
        {S256 P256 PLAIN, NOTHING, -1, "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256 n;"},
    };

    (void)state;
    try_all(all, sizeof all / sizeof all[0]);
}

/* A refused proof is a wrong password and no other way is tried, or each would count twice towards a lock. Only of mailutils
 * it is known that it refuses every proof. */
static void refused(void **state)
{
    static const trial all[] = {
        {S256 S1 PLAIN, NOTHING, 0, "wrong", NULL, "SCRAM-SHA-256 y;"},
        {S256 S1 PLAIN, NO_VERIFIER, 0, "pencil", NULL, "SCRAM-SHA-256 y;"},
        {"*" S256 S1 PLAIN, NO_VERIFIER, 0, "pencil", "PLAIN", "SCRAM-SHA-256 y;PLAIN ;"},
        {"*" S256 S1 PLAIN, NOTHING, 0, "wrong", NULL, "SCRAM-SHA-256 y;PLAIN ;"},
        {"*" S256 S1 PLAIN, NO_VERIFIER, -1, "pencil", NULL, "SCRAM-SHA-256 n;"},
    };

    (void)state;
    try_all(all, sizeof all / sizeof all[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bound), cmocka_unit_test(unbound), cmocka_unit_test(refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
