#include "mime/html_text.h"

#include "base/limits.h"
#include "mime/html_entity.h"
#include "mime/html_style.h"
#include "mime/html_token.h"
#include "mime/text_lines.h"
#include "mime/utf8.h"

typedef struct open_element {
    const mbx_html_element *element;
    mbx_str name;    /* as sent */
    bool hidden;
    bool indented;   /* a blockquote that only indents */
    unsigned number; /* of a list: its next item */
    size_t deeper;   /* of a hidden one: page.deeper around it */
} open_element;

typedef struct page {
    mbx_text_lines lines;
    /* One place more than the limit: what is dropped must be known as such at any depth. Only elements that change what
     * comes after them are in here, and below a hidden one all. */
    open_element open[MBX_MAX_OPEN_ELEMENTS + 1];
    size_t n;
    size_t deeper; /* elements beyond the limit */
    unsigned hidden;
    bool in_link;
    mbx_str href;  /* raw */
    mbx_buf url;   /* what href means */
} page;

static bool kept_open(const mbx_html_element *e)
{
    return e->role == MBX_HTML_PREFORMATTED || (e->role >= MBX_HTML_QUOTE && e->role <= MBX_HTML_CELL);
}

static void pop(page *g)
{
    open_element *o = &g->open[--g->n];
    mbx_text_lines *l = &g->lines;
    if (o->hidden)
        g->hidden--;
    if (o->hidden || g->hidden)
        return;
    switch (o->element->role) {
    case MBX_HTML_PREFORMATTED:
        l->kept--;
        mbx_text_lines_break(l, 2);
        break;
    case MBX_HTML_QUOTE:
        l->marker_n = 0;
        mbx_text_lines_break(l, 2);
        if (o->indented)
            l->indent--;
        else
            l->quote--;
        break;
    case MBX_HTML_BULLETS:
    case MBX_HTML_NUMBERS:
        l->marker_n = 0;
        l->indent--;
        mbx_text_lines_break(l, l->indent ? 1 : 2);
        break;
    case MBX_HTML_ITEM:
        l->marker_n = 0;
        mbx_text_lines_break(l, 1);
        break;
    case MBX_HTML_TABLE:
    case MBX_HTML_ROW:
        mbx_text_lines_break(l, 1);
        break;
    default:
        break;
    }
}

static void push(page *g, const mbx_html_token *t, bool hidden)
{
    if (g->n > MBX_MAX_OPEN_ELEMENTS || (g->n == MBX_MAX_OPEN_ELEMENTS && !hidden)) {
        g->deeper++;
        return;
    }
    g->open[g->n++] = (open_element){.element = t->element, .name = t->text, .hidden = hidden, .number = 1, .deeper = hidden ? g->deeper : 0};
    g->hidden += hidden;
    if (hidden)
        g->deeper = 0;
}

/* Whether an end tag of role cannot reach through an open element (13.2.4.2: what has a scope). */
static bool stops(const mbx_html_element *open, mbx_html_role role)
{
    switch (role) {
    case MBX_HTML_TABLE:
        return false;
    case MBX_HTML_ROW:
    case MBX_HTML_CELL:
        return open->role == MBX_HTML_TABLE;
    case MBX_HTML_ITEM:
        return open->role == MBX_HTML_TABLE || open->role == MBX_HTML_CELL || open->role == MBX_HTML_BULLETS || open->role == MBX_HTML_NUMBERS;
    default:
        return open->role == MBX_HTML_TABLE || open->role == MBX_HTML_CELL;
    }
}

/* Elements that are not in the table are told apart by name, as far as is needed for names that are not an attack. */
static bool same_name(mbx_str a, mbx_str b)
{
    return a.n == b.n && a.n <= 32 && mbx_str_same_nocase(a, b);
}

/* Closes the innermost open element that is e of this name, or without a name one of its role, and all inside of it. */
static void close_element(page *g, const mbx_html_element *e, mbx_str name)
{
    size_t i = g->n;
    while (i) {
        const mbx_html_element *open = g->open[--i].element;
        if (name.n ? open == e && (e->name.n || same_name(g->open[i].name, name)) : open->role == e->role) {
            g->deeper = g->open[i].deeper;
            while (g->n > i)
                pop(g);
            return;
        }
        if (stops(open, e->role))
            return;
    }
}

/* Elements whose start ends another one: <li> an <li>, <td> a <td>, a block a paragraph. */
static void close_implied(page *g, const mbx_html_element *e)
{
    if (e->role == MBX_HTML_ITEM || e->role == MBX_HTML_CELL || e->role == MBX_HTML_ROW)
        close_element(g, e, MBX_STR_NONE);
    else if (g->hidden && e->role != MBX_HTML_INLINE && e->role != MBX_HTML_LINK && e->role != MBX_HTML_DROPPED)
        close_element(g, mbx_html_element_find(MBX_STR("p")), MBX_STR("p"));
}

