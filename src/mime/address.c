#include "mime/address.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "mime/encoded_word.h"
#include "mime/header.h"

/* One mailbox while it is read. spec is the source without comments, quotes kept and blanks between words as one
 * blank: an address where there are no angle brackets. phrase is the same with quotes undone: a name. */
typedef struct reader {
    mbx_str in;
    size_t i;
    mbx_buf phrase, spec, angle, comment, text;
    bool blank;      /* blanks since the last word */
    bool has_angle;
    bool has_at;     /* spec has an "@" */
    bool in_group;
    bool word_coded; /* an encoded word is among them */
    bool no_end;     /* mbx_encoded_word()'s */
    bool no_close;   /* there is no ">" from here on: looked for once, so that many "<" stay linear */
    bool no_comment; /* a "(" was never closed: they are blanks from here on */
    bool no_quote;   /* a quote was never closed: likewise */
    bool apart;      /* the last word was a quoted string: the next one of the name is not glued to it */
    bool trailing;   /* words behind "Name <address>" */
    size_t close;    /* a ">" that is known to stand ahead */
    mbx_address_list *list;
    mbx_arena *arena;
    mbx_address_notes *notes;
} reader;

static void forget(reader *r)
{
    mbx_buf_reset(&r->phrase);
    mbx_buf_reset(&r->spec);
    mbx_buf_reset(&r->angle);
    mbx_buf_reset(&r->comment);
    r->blank = r->has_angle = r->has_at = r->word_coded = r->trailing = r->apart = false;
}

static bool has(const mbx_buf *b, char c)
{
    return b->n && memchr(b->p, c, b->n);
}

/* Keeps text in the arena: decoded as a phrase, or, for an address, as it is but valid UTF-8 without blanks. */
static mbx_status keep(reader *r, const char *p, size_t n, bool phrase, mbx_str *out_r)
{
    mbx_buf_reset(&r->text);
    *out_r = MBX_STR_NONE;
    mbx_status st = phrase ? mbx_encoded_text(&r->text, (mbx_str){p, n}, r->notes->kept, &r->notes->raw8, &r->notes->unknown_charset)
                           : mbx_header_text(&r->text, p, n, &r->notes->raw8);
    if (st != MBX_OK)
        return st;
    mbx_str t = mbx_header_trim(mbx_buf_str(&r->text));
    if (!t.n)
        return MBX_OK;
    char *copy = mbx_arena_copy(r->arena, t.p, t.n);
    if (!copy)
        return MBX_E_MEMORY;
    *out_r = (mbx_str){copy, t.n};
    return MBX_OK;
}

static mbx_status push(reader *r, mbx_str name, mbx_str address)
{
    mbx_address_list *l = r->list;
    if (!name.n && !address.n)
        return MBX_OK;
    if (*r->notes->total >= MBX_MAX_ADDRESSES) {
        r->notes->full = true;
        return MBX_OK;
    }
    if (l->found.n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 4;
        mbx_address *list = mbx_resize(l->found.list, cap * sizeof *list);
        if (!list)
            return MBX_E_MEMORY;
        l->found.list = list;
        l->cap = cap;
    }
    l->found.list[l->found.n++] = (mbx_address){name, address};
    ++*r->notes->total;
    return MBX_OK;
}

/* The next word of spec, up to a blank outside of quotes. *at_r: it has an "@" there, so it is an address. */
static mbx_str take_word(const mbx_buf *spec, size_t *i, bool *at_r)
{
    size_t from = *i, k = from;
    bool quoted = false;
    *at_r = false;
    for (; k < spec->n && (quoted || spec->p[k] != ' '); k++) {
        if (spec->p[k] == '"')
            quoted = !quoted;
        else if (quoted && spec->p[k] == '\\' && k + 1 < spec->n)
            k++;
        *at_r |= spec->p[k] == '@' && !quoted;
    }
    *i = k + 1;
    return (mbx_str){spec->p + from, k - from};
}

