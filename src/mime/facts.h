/* The facts that stand in a message's own header: subject, addresses, date, ids. */
#ifndef MBX_FACTS_H
#define MBX_FACTS_H

#include "mime/address.h"
#include "mime/automatic.h"
#include "mime/header.h"
#include "mime/msgid.h"

typedef struct mbx_facts {
    mbx_converters *kept; /* to read with; may be NULL */
    mbx_str subject, message_id;
    mbx_address_list from, to, cc, bcc, reply_to;
    size_t addresses; /* of all five */
    mbx_automatic automatic;
    mbx_msgids in_reply_to, references;
    bool has_date;
    int64_t date;
    unsigned seen;    /* which single-valued fields were there */
    mbx_buf value;    /* the value being read */
} mbx_facts;

void mbx_facts_free(mbx_facts *f);

/* Takes over a field if it is one of them. offset: of the field in the raw message. */
MBX_MUST_CHECK mbx_status mbx_facts_field(mbx_facts *f, const mbx_field *field, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset);

#endif
