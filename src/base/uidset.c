#include "base/uidset.h"

#include "base/alloc.h"

#include <string.h>

void mbx_uidset_free(mbx_uidset *s)
{
    mbx_release(s->r);
    *s = (mbx_uidset){0};
}

static mbx_status room(mbx_uidset *s, size_t n)
{
    if (s->cap >= n)
        return MBX_OK;
    size_t cap = s->cap < 8 ? 16 : s->cap * 2;
    if (cap < n)
        cap = n;
    if (cap > SIZE_MAX / sizeof *s->r)
        return MBX_E_MEMORY;
    mbx_uidrange *r = mbx_resize(s->r, cap * sizeof *r);
    if (!r)
        return MBX_E_MEMORY;
    s->r = r;
    s->cap = cap;
    return MBX_OK;
}

/* Index of the first range whose hi is at or above uid; s->n when there is none. */
static size_t first_reaching(const mbx_uidset *s, uint32_t uid)
{
    size_t lo = 0, hi = s->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->r[mid].hi < uid)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

mbx_status mbx_uidset_add(mbx_uidset *s, uint32_t lo, uint32_t hi)
{
    if (lo == 0)
        lo = 1;
    if (lo > hi)
        return MBX_OK;
    /* i: first range that touches or lies above [lo, hi]; touching counts adjacency, so search for lo - 1 */
    size_t i = s->n && lo > 1 && s->r[s->n - 1].hi < lo - 1 ? s->n : first_reaching(s, lo > 1 ? lo - 1 : 1);
    size_t j = i; /* one past the last range that is swallowed */
    while (j < s->n && s->r[j].lo <= (hi == UINT32_MAX ? hi : hi + 1))
        j++;
    if (i == j) {
        mbx_status st = room(s, s->n + 1);
        if (st != MBX_OK)
            return st;
        memmove(s->r + i + 1, s->r + i, (s->n - i) * sizeof *s->r);
        s->r[i] = (mbx_uidrange){lo, hi};
        s->n++;
        return MBX_OK;
    }
    if (s->r[i].lo < lo)
        lo = s->r[i].lo;
    if (s->r[j - 1].hi > hi)
        hi = s->r[j - 1].hi;
    s->r[i] = (mbx_uidrange){lo, hi};
    memmove(s->r + i + 1, s->r + j, (s->n - j) * sizeof *s->r);
    s->n -= j - i - 1;
    return MBX_OK;
}

mbx_status mbx_uidset_remove(mbx_uidset *s, uint32_t lo, uint32_t hi)
{
    if (lo == 0)
        lo = 1;
    if (lo > hi)
        return MBX_OK;
    size_t i = first_reaching(s, lo);
    if (i == s->n || s->r[i].lo > hi)
        return MBX_OK;
    if (s->r[i].lo < lo && s->r[i].hi > hi) { /* a hole in the middle makes two of one */
        mbx_status st = room(s, s->n + 1);
        if (st != MBX_OK)
            return st;
        memmove(s->r + i + 1, s->r + i, (s->n - i) * sizeof *s->r);
        s->n++;
        s->r[i].hi = lo - 1;
        s->r[i + 1].lo = hi + 1;
        return MBX_OK;
    }
    if (s->r[i].lo < lo)
        s->r[i++].hi = lo - 1;
    size_t j = i;
    while (j < s->n && s->r[j].hi <= hi)
        j++;
    if (j < s->n && s->r[j].lo <= hi)
        s->r[j].lo = hi + 1;
    memmove(s->r + i, s->r + j, (s->n - j) * sizeof *s->r);
    s->n -= j - i;
    return MBX_OK;
}

/* Appends a range that starts at or above every range that is there. */
static mbx_status push(mbx_uidset *s, mbx_uidrange r)
{
    if (s->n && (s->r[s->n - 1].hi == UINT32_MAX || r.lo <= s->r[s->n - 1].hi + 1)) {
        if (r.hi > s->r[s->n - 1].hi)
            s->r[s->n - 1].hi = r.hi;
        return MBX_OK;
    }
    mbx_status st = room(s, s->n + 1);
    if (st == MBX_OK)
        s->r[s->n++] = r;
    return st;
}

