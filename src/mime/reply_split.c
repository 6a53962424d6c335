#include "mime/reply_split.h"

#include "mime/character.h"
#include "mime/reply_table.h"

#define MAX_NORMAL 400     /* a line that is longer says nothing about quotes */
#define MAX_FOOTER 80
#define MAX_WRAPPED 3      /* lines of one introduction */
#define MAX_HEADER_LINES 9 /* of a header block */
#define MIN_DASHES 4
#define MIN_RULER 20   /* Mailman has 47 */
#define MAX_LIST_LINES 5

/* A line as the tables have it: ASCII in lower case, blanks single, what is not seen and the asterisks of bold left out. */
typedef struct normal {
    char p[MAX_NORMAL];
    size_t n;
    bool cut;
} normal;

/* What stands at one place of the text. */
typedef struct unit {
    mbx_segment_kind kind;
    size_t end;
    size_t head;   /* bytes */
    bool to_end;   /* and all that follows */
    bool signature; /* a delimiter: what follows is of its kind until something else is recognised */
} unit;

static size_t line_end(mbx_str text, size_t at)
{
    const char *lf = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;
    return lf ? (size_t)(lf - text.p) + 1 : text.n;
}

static bool blank_line(mbx_str text, size_t at, size_t end)
{
    mbx_str s = {text.p, end};
    while (at < end) {
        mbx_character_kind k = mbx_character_kind_of(mbx_character_next(s, &at));
        if (k == MBX_CHARACTER_SEEN || k == MBX_CHARACTER_COMBINING)
            return false;
    }
    return true;
}

static size_t skip_blank_lines(mbx_str text, size_t at)
{
    while (at < text.n) {
        size_t end = line_end(text, at);
        if (!blank_line(text, at, end))
            break;
        at = end;
    }
    return at;
}

static bool quoted(mbx_str text, size_t at)
{
    return at < text.n && text.p[at] == '>';
}

/* Adds the line from at to end. */
static void normalise(normal *o, mbx_str text, size_t at, size_t end)
{
    mbx_str s = {text.p, end};
    bool gap = o->n > 0;
    while (at < end) {
        size_t from = at;
        mbx_character_kind k = mbx_character_kind_of(mbx_character_next(s, &at));
        if (k == MBX_CHARACTER_BLANK || k == MBX_CHARACTER_BREAK) {
            gap = o->n > 0;
            continue;
        }
        if ((k != MBX_CHARACTER_SEEN && k != MBX_CHARACTER_COMBINING) || s.p[from] == '*')
            continue;
        if (o->n + gap + (at - from) > MAX_NORMAL) {
            o->cut = true;
            return;
        }
        if (gap)
            o->p[o->n++] = ' ';
        gap = false;
        for (; from < at; from++)
            o->p[o->n++] = mbx_lower(s.p[from]);
    }
}

static normal normal_line(mbx_str text, size_t at)
{
    normal o;
    o.n = 0;
    o.cut = false;
    normalise(&o, text, at, line_end(text, at));
    return o;
}

static bool begins(mbx_str s, const char *with)
{
    /* most are told apart by this, for every line of a text against every entry of the tables */
    if (!s.n || s.p[0] != with[0])
        return false;
    size_t n = strlen(with);
    return s.n >= n && memcmp(s.p, with, n) == 0;
}

static bool ends(mbx_str s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && memcmp(s.p + s.n - n, with, n) == 0;
}

static bool any_begins(mbx_str s, const char *const *list)
{
    for (; *list; list++)
        if (begins(s, *list))
            return true;
    return false;
}

static bool any_ends(mbx_str s, const char *const *list)
{
    for (; *list; list++)
        if (ends(s, *list))
            return true;
    return false;
}

static bool contains(mbx_str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++)
        if (s.p[i] == word[0] && memcmp(s.p + i, word, n) == 0)
            return true;
    return false;
}

static bool any_within(mbx_str s, const char *const *list)
{
    for (; *list; list++)
        if (contains(s, *list))
            return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "2024", "10:11", "10.11": something that dates a mail. */
static bool has_date(mbx_str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i])) {
            digits = 0;
            continue;
        }
        digits++;
        if (digits == 4 && (begins((mbx_str){s.p + i - 3, 4}, "19") || begins((mbx_str){s.p + i - 3, 4}, "20")))
            return true;
        if (digits == 2 && i >= 3 && (s.p[i - 2] == ':' || s.p[i - 2] == '.') && is_digit(s.p[i - 3]))
            return true;
    }
    return false;
}

static bool has_address(mbx_str s)
{
    return s.n && memchr(s.p, '@', s.n);
}

static bool ends_with_colon(mbx_str s)
{
    return ends(s, ":") || ends(s, "\uFF1A");
}


