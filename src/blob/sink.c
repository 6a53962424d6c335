#include "blob/sink.h"

#include "base/alloc.h"

#include <string.h>

typedef struct sink {
    mbx_blob_store *blobs; /* NULL: measure only */
} sink;

/* One attachment on its way: into a blob, or only past the digest. */
typedef struct taken {
    mbx_blob *blob;
    mbx_sha256 *digest;
    uint64_t size;
} taken;

static void sink_abandon(void *ctx, void *handle)
{
    taken *t = handle;
    (void)ctx;
    if (!t)
        return;
    mbx_blob_abandon(t->blob);
    mbx_sha256_free(t->digest);
    mbx_release(t);
}

static mbx_status sink_open(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    sink *s = ctx;
    taken *t = mbx_alloc_zero(sizeof *t);
    mbx_status st;

    (void)part;
    if (!t)
        return mbx_fail_memory(err);
    st = s->blobs ? mbx_blob_open(s->blobs, &t->blob, err) : mbx_sha256_new(&t->digest, err);
    if (st != MBX_OK) {
        sink_abandon(ctx, t);
        return st;
    }
    *handle_r = t;
    return MBX_OK;
}

static mbx_status sink_write(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    taken *t = handle;
    (void)ctx;
    if (t->blob)
        return mbx_blob_write(t->blob, p, n, err);
    mbx_sha256_add(t->digest, p, n);
    t->size += n;
    return MBX_OK;
}

static mbx_status sink_close(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    taken *t = handle;
    mbx_status st = MBX_OK;

    if (t->blob) {
        mbx_blob *blob = t->blob;
        t->blob = NULL;
        st = mbx_blob_finish(blob, part->sha256, &part->size, err);
        part->stored = st == MBX_OK;
    } else {
        mbx_sha256_final(t->digest, part->sha256);
        part->size = t->size;
    }
    sink_abandon(ctx, t);
    return st;
}

mbx_status mbx_blob_sink_new(mbx_part_sink *sink_r, mbx_blob_store *blobs, mbx_error *err)
{
    sink *s = mbx_alloc(sizeof *s);
    if (!s)
        return mbx_fail_memory(err);
    s->blobs = blobs;
    *sink_r = (mbx_part_sink){.ctx = s, .open = sink_open, .write = sink_write, .close = sink_close, .abandon = sink_abandon};
    return MBX_OK;
}

void mbx_blob_sink_free(mbx_part_sink *sink_of)
{
    mbx_release(sink_of->ctx);
    sink_of->ctx = NULL;
}
