/* Where the body bytes of the current leaf go: into the message's text, into the sink, or nowhere. */
#ifndef MBX_LEAF_H
#define MBX_LEAF_H

#include "mime/charset.h"
#include "mime/decoder.h"
#include "mime/message.h"
#include "mime/transfer.h"

typedef struct mbx_text {
    mbx_buf out;    /* UTF-8, LF; at most MBX_MAX_TEXT when the leaf is over */
    bool any;       /* there was a part of that type */
    bool truncated;
} mbx_text;

typedef struct mbx_leaf {
    mbx_converters *kept; /* to decode with; may be NULL */
    enum { MBX_LEAF_SKIP, MBX_LEAF_TEXT, MBX_LEAF_SINK } kind;
    mbx_transfer transfer;
    uint64_t offset;     /* where the body begins, for anomalies */
    mbx_text *text;      /* of a text leaf */
    size_t start;        /* of this leaf in the text */
    bool over;           /* the text was full before this leaf */
    bool marked;         /* its beginning was looked at for a byte order mark */
    bool cr;             /* its last byte was a CR: an LF that follows belongs to it */
    mbx_decoder decoder;
    void *handle;        /* the sink's, while a part is open */
    char *piece;         /* decoded bytes on their way, allocated once */
    size_t piece_n;
} mbx_leaf;

void mbx_text_init(mbx_text *t);

void mbx_leaf_free(mbx_leaf *l, const mbx_part_sink *sink); /* abandons what is open */

MBX_MUST_CHECK mbx_status mbx_leaf_begin_text(mbx_leaf *l, mbx_text *text, const mbx_charset *charset, mbx_encoding encoding, uint64_t offset);
MBX_MUST_CHECK mbx_status mbx_leaf_begin_sink(mbx_leaf *l, const mbx_part_sink *sink, const mbx_part *part, uint64_t offset, mbx_error *err);

MBX_MUST_CHECK mbx_status mbx_leaf_data(mbx_leaf *l, const mbx_part_sink *sink, const char *p, size_t n, mbx_error *err);
/* The leaf is over; afterwards it skips. */
MBX_MUST_CHECK mbx_status mbx_leaf_end(mbx_leaf *l, const mbx_part_sink *sink, mbx_part *part, mbx_anomalies *notes, mbx_error *err);

#endif