static bool has_lead(mbx_str s)
{
    return any_begins(s, mbx_reply_leads);
}

/* Enough in itself, whatever follows. */
static bool introduces(mbx_str s)
{
    bool date = has_date(s), address = has_address(s);
    return ends_with_colon(s) && (date || address) && ((date && address) || has_lead(s) || is_digit(s.p[0])) && any_within(s, mbx_reply_verbs);
}

/* Enough where ">" follows. */
static bool may_introduce(mbx_str s)
{
    return ends_with_colon(s) && (any_within(s, mbx_reply_verbs) || (has_date(s) && has_address(s)) || ends(s, ">:"));
}

static bool colon_at_end(mbx_str text, size_t at, size_t end)
{
    while (end > at && (unsigned char)text.p[end - 1] <= ' ')
        end--;
    return ends_with_colon((mbx_str){text.p + at, end - at});
}

/* Whether the line at at or one that it may be wrapped onto ends with a colon: cheap, and mostly not. */
static bool colon_ahead(mbx_str text, size_t at)
{
    for (int k = 0; k < MAX_WRAPPED && at < text.n; k++) {
        size_t end = line_end(text, at);
        if (colon_at_end(text, at, end))
            return true;
        at = end;
    }
    return false;
}

/* "On ... wrote:", in one line or wrapped. false: there is none. */
static bool introduction(const mbx_reply *r, size_t at, const normal *first, unit *u)
{
    mbx_str text = r->text;
    if (!colon_ahead(text, at))
        return false;
    normal joined = *first;
    mbx_str one = {first->p, first->n}, s = one;
    size_t end = line_end(text, at);
    bool found = introduces(one), may = !found && may_introduce(one);
    for (int k = 1; k < MAX_WRAPPED && !found && !may && end < text.n && !quoted(text, end); k++) {
        size_t next_end = line_end(text, end);
        normal next = normal_line(text, end);
        mbx_str next_s = {next.p, next.n};
        /* a line that has nothing of an introduction is not the beginning of the one in the next line */
        if (!next.n || next.cut || !(has_lead(one) || is_digit(one.p[0]) || has_address(one)) ||
            (has_lead(next_s) && !has_date(one) && !has_address(one)))
            return false;
        normalise(&joined, text, end, next_end);
        if (joined.cut)
            return false;
        end = next_end;
        s = (mbx_str){joined.p, joined.n};
        found = introduces(s);
        if (!found && ends_with_colon(next_s))
            return false;
    }
    if (!found && !may)
        return false;
    size_t after = skip_blank_lines(text, end);
    bool followed = quoted(text, after);
    /* without ">" and with nothing before it, it introduces what somebody writes now */
    if (!followed && (may || !r->new_seen))
        return false;
    *u = (unit){.kind = MBX_SEGMENT_QUOTE, .end = after, .head = end - at, .to_end = !followed};
    return true;
}

/* The role of "Label: value", 0 for none. */
static unsigned label_role(const normal *l)
{
    mbx_str s = {l->p, l->n};
    for (const mbx_reply_label *e = mbx_reply_labels; e->label; e++) {
        if (!begins(s, e->label))
            continue;
        size_t n = strlen(e->label);
        mbx_str rest = {s.p + n, s.n - n};
        if (begins(rest, ":") || begins(rest, " :") || begins(rest, "\uFF1A"))
            return e->role;
    }
    return 0;
}

/* From:/Sent:/To:/Subject: as Outlook puts them above history. end_r: behind its last line. */
static bool header_block(mbx_str text, size_t at, const normal *first, size_t *end_r)
{
    unsigned roles = 0, role;
    bool blank = false;
    if (label_role(first) != MBX_REPLY_FROM)
        return false;
    *end_r = at = line_end(text, at);
    for (int k = 1; k < MAX_HEADER_LINES && at < text.n; k++) {
        normal l = normal_line(text, at);
        at = line_end(text, at);
        role = l.n ? label_role(&l) : 0;
        /* one blank line between the labels, where each was a paragraph; but none below the block */
        if (blank && !role)
            break;
        blank = !l.n;
        if (role) {
            roles |= role;
            *end_r = at;
        }
    }
    roles &= MBX_REPLY_DATE | MBX_REPLY_TO | MBX_REPLY_SUBJECT;
    return (roles & (roles - 1)) != 0;
}

/* How many of the first characters are dashes and the like. */
static size_t dashes(mbx_str s)
{
    size_t n = 0;
    while (n < s.n && (s.p[n] == '-' || s.p[n] == '_' || s.p[n] == '=' || s.p[n] == '~'))
        n++;
    return n;
}

