#include "net/channel.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "net/certificate.h"
#include "net/idn.h"
#include "net/ip_address.h"
#include "net/resume.h"
#include "net/tls_context.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

struct mbx_channel {
    SSL *ssl;
    mbx_tls_socket socket;
    const char *host; /* borrowed */
    const mbx_transport *by; /* borrowed; NULL: the defaults */
    mbx_resume *resume;      /* borrowed */
    char *key;               /* whose sessions may be taken up again here, and what they were checked against */
    mbx_time verified;       /* when the certificate was checked, in this connection or the one that began the session */
    bool unpinned;           /* refused for its key */
    mbx_stream_facts *facts;
    long verify_result; /* of the first certificate failure */
    bool greeted;       /* the handshake is complete */
    unsigned long reason; /* of OpenSSL's error queue at the first failure */
};

static bool unknown_issuer(int e)
{
    return e == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT || e == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN || e == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
           e == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY || e == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE || e == X509_V_ERR_CERT_UNTRUSTED;
}

/* OpenSSL forgets the peer's certificate when it refuses it; this is the only moment to see it. */
static int on_verify(int ok, X509_STORE_CTX *x)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(x, SSL_get_ex_data_X509_STORE_CTX_idx());
    mbx_channel *c = ssl ? SSL_get_app_data(ssl) : NULL;
    X509 *leaf = X509_STORE_CTX_get0_cert(x);

    /* The pin itself is compared when the handshake is done; nothing of ours has been sent by then. */
    if (!ok && c && c->by && c->by->pin_replaces_ca && c->by->pins && unknown_issuer(X509_STORE_CTX_get_error(x))) {
        X509_STORE_CTX_set_error(x, X509_V_OK);
        return 1;
    }
    if (!ok && c && c->verify_result == X509_V_OK) {
        c->verify_result = X509_STORE_CTX_get_error(x);
        if (leaf)
            mbx_certificate_describe(leaf, c->facts);
    }
    return ok;
}

static bool aim(SSL *ssl, const char *host)
{
    struct sockaddr_storage a;
    socklen_t n;
    char name[MBX_MAX_HOST + 2];
    size_t len = strlen(host);

    if (mbx_host_is_address(host, 0, &a, &n))
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
    /* The root's dot is DNS spelling; certificates and SNI are without it (RFC 6066 section 3). */
    if (len > 1 && host[len - 1] == '.')
        len--;
    if (len >= sizeof name)
        return false;
    memcpy(name, host, len);
    name[len] = 0;
    /* RFC 6125: "*" is a whole label; no fall back to the subject's common name. */
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
}

/* A session answers for the certificate that began it, so all that was checked then is part of its name. So are the proxy
 * and the user there, by whom some choose the way: who takes a session up again can be told to be the one who began it. */
static char *session_key(const mbx_transport *by, const char *host, uint16_t port)
{
    const char *proxy = by && by->proxy ? by->proxy : "", *user = by && by->proxy_user ? by->proxy_user : "", *pins = by && by->pins ? by->pins : "";
    mbx_buf b;
    char *key = NULL;

    mbx_buf_init(&b, MBX_MAX_HOST + 16 + strlen(proxy) + strlen(user) + strlen(pins));
    if (mbx_buf_printf(&b, "%s\n%u\n%s\n%s\n%d\n%s", host, (unsigned)port, proxy, user, by && by->pin_replaces_ca, pins) == MBX_OK)
        key = mbx_buf_take(&b, NULL);
    mbx_buf_free(&b);
    return key;
}

int mbx_channel_on_session(struct ssl_st *ssl, struct ssl_session_st *session)
{
    mbx_channel *c = SSL_get_app_data(ssl);

    return c && mbx_resume_keep(c->resume, c->key, SSL_get_SSL_CTX(ssl), session, c->verified);
}

