#include "sync/plan.h"

/* Some servers' clocks and date searches are off by a time zone: SEARCH SINCE asks a day more, and what an
 * UIDVALIDITY change may have hidden is looked for from a day before the last commit. */
#define DAY 86400

/* A message that the server does not hand out is tried in three runs before it is set aside for longer. A message
 * whose process died is set aside after the second time it died alone. A broken connection is the connection's
 * fault; only when it breaks on the same message again and again is the message set aside. */
static const struct {
    mbx_trouble_class why;
    uint32_t patience;
} patience_table[] = {{MBX_TROUBLE_CONTENT, 3}, {MBX_TROUBLE_TRANSPORT, 5}, {MBX_TROUBLE_CRASH, 2}};

static const int64_t waits[] = {3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600};

static uint32_t patience(mbx_trouble_class why)
{
    for (size_t i = 0; i < sizeof patience_table / sizeof *patience_table; i++)
        if (patience_table[i].why == why)
            return patience_table[i].patience;
    return 1;
}

void mbx_findings_free(mbx_findings *f)
{
    mbx_uidset_free(&f->all);
    mbx_uidset_free(&f->unseen);
    mbx_uidset_free(&f->since);
    mbx_uidset_free(&f->fresh);
}

mbx_status mbx_plan_inherit(mbx_state *s, int64_t now)
{
    if (mbx_uidset_empty(&s->in_flight))
        return MBX_OK;
    uint32_t only = mbx_uidset_count(&s->in_flight) == 1 ? mbx_uidset_min(&s->in_flight) : 0;
    mbx_status st = MBX_OK;
    if (only && mbx_uidset_has(&s->suspects, only)) {
        mbx_trouble *t = mbx_state_trouble(s, only);
        st = mbx_plan_failed(s, only, MBX_TROUBLE_CRASH, now);
        t = mbx_state_trouble(s, only);
        /* still within patience: it stays a suspect, to be taken last of them */
        if (st == MBX_OK && t && t->attempts >= patience(MBX_TROUBLE_CRASH))
            st = mbx_uidset_remove(&s->suspects, only, only);
    } else {
        st = mbx_uidset_unite(&s->suspects, &s->in_flight);
    }
    if (st == MBX_OK)
        mbx_uidset_free(&s->in_flight);
    return st;
}

static void forget_uids(mbx_state *s)
{
    mbx_uidset_free(&s->pending);
    mbx_uidset_free(&s->skipped);
    mbx_uidset_free(&s->in_flight);
    mbx_uidset_free(&s->suspects);
    s->n_troubles = 0;
}

mbx_status mbx_plan_open(mbx_state *s, const mbx_mailbox *m, mbx_policy policy, int64_t since, mbx_inquiry *ask_r, bool *changed_r)
{
    bool first = s->generation == 0;
    /* RFC 3501 2.3.1.1: another UIDVALIDITY in any direction, or UIDNEXT going back, and no UID means what it meant */
    bool reset = !first && (m->uidvalidity != s->uidvalidity || (m->uidnext && m->uidnext < s->live_next));
    *ask_r = (mbx_inquiry){0};
    *changed_r = first || reset;
    if (first || reset) {
        ask_r->all = true;
        ask_r->unseen = policy == MBX_POLICY_UNREAD;
        ask_r->since = policy == MBX_POLICY_SINCE || reset;
        ask_r->since_time = policy == MBX_POLICY_SINCE ? since : s->last_pass - DAY;
        /* mail that came while the UIDs changed under us: what is stored already is known by its identity */
        if (reset && policy == MBX_POLICY_SINCE && s->last_pass - DAY < since)
            ask_r->since_time = s->last_pass - DAY;
        forget_uids(s);
        s->generation++;
        s->uidvalidity = m->uidvalidity;
        s->live_next = s->backfill_below = 1;
        s->highestmodseq = 0;
        return MBX_OK;
    }
    if (!m->uidnext || m->uidnext > s->live_next) {
        ask_r->fresh = true;
        ask_r->fresh_from = s->live_next;
        ask_r->fresh_to = m->uidnext ? m->uidnext - 1 : UINT32_MAX;
    }
    return MBX_OK;
}

/* The first opening of a generation: what of all that is there is wanted? */
static mbx_status choose(const mbx_findings *f, mbx_policy policy, mbx_uidset *wanted)
{
    const mbx_uidset *const by_policy[] = {[MBX_POLICY_UNREAD] = &f->unseen, [MBX_POLICY_NEW] = NULL, [MBX_POLICY_SINCE] = &f->since, [MBX_POLICY_ALL] = &f->all};
    mbx_status st = by_policy[policy] ? mbx_uidset_copy(wanted, by_policy[policy]) : MBX_OK;
    return st == MBX_OK ? mbx_uidset_unite(wanted, &f->since) : st;
}

