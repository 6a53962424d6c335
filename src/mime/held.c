#include "mime/held.h"

#include <string.h>

mbx_status mbx_held_run(mbx_held *h, mbx_held_step *step, void *ctx, const char *p, size_t n, bool last)
{
    mbx_status st = MBX_OK;
    while (h->n && (n || last)) {
        size_t had = h->n, room = sizeof h->p - had, take = n < room ? n : room;
        if (take)
            memcpy(h->p + had, p, take);
        size_t used = step(ctx, h->p, had + take, last && take == n, &st);
        if (st != MBX_OK)
            return st;
        if (used >= had) {
            h->n = 0;
            p += used - had;
            n -= used - had;
            break;
        }
        bool all = take == n;
        h->n = (unsigned char)((all ? had + take : had) - used);
        memmove(h->p, h->p + used, h->n);
        if (all)
            return MBX_OK;
    }
    if (!n && !last)
        return MBX_OK;
    size_t used = step(ctx, p, n, last, &st);
    if (st == MBX_OK && used < n) {
        h->n = (unsigned char)(n - used);
        memcpy(h->p, p + used, h->n);
    }
    return st;
}