/* Without quotes and escapes, as read_quoted() does it for the phrase. */
static mbx_status add_unquoted(mbx_buf *out, mbx_str word)
{
    mbx_status st = MBX_OK;
    for (size_t k = 0; k < word.n && st == MBX_OK; k++) {
        if (word.p[k] == '"')
            continue;
        if (word.p[k] == '\\' && k + 1 < word.n)
            k++;
        st = mbx_buf_add_char(out, word.p[k]);
    }
    return st;
}

/* A list without angle brackets and perhaps without commas: each word with "@" is an address, the others are the
 * first one's name. */
static mbx_status end_bare(reader *r)
{
    mbx_str name = MBX_STR_NONE, address = MBX_STR_NONE, word;
    mbx_status st = MBX_OK;
    mbx_buf rest = {0};
    size_t words = 0, addresses = 0;
    bool at;
    mbx_buf_init(&rest, r->spec.n + 1);
    for (size_t i = 0; i < r->spec.n && st == MBX_OK;) {
        word = take_word(&r->spec, &i, &at);
        words++;
        addresses += at;
        if (!at && rest.n)
            st = mbx_buf_add_char(&rest, ' ');
        if (!at && st == MBX_OK)
            st = add_unquoted(&rest, word);
    }
    if (st == MBX_OK && !addresses) {
        /* One word is a local user, or an address that somebody put into quotes; more of them, or a decoded one, are a
         * name without an address. */
        bool quoted = has(&r->spec, '"'), inside = quoted && has(&rest, '@') && !has(&rest, ' ') && !has(&rest, '<');
        if (words > 1 || r->word_coded || (quoted && !inside)) {
            st = keep(r, r->phrase.p, r->phrase.n, true, &name);
        } else {
            const mbx_buf *from = inside ? &rest : &r->spec;
            st = keep(r, r->comment.p, r->comment.n, true, &name);
            if (st == MBX_OK)
                st = keep(r, from->p, from->n, false, &address);
        }
        if (st == MBX_OK)
            st = push(r, name, address);
    } else if (st == MBX_OK) {
        const mbx_buf *from = rest.n ? &rest : &r->comment;
        st = keep(r, from->p, from->n, true, &name);
        for (size_t i = 0; i < r->spec.n && st == MBX_OK;) {
            word = take_word(&r->spec, &i, &at);
            if (at)
                st = keep(r, word.p, word.n, false, &address);
            if (at && st == MBX_OK) {
                st = push(r, name, address);
                name = MBX_STR_NONE;
            }
        }
    }
    mbx_buf_free(&rest);
    return st;
}

/* The mailbox is over: at a comma, a semicolon, a second "<" or the end. */
static mbx_status end_mailbox(reader *r)
{
    mbx_str name = MBX_STR_NONE, address = MBX_STR_NONE;
    mbx_status st = MBX_OK;
    if (r->has_angle && !r->angle.n && !r->word_coded && has(&r->phrase, '@')) {
        st = end_bare(r); /* "a@b <>": what stands in the wrong place */
    } else if (r->has_angle) {
        const mbx_buf *from = r->phrase.n ? &r->phrase : &r->comment;
        st = keep(r, from->p, from->n, true, &name);
        if (st == MBX_OK)
            st = keep(r, r->angle.p, r->angle.n, false, &address);
        if (st == MBX_OK)
            st = push(r, name, address);
    } else if (r->spec.n && !(r->trailing && !r->has_at)) {
        st = end_bare(r);
    }
    forget(r);
    return st;
}

static mbx_status add_to_spec(reader *r, const char *p, size_t n)
{
    mbx_buf *b = &r->spec;
    r->has_at |= n && memchr(p, '@', n);
    mbx_status st = MBX_OK;
    /* obsolete: blanks around "." and "@" of an address say nothing */
    if (r->blank && b->n && p[0] != '.' && p[0] != '@' && b->p[b->n - 1] != '.' && b->p[b->n - 1] != '@')
        st = mbx_buf_add_char(b, ' ');
    return st == MBX_OK ? mbx_buf_add(b, p, n) : st;
}

