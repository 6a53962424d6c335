#include "imap/untagged.h"

#include "base/limits.h"

#include <stdio.h>

typedef struct cursor { /* over one piece of a FETCH line */
    mbx_untagged *u;
    const char *at, *end;
    mbx_token k;
    mbx_buf *out;
} cursor;

void mbx_untagged_init(mbx_untagged *u)
{
    const mbx_token_limits limits = {.text = MBX_MAX_LINE + MBX_MAX_RESPONSE_TEXT, .depth = MBX_MAX_DEPTH}; /* no token is longer */

    memset(u, 0, sizeof *u);
    mbx_buf_init(&u->text, limits.text);
    mbx_tokenizer_init(&u->words, &limits);
    mbx_object_ids_init(&u->ids);
}

void mbx_untagged_free(mbx_untagged *u)
{
    mbx_buf_free(&u->text);
    mbx_tokenizer_free(&u->words);
    mbx_object_ids_free(&u->ids);
}

static mbx_status syntax(mbx_error *err, const char *what)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer is not IMAP: %s.", what);
}

static mbx_status full(mbx_status st, mbx_error *err)
{
    if (st == MBX_E_LIMIT)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_RESPONSE, "The server sent more text than is accepted.");
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

/* ---- reading ---- */

static mbx_status next(cursor *c, mbx_error *err)
{
    return mbx_token_next(&c->u->words, &c->at, c->end, false, &c->k, err);
}

static bool is_atom(const mbx_token *k)
{
    return k->kind == MBX_TOKEN_ATOM || k->kind == MBX_TOKEN_NUMBER || k->kind == MBX_TOKEN_NIL;
}

static bool same(mbx_str a, const char *b)
{
    return mbx_str_same_nocase(a, mbx_str_of(b));
}

static bool digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

/* date-time (RFC 3501 section 9): "17-Jul-1996 02:44:25 -0700", a day below ten with a space or a zero. */
static bool date_time(mbx_str s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    bool month = false;

    if (s.n != 26 || s.p[2] != '-' || s.p[6] != '-' || s.p[11] != ' ' || s.p[14] != ':' || s.p[17] != ':' || s.p[20] != ' ' || (s.p[21] != '+' && s.p[21] != '-'))
        return false;
    for (size_t i = 0; i < 36; i += 3)
        month = month || mbx_str_same_nocase((mbx_str){s.p + 3, 3}, (mbx_str){months + i, 3});
    return month && digits(s.p + (s.p[0] == ' '), s.p[0] == ' ' ? 1 : 2) && digits(s.p + 7, 4) && digits(s.p + 12, 2) && digits(s.p + 15, 2) &&
           digits(s.p + 18, 2) && digits(s.p + 22, 4);
}

static bool atom(mbx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= 0x20 || (unsigned char)s.p[i] >= 0x7f || strchr("(){%*\"\\]", s.p[i]))
            return false;
    return s.n > 0;
}

/* ---- writing ---- */

/* libetpan takes "\SeenBefore" for \Seen and stumbles over the rest. */
static bool stumbles(mbx_str flag)
{
    static const char *const known[] = {"\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft", "\\Recent", "\\Noinferiors", "\\Noselect", "\\Marked", "\\Unmarked"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i]);
        if (flag.n > n && mbx_str_same_nocase((mbx_str){flag.p, n}, mbx_str_of(known[i])))
            return true;
    }
    return false;
}

static mbx_status add(mbx_buf *out, mbx_str s)
{
    return mbx_buf_add(out, s.p, s.n);
}

/* Any string as a literal: no character of it means anything then. */
static mbx_status add_string(mbx_buf *out, mbx_str s)
{
    mbx_status st = mbx_buf_printf(out, "{%zu}\r\n", s.n);

    return st == MBX_OK ? add(out, s) : st;
}

static mbx_status add_item(const cursor *c, const char *name)
{
    mbx_status st = mbx_buf_add_str(c->out, c->u->told ? " " : "* 1 FETCH (");

    c->u->told = true;
    if (st == MBX_OK)
        st = mbx_buf_add_str(c->out, name);
    return st == MBX_OK ? mbx_buf_add_char(c->out, ' ') : st;
}

/* ---- the items of FETCH ---- */

static bool usable_flag(mbx_str flag)
{
    mbx_str name = flag.n > 1 && flag.p[0] == '\\' ? (mbx_str){flag.p + 1, flag.n - 1} : flag;

    return atom(name) && !stumbles(flag);
}