mbx_status mbx_channel_new(mbx_channel **c_r, mbx_tls *tls, const mbx_transport *by, const char *host, uint16_t port, int fd, mbx_stream_facts *facts, mbx_error *err)
{
    mbx_channel *c = NULL;
    SSL_CTX *ctx = NULL;
    SSL_SESSION *session = NULL;
    BIO *bio = NULL;
    mbx_status st;

    if ((st = mbx_tls_context(tls, by ? by->ca_file : NULL, &ctx, err)) != MBX_OK)
        goto done;
    c = mbx_alloc_zero(sizeof *c);
    if (!c) {
        st = mbx_fail_memory(err);
        goto done;
    }
    c->socket.fd = fd;
    c->host = host;
    c->by = by;
    c->resume = mbx_tls_resume(tls);
    c->key = session_key(by, host, port);
    c->facts = c->socket.facts = facts;
    c->verify_result = X509_V_OK;
    c->ssl = SSL_new(ctx);
    bio = BIO_new(mbx_tls_socket_method(tls));
    if (!c->key || !c->ssl || !bio || !aim(c->ssl, host)) {
        st = mbx_fail_memory(err);
        goto done;
    }
    BIO_set_data(bio, &c->socket);
    SSL_set_bio(c->ssl, bio, bio); /* takes it */
    bio = NULL;
    SSL_set_app_data(c->ssl, c);
    SSL_set_verify(c->ssl, SSL_VERIFY_PEER, on_verify);
    SSL_set_connect_state(c->ssl);
    c->verified = mbx_now();
    session = mbx_resume_take(c->resume, c->key, ctx, &c->verified);
    if (session && SSL_set_session(c->ssl, session) != 1)
        c->verified = mbx_now();
    *c_r = c;
    c = NULL;
done:
    ERR_clear_error();
    BIO_free(bio);
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
    mbx_channel_free(c);
    return st;
}

static void begin(mbx_channel *c)
{
    ERR_clear_error();
    c->socket.may_read = true;
}

static mbx_channel_step step(mbx_channel *c, int r)
{
    switch (SSL_get_error(c->ssl, r)) {
    case SSL_ERROR_NONE:
        return MBX_CHANNEL_DONE;
    case SSL_ERROR_WANT_READ:
        return MBX_CHANNEL_WANTS_READ;
    case SSL_ERROR_WANT_WRITE:
        return MBX_CHANNEL_WANTS_WRITE;
    default:
        if (!c->reason)
            c->reason = ERR_peek_error();
        ERR_clear_error(); /* the queue is the thread's: what is left there would be read as the next call's error */
        return MBX_CHANNEL_FAILED;
    }
}

/* Before TLS 1.3 a session may be taken up more than once, and a server that does so need not send a new one. */
static void keep_again(mbx_channel *c)
{
    SSL_SESSION *session;

    if (!c->facts->tls_resumed || SSL_version(c->ssl) >= TLS1_3_VERSION)
        return;
    session = SSL_get1_session(c->ssl);
    if (session && !mbx_resume_keep(c->resume, c->key, SSL_get_SSL_CTX(c->ssl), session, c->verified))
        SSL_SESSION_free(session);
}

/* A TLS server begins with a handshake record (22) or an alert (21), RFC 8446 section 5.1. */
static bool speaks_clear(const mbx_channel *c)
{
    return c->socket.heard && c->socket.first != 22 && c->socket.first != 21;
}

mbx_channel_step mbx_channel_handshake(mbx_channel *c)
{
    unsigned char pin[MBX_PIN_SIZE];
    mbx_channel_step r;

    begin(c);
    r = step(c, SSL_do_handshake(c->ssl));
    if (r == MBX_CHANNEL_DONE) {
        X509 *leaf = SSL_get0_peer_certificate(c->ssl);

        /* Never false with SSL_VERIFY_PEER; the check stays so that a change there cannot open this door. */
        if (!leaf || SSL_get_verify_result(c->ssl) != X509_V_OK) {
            c->verify_result = X509_V_ERR_UNSPECIFIED;
            return MBX_CHANNEL_FAILED;
        }
        mbx_certificate_describe(leaf, c->facts);
        c->facts->tls_version = SSL_get_version(c->ssl);
        c->facts->tls_cipher = SSL_get_cipher_name(c->ssl);
        c->facts->tls_resumed = SSL_session_reused(c->ssl) == 1;
        if (!c->facts->tls_resumed)
            c->verified = mbx_now();
        if (c->by && c->by->pins && !(mbx_certificate_pin(leaf, pin) && mbx_transport_pin(c->by, pin))) {
            c->unpinned = true;
            return MBX_CHANNEL_FAILED;
        }
        c->by = NULL;
        keep_again(c);
        c->greeted = true;
    } else if (r == MBX_CHANNEL_WANTS_READ && speaks_clear(c)) {
        return MBX_CHANNEL_FAILED; /* OpenSSL would wait for the rest of a record's head */
    } else if (c->verify_result != X509_V_OK) {
        c->facts->tls_version = SSL_get_version(c->ssl);
        c->facts->tls_cipher = SSL_CIPHER_get_name(SSL_get_pending_cipher(c->ssl));
    }
    return r;
}

