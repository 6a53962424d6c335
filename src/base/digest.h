/* SHA-256, at once or in pieces; keyed digests and what logins and seals derive from them. */
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
#define MBX_HASH_MAX 64
typedef enum mbx_hash { MBX_HASH_SHA1 = 0, MBX_HASH_SHA256, MBX_HASH_SHA512 } mbx_hash; /* SHA-1: for SCRAM-SHA-1 only */

size_t mbx_hash_size(mbx_hash h);
MBX_MUST_CHECK mbx_status mbx_hash_once(mbx_hash h, const void *p, size_t n, uint8_t *out, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_hmac(mbx_hash h, const void *key, size_t key_n, const void *p, size_t n, uint8_t *out, mbx_error *err);
/* RFC 8018 section 5.2, one block of output: SCRAM's Hi(). */
MBX_MUST_CHECK mbx_status mbx_pbkdf2(mbx_hash h, const void *password, size_t password_n, const void *salt, size_t salt_n, unsigned iterations, uint8_t *out, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_random_bytes(void *p, size_t n, mbx_error *err);
bool mbx_same_bytes(const void *a, const void *b, size_t n); /* takes as long whether they differ early, late or not */

void mbx_hex(const uint8_t *p, size_t n, char *out); /* 2n characters and a NUL */

#endif
