/* Carries a plan out for one account: connect, log in, per folder discover and import, commit in batches. */
#ifndef MBX_RUN_H
#define MBX_RUN_H

#include "base/cancel.h"
#include "base/clock.h"
#include "net/tls.h"
#include "sync/account.h"
#include "sync/store.h"

typedef struct mbx_run_options {
    mbx_time deadline;         /* for the whole account */
    bool retry_quarantined;    /* try quarantined messages now, whatever their next time */
    uint32_t batch_messages;   /* 0: MBX_BATCH_MESSAGES */
    size_t batch_bytes;        /* 0: MBX_BATCH_BYTES */
} mbx_run_options;

/* Numbers of a run, over all its folders. */
typedef struct mbx_report {
    uint64_t exists;      /* messages in the folders */
    uint64_t found;       /* messages that this run discovered */
    uint64_t imported, skipped, quarantined, gone, remaining;
    uint64_t attachments, attachment_bytes, message_bytes;
    uint64_t bytes_in, bytes_out; /* IMAP's */
    uint64_t wire_in, wire_out;   /* TCP's */
    uint32_t round_trips;
    uint32_t commits;
    int64_t milliseconds;
    int64_t retry_after;  /* milliseconds that the server wants to be left alone, as in mbx_error; 0: it named no time */
    bool complete;        /* nothing is left to do now */
} mbx_report;

/* MBX_OK also when the deadline ended it cleanly (complete is false then). On failure report_r holds what was done
 * and committed before it. */
MBX_MUST_CHECK mbx_status mbx_run(const mbx_account *a, const mbx_store *store, mbx_tls *tls, const mbx_run_options *o, mbx_cancel *cancel, mbx_report *report_r, mbx_error *err);

#endif
