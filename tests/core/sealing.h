/* What the tests of seal/ share: whose password it is, a folder of their own, sealing and opening. */
#ifndef SEALING_H
#define SEALING_H

#include "seal/envelope.h"

#include <sys/types.h>

typedef struct who { /* an owner and a host */
    mbx_seal_owner o;
    const char *host;
} who;

#define WHO(id, address, purpose_, epoch_, host_) {{.staff_id = id, .sign_in_address = address, .purpose = purpose_, .epoch = epoch_}, host_}

#define RING_V1 "01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

extern const who ANNA, ANNA_BOUND;

/* Of the group of tests: a folder, gone after them. */
int sealing_make_folder(void **state);
int sealing_remove_folder(void **state);
const char *sealing_folder(void);
void in_folder(char *out, size_t n, const char *name);
void put_file(const char *path, const char *text, mode_t mode);

mbx_keyring *memory_ring(void);
mbx_keyring *ring_of(const char *text);
char *sealed(const mbx_keyring *k, const who *c, const char *plain);
char *renewed(const mbx_keyring *k, const who *c, const char *text); /* NULL: it is as new as can be */

/* False: refused as it should be, with nothing of want in the message. */
bool opens(const mbx_keyring *k, const who *c, const char *text, size_t n, const char *want);

/* Every bit and every length of an envelope: how many were refused. */
size_t flip_every_bit(const mbx_keyring *k, const who *c, const char *good, const char *plain);

size_t from_hex(const char *text, uint8_t *out);

#endif
