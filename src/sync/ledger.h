/* One folder's state on its way into the store, together with the messages it speaks of.
 *
 * Holds the open batch, hands full ones to the store, and knows for each that is not answered yet which UIDs it
 * names as in flight. The rule that makes a killed process harmless: no byte of a message is parsed before a commit
 * that names its UID as in flight is known to be in the store (mbx_ledger_await). */
#ifndef MBX_LEDGER_H
#define MBX_LEDGER_H

#include "sync/run.h"
#include "sync/state.h"

/* UIDs that a commit names as in flight: what may be read until the next-but-one commit is answered. */
#define MBX_FLIGHT_UIDS ((MBX_BATCHES_OUTSTANDING + 1) * MBX_BATCH_MESSAGES)

typedef struct mbx_flight {
    mbx_uidset uids;
    mbx_report brought; /* what the batch brings: counted when it is known to be committed */
} mbx_flight;

typedef struct mbx_ledger {
    const mbx_store *store;
    mbx_report *report; /* borrowed; committed counts are added */
    int64_t staff_id;
    const char *folder; /* borrowed */
    uint32_t batch_messages;
    size_t batch_bytes;
    mbx_state state;
    uint64_t version;   /* of the state last handed to the store; 0: none */
    mbx_batch *open;    /* items that no commit has taken yet */
    size_t open_bytes;
    mbx_flight flights[MBX_BATCHES_OUTSTANDING + 2]; /* [0]: known to be committed; then one for each unanswered */
    unsigned outstanding;
    uint64_t imported;  /* of this folder, handed over */
} mbx_ledger;

/* Loads and decodes. l is freed by the caller whatever the outcome. */
MBX_MUST_CHECK mbx_status mbx_ledger_open(mbx_ledger *l, const mbx_store *store, const mbx_account *a, const char *folder, const mbx_run_options *o, mbx_report *report, mbx_error *err);
void mbx_ledger_free(mbx_ledger *l);

/* Takes what item owns. coming: what will be read after it; a full batch is handed over with its first UIDs in flight. */
MBX_MUST_CHECK mbx_status mbx_ledger_add(mbx_ledger *l, mbx_item *item, const mbx_uidset *coming, mbx_error *err);

/* The stored state's in-flight set stands for nothing any more: what is read next must be named anew. */
void mbx_ledger_forget_flight(mbx_ledger *l);

/* Hands over what is open, even if that is only the state. */
MBX_MUST_CHECK mbx_status mbx_ledger_commit(mbx_ledger *l, const mbx_uidset *coming, mbx_error *err);

/* Waits until uid is in flight in every state that the store may hold now; commits that first where it is not. */
MBX_MUST_CHECK mbx_status mbx_ledger_await(mbx_ledger *l, uint32_t uid, bool alone, const mbx_uidset *coming, mbx_error *err);

/* Hands over what is left with nothing in flight, and waits for all answers. */
MBX_MUST_CHECK mbx_status mbx_ledger_close(mbx_ledger *l, bool changed, mbx_error *err);

#endif
