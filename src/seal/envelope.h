/* The credential envelope whole: sealing, opening, binding to the mail server, renewing under a new key.
 *
 * Format 2, base64url without padding: "MBX1" | 2 | key id 4 | salt 32 | nonce 12 | commitment 16 | ciphertext | tag 16.
 * Record key and commitment are HKDF-SHA-256 (RFC 5869) of the ring's key followed by the application's key, with the
 * record's salt; its info is "mailbox/v2/credential/" and the owner's fields, each with its length in front: purpose,
 * site, staff id, sign-in address in lower case, epoch. Associated data: "MBX1", 2, key id, those fields, and the host
 * in lower case ("" until bound). So a commitment that is right says whose it is, and only the host can be wrong then.
 * Plaintext is padded to multiples of 64 (0x80, zeros).
 *
 * Format 1 (seal.h describes it) is opened still, for epoch 0 only, and renewed as format 2. */
#ifndef MBX_ENVELOPE_H
#define MBX_ENVELOPE_H

#include "seal/keyring.h"

/* Whose it is. All strings are borrowed. */
typedef struct mbx_seal_owner {
    int64_t staff_id;
    const char *sign_in_address;
    const char *purpose; /* "imap-password", "oauth-refresh", "oauth-access" */
    int64_t epoch;       /* counts up when somebody else resets this person's sign-in: older envelopes stop opening */
} mbx_seal_owner;

typedef struct mbx_opened {
    bool bound;   /* to the host that was asked for; false: to none yet */
    bool current; /* sealed in the newest format with the newest keys: nothing to renew */
} mbx_opened;

/* Seals for this host; "" leaves it unbound. *text_r: returns owned, NUL-terminated. */
MBX_MUST_CHECK mbx_status mbx_envelope_seal(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *plain, size_t n, char **text_r, mbx_error *err);

/* Opens for this host what is bound to it or to none: never what is bound to another (SEAL_HOST). Other refusals are
 * AUTH_SEAL: wrong key, wrong person, no envelope, tampered; the reason is in the message, never the content.
 * opened_r may be NULL. *plain_r: returns owned. */
MBX_MUST_CHECK mbx_status mbx_envelope_open(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *text, size_t n, mbx_secret **plain_r, mbx_opened *opened_r, mbx_error *err);

/* The text that opens for this host alone from now on, in the newest format, for what opens for it now. The store swaps
 * it in where the old text still stands. host is not empty. */
MBX_MUST_CHECK mbx_status mbx_envelope_bind(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *text, size_t n, char **text_r, mbx_error *err);

/* The same secret under the newest format and keys, bound as it was. *text_r = NULL: it was that already. */
MBX_MUST_CHECK mbx_status mbx_envelope_renew(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *text, size_t n, char **text_r, mbx_error *err);

/* The ring key that it names as 8 hex digits, for "may this key be removed?"; false: no envelope. Nothing is opened. */
bool mbx_envelope_key_id(const char *text, size_t n, char id_r[2 * MBX_KEY_ID_SIZE + 1]);

#endif
