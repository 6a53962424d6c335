/* Streaming UID FETCH: libetpan parses the answers and hands bodies on piece by piece; what it says is compared with
 * what the guard saw of the same line. */
#include "base/alloc.h"
#include "base/limits.h"
#include "imap/internaldate.h"
#include "imap/session_state.h"
#include "imap/uidcut.h"

#include <string.h>

struct mbx_fetch_state {
    const mbx_fetch_handler *h;
    bool with_body;
    mbx_uidset asked, answered;
    mbx_uidset thin; /* answered without what was asked, so far */
    mbx_status status; /* the first failure, a handler's or ours */
    mbx_error error;
    /* the answer being read */
    bool open, drop;    /* a body literal has begun; its bytes are not wanted */
    unsigned which;     /* the guard's number of that literal within its line */
    uint32_t begin_uid;
    uint64_t announced, bytes;
    mbx_buf quoted;     /* a body in quotes: comes byte by byte, its size known at its end */
};

typedef struct mbx_fetch_state fetch_state;

/* Later callbacks do nothing, and the wire fails at its next read: libetpan gives up. */
static void stop(mbx_session *s, mbx_status st)
{
    if (s->fetch->status == MBX_OK) {
        s->fetch->status = st;
        mbx_wire_stop(s->wire);
    }
}

