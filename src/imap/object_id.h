/* What of a FETCH names its message beyond the UID: EMAILID and THREADID (RFC 8474), or Gmail's X-GM-MSGID, X-GM-THRID and
 * X-GM-LABELS. libetpan knows half of them, so they are taken out of the line before it reads it. */
#ifndef MBX_OBJECT_ID_H
#define MBX_OBJECT_ID_H

#include "base/buf.h"
#include "base/limits.h"

typedef struct mbx_object_ids {
    char email_id[MBX_MAX_OBJECTID + 1];  /* "": not told */
    char thread_id[MBX_MAX_OBJECTID + 1];
    bool labelled;  /* labels were told, none perhaps */
    mbx_buf labels; /* UTF-8, each with a NUL behind it; at most MBX_MAX_LABELS bytes, what does not fit is left out */
} mbx_object_ids;

void mbx_object_ids_init(mbx_object_ids *ids);
void mbx_object_ids_free(mbx_object_ids *ids);
void mbx_object_ids_reset(mbx_object_ids *ids); /* for the next line */

/* Takes an item's value: an atom, or (list) what stands between the parentheses. Other items, and values that are none of
 * theirs, leave everything as it is; so does NIL. */
MBX_MUST_CHECK mbx_status mbx_object_ids_take(mbx_object_ids *ids, mbx_str item, mbx_str value, bool list, mbx_error *err);

/* Is it an objectid (RFC 8474 section 7)? */
bool mbx_is_objectid(mbx_str value);

#endif
