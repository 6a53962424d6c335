#include "sync/intake.h"

#include "base/alloc.h"
#include "sync/identity.h"

#include <string.h>

mbx_status mbx_intake_open(mbx_intake *in, mbx_ledger *ledger, mbx_blob_store *blobs, mbx_error *err)
{
    memset(in, 0, sizeof *in);
    in->ledger = ledger;
    in->blobs = blobs;
    mbx_status st = mbx_blob_sink_new(&in->sink, blobs, err);
    return st == MBX_OK ? mbx_sha256_new(&in->digest, err) : st;
}

static void drop_current(mbx_intake *in)
{
    mbx_message_free(in->message);
    mbx_blob_abandon(in->raw);
    if (in->sink.ctx)
        mbx_blob_sink_drop(&in->sink);
    in->message = NULL;
    in->raw = NULL;
}

void mbx_intake_free(mbx_intake *in)
{
    drop_current(in);
    mbx_blob_sink_free(&in->sink);
    mbx_sha256_free(in->digest);
    mbx_converters_free(&in->converters);
    mbx_uidset_free(&in->window);
    mbx_uidset_free(&in->want_raw);
    memset(in, 0, sizeof *in);
}

static mbx_status ours(mbx_intake *in, mbx_status st)
{
    in->handler_failed = st != MBX_OK;
    return st;
}

static mbx_status begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    mbx_intake *in = ctx;
    mbx_status st = MBX_OK;
    (void)n;
    drop_current(in);
    in->uid = uid;
    /* A server that names the UID only after the body makes it unknown what a crash would be due to; the message is
     * still in the ledger as pending, so nothing is lost. */
    if (uid)
        st = mbx_ledger_await(in->ledger, uid, in->alone, &in->window, err);
    if (st == MBX_OK)
        st = mbx_message_new(&in->message, &in->sink, err);
    if (st == MBX_OK)
        mbx_message_lend(in->message, &in->converters);
    if (st == MBX_OK && in->keep_raw)
        st = mbx_blob_open(in->blobs, &in->raw, err);
    mbx_sha256_reset(in->digest);
    return ours(in, st);
}

static mbx_status body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    mbx_intake *in = ctx;
    mbx_sha256_add(in->digest, p, n);
    mbx_status st = mbx_message_feed(in->message, p, n, err);
    if (st == MBX_OK && in->raw)
        st = mbx_blob_write(in->raw, p, n, err);
    return ours(in, st);
}

/* What the session lends until end() returns. */
static mbx_status keep_labels(mbx_item *item, mbx_str labels, mbx_error *err)
{
    item->facts.labels = MBX_STR_NONE;
    if (labels.n == 0)
        return MBX_OK;
    item->labels = mbx_copy_bytes(labels.p, labels.n);
    if (!item->labels)
        return mbx_fail_memory(err);
    item->facts.labels = (mbx_str){item->labels, labels.n};
    return MBX_OK;
}

/* The raw bytes are one more of its blobs. */
static mbx_status complete_raw(mbx_intake *in, mbx_item *item, mbx_error *err)
{
    uint8_t sha256[MBX_SHA256_SIZE];
    uint64_t size;
    mbx_blob **blobs = mbx_resize(item->blobs, (item->n_blobs + 1) * sizeof *blobs);
    if (!blobs)
        return mbx_fail_memory(err);
    item->blobs = blobs;
    mbx_status st = mbx_blob_complete(in->raw, sha256, &size, err);
    if (st != MBX_OK)
        return st;
    item->blobs[item->n_blobs++] = in->raw;
    item->raw_kept = true;
    in->raw = NULL;
    return MBX_OK;
}

static mbx_status take(mbx_intake *in, const mbx_fetched *facts, mbx_error *err)
{
    mbx_item item = {.uid = facts->uid, .facts = *facts};
    mbx_status st = mbx_message_finish(in->message, err);
    if (st != MBX_OK)
        return st;
    mbx_sha256_final(in->digest, item.raw_sha256);
    if (mbx_uidset_remove(&in->window, facts->uid, facts->uid) != MBX_OK)
        return mbx_fail_memory(err);
    if (mbx_message_get(in->message)->incomplete && !in->keep_raw)
        return mbx_uidset_add(&in->want_raw, facts->uid, facts->uid) == MBX_OK ? MBX_OK : mbx_fail_memory(err);
    mbx_header_digest(mbx_message_get(in->message), in->digest, item.header_digest);
    mbx_blob_sink_take(&in->sink, &item.blobs, &item.n_blobs);
    item.message = in->message;
    in->message = NULL;
    st = keep_labels(&item, facts->labels, err);
    if (st == MBX_OK && in->raw)
        st = complete_raw(in, &item, err);
    if (st != MBX_OK) {
        mbx_item_free(&item);
        return st;
    }
    return mbx_ledger_add(in->ledger, &item, &in->window, err);
}

static mbx_status end(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    mbx_intake *in = ctx;
    mbx_status st = MBX_OK;
    /* An answer without a body (flags that changed meanwhile, BODY[] NIL) leaves the UID among those not answered; a
     * second answer for a UID that was taken is not taken again. */
    if (facts->has_body && in->message && mbx_uidset_has(&in->window, facts->uid))
        st = take(in, facts, err);
    if (facts->has_body) {
        drop_current(in);
        in->uid = 0;
    }
    return ours(in, st);
}

mbx_status mbx_intake_fetch(mbx_intake *in, mbx_session *s, const mbx_window *w, bool keep_raw, mbx_error *err)
{
    const mbx_fetch_handler h = {in, begin, body, end};
    if (mbx_uidset_copy(&in->window, &w->uids) != MBX_OK)
        return mbx_fail_memory(err);
    in->alone = w->alone;
    in->keep_raw = keep_raw;
    in->uid = 0;
    in->handler_failed = false;
    return mbx_session_fetch(s, &w->uids, true, &h, err);
}
