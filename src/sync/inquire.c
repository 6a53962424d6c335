#include "sync/inquire.h"

#include "imap/quirk.h"

typedef struct since_filter {
    int64_t since;
    mbx_uidset *keep;
} since_filter;

static mbx_status keep_if_recent(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    const since_filter *f = ctx;
    if (facts->has_internal_date && facts->internal_date < f->since)
        return MBX_OK;
    return mbx_uidset_add(f->keep, facts->uid, facts->uid) == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

/* SEARCH SINCE knows days only, in the server's own time zone: ask one more, then look at the exact times. Some servers
 * know no dates, or find nothing by them, so there everything is looked at; a mailbox that was moved here has old mail
 * among its highest UIDs, so no UID is low enough to stop at. */
static mbx_status find_since(mbx_session *s, int64_t since, const mbx_uidset *all, mbx_uidset *found, mbx_error *err)
{
    mbx_uidset days = {0};
    since_filter f = {since, found};
    const mbx_fetch_handler h = {.ctx = &f, .end = keep_if_recent};
    bool by_date = !(mbx_session_quirks(s) & MBX_QUIRK_NO_DATE_SEARCH);
    mbx_status st = by_date ? mbx_session_search(s, MBX_SEARCH_SINCE, since - 86400, NULL, &days, err) : MBX_OK;
    if (st != MBX_OK && (err->code == MBX_CODE_SERVER_NO || err->code == MBX_CODE_SERVER_BAD)) {
        by_date = false;
        st = MBX_OK;
    }
    if (st == MBX_OK && !mbx_uidset_empty(by_date ? &days : all))
        st = mbx_session_fetch(s, by_date ? &days : all, false, &h, err);
    mbx_uidset_free(&days);
    return st;
}

mbx_status mbx_inquire(mbx_session *s, const mbx_inquiry *ask, mbx_findings *f, mbx_error *err)
{
    mbx_status st = MBX_OK;
    if (ask->all)
        st = mbx_session_search(s, MBX_SEARCH_ALL, 0, NULL, &f->all, err);
    if (st == MBX_OK && ask->unseen)
        st = mbx_session_search(s, MBX_SEARCH_UNSEEN, 0, NULL, &f->unseen, err);
    if (st == MBX_OK && ask->since)
        st = find_since(s, ask->since_time, &f->all, &f->since, err);
    if (st == MBX_OK && ask->fresh) {
        mbx_uidset range = {0};
        st = mbx_uidset_add(&range, ask->fresh_from, ask->fresh_to) == MBX_OK ? MBX_OK : mbx_fail_memory(err);
        if (st == MBX_OK)
            st = mbx_session_search(s, MBX_SEARCH_UIDS, 0, &range, &f->fresh, err);
        mbx_uidset_free(&range);
    }
    return st;
}
