#include "net/deflate.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#define HELD MBX_KIB(16)

struct mbx_deflate {
    z_stream in, out;
    bool in_made, out_made; /* zlib's own memory is there */
    bool ended;             /* the server's last block has come */
    bool flushing;          /* what was put is not taken whole */
    uint64_t excess;        /* bytes made beyond what those that came account for */
    size_t silent;          /* bytes that came since one was made */
    size_t made;            /* since something came last */
    char last;              /* of what was made */
    size_t held_size;
    char *held;
};

static voidpf take_memory(voidpf opaque, uInt items, uInt size)
{
    size_t n = (size_t)items * size;

    (void)opaque;
    return n > 0 && n / items == size ? mbx_alloc(n) : NULL;
}

static void give_memory(voidpf opaque, voidpf p)
{
    (void)opaque;
    mbx_release(p);
}

mbx_status mbx_deflate_new(mbx_deflate **d_r, const char *came, size_t n, mbx_error *err)
{
    mbx_deflate *d = mbx_alloc_zero(sizeof *d);

    if (!d)
        return mbx_fail_memory(err);
    d->held_size = n > HELD ? n : HELD;
    d->held = n > UINT_MAX ? NULL : mbx_alloc(d->held_size);
    if (!d->held)
        goto no_memory;
    if (n > 0)
        memcpy(d->held, came, n);
    d->in.zalloc = d->out.zalloc = take_memory;
    d->in.zfree = d->out.zfree = give_memory;
    /* Below zero: raw, as RFC 4978 section 4 wants it. */
    d->in_made = inflateInit2(&d->in, -15) == Z_OK;
    d->out_made = d->in_made && deflateInit2(&d->out, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!d->out_made)
        goto no_memory;
    d->in.next_in = (Bytef *)d->held;
    d->in.avail_in = (uInt)n;
    *d_r = d;
    return MBX_OK;
no_memory:
    mbx_deflate_free(d);
    return mbx_fail_memory(err);
}

void mbx_deflate_free(mbx_deflate *d)
{
    if (!d)
        return;
    if (d->in_made)
        inflateEnd(&d->in);
    if (d->out_made)
        deflateEnd(&d->out);
    mbx_release(d->held);
    mbx_release(d);
}

/* Good compression cannot be told from a bomb but by its measure. Mail and flags come to a tenth or a fiftieth; deflate
 * can make 1032 bytes of one. What was saved by badly compressed mail is not counted in favour of what follows. */
static mbx_status judge(mbx_deflate *d, size_t took, size_t made, mbx_error *err)
{
    uint64_t allowed = (uint64_t)took * MBX_DEFLATE_RATIO;

    d->excess += made;
    d->excess -= allowed < d->excess ? allowed : d->excess;
    if (d->excess > MBX_DEFLATE_BURST)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_COMPRESSION, "The server's compressed data grows more than %d-fold.", MBX_DEFLATE_RATIO);
    d->silent = made > 0 ? 0 : d->silent + took;
    if (d->silent > MBX_DEFLATE_SILENCE)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_COMPRESSION, "The server sends compressed data that holds nothing.");
    return MBX_OK;
}

mbx_status mbx_deflate_read(mbx_deflate *d, char *out, size_t max, size_t *n_r, mbx_error *err)
{
    uInt room = max < UINT_MAX ? (uInt)max : UINT_MAX, came = d->in.avail_in;
    mbx_status st;
    size_t made;
    int r;

    *n_r = 0;
    if (!d->ended) {
        d->in.next_out = (Bytef *)out;
        d->in.avail_out = room;
        r = inflate(&d->in, Z_SYNC_FLUSH);
        d->ended = r == Z_STREAM_END;
        if (r == Z_MEM_ERROR)
            return mbx_fail_memory(err);
        /* Z_BUF_ERROR: it wants more to read. */
        if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR)
            return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_COMPRESSION, "What the server sends is not compressed as it agreed to.");
        made = room - d->in.avail_out;
        if ((st = judge(d, came - d->in.avail_in, made, err)) != MBX_OK)
            return st;
        d->made += made;
        if (made > 0) {
            d->last = out[made - 1];
            *n_r = made;
            return MBX_OK;
        }
    }
    if (d->ended && d->in.avail_in > 0)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_COMPRESSION, "The server goes on behind the end of its compressed data.");
    return MBX_OK;
}

char *mbx_deflate_room(mbx_deflate *d, size_t *n_r)
{
    *n_r = d->held_size;
    return d->held;
}

void mbx_deflate_came(mbx_deflate *d, size_t n)
{
    d->in.next_in = (Bytef *)d->held;
    d->in.avail_in = (uInt)n;
    d->made = 0;
}

bool mbx_deflate_whole_lines(const mbx_deflate *d)
{
    return d->made > 1 && d->last == '\n';
}

void mbx_deflate_put(mbx_deflate *d, const char *p, size_t n)
{
    d->out.next_in = (Bytef *)(uintptr_t)p; /* zlib 1.2 has no const there; it only reads */
    d->out.avail_in = (uInt)n;
    d->flushing = true;
}

size_t mbx_deflate_take(mbx_deflate *d, char *out, size_t max)
{
    uInt room = max < UINT_MAX ? (uInt)max : UINT_MAX;

    if (!d->flushing)
        return 0;
    d->out.next_out = (Bytef *)out;
    d->out.avail_out = room;
    (void)deflate(&d->out, Z_SYNC_FLUSH); /* RFC 4978 section 4: or the server would wait for the rest of a command */
    d->flushing = d->out.avail_out == 0;
    return room - d->out.avail_out;
}
