#include "imap/uidcut.h"

#include <stdio.h>

mbx_status mbx_uidcut_next(mbx_uidcut *c, const mbx_uidset *s, uint32_t count, size_t max, mbx_buf *out, mbx_uidset *piece, bool *more_r, mbx_error *err)
{
    bool first = true;
    char text[32];

    while (c->range < s->n && count > 0) {
        mbx_uidrange r = s->r[c->range];
        uint32_t lo = c->from ? c->from : r.lo, hi = r.hi;
        int n;

        if (hi - lo >= count)
            hi = lo + (count - 1);
        n = lo == hi ? snprintf(text, sizeof text, "%s%u", first ? "" : ",", (unsigned)lo)
                     : snprintf(text, sizeof text, "%s%u:%u", first ? "" : ",", (unsigned)lo, (unsigned)hi);
        if (out->n + (size_t)n > max && !first)
            break;
        if (mbx_buf_add(out, text, (size_t)n) != MBX_OK || mbx_uidset_add(piece, lo, hi) != MBX_OK)
            return mbx_fail_memory(err);
        first = false;
        count -= hi - lo + 1;
        if (hi == r.hi) {
            c->range++;
            c->from = 0;
        } else {
            c->from = hi + 1;
        }
    }
    *more_r = c->range < s->n;
    return MBX_OK;
}
