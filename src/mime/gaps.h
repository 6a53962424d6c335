/* Which bytes of a header were left out of what is kept of it, so that a place in that is a place in the raw message. */
#ifndef MBX_GAPS_H
#define MBX_GAPS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

typedef struct mbx_gap {
    size_t at;     /* before this byte of what is kept */
    uint64_t lost; /* bytes, with those of the gaps before */
} mbx_gap;

typedef struct mbx_gaps {
    mbx_gap *list;
    size_t n, cap; /* one for each line that is kept, at most */
} mbx_gaps;

void mbx_gaps_free(mbx_gaps *g);
MBX_MUST_CHECK mbx_status mbx_gaps_add(mbx_gaps *g, size_t at, uint64_t bytes); /* in order */
uint64_t mbx_gaps_before(const mbx_gaps *g, size_t at);                         /* bytes left out in front of that byte */

#endif
