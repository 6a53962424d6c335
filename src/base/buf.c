#include "base/buf.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

void mbx_buf_init(mbx_buf *b, size_t max)
{
    *b = (mbx_buf){.max = max};
}

void mbx_buf_free(mbx_buf *b)
{
    mbx_release(b->p);
    *b = (mbx_buf){0};
}

void mbx_buf_reset(mbx_buf *b)
{
    b->n = 0;
}

mbx_status mbx_buf_reserve(mbx_buf *b, size_t n)
{
    if (n > b->max || b->n > b->max - n)
        return MBX_E_LIMIT;
    size_t need = b->n + n;
    if (need <= b->cap && b->p)
        return MBX_OK;
    size_t cap = b->cap < 32 ? 64 : b->cap + b->cap / 2;
    if (cap < need)
        cap = need;
    /* one byte more than max, so that mbx_buf_take can terminate a full buffer without moving it */
    if (cap > b->max)
        cap = b->max;
    char *p = mbx_resize(b->p, cap + 1);
    if (!p)
        return MBX_E_MEMORY;
    b->p = p;
    b->cap = cap;
    return MBX_OK;
}

mbx_status mbx_buf_add(mbx_buf *b, const char *p, size_t n)
{
    mbx_status st = mbx_buf_reserve(b, n);
    if (st != MBX_OK)
        return st;
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
    return MBX_OK;
}

mbx_status mbx_buf_add_str(mbx_buf *b, const char *s)
{
    return mbx_buf_add(b, s, strlen(s));
}

mbx_status mbx_buf_add_char(mbx_buf *b, char c)
{
    return mbx_buf_add(b, &c, 1);
}

mbx_status mbx_buf_printf(mbx_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    mbx_status st = n < 0 ? MBX_E_ARGUMENT : mbx_buf_reserve(b, (size_t)n);
    if (st == MBX_OK) {
        /* cap + 1 bytes are there: the terminator fits too */
        (void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
    return st;
}

char *mbx_buf_take(mbx_buf *b, size_t *n_r)
{
    char *p = b->p ? b->p : mbx_alloc(1);
    if (!p)
        return NULL;
    p[b->n] = '\0';
    if (n_r)
        *n_r = b->n;
    b->p = NULL;
    b->n = b->cap = 0;
    return p;
}
