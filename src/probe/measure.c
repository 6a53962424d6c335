#include "probe/measure.h"

#include "base/limits.h"
#include "imap/list.h"
#include "imap/quirk.h"
#include "mime/converters.h"
#include "mime/message.h"
#include "probe/estimate.h"
#include "sync/inquire.h"

#include <string.h>

void mbx_measure_free(mbx_measure *m)
{
    mbx_uidset_free(&m->all);
    mbx_uidset_free(&m->wanted);
}

/* A refusal leaves the session in order. */
static bool only_refused(const mbx_error *err)
{
    return err->code == MBX_CODE_SERVER_NO || err->code == MBX_CODE_SERVER_BAD || err->code == MBX_CODE_SERVER_THROTTLED || err->code == MBX_CODE_SERVER_UNAVAILABLE;
}

/* ---- counts ---- */

/* What a first import of this folder would bring, as the plan itself decides it. */
static mbx_status plan(mbx_measure *m, mbx_probe_stage *s, mbx_error *err)
{
    const mbx_account *a = m->walk->account;
    mbx_findings f = {0};
    mbx_state state = {0};
    mbx_inquiry ask;
    uint64_t found, skipped;
    bool changed;
    mbx_status st = mbx_plan_open(&state, &m->mailbox, a->policy, a->since, &ask, &changed);

    ask.unseen = true; /* whatever the policy: people want to know */
    if (st == MBX_OK)
        st = mbx_inquire(m->walk->session, &ask, &f, err);
    if (st == MBX_OK && (mbx_plan_discover(&state, &m->mailbox, a->policy, &ask, &f, &found, &skipped) != MBX_OK || mbx_uidset_copy(&m->all, &f.all) != MBX_OK ||
                         mbx_uidset_copy(&m->wanted, &state.pending) != MBX_OK))
        st = mbx_fail_memory(err);
    if (st == MBX_OK) {
        m->messages = mbx_uidset_count(&m->wanted);
        mbx_stage_number(s, "total", m->mailbox.exists);
        mbx_stage_number(s, "unread", (int64_t)mbx_uidset_count(&f.unseen));
        if (a->policy == MBX_POLICY_SINCE)
            mbx_stage_number(s, "since", (int64_t)mbx_uidset_count(&f.since));
        mbx_stage_number(s, "wanted", (int64_t)m->messages);
    }
    mbx_findings_free(&f);
    mbx_state_free(&state);
    return st;
}

/* The UIDs from the n-th on, so many. */
static mbx_status slice(const mbx_uidset *s, uint64_t from, uint64_t n, mbx_uidset *out)
{
    mbx_status st = MBX_OK;

    mbx_uidset_free(out);
    for (size_t i = 0; i < s->n && n > 0 && st == MBX_OK; i++) {
        uint64_t size = (uint64_t)s->r[i].hi - s->r[i].lo + 1, take;

        if (from >= size) {
            from -= size;
            continue;
        }
        take = size - from < n ? size - from : n;
        st = mbx_uidset_add(out, (uint32_t)(s->r[i].lo + from), (uint32_t)(s->r[i].lo + from + take - 1));
        n -= take;
        from = 0;
    }
    return st;
}

typedef struct sizes {
    uint64_t messages, bytes;
} sizes;

static mbx_status on_size(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    sizes *x = ctx;

    (void)err;
    if (facts->size > 0) {
        x->messages++;
        x->bytes += facts->size;
    }
    return MBX_OK;
}

/* All sizes of a small folder; of a large one those of some ranges, for a quarter of the time that is left at most: a server
 * that must open every file to tell its size takes long. */
static mbx_status ask_sizes(mbx_measure *m, sizes *x, mbx_error *err)
{
    const mbx_fetch_handler h = {.ctx = x, .end = on_size};
    mbx_time now = mbx_now(), deadline = m->walk->options->deadline, until = deadline == MBX_NEVER ? MBX_NEVER : now + (deadline - now) / 4;
    uint64_t windows = m->messages <= MBX_PROBE_SIZES ? 1 : MBX_PROBE_WINDOWS, each = m->messages / windows;
    uint64_t n = windows == 1 ? m->messages : MBX_PROBE_SIZES / MBX_PROBE_WINDOWS;
    mbx_uidset part = {0};
    mbx_status st = MBX_OK;

    for (uint64_t i = 0; i < windows && st == MBX_OK && !mbx_past(until); i++) {
        st = slice(&m->wanted, i * each + (each - n) / 2, n, &part);
        st = st == MBX_OK ? mbx_session_fetch(m->walk->session, &part, false, &h, err) : mbx_fail_memory(err);
    }
    mbx_uidset_free(&part);
    return st;
}

