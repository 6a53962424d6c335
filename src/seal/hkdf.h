/* HKDF-SHA-256 (RFC 5869): one record key out of a ring's key and a record's salt. */
#ifndef MBX_HKDF_H
#define MBX_HKDF_H

#include "base/status.h"

#include <stdint.h>

/* Extract and expand in one. key is not empty; n is at most 255 * 32. */
MBX_MUST_CHECK mbx_status mbx_hkdf_sha256(const uint8_t *key, size_t key_n, const uint8_t *salt, size_t salt_n, const uint8_t *info,
                                          size_t info_n, uint8_t *out, size_t n, mbx_error *err);

#endif
