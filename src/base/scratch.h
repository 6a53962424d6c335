/* Bytes that are wiped when they are done with. Of a size fixed at the start: a growing buffer leaves copies behind. */
#ifndef MBX_SCRATCH_H
#define MBX_SCRATCH_H

#include "base/status.h"
#include "base/str.h"

typedef struct mbx_scratch { /* {0} may be freed */
    char *p;
    size_t n, max;
    bool full; /* something did not fit and was left out */
} mbx_scratch;

MBX_MUST_CHECK mbx_status mbx_scratch_new(mbx_scratch *b, size_t max, mbx_error *err);
void mbx_scratch_free(mbx_scratch *b);  /* wipes, frees and zeroes */
void mbx_scratch_empty(mbx_scratch *b); /* wipes, keeps the memory */

/* All or nothing; the caller computed the size, and full tells where that was wrong. */
void mbx_scratch_put(mbx_scratch *b, const char *p, size_t n);
void mbx_scratch_put_str(mbx_scratch *b, mbx_str s);
void mbx_scratch_put_base64(mbx_scratch *b, const void *p, size_t n); /* RFC 4648 section 4, padded */

static inline mbx_str mbx_scratch_str(const mbx_scratch *b)
{
    return (mbx_str){b->p, b->n};
}

#endif