static mbx_status estimate_bytes(mbx_measure *m, mbx_probe_stage *s, mbx_error *err)
{
    sizes x = {0, 0};
    mbx_status st;

    if (m->messages == 0)
        return MBX_OK;
    if (m->size_told && m->walk->account->policy == MBX_POLICY_ALL) {
        m->bytes_known = true;
        m->bytes = m->size;
        mbx_stage_number(s, "bytes", (int64_t)m->bytes);
        return MBX_OK;
    }
    st = ask_sizes(m, &x, err);
    if (st != MBX_OK && !only_refused(err))
        return st;
    if (st != MBX_OK)
        mbx_stage_warn_error(s, err);
    if (x.messages == 0)
        return MBX_OK;
    m->bytes_known = true;
    m->bytes = (uint64_t)((double)x.bytes / (double)x.messages * (double)m->messages);
    mbx_stage_number(s, "bytes", (int64_t)m->bytes);
    if (x.messages < m->messages)
        mbx_stage_number(s, "sizes_known", (int64_t)x.messages);
    return MBX_OK;
}

/* Providers that show the newest of a folder only. */
static void look_for_limit(const mbx_measure *m, mbx_probe_stage *s)
{
    static const struct {
        unsigned quirk;
        uint32_t limit;
        const char *hint;
    } rows[] = {
        {MBX_QUIRK_SHOWS_10000, 10000, "Yahoo shows 10,000 messages of a folder. Older ones come through its export server, export.imap.mail.yahoo.com."},
        {MBX_QUIRK_MAY_SHOW_1000, 1000, "In Gmail's settings, under \"Forwarding and POP/IMAP\", do not limit the number of messages in an IMAP folder."},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (m->mailbox.exists == rows[i].limit && (mbx_session_quirks(m->walk->session) & rows[i].quirk)) {
            mbx_stage_warn(s, MBX_CODE_COUNT_LIMITED, "The server shows just %u messages: that is its limit, so older ones may be hidden.", (unsigned)rows[i].limit);
            mbx_error_hint(&s->error, "%s", rows[i].hint);
        }
}

mbx_status mbx_measure_counts(mbx_measure *m, mbx_error *err)
{
    mbx_probe_stage *s = mbx_walk_stage(m->walk);
    mbx_status st = plan(m, s, err);

    if (st != MBX_OK)
        return st;
    look_for_limit(m, s);
    return estimate_bytes(m, s, err);
}

/* ---- reading ---- */

/* What an import does with a message but storing it. */
typedef struct reading {
    mbx_message *message;
    mbx_converters converters;
    uint64_t messages, bytes;
    uint32_t uid; /* of the last one that came */
    size_t parts, attachments;
    bool incomplete;
} reading;

static mbx_status on_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    reading *r = ctx;
    mbx_status st;

    (void)uid;
    (void)n;
    mbx_message_free(r->message);
    r->message = NULL;
    if ((st = mbx_message_new(&r->message, NULL, err)) == MBX_OK)
        mbx_message_lend(r->message, &r->converters);
    return st;
}

static mbx_status on_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    reading *r = ctx;

    return mbx_message_feed(r->message, p, n, err);
}

static mbx_status on_end(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    reading *r = ctx;
    const mbx_message_facts *mail;
    mbx_status st;

    if (!facts->has_body || facts->body_bytes == 0 || !r->message)
        return MBX_OK;
    if ((st = mbx_message_finish(r->message, err)) != MBX_OK)
        return st;
    mail = mbx_message_get(r->message);
    r->messages++;
    r->bytes += facts->body_bytes;
    r->uid = facts->uid;
    r->parts = mail->n_parts;
    r->incomplete = mail->incomplete;
    r->attachments = 0;
    for (size_t i = 0; i < mail->n_parts; i++)
        r->attachments += mail->parts[i].role == MBX_ROLE_ATTACHMENT;
    mbx_message_free(r->message);
    r->message = NULL;
    return MBX_OK;
}

