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
    mbx_uidset asked[MBX_MAX_FETCHES]; /* by each command that is on the way */
    mbx_uidset answered;               /* of these */
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
    bool asked = false;

    for (size_t i = 0; i < MBX_MAX_FETCHES; i++)
        asked = asked || mbx_uidset_has(&f->asked[i], uid);
    return asked && !mbx_uidset_has(&f->answered, uid);
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
    const mbx_object_ids *ids = mbx_wire_ids(s->wire);
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
    memcpy(a->facts.email_id, ids->email_id, sizeof ids->email_id);
    memcpy(a->facts.thread_id, ids->thread_id, sizeof ids->thread_id);
    if (ids->labelled)
        a->facts.labels = mbx_buf_str(&ids->labels);
    if (mbx_uidset_add(&f->answered, a->facts.uid, a->facts.uid) != MBX_OK || mbx_uidset_remove(&f->thin, a->facts.uid, a->facts.uid) != MBX_OK) {
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
    for (size_t i = 0; i < f->thin.n; i++)
        for (uint32_t uid = f->thin.r[i].lo;; uid++) {
            mbx_fetched facts;
            mbx_status st;

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
    for (size_t i = 0; i < MBX_MAX_FETCHES; i++)
        mbx_uidset_free(&f->asked[i]);
    mbx_uidset_free(&f->answered);
    mbx_uidset_free(&f->thin);
    mbx_buf_free(&f->quoted);
}

typedef struct commands { /* those of one fetch */
    const mbx_uidset *uids;
    mbx_uidcut cut;
    bool more;
    int tag[MBX_MAX_FETCHES]; /* on the way, the first to be answered first */
    size_t on_the_way;
} commands;

static mbx_status items(const mbx_session *s, bool with_body, mbx_buf *out)
{
    mbx_status st = mbx_buf_add_str(out, " (UID FLAGS INTERNALDATE RFC822.SIZE");

    if (st == MBX_OK && mbx_session_has(s, "OBJECTID"))
        st = mbx_buf_add_str(out, " EMAILID THREADID");
    else if (st == MBX_OK && mbx_session_has(s, "X-GM-EXT-1"))
        st = mbx_buf_add_str(out, with_body ? " X-GM-MSGID X-GM-THRID X-GM-LABELS" : " X-GM-MSGID X-GM-THRID");
    return st == MBX_OK ? mbx_buf_add_str(out, with_body ? " BODY.PEEK[])" : ")") : st;
}

static mbx_status send_next(mbx_session *s, fetch_state *f, commands *c, mbx_error *err)
{
    mbx_buf b, tail;
    mbx_status st;

    mbx_buf_init(&b, MBX_MAX_COMMAND);
    mbx_buf_init(&tail, 200);
    if (items(s, f->with_body, &tail) != MBX_OK || mbx_buf_add_str(&b, "UID FETCH ") != MBX_OK) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = mbx_uidcut_next(&c->cut, c->uids, MBX_WINDOW_UIDS, MBX_MAX_COMMAND - tail.n, &b, &f->asked[c->on_the_way], &c->more, err)) != MBX_OK)
        goto done;
    if (mbx_buf_add(&b, tail.p, tail.n) != MBX_OK) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = mbx_reply_command(s, mbx_buf_str(&b), false, err)) == MBX_OK)
        c->tag[c->on_the_way++] = s->imap->imap_tag;
done:
    mbx_buf_free(&b);
    mbx_buf_free(&tail);
    return st;
}

/* The first on the way was answered. The first refusal of all is kept. */
static mbx_status answered(mbx_session *s, fetch_state *f, commands *c, mbx_answer said, mbx_error *refused, mbx_error *err)
{
    if (mbx_uidset_subtract(&f->answered, &f->asked[0]) != MBX_OK)
        return mbx_fail_memory(err);
    mbx_uidset_free(&f->asked[0]);
    c->on_the_way--;
    memmove(c->tag, c->tag + 1, c->on_the_way * sizeof c->tag[0]);
    memmove(f->asked, f->asked + 1, c->on_the_way * sizeof f->asked[0]);
    f->asked[c->on_the_way] = (mbx_uidset){0};
    if (said == MBX_ANSWER_OK || refused->status != MBX_OK)
        return MBX_OK;
    (void)mbx_reply_refused(s, said, refused);
    c->more = false;
    return MBX_OK;
}

/* Up to the first command's tagged line. The next one's may come before it, and what FETCH tells may belong to either
 * (RFC 9051 section 5.5; Dovecot answers several at once): it names its message. */
static mbx_status read_first(mbx_session *s, fetch_state *f, commands *c, mbx_error *refused, mbx_error *err)
{
    mbx_answer said;
    mbx_status st;

    mbx_wire_put_aside(s->wire, c->on_the_way > 1 ? c->tag[1] : 0);
    s->fetch = f;
    st = mbx_reply_parse(s, c->tag[0], &said, err);
    s->fetch = NULL;
    if (f->status != MBX_OK) { /* what libetpan made of being stopped is only the consequence */
        *err = f->error;
        return f->status;
    }
    if (st == MBX_OK)
        st = answered(s, f, c, said, refused, err);
    if (st == MBX_OK && mbx_wire_take_aside(s->wire) && (st = mbx_reply_verdict(s, &said, err)) == MBX_OK)
        st = answered(s, f, c, said, refused, err);
    mbx_wire_put_aside(s->wire, 0);
    return st;
}

mbx_status mbx_session_fetch(mbx_session *s, const mbx_uidset *uids, bool with_body, const mbx_fetch_handler *h, mbx_error *err)
{
    fetch_state f = {.h = h, .with_body = with_body};
    commands c = {.uids = uids, .more = !mbx_uidset_empty(uids)};
    mbx_error refused;
    mbx_status st = MBX_OK;

    mbx_error_clear(&refused);
    mbx_buf_init(&f.quoted, MBX_MAX_LINE);
    mbx_session_stage(s, MBX_STAGE_FETCH, -1);
    while (st == MBX_OK && (c.more || c.on_the_way > 0)) {
        while (st == MBX_OK && c.more && c.on_the_way < MBX_MAX_FETCHES)
            st = send_next(s, &f, &c, err);
        if (st == MBX_OK)
            st = read_first(s, &f, &c, &refused, err);
    }
    if (st == MBX_OK && refused.status != MBX_OK) {
        *err = refused;
        st = refused.status;
    }
    if (st == MBX_OK)
        st = tell_thin(&f, err);
    state_free(&f);
    return st;
}
