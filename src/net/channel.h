/* TLS on a connected, non-blocking socket. Never waits: says what it would wait for. */
#ifndef MBX_CHANNEL_H
#define MBX_CHANNEL_H

#include "net/stream.h"

typedef struct mbx_channel mbx_channel;

typedef enum mbx_channel_step {
    MBX_CHANNEL_DONE = 0,
    MBX_CHANNEL_WANTS_READ,
    MBX_CHANNEL_WANTS_WRITE,
    MBX_CHANNEL_FAILED /* mbx_channel_explain() says why */
} mbx_channel_step;

/* by may be NULL; it is borrowed until the handshake is done. port: whose sessions may be taken up again.
 * host: a name (sent as SNI and checked against the certificate) or an address (checked against its IP entries,
 * RFC 6125; never sent as SNI, RFC 6066 section 3). fd, host and facts are borrowed. Returns owned. */
MBX_MUST_CHECK mbx_status mbx_channel_new(mbx_channel **c_r, mbx_tls *tls, const mbx_transport *by, const char *host, uint16_t port, int fd, mbx_stream_facts *facts, mbx_error *err);
mbx_channel_step mbx_channel_handshake(mbx_channel *c); /* DONE: facts are filled */
mbx_channel_step mbx_channel_read(mbx_channel *c, char *p, size_t max, size_t *n_r);
mbx_channel_step mbx_channel_write(mbx_channel *c, const char *p, size_t n, size_t *n_r);
mbx_status mbx_channel_explain(mbx_channel *c, mbx_stage stage, mbx_error *err);
bool mbx_channel_binding(const mbx_channel *c, unsigned char out[MBX_BINDING_SIZE]); /* stream.h */
unsigned long long mbx_channel_progress(const mbx_channel *c); /* bytes on the wire so far: tells silence from work */
void mbx_channel_goodbye(mbx_channel *c); /* close_notify, if it can be sent at once */
void mbx_channel_free(mbx_channel *c);

#endif
