/* A set of UIDs as sorted, disjoint, non-adjacent ranges: a million pending messages are a few bytes.
 * A UID is 1 to 4294967295 (RFC 3501 section 2.3.1.1); 0 is never in a set. */
#ifndef MBX_UIDSET_H
#define MBX_UIDSET_H

#include "base/buf.h"
#include "base/status.h"

#include <stdint.h>

typedef struct mbx_uidrange {
    uint32_t lo, hi; /* both included */
} mbx_uidrange;

typedef struct mbx_uidset {
    mbx_uidrange *r;
    size_t n, cap; /* ranges */
} mbx_uidset;      /* {0} is the empty set */

void mbx_uidset_free(mbx_uidset *s); /* frees and empties */
MBX_MUST_CHECK mbx_status mbx_uidset_add(mbx_uidset *s, uint32_t lo, uint32_t hi);    /* lo > hi: nothing; appending at the end is O(1) */
MBX_MUST_CHECK mbx_status mbx_uidset_remove(mbx_uidset *s, uint32_t lo, uint32_t hi);
MBX_MUST_CHECK mbx_status mbx_uidset_unite(mbx_uidset *s, const mbx_uidset *other);
MBX_MUST_CHECK mbx_status mbx_uidset_subtract(mbx_uidset *s, const mbx_uidset *other);
MBX_MUST_CHECK mbx_status mbx_uidset_copy(mbx_uidset *to, const mbx_uidset *from);    /* to is emptied first */
bool mbx_uidset_has(const mbx_uidset *s, uint32_t uid);
bool mbx_uidset_empty(const mbx_uidset *s);
uint64_t mbx_uidset_count(const mbx_uidset *s);   /* UIDs, not ranges */
uint32_t mbx_uidset_min(const mbx_uidset *s);     /* 0 for the empty set */
uint32_t mbx_uidset_max(const mbx_uidset *s);

/* Moves up to n UIDs into out (emptied first): the lowest, or with highest the highest ones. s is not changed. */
MBX_MUST_CHECK mbx_status mbx_uidset_take(const mbx_uidset *s, uint32_t n, bool highest, mbx_uidset *out);

/* "1:5,9" as in a command (RFC 3501 sequence-set). */
MBX_MUST_CHECK mbx_status mbx_uidset_format(const mbx_uidset *s, mbx_buf *out);

#endif
