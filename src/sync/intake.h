/* Turns the bodies of one FETCH into items of the ledger: hashes, parses and stores attachments while they arrive. */
#ifndef MBX_INTAKE_H
#define MBX_INTAKE_H

#include "blob/sink.h"
#include "mime/converters.h"
#include "sync/ledger.h"
#include "sync/plan.h"

typedef struct mbx_intake {
    mbx_ledger *ledger;
    mbx_blob_store *blobs;
    mbx_part_sink sink;
    mbx_sha256 *digest;
    mbx_converters converters; /* for all its messages */
    bool keep_raw;         /* this fetch stores the raw bytes too */
    mbx_uidset window;     /* asked and not answered yet */
    bool alone;
    mbx_uidset want_raw;   /* were not parsed completely: to be fetched again with their raw bytes kept */
    mbx_message *message;  /* the one that arrives now */
    mbx_blob *raw;
    uint32_t uid;          /* of the message that arrives now; 0 between messages or when not said yet */
    bool handler_failed;   /* the last failure was ours (store, disk, memory), not the server's */
} mbx_intake;

MBX_MUST_CHECK mbx_status mbx_intake_open(mbx_intake *in, mbx_ledger *ledger, mbx_blob_store *blobs, mbx_error *err);
void mbx_intake_free(mbx_intake *in);

/* Fetches a window. On MBX_OK in->window holds what the server did not answer. */
MBX_MUST_CHECK mbx_status mbx_intake_fetch(mbx_intake *in, mbx_session *s, const mbx_window *w, bool keep_raw, mbx_error *err);

#endif
