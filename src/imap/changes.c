#include "imap/changes.h"

#include "imap/enable.h"
#include "imap/flag.h"
#include "imap/token.h"
#include "imap/uidcut.h"

#include <string.h>

typedef struct cursor {
    mbx_tokenizer t;
    const char *at, *end;
    mbx_token k;
    bool no_memory;
} cursor;

/* What cannot be read ends the line. */
static mbx_token_kind next(cursor *c)
{
    mbx_error unimportant;
    mbx_status st = mbx_token_next(&c->t, &c->at, c->end, true, &c->k, &unimportant);

    if (st != MBX_OK)
        c->k = (mbx_token){.kind = MBX_TOKEN_END};
    c->no_memory = c->no_memory || st == MBX_E_MEMORY;
    return c->k.kind;
}

static bool word(const cursor *c, const char *upper)
{
    return mbx_str_same_nocase(c->k.text, mbx_str_of(upper));
}

/* Behind the opening parenthesis of a list, up to the closing one. */
static bool skip_list(cursor *c)
{
    unsigned depth = c->k.depth;

    while (next(c) != MBX_TOKEN_END) {
        if (c->k.kind == MBX_TOKEN_CLOSE && c->k.depth == depth)
            return true;
        if (c->k.kind == MBX_TOKEN_LITERAL)
            mbx_token_pass_over(&c->t);
    }
    return false;
}

static bool flags(cursor *c, mbx_change *r)
{
    r->flags = 0;
    r->keywords = 0;
    while (next(c) == MBX_TOKEN_ATOM || c->k.kind == MBX_TOKEN_NUMBER || c->k.kind == MBX_TOKEN_NIL) {
        if (c->k.text.p[0] == '\\') {
            r->flags |= mbx_flag_bit(c->k.text);
            continue;
        }
        if (r->keywords < MBX_MAX_KEYWORDS)
            r->keyword[r->keywords] = c->k.text;
        r->keywords++;
    }
    return c->k.kind == MBX_TOKEN_CLOSE;
}

/* "MODSEQ (65402)"; mod-sequences have 63 bits (RFC 7162 section 7). */
static bool modseq(cursor *c, mbx_change *r)
{
    if (next(c) == MBX_TOKEN_NUMBER && c->k.number <= INT64_MAX)
        r->modseq = c->k.number;
    while (c->k.kind != MBX_TOKEN_CLOSE && c->k.kind != MBX_TOKEN_END)
        (void)next(c);
    return c->k.kind == MBX_TOKEN_CLOSE;
}

static bool value(cursor *c, mbx_str name, mbx_change *r, bool *flags_told)
{
    if (next(c) == MBX_TOKEN_LITERAL) {
        mbx_token_pass_over(&c->t);
        return true;
    }
    if (c->k.kind == MBX_TOKEN_OPEN) {
        if (mbx_str_same_nocase(name, MBX_STR("FLAGS")))
            return *flags_told = flags(c, r);
        return mbx_str_same_nocase(name, MBX_STR("MODSEQ")) ? modseq(c, r) : skip_list(c);
    }
    if (c->k.kind == MBX_TOKEN_NUMBER && mbx_str_same_nocase(name, MBX_STR("UID"))) {
        if (c->k.number == 0 || c->k.number > UINT32_MAX || (r->uid != 0 && r->uid != c->k.number)) /* whose flags are they? */
            return false;
        r->uid = (uint32_t)c->k.number;
    }
    return c->k.kind != MBX_TOKEN_CLOSE && c->k.kind != MBX_TOKEN_END;
}

static bool read_items(cursor *c, mbx_change *r)
{
    bool flags_told = false;

    if (next(c) != MBX_TOKEN_ATOM || next(c) != MBX_TOKEN_NUMBER || next(c) != MBX_TOKEN_ATOM || !word(c, "FETCH") || next(c) != MBX_TOKEN_OPEN)
        return false;
    while (next(c) == MBX_TOKEN_ATOM)
        if (!value(c, c->k.text, r, &flags_told))
            return false;
    return c->k.kind == MBX_TOKEN_CLOSE && r->uid != 0 && flags_told;
}

