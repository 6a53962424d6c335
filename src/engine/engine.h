/* Many accounts at once: worker threads run them, the caller's thread answers what they ask.
 *
 * A worker never calls the caller's code. It posts events into one bounded queue and waits for the answer where
 * it needs one; the caller takes events one by one (mbx_engine_next) and answers each (mbx_event_answer). All
 * signals are blocked in workers. Of one account at most MBX_BATCHES_OUTSTANDING batches are unanswered. */
#ifndef MBX_ENGINE_H
#define MBX_ENGINE_H

#include "base/clock.h"
#include "base/status.h"
#include "net/tls.h"
#include "sync/account.h"
#include "sync/run.h"

typedef struct mbx_engine mbx_engine;

/* Asked on the caller's thread, from within mbx_engine_next(), when an account with_token needs one. refresh: the one
 * before was refused as expired. *token_r: returns owned. */
typedef struct mbx_token_hook {
    void *ctx;
    mbx_status (*token)(void *ctx, int64_t staff_id, bool refresh, mbx_secret **token_r, mbx_error *err);
} mbx_token_hook;

typedef struct mbx_engine_options {
    unsigned workers;      /* 0: MBX_DEFAULT_WORKERS; never more than there are accounts */
    mbx_tls *tls;          /* borrowed for the engine's life */
    mbx_run_options run;   /* deadline: of the whole call */
    mbx_token_hook tokens; /* {0}: no account has tokens */
    int64_t account_ms;    /* each account's own limit, from its start; <= 0: only the call's deadline */
} mbx_engine_options;

typedef enum mbx_event_kind {
    MBX_EVENT_LOAD,   /* answer: state and version of staff_id's folder */
    MBX_EVENT_COMMIT, /* answer: committed, or why not */
    MBX_EVENT_DONE    /* an account has ended: report and error; no answer needed, but mbx_event_answer() frees it */
} mbx_event_kind;

typedef struct mbx_event {
    mbx_event_kind kind;
    int64_t staff_id;
    const char *folder;  /* LOAD */
    mbx_batch *batch;    /* COMMIT; stays the event's */
    mbx_report report;   /* DONE */
    mbx_status status;   /* DONE */
    mbx_error error;     /* DONE, when status is not MBX_OK */
    const char *bound;   /* LOAD, DONE: the envelope to store instead of the account's, in one UPDATE ... WHERE it is still that
                            one: it opens for this mail server alone. NULL: nothing to store. Borrowed for the event's life */
} mbx_event;

typedef struct mbx_answer {
    mbx_status status;   /* LOAD, COMMIT: MBX_OK or why not (error is filled then) */
    mbx_error error;
    const char *state;   /* LOAD: copied; NULL when there is none */
    size_t state_n;
    uint64_t version;
} mbx_answer;

MBX_MUST_CHECK mbx_status mbx_engine_new(mbx_engine **e_r, const mbx_engine_options *o, mbx_error *err); /* returns owned */
MBX_MUST_CHECK mbx_status mbx_engine_add(mbx_engine *e, mbx_account *a, mbx_error *err); /* takes a whatever the outcome; before start */
MBX_MUST_CHECK mbx_status mbx_engine_start(mbx_engine *e, mbx_error *err);

/* Waits until an event is there or until passes. *event_r: NULL when nothing came in time, or when all accounts are
 * done and every event was taken (mbx_engine_finished() tells which), or when a token was asked for. Wakes early on EINTR, so that the caller can look at signals. */
MBX_MUST_CHECK mbx_status mbx_engine_next(mbx_engine *e, mbx_time until, mbx_event **event_r, mbx_error *err);
void mbx_event_answer(mbx_engine *e, mbx_event *event, const mbx_answer *answer); /* takes event; answer NULL for DONE */
bool mbx_engine_finished(const mbx_engine *e);

void mbx_engine_cancel(mbx_engine *e); /* asks all to stop; go on taking events until finished */
void mbx_engine_free(mbx_engine *e);   /* cancels, answers what is open with CANCELLED, joins all workers */

#endif
