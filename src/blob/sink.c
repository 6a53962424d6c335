#include "blob/sink.h"

#include "base/alloc.h"

#include <string.h>

typedef struct sink {
    mbx_blob_store *blobs; /* NULL: measure only */
    mbx_blob **done;       /* completed, not taken yet */
    size_t n, cap;
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

static mbx_status make_room(sink *s, mbx_error *err)
{
    size_t cap = s->cap ? s->cap * 2 : 4;
    mbx_blob **done;

    if (s->n < s->cap)
        return MBX_OK;
    done = mbx_resize(s->done, cap * sizeof *done);
    if (!done)
        return mbx_fail_memory(err);
    s->done = done;
    s->cap = cap;
    return MBX_OK;
}

static mbx_status sink_close(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    sink *s = ctx;
    taken *t = handle;
    mbx_status st = MBX_OK;

    if (t->blob) {
        st = make_room(s, err);
        if (st == MBX_OK)
            st = mbx_blob_complete(t->blob, part->sha256, &part->size, err);
        part->stored = st == MBX_OK;
        if (part->stored) {
            s->done[s->n++] = t->blob;
            t->blob = NULL;
        }
    } else {
        mbx_sha256_final(t->digest, part->sha256);
        part->size = t->size;
    }
    sink_abandon(ctx, t);
    return st;
}

mbx_status mbx_blob_sink_new(mbx_part_sink *sink_r, mbx_blob_store *blobs, mbx_error *err)
{
    sink *s = mbx_alloc_zero(sizeof *s);
    if (!s)
        return mbx_fail_memory(err);
    s->blobs = blobs;
    *sink_r = (mbx_part_sink){.ctx = s, .open = sink_open, .write = sink_write, .close = sink_close, .abandon = sink_abandon};
    return MBX_OK;
}

void mbx_blob_sink_take(mbx_part_sink *sink_of, mbx_blob ***blobs_r, size_t *n_r)
{
    sink *s = sink_of->ctx;
    *blobs_r = s->n ? s->done : NULL;
    *n_r = s->n;
    if (!s->n)
        return;
    s->done = NULL;
    s->n = s->cap = 0;
}

void mbx_blob_sink_drop(mbx_part_sink *sink_of)
{
    sink *s = sink_of->ctx;
    for (size_t i = 0; s && i < s->n; i++)
        mbx_blob_abandon(s->done[i]);
    if (s)
        s->n = 0;
}

void mbx_blob_sink_free(mbx_part_sink *sink_of)
{
    sink *s = sink_of->ctx;
    mbx_blob_sink_drop(sink_of);
    if (s)
        mbx_release(s->done);
    mbx_release(s);
    sink_of->ctx = NULL;
}
