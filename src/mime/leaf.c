#include "mime/leaf.h"

#include "base/alloc.h"
#include "mime/scan.h"
#include "mime/utf8.h"

/* A text is decoded in pieces of exactly so many bytes, wherever the input was cut, and the last one: so nothing that
 * comes out can depend on the cuts. */
#define PIECE MBX_KIB(16)
#define ROOM (2 * PIECE + MBX_TRANSFER_SLACK)

void mbx_text_init(mbx_text *t)
{
    /* the last piece is decoded whole before the limit cuts it: no charset makes more than three bytes of one */
    mbx_buf_init(&t->out, MBX_MAX_TEXT + 3 * PIECE + 16);
}

void mbx_leaf_free(mbx_leaf *l, const mbx_part_sink *sink)
{
    if (l->handle)
        sink->abandon(sink->ctx, l->handle);
    l->handle = NULL;
    mbx_decoder_free(&l->decoder);
    mbx_release(l->piece);
    l->piece = NULL;
}

static mbx_status need_piece(mbx_leaf *l, mbx_error *err)
{
    if (!l->piece && !(l->piece = mbx_alloc(ROOM)))
        return mbx_fail_memory(err);
    return MBX_OK;
}

mbx_status mbx_leaf_begin_text(mbx_leaf *l, mbx_text *text, const mbx_charset *charset, mbx_encoding encoding, uint64_t offset)
{
    mbx_status st = text->out.n && !text->truncated ? mbx_utf8_add_valid(&text->out, "\n", 1) : MBX_OK;
    if (st != MBX_OK)
        return st;
    mbx_transfer_begin(&l->transfer, encoding);
    mbx_decoder_begin(&l->decoder, charset, l->kept, &text->out);
    l->kind = MBX_LEAF_TEXT;
    l->text = text;
    l->offset = offset;
    l->start = text->out.n;
    l->marked = l->cr = false;
    l->piece_n = 0;
    l->over = text->truncated;
    text->any = true;
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

/* CRLF and lone CR become LF, from at to the end. */
static void line_ends(mbx_leaf *l, mbx_buf *b, size_t at)
{
    size_t n = b->n - at;
    if (!n)
        return;
    char *p = b->p + at;
    bool half = l->cr && *p == '\n'; /* its CR was the end of the piece before */
    l->cr = p[n - 1] == '\r';
    if (half)
        memmove(p, p + 1, --n);
    b->n = at + mbx_scan_to_lf(p, n);
}

/* One more piece of a text: charset, byte order mark, line ends, limit. */
static mbx_status text_piece(mbx_leaf *l, const char *p, size_t n, bool last, mbx_error *err)
{
    mbx_text *t = l->text;
    if (t->truncated)
        return MBX_OK;
    mbx_status st = mbx_decoder_feed(&l->decoder, p, n, last);
    if (st != MBX_OK && st != MBX_E_LIMIT)
        return mbx_fail_memory(err);
    if (!l->marked && t->out.n - l->start >= MBX_UTF8_MARK_N && memcmp(t->out.p + l->start, MBX_UTF8_MARK, MBX_UTF8_MARK_N) == 0) {
        t->out.n -= MBX_UTF8_MARK_N; /* a byte order mark is no text */
        memmove(t->out.p + l->start, t->out.p + l->start + MBX_UTF8_MARK_N, t->out.n - l->start);
    }
    l->marked = true;
    line_ends(l, &t->out, l->decoder.fresh);
    if (t->out.n > MBX_MAX_TEXT) {
        t->out.n = mbx_utf8_cut(t->out.p, MBX_MAX_TEXT);
        t->truncated = true;
    }
    return MBX_OK;
}

static mbx_status text_data(mbx_leaf *l, const char *p, size_t n, mbx_error *err)
{
    bool identity = l->transfer.encoding == MBX_ENCODING_IDENTITY;
    mbx_status st = need_piece(l, err);
    while (n && st == MBX_OK) {
        if (identity && l->text->truncated)
            break;
        if (identity && !l->piece_n && n >= PIECE) {
            st = text_piece(l, p, PIECE, false, err);
            p += PIECE;
            n -= PIECE;
            continue;
        }
        size_t take = n < PIECE ? n : PIECE;
        l->piece_n += mbx_transfer_feed(&l->transfer, p, take, l->piece + l->piece_n);
        p += take;
        n -= take;
        while (l->piece_n >= PIECE && st == MBX_OK) {
            st = text_piece(l, l->piece, PIECE, false, err);
            l->piece_n -= PIECE;
            memmove(l->piece, l->piece + PIECE, l->piece_n);
        }
    }
    return st;
}

static mbx_status sink_data(mbx_leaf *l, const mbx_part_sink *sink, const char *p, size_t n, mbx_error *err)
{
    if (l->transfer.encoding == MBX_ENCODING_IDENTITY)
        return sink->write(sink->ctx, l->handle, p, n, err);
    mbx_status st = need_piece(l, err);
    while (n && st == MBX_OK) {
        size_t take = n < 2 * PIECE ? n : 2 * PIECE, got = mbx_transfer_feed(&l->transfer, p, take, l->piece);
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

static mbx_status text_end(mbx_leaf *l, mbx_anomalies *notes, mbx_error *err)
{
    mbx_text *t = l->text;
    bool bad, cut;
    mbx_status st = need_piece(l, err);
    if (st != MBX_OK)
        return st;
    l->piece_n += mbx_transfer_end(&l->transfer, l->piece + l->piece_n, &bad, &cut);
    if (bad)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_BAD_DATA, l->offset);
    if (cut)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_CUT, l->offset);
    st = text_piece(l, l->piece, l->piece_n, true, err);
    if (st != MBX_OK)
        return st;
    if (l->decoder.bad)
        mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_BAD_DATA, l->offset);
    if (mbx_decoder_missing(&l->decoder))
        mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_MISSING, l->offset);
    if (t->out.n > l->start && memchr(t->out.p + l->start, '\0', t->out.n - l->start))
        mbx_anomalies_add(notes, MBX_ANOMALY_BODY_NUL, l->offset);
    if (t->truncated && !l->over)
        mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_TEXT, l->offset);
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
    piece = mbx_alloc(ROOM);
    if (!piece)
        return mbx_fail_memory(err);
    mbx_transfer_begin(&t, part->encoding);
    while (n && st == MBX_OK) {
        size_t take = n < 2 * PIECE ? n : 2 * PIECE, got = mbx_transfer_feed(&t, p, take, piece);
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