/* A word of the name, as it is sent. RFC 2047 section 5 (3) allows no quote in an encoded word here, so those that stand
 * in one are what quotes are elsewhere. */
static mbx_status add_to_phrase(reader *r, const char *p, size_t n, bool coded)
{
    mbx_status st = MBX_OK;
    if ((r->blank || r->apart) && r->phrase.n)
        st = mbx_buf_add_char(&r->phrase, ' ');
    r->apart = false;
    if (!coded || !memchr(p, '"', n))
        return st == MBX_OK ? mbx_buf_add(&r->phrase, p, n) : st;
    for (size_t i = 0; i < n && st == MBX_OK; i++)
        if (p[i] != '"')
            st = mbx_buf_add_char(&r->phrase, p[i]);
    return st;
}

/* Where the quoted string at r->i ends; 0: nowhere. */
static size_t quote_end(const reader *r)
{
    size_t i = r->i + 1;
    while (i < r->in.n && r->in.p[i] != '"')
        i += r->in.p[i] == '\\' ? 2 : 1;
    return i < r->in.n ? i : 0;
}

/* A quoted string at i: into spec as it is, into phrase undone. */
static mbx_status read_quoted(reader *r)
{
    size_t from = r->i;
    mbx_status st = MBX_OK;
    if (r->no_quote || !quote_end(r)) {
        r->no_quote = r->blank = true;
        r->i++;
        return MBX_OK;
    }
    r->i++;
    if (r->phrase.n)
        st = mbx_buf_add_char(&r->phrase, ' ');
    while (st == MBX_OK && r->i < r->in.n && r->in.p[r->i] != '"') {
        if (r->in.p[r->i] == '\\' && r->i + 1 < r->in.n)
            r->i++;
        st = mbx_buf_add_char(&r->phrase, r->in.p[r->i++]);
    }
    if (r->i < r->in.n)
        r->i++;
    if (st == MBX_OK)
        st = add_to_spec(r, r->in.p + from, r->i - from);
    r->apart = true;
    r->blank = false;
    return st;
}

static mbx_status read_comment(reader *r)
{
    size_t end = r->no_comment ? 0 : mbx_header_comment_end(r->in, r->i), from = r->i + 1;
    mbx_status st = MBX_OK;
    r->blank = true;
    if (!end) {
        r->no_comment = true;
        r->i++;
        return MBX_OK;
    }
    size_t stop = end - 1;
    if (stop > from) {
        if (r->comment.n)
            st = mbx_buf_add_char(&r->comment, ' ');
        for (size_t k = from; k < stop && st == MBX_OK; k++) {
            if (r->in.p[k] == '\\' && k + 1 < stop)
                k++;
            st = mbx_buf_add_char(&r->comment, r->in.p[k]);
        }
    }
    r->i = end;
    return st;
}

static bool closed(reader *r)
{
    if (r->close > r->i)
        return true;
    if (r->no_close)
        return false;
    const char *c = memchr(r->in.p + r->i, '>', r->in.n - r->i);
    r->no_close = !c;
    r->close = c ? (size_t)(c - r->in.p) : 0;
    return c;
}