mbx_status mbx_change_read(mbx_str line, mbx_change *c_r, bool *told_r, mbx_error *err)
{
    const mbx_token_limits limits = {.text = MBX_MAX_LINE, .depth = MBX_MAX_DEPTH};
    cursor c = {.at = line.p, .end = line.p + line.n};

    mbx_tokenizer_init(&c.t, &limits);
    c_r->uid = c_r->flags = c_r->keywords = 0;
    c_r->modseq = 0;
    *told_r = line.n > 0 && read_items(&c, c_r);
    mbx_tokenizer_free(&c.t);
    return c.no_memory ? mbx_fail_memory(err) : MBX_OK;
}

typedef struct changes { /* of one command */
    const mbx_change_handler *h;
    mbx_uidset asked;
    mbx_change c;
} changes;

static mbx_status on_line(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    changes *x = ctx;
    bool told = false;
    mbx_status st = kind == MBX_LINE_FETCH ? mbx_change_read(line, &x->c, &told, err) : MBX_OK;

    if (st == MBX_OK && told && mbx_uidset_has(&x->asked, x->c.uid))
        st = x->h->change(x->h->ctx, &x->c, err);
    return st;
}

static mbx_status run(mbx_session *s, mbx_str command, changes *x, mbx_error *err)
{
    const mbx_line_reader reader = {.ctx = x, .line = on_line};
    mbx_answer answer;
    mbx_status st;

    if ((st = mbx_reply_command(s, command, false, err)) != MBX_OK)
        return st;
    mbx_wire_guard(s->wire)->streamed = true;
    if ((st = mbx_reply_finish(s, &reader, &answer, err)) != MBX_OK)
        return st;
    return answer == MBX_ANSWER_OK ? MBX_OK : mbx_reply_refused(s, answer, err);
}

static mbx_status add_items(const mbx_session *s, uint64_t since, bool vanished, mbx_buf *b)
{
    mbx_status st = mbx_buf_add_str(b, s->modseqs ? " (UID FLAGS MODSEQ)" : " (UID FLAGS)");

    if (st == MBX_OK && since > 0)
        st = mbx_buf_printf(b, " (CHANGEDSINCE %llu%s)", (unsigned long long)since, vanished ? " VANISHED" : "");
    return st;
}

mbx_status mbx_session_changes(mbx_session *s, const mbx_uidset *uids, uint64_t since, bool vanished, const mbx_change_handler *h, mbx_error *err)
{
    mbx_uidcut cut = {0};
    mbx_buf b;
    bool more = !mbx_uidset_empty(uids);
    mbx_status st = MBX_OK;

    mbx_session_stage(s, MBX_STAGE_FETCH, -1);
    if ((since > 0 && !s->modseqs) || (vanished && (since == 0 || !(s->enabled & MBX_ENABLED_QRESYNC))))
        return mbx_fail(err, MBX_STAGE_FETCH, MBX_CODE_INPUT_VALUE, "The server does not tell what changed in this folder since then.");
    mbx_buf_init(&b, MBX_MAX_COMMAND);
    while (more && st == MBX_OK) {
        changes x = {.h = h};

        mbx_buf_reset(&b);
        if (mbx_buf_add_str(&b, "UID FETCH ") != MBX_OK)
            st = mbx_fail_memory(err);
        if (st == MBX_OK)
            st = mbx_uidcut_next(&cut, uids, UINT32_MAX, MBX_MAX_COMMAND - 80, &b, &x.asked, &more, err);
        if (st == MBX_OK && add_items(s, since, vanished, &b) != MBX_OK)
            st = mbx_fail_memory(err);
        if (st == MBX_OK)
            st = run(s, mbx_buf_str(&b), &x, err);
        mbx_uidset_free(&x.asked);
    }
    mbx_buf_free(&b);
    return st;
}

mbx_status mbx_session_vanished(mbx_session *s, mbx_uidset *gone, bool *all_r, mbx_error *err)
{
    if (mbx_uidranges_into(&s->news.vanished, gone) != MBX_OK)
        return mbx_fail_memory(err);
    *all_r = !s->news.news.cut && s->news.news.malformed == 0;
    return MBX_OK;
}

const mbx_news *mbx_session_news(const mbx_session *s)
{
    return &s->news.news;
}
