/* What to fetch, skip and forget: a pure function of the state and of what the server said. No socket, no clock
 * (now is an argument), no store. Functions that change the state leave it as it was when they fail, and fail only
 * for want of memory. */
#ifndef MBX_PLAN_H
#define MBX_PLAN_H

#include "imap/session.h"
#include "sync/account.h"
#include "sync/state.h"

/* What has to be asked of the server before messages can be fetched. */
typedef struct mbx_inquiry {
    bool all;          /* UID SEARCH ALL: which messages exist at all */
    bool unseen;       /* UID SEARCH UNSEEN */
    bool since;        /* UID SEARCH SINCE, then the exact INTERNALDATEs of what it finds */
    int64_t since_time;
    bool fresh;        /* UID SEARCH UID fresh_from:fresh_to */
    uint32_t fresh_from, fresh_to;
} mbx_inquiry;

/* What the server answered; sets that were not asked for are empty. since holds only messages that are not older. */
typedef struct mbx_findings {
    mbx_uidset all, unseen, since, fresh;
} mbx_findings;

void mbx_findings_free(mbx_findings *f);

/* A process that died left something in flight: makes suspects of it, and sets aside what killed alone twice. */
MBX_MUST_CHECK mbx_status mbx_plan_inherit(mbx_state *s, int64_t now);

/* Compares the state with what EXAMINE said: first opening, another UIDVALIDITY (a new generation begins), news, or
 * nothing. changed_r: the state must be committed even if nothing is found. */
MBX_MUST_CHECK mbx_status mbx_plan_open(mbx_state *s, const mbx_mailbox *m, mbx_policy policy, int64_t since, mbx_inquiry *ask_r, bool *changed_r);

/* Takes the findings up: pending, skipped, live_next. found_r and skipped_r: how many UIDs went into each. */
MBX_MUST_CHECK mbx_status mbx_plan_discover(mbx_state *s, const mbx_mailbox *m, mbx_policy policy, const mbx_inquiry *asked, const mbx_findings *f, uint64_t *found_r, uint64_t *skipped_r);

typedef struct mbx_window {
    mbx_uidset uids; /* to be fetched with one command; empty: nothing is left to do now */
    bool alone;      /* one message, in flight by itself */
} mbx_window;

/* New mail first (oldest first), then due retries, then the rest of the first import (newest first), then suspects.
 * tried: what this run has tried in vain, not offered again. retry_now: retries are due whatever their time. */
MBX_MUST_CHECK mbx_status mbx_plan_window(const mbx_state *s, const mbx_uidset *tried, int64_t now, bool retry_now, uint32_t max, mbx_window *w_r);

/* One pending message far from those that mbx_plan_window() takes first; empty when there is none. */
MBX_MUST_CHECK mbx_status mbx_plan_probe(const mbx_state *s, const mbx_uidset *tried, mbx_window *w_r);

/* What became of a message. */
MBX_MUST_CHECK mbx_status mbx_plan_done(mbx_state *s, uint32_t uid); /* imported, or gone from the server */
MBX_MUST_CHECK mbx_status mbx_plan_failed(mbx_state *s, uint32_t uid, mbx_trouble_class why, int64_t now);

MBX_MUST_CHECK mbx_status mbx_plan_forgive(mbx_state *s, uint32_t uid); /* it was not the message's fault */

uint64_t mbx_plan_remaining(const mbx_state *s, int64_t now);   /* pending, and retries that are due */
uint64_t mbx_plan_quarantined(const mbx_state *s, int64_t now); /* set aside until later */

#endif
