/* What the envelope needs of a key ring beyond seal.h: one key by its id, the one to seal with, and what is mixed in. */
#ifndef MBX_KEYRING_H
#define MBX_KEYRING_H

#include "seal/seal.h"

#define MBX_KEY_ID_SIZE 4
#define MBX_KEY_SIZE 32
#define MBX_KEYRING_MAX 256 /* keys in one ring file */

typedef struct mbx_ring_key {
    uint8_t id[MBX_KEY_ID_SIZE];
    uint8_t key[MBX_KEY_SIZE];
} mbx_ring_key;

const mbx_ring_key *mbx_keyring_newest(const mbx_keyring *k); /* borrows; never NULL */
const mbx_ring_key *mbx_keyring_find(const mbx_keyring *k, const uint8_t id[MBX_KEY_ID_SIZE]); /* borrows; NULL: not there */

const char *mbx_keyring_site(const mbx_keyring *k); /* "" without mbx_keyring_for_site() */

/* Application keys, newest first; there is always one, which may be empty. */
size_t mbx_keyring_application_keys(const mbx_keyring *k);
mbx_str mbx_keyring_application_key(const mbx_keyring *k, size_t i); /* borrows */

#endif