mbx_status mbx_uidset_unite(mbx_uidset *s, const mbx_uidset *other)
{
    mbx_uidset out = {0};
    size_t i = 0, j = 0;
    if (!other->n)
        return MBX_OK;
    while (i < s->n || j < other->n) {
        bool left = j == other->n || (i < s->n && s->r[i].lo <= other->r[j].lo);
        mbx_status st = push(&out, left ? s->r[i++] : other->r[j++]);
        if (st != MBX_OK) {
            mbx_uidset_free(&out);
            return st;
        }
    }
    mbx_uidset_free(s);
    *s = out;
    return MBX_OK;
}

mbx_status mbx_uidset_subtract(mbx_uidset *s, const mbx_uidset *other)
{
    mbx_uidset out = {0};
    mbx_status st = MBX_OK;
    size_t j = 0;
    if (!other->n || !s->n)
        return MBX_OK;
    for (size_t i = 0; i < s->n && st == MBX_OK; i++) {
        uint32_t lo = s->r[i].lo, hi = s->r[i].hi;
        bool left = true;
        while (j < other->n && other->r[j].hi < lo)
            j++;
        for (size_t k = j; left && k < other->n && other->r[k].lo <= hi && st == MBX_OK; k++) {
            if (other->r[k].lo > lo)
                st = push(&out, (mbx_uidrange){lo, other->r[k].lo - 1});
            left = other->r[k].hi < hi;
            if (left)
                lo = other->r[k].hi + 1;
        }
        if (left && st == MBX_OK)
            st = push(&out, (mbx_uidrange){lo, hi});
    }
    if (st != MBX_OK) {
        mbx_uidset_free(&out);
        return st;
    }
    mbx_uidset_free(s);
    *s = out;
    return MBX_OK;
}

mbx_status mbx_uidset_copy(mbx_uidset *to, const mbx_uidset *from)
{
    to->n = 0;
    mbx_status st = room(to, from->n);
    if (st == MBX_OK && from->n) {
        memcpy(to->r, from->r, from->n * sizeof *to->r);
        to->n = from->n;
    }
    return st;
}

bool mbx_uidset_has(const mbx_uidset *s, uint32_t uid)
{
    size_t i = first_reaching(s, uid);
    return uid && i < s->n && s->r[i].lo <= uid;
}

bool mbx_uidset_empty(const mbx_uidset *s)
{
    return s->n == 0;
}

uint64_t mbx_uidset_count(const mbx_uidset *s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += (uint64_t)s->r[i].hi - s->r[i].lo + 1;
    return n;
}

uint32_t mbx_uidset_min(const mbx_uidset *s)
{
    return s->n ? s->r[0].lo : 0;
}

uint32_t mbx_uidset_max(const mbx_uidset *s)
{
    return s->n ? s->r[s->n - 1].hi : 0;
}

mbx_status mbx_uidset_take(const mbx_uidset *s, uint32_t n, bool highest, mbx_uidset *out)
{
    uint64_t count = mbx_uidset_count(s), skip = highest && count > n ? count - n : 0, left = n;
    out->n = 0;
    for (size_t i = 0; i < s->n && left; i++) {
        uint64_t size = (uint64_t)s->r[i].hi - s->r[i].lo + 1;
        if (skip >= size) {
            skip -= size;
            continue;
        }
        uint32_t lo = s->r[i].lo + (uint32_t)skip;
        size -= skip;
        skip = 0;
        uint64_t use = size < left ? size : left;
        mbx_status st = push(out, (mbx_uidrange){lo, lo + (uint32_t)(use - 1)});
        if (st != MBX_OK)
            return st;
        left -= use;
    }
    return MBX_OK;
}

mbx_status mbx_uidset_format(const mbx_uidset *s, mbx_buf *out)
{
    for (size_t i = 0; i < s->n; i++) {
        const char *comma = i ? "," : "";
        mbx_status st = s->r[i].lo == s->r[i].hi ? mbx_buf_printf(out, "%s%lu", comma, (unsigned long)s->r[i].lo)
                                                 : mbx_buf_printf(out, "%s%lu:%lu", comma, (unsigned long)s->r[i].lo, (unsigned long)s->r[i].hi);
        if (st != MBX_OK)
            return st;
    }
    return MBX_OK;
}
