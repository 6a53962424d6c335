/* What a run needs of the place where mail is kept. The engine implements it towards the caller's thread; tests
 * implement it in memory.
 *
 * Commits of one account are submitted in order and answered in order. submit() may return before the commit is
 * done: at most MBX_BATCHES_OUTSTANDING are unanswered, then it waits. Once one commit has failed every later
 * submit() and settle() returns that failure and drops its batch: a batch is never committed over a gap. */
#ifndef MBX_STORE_H
#define MBX_STORE_H

#include "base/digest.h"
#include "base/status.h"
#include "base/str.h"
#include "blob/blob.h"
#include "imap/session.h"
#include "mime/message.h"

/* One message on its way into the store. */
typedef struct mbx_item {
    uint32_t uid;
    mbx_fetched facts;    /* its labels point into: */
    char *labels;         /* owned; NULL: none were told */
    mbx_message *message; /* owned; parsed and finished */
    uint8_t raw_sha256[MBX_SHA256_SIZE];
    uint8_t header_digest[MBX_SHA256_SIZE]; /* identity for re-matching: sync/identity.h */
    bool raw_kept;        /* the raw bytes are a blob named raw_sha256 (something was not parsed) */
    mbx_blob **blobs;     /* owned: its attachments, completed and not settled */
    size_t n_blobs;
} mbx_item;

void mbx_item_free(mbx_item *item); /* what it owns; not the struct */

/* What one transaction of the store has to do, all of it or nothing. */
typedef struct mbx_batch {
    int64_t staff_id;
    char *folder;
    uint32_t generation;
    uint32_t uidvalidity;
    mbx_item *items;
    size_t n_items, cap_items;
    char *state;            /* the new state, opaque to the store */
    size_t state_n;
    uint64_t expected_version; /* the version that must be stored now; 0: no row yet */
    uint64_t version;          /* the version that this state becomes: expected_version + 1 */
    uint64_t remaining;        /* messages still pending after this batch: for progress bars */
    uint64_t imported;         /* messages of this folder committed by this run, this batch included */
} mbx_batch;

void mbx_batch_free(mbx_batch *b); /* NULL is legal; abandons blobs that were not settled */

/* Makes the blobs of all items durable. To be called before the commit that names them; any thread. */
MBX_MUST_CHECK mbx_status mbx_batch_settle(mbx_batch *b, mbx_error *err);
bool mbx_batch_has_blobs(const mbx_batch *b);

typedef struct mbx_store {
    void *ctx;
    /* The stored state of a folder: *state_r returns owned, NULL when there is none (*version_r = 0 then). */
    mbx_status (*load)(void *ctx, const char *folder, char **state_r, size_t *n_r, uint64_t *version_r, mbx_error *err);
    mbx_status (*submit)(void *ctx, mbx_batch *batch, mbx_error *err); /* takes batch whatever the outcome */
    /* The envelope as it must be stored now, because the account's server has taken its password; NULL: nobody cares. */
    mbx_status (*bound)(void *ctx, const char *sealed, mbx_error *err);
    mbx_status (*settle)(void *ctx, unsigned outstanding, mbx_error *err); /* waits until at most so many are unanswered */
} mbx_store;

#endif
