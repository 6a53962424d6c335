/* SHA-256, at once or in pieces. */
#ifndef MBX_DIGEST_H
#define MBX_DIGEST_H

#include "base/status.h"

#include <stdint.h>

#define MBX_SHA256_SIZE 32

typedef struct mbx_sha256 mbx_sha256;

MBX_MUST_CHECK mbx_status mbx_sha256_new(mbx_sha256 **d_r, mbx_error *err); /* returns owned, ready to add */
void mbx_sha256_free(mbx_sha256 *d);
void mbx_sha256_reset(mbx_sha256 *d);
void mbx_sha256_add(mbx_sha256 *d, const void *p, size_t n);
void mbx_sha256_final(mbx_sha256 *d, uint8_t out[MBX_SHA256_SIZE]); /* then reset it, or free it */

MBX_MUST_CHECK mbx_status mbx_sha256_once(const void *p, size_t n, uint8_t out[MBX_SHA256_SIZE], mbx_error *err);
void mbx_hex(const uint8_t *p, size_t n, char *out); /* 2n characters and a NUL */

#endif