/* Behind the opening parenthesis, up to the closing one; what is no flag is left out. */
static mbx_status copy_flags(cursor *c, mbx_error *err)
{
    const char *space = "";
    mbx_status st = full(mbx_buf_add_char(c->out, '('), err);

    while (st == MBX_OK && (st = next(c, err)) == MBX_OK && !(c->k.kind == MBX_TOKEN_CLOSE && c->k.depth == 1)) {
        if (c->k.kind == MBX_TOKEN_END || c->k.kind == MBX_TOKEN_MORE)
            return syntax(err, "FLAGS without its end");
        if (c->k.depth == 2 && is_atom(&c->k) && usable_flag(c->k.text)) {
            st = full(mbx_buf_printf(c->out, "%s%.*s", space, (int)c->k.text.n, c->k.text.p), err);
            space = " ";
        }
    }
    return st == MBX_OK ? full(mbx_buf_add_char(c->out, ')'), err) : st;
}

/* A list is stepped over whole; *text_r: what stands between its parentheses. */
static mbx_status read_list(cursor *c, mbx_str *text_r, mbx_error *err)
{
    const char *from = c->at;
    mbx_status st;

    while ((st = next(c, err)) == MBX_OK && !(c->k.kind == MBX_TOKEN_CLOSE && c->k.depth == 1))
        if (c->k.kind == MBX_TOKEN_END || c->k.kind == MBX_TOKEN_MORE)
            return syntax(err, "a list without its end");
    *text_r = (mbx_str){from, (size_t)(c->at - 1 - from)};
    return st;
}

static mbx_status list_item(cursor *c, mbx_str name, mbx_error *err)
{
    mbx_str text;
    mbx_status st;

    if (same(name, "FLAGS")) {
        st = full(add_item(c, "FLAGS"), err);
        return st == MBX_OK ? copy_flags(c, err) : st;
    }
    st = read_list(c, &text, err);
    return st == MBX_OK ? mbx_object_ids_take(&c->u->ids, name, text, true, err) : st;
}

static mbx_status atom_item(cursor *c, mbx_str name, mbx_error *err)
{
    const mbx_token *k = &c->k;
    bool uid = same(name, "UID");
    mbx_status st = MBX_OK;

    if (uid && k->kind == MBX_TOKEN_NUMBER) {
        if (c->u->uid != 0 && c->u->uid != k->number) /* whose mail is it? */
            return syntax(err, "one answer names two UIDs");
        c->u->uid = k->number;
    }
    if ((uid || same(name, "RFC822.SIZE")) && k->kind == MBX_TOKEN_NUMBER && k->number <= UINT32_MAX) {
        if ((st = add_item(c, uid ? "UID" : "RFC822.SIZE")) == MBX_OK)
            st = add(c->out, k->text);
    } else if (same(name, "BODY[]") && k->kind == MBX_TOKEN_NIL) {
        if ((st = add_item(c, "BODY[]")) == MBX_OK)
            st = mbx_buf_add_str(c->out, "NIL");
    }
    return st == MBX_OK ? mbx_object_ids_take(&c->u->ids, name, k->text, false, err) : full(st, err);
}

static mbx_status string_item(cursor *c, mbx_str name, mbx_error *err)
{
    mbx_status st = MBX_OK;

    if (same(name, "INTERNALDATE") && date_time(c->k.text)) {
        if ((st = add_item(c, "INTERNALDATE")) == MBX_OK)
            st = mbx_buf_printf(c->out, "\"%.*s\"", (int)c->k.text.n, c->k.text.p);
    } else if (same(name, "BODY[]")) {
        if ((st = add_item(c, "BODY[]")) == MBX_OK)
            st = add_string(c->out, c->k.text);
    }
    return full(st, err);
}

/* The announcement of a body is the last thing of its piece; its bytes do not come through here. */
static mbx_status body_item(cursor *c, mbx_str name, bool *body_r, mbx_error *err)
{
    mbx_status st;

    mbx_token_pass_over(&c->u->words);
    *body_r = same(name, "BODY[]");
    if (!*body_r)
        return MBX_OK;
    if ((st = add_item(c, "BODY[]")) == MBX_OK)
        st = mbx_buf_printf(c->out, "{%llu}\r\n", (unsigned long long)c->k.number);
    return full(st, err);
}

static mbx_status item_value(cursor *c, mbx_str name, mbx_error *err)
{
    mbx_status st = MBX_OK;

    if (c->k.kind == MBX_TOKEN_LITERAL)
        st = next(c, err);
    if (st != MBX_OK)
        return st;
    if (c->k.kind == MBX_TOKEN_OPEN)
        return list_item(c, name, err);
    if (c->k.kind == MBX_TOKEN_STRING)
        return string_item(c, name, err);
    return is_atom(&c->k) ? atom_item(c, name, err) : syntax(err, "FETCH with an item that has no value");
}