static void stop_syntax(mbx_session *s, const char *what)
{
    stop(s, mbx_fail(&s->fetch->error, MBX_STAGE_FETCH, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer to FETCH is not valid: %s.", what));
}

static bool wanted(const fetch_state *f, uint32_t uid)
{
    return mbx_uidset_has(&f->asked, uid) && !mbx_uidset_has(&f->answered, uid);
}

static bool whole_message(const struct mailimap_msg_att_body_section *b)
{
    return b && (!b->sec_section || !b->sec_section->sec_spec) && b->sec_origin_octet == 0;
}

static void body_begins(mbx_session *s, const mbx_guard *g)
{
    fetch_state *f = s->fetch;
    mbx_status st;

    f->open = true;
    f->which = g->line_bodies;
    f->begin_uid = g->line_uid;
    f->announced = g->literal_size;
    f->bytes = 0;
    f->drop = f->begin_uid != 0 && !wanted(f, f->begin_uid);
    if (f->drop)
        return;
    st = f->h->begin(f->h->ctx, f->begin_uid, f->announced, &f->error);
    if (st != MBX_OK)
        stop(s, st);
}

static void body_bytes(mbx_session *s, const char *p, size_t n)
{
    const mbx_guard *g = mbx_wire_guard(s->wire);
    fetch_state *f = s->fetch;
    mbx_status st;

    if (g->line_bodies == 0) {
        if (mbx_buf_add(&f->quoted, p, n) != MBX_OK)
            stop(s, mbx_fail_memory(&f->error));
        return;
    }
    if (f->quoted.n > 0 || (f->open && f->which != g->line_bodies)) {
        stop_syntax(s, "two bodies for one message");
        return;
    }
    if (!f->open)
        body_begins(s, g);
    if (f->status != MBX_OK)
        return;
    f->bytes += n;
    if (f->bytes > f->announced) {
        stop_syntax(s, "a body is longer than announced");
        return;
    }
    if (!f->drop && (st = f->h->body(f->h->ctx, p, n, &f->error)) != MBX_OK)
        stop(s, st);
}

bool mbx_fetch_on_body(int type, struct mailimap_msg_att_body_section *section, const char *p, size_t n, void *session)
{
    mbx_session *s = session;

    /* Nobody asked: read it and forget it. */
    if (!s->fetch || !s->fetch->with_body || type != MAILIMAP_MSG_ATT_BODY_SECTION || !whole_message(section))
        return true;
    if (s->fetch->status == MBX_OK)
        body_bytes(s, p, n);
    return s->fetch->status == MBX_OK;
}

static uint32_t flags_of(const struct mailimap_msg_att_dynamic *d)
{
    static const struct {
        int type;
        uint32_t bit;
    } table[] = {{MAILIMAP_FLAG_SEEN, MBX_FLAG_SEEN},       {MAILIMAP_FLAG_ANSWERED, MBX_FLAG_ANSWERED}, {MAILIMAP_FLAG_FLAGGED, MBX_FLAG_FLAGGED},
                 {MAILIMAP_FLAG_DELETED, MBX_FLAG_DELETED}, {MAILIMAP_FLAG_DRAFT, MBX_FLAG_DRAFT}};
    uint32_t bits = 0;

    for (clistiter *i = d && d->att_list ? clist_begin(d->att_list) : NULL; i; i = clist_next(i)) {
        const struct mailimap_flag_fetch *x = clist_content(i);

        if (x->fl_type == MAILIMAP_FLAG_FETCH_RECENT)
            bits |= MBX_FLAG_RECENT;
        for (size_t k = 0; x->fl_flag && k < sizeof table / sizeof table[0]; k++)
            if (x->fl_flag->fl_type == table[k].type)
                bits |= table[k].bit;
    }
    return bits;
}

typedef struct answer { /* what libetpan made of one FETCH line */
    mbx_fetched facts;
    bool has_size;
    bool names_body; /* BODY[] stands there, NIL perhaps */
} answer;

static void read_static(const struct mailimap_msg_att_static *x, answer *a)
{
    const struct mailimap_date_time *d;

    switch (x->att_type) {
    case MAILIMAP_MSG_ATT_UID:
        a->facts.uid = x->att_data.att_uid;
        break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE:
        a->facts.size = x->att_data.att_rfc822_size;
        a->has_size = true;
        break;
    case MAILIMAP_MSG_ATT_INTERNALDATE:
        d = x->att_data.att_internal_date;
        a->facts.has_internal_date = d && mbx_date_seconds(d->dt_year, d->dt_month, d->dt_day, d->dt_hour, d->dt_min, d->dt_sec, d->dt_zone, &a->facts.internal_date);
        break;
    case MAILIMAP_MSG_ATT_BODY_SECTION:
        if (whole_message(x->att_data.att_body_section)) {
            a->names_body = true;
            a->facts.has_body = x->att_data.att_body_section->sec_body_part != NULL;
        }
        break;
    default:
        break;
    }
}

static void read_answer(const struct mailimap_msg_att *att, answer *a)
{
    memset(a, 0, sizeof *a);
    for (clistiter *i = att->att_list ? clist_begin(att->att_list) : NULL; i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *x = clist_content(i);

        if (x->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC)
            a->facts.flags |= flags_of(x->att_data.att_dyn);
        else if (x->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && x->att_data.att_static)
            read_static(x->att_data.att_static, a);
    }
}

/* A body that came in quotes, or was empty: nothing was handed on before. */
static mbx_status hand_on_quoted(fetch_state *f, uint32_t uid)
{
    mbx_status st = f->h->begin(f->h->ctx, uid, f->quoted.n, &f->error);

    f->bytes = f->quoted.n;
    if (st == MBX_OK && f->quoted.n > 0)
        st = f->h->body(f->h->ctx, f->quoted.p, f->quoted.n, &f->error);
    return st;
}

static void complete(mbx_session *s, answer *a)
{
    fetch_state *f = s->fetch;
    mbx_status st;

    if (a->facts.uid == 0 || !wanted(f, a->facts.uid))
        return;
    /* Servers tell of flag changes whenever they like: such an answer must not pass for the one that was asked. */
    if (f->with_body ? !a->names_body : !(a->has_size || a->facts.has_internal_date)) {
        if (mbx_uidset_add(&f->thin, a->facts.uid, a->facts.uid) != MBX_OK)
            stop(s, mbx_fail_memory(&f->error));
        return;
    }
    if (f->open && f->begin_uid != 0 && f->begin_uid != a->facts.uid) {
        stop_syntax(s, "one answer names two UIDs");
        return;
    }
    if (f->open && f->bytes != f->announced) {
        stop(s, mbx_fail(&f->error, MBX_STAGE_FETCH, MBX_CODE_PROTOCOL_SHORT, "Message %u came with %llu of %llu bytes.", (unsigned)a->facts.uid,
                         (unsigned long long)f->bytes, (unsigned long long)f->announced));
        return;
    }
    a->facts.has_body = a->facts.has_body && f->with_body;
    if (a->facts.has_body && !f->open && (st = hand_on_quoted(f, a->facts.uid)) != MBX_OK) {
        stop(s, st);
        return;
    }
    a->facts.body_bytes = a->facts.has_body ? f->bytes : 0;
    if (mbx_uidset_add(&f->answered, a->facts.uid, a->facts.uid) != MBX_OK) {
        stop(s, mbx_fail_memory(&f->error));
        return;
    }
    if ((st = f->h->end(f->h->ctx, &a->facts, &f->error)) != MBX_OK)
        stop(s, st);
}

void mbx_fetch_on_answer(struct mailimap_msg_att *att, void *session)
{
    mbx_session *s = session;
    fetch_state *f = s->fetch;
    answer a;

    if (!f)
        return;
    if (f->status == MBX_OK) {
        read_answer(att, &a);
        complete(s, &a);
    }
    f->open = f->drop = false;
    f->bytes = 0;
    mbx_buf_reset(&f->quoted);
}

/* Answered, but never with what was asked: said as "no body", so that nobody takes the message for gone. */
static mbx_status tell_thin(fetch_state *f, mbx_error *err)
{
    mbx_status st = mbx_uidset_subtract(&f->thin, &f->answered);

    if (st != MBX_OK)
        return mbx_fail_memory(err);
    for (size_t i = 0; i < f->thin.n; i++)
        for (uint32_t uid = f->thin.r[i].lo;; uid++) {
            mbx_fetched facts;

            memset(&facts, 0, sizeof facts);
            facts.uid = uid;
            if ((st = f->h->end(f->h->ctx, &facts, err)) != MBX_OK)
                return st;
            if (uid == f->thin.r[i].hi)
                break;
        }
    return MBX_OK;
}

static void state_free(fetch_state *f)
{
    mbx_uidset_free(&f->asked);
    mbx_uidset_free(&f->answered);
    mbx_uidset_free(&f->thin);
    mbx_buf_free(&f->quoted);
}

static mbx_status run(mbx_session *s, fetch_state *f, mbx_str command, mbx_error *err)
{
    mbx_answer said;
    mbx_status st;

    s->fetch = f;
    st = mbx_reply_parsed(s, command, &said, err);
    s->fetch = NULL;
    if (f->status != MBX_OK) { /* what libetpan made of being stopped is only the consequence */
        *err = f->error;
        return f->status;
    }
    if (st == MBX_OK && said != MBX_ANSWER_OK)
        return mbx_reply_refused(s, said, err);
    return st;
}

mbx_status mbx_session_fetch(mbx_session *s, const mbx_uidset *uids, bool with_body, const mbx_fetch_handler *h, mbx_error *err)
{
    static const char head[] = "UID FETCH ", facts[] = " (UID FLAGS INTERNALDATE RFC822.SIZE)", body[] = " (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])";
    fetch_state f;
    mbx_uidcut cut = {0};
    mbx_buf b;
    bool more = !mbx_uidset_empty(uids);
    mbx_status st = MBX_OK;

    mbx_buf_init(&b, MBX_MAX_COMMAND);
    mbx_session_stage(s, MBX_STAGE_FETCH, -1);
    while (more && st == MBX_OK) {
        memset(&f, 0, sizeof f);
        f.h = h;
        f.with_body = with_body;
        mbx_buf_init(&f.quoted, MBX_MAX_LINE);
        mbx_buf_reset(&b);
        if (mbx_buf_add_str(&b, head) != MBX_OK)
            st = mbx_fail_memory(err);
        if (st == MBX_OK)
            st = mbx_uidcut_next(&cut, uids, MBX_WINDOW_UIDS, MBX_MAX_COMMAND - sizeof body, &b, &f.asked, &more, err);
        if (st == MBX_OK && mbx_buf_add_str(&b, with_body ? body : facts) != MBX_OK)
            st = mbx_fail_memory(err);
        if (st == MBX_OK)
            st = run(s, &f, mbx_buf_str(&b), err);
        if (st == MBX_OK)
            st = tell_thin(&f, err);
        state_free(&f);
    }
    mbx_buf_free(&b);
    return st;
}
