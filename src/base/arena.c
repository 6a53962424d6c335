#include "base/arena.h"

#include "base/alloc.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_SIZE ((size_t)16 << 10)

struct mbx_arena_block {
    mbx_arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

void mbx_arena_init(mbx_arena *a, size_t max)
{
    *a = (mbx_arena){.max = max};
}

void mbx_arena_free(mbx_arena *a)
{
    while (a->blocks) {
        mbx_arena_block *b = a->blocks;
        a->blocks = b->next;
        mbx_release(b);
    }
    *a = (mbx_arena){0};
}

void *mbx_arena_alloc(mbx_arena *a, size_t n)
{
    const size_t unit = alignof(max_align_t);
    if (n > a->max || a->used > a->max - n) {
        a->full = true;
        return NULL;
    }
    size_t want = n ? (n + unit - 1) / unit * unit : unit;
    mbx_arena_block *b = a->blocks;
    if (!b || b->size - b->used < want) {
        size_t size = want > BLOCK_SIZE / 4 ? want : BLOCK_SIZE;
        b = mbx_alloc(sizeof *b + size);
        if (!b)
            return NULL;
        b->used = 0;
        b->size = size;
        /* a block made for one large piece goes behind the current one, whose rest stays in use */
        if (size != BLOCK_SIZE && a->blocks) {
            b->next = a->blocks->next;
            a->blocks->next = b;
        } else {
            b->next = a->blocks;
            a->blocks = b;
        }
    }
    void *p = b->bytes + b->used;
    b->used += want;
    a->used += want;
    memset(p, 0, want);
    return p;
}

char *mbx_arena_copy(mbx_arena *a, const char *p, size_t n)
{
    char *copy = n == SIZE_MAX ? NULL : mbx_arena_alloc(a, n + 1);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, p, n);
    copy[n] = '\0';
    return copy;
}

bool mbx_arena_full(const mbx_arena *a)
{
    return a->full;
}
