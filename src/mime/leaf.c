#include "mime/leaf.h"

#include "base/alloc.h"
#include "mime/utf8.h"

#define PIECE MBX_KIB(32)

void mbx_leaf_free(mbx_leaf *l, const mbx_part_sink *sink)
{
    if (l->handle)
        sink->abandon(sink->ctx, l->handle);
    l->handle = NULL;
    mbx_buf_free(&l->raw);
    mbx_release(l->piece);
    l->piece = NULL;
}

mbx_status mbx_leaf_begin_text(mbx_leaf *l, mbx_text *text, const mbx_charset *charset, mbx_encoding encoding, uint64_t offset)
{
    if (!l->raw.max)
        mbx_buf_init(&l->raw, MBX_MAX_TEXT + PIECE + 2 * MBX_TRANSFER_SLACK);
    mbx_buf_reset(&l->raw);
    mbx_transfer_begin(&l->transfer, encoding);
    l->kind = MBX_LEAF_TEXT;
    l->text = text;
    l->charset = charset;
    l->offset = offset;
    return MBX_OK;
}

mbx_status mbx_leaf_begin_sink(mbx_leaf *l, const mbx_part_sink *sink, const mbx_part *part, uint64_t offset, mbx_error *err)
{
    l->kind = MBX_LEAF_SKIP;
    l->offset = offset;
    l->handle = NULL;
    mbx_transfer_begin(&l->transfer, part->encoding);
    mbx_status st = sink->open(sink->ctx, part, &l->handle, err);
    if (st != MBX_OK) {
        l->handle = NULL;
        return st;
    }
    if (l->handle)
        l->kind = MBX_LEAF_SINK;
    return MBX_OK;
}

static mbx_status text_data(mbx_leaf *l, const char *p, size_t n, mbx_error *err)
{
    while (n && l->raw.n <= MBX_MAX_TEXT) {
        size_t take = n < PIECE ? n : PIECE;
        if (mbx_buf_reserve(&l->raw, take + MBX_TRANSFER_SLACK) != MBX_OK)
            return mbx_fail_memory(err);
        l->raw.n += mbx_transfer_feed(&l->transfer, p, take, l->raw.p + l->raw.n);
        p += take;
        n -= take;
    }
    return MBX_OK;
}

static mbx_status sink_data(mbx_leaf *l, const mbx_part_sink *sink, const char *p, size_t n, mbx_error *err)
{
    mbx_status st = MBX_OK;
    if (l->transfer.encoding == MBX_ENCODING_IDENTITY)
        return sink->write(sink->ctx, l->handle, p, n, err);
    if (!l->piece && !(l->piece = mbx_alloc(PIECE + MBX_TRANSFER_SLACK)))
        return mbx_fail_memory(err);
    while (n && st == MBX_OK) {
        size_t take = n < PIECE ? n : PIECE, got = mbx_transfer_feed(&l->transfer, p, take, l->piece);
        if (got)
            st = sink->write(sink->ctx, l->handle, l->piece, got, err);
        p += take;
        n -= take;
    }
    return st;
}

mbx_status mbx_leaf_data(mbx_leaf *l, const mbx_part_sink *sink, const char *p, size_t n, mbx_error *err)
{
    if (!n || l->kind == MBX_LEAF_SKIP)
        return MBX_OK;
    return l->kind == MBX_LEAF_TEXT ? text_data(l, p, n, err) : sink_data(l, sink, p, n, err);
}

/* CRLF and lone CR become LF, in place. */
static void line_ends(mbx_buf *b, size_t at)
{
    char *cr = b->n > at ? memchr(b->p + at, '\r', b->n - at) : NULL;
    if (!cr)
        return;
    char *o = cr, *end = b->p + b->n;
    for (const char *p = cr; p < end;) {
        p++;
        *o++ = '\n';
        if (p < end && *p == '\n')
            p++;
        const char *next = memchr(p, '\r', (size_t)(end - p));
        size_t run = (size_t)((next ? next : end) - p);
        memmove(o, p, run);
        o += run;
        p += run;
    }
    b->n = (size_t)(o - b->p);
}