static mbx_status read_messages(mbx_measure *m, const mbx_uidset *uids, reading *r, mbx_error *err)
{
    const mbx_fetch_handler h = {r, on_begin, on_body, on_end};
    mbx_time began = mbx_now();
    mbx_status st = mbx_session_fetch(m->walk->session, uids, true, &h, err);
    int64_t took = mbx_now() - began;

    mbx_message_free(r->message);
    mbx_converters_free(&r->converters);
    m->read_messages = r->messages;
    m->read_bytes = r->bytes;
    /* without the round trip, which may have been a slow one */
    took = took > 2 * m->round_trip ? took - m->round_trip : took / 2;
    m->read_time = took > 1000 ? took : 1000;
    return st;
}

static mbx_status on_newest(void *ctx, const mbx_fetched *facts, mbx_error *err)
{
    mbx_measure *m = ctx;

    (void)err;
    if (m->n_newest < MBX_PROBE_NEWEST) {
        m->newest[m->n_newest].uid = facts->uid;
        m->newest[m->n_newest].flags = facts->flags;
        m->newest[m->n_newest++].size = facts->size;
    }
    return MBX_OK;
}

static mbx_status ask_facts(mbx_measure *m, const mbx_uidset *uids, mbx_error *err)
{
    const mbx_fetch_handler h = {.ctx = m, .end = on_newest};
    mbx_time began = mbx_now();
    int64_t took;
    mbx_status st;

    m->n_newest = 0;
    st = mbx_session_fetch(m->walk->session, uids, false, &h, err);
    took = mbx_now() - began;
    if (st == MBX_OK && (m->round_trip == 0 || took < m->round_trip))
        m->round_trip = took;
    return st;
}

/* ---- sample ---- */

/* The newest that is not too large: its place among m->newest; n_newest: none. */
static size_t choose(const mbx_measure *m)
{
    size_t best = m->n_newest;

    for (size_t i = 0; i < m->n_newest; i++)
        if (m->newest[i].size <= MBX_PROBE_SAMPLE && (best == m->n_newest || m->newest[i].uid > m->newest[best].uid))
            best = i;
    return best;
}

static void tell_sample(mbx_probe_stage *s, const reading *r)
{
    mbx_stage_number(s, "uid", r->uid);
    mbx_stage_number(s, "bytes", (int64_t)r->bytes);
    mbx_stage_number(s, "parts", (int64_t)r->parts);
    mbx_stage_number(s, "attachments", (int64_t)r->attachments);
    if (r->incomplete)
        mbx_stage_warn(s, MBX_CODE_PARSE_FAILED, "Not all of the newest message could be taken apart.");
}

static mbx_status read_sample(mbx_measure *m, mbx_probe_stage *s, uint32_t uid, mbx_uidset *one, mbx_error *err)
{
    reading r = {0};
    mbx_status st;

    mbx_uidset_free(one);
    if (mbx_uidset_add(one, uid, uid) != MBX_OK)
        return mbx_fail_memory(err);
    if ((st = read_messages(m, one, &r, err)) != MBX_OK)
        return st;
    if (r.messages == 0)
        return mbx_fail(err, MBX_STAGE_SAMPLE, MBX_CODE_FETCH_EMPTY, "The server did not hand out the newest message, UID %u.", (unsigned)uid);
    m->sample = uid;
    tell_sample(s, &r);
    return MBX_OK;
}

/* Whoever tests must not have read the mail. Of the flags only this one is ours to change by reading. */
static mbx_status look_at_flags(mbx_measure *m, mbx_probe_stage *s, uint32_t before, const mbx_uidset *one, mbx_error *err)
{
    mbx_status st = ask_facts(m, one, err);

    if (st != MBX_OK)
        return st;
    if (m->n_newest == 1 && m->newest[0].flags & MBX_FLAG_SEEN && !(before & MBX_FLAG_SEEN))
        mbx_stage_warn(s, MBX_CODE_FETCH_PEEK_IGNORED, "The server marked message %u as read, although it was asked not to.", (unsigned)m->sample);
    mbx_stage_fact(s, "flags", "%s", s->error.code == MBX_CODE_FETCH_PEEK_IGNORED ? "changed" : "unchanged");
    return MBX_OK;
}

