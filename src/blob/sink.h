/* Puts a message's attachments into a blob store while it is parsed; without a store it only measures them.
 * What it stores is completed, not settled: the blobs are collected until somebody takes them. */
#ifndef MBX_BLOB_SINK_H
#define MBX_BLOB_SINK_H

#include "blob/blob.h"
#include "mime/message.h"

/* blobs NULL: size and SHA-256 only. sink_r borrows blobs. Give its ctx back with mbx_blob_sink_free(). */
MBX_MUST_CHECK mbx_status mbx_blob_sink_new(mbx_part_sink *sink_r, mbx_blob_store *blobs, mbx_error *err);
void mbx_blob_sink_free(mbx_part_sink *sink); /* abandons what was not taken */

/* The blobs collected since the last call: *blobs_r returns owned (the array, with mbx_release, and each blob); NULL and
 * 0 when there are none. */
void mbx_blob_sink_take(mbx_part_sink *sink, mbx_blob ***blobs_r, size_t *n_r);
/* Abandons them instead. */
void mbx_blob_sink_drop(mbx_part_sink *sink);

#endif