/* "<" ... ">": blanks, comments and a source route are dropped. */
static mbx_status read_angle(reader *r)
{
    mbx_status st = MBX_OK;
    bool quoted = false, literal = false;
    r->i++;
    r->has_angle = true;
    mbx_buf_reset(&r->angle);
    for (; r->i < r->in.n && st == MBX_OK; r->i++) {
        char c = r->in.p[r->i];
        if (quoted) {
            if (c == '\\' && r->i + 1 < r->in.n) {
                st = mbx_buf_add_char(&r->angle, c);
                c = r->in.p[++r->i];
            } else if (c == '"') {
                quoted = false;
            }
        } else if (c == '>') {
            r->i++;
            break;
        } else if (c == '(' && !r->no_comment) {
            size_t end = mbx_header_comment_end(r->in, r->i);
            r->no_comment = !end;
            r->i = end ? end - 1 : r->i;
            continue;
        } else if (c == '"') {
            quoted = !r->no_quote && quote_end(r);
            r->no_quote |= !quoted;
            if (!quoted)
                continue;
        } else if (c == '[' || c == ']') {
            literal = c == '[';
        } else if (c == ':' && !literal && r->angle.n && r->angle.p[0] == '@') {
            mbx_buf_reset(&r->angle); /* the route ends here (RFC 5322 section 4.4) */
            continue;
        } else if (mbx_is_blank(c) || c == '<') {
            continue;
        } else if ((c == ',' || c == ';') && !closed(r)) {
            break; /* never closed: the comma is a better end than the end of the header */
        }
        if (st == MBX_OK)
            st = mbx_buf_add_char(&r->angle, c);
    }
    r->blank = true;
    return st;
}

static mbx_status read_atom(reader *r)
{
    mbx_str in = r->in;
    size_t from = r->i, coded = 0;
    mbx_status st;
    if (in.p[r->i] == '[') {
        /* a domain literal: its colons and commas are its own */
        while (r->i < in.n && in.p[r->i] != ']')
            r->i++;
        if (r->i < in.n)
            r->i++;
    } else if (in.p[r->i] == '=' && (coded = mbx_encoded_word(in.p + r->i, in.n - r->i, &r->no_end)) != 0 &&
               !memchr(in.p + r->i, '<', coded)) {
        r->i += coded;
        r->word_coded = true;
    } else {
        coded = 0;
        do
            r->i++;
        while (r->i < in.n && !mbx_is_blank(in.p[r->i]) && in.p[r->i] != '\0' && !strchr("\"()<>,;:=[", in.p[r->i]));
    }
    st = add_to_phrase(r, in.p + from, r->i - from, coded > 0);
    if (st == MBX_OK)
        st = add_to_spec(r, in.p + from, r->i - from);
    r->blank = false;
    return st;
}

mbx_status mbx_address_read(mbx_address_list *l, mbx_arena *a, mbx_str in, mbx_address_notes *notes)
{
    reader r = {.in = in, .list = l, .arena = a, .notes = notes};
    mbx_status st = MBX_OK;
    mbx_buf_init(&r.phrase, 2 * in.n + 8);
    mbx_buf_init(&r.spec, 2 * in.n + 8);
    mbx_buf_init(&r.angle, in.n + 8);
    mbx_buf_init(&r.comment, in.n + 8);
    mbx_buf_init(&r.text, MBX_ENCODED_TEXT_ROOM(in.n));
    while (r.i < in.n && st == MBX_OK && !notes->full) {
        char c = in.p[r.i];
        if (r.has_angle && r.phrase.n && !mbx_is_blank(c) && !strchr("()<>,;:", c)) {
            /* words behind "Name <address>" are nobody's, unless an address follows without a comma */
            st = end_mailbox(&r);
            r.trailing = true;
        } else if (mbx_is_blank(c) || c == ')') {
            r.blank = true;
            r.i++;
        } else if (c == '"') {
            st = read_quoted(&r);
        } else if (c == '(') {
            st = read_comment(&r);
        } else if (c == '<') {
            if (r.has_angle)
                st = end_mailbox(&r);
            if (st == MBX_OK)
                st = read_angle(&r);
        } else if (c == ',' || c == ';') {
            st = end_mailbox(&r);
            r.i++;
        } else if (c == ':' && !r.has_angle && !r.has_at) {
            forget(&r); /* what stood before it was the name of a group */
            r.i++;
        } else if (c == '>' || (c == ':' && r.has_angle)) {
            r.i++;
        } else {
            st = read_atom(&r);
        }
    }
    if (st == MBX_OK)
        st = end_mailbox(&r);
    mbx_buf_free(&r.phrase);
    mbx_buf_free(&r.spec);
    mbx_buf_free(&r.angle);
    mbx_buf_free(&r.comment);
    mbx_buf_free(&r.text);
    return st;
}