/* Raw text or an attribute's value with its references replaced, piece by piece. false: add did not want more. */
static bool each_piece(mbx_str s, bool attribute, bool (*add)(page *g, mbx_str piece), page *g)
{
    char out[MBX_HTML_ENTITY_ROOM];
    size_t i = 0, from = 0, out_n;
    while (i < s.n) {
        const char *found = memchr(s.p + i, '&', s.n - i);
        i = found ? (size_t)(found - s.p) : s.n;
        size_t n = found ? mbx_html_reference(s, i, attribute, out, &out_n) : 0;
        if (found && !n) {
            i++;
            continue;
        }
        if (i > from && !add(g, (mbx_str){s.p + from, i - from}))
            return false;
        if (n && !add(g, (mbx_str){out, out_n}))
            return false;
        from = i += n;
    }
    return from == s.n || add(g, (mbx_str){s.p + from, s.n - from});
}

static bool add_text(page *g, mbx_str piece)
{
    mbx_text_lines_add(&g->lines, piece);
    return g->lines.st == MBX_OK;
}

/* As a URL parser has it: no line breaks, no tabs; and nothing that could end the <...> around it. */
static bool add_url(page *g, mbx_str piece)
{
    mbx_status st = MBX_OK;
    for (size_t i = 0; i < piece.n && st == MBX_OK; i++) {
        unsigned char c = (unsigned char)piece.p[i];
        if (c == ' ' || c == '<' || c == '>')
            st = g->url.n || c != ' ' ? mbx_buf_printf(&g->url, "%%%02X", c) : MBX_OK;
        else if (c > ' ' && c != 0x7F)
            st = mbx_buf_add_char(&g->url, piece.p[i]);
    }
    if (st == MBX_E_MEMORY)
        g->lines.st = st;
    return st == MBX_OK;
}

static bool drop_prefix(mbx_str *s, const char *prefix)
{
    size_t n = strlen(prefix);
    if (s->n <= n || !mbx_str_begins_nocase(*s, prefix))
        return false;
    *s = (mbx_str){s->p + n, s->n - n};
    return true;
}

/* What people see of an address: without scheme, "www." and a slash at the end. false: neither web nor mail. */
static bool address_core(mbx_str *s)
{
    bool known = drop_prefix(s, "https://") || drop_prefix(s, "http://") || drop_prefix(s, "mailto:");
    (void)drop_prefix(s, "www.");
    if (s->n && s->p[s->n - 1] == '/')
        s->n--;
    return known;
}

static void end_link(page *g)
{
    mbx_text_lines *l = &g->lines;
    if (!g->in_link)
        return;
    g->in_link = false;
    bool empty = l->mark_next;
    l->mark_next = false;
    mbx_buf_reset(&g->url);
    if (empty || l->st != MBX_OK || !each_piece(g->href, true, add_url, g))
        return;
    mbx_str url = mbx_buf_str(&g->url), core = url, text = {l->out->p + l->mark, l->out->n - l->mark};
    if (!address_core(&core))
        return;
    (void)address_core(&text);
    if (mbx_str_same_nocase(core, text))
        return;
    if (l->out->max - l->out->n < url.n + 3) {
        l->st = MBX_E_LIMIT;
        return;
    }
    l->st = mbx_buf_printf(l->out, " <%.*s>", (int)url.n, url.p);
}

