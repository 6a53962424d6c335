/* Puts a message's attachments into a blob store while it is parsed; without a store it only measures them. */
#ifndef MBX_BLOB_SINK_H
#define MBX_BLOB_SINK_H

#include "blob/blob.h"
#include "mime/message.h"

/* blobs NULL: size and SHA-256 only. sink_r borrows blobs. Give its ctx back with mbx_blob_sink_free(). */
MBX_MUST_CHECK mbx_status mbx_blob_sink_new(mbx_part_sink *sink_r, mbx_blob_store *blobs, mbx_error *err);
void mbx_blob_sink_free(mbx_part_sink *sink);

#endif
