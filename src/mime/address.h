/* Address lists (RFC 5322 section 3.4 and 4.4, RFC 6532), read without recursion and without giving up. */
#ifndef MBX_ADDRESS_H
#define MBX_ADDRESS_H

#include "base/arena.h"
#include "mime/converters.h"
#include "mime/message.h"

typedef struct mbx_address_list {
    mbx_addresses found; /* list is owned: mbx_release() it; the strings are the arena's */
    size_t cap;
} mbx_address_list;

typedef struct mbx_address_notes {
    mbx_converters *kept; /* to read with; may be NULL */
    size_t *total; /* addresses of the whole message so far, at most MBX_MAX_ADDRESSES */
    bool full;     /* the limit was met */
    bool raw8, unknown_charset;
} mbx_address_notes;

/* Adds the addresses of one unfolded header value. Groups are flattened to their members; ";" separates as "," does. */
MBX_MUST_CHECK mbx_status mbx_address_read(mbx_address_list *l, mbx_arena *a, mbx_str in, mbx_address_notes *notes);

#endif
