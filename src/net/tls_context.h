/* What src/net's own files need of a mbx_tls: OpenSSL's objects, by their struct tags so that no other header does. */
#ifndef MBX_TLS_CONTEXT_H
#define MBX_TLS_CONTEXT_H

#include "net/tls.h"

struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;
struct bio_method_st;
struct mbx_stream_facts;

/* The context for one CA file (NULL: the system's trust store), made at first use and again when the file changes.
 * *ctx_r: one reference, SSL_CTX_free() it. TLS_CA_FILE when the file cannot be read or holds no certificate. */
MBX_MUST_CHECK mbx_status mbx_tls_context(mbx_tls *t, const char *ca_file, struct ssl_ctx_st **ctx_r, mbx_error *err);

/* Its sessions that may be taken up again. Borrowed. */
struct mbx_resume *mbx_tls_resume(const mbx_tls *t);

/* What a context calls with each new session (channel.c); 1: the session was taken. */
int mbx_channel_on_session(struct ssl_st *ssl, struct ssl_session_st *session);

/* send() and recv() on a descriptor, without SIGPIPE: OpenSSL's own socket BIO uses write(). Borrowed. */
const struct bio_method_st *mbx_tls_socket_method(const mbx_tls *t);

/* The data of such a BIO (BIO_set_data); the owner keeps it for the BIO's life. */
typedef struct mbx_tls_socket {
    int fd;
    bool heard;          /* the peer has sent at least one byte */
    unsigned char first; /* that byte: tells TLS records from a greeting in clear */
    bool may_read;       /* once in each step, or OpenSSL would go on for as long as a peer sends what holds no word for us */
    bool ended;          /* the peer closed */
    int error;           /* errno of a failed send() or recv(), 0 for none */
    struct mbx_stream_facts *facts; /* borrowed: its wire_in and wire_out count */
} mbx_tls_socket;

#endif
