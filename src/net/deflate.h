/* COMPRESS=DEFLATE (RFC 4978): raw deflate in both directions, without I/O of its own.
 *
 * Nothing that was inflated is kept here: a call makes as much as its caller has room for, so the size of a bomb is the
 * caller's, and what counts bytes behind it counts those that came out. A server may not send much more than compressed
 * text, or a flood of empty blocks, all the same: LIMIT_COMPRESSION, PROTOCOL_COMPRESSION. Errors carry no stage. */
#ifndef MBX_DEFLATE_H
#define MBX_DEFLATE_H

#include "base/status.h"

typedef struct mbx_deflate mbx_deflate;

/* came: what was read of the compressed stream already; it is copied. Returns owned. */
MBX_MUST_CHECK mbx_status mbx_deflate_new(mbx_deflate **d_r, const char *came, size_t n, mbx_error *err);
void mbx_deflate_free(mbx_deflate *d);

/* Up to max (at least 1) inflated bytes. *n_r = 0: all that came is used up; more goes to mbx_deflate_room(), and
 * mbx_deflate_came() says how much. */
MBX_MUST_CHECK mbx_status mbx_deflate_read(mbx_deflate *d, char *out, size_t max, size_t *n_r, mbx_error *err);
char *mbx_deflate_room(mbx_deflate *d, size_t *n_r);
void mbx_deflate_came(mbx_deflate *d, size_t n);
bool mbx_deflate_whole_lines(const mbx_deflate *d); /* what came last made lines, and ended with one's end */

/* Bytes to send, which must stay until all is taken: mbx_deflate_take() fills out (at least 16 bytes) with what goes on the
 * wire, and returns 0 when the other side can read all of it. */
void mbx_deflate_put(mbx_deflate *d, const char *p, size_t n);
size_t mbx_deflate_take(mbx_deflate *d, char *out, size_t max);

#endif