/* "* 1 FETCH (", as the guard has seen it */
static mbx_status open_list(cursor *c, mbx_error *err)
{
    mbx_status st = MBX_OK;

    c->u->fetch = true;
    mbx_object_ids_reset(&c->u->ids);
    for (unsigned n = 0; n < 4 && st == MBX_OK; n++)
        st = next(c, err);
    return st == MBX_OK && c->k.kind != MBX_TOKEN_OPEN ? syntax(err, "FETCH without its list") : st;
}

/* One piece of a FETCH line: up to a body's announcement (body), or to the line's end. */
static mbx_status fetch_piece(mbx_untagged *u, bool body, mbx_buf *out, bool *body_r, mbx_error *err)
{
    cursor c = {.u = u, .at = u->text.p, .end = u->text.p + u->text.n, .out = out};
    mbx_status st;

    if (!u->fetch)
        st = open_list(&c, err);
    else
        st = *c.at == ' ' || *c.at == ')' ? MBX_OK : syntax(err, "a body does not end where it was announced to");
    while (st == MBX_OK && (st = next(&c, err)) == MBX_OK && c.k.kind != MBX_TOKEN_CLOSE) {
        mbx_str name = c.k.text;

        if (!is_atom(&c.k))
            return syntax(err, "FETCH with an item that has no name");
        if ((st = next(&c, err)) != MBX_OK)
            return st;
        if (body && c.at == c.end && c.k.kind == MBX_TOKEN_LITERAL)
            return body_item(&c, name, body_r, err);
        st = item_value(&c, name, err);
    }
    if (st != MBX_OK || (st = next(&c, err)) != MBX_OK)
        return st;
    if (c.k.kind != MBX_TOKEN_END)
        return syntax(err, "FETCH goes on behind its list");
    return u->told ? full(mbx_buf_add_str(out, ")\r\n"), err) : MBX_OK;
}

/* ---- the tagged line ---- */

/* Is the tagged line that other command's? Then what it says is kept. */
static bool put_aside(mbx_untagged *u, const mbx_guard *g, mbx_str tag)
{
    char expected[16];

    (void)snprintf(expected, sizeof expected, "%d", u->aside);
    if (u->aside == 0 || u->aside_n > 0 || !mbx_str_same(tag, mbx_str_of(expected)))
        return false;
    memcpy(u->aside_said, g->tagged, g->tagged_n + 1);
    u->aside_n = g->tagged_n;
    return true;
}

static mbx_status tagged_line(mbx_untagged *u, const mbx_guard *g, mbx_buf *out)
{
    mbx_str tag = {u->text.p, 0};

    while (tag.n < u->text.n && tag.p[tag.n] != ' ')
        tag.n++;
    if (put_aside(u, g, tag))
        return MBX_OK;
    if (!atom(tag)) /* nobody's; to be told as a foreign tag, not as a riddle */
        tag = MBX_STR("x");
    return mbx_buf_printf(out, "%.*s %.*s x\r\n", (int)tag.n, tag.p, mbx_lower(g->tagged[0]) == 'b' ? 3 : 2, g->tagged); /* OK, NO or BAD: the guard has seen to it */
}

mbx_status mbx_untagged_take(mbx_untagged *u, const mbx_guard *g, const char *p, size_t n, mbx_guard_event event, mbx_buf *out, bool *body_r, mbx_error *err)
{
    bool body = event == MBX_GUARD_LITERAL && g->literal_is_body;
    mbx_status st;

    *body_r = false;
    if (g->kind != MBX_LINE_UNKNOWN && g->kind != MBX_LINE_FETCH && g->kind != MBX_LINE_TAGGED) { /* number lines may be long */
        mbx_buf_reset(&u->text);
        return MBX_OK;
    }
    if ((st = mbx_buf_add(&u->text, p, n)) != MBX_OK)
        return full(st, err);
    if (!body && event != MBX_GUARD_LINE_END)
        return MBX_OK;
    st = g->kind == MBX_LINE_FETCH ? fetch_piece(u, body, out, body_r, err) : full(tagged_line(u, g, out), err);
    mbx_buf_reset(&u->text);
    if (event == MBX_GUARD_LINE_END) {
        u->fetch = u->told = false;
        u->uid = 0;
    }
    return st;
}
