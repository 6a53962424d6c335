/* Stored passwords: AES-256-GCM under a key from a ring file, bound to who they belong to.
 *
 * A ring file holds lines "<key id, 8 hex digits> <key, 64 hex digits>", newest first, mode 0600 or stricter.
 * Envelope, base64url without padding, over: "MBX1" | alg 1 byte (1) | key id 4 | salt 32 | nonce 12 |
 * commitment 16 | ciphertext | tag 16. The record key and the commitment come from HKDF-SHA-256 (RFC 5869) of the
 * ring's key with the record's salt; the associated data are length-prefixed: version, algorithm, key id, purpose,
 * staff id, sign-in address, host ("" until bound), the last two in lower case. Plaintext is padded to multiples of
 * 64, so its length does not show. Nothing outside the core can open one. In a ring file empty lines and lines
 * that begin with # count for nothing. */
#ifndef MBX_SEAL_H
#define MBX_SEAL_H

#include "base/secret.h"
#include "base/status.h"

#include <stdint.h>

#define MBX_SEAL_MAX_PLAIN 16384
#define MBX_SEAL_MAX_TEXT 24576

typedef struct mbx_keyring mbx_keyring; /* immutable once made; counted, any thread */

typedef struct mbx_seal_context {
    int64_t staff_id;
    const char *sign_in_address;
    const char *purpose; /* "imap-password" */
    const char *host;    /* "" */
} mbx_seal_context;

MBX_MUST_CHECK mbx_status mbx_keyring_load(mbx_keyring **k_r, const char *path, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_keyring_create(const char *path, mbx_error *err); /* one new key; fails if the file exists */
MBX_MUST_CHECK mbx_status mbx_keyring_in_memory(mbx_keyring **k_r, mbx_error *err); /* one random key that dies with the process */
mbx_keyring *mbx_keyring_hold(mbx_keyring *k);
void mbx_keyring_release(mbx_keyring *k); /* wiped with the last holder */

/* *text_r: returns owned, NUL-terminated (mbx_release). */
MBX_MUST_CHECK mbx_status mbx_seal(const mbx_keyring *k, const mbx_seal_context *c, const char *plain, size_t n, char **text_r, mbx_error *err);
/* AUTH_SEAL: wrong key, wrong person, tampered; the reason is in the message, never the content. Returns owned. */
MBX_MUST_CHECK mbx_status mbx_unseal(const mbx_keyring *k, const mbx_seal_context *c, const char *text, size_t n, mbx_secret **plain_r, mbx_error *err);

const char *mbx_seal_library_built(void); /* the OpenSSL of the headers, for phpinfo: "OpenSSL 3.0.15 3 Sep 2024" */

#endif
