#include "sync/ledger.h"

#include "base/alloc.h"
#include "sync/plan.h"

#include <string.h>

mbx_status mbx_ledger_open(mbx_ledger *l, const mbx_store *store, const mbx_account *a, const char *folder, const mbx_run_options *o, mbx_report *report, mbx_error *err)
{
    char *stored = NULL;
    size_t n = 0;
    memset(l, 0, sizeof *l);
    l->store = store;
    l->report = report;
    l->staff_id = a->staff_id;
    l->folder = folder;
    l->batch_messages = o->batch_messages ? o->batch_messages : MBX_BATCH_MESSAGES;
    if (l->batch_messages > MBX_BATCH_MESSAGES)
        l->batch_messages = MBX_BATCH_MESSAGES; /* MBX_FLIGHT_UIDS counts on it */
    l->batch_bytes = o->batch_bytes ? o->batch_bytes : MBX_BATCH_BYTES;
    mbx_status st = store->load(store->ctx, folder, &stored, &n, &l->version, err);
    if (st == MBX_OK && stored)
        st = mbx_state_decode(&l->state, stored, n, err);
    mbx_release(stored);
    if (st == MBX_OK && mbx_uidset_copy(&l->flights[0].uids, &l->state.in_flight) != MBX_OK)
        st = mbx_fail_memory(err);
    return st;
}

void mbx_ledger_free(mbx_ledger *l)
{
    for (size_t i = 0; i < sizeof l->flights / sizeof *l->flights; i++)
        mbx_uidset_free(&l->flights[i].uids);
    mbx_batch_free(l->open);
    mbx_state_free(&l->state);
    memset(l, 0, sizeof *l);
}

static mbx_status open_batch(mbx_ledger *l, mbx_error *err)
{
    if (l->open)
        return MBX_OK;
    mbx_batch *b = mbx_alloc_zero(sizeof *b);
    if (!b)
        return mbx_fail_memory(err);
    b->staff_id = l->staff_id;
    b->folder = mbx_copy_string(l->folder);
    b->items = mbx_alloc_zero(l->batch_messages * sizeof *b->items);
    b->cap_items = l->batch_messages;
    if (!b->folder || !b->items) {
        mbx_batch_free(b);
        return mbx_fail_memory(err);
    }
    l->open = b;
    l->open_bytes = 0;
    return MBX_OK;
}

static mbx_flight *last_flight(mbx_ledger *l)
{
    return &l->flights[l->outstanding];
}

/* The oldest unanswered commit is known to be in the store: count what it brought. */
static void landed(mbx_ledger *l)
{
    const mbx_report *b = &l->flights[1].brought;
    l->report->imported += b->imported;
    l->report->attachments += b->attachments;
    l->report->attachment_bytes += b->attachment_bytes;
    l->report->message_bytes += b->message_bytes;
    l->report->commits++;
    mbx_uidset_free(&l->flights[0].uids);
    memmove(l->flights, l->flights + 1, l->outstanding * sizeof *l->flights);
    memset(&l->flights[l->outstanding], 0, sizeof *l->flights);
    l->outstanding--;
}

/* One answer at a time, so that what was committed before a failure is counted. */
static mbx_status settle(mbx_ledger *l, unsigned outstanding, mbx_error *err)
{
    while (l->outstanding > outstanding) {
        mbx_status st = l->store->settle(l->store->ctx, l->outstanding - 1, err);
        if (st != MBX_OK)
            return st;
        landed(l);
    }
    return MBX_OK;
}

static void count(const mbx_batch *b, mbx_report *brought)
{
    memset(brought, 0, sizeof *brought);
    brought->imported = b->n_items;
    for (size_t i = 0; i < b->n_items; i++) {
        const mbx_message_facts *f = mbx_message_get(b->items[i].message);
        brought->message_bytes += f->raw_size;
        for (size_t k = 0; k < f->n_parts; k++) {
            if (f->parts[k].role != MBX_ROLE_ATTACHMENT)
                continue;
            brought->attachments++;
            brought->attachment_bytes += f->parts[k].size;
        }
    }
}

void mbx_ledger_forget_flight(mbx_ledger *l)
{
    mbx_uidset_free(&last_flight(l)->uids);
}

