/* Attachments as files named by their content: <dir>/<ab>/<sha256>, ab = the first two hex digits.
 *
 * A blob is written to a temporary file in <dir>/tmp, then synced, renamed and its folder synced: a name that is
 * there has all its bytes. Equal bytes are one file. Small blobs are held in memory until they are complete, so
 * one that exists already costs no write. Files are 0600, folders 0700.
 *
 * Syncing one file after the other costs more than reading the mail did, so it is done for many at once: a blob is
 * first completed (its digest is known, the system has its bytes), and settled with the others of its batch. */
#ifndef MBX_BLOB_H
#define MBX_BLOB_H

#include "base/digest.h"
#include "base/status.h"

#include <stdint.h>

typedef struct mbx_blob_store mbx_blob_store;
typedef struct mbx_blob mbx_blob; /* one being written */

/* dir must exist or be creatable (its parent must exist). Returns owned. Thread-safe once made; blobs hold it, so it
 * may be freed before them. */
MBX_MUST_CHECK mbx_status mbx_blob_store_new(mbx_blob_store **b_r, const char *dir, mbx_error *err);
void mbx_blob_store_free(mbx_blob_store *b);

MBX_MUST_CHECK mbx_status mbx_blob_open(mbx_blob_store *b, mbx_blob **w_r, mbx_error *err); /* returns owned */
MBX_MUST_CHECK mbx_status mbx_blob_write(mbx_blob *w, const void *p, size_t n, mbx_error *err);
/* All bytes are there: tells digest and size. After it only settle, finish or abandon. */
MBX_MUST_CHECK mbx_status mbx_blob_complete(mbx_blob *w, uint8_t sha256_r[MBX_SHA256_SIZE], uint64_t *size_r, mbx_error *err);
/* Takes all n completed blobs of one store whatever the outcome; on MBX_OK each is durable under its name. Any thread. */
MBX_MUST_CHECK mbx_status mbx_blob_settle(mbx_blob *const *blobs, size_t n, mbx_error *err);
/* Complete and settle one. Takes w whatever the outcome. */
MBX_MUST_CHECK mbx_status mbx_blob_finish(mbx_blob *w, uint8_t sha256_r[MBX_SHA256_SIZE], uint64_t *size_r, mbx_error *err);
void mbx_blob_abandon(mbx_blob *w); /* takes w; NULL is legal; no file remains */

/* Removes temporary files of dead runs, older than seconds. */
void mbx_blob_sweep(mbx_blob_store *b, int64_t older_than_seconds);

#endif
