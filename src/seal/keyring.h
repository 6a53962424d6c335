/* What the envelope needs of a key ring beyond seal.h: one key by its id, and the one to seal with. */
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

#endif