/* History or a forwarded message from here to the end. */
static bool marker(const mbx_reply *r, size_t at, const normal *l, unit *u)
{
    mbx_str s = {l->p, l->n};
    size_t dash = dashes(s), end = line_end(r->text, at), block_end;
    bool original = false, forward = any_begins(s, mbx_reply_begins);
    if (dash >= MIN_DASHES && dash < s.n) {
        mbx_str inner = {s.p + dash, s.n - dash};
        inner = begins(inner, " ") ? (mbx_str){inner.p + 1, inner.n - 1} : inner;
        original = any_begins(inner, mbx_reply_originals);
        forward |= any_begins(inner, mbx_reply_forwards);
    }
    size_t next = original || forward || dash == s.n ? skip_blank_lines(r->text, end) : at;
    if (next < r->text.n && (dash < s.n || dash >= MIN_DASHES || original || forward)) {
        normal below = next == at ? *l : normal_line(r->text, next);
        if (header_block(r->text, next, &below, &block_end)) {
            end = block_end;
            original = true;
        }
    }
    if (!original && !forward)
        return false;
    *u = (unit){.kind = forward || !r->new_seen ? MBX_SEGMENT_FORWARD : MBX_SEGMENT_QUOTE, .end = end, .head = end - at, .to_end = true};
    return true;
}

static bool footer(const normal *l)
{
    mbx_str s = {l->p, l->n};
    return s.n <= MAX_FOOTER && (any_begins(s, mbx_reply_footers) || any_ends(s, mbx_reply_tails)) && any_within(s, mbx_reply_devices);
}

/* What Mailman puts below a list's mails, as it is when it came as a text part of its own: a ruler, "dev mailing list", and up
 * to the end of the text only addresses and links. */
static bool list_footer(mbx_str text, size_t at, const normal *ruler)
{
    if (ruler->n < MIN_RULER || ruler->p[0] != '_')
        return false;
    for (size_t i = 1; i < ruler->n; i++)
        if (ruler->p[i] != '_')
            return false;
    at = line_end(text, at);
    if (at >= text.n)
        return false;
    normal l = normal_line(text, at);
    mbx_str s = {l.p, l.n};
    if (l.cut || !(any_ends(s, mbx_reply_lists) || contains(s, " mailing list -- ")))
        return false;
    for (int k = 0; k <= MAX_LIST_LINES; k++) {
        at = skip_blank_lines(text, line_end(text, at));
        if (at >= text.n)
            return k > 0;
        l = normal_line(text, at);
        s = (mbx_str){l.p, l.n};
        if (l.cut || quoted(text, at) || !(has_address(s) || contains(s, "://")))
            return false;
    }
    return false;
}

/* What stands at the line that begins at at, which is not blank. */
static unit recognise(const mbx_reply *r, size_t at)
{
    unit u = {.kind = MBX_SEGMENT_NEW, .end = line_end(r->text, at)};
    if (quoted(r->text, at)) {
        u.kind = MBX_SEGMENT_QUOTE;
        return u;
    }
    normal l = normal_line(r->text, at);
    if (l.cut || !l.n)
        return u;
    /* RFC 3676 section 4.3 has a blank at its end; on the way it gets lost */
    if (l.n == 2 && memcmp(l.p, "--", 2) == 0 && r->text.p[at] == '-') {
        u.kind = MBX_SEGMENT_SIGNATURE;
        u.signature = true;
    } else if (!marker(r, at, &l, &u) && !introduction(r, at, &l, &u) && footer(&l)) {
        u.kind = MBX_SEGMENT_SIGNATURE;
    } else if (u.kind == MBX_SEGMENT_NEW && list_footer(r->text, at, &l)) {
        u.kind = MBX_SEGMENT_SIGNATURE;
        u.end = r->text.n;
    }
    return u;
}

bool mbx_reply_next(mbx_reply *r, mbx_segment *segment_r)
{
    mbx_str text = r->text;
    size_t at = skip_blank_lines(text, r->at), start = r->at;
    if (start >= text.n)
        return false;
    if (at == text.n) {
        *segment_r = (mbx_segment){MBX_SEGMENT_NEW, start, text.n - start, 0};
        r->at = text.n;
        return true;
    }
    unit u = recognise(r, at);
    mbx_segment_kind kind = u.kind;
    bool signature = u.signature;
    *segment_r = (mbx_segment){kind, start, 0, u.head ? u.head + (at - start) : 0};
    r->new_seen |= kind == MBX_SEGMENT_NEW;
    at = u.to_end ? text.n : skip_blank_lines(text, u.end);
    while (at < text.n) {
        u = recognise(r, at);
        signature |= u.signature && kind == MBX_SEGMENT_SIGNATURE;
        if (signature ? u.kind == MBX_SEGMENT_QUOTE || u.kind == MBX_SEGMENT_FORWARD : u.kind != kind || u.head)
            break;
        at = skip_blank_lines(text, u.end);
    }
    segment_r->length = at - start;
    r->at = at;
    return true;
}
