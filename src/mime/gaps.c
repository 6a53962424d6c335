#include "mime/gaps.h"

#include "base/alloc.h"

void mbx_gaps_free(mbx_gaps *g)
{
    mbx_release(g->list);
    *g = (mbx_gaps){0};
}

mbx_status mbx_gaps_add(mbx_gaps *g, size_t at, uint64_t bytes)
{
    uint64_t lost = g->n ? g->list[g->n - 1].lost : 0;
    if (!g->n || g->list[g->n - 1].at != at) {
        if (g->n == g->cap) {
            size_t cap = g->cap ? 2 * g->cap : 8;
            mbx_gap *list = mbx_resize(g->list, cap * sizeof *list);
            if (!list)
                return MBX_E_MEMORY;
            g->list = list;
            g->cap = cap;
        }
        g->n++;
    }
    g->list[g->n - 1] = (mbx_gap){at, lost + bytes};
    return MBX_OK;
}

uint64_t mbx_gaps_before(const mbx_gaps *g, size_t at)
{
    size_t lo = 0, hi = g->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (g->list[mid].at <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? g->list[lo - 1].lost : 0;
}