mbx_status mbx_plan_discover(mbx_state *s, const mbx_mailbox *m, mbx_policy policy, const mbx_inquiry *asked, const mbx_findings *f, uint64_t *found_r, uint64_t *skipped_r)
{
    mbx_uidset wanted = {0}, rest = {0};
    mbx_status st = MBX_OK;
    uint32_t next = s->live_next;
    *found_r = *skipped_r = 0;
    if (asked->all) {
        /* without UIDNEXT the highest UID stands in for it */
        next = m->uidnext ? m->uidnext : mbx_uidset_max(&f->all) == UINT32_MAX ? UINT32_MAX : mbx_uidset_max(&f->all) + 1;
        if ((st = choose(f, policy, &wanted)) != MBX_OK || (st = mbx_uidset_copy(&rest, &f->all)) != MBX_OK)
            goto done;
        /* what came after EXAMINE is left to the next search: it is new, whatever the policy says of the rest */
        if ((st = mbx_uidset_remove(&wanted, next, UINT32_MAX)) != MBX_OK || (st = mbx_uidset_remove(&rest, next, UINT32_MAX)) != MBX_OK ||
            (st = mbx_uidset_subtract(&rest, &wanted)) != MBX_OK || (st = mbx_uidset_unite(&s->skipped, &rest)) != MBX_OK)
            goto done;
        s->backfill_below = next;
    } else if (asked->fresh) {
        if ((st = mbx_uidset_copy(&wanted, &f->fresh)) != MBX_OK)
            goto done;
        /* "n:*" names the last message even when n is above it (RFC 3501 6.4.8) */
        if (asked->fresh_from > 1 && (st = mbx_uidset_remove(&wanted, 1, asked->fresh_from - 1)) != MBX_OK)
            goto done;
        /* the search came after EXAMINE in the same session: what it did not name below UIDNEXT does not exist */
        next = m->uidnext > s->live_next ? m->uidnext : s->live_next;
        if (mbx_uidset_max(&wanted) >= next)
            next = mbx_uidset_max(&wanted) == UINT32_MAX ? UINT32_MAX : mbx_uidset_max(&wanted) + 1;
    }
    if ((st = mbx_uidset_unite(&s->pending, &wanted)) != MBX_OK)
        goto done;
    s->live_next = next;
    s->highestmodseq = m->highestmodseq;
    *found_r = mbx_uidset_count(&wanted);
    *skipped_r = mbx_uidset_count(&rest);
done:
    mbx_uidset_free(&wanted);
    mbx_uidset_free(&rest);
    return st;
}

/* What broke the connection may break it again, so it comes last (last true); 0: no retry is due. */
static uint32_t next_retry(const mbx_state *s, const mbx_uidset *tried, int64_t now, bool retry_now, bool last)
{
    for (size_t i = 0; i < s->n_troubles; i++) {
        const mbx_trouble *t = &s->troubles[i];
        if ((t->why == MBX_TROUBLE_TRANSPORT) == last && (retry_now || t->next_try <= now) && !mbx_uidset_has(tried, t->uid) &&
            !mbx_uidset_has(&s->suspects, t->uid))
            return t->uid;
    }
    return 0;
}

/* The suspect that has died alone least often. */
static uint32_t next_suspect(const mbx_state *s, const mbx_uidset *free_ones, int64_t now, bool retry_now)
{
    uint32_t best = 0, least = UINT32_MAX;
    for (size_t i = 0; i < free_ones->n; i++) {
        for (uint64_t uid = free_ones->r[i].lo; uid <= free_ones->r[i].hi; uid++) {
            const mbx_trouble *t = mbx_state_trouble(s, (uint32_t)uid);
            if (!t)
                return (uint32_t)uid;
            if (t->attempts < least && (retry_now || t->next_try <= now)) {
                best = (uint32_t)uid;
                least = t->attempts;
            }
        }
    }
    return best;
}

/* Pending, and neither tried in this run nor a suspect. */
static mbx_status untried(const mbx_state *s, const mbx_uidset *tried, mbx_uidset *out)
{
    mbx_status st = mbx_uidset_copy(out, &s->pending);
    if (st == MBX_OK)
        st = mbx_uidset_subtract(out, tried);
    return st == MBX_OK ? mbx_uidset_subtract(out, &s->suspects) : st;
}