static mbx_status text_end(mbx_leaf *l, mbx_anomalies *notes, mbx_error *err)
{
    mbx_text *t = l->text;
    bool bad = false, cut, limit = false;
    mbx_status st = MBX_OK;
    if (mbx_buf_reserve(&l->raw, MBX_TRANSFER_SLACK) != MBX_OK)
        return mbx_fail_memory(err);
    l->raw.n += mbx_transfer_end(&l->transfer, l->raw.p + l->raw.n, &bad, &cut);
    if (bad)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_BAD_DATA, l->offset);
    if (cut)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_CUT, l->offset);
    /* exactly so many bytes, however the input was cut */
    if (l->raw.n > MBX_MAX_TEXT) {
        l->raw.n = MBX_MAX_TEXT;
        limit = true;
    }
    if (t->any && t->out.n)
        st = mbx_utf8_add_valid(&t->out, "\n", 1);
    t->any = true;
    size_t at = t->out.n;
    bad = false;
    if (st == MBX_OK)
        st = mbx_charset_decode(l->charset, l->raw.p, l->raw.n, &t->out, &bad);
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    limit |= st == MBX_E_LIMIT;
    if (bad)
        mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_BAD_DATA, l->offset);
    if (t->out.n - at >= 3 && memcmp(t->out.p + at, "\xEF\xBB\xBF", 3) == 0) {
        t->out.n -= 3; /* a byte order mark is no text */
        memmove(t->out.p + at, t->out.p + at + 3, t->out.n - at);
    }
    line_ends(&t->out, at);
    if (t->out.n > at && memchr(t->out.p + at, '\0', t->out.n - at))
        mbx_anomalies_add(notes, MBX_ANOMALY_BODY_NUL, l->offset);
    if (limit && !t->truncated) {
        t->truncated = true;
        mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_TEXT, l->offset);
    }
    return MBX_OK;
}

static mbx_status sink_end(mbx_leaf *l, const mbx_part_sink *sink, mbx_part *part, mbx_anomalies *notes, mbx_error *err)
{
    char tail[MBX_TRANSFER_SLACK];
    bool bad, cut;
    mbx_status st = MBX_OK;
    size_t n = mbx_transfer_end(&l->transfer, tail, &bad, &cut);
    if (bad)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_BAD_DATA, l->offset);
    if (cut)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_CUT, l->offset);
    if (n)
        st = sink->write(sink->ctx, l->handle, tail, n, err);
    if (st != MBX_OK)
        return st; /* mbx_leaf_free() abandons it */
    void *handle = l->handle;
    l->handle = NULL;
    return sink->close(sink->ctx, handle, part, err);
}

mbx_status mbx_leaf_end(mbx_leaf *l, const mbx_part_sink *sink, mbx_part *part, mbx_anomalies *notes, mbx_error *err)
{
    mbx_status st = l->kind == MBX_LEAF_TEXT ? text_end(l, notes, err)
                    : l->kind == MBX_LEAF_SINK ? sink_end(l, sink, part, notes, err)
                                               : MBX_OK;
    if (st == MBX_OK)
        l->kind = MBX_LEAF_SKIP;
    return st;
}

mbx_status mbx_part_decode(const mbx_part *part, const char *raw, size_t raw_n,
                           mbx_status (*write)(void *ctx, const char *p, size_t n, mbx_error *err), void *ctx, mbx_error *err)
{
    mbx_transfer t;
    mbx_status st = MBX_OK;
    char *piece = NULL;
    bool bad, cut;
    uint64_t from = part->body_start, to = part->body_end < raw_n ? part->body_end : raw_n;
    if (from >= to)
        return MBX_OK;
    const char *p = raw + from;
    size_t n = (size_t)(to - from);
    if (part->encoding == MBX_ENCODING_IDENTITY)
        return write(ctx, p, n, err);
    piece = mbx_alloc(PIECE + MBX_TRANSFER_SLACK);
    if (!piece)
        return mbx_fail_memory(err);
    mbx_transfer_begin(&t, part->encoding);
    while (n && st == MBX_OK) {
        size_t take = n < PIECE ? n : PIECE, got = mbx_transfer_feed(&t, p, take, piece);
        if (got)
            st = write(ctx, piece, got, err);
        p += take;
        n -= take;
    }
    if (st == MBX_OK) {
        size_t got = mbx_transfer_end(&t, piece, &bad, &cut);
        if (got)
            st = write(ctx, piece, got, err);
    }
    mbx_release(piece);
    return st;
}
