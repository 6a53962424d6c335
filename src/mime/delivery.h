/* What became of a mail: the fields of a message/delivery-status (RFC 3464). */
#ifndef MBX_DELIVERY_H
#define MBX_DELIVERY_H

#include "base/arena.h"
#include "base/status.h"

/* Without the type before the ";" ("rfc822;", "smtp;", "dns;"); {NULL,0}: absent. */
typedef struct mbx_delivery_recipient {
    mbx_str final_recipient;
    mbx_str original_recipient;
    mbx_str action;     /* lower case: "failed", "delayed", "delivered", "relayed", "expanded" */
    mbx_str status;     /* "5.1.1" (RFC 3463) */
    mbx_str diagnostic; /* at most MBX_MAX_DIAGNOSTIC */
    mbx_str remote_mta;
} mbx_delivery_recipient;

typedef struct mbx_delivery {
    mbx_str reporting_mta;
    mbx_delivery_recipient *recipients; /* at most MBX_MAX_REPORTED */
    size_t n;
    bool more; /* there were others */
} mbx_delivery;

/* content: of the part, decoded; anything else gives no recipients. Everything goes to the arena, as UTF-8 without control
 * characters. MBX_E_MEMORY is the only failure. */
MBX_MUST_CHECK mbx_status mbx_delivery_read(mbx_str content, mbx_arena *arena, mbx_delivery *d_r);

#endif
