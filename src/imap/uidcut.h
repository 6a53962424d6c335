/* A UID set in pieces that fit into a command line. */
#ifndef MBX_UIDCUT_H
#define MBX_UIDCUT_H

#include "base/buf.h"
#include "base/uidset.h"

typedef struct mbx_uidcut { /* {0}: at the beginning */
    size_t range;  /* the next range */
    uint32_t from; /* its next UID; 0: its first */
} mbx_uidcut;

/* Appends the next piece to out as a sequence-set: at most count UIDs, out no longer than max bytes. The same UIDs
 * go into piece (emptied by the caller). *more_r: something is left. s must not change between the calls. */
MBX_MUST_CHECK mbx_status mbx_uidcut_next(mbx_uidcut *c, const mbx_uidset *s, uint32_t count, size_t max, mbx_buf *out, mbx_uidset *piece, bool *more_r, mbx_error *err);

#endif
