/* Message ids (RFC 5322 section 3.6.4, and without the angle brackets). */
#ifndef MBX_MSGID_H
#define MBX_MSGID_H

#include "base/arena.h"

typedef struct mbx_msgids {
    mbx_str *list; /* owned: mbx_release() it; the strings are the arena's */
    size_t n, cap;
    bool full; /* MBX_MAX_REFERENCES met */
} mbx_msgids;

/* Message-ID or Content-ID: the first <...>, else the first word; blanks inside removed. {NULL,0}: there is none. */
bool mbx_msgid_read(mbx_arena *a, mbx_str in, mbx_str *id_r); /* false: no memory */

/* Every <...> in order; words between them are ignored. false: no memory. */
bool mbx_msgids_add(mbx_msgids *ids, mbx_arena *a, mbx_str in);

#endif
