#include "sync/run.h"

#include "base/alloc.h"
#include "sync/inquire.h"
#include "sync/intake.h"
#include "sync/sign_in.h"

#include <string.h>

/* Temporary files that a run which died left behind: nobody writes one for so long. */
#define STALE_SECONDS 86400

/* Sessions that one run opens: the first, and after a failure that came with a message or after some progress. */
#define SESSIONS 4

typedef struct run {
    const mbx_account *account;
    const mbx_store *store;
    mbx_tls *tls;
    const mbx_run_options *options;
    mbx_cancel *cancel;
    mbx_report *report;
    mbx_time stop_at;     /* no new work is begun after */
    mbx_session *session;
    unsigned sessions;
    mbx_blob_store *blobs;
    bool bound;           /* the store was told, or nothing is to be told */
    bool uncompressed;    /* the account's wish for compression is not followed any more */
    bool out_of_time;     /* ended cleanly by the deadline */
} run;

static void end_session(run *r, bool politely)
{
    if (!r->session)
        return;
    const mbx_stream_facts *f = mbx_session_stream(r->session);
    if (politely)
        mbx_session_logout(r->session);
    r->report->bytes_in += f->bytes_in;
    r->report->bytes_out += f->bytes_out;
    r->report->wire_in += f->wire_in;
    r->report->wire_out += f->wire_out;
    r->report->round_trips += f->round_trips;
    mbx_session_free(r->session);
    r->session = NULL;
}

/* From now on the password opens for this server alone. */
static mbx_status tell_bound(run *r, const mbx_sign_in *sign_in, mbx_error *err)
{
    char *sealed = NULL;
    mbx_status st = r->store->bound ? mbx_sign_in_bound(sign_in, &sealed, err) : MBX_OK;
    if (st == MBX_OK && sealed)
        st = r->store->bound(r->store->ctx, sealed, err);
    mbx_release(sealed);
    r->bound = st == MBX_OK;
    return st;
}

static mbx_status begin_session(run *r, mbx_error *err)
{
    const mbx_account *a = r->account;
    mbx_transport by;
    const mbx_endpoint to = mbx_account_endpoint(a, &by);
    mbx_sign_in sign_in;
    bool compressed;
    r->sessions++;
    mbx_status st = mbx_sign_in_prepare(&sign_in, a, err);
    if (st == MBX_OK)
        st = mbx_session_open(&r->session, &to, r->tls, r->options->deadline, r->cancel, err);
    if (st == MBX_OK)
        st = mbx_sign_in_use(&sign_in, r->session, err);
    /* It took the password, though the connection may have failed over what is asked right behind the login. */
    if (!r->bound && r->session && mbx_session_mechanism(r->session)) {
        mbx_error unbound;
        mbx_status told = tell_bound(r, &sign_in, &unbound);
        if (st == MBX_OK && told != MBX_OK) {
            *err = unbound;
            st = told;
        }
    }
    if (st == MBX_OK && a->compress && !r->uncompressed)
        st = mbx_session_compress(r->session, &compressed, err);
    mbx_sign_in_end(&sign_in);
    if (st != MBX_OK)
        end_session(r, false);
    return st;
}

/* ---- discovery ---- */

static mbx_status discover(run *r, mbx_ledger *l, const mbx_mailbox *m, bool *changed_r, mbx_error *err)
{
    mbx_inquiry ask;
    mbx_findings f = {0};
    uint64_t found, skipped;
    bool heir = !mbx_uidset_empty(&l->state.in_flight);
    mbx_status st = mbx_plan_inherit(&l->state, mbx_wall_clock());
    if (st == MBX_OK)
        st = mbx_plan_open(&l->state, m, r->account->policy, r->account->since, &ask, changed_r);
    if (st != MBX_OK)
        return mbx_fail_memory(err);
    /* What was made of a forerunner's death must be stored before the same message is read again, or it kills for ever. */
    *changed_r = *changed_r || heir;
    mbx_ledger_forget_flight(l);
    st = mbx_inquire(r->session, &ask, &f, err);
    if (st == MBX_OK) {
        uint32_t before = l->state.live_next;
        if (mbx_plan_discover(&l->state, m, r->account->policy, &ask, &f, &found, &skipped) != MBX_OK) {
            st = mbx_fail_memory(err);
        } else {
            r->report->found += found;
            r->report->skipped += skipped;
            *changed_r = *changed_r || found || skipped || l->state.live_next != before;
        }
    }
    mbx_findings_free(&f);
    return st;
}

