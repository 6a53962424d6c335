/* The transfer encodings behind one face (RFC 2045 section 6). */
#ifndef MBX_TRANSFER_H
#define MBX_TRANSFER_H

#include "mime/base64.h"
#include "mime/message.h"
#include "mime/quoted_printable.h"
#include "mime/uuencode.h"

#define MBX_TRANSFER_SLACK 512 /* more bytes than go in that may come out of one piece */

typedef struct mbx_transfer {
    mbx_encoding encoding;
    union {
        mbx_base64 base64;
        mbx_qp qp;
        mbx_uu uu;
    } u;
} mbx_transfer;

/* *known_r false: not a name we know, taken as identity. An empty name is identity and known. */
mbx_encoding mbx_transfer_find(mbx_str name, bool *known_r);

void mbx_transfer_begin(mbx_transfer *t, mbx_encoding encoding);
/* out needs room for n + MBX_TRANSFER_SLACK bytes. Not for identity, which needs no copy. */
size_t mbx_transfer_feed(mbx_transfer *t, const char *p, size_t n, char *out);
/* *bad_r: bytes that do not belong there; *cut_r: ends in the middle. */
size_t mbx_transfer_end(mbx_transfer *t, char out[MBX_TRANSFER_SLACK], bool *bad_r, bool *cut_r);

#endif