static unsigned number(mbx_str s, unsigned otherwise)
{
    unsigned n = 0;
    size_t i = 0;
    for (; i < s.n && i < 6 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        n = n * 10 + (unsigned)(s.p[i] - '0');
    return i ? n : otherwise;
}

static void start_item(page *g, const mbx_html_token *t)
{
    mbx_text_lines *l = &g->lines;
    open_element *list = g->n ? &g->open[g->n - 1] : NULL;
    l->marker_n = 0;
    mbx_text_lines_break(l, 1);
    if (list && list->element->role == MBX_HTML_NUMBERS) {
        list->number = number(t->attributes[MBX_HTML_VALUE], list->number);
        unsigned n = list->number++, place = 1;
        while (n / place >= 10)
            place *= 10;
        for (; place; place /= 10)
            l->marker[l->marker_n++] = (char)('0' + n / place % 10);
        l->marker[l->marker_n++] = '.';
    } else {
        l->marker[l->marker_n++] = '-';
    }
    l->marker[l->marker_n++] = ' ';
}

/* Gmail's and Outlook's "indent more" is a blockquote without the line at its side, and no quote. */
static bool only_indents(const mbx_html_token *t)
{
    return !t->attributes[MBX_HTML_TYPE].n && !t->attributes[MBX_HTML_CLASS].n && mbx_html_style_has(t->attributes[MBX_HTML_STYLE], "border", "none");
}

static void start_visible(page *g, const mbx_html_token *t)
{
    mbx_text_lines *l = &g->lines;
    const mbx_html_element *e = t->element;
    switch (e->role) {
    case MBX_HTML_BREAK:
        mbx_text_lines_end(l);
        return;
    case MBX_HTML_RULE:
        mbx_text_lines_break(l, 1);
        mbx_text_lines_add(l, MBX_STR("---"));
        mbx_text_lines_break(l, 1);
        return;
    case MBX_HTML_IMAGE:
        (void)each_piece(t->attributes[MBX_HTML_ALT], true, add_text, g);
        return;
    case MBX_HTML_LINK:
        g->in_link = true;
        g->href = t->attributes[MBX_HTML_HREF];
        l->mark_next = true;
        return;
    case MBX_HTML_BLOCK:
        mbx_text_lines_break(l, 1);
        return;
    case MBX_HTML_PARAGRAPH:
        mbx_text_lines_break(l, 2);
        return;
    case MBX_HTML_ITEM:
        start_item(g, t);
        break;
    case MBX_HTML_CELL:
        mbx_text_lines_tab(l);
        break;
    case MBX_HTML_TABLE:
    case MBX_HTML_ROW:
        mbx_text_lines_break(l, 1);
        break;
    case MBX_HTML_QUOTE:
    case MBX_HTML_PREFORMATTED:
        mbx_text_lines_break(l, 2);
        break;
    case MBX_HTML_BULLETS:
    case MBX_HTML_NUMBERS:
        mbx_text_lines_break(l, l->indent ? 1 : 2);
        break;
    default:
        return;
    }
    size_t n = g->n;
    push(g, t, false);
    if (g->n == n)
        return;
    open_element *o = &g->open[n];
    if (e->role == MBX_HTML_PREFORMATTED) {
        l->kept++;
    } else if (e->role == MBX_HTML_QUOTE) {
        o->indented = only_indents(t);
        if (o->indented)
            l->indent++;
        else
            l->quote++;
    } else if (e->role == MBX_HTML_BULLETS || e->role == MBX_HTML_NUMBERS) {
        o->number = number(t->attributes[MBX_HTML_START], 1);
        l->indent++;
    }
}

static void start_tag(page *g, const mbx_html_token *t)
{
    const mbx_html_element *e = t->element;
    close_implied(g, e);
    if (e->role == MBX_HTML_LINK)
        end_link(g);
    bool hide = e->role == MBX_HTML_DROPPED ||
                (e->role != MBX_HTML_ROOT && (t->attributes[MBX_HTML_HIDDEN].p || mbx_html_style_hides(t->attributes[MBX_HTML_STYLE])));
    if (g->hidden || hide) {
        if (!e->empty)
            push(g, t, hide);
        return;
    }
    start_visible(g, t);
}

static void end_tag(page *g, const mbx_html_token *t)
{
    const mbx_html_element *e = t->element;
    if (e->role == MBX_HTML_ROOT)
        return;
    if (e->role == MBX_HTML_BREAK && !g->hidden) {
        mbx_text_lines_end(&g->lines);
        return;
    }
    if (g->hidden || kept_open(e)) {
        if (g->deeper)
            g->deeper--;
        else
            close_element(g, e, t->text);
        return;
    }
    if (e->role == MBX_HTML_LINK)
        end_link(g);
    else if (e->role == MBX_HTML_BLOCK || e->role == MBX_HTML_PARAGRAPH)
        mbx_text_lines_break(&g->lines, e->role == MBX_HTML_BLOCK ? 1 : 2);
}

mbx_status mbx_html_text(mbx_str html, mbx_buf *out)
{
    page g = {.lines = {.out = out}};
    mbx_html_tokens tokens = {.in = html};
    mbx_html_token t;
    mbx_buf_init(&g.url, MBX_MAX_URI);
    while (g.lines.st == MBX_OK && mbx_html_next(&tokens, &t)) {
        if (t.kind == MBX_HTML_TAG)
            start_tag(&g, &t);
        else if (t.kind == MBX_HTML_END_TAG)
            end_tag(&g, &t);
        else if (g.hidden)
            continue;
        else if (t.kind == MBX_HTML_TEXT)
            (void)each_piece(t.text, false, add_text, &g);
        else
            mbx_text_lines_add(&g.lines, t.text);
    }
    end_link(&g);
    mbx_buf_free(&g.url);
    return g.lines.st;
}
