#include "mime/snippet.h"

#include "mime/character.h"
#include "mime/reply_split.h"
#include "mime/utf8.h"

#define MAX_URL 40
#define MIN_RULER 3

/* A line of text as it grows. A cluster is what is seen as one character: a letter with its accents, a joined emoji. */
typedef struct line {
    mbx_buf *out;
    mbx_status st;
    size_t start;   /* of this line in out */
    size_t left;    /* characters */
    size_t cluster; /* where the last one begins in out, the blank before it included */
    bool full;
    bool joined;    /* the last character was a joiner: the next belongs to its cluster */
    bool half_flag; /* the cluster is one regional indicator; a second makes a flag of them */
} line;

/* Adds a character, and a blank before it. */
static void put(line *l, uint32_t c, mbx_character_kind kind, bool blank)
{
    char bytes[5] = " ";
    bool flag = c >= 0x1F1E6 && c <= 0x1F1FF, inside = l->out->n > l->start;
    bool same = inside && !blank && (kind == MBX_CHARACTER_COMBINING || kind == MBX_CHARACTER_JOINER || l->joined || (flag && l->half_flag));
    blank = blank && inside;
    if (l->left < 1u + blank) {
        l->full = true;
        /* the cluster goes on beyond the end: it is left out, unless there is no other */
        if (same && c != 0x200C && l->cluster > l->start)
            l->out->n = l->cluster;
        return;
    }
    if (!same)
        l->cluster = l->out->n;
    l->half_flag = flag && !same;
    l->joined = c == 0x200D;
    l->left -= 1u + blank;
    l->st = mbx_utf8_add_valid(l->out, bytes + !blank, blank + mbx_utf8_put(bytes + 1, c));
}

/* A run of characters without a blank in it. */
static void put_word(line *l, mbx_str word)
{
    bool blank = true, seen = false;
    uint32_t joiner = 0;
    for (size_t at = 0; at < word.n && !l->full && l->st == MBX_OK;) {
        uint32_t c = mbx_character_next(word, &at);
        mbx_character_kind kind = mbx_character_kind_of(c);
        if (kind == MBX_CHARACTER_JOINER && seen)
            joiner = c;
        if (kind != MBX_CHARACTER_SEEN && kind != MBX_CHARACTER_COMBINING)
            continue;
        if (joiner)
            put(l, joiner, MBX_CHARACTER_JOINER, false);
        joiner = 0;
        if (!l->full && l->st == MBX_OK)
            put(l, c, kind, blank);
        blank = false;
        seen = true;
    }
}

static bool long_url(mbx_str word)
{
    if (word.n <= MAX_URL)
        return false;
    while (word.n && (word.p[0] == '<' || word.p[0] == '(' || word.p[0] == '['))
        word = (mbx_str){word.p + 1, word.n - 1};
    return mbx_str_begins_nocase(word, "http://") || mbx_str_begins_nocase(word, "https://") || mbx_str_begins_nocase(word, "www.") || mbx_str_begins_nocase(word, "mailto:");
}

/* One and the same character all along, of those that lines are drawn with. */
static bool ruler(mbx_str text)
{
    uint32_t of = 0;
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        uint32_t c = mbx_character_next(text, &at);
        if (mbx_character_kind_of(c) != MBX_CHARACTER_SEEN)
            continue;
        if (!(c < 0x80 ? strchr("-=_*~#+.", (int)c) != NULL : (c >= 0x2010 && c <= 0x2015) || c == 0x2022 || c == 0xB7 || (c >= 0x2500 && c <= 0x257F)))
            return false;
        if (n++ && c != of)
            return false;
        of = c;
    }
    return n >= MIN_RULER;
}

static void put_line(line *l, mbx_str text)
{
    size_t at = 0, from;
    if (ruler(text))
        return;
    while (at < text.n && !l->full && l->st == MBX_OK) {
        mbx_character_kind kind = MBX_CHARACTER_SEEN;
        size_t end = at;
        for (from = at; at < text.n; end = at) {
            kind = mbx_character_kind_of(mbx_character_next(text, &at));
            if (kind == MBX_CHARACTER_BLANK || kind == MBX_CHARACTER_BREAK)
                break;
        }
        mbx_str word = {text.p + from, end - from};
        if (word.n && !long_url(word))
            put_word(l, word);
    }
}

static void put_segment(line *l, mbx_str text, bool quote)
{
    while (text.n && !l->full && l->st == MBX_OK) {
        const char *lf = memchr(text.p, '\n', text.n);
        mbx_str one = {text.p, lf ? (size_t)(lf - text.p) : text.n};
        size_t used = one.n + (lf != NULL);
        while (quote && one.n && (one.p[0] == '>' || one.p[0] == ' '))
            one = (mbx_str){one.p + 1, one.n - 1};
        put_line(l, one);
        text = (mbx_str){text.p + used, text.n - used};
    }
}

mbx_status mbx_snippet(mbx_str text, size_t max_characters, mbx_buf *out)
{
    static const mbx_segment_kind order[] = {MBX_SEGMENT_NEW, MBX_SEGMENT_FORWARD, MBX_SEGMENT_QUOTE, MBX_SEGMENT_SIGNATURE};
    line l = {.out = out, .start = out->n, .cluster = out->n, .left = max_characters};
    for (size_t i = 0; i < sizeof order / sizeof *order && out->n == l.start && !l.full && l.st == MBX_OK; i++) {
        mbx_reply r = {.text = text};
        mbx_segment s;
        while (!l.full && l.st == MBX_OK && mbx_reply_next(&r, &s))
            if (s.kind == order[i])
                put_segment(&l, (mbx_str){text.p + s.offset + s.head, s.length - s.head}, s.kind != MBX_SEGMENT_NEW);
    }
    return l.st;
}
