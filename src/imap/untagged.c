#include "imap/untagged.h"

#include "base/limits.h"

#include <stdint.h>

typedef struct cursor {
    const char *p, *end;
} cursor;

typedef enum value_kind { VALUE_NONE, VALUE_ATOM, VALUE_QUOTED, VALUE_LITERAL, VALUE_LIST } value_kind;

typedef struct value {
    value_kind kind;
    mbx_str text; /* without quotes, parentheses or the literal's announcement; escapes of a quoted string still in it */
} value;

void mbx_untagged_init(mbx_untagged *u)
{
    memset(u, 0, sizeof *u);
    mbx_buf_init(&u->text, MBX_MAX_LINE + MBX_MAX_RESPONSE_TEXT);
    mbx_object_ids_init(&u->ids);
}

void mbx_untagged_free(mbx_untagged *u)
{
    mbx_buf_free(&u->text);
    mbx_object_ids_free(&u->ids);
}

static mbx_status syntax(mbx_error *err, const char *what)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer is not IMAP: %s.", what);
}

static mbx_status full(mbx_status st, mbx_error *err)
{
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_RESPONSE, "The server sent more text than is accepted.");
}

/* ---- reading ---- */

static bool at_end(const cursor *c)
{
    return c->p == c->end || *c->p == '\r' || *c->p == '\n';
}

static void spaces(cursor *c)
{
    while (c->p < c->end && *c->p == ' ')
        c->p++;
}

/* Ends where one ends for the guard: a string may follow without a space. */
static mbx_str word(cursor *c)
{
    const char *from = c->p;

    while (!at_end(c) && !strchr(" ()\"{", *c->p))
        c->p++;
    return (mbx_str){from, (size_t)(c->p - from)};
}

static bool quoted(cursor *c, mbx_str *text_r)
{
    const char *from = ++c->p;

    for (; !at_end(c); c->p++) {
        if (*c->p == '"') {
            *text_r = (mbx_str){from, (size_t)(c->p - from)};
            c->p++;
            return true;
        }
        if (*c->p == '\\' && c->p + 1 < c->end)
            c->p++;
    }
    return false;
}

/* "BODY[HEADER.FIELDS (To)]<0>" is one name; in its brackets a field's name may be a string. A brace among them ends it:
 * for the guard a literal begins there, and the line is refused. */
static mbx_str item_name(cursor *c)
{
    const char *from = c->p;
    bool section = false;
    mbx_str field;

    while (!at_end(c) && *c->p != '{' && (section || !strchr(" ()\"", *c->p))) {
        if (section && *c->p == '"') {
            if (!quoted(c, &field))
                break;
            continue;
        }
        if (*c->p == '[')
            section = true;
        else if (*c->p == ']')
            section = false;
        c->p++;
    }
    return section ? MBX_STR_NONE : (mbx_str){from, (size_t)(c->p - from)};
}