/* ---- import ---- */

/* So many refusals in a row are the server's trouble and not the messages'. Where mail came in the same run it takes
 * more: then it is known that the server hands mail out, and a restored folder may hold many files that it cannot read. */
#define REFUSALS_IN_A_ROW 8
#define REFUSALS_AFTER_MAIL 32

typedef struct import {
    mbx_ledger *ledger;
    mbx_intake *intake;
    mbx_uidset tried;   /* offered once in this run is enough */
    mbx_uidset refused; /* set aside for the first time since a message last came */
    bool came;          /* a message came in this run */
    bool probe, probed; /* next is one message from the other end; that was done */
    uint32_t doubtful;  /* the server "cannot do it now": whether it is this message is known once another one came; 0: none */
    mbx_error pause;    /* the server did what it was asked, but wants a pause now; MBX_CODE_NONE: it does not */
    uint32_t max;       /* UIDs a window: halved when a window fails and nobody knows which message it was */
} import;

static mbx_status set_aside(import *im, uint32_t uid, mbx_trouble_class why, mbx_error *err)
{
    /* what an earlier run could not get while other mail came says nothing of the server's health now */
    bool known = mbx_state_trouble(&im->ledger->state, uid) != NULL;
    mbx_status st = mbx_plan_failed(&im->ledger->state, uid, why, mbx_wall_clock());
    if (st == MBX_OK)
        st = mbx_uidset_add(&im->tried, uid, uid);
    if (st == MBX_OK && !known)
        st = mbx_uidset_add(&im->refused, uid, uid);
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

static bool is_outage(const import *im)
{
    return mbx_uidset_count(&im->refused) >= (im->came ? REFUSALS_AFTER_MAIL : REFUSALS_IN_A_ROW);
}

/* Many messages side by side may be sick, and healthy ones behind them must not wait for that: before the server is
 * blamed, one from the other end is tried. */
static mbx_status want_probe(import *im, bool *yes_r)
{
    mbx_window w;
    *yes_r = false;
    if (im->came || im->probed)
        return MBX_OK;
    mbx_status st = mbx_plan_probe(&im->ledger->state, &im->tried, &w);
    if (st == MBX_OK)
        *yes_r = im->probe = im->probed = !mbx_uidset_empty(&w.uids);
    mbx_uidset_free(&w.uids);
    return st;
}

/* Without this an hour of a sick server would set a whole mailbox aside for days. */
static mbx_status forgive(import *im, mbx_error *err)
{
    for (size_t i = 0; i < im->refused.n; i++)
        for (uint64_t uid = im->refused.r[i].lo; uid <= im->refused.r[i].hi; uid++)
            if (mbx_plan_forgive(&im->ledger->state, (uint32_t)uid) != MBX_OK)
                return mbx_fail_memory(err);
    return MBX_OK;
}

/* The command succeeded but did not answer for these: gone meanwhile, or there and not handed out (which is a fault of
 * the server's that no success may hide). */
static mbx_status look_after_missing(run *r, import *im, mbx_error *err)
{
    mbx_uidset there = {0};
    mbx_uidset *missing = &im->intake->window;
    mbx_status st = mbx_session_search(r->session, MBX_SEARCH_UIDS, 0, missing, &there, err);
    for (size_t i = 0; i < missing->n && st == MBX_OK; i++) {
        for (uint64_t uid = missing->r[i].lo; uid <= missing->r[i].hi && st == MBX_OK; uid++) {
            if (mbx_uidset_has(&there, (uint32_t)uid)) {
                st = set_aside(im, (uint32_t)uid, MBX_TROUBLE_CONTENT, err);
            } else {
                r->report->gone++;
                st = mbx_plan_done(&im->ledger->state, (uint32_t)uid) == MBX_OK ? MBX_OK : mbx_fail_memory(err);
            }
        }
    }
    mbx_uidset_free(&there);
    return st;
}

/* Which of the messages that were asked and have not come the failure is due to; 0: not known. */
static uint32_t blame(const run *r, const import *im, bool broken)
{
    const mbx_uidset *open = &im->intake->window;
    uint32_t said = im->intake->uid ? im->intake->uid : r->session ? mbx_session_current_uid(r->session) : 0;
    if (said && mbx_uidset_has(open, said))
        return said;
    /* servers answer in ascending order: a connection that breaks between two messages breaks before the next one */
    return broken || mbx_uidset_count(open) == 1 ? mbx_uidset_min(open) : 0;
}

/* "Cannot do it now" is said of a server in trouble and, as often, of one message that it will never hand out (Yahoo). So
 * the message is found first, alone in its window; then one from the other end is tried. Only if that one comes has the
 * message failed, otherwise nothing counts and the run ends. Where there is no other, it counts: three runs of patience. */
static mbx_status after_unavailable(import *im, uint32_t guilty, mbx_status failed, mbx_error *err)
{
    mbx_window w = {0};
    mbx_error memory;
    if (im->doubtful)
        return failed;
    if (!guilty) {
        im->max = 1;
        return MBX_OK;
    }
    mbx_status st = mbx_uidset_add(&im->tried, guilty, guilty);
    if (st == MBX_OK)
        st = mbx_plan_probe(&im->ledger->state, &im->tried, &w);
    bool alone = mbx_uidset_empty(&w.uids);
    mbx_uidset_free(&w.uids);
    if (st == MBX_OK && alone)
        st = set_aside(im, guilty, MBX_TROUBLE_CONTENT, &memory);
    if (st != MBX_OK)
        return mbx_fail_memory(err);
    if (alone)
        return failed;
    im->doubtful = guilty;
    im->probe = true;
    return MBX_OK;
}

static void halve(import *im)
{
    uint64_t open = mbx_uidset_count(&im->intake->window);
    if (open < im->max)
        im->max = (uint32_t)open;
    im->max = im->max > 1 ? im->max / 2 : 1;
}

/* A window failed. Decides whether the run goes on (MBX_OK; the session may be gone) or ends with err. */
static mbx_status after_failure(run *r, import *im, mbx_status failed, mbx_error *err)
{
    bool broken = failed == MBX_E_CONNECT || err->code == MBX_CODE_SERVER_BYE || err->code == MBX_CODE_TIMEOUT_COMMAND;
    bool silent = err->code == MBX_CODE_SERVER_SILENT; /* who it was is known already */
    bool unavailable = err->code == MBX_CODE_SERVER_UNAVAILABLE;
    bool refused = silent || unavailable || err->code == MBX_CODE_SERVER_NO || err->code == MBX_CODE_SERVER_BAD; /* the session is in order */
    bool probe = false;
    if (im->intake->handler_failed || !(broken || refused || failed == MBX_E_LIMIT || failed == MBX_E_PROTOCOL))
        return failed;
    /* A mail of nothing but zeros is not to be told from a bomb (net/deflate.h), and a damaged block is nobody's fault but
     * the compression's: as they are, they can come. */
    if (err->code == MBX_CODE_LIMIT_COMPRESSION || err->code == MBX_CODE_PROTOCOL_COMPRESSION) {
        r->uncompressed = true;
        end_session(r, false);
        return r->sessions < SESSIONS ? MBX_OK : failed;
    }
    uint32_t guilty = silent ? 0 : blame(r, im, broken);
    if (unavailable)
        return after_unavailable(im, guilty, failed, err);
    mbx_error memory;
    if (guilty && set_aside(im, guilty, broken ? MBX_TROUBLE_TRANSPORT : MBX_TROUBLE_CONTENT, &memory) != MBX_OK)
        return mbx_fail_memory(err);
    if (!guilty)
        halve(im);
    if (is_outage(im)) {
        if (want_probe(im, &probe) != MBX_OK || (!probe && !im->came && forgive(im, &memory) != MBX_OK))
            return mbx_fail_memory(err);
        if (!probe)
            return failed;
    }
    if (refused)
        return MBX_OK;
    end_session(r, false);
    return r->sessions < SESSIONS ? MBX_OK : failed;
}

/* A new session must find the folder as the old one left it; otherwise the next run sorts it out. */
static mbx_status reopen(run *r, const mbx_ledger *l, bool *same_r, mbx_error *err)
{
    mbx_mailbox m;
    mbx_status st = begin_session(r, err);
    if (st == MBX_OK)
        st = mbx_session_examine(r->session, l->folder, &m, err);
    *same_r = st == MBX_OK && m.uidvalidity == l->state.uidvalidity;
    return st;
}

static bool out_of_time(run *r)
{
    if (mbx_past(r->stop_at))
        r->out_of_time = true;
    return r->out_of_time;
}

static mbx_status fetch_window(run *r, import *im, const mbx_window *w, bool keep_raw, mbx_error *err)
{
    mbx_status st = mbx_intake_fetch(im->intake, r->session, w, keep_raw, err);
    bool some = mbx_uidset_count(&im->intake->window) < mbx_uidset_count(&w->uids);
    if (some) { /* the server hands mail out */
        mbx_uidset_free(&im->refused);
        im->came = true;
        if (im->doubtful && set_aside(im, im->doubtful, MBX_TROUBLE_CONTENT, err) != MBX_OK)
            return MBX_E_MEMORY;
        im->doubtful = 0;
    }
    if (st == MBX_OK && mbx_session_throttled(r->session, &im->pause) && !mbx_uidset_empty(&im->intake->window)) {
        *err = im->pause; /* nothing is known of those that did not come */
        return err->status;
    }
    if (st == MBX_OK && !mbx_uidset_empty(&im->intake->window))
        st = look_after_missing(r, im, err);
    if (st == MBX_OK && !some && is_outage(im))
        st = mbx_fail(err, MBX_STAGE_FETCH, MBX_CODE_SERVER_SILENT, "The server says OK to each request, but hands out no message.");
    return st;
}

/* What was not parsed completely comes again, one by one, with its raw bytes kept. */
static mbx_status fetch_raw(run *r, import *im, mbx_error *err)
{
    mbx_status st = MBX_OK;
    while (st == MBX_OK && !mbx_uidset_empty(&im->intake->want_raw) && !out_of_time(r)) {
        mbx_window w = {.alone = true};
        uint32_t uid = mbx_uidset_min(&im->intake->want_raw);
        if (mbx_uidset_add(&w.uids, uid, uid) != MBX_OK || mbx_uidset_remove(&im->intake->want_raw, uid, uid) != MBX_OK)
            st = mbx_fail_memory(err);
        if (st == MBX_OK)
            st = fetch_window(r, im, &w, true, err);
        mbx_uidset_free(&w.uids);
    }
    return st;
}

static mbx_status import_all(run *r, import *im, mbx_error *err)
{
    mbx_status st = MBX_OK;
    bool same = true, more = true;
    while (st == MBX_OK && same && more && !out_of_time(r)) {
        mbx_window w;
        if (!r->session) {
            st = reopen(r, im->ledger, &same, err);
            continue;
        }
        st = im->probe ? mbx_plan_probe(&im->ledger->state, &im->tried, &w)
                       : mbx_plan_window(&im->ledger->state, &im->tried, mbx_wall_clock(), r->options->retry_quarantined, im->max, &w);
        if (st != MBX_OK)
            return mbx_fail_memory(err);
        im->probe = false;
        more = !mbx_uidset_empty(&w.uids);
        if (more && im->pause.code != MBX_CODE_NONE) {
            *err = im->pause;
            st = err->status;
        } else if (more) {
            st = fetch_window(r, im, &w, false, err);
        }
        if (st == MBX_OK)
            st = fetch_raw(r, im, err);
        if (st == MBX_OK && w.alone && mbx_uidset_unite(&im->tried, &w.uids) != MBX_OK)
            st = mbx_fail_memory(err);
        if (st != MBX_OK)
            st = after_failure(r, im, st, err);
        else if (im->max < MBX_WINDOW_UIDS)
            im->max *= 2;
        mbx_uidset_free(&w.uids);
    }
    return st;
}

/* The deadline in the middle of a transfer is a clean end: what was committed stays, the rest is still pending. */
static bool is_clean_end(const mbx_error *err)
{
    return err->code == MBX_CODE_TIMEOUT_TOTAL && (err->stage == MBX_STAGE_FETCH || err->stage == MBX_STAGE_SEARCH || err->stage == MBX_STAGE_FOLDER);
}

static mbx_status sync_folder(run *r, const char *folder, mbx_error *err)
{
    mbx_ledger l;
    mbx_intake in = {0};
    import im = {.ledger = &l, .intake = &in, .max = MBX_WINDOW_UIDS};
    mbx_mailbox m;
    mbx_error later;
    bool changed = false, keep = false;
    mbx_status st = mbx_ledger_open(&l, r->store, r->account, folder, r->options, r->report, err);
    if (st == MBX_OK)
        st = mbx_intake_open(&in, &l, r->blobs, err);
    if (st == MBX_OK)
        st = mbx_session_examine(r->session, folder, &m, err);
    if (st == MBX_OK) {
        r->report->exists += m.exists;
        st = discover(r, &l, &m, &changed, err);
    }
    if (st == MBX_OK) {
        keep = true; /* from here on the state says more than the stored one */
        st = import_all(r, &im, err);
    }
    if (st != MBX_OK && is_clean_end(err)) {
        r->out_of_time = true;
        st = MBX_OK;
    }
    /* After a failure of the server's, what it gave before is stored all the same, and nothing is left in flight. */
    if (keep && !in.handler_failed && !mbx_cancel_raised(r->cancel)) {
        mbx_status closed = mbx_ledger_close(&l, changed || st != MBX_OK || im.tried.n, &later);
        if (st == MBX_OK && closed != MBX_OK) {
            *err = later;
            st = closed;
        }
    }
    int64_t now = mbx_wall_clock();
    r->report->remaining += mbx_plan_remaining(&l.state, now);
    r->report->quarantined += mbx_plan_quarantined(&l.state, now);
    mbx_uidset_free(&im.tried);
    mbx_uidset_free(&im.refused);
    mbx_intake_free(&in);
    mbx_ledger_free(&l);
    return st;
}

/* Room for the last commits: a tenth of the time, two seconds at most. */
static mbx_time stop_before(mbx_time start, mbx_time deadline)
{
    const mbx_time two_seconds = 2000000000;
    if (deadline == MBX_NEVER)
        return MBX_NEVER;
    mbx_time tenth = (deadline - start) / 10;
    return deadline - (tenth < two_seconds ? tenth : two_seconds);
}

/* A folder that does not open may be alone with that, even if the server breaks off over it (Zimbra does so over a shared
 * one that is locked). */
static bool is_the_folders(run *r, mbx_status failed, const mbx_error *err)
{
    bool broken = err->code == MBX_CODE_SERVER_BYE || err->code == MBX_CODE_CONNECTION_LOST;
    if (err->stage != MBX_STAGE_FOLDER || !r->session)
        return false;
    if (broken)
        end_session(r, false);
    return broken ? r->sessions < SESSIONS : failed == MBX_E_REFUSED && err->code != MBX_CODE_SERVER_THROTTLED;
}

mbx_status mbx_run(const mbx_account *a, const mbx_store *store, mbx_tls *tls, const mbx_run_options *o, mbx_cancel *cancel, mbx_report *report_r, mbx_error *err)
{
    mbx_time start = mbx_now();
    mbx_error first;
    bool refused = false;
    run r = {.account = a, .store = store, .tls = tls, .options = o, .cancel = cancel, .report = report_r, .stop_at = stop_before(start, o->deadline)};
    memset(report_r, 0, sizeof *report_r);
    mbx_status st = mbx_blob_store_new(&r.blobs, a->blob_dir, err);
    if (st == MBX_OK) {
        mbx_blob_sweep(r.blobs, STALE_SECONDS);
        st = begin_session(&r, err);
    }
    for (size_t i = 0; i < a->n_folders && st == MBX_OK && !r.out_of_time; i++) {
        st = r.session ? MBX_OK : begin_session(&r, err);
        if (st == MBX_OK)
            st = sync_folder(&r, a->folders[i], err);
        /* a folder that is not there must not hold up the others; the first such failure is the run's */
        if (st != MBX_OK && is_the_folders(&r, st, err)) {
            if (!refused)
                first = *err;
            refused = true;
            st = MBX_OK;
        }
    }
    if (st == MBX_OK && refused) {
        *err = first;
        st = first.status;
    }
    if (st != MBX_OK)
        mbx_sign_in_withhold(a, err);
    end_session(&r, st == MBX_OK && !r.out_of_time);
    mbx_blob_store_free(r.blobs);
    report_r->milliseconds = (mbx_now() - start) / 1000000;
    report_r->retry_after = st == MBX_OK ? 0 : err->retry_after;
    report_r->complete = st == MBX_OK && !r.out_of_time && report_r->remaining == 0;
    return st;
}
