/* Memory that is freed all at once: what belongs to one parsed message. Never gives a single block back.
 * max bounds the sum of all blocks; over it allocation fails (mbx_arena_full() tells it from no memory). */
#ifndef MBX_ARENA_H
#define MBX_ARENA_H

#include "base/str.h"

#include <stdbool.h>

typedef struct mbx_arena_block mbx_arena_block;

typedef struct mbx_arena {
    mbx_arena_block *blocks;
    size_t used;
    size_t max;
    bool full;
} mbx_arena;

void mbx_arena_init(mbx_arena *a, size_t max);
void mbx_arena_free(mbx_arena *a);
void *mbx_arena_alloc(mbx_arena *a, size_t n);       /* aligned for any type, zeroed; NULL on failure */
char *mbx_arena_copy(mbx_arena *a, const char *p, size_t n); /* NUL-terminated copy; NULL on failure */
bool mbx_arena_full(const mbx_arena *a);

#endif
