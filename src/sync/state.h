/* What is remembered of one folder between runs, and its form in the store.
 *
 * Encoded: "MBXS", format 1, then fields (tag, length, value; numbers as LEB128 varints, sets as varint gaps and
 * lengths of ranges), then the first 8 bytes of the SHA-256 of all before. A reader of format 1 refuses a tag that
 * it does not know: dropping what a newer version remembered would lose mail. */
#ifndef MBX_STATE_H
#define MBX_STATE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/uidset.h"

#define MBX_STATE_MAX MBX_MIB(8)

/* Why a message was set aside. */
typedef enum mbx_trouble_class {
    MBX_TROUBLE_CONTENT = 1,   /* the server says it is there, but does not hand it out as IMAP has it */
    MBX_TROUBLE_TRANSPORT = 2, /* the connection broke while it came */
    MBX_TROUBLE_CRASH = 3      /* the process died while it was the only one in flight */
} mbx_trouble_class;

typedef struct mbx_trouble {
    uint32_t uid;
    mbx_trouble_class why;
    uint32_t attempts;
    int64_t next_try; /* seconds since 1970 */
} mbx_trouble;

typedef struct mbx_state {
    uint32_t generation;     /* 0: the folder was never opened */
    uint32_t uidvalidity;
    uint32_t live_next;      /* every UID below is known: imported, or in one of the sets, or gone */
    uint32_t backfill_below; /* UIDs below came with the first import: newest first, after what is new */
    uint64_t highestmodseq;
    int64_t last_pass;       /* when the last commit was made, seconds since 1970 */
    mbx_uidset pending;      /* discovered, not imported */
    mbx_uidset skipped;      /* left out by the import policy */
    mbx_uidset in_flight;    /* what the run that made this state was going to read next */
    mbx_uidset suspects;     /* were in flight when a process died: taken alone, last */
    mbx_trouble *troubles;   /* by UID; not in pending */
    size_t n_troubles, cap_troubles;
} mbx_state; /* {0} is the state of a folder that was never opened */

void mbx_state_free(mbx_state *s);
MBX_MUST_CHECK mbx_status mbx_state_encode(const mbx_state *s, char **p_r, size_t *n_r, mbx_error *err); /* returns owned */
/* STATE_CORRUPT or STATE_VERSION; s_r must be {0} and is freed by the caller whatever the outcome. */
MBX_MUST_CHECK mbx_status mbx_state_decode(mbx_state *s_r, const char *p, size_t n, mbx_error *err);

mbx_trouble *mbx_state_trouble(const mbx_state *s, uint32_t uid); /* NULL when it has none */
MBX_MUST_CHECK mbx_status mbx_state_add_trouble(mbx_state *s, uint32_t uid, mbx_trouble **t_r); /* finds or makes it, zeroed */
void mbx_state_drop_trouble(mbx_state *s, uint32_t uid);

#endif
