/* Ranges of UIDs in whatever order a server tells them, made into a set at the end: adding one by one to a set, in the order
 * that hurts it most, would take the square of their number. */
#ifndef MBX_UIDRANGES_H
#define MBX_UIDRANGES_H

#include "base/uidset.h"

typedef struct mbx_uidranges {
    mbx_uidrange *r;
    size_t n, cap;
    bool unsorted;
} mbx_uidranges; /* {0} is empty */

void mbx_uidranges_free(mbx_uidranges *x); /* empties */

/* 1 <= lo <= hi. MBX_E_LIMIT: it would be the range after max. */
MBX_MUST_CHECK mbx_status mbx_uidranges_add(mbx_uidranges *x, uint32_t lo, uint32_t hi, size_t max);

/* Adds them all to set. The ranges stay; their order does not. */
MBX_MUST_CHECK mbx_status mbx_uidranges_into(mbx_uidranges *x, mbx_uidset *set);

#endif