mbx_status mbx_plan_probe(const mbx_state *s, const mbx_uidset *tried, mbx_window *w_r)
{
    mbx_uidset candidates = {0};
    *w_r = (mbx_window){0};
    mbx_status st = untried(s, tried, &candidates);
    if (st == MBX_OK)
        st = mbx_uidset_take(&candidates, 1, mbx_uidset_max(&candidates) >= s->backfill_below, &w_r->uids);
    mbx_uidset_free(&candidates);
    return st;
}

mbx_status mbx_plan_window(const mbx_state *s, const mbx_uidset *tried, int64_t now, bool retry_now, uint32_t max, mbx_window *w_r)
{
    mbx_uidset candidates = {0}, part = {0};
    mbx_status st;
    *w_r = (mbx_window){0};
    if ((st = untried(s, tried, &candidates)) != MBX_OK)
        goto done;
    if ((st = mbx_uidset_copy(&part, &candidates)) != MBX_OK || (s->backfill_below > 1 && (st = mbx_uidset_remove(&part, 1, s->backfill_below - 1)) != MBX_OK))
        goto done;
    if (!mbx_uidset_empty(&part)) {
        st = mbx_uidset_take(&part, max, false, &w_r->uids);
        goto done;
    }
    uint32_t uid = next_retry(s, tried, now, retry_now, false);
    if (uid) {
        w_r->alone = true;
        st = mbx_uidset_add(&w_r->uids, uid, uid);
        goto done;
    }
    if (!mbx_uidset_empty(&candidates)) {
        st = mbx_uidset_take(&candidates, max, true, &w_r->uids);
        goto done;
    }
    if ((st = mbx_uidset_copy(&part, &s->suspects)) != MBX_OK || (st = mbx_uidset_subtract(&part, tried)) != MBX_OK)
        goto done;
    uid = next_suspect(s, &part, now, retry_now);
    if (!uid)
        uid = next_retry(s, tried, now, retry_now, true);
    if (uid) {
        w_r->alone = true;
        st = mbx_uidset_add(&w_r->uids, uid, uid);
    }
done:
    mbx_uidset_free(&candidates);
    mbx_uidset_free(&part);
    if (st != MBX_OK)
        mbx_uidset_free(&w_r->uids);
    return st;
}

mbx_status mbx_plan_done(mbx_state *s, uint32_t uid)
{
    mbx_status st = mbx_uidset_remove(&s->pending, uid, uid);
    if (st == MBX_OK)
        st = mbx_uidset_remove(&s->suspects, uid, uid);
    if (st == MBX_OK)
        mbx_state_drop_trouble(s, uid);
    return st;
}

mbx_status mbx_plan_failed(mbx_state *s, uint32_t uid, mbx_trouble_class why, int64_t now)
{
    mbx_trouble *t;
    bool was_pending = mbx_uidset_has(&s->pending, uid);
    mbx_status st = mbx_uidset_remove(&s->pending, uid, uid);
    if (st == MBX_OK)
        st = mbx_state_add_trouble(s, uid, &t);
    if (st != MBX_OK) {
        /* what was just taken out of a set has room in it: this cannot fail */
        if (was_pending && !mbx_uidset_has(&s->pending, uid))
            (void)!mbx_uidset_add(&s->pending, uid, uid);
        return st;
    }
    if (t->why != why) /* another kind of trouble starts its own count */
        t->attempts = 0;
    t->why = why;
    t->attempts++;
    uint32_t over = t->attempts >= patience(why) ? t->attempts - patience(why) : 0;
    size_t last = sizeof waits / sizeof *waits - 1;
    t->next_try = t->attempts < patience(why) ? now : now + waits[over < last ? over : last];
    return MBX_OK;
}

mbx_status mbx_plan_forgive(mbx_state *s, uint32_t uid)
{
    mbx_status st = mbx_state_trouble(s, uid) ? mbx_uidset_add(&s->pending, uid, uid) : MBX_OK;
    if (st == MBX_OK)
        mbx_state_drop_trouble(s, uid);
    return st;
}

uint64_t mbx_plan_quarantined(const mbx_state *s, int64_t now)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->n_troubles; i++)
        n += s->troubles[i].next_try > now;
    return n;
}

uint64_t mbx_plan_remaining(const mbx_state *s, int64_t now)
{
    return mbx_uidset_count(&s->pending) + s->n_troubles - mbx_plan_quarantined(s, now);
}