/* The guard has checked the announcement; its number fits and its bytes follow - unless it is a body, which ends here. */
static bool literal(cursor *c, mbx_str *text_r)
{
    size_t n = 0;

    for (c->p++; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
        n = n < SIZE_MAX / 16 ? n * 10 + (size_t)(*c->p - '0') : n;
    while (c->p < c->end && *c->p != '\n')
        c->p++;
    if (c->p == c->end || (size_t)(c->end - c->p - 1) < n)
        return false;
    *text_r = (mbx_str){c->p + 1, n};
    c->p += 1 + n;
    return true;
}

/* A list is stepped over whole, strings and lists in it included: with a count, not by recursion. */
static bool list(cursor *c, mbx_str *text_r)
{
    const char *from = c->p + 1;
    unsigned depth = 0;
    mbx_str inner;

    while (!at_end(c)) {
        if (*c->p == '"') {
            if (!quoted(c, &inner))
                return false;
            continue;
        }
        if (*c->p == '{') {
            if (!literal(c, &inner))
                return false;
            continue;
        }
        if (*c->p == '(')
            depth++;
        else if (*c->p == ')' && --depth == 0) {
            *text_r = (mbx_str){from, (size_t)(c->p - from)};
            c->p++;
            return true;
        }
        c->p++;
    }
    return false;
}

static value read_value(cursor *c)
{
    value v = {VALUE_NONE, {NULL, 0}};
    bool ok = true;

    if (at_end(c))
        return v;
    if (*c->p == '~' && c->p + 1 < c->end && c->p[1] == '{') /* literal8, RFC 3516 */
        c->p++;
    switch (*c->p) {
    case '"':
        v.kind = VALUE_QUOTED;
        ok = quoted(c, &v.text);
        break;
    case '{':
        v.kind = VALUE_LITERAL;
        ok = literal(c, &v.text);
        break;
    case '(':
        v.kind = VALUE_LIST;
        ok = list(c, &v.text);
        break;
    default:
        v.kind = VALUE_ATOM;
        v.text = word(c);
        ok = v.text.n > 0;
    }
    if (!ok)
        v.kind = VALUE_NONE;
    return v;
}

static bool same(mbx_str a, const char *b)
{
    return mbx_str_same_nocase(a, mbx_str_of(b));
}

static bool number_to(mbx_str s, uint64_t max, uint64_t *v_r)
{
    uint64_t v = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char digit = (unsigned char)(s.p[i] - '0');
        if (digit > 9 || v > (max - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *v_r = v;
    return s.n > 0;
}

static bool number(mbx_str s, uint64_t max)
{
    uint64_t v;

    return number_to(s, max, &v);
}

static bool digits(const char *p, size_t n)
{
    return number((mbx_str){p, n}, UINT32_MAX);
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
static mbx_status add_string(mbx_buf *out, const value *v)
{
    size_t n = 0;
    mbx_status st;

    for (size_t i = 0; i < v->text.n; i++, n++)
        if (v->kind == VALUE_QUOTED && v->text.p[i] == '\\')
            i++;
    st = mbx_buf_printf(out, "{%zu}\r\n", n);
    for (size_t i = 0; i < v->text.n && st == MBX_OK; i++) {
        if (v->kind == VALUE_QUOTED && v->text.p[i] == '\\' && i + 1 < v->text.n)
            i++;
        st = mbx_buf_add_char(out, v->text.p[i]);
    }
    return st;
}

/* system: only those with a backslash, the grammar of LIST knows no others. */
static mbx_status add_flags(mbx_buf *out, mbx_str flags, bool system)
{
    cursor c = {flags.p, flags.p + flags.n};
    bool first = true;
    mbx_status st = mbx_buf_add_char(out, '(');

    while (st == MBX_OK && c.p < c.end) {
        value v;
        mbx_str name;

        spaces(&c);
        v = read_value(&c);
        if (v.kind == VALUE_NONE)
            break;
        name = v.text;
        if (name.n > 1 && name.p[0] == '\\')
            name = (mbx_str){name.p + 1, name.n - 1};
        if (v.kind != VALUE_ATOM || !atom(name) || (system && name.p == v.text.p) || stumbles(v.text))
            continue;
        if (!first)
            st = mbx_buf_add_char(out, ' ');
        if (st == MBX_OK)
            st = add(out, v.text);
        first = false;
    }
    return st == MBX_OK ? mbx_buf_add_char(out, ')') : st;
}

/* ---- lines ---- */

static mbx_status numbered(cursor *c, mbx_str count, mbx_buf *out)
{
    if (!same(word(c), "EXISTS") || !number(count, UINT32_MAX))
        return MBX_OK;
    return mbx_buf_printf(out, "* %.*s EXISTS\r\n", (int)count.n, count.p);
}

static mbx_status status_code(cursor *c, mbx_buf *out)
{
    static const struct {
        const char *name;
        uint64_t max;
    } codes[] = {{"[UIDVALIDITY", UINT32_MAX}, {"[UIDNEXT", UINT32_MAX}, {"[HIGHESTMODSEQ", INT64_MAX}};
    mbx_str name, n;

    spaces(c);
    name = word(c);
    spaces(c);
    n = word(c);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (same(name, codes[i].name) && n.n > 1 && n.p[n.n - 1] == ']' && number((mbx_str){n.p, n.n - 1}, codes[i].max))
            return mbx_buf_printf(out, "* OK %s %.*s x\r\n", codes[i].name, (int)n.n, n.p);
    return MBX_OK;
}

static mbx_status list_line(cursor *c, mbx_buf *out)
{
    value flags, separator, name;
    char by;
    mbx_status st;

    spaces(c);
    flags = read_value(c);
    spaces(c);
    separator = read_value(c);
    spaces(c);
    name = read_value(c);
    /* What follows is mbox-list-extended (RFC 5258). */
    if (flags.kind != VALUE_LIST || separator.kind == VALUE_NONE || name.kind == VALUE_NONE || name.kind == VALUE_LIST || name.text.n == 0)
        return MBX_OK;
    if ((st = mbx_buf_add_str(out, "* LIST ")) != MBX_OK || (st = add_flags(out, flags.text, true)) != MBX_OK)
        return st;
    by = separator.kind == VALUE_QUOTED && separator.text.n > 0 ? separator.text.p[separator.text.n - 1] : 0;
    if (by == '"' || by == '\\')
        st = mbx_buf_printf(out, " \"\\%c\" ", by);
    else if (by > 0x20 && by < 0x7f && separator.text.n == 1)
        st = mbx_buf_printf(out, " \"%c\" ", by);
    else
        st = mbx_buf_add_str(out, " NIL ");
    if (st == MBX_OK)
        st = add_string(out, &name);
    return st == MBX_OK ? mbx_buf_add_str(out, "\r\n") : st;
}

static mbx_status status_line(cursor *c, mbx_buf *out)
{
    static const char *const known[] = {"MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN"};
    value name, items;
    mbx_str before = {NULL, 0};
    bool any = false;
    mbx_status st = MBX_OK;

    spaces(c);
    name = read_value(c);
    spaces(c);
    items = read_value(c);
    if (name.kind == VALUE_NONE || name.kind == VALUE_LIST || items.kind != VALUE_LIST)
        return MBX_OK;
    *c = (cursor){items.text.p, items.text.p + items.text.n};
    /* Not by pairs: some servers leave a number out and go on with the next name. */
    for (spaces(c); st == MBX_OK && c->p < c->end; spaces(c)) {
        value v = read_value(c);

        if (v.kind == VALUE_NONE)
            break;
        for (size_t i = 0; st == MBX_OK && v.kind == VALUE_ATOM && number(v.text, UINT32_MAX) && i < sizeof known / sizeof known[0]; i++) {
            if (!same(before, known[i]))
                continue;
            if (!any && (st = mbx_buf_add_str(out, "* STATUS ")) == MBX_OK)
                st = add_string(out, &name);
            if (st == MBX_OK)
                st = mbx_buf_printf(out, "%s%s %.*s", any ? " " : " (", known[i], (int)v.text.n, v.text.p);
            any = true;
        }
        before = v.kind == VALUE_ATOM ? v.text : MBX_STR_NONE;
    }
    return any && st == MBX_OK ? mbx_buf_add_str(out, ")\r\n") : st;
}

static mbx_status add_item(mbx_untagged *u, mbx_buf *out, const char *name)
{
    mbx_status st = mbx_buf_add_str(out, u->told ? " " : "* 1 FETCH (");

    u->told = true;
    if (st == MBX_OK)
        st = mbx_buf_add_str(out, name);
    return st == MBX_OK ? mbx_buf_add_char(out, ' ') : st;
}

static mbx_status fetch_item(mbx_untagged *u, mbx_str name, const value *v, mbx_buf *out)
{
    mbx_status st = MBX_OK;

    if ((same(name, "UID") || same(name, "RFC822.SIZE")) && v->kind == VALUE_ATOM && number(v->text, UINT32_MAX)) {
        if ((st = add_item(u, out, same(name, "UID") ? "UID" : "RFC822.SIZE")) == MBX_OK)
            st = add(out, v->text);
    } else if (same(name, "FLAGS") && v->kind == VALUE_LIST) {
        if ((st = add_item(u, out, "FLAGS")) == MBX_OK)
            st = add_flags(out, v->text, false);
    } else if (same(name, "INTERNALDATE") && v->kind == VALUE_QUOTED && date_time(v->text)) {
        if ((st = add_item(u, out, "INTERNALDATE")) == MBX_OK)
            st = mbx_buf_printf(out, "\"%.*s\"", (int)v->text.n, v->text.p);
    } else if (same(name, "BODY[]") && (v->kind == VALUE_QUOTED || (v->kind == VALUE_ATOM && same(v->text, "NIL")))) {
        if ((st = add_item(u, out, "BODY[]")) == MBX_OK)
            st = v->kind == VALUE_QUOTED ? add_string(out, v) : add(out, v->text);
    }
    return st;
}

static bool announces_body(const cursor *c)
{
    const char *p = c->p, *line_end;

    if (p < c->end && *p == '~')
        p++;
    line_end = p < c->end && *p == '{' ? memchr(p, '\n', (size_t)(c->end - p)) : NULL;
    return line_end && line_end + 1 == c->end;
}

/* One piece of a FETCH line: up to a body's announcement (body), or to the line's end. */
static mbx_status fetch_piece(mbx_untagged *u, const mbx_guard *g, cursor *c, bool body, mbx_buf *out, bool *body_r, mbx_error *err)
{
    mbx_status st;

    if (!u->opened) {
        spaces(c);
        if (at_end(c) || *c->p++ != '(')
            return syntax(err, "FETCH without its list");
        u->opened = true;
    } else if (at_end(c) || (*c->p != ' ' && *c->p != ')')) {
        return syntax(err, "a body does not end where it was announced to");
    }
    for (;;) {
        mbx_str name;
        value v;
        uint64_t uid;

        spaces(c);
        if (!at_end(c) && *c->p == ')')
            break;
        name = item_name(c);
        spaces(c);
        if (name.n == 0)
            return syntax(err, "FETCH with an item that has no name");
        /* the announcement of a body is the last thing of its piece */
        if (body && announces_body(c)) {
            *body_r = same(name, "BODY[]");
            if (!*body_r)
                return MBX_OK;
            if ((st = add_item(u, out, "BODY[]")) != MBX_OK || (st = mbx_buf_printf(out, "{%llu}\r\n", (unsigned long long)g->literal_size)) != MBX_OK)
                return full(st, err);
            return MBX_OK;
        }
        v = read_value(c);
        if (v.kind == VALUE_NONE)
            return syntax(err, "FETCH with an item that has no value");
        if (same(name, "UID") && number_to(v.text, UINT32_MAX, &uid)) {
            if (u->uid != 0 && u->uid != uid) /* whose mail is it? */
                return syntax(err, "one answer names two UIDs");
            u->uid = uid;
        }
        if ((st = fetch_item(u, name, &v, out)) != MBX_OK)
            return full(st, err);
        if ((v.kind == VALUE_ATOM || v.kind == VALUE_LIST) && (st = mbx_object_ids_take(&u->ids, name, v.text, v.kind == VALUE_LIST, err)) != MBX_OK)
            return st;
    }
    c->p++;
    spaces(c);
    if (body || !at_end(c))
        return syntax(err, "FETCH goes on behind its list");
    if (u->told && (st = mbx_buf_add_str(out, ")\r\n")) != MBX_OK)
        return full(st, err);
    return MBX_OK;
}

/* Is the tagged line that other command's? Then what it says is kept. */
static bool put_aside(mbx_untagged *u, const mbx_guard *g, mbx_str tag)
{
    uint64_t number_said;

    if (u->aside == 0 || u->aside_n > 0 || tag.p[0] == '0' || !number_to(tag, INT32_MAX, &number_said) || number_said != (uint64_t)u->aside)
        return false;
    memcpy(u->aside_said, g->tagged, g->tagged_n + 1);
    u->aside_n = g->tagged_n;
    return true;
}

static mbx_status other_line(mbx_untagged *u, const mbx_guard *g, cursor *c, mbx_str second, mbx_buf *out)
{
    mbx_str tag = {u->text.p, 0};

    switch (g->kind) {
    case MBX_LINE_TAGGED:
        while (tag.n < u->text.n && tag.p[tag.n] != ' ')
            tag.n++;
        if (put_aside(u, g, tag))
            return MBX_OK;
        if (!atom(tag)) /* nobody's; to be told as a foreign tag, not as a riddle */
            tag = MBX_STR("x");
        return mbx_buf_printf(out, "%.*s %.*s x\r\n", (int)tag.n, tag.p, mbx_lower(g->tagged[0]) == 'b' ? 3 : 2, g->tagged); /* OK, NO or BAD: the guard has seen to it */
    case MBX_LINE_STATUS:
        return same(second, "OK") ? status_code(c, out) : MBX_OK;
    case MBX_LINE_DATA:
        if (same(second, "LIST"))
            return list_line(c, out);
        if (same(second, "STATUS"))
            return status_line(c, out);
        spaces(c);
        return numbered(c, second, out);
    default:
        return MBX_OK;
    }
}

static mbx_status judge(mbx_untagged *u, const mbx_guard *g, bool body, mbx_buf *out, bool *body_r, mbx_error *err)
{
    cursor c = {u->text.p, u->text.p + u->text.n};
    mbx_str second = MBX_STR_NONE;
    mbx_status st;

    if (!u->fetch) {
        spaces(&c);
        (void)word(&c);
        spaces(&c);
        second = word(&c);
        if (g->kind == MBX_LINE_FETCH) {
            u->fetch = true;
            mbx_object_ids_reset(&u->ids);
            spaces(&c);
            (void)word(&c);
        }
    }
    if (u->fetch)
        return fetch_piece(u, g, &c, body, out, body_r, err);
    st = other_line(u, g, &c, second, out);
    return st == MBX_OK ? MBX_OK : full(st, err);
}

mbx_status mbx_untagged_take(mbx_untagged *u, const mbx_guard *g, const char *p, size_t n, mbx_guard_event event, mbx_buf *out, bool *body_r, mbx_error *err)
{
    bool body = event == MBX_GUARD_LITERAL && g->literal_is_body;
    mbx_status st;

    *body_r = false;
    if (g->kind == MBX_LINE_NUMBERS) { /* none of them is for libetpan, and they may be long */
        mbx_buf_reset(&u->text);
        return MBX_OK;
    }
    if ((st = mbx_buf_add(&u->text, p, n)) != MBX_OK)
        return full(st, err);
    if (!body && event != MBX_GUARD_LINE_END)
        return MBX_OK;
    st = judge(u, g, body, out, body_r, err);
    mbx_buf_reset(&u->text);
    if (event == MBX_GUARD_LINE_END) {
        u->fetch = u->opened = u->told = false;
        u->uid = 0;
    }
    return st;
}
