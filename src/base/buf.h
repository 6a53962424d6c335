/* A growing byte buffer that cannot be made without a maximum.
 *
 * Appending beyond max fails with MBX_E_LIMIT and leaves the content as it was; failing to grow is MBX_E_MEMORY.
 * A zeroed mbx_buf may be freed; mbx_buf_init() is needed before the first append. */
#ifndef MBX_BUF_H
#define MBX_BUF_H

#include "base/status.h"
#include "base/str.h"

typedef struct mbx_buf {
    char *p;
    size_t n;   /* bytes in use */
    size_t cap; /* bytes allocated */
    size_t max; /* n never exceeds this */
} mbx_buf;

void mbx_buf_init(mbx_buf *b, size_t max);
void mbx_buf_free(mbx_buf *b); /* frees and zeroes; the maximum is gone too */
void mbx_buf_reset(mbx_buf *b); /* empties, keeps the memory */

MBX_MUST_CHECK mbx_status mbx_buf_add(mbx_buf *b, const char *p, size_t n);
MBX_MUST_CHECK mbx_status mbx_buf_add_str(mbx_buf *b, const char *s);
MBX_MUST_CHECK mbx_status mbx_buf_add_char(mbx_buf *b, char c);
MBX_MUST_CHECK mbx_status mbx_buf_printf(mbx_buf *b, const char *fmt, ...) MBX_PRINTF(2, 3);

/* Makes room for n more bytes; the caller writes them at b->p + b->n and adds to b->n itself. */
MBX_MUST_CHECK mbx_status mbx_buf_reserve(mbx_buf *b, size_t n);

/* Hands the memory over, NUL-terminated (returns owned); the buffer is empty afterwards. NULL: no memory. */
char *mbx_buf_take(mbx_buf *b, size_t *n_r);

static inline mbx_str mbx_buf_str(const mbx_buf *b)
{
    return (mbx_str){b->p ? b->p : "", b->n};
}

#endif
