/* Stored passwords: AES-256-GCM under a key from a ring file, bound to who they belong to (seal/envelope.h).
 *
 * A ring file holds lines "<key id, 8 hex digits> <key, 64 hex digits>", newest first, mode 0600 or stricter; empty
 * lines and lines that begin with # count for nothing. Nothing outside the core can open an envelope.
 *
 * Format 1, which is only opened: "MBX1" | 1 | key id 4 | salt 32 | nonce 12 | commitment 16 | ciphertext | tag 16,
 * base64url without padding. The record key and the commitment come from HKDF-SHA-256 (RFC 5869) of the ring's key
 * with the record's salt and the info "mailbox/v1/credential/" purpose; the associated data are length-prefixed:
 * "MBX1", 1, key id, purpose, staff id, sign-in address, host ("" until bound), the last two in lower case. */
#ifndef MBX_SEAL_H
#define MBX_SEAL_H

#include "base/secret.h"
#include "base/status.h"

#include <stdint.h>

#define MBX_SEAL_MAX_PLAIN 16384
#define MBX_SEAL_MAX_TEXT 24576

typedef struct mbx_keyring mbx_keyring; /* immutable once made; counted, any thread */

MBX_MUST_CHECK mbx_status mbx_keyring_load(mbx_keyring **k_r, const char *path, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_keyring_create(const char *path, mbx_error *err); /* one new key; fails if the file exists */
MBX_MUST_CHECK mbx_status mbx_keyring_in_memory(mbx_keyring **k_r, mbx_error *err); /* one random key that dies with the process */

#define MBX_APPLICATION_KEYS_MAX 8

/* A new ring of the same keys for one site: what it seals opens only for this site id (random, made at install) and
 * with the application's own key, which lies elsewhere (APP_ENC_KEY): neither it nor the file alone opens anything.
 * keys: newest first, the former ones still open; n = 0: the file alone. of stays the caller's. Returns owned. */
MBX_MUST_CHECK mbx_status mbx_keyring_for_site(mbx_keyring **k_r, const mbx_keyring *of, const char *site, const mbx_str *keys, size_t n, mbx_error *err);

/* Puts a new key in front of those in the file, which stay and still open; what is loaded from then on seals with it. */
MBX_MUST_CHECK mbx_status mbx_keyring_rotate(const char *path, mbx_error *err);

mbx_keyring *mbx_keyring_hold(mbx_keyring *k);
void mbx_keyring_release(mbx_keyring *k); /* wiped with the last holder */

const char *mbx_seal_library_built(void); /* the OpenSSL of the headers, for phpinfo: "OpenSSL 3.0.15 3 Sep 2024" */

#endif