mbx_channel_step mbx_channel_read(mbx_channel *c, char *p, size_t max, size_t *n_r)
{
    begin(c);
    return step(c, SSL_read_ex(c->ssl, p, max, n_r));
}

mbx_channel_step mbx_channel_write(mbx_channel *c, const char *p, size_t n, size_t *n_r)
{
    begin(c);
    return step(c, SSL_write_ex(c->ssl, p, n, n_r));
}

static mbx_status explain_handshake(const mbx_channel *c, mbx_error *err)
{
    char text[160];
    int lib = ERR_GET_LIB(c->reason), reason = ERR_GET_REASON(c->reason);

    if (c->unpinned)
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_PIN, "The key of %s is not the pinned one; it is %s.", c->host, c->facts->cert_pin);
    if (c->verify_result != X509_V_OK)
        return mbx_certificate_refuse(c->verify_result, c->host, c->facts, err);
    if (speaks_clear(c))
        return mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_NOT_TLS, "%s answers without encryption on this port.", c->host);
    if (lib == ERR_LIB_SSL &&
        (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || reason == SSL_R_WRONG_SSL_VERSION ||
         reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_VERSION_TOO_LOW || reason == SSL_R_NO_PROTOCOLS_AVAILABLE))
        return mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_VERSION_OLD, "%s offers no TLS version from 1.2 on.", c->host);
    if (c->socket.ended || c->socket.error)
        return mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_CONNECTION_LOST, "%s ended the connection while encryption was agreed on.", c->host);
    if (c->reason)
        ERR_error_string_n(c->reason, text, sizeof text);
    return mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_HANDSHAKE, "Encryption with %s failed: %s.", c->host, c->reason ? text : "no reason given");
}

mbx_status mbx_channel_explain(mbx_channel *c, mbx_stage stage, mbx_error *err)
{
    if (!c->greeted)
        return explain_handshake(c, err);
    if (c->socket.error)
        return mbx_fail(err, stage, MBX_CODE_CONNECTION_LOST, "The connection to %s broke: %s.", c->host, strerror(c->socket.error));
    /* Without close_notify an end is what an attacker can make too (RFC 8446 section 6.1): both are a loss here,
     * because IMAP never ends before its answer is complete. */
    if (c->socket.ended || (SSL_get_shutdown(c->ssl) & SSL_RECEIVED_SHUTDOWN))
        return mbx_fail(err, stage, MBX_CODE_CONNECTION_LOST, "%s ended the connection.", c->host);
    return mbx_fail(err, stage, MBX_CODE_CONNECTION_LOST, "The encrypted connection to %s was damaged: %s.", c->host,
                    c->reason && ERR_reason_error_string(c->reason) ? ERR_reason_error_string(c->reason) : "no reason given");
}

bool mbx_channel_binding(const mbx_channel *c, unsigned char out[MBX_BINDING_SIZE])
{
    static const char label[] = "EXPORTER-Channel-Binding";

    return c->greeted && SSL_version(c->ssl) == TLS1_3_VERSION &&
           SSL_export_keying_material(c->ssl, out, MBX_BINDING_SIZE, label, sizeof label - 1, NULL, 0, 0) == 1;
}

unsigned long long mbx_channel_progress(const mbx_channel *c)
{
    return c->facts->wire_in + c->facts->wire_out;
}

void mbx_channel_goodbye(mbx_channel *c)
{
    if (c && c->greeted && !c->reason) {
        ERR_clear_error();
        (void)SSL_shutdown(c->ssl);
        ERR_clear_error();
    }
}

void mbx_channel_free(mbx_channel *c)
{
    if (!c)
        return;
    SSL_free(c->ssl);
    mbx_release(c->key);
    mbx_release(c);
}
