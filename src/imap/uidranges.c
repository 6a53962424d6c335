#include "imap/uidranges.h"

#include "base/alloc.h"

void mbx_uidranges_free(mbx_uidranges *x)
{
    mbx_release(x->r);
    *x = (mbx_uidranges){0};
}

mbx_status mbx_uidranges_add(mbx_uidranges *x, uint32_t lo, uint32_t hi, size_t max)
{
    mbx_uidrange *last = x->n > 0 ? &x->r[x->n - 1] : NULL;

    if (last && last->hi < UINT32_MAX && lo == last->hi + 1) {
        last->hi = hi;
        return MBX_OK;
    }
    if (x->n >= max)
        return MBX_E_LIMIT;
    if (x->n == x->cap) {
        size_t cap = x->cap ? x->cap * 2 : 64;
        mbx_uidrange *r = mbx_resize(x->r, cap * sizeof *r);

        if (!r)
            return MBX_E_MEMORY;
        x->r = r;
        x->cap = cap;
    }
    if (x->n > 0 && lo <= x->r[x->n - 1].hi)
        x->unsorted = true;
    x->r[x->n++] = (mbx_uidrange){lo, hi};
    return MBX_OK;
}

static void sift(mbx_uidrange *r, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        mbx_uidrange t;

        if (child + 1 < n && r[child].lo < r[child + 1].lo)
            child++;
        if (r[root].lo >= r[child].lo)
            return;
        t = r[root];
        r[root] = r[child];
        r[child] = t;
    }
}

/* Heap sort: a server may send its numbers in the order that hurts qsort() most. */
static void sort(mbx_uidrange *r, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(r, i, n);
    for (size_t i = n; i-- > 1;) {
        mbx_uidrange t = r[0];
        r[0] = r[i];
        r[i] = t;
        sift(r, 0, i);
    }
}

mbx_status mbx_uidranges_into(mbx_uidranges *x, mbx_uidset *set)
{
    mbx_uidset all = {0};
    mbx_status st = MBX_OK;

    if (x->unsorted)
        sort(x->r, x->n);
    x->unsorted = false;
    for (size_t i = 0; i < x->n && st == MBX_OK; i++)
        st = mbx_uidset_add(&all, x->r[i].lo, x->r[i].hi);
    if (st == MBX_OK)
        st = mbx_uidset_unite(set, &all);
    mbx_uidset_free(&all);
    return st;
}
