#include "mime/text_lines.h"

#include "base/limits.h"
#include "mime/character.h"
#include "mime/utf8.h"

#define TAB_WIDTH 8

static void put(mbx_text_lines *l, const char *p, size_t n)
{
    if (l->st == MBX_OK)
        l->st = mbx_utf8_add_valid(l->out, p, n);
}

static void put_quote(mbx_text_lines *l, unsigned levels)
{
    for (unsigned i = 0; i < levels && i < MBX_MAX_QUOTE_DEPTH; i++)
        put(l, i ? " >" : ">", i ? 2 : 1);
}

static void start_line(mbx_text_lines *l)
{
    unsigned indent = l->indent < MBX_MAX_QUOTE_DEPTH ? l->indent : MBX_MAX_QUOTE_DEPTH;
    if (l->started)
        put(l, "\n", 1);
    if (l->started && l->breaks > 1) {
        put_quote(l, l->quote < l->line_quote ? l->quote : l->line_quote);
        put(l, "\n", 1);
    }
    put_quote(l, l->quote);
    if (l->quote)
        put(l, " ", 1);
    if (l->marker_n && indent)
        indent--;
    for (unsigned i = 0; i < indent; i++)
        put(l, "  ", 2);
    put(l, l->marker, l->marker_n);
    l->marker_n = 0;
    l->line_quote = l->quote;
    l->started = true;
    l->breaks = 0;
    l->space = l->tab = false;
}

/* Everything that was to come before the next character. */
static void settle(mbx_text_lines *l)
{
    char joiner[4];
    if (!l->started || l->breaks)
        start_line(l);
    if (l->tab)
        put(l, "\t", 1);
    else if (l->space)
        put(l, " ", 1);
    for (; l->blanks && l->st == MBX_OK; l->blanks--)
        put(l, " ", 1);
    if (l->joiner)
        put(l, joiner, mbx_utf8_put(joiner, l->joiner));
    l->blanks = 0;
    l->joiner = 0;
    l->space = l->tab = false;
    if (l->mark_next) {
        l->mark = l->out->n;
        l->mark_next = false;
    }
}

void mbx_text_lines_break(mbx_text_lines *l, unsigned n)
{
    /* an item's marker and its text stay on one line whatever blocks are in between */
    if (!l->started || l->marker_n)
        return;
    if (l->breaks < n)
        l->breaks = n;
    l->space = l->tab = false;
    l->blanks = l->column = 0;
    l->joiner = 0;
}

void mbx_text_lines_end(mbx_text_lines *l)
{
    mbx_text_lines_break(l, l->breaks ? 2 : 1);
}

void mbx_text_lines_tab(mbx_text_lines *l)
{
    l->tab = l->started && !l->breaks;
}

static void blank(mbx_text_lines *l, char c)
{
    l->joiner = 0;
    if (!l->kept) {
        l->space |= l->started && !l->breaks;
    } else if (c == '\n') {
        mbx_text_lines_end(l);
    } else if (c != '\r') {
        size_t width = c == '\t' ? TAB_WIDTH - l->column % TAB_WIDTH : 1;
        l->blanks += width;
        l->column += width;
    }
}

/* Characters of which each byte is neither blank nor the first of something that is not seen. */
static bool plain(char c)
{
    unsigned char b = (unsigned char)c;
    return b < 0x80 ? b > 0x20 && b < 0x7F : b != 0xC2 && b != 0xCD && b != 0xE1 && b != 0xE2 && b != 0xE3 && b != 0xEF;
}

void mbx_text_lines_add(mbx_text_lines *l, mbx_str s)
{
    size_t i = 0;
    while (i < s.n && l->st == MBX_OK) {
        size_t from = i;
        while (i < s.n && plain(s.p[i]))
            i++;
        if (i > from) {
            settle(l);
            put(l, s.p + from, i - from);
            for (; from < i; from++)
                l->column += ((unsigned char)s.p[from] & 0xC0) != 0x80;
            continue;
        }
        uint32_t c = mbx_character_next(s, &i);
        switch (mbx_character_kind_of(c)) {
        case MBX_CHARACTER_BLANK:
        case MBX_CHARACTER_BREAK:
            blank(l, c < 0x80 ? (char)c : ' ');
            break;
        case MBX_CHARACTER_INVISIBLE:
            break;
        case MBX_CHARACTER_JOINER:
            if (l->started && !l->breaks && !l->space && !l->tab && !l->blanks)
                l->joiner = c;
            break;
        case MBX_CHARACTER_SEEN:
        case MBX_CHARACTER_DIRECTION:
        case MBX_CHARACTER_COMBINING:
            settle(l);
            l->column++;
            put(l, s.p + from, i - from);
            break;
        }
    }
}
