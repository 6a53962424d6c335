#include "base/alloc.h"
#include "sync/store.h"

#include <string.h>

void mbx_item_free(mbx_item *item)
{
    mbx_message_free(item->message);
    for (size_t i = 0; i < item->n_blobs; i++)
        mbx_blob_abandon(item->blobs[i]);
    mbx_release(item->blobs);
    mbx_release(item->labels);
    item->labels = NULL;
    item->message = NULL;
    item->blobs = NULL;
    item->n_blobs = 0;
}

void mbx_batch_free(mbx_batch *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->n_items; i++)
        mbx_item_free(&b->items[i]);
    mbx_release(b->items);
    mbx_release(b->folder);
    mbx_release(b->state);
    mbx_release(b);
}

static size_t count_blobs(const mbx_batch *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n_items; i++)
        n += b->items[i].n_blobs;
    return n;
}

bool mbx_batch_has_blobs(const mbx_batch *b)
{
    return count_blobs(b) > 0;
}

mbx_status mbx_batch_settle(mbx_batch *b, mbx_error *err)
{
    size_t n = 0, all = count_blobs(b);
    mbx_blob **blobs;
    if (!all)
        return MBX_OK;
    blobs = mbx_alloc(all * sizeof *blobs);
    if (!blobs)
        return mbx_fail_memory(err);
    for (size_t i = 0; i < b->n_items; i++) {
        mbx_item *item = &b->items[i];
        if (item->n_blobs)
            memcpy(blobs + n, item->blobs, item->n_blobs * sizeof *blobs);
        n += item->n_blobs;
        item->n_blobs = 0; /* settling takes them */
    }
    mbx_status st = mbx_blob_settle(blobs, n, err);
    mbx_release(blobs);
    return st;
}
