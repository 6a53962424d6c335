#include "base/alloc.h"
#include "sync/store.h"

void mbx_batch_free(mbx_batch *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->n_items; i++)
        mbx_message_free(b->items[i].message);
    mbx_release(b->items);
    mbx_release(b->folder);
    mbx_release(b->state);
    mbx_release(b);
}