mbx_status mbx_ledger_commit(mbx_ledger *l, const mbx_uidset *coming, mbx_error *err)
{
    int64_t now = mbx_wall_clock();
    mbx_status st = open_batch(l, err);
    /* submit() waits where too many are unanswered; making room first lets the answer be counted */
    if (st == MBX_OK)
        st = settle(l, MBX_BATCHES_OUTSTANDING - 1, err);
    if (st != MBX_OK)
        return st;
    if (mbx_uidset_take(coming, MBX_FLIGHT_UIDS, false, &l->state.in_flight) != MBX_OK)
        return mbx_fail_memory(err);
    l->state.last_pass = now;
    mbx_batch *b = l->open;
    mbx_release(b->state); /* of an attempt that failed further down */
    b->state = NULL;
    st = mbx_state_encode(&l->state, &b->state, &b->state_n, err);
    if (st != MBX_OK)
        return st;
    b->generation = l->state.generation;
    b->uidvalidity = l->state.uidvalidity;
    b->expected_version = l->version;
    b->version = l->version + 1;
    b->remaining = mbx_plan_remaining(&l->state, now);
    b->imported = l->imported + b->n_items;
    mbx_flight *f = &l->flights[l->outstanding + 1];
    if (mbx_uidset_copy(&f->uids, &l->state.in_flight) != MBX_OK)
        return mbx_fail_memory(err);
    count(b, &f->brought);
    l->imported = b->imported;
    l->open = NULL;
    st = l->store->submit(l->store->ctx, b, err);
    if (st != MBX_OK)
        return st;
    l->version++;
    l->outstanding++;
    return MBX_OK;
}

static size_t weight(const mbx_message_facts *f)
{
    size_t n = f->text.n + f->html.n + f->header_block.n + f->subject.n + 1024;
    return n + (f->from.n + f->to.n + f->cc.n + f->bcc.n + f->reply_to.n + f->n_references) * 64;
}

mbx_status mbx_ledger_add(mbx_ledger *l, mbx_item *item, const mbx_uidset *coming, mbx_error *err)
{
    mbx_status st = open_batch(l, err);
    if (st == MBX_OK && mbx_plan_done(&l->state, item->uid) != MBX_OK)
        st = mbx_fail_memory(err);
    if (st != MBX_OK) {
        mbx_item_free(item);
        return st;
    }
    l->open->items[l->open->n_items++] = *item;
    l->open_bytes += weight(mbx_message_get(item->message));
    if (l->open->n_items < l->batch_messages && l->open_bytes < l->batch_bytes)
        return MBX_OK;
    return mbx_ledger_commit(l, coming, err);
}

static bool in_flight(const mbx_flight *f, uint32_t uid, bool alone)
{
    return mbx_uidset_has(&f->uids, uid) && (!alone || mbx_uidset_count(&f->uids) == 1);
}

mbx_status mbx_ledger_await(mbx_ledger *l, uint32_t uid, bool alone, const mbx_uidset *coming, mbx_error *err)
{
    mbx_status st = MBX_OK;
    if (!in_flight(last_flight(l), uid, alone)) {
        /* answers normally come in ascending order; whatever the server does, this UID is named first */
        mbx_uidset named = {0};
        st = alone ? MBX_OK : mbx_uidset_take(coming, MBX_FLIGHT_UIDS - 1, false, &named);
        if (st == MBX_OK)
            st = mbx_uidset_add(&named, uid, uid);
        st = st == MBX_OK ? mbx_ledger_commit(l, &named, err) : mbx_fail_memory(err);
        mbx_uidset_free(&named);
    }
    while (st == MBX_OK && !in_flight(&l->flights[0], uid, alone))
        st = settle(l, l->outstanding - 1, err);
    return st;
}

mbx_status mbx_ledger_close(mbx_ledger *l, bool changed, mbx_error *err)
{
    static const mbx_uidset nothing = {0};
    mbx_status st = MBX_OK;
    if (changed || (l->open && l->open->n_items) || !mbx_uidset_empty(&last_flight(l)->uids))
        st = mbx_ledger_commit(l, &nothing, err);
    return st == MBX_OK ? settle(l, 0, err) : st;
}