mbx_status mbx_measure_sample(mbx_measure *m, mbx_error *err)
{
    mbx_probe_stage *s = mbx_walk_stage(m->walk);
    mbx_measure before;
    mbx_uidset uids = {0};
    size_t i;
    mbx_status st;

    if (mbx_uidset_empty(&m->all)) {
        mbx_stage_skip(s, "There is no message to read.");
        return MBX_OK;
    }
    if (mbx_uidset_take(&m->all, MBX_PROBE_NEWEST, true, &uids) != MBX_OK) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = ask_facts(m, &uids, err)) != MBX_OK)
        goto done;
    i = choose(m);
    if (i == m->n_newest && m->n_newest > 0) {
        mbx_stage_skip(s, "The newest messages are too large to read one just for a test.");
        goto done;
    }
    if (i == m->n_newest) {
        st = mbx_fail(err, MBX_STAGE_SAMPLE, MBX_CODE_FETCH_EMPTY, "The server tells nothing of the newest messages.");
        goto done;
    }
    before = *m;
    if ((st = read_sample(m, s, before.newest[i].uid, &uids, err)) != MBX_OK || (st = look_at_flags(m, s, before.newest[i].flags, &uids, err)) != MBX_OK)
        goto done;
    memcpy(m->newest, before.newest, sizeof m->newest);
    m->n_newest = before.n_newest;
done:
    mbx_uidset_free(&uids);
    return st;
}

/* ---- throughput ---- */

#define READ_SECONDS 3

/* More of the newest ones, as many as come within a few seconds by what the sample took. */
static mbx_status read_more(mbx_measure *m, mbx_error *err)
{
    double room = (double)m->read_bytes / (double)m->read_time * READ_SECONDS * 1e9;
    uint64_t left = room < (double)MBX_PROBE_BYTES ? (uint64_t)room : MBX_PROBE_BYTES;
    mbx_uidset uids = {0};
    reading r = {0};
    mbx_status st = MBX_OK;

    for (size_t i = 0; i < m->n_newest && st == MBX_OK; i++) {
        if (m->newest[i].uid == m->sample || m->newest[i].size == 0 || m->newest[i].size > left)
            continue;
        left -= m->newest[i].size;
        st = mbx_uidset_add(&uids, m->newest[i].uid, m->newest[i].uid);
    }
    if (st != MBX_OK)
        st = mbx_fail_memory(err);
    else if (!mbx_uidset_empty(&uids))
        st = read_messages(m, &uids, &r, err);
    mbx_uidset_free(&uids);
    return st;
}

static void tell_estimate(const mbx_measure *m, mbx_probe_stage *s)
{
    const mbx_estimate e = mbx_estimate_of(m->messages, m->bytes_known, m->bytes, m->round_trip, m->read_bytes, m->read_time);
    char words[128];

    mbx_stage_number(s, "estimate_messages", (int64_t)e.messages);
    if (e.bytes_known)
        mbx_stage_number(s, "estimate_bytes", (int64_t)e.bytes);
    if (e.seconds_known)
        mbx_stage_number(s, "estimate_seconds", e.seconds);
    mbx_estimate_words(&e, words, sizeof words);
    mbx_stage_fact(s, "estimate", "%s", words);
}

mbx_status mbx_measure_throughput(mbx_measure *m, mbx_error *err)
{
    mbx_probe_stage *s = mbx_walk_stage(m->walk);
    mbx_error throttled;
    mbx_status st = MBX_OK;

    if (m->sample)
        st = read_more(m, err);
    if (st != MBX_OK && !only_refused(err))
        return st;
    if (st != MBX_OK)
        mbx_stage_warn_error(s, err);
    mbx_error_clear(&throttled);
    if (mbx_session_throttled(m->walk->session, &throttled))
        mbx_stage_warn_error(s, &throttled);
    if (s->error.retry_after > 0)
        mbx_stage_time(s, "until", mbx_wall_clock() + s->error.retry_after / 1000);
    if (m->round_trip > 0)
        mbx_stage_number(s, "round_trip_ms", (m->round_trip + 500000) / 1000000);
    if (m->read_bytes > 0) {
        mbx_stage_number(s, "bytes_per_second", (int64_t)((double)m->read_bytes * 1e9 / (double)m->read_time));
        mbx_stage_number(s, "messages_read", (int64_t)m->read_messages);
    }
    tell_estimate(m, s);
    return MBX_OK;
}
