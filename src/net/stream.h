/* One connection as a byte stream: TCP, then TLS at once (implicit) or later (STARTTLS), then compression if it is agreed
 * on, with absolute deadlines.
 *
 * Not thread-safe: one thread at a time; mbx_cancel is how another thread stops it. Reads and writes are
 * non-blocking underneath and wait in poll() for {socket, cancel} until the earliest of: the stream's total
 * deadline, the stage's deadline (set by mbx_stream_stage) and, once a command runs, the idle limit
 * (MBX_TIMEOUT_COMMAND without one byte). A TLS stream that ends without close_notify is CONNECTION_LOST.
 * A peer that only drips is TIMEOUT_SLOW (pace.h); what counts for that is what came, not what it was inflated to. The
 * first failure is kept and repeated by every later call: after it, only free. In a forked child every call fails and
 * nothing reaches the peer: the connection is the parent's. */
#ifndef MBX_STREAM_H
#define MBX_STREAM_H

#include "base/cancel.h"
#include "base/clock.h"
#include "base/status.h"
#include "net/tls.h"
#include "net/transport.h"

#include <stdint.h>

typedef enum mbx_encryption { MBX_ENCRYPTION_TLS = 0, MBX_ENCRYPTION_STARTTLS, MBX_ENCRYPTION_NONE } mbx_encryption;

typedef struct mbx_endpoint {
    const char *host; /* a name or an address, no port, no scheme */
    uint16_t port;
    mbx_encryption encryption;
    bool allow_plaintext; /* MBX_ENCRYPTION_NONE to other than loopback (RFC 8314: normally refused) */
    const mbx_transport *transport; /* NULL: the defaults */
} mbx_endpoint;

typedef struct mbx_stream mbx_stream;

typedef struct mbx_stream_facts { /* for reports; strings live as long as the stream */
    char addresses[512];   /* that the name stands for and that may be connected to, comma-separated and whole; with a proxy: the proxy's */
    char address[64];      /* the address connected to, numeric; with a proxy: the proxy's */
    char others[256];      /* addresses that were tried beside it, and what became of them; "": none */
    const char *tls_version, *tls_cipher; /* NULL before TLS */
    char cert_subject[256], cert_issuer[256], cert_names[512]; /* names: comma-separated subjectAltName DNS and IP entries */
    int64_t cert_from, cert_to; /* seconds since 1970 */
    char cert_sha256[65];
    char cert_pin[53]; /* "sha256//<base64>" of its key: what transport.h's pins hold */
    bool tls_resumed;  /* taken up again: the certificate facts are those of the first time */
    int64_t dns_ms, tcp_ms, tls_ms;
    uint64_t bytes_in, bytes_out; /* application bytes, inside TLS and compression */
    uint64_t wire_in, wire_out;   /* TCP's, TLS included */
    uint32_t round_trips; /* times we spoke after the peer had, TCP and TLS opening counted one each */
} mbx_stream_facts;

/* Checks the endpoint (host spelling, port, plaintext rule), resolves once, and connects to one of the addresses that
 * passed the address rules; no TLS yet. total: the account's deadline. cancel may be NULL; it and the transport's watch are
 * borrowed for the stream's life, to->transport until mbx_stream_start_tls() has returned. Returns owned. */
MBX_MUST_CHECK mbx_status mbx_stream_connect(mbx_stream **s_r, const mbx_endpoint *to, mbx_time total, mbx_cancel *cancel, mbx_error *err);

/* TLS 1.2+, chain, host name (or IP SAN) and SNI checked. ctx is borrowed. Nothing that was read before may be pending. */
MBX_MUST_CHECK mbx_status mbx_stream_start_tls(mbx_stream *s, mbx_tls *tls, mbx_error *err);

/* From here on both directions are compressed (RFC 4978). came: what was read already and belongs to the compressed
 * stream. Only after a login: what stands beside a secret within reach of somebody else's words tells of it by its size. */
MBX_MUST_CHECK mbx_status mbx_stream_compress(mbx_stream *s, const char *came, size_t n, mbx_error *err);

/* Names what the peer is awaited for: failures carry this stage, and ms bounds the whole stage (-1: idle limit only). */
void mbx_stream_stage(mbx_stream *s, mbx_stage stage, int64_t ms);

/* At least one byte or a failure; an orderly end is CONNECTION_LOST too. */
MBX_MUST_CHECK mbx_status mbx_stream_read(mbx_stream *s, char *p, size_t max, size_t *n_r, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_stream_write(mbx_stream *s, const char *p, size_t n, mbx_error *err); /* all or failure */

/* RFC 9266's tls-exporter, for SCRAM-*-PLUS. False: none, because the connection is in clear or older than TLS 1.3, where
 * it would not be unique without more conditions. */
#define MBX_BINDING_SIZE 32
bool mbx_stream_binding(const mbx_stream *s, unsigned char out[MBX_BINDING_SIZE]);

const mbx_stream_facts *mbx_stream_get(const mbx_stream *s);
const mbx_watch *mbx_stream_watched(const mbx_stream *s); /* NULL: by nobody */

/* Closes the socket at once; no TLS goodbye after a failure or in a forked child. */
void mbx_stream_free(mbx_stream *s);

#endif
