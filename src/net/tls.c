#include "net/tls.h"

#include "base/alloc.h"
#include "net/resume.h"
#include "net/stream.h"
#include "net/tls_context.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

typedef struct entry { /* one CA file */
    struct entry *next;
    char *ca_file; /* NULL: the system's */
    time_t changed;
    off_t size;
    SSL_CTX *ctx;
} entry;

struct mbx_tls {
    pthread_mutex_t lock;
    entry *entries;
    BIO_METHOD *method;
    mbx_resume *resume;
};

/* macOS has no MSG_NOSIGNAL; there connect.c sets SO_NOSIGPIPE on the socket instead. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static bool try_later(int e)
{
    return e == EAGAIN || e == EWOULDBLOCK || e == EINTR;
}

static int socket_write(BIO *b, const char *p, size_t n, size_t *n_r)
{
    mbx_tls_socket *s = BIO_get_data(b);
    ssize_t r = send(s->fd, p, n, MSG_NOSIGNAL);

    BIO_clear_retry_flags(b);
    if (r >= 0) {
        *n_r = (size_t)r;
        s->facts->wire_out += (size_t)r;
        return 1;
    }
    if (try_later(errno))
        BIO_set_retry_write(b);
    else
        s->error = errno;
    return 0;
}

static int socket_read(BIO *b, char *p, size_t n, size_t *n_r)
{
    mbx_tls_socket *s = BIO_get_data(b);
    ssize_t r;

    BIO_clear_retry_flags(b);
    if (!s->may_read) {
        BIO_set_retry_read(b);
        return 0;
    }
    s->may_read = false;
    r = recv(s->fd, p, n, 0);
    if (r > 0) {
        if (!s->heard) {
            s->heard = true;
            s->first = (unsigned char)p[0];
        }
        *n_r = (size_t)r;
        s->facts->wire_in += (size_t)r;
        return 1;
    }
    if (r == 0)
        s->ended = true;
    else if (try_later(errno))
        BIO_set_retry_read(b);
    else
        s->error = errno;
    return 0;
}

static long socket_control(BIO *b, int command, long number, void *pointer)
{
    const mbx_tls_socket *s = BIO_get_data(b);

    (void)number;
    (void)pointer;
    if (command == BIO_CTRL_EOF)
        return s->ended;
    return command == BIO_CTRL_FLUSH;
}

static int socket_create(BIO *b)
{
    BIO_set_init(b, 1);
    return 1;
}

mbx_status mbx_tls_new(mbx_tls **t_r, mbx_error *err)
{
    mbx_tls *t = mbx_alloc_zero(sizeof *t);

    if (!t)
        return mbx_fail_memory(err);
    t->method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mailbox socket");
    t->resume = mbx_resume_new();
    if (!t->resume || !t->method || !BIO_meth_set_write_ex(t->method, socket_write) || !BIO_meth_set_read_ex(t->method, socket_read) ||
        !BIO_meth_set_ctrl(t->method, socket_control) || !BIO_meth_set_create(t->method, socket_create) ||
        pthread_mutex_init(&t->lock, NULL) != 0) {
        BIO_meth_free(t->method);
        mbx_resume_free(t->resume);
        mbx_release(t);
        return mbx_fail_memory(err);
    }
    *t_r = t;
    return MBX_OK;
}

static void entry_free(entry *e)
{
    SSL_CTX_free(e->ctx);
    mbx_release(e->ca_file);
    mbx_release(e);
}

void mbx_tls_free(mbx_tls *t)
{
    if (!t)
        return;
    mbx_resume_free(t->resume);
    for (entry *e = t->entries, *next; e; e = next) {
        next = e->next;
        entry_free(e);
    }
    pthread_mutex_destroy(&t->lock);
    BIO_meth_free(t->method);
    mbx_release(t);
}

struct mbx_resume *mbx_tls_resume(const mbx_tls *t)
{
    return t->resume;
}

const struct bio_method_st *mbx_tls_socket_method(const mbx_tls *t)
{
    return t->method;
}

/* A CA file that is itself the server's certificate, or an intermediate, is a trust decision of the person who set
 * it: PARTIAL_CHAIN accepts it as an anchor. With the system's store chains must reach a root. */
static mbx_status make_context(const char *ca_file, SSL_CTX **ctx_r, mbx_error *err)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    mbx_status st = MBX_OK;

    if (!ctx) {
        st = mbx_fail_memory(err);
        goto done;
    }
    /* Level 2 refuses RSA below 2048 bits and SHA-1 signatures even where openssl.cnf was loosened. */
    if (SSL_CTX_get_security_level(ctx) < 2)
        SSL_CTX_set_security_level(ctx, 2);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    /* OpenSSL's own cache is the server's; a client's is the program's to keep. */
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, mbx_channel_on_session);
    SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    /* One recv() may then bring several records; otherwise each record costs two. */
    SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set_default_read_buffer_len(ctx, 64 * 1024);
    if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1) {
        st = mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_HANDSHAKE, "This machine's OpenSSL has no TLS 1.2.");
        goto done;
    }
    if (ca_file) {
        if (SSL_CTX_load_verify_file(ctx, ca_file) != 1) {
            st = mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_CA_FILE, "No certificate could be read from \"%.300s\".", ca_file);
            goto done;
        }
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), X509_V_FLAG_PARTIAL_CHAIN);
    } else if (SSL_CTX_set_default_verify_paths(ctx) != 1) {
        st = mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_CA_FILE, "This machine's list of trusted certificates cannot be read.");
        goto done;
    }
done:
    ERR_clear_error();
    if (st != MBX_OK)
        SSL_CTX_free(ctx);
    else
        *ctx_r = ctx;
    return st;
}

static bool same_file(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

mbx_status mbx_tls_context(mbx_tls *t, const char *ca_file, struct ssl_ctx_st **ctx_r, mbx_error *err)
{
    struct stat now;
    entry *e = NULL, **at;
    mbx_status st = MBX_OK;

    memset(&now, 0, sizeof now);
    if (ca_file && stat(ca_file, &now) != 0)
        return mbx_fail(err, MBX_STAGE_TLS, MBX_CODE_TLS_CA_FILE, "\"%.300s\" cannot be read: %s.", ca_file, strerror(errno));
    /* Parsing happens under the lock: many connections of one start shall wait for one parse, not all do it. */
    pthread_mutex_lock(&t->lock);
    for (at = &t->entries; *at && !same_file((*at)->ca_file, ca_file); at = &(*at)->next)
        ;
    if (*at && ca_file && ((*at)->changed != now.st_mtime || (*at)->size != now.st_size)) {
        entry *old = *at; /* connections that use it hold references of their own */
        *at = old->next;
        entry_free(old);
        for (; *at; at = &(*at)->next)
            ;
    }
    if (!*at) {
        e = mbx_alloc_zero(sizeof *e);
        if (!e || (ca_file && !(e->ca_file = mbx_copy_string(ca_file)))) {
            st = mbx_fail_memory(err);
            goto done;
        }
        e->changed = now.st_mtime;
        e->size = now.st_size;
        if ((st = make_context(ca_file, &e->ctx, err)) != MBX_OK)
            goto done;
        *at = e;
        e = NULL;
    }
    if (SSL_CTX_up_ref((*at)->ctx) != 1) {
        st = mbx_fail_memory(err);
        goto done;
    }
    *ctx_r = (*at)->ctx;
done:
    pthread_mutex_unlock(&t->lock);
    if (e)
        entry_free(e);
    return st;
}

const char *mbx_tls_library_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION);
}
