#include "base/scratch.h"

#include "base/alloc.h"
#include "base/base64text.h"
#include "base/secret.h"

mbx_status mbx_scratch_new(mbx_scratch *b, size_t max, mbx_error *err)
{
    *b = (mbx_scratch){.p = mbx_alloc(max ? max : 1), .max = max};
    return b->p ? MBX_OK : mbx_fail_memory(err);
}

void mbx_scratch_free(mbx_scratch *b)
{
    mbx_wipe(b->p, b->max);
    mbx_release(b->p);
    *b = (mbx_scratch){0};
}

void mbx_scratch_empty(mbx_scratch *b)
{
    mbx_wipe(b->p, b->n);
    b->n = 0;
    b->full = false;
}

void mbx_scratch_put(mbx_scratch *b, const char *p, size_t n)
{
    if (n > b->max - b->n) {
        b->full = true;
        return;
    }
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
}

void mbx_scratch_put_str(mbx_scratch *b, mbx_str s)
{
    mbx_scratch_put(b, s.p, s.n);
}

void mbx_scratch_put_base64(mbx_scratch *b, const void *p, size_t n)
{
    size_t size = mbx_base64text_size(n);

    if (size > b->max - b->n) {
        b->full = true;
        return;
    }
    mbx_base64text_encode(p, n, b->p + b->n);
    b->n += size;
}
