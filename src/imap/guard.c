#include "imap/guard.h"

#include "base/limits.h"
#include "base/str.h"

#include <string.h>

mbx_guard_limits mbx_guard_default_limits(void)
{
    return (mbx_guard_limits){.line = MBX_MAX_LINE,
                              .line_numbers = MBX_MAX_LINE_NUMBERS,
                              .literal = MBX_MAX_LITERAL,
                              .literal_other = MBX_MAX_LITERAL_OTHER,
                              .depth = MBX_MAX_DEPTH,
                              .lines = MBX_MAX_RESPONSE_LINES,
                              .text = MBX_MAX_RESPONSE_TEXT};
}

void mbx_guard_init(mbx_guard *g, const mbx_guard_limits *limits)
{
    memset(g, 0, sizeof *g);
    g->limits = *limits;
}

void mbx_guard_listen(mbx_guard *g, mbx_guard_listener listener, void *ctx)
{
    g->listener = listener;
    g->listener_ctx = ctx;
}

void mbx_guard_command(mbx_guard *g, bool numbers_allowed)
{
    g->numbers_allowed = numbers_allowed;
    g->streamed = false;
    g->lines_seen = g->text_seen = g->vanished_seen = 0;
    g->tagged_n = 0;
    g->tagged[0] = 0;
}

uint64_t mbx_guard_literal_left(const mbx_guard *g)
{
    return g->literal_left;
}

static bool is(const char *word, const char *upper)
{
    size_t i;

    for (i = 0; word[i] && upper[i]; i++)
        if (mbx_lower(word[i]) != mbx_lower(upper[i]))
            return false;
    return word[i] == upper[i];
}

static bool begins(const char *word, const char *upper)
{
    for (size_t i = 0; upper[i]; i++)
        if (mbx_lower(word[i]) != mbx_lower(upper[i]))
            return false;
    return true;
}

static bool all_digits(const char *p)
{
    if (!*p)
        return false;
    for (; *p; p++)
        if (*p < '0' || *p > '9')
            return false;
    return true;
}

/* False when the digits stand for more than 4294967295: libetpan's numbers wrap there, and a wrapped UID would name
 * another message. A token that was cut at MBX_GUARD_TOKEN is too long for any number. */
static bool number32(const char *p, uint32_t *v_r)
{
    uint64_t v = 0;

    for (; *p; p++) {
        v = v * 10 + (uint64_t)(*p - '0');
        if (v > UINT32_MAX)
            return false;
    }
    *v_r = (uint32_t)v;
    return true;
}

static void begin_line(mbx_guard *g)
{
    g->line_done = false;
    g->kind = MBX_LINE_UNKNOWN;
    g->prefix_n = 0;
    g->line_uid = 0;
    g->line_bodies = 0;
    g->vanished = false;
    g->literal_size = 0;
    g->literal_is_body = false;
    g->literal_item[0] = 0;
    g->in_quote = g->escaped = g->in_code = g->in_text = g->code_possible = g->keep_status = false;
    g->depth = 0;
    g->literal_step = 0;
    g->line_bytes = 0;
    g->words = 0;
    g->token_n = 0;
    g->token[0] = g->previous[0] = 0;
}

static bool status_word(const char *w)
{
    return is(w, "OK") || is(w, "NO") || is(w, "BAD") || is(w, "BYE") || is(w, "PREAUTH");
}

static void keep_text(mbx_guard *g, const char *p, size_t n)
{
    char *to = g->kind == MBX_LINE_TAGGED ? g->tagged : g->bye;
    size_t *used = g->kind == MBX_LINE_TAGGED ? &g->tagged_n : &g->bye_n;

    for (size_t i = 0; i < n && *used < MBX_GUARD_STATUS; i++)
        to[(*used)++] = p[i];
    to[*used] = 0;
}

static mbx_status syntax(mbx_error *err, const char *what)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer is not IMAP: %s.", what);
}

static void numbers_begin(mbx_guard *g, bool vanished)
{
    g->kind = MBX_LINE_NUMBERS;
    g->vanished = vanished;
    g->behind_name = g->line_bytes - 1;
}

/* The word that just ended tells the kind: the first is "*", "+" or a tag, the second a word or a number. */
static mbx_status classify(mbx_guard *g, mbx_error *err)
{
    const char *w = g->token;
    uint32_t number;

    if (g->words == 1) {
        if (is(w, "+"))
            g->kind = MBX_LINE_CONTINUE;
        g->in_text = g->kind == MBX_LINE_CONTINUE;
        return MBX_OK;
    }
    if (g->words == 2 && !is(g->previous, "*")) {
        if (!is(w, "OK") && !is(w, "NO") && !is(w, "BAD"))
            return syntax(err, "a line begins with neither a tag, \"*\" nor \"+\"");
        g->kind = MBX_LINE_TAGGED;
        g->tagged_n = 0;
    } else if (g->words == 2) {
        if (all_digits(w)) {
            if (!number32(w, &number))
                return syntax(err, "a message number is above 4294967295");
            return MBX_OK;
        }
        if (status_word(w))
            g->kind = MBX_LINE_STATUS;
        else if (is(w, "SEARCH") || is(w, "ESEARCH") || is(w, "VANISHED"))
            numbers_begin(g, is(w, "VANISHED"));
        else
            g->kind = MBX_LINE_DATA;
        if (is(w, "BYE"))
            g->bye_n = 0;
    } else {
        g->kind = is(w, "FETCH") ? MBX_LINE_FETCH : MBX_LINE_DATA;
    }
    if (g->kind == MBX_LINE_TAGGED || (g->kind == MBX_LINE_STATUS && is(w, "BYE"))) {
        g->keep_status = true;
        keep_text(g, w, strlen(w));
    }
    g->code_possible = g->kind == MBX_LINE_TAGGED || g->kind == MBX_LINE_STATUS;
    return MBX_OK;
}

static mbx_status token_ends(mbx_guard *g, mbx_error *err)
{
    uint32_t number;
    mbx_status st = MBX_OK;

    if (g->token_n == 0)
        return MBX_OK;
    if (g->kind == MBX_LINE_UNKNOWN) {
        g->words++;
        st = classify(g, err);
    } else if (all_digits(g->token)) {
        bool fetch = g->kind == MBX_LINE_FETCH, uid = fetch && g->depth == 1 && is(g->previous, "UID");

        /* in FETCH the other two can only be keywords */
        if (uid || (!fetch && (is(g->previous, "[UIDNEXT") || is(g->previous, "[UIDVALIDITY") || is(g->previous, "UIDNEXT") ||
                               is(g->previous, "UIDVALIDITY")))) {
            if (!number32(g->token, &number) || (uid && number == 0))
                return syntax(err, "a UID is outside 1 to 4294967295");
            if (uid)
                g->line_uid = number;
        }
    }
    memcpy(g->previous, g->token, g->token_n + 1);
    g->token_n = 0;
    g->token[0] = 0;
    return st;
}

static void token_add(mbx_guard *g, char c)
{
    if (g->token_n < MBX_GUARD_TOKEN - 1) {
        g->token[g->token_n++] = c;
        g->token[g->token_n] = 0;
    }
}

static mbx_status literal_begins(mbx_guard *g, mbx_error *err)
{
    const char *item = g->previous;
    size_t n = strlen(item);
    uint64_t max;

    g->literal_step = 0;
    g->literal_size = g->literal_value;
    memcpy(g->literal_item, item, n + 1);
    /* The end of "BODY[HEADER.FIELDS (To)]<0>" is its last token; plain RFC822 streams as well, RFC822.HEADER not. */
    g->literal_is_body = g->kind == MBX_LINE_FETCH && g->depth == 1 && n > 0 &&
                         (begins(item, "BODY[") || is(item, "RFC822") || item[n - 1] == ']' || (item[n - 1] == '>' && n > 1));
    max = g->literal_is_body ? g->limits.literal : g->limits.literal_other;
    if (g->literal_size > max)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_LITERAL, "The server announced %llu bytes where at most %llu are accepted.",
                        (unsigned long long)g->literal_size, (unsigned long long)max);
    if (g->literal_is_body)
        g->line_bodies++;
    else
        g->text_seen += g->literal_size;
    g->literal_left = g->literal_size;
    return MBX_OK;
}

/* "{" *digits "}" line end. Whatever else begins with "{" outside strings libetpan may still take for a literal. */
static mbx_status literal_char(mbx_guard *g, char c, bool *announced, mbx_error *err)
{
    unsigned char digit = (unsigned char)(c - '0');

    switch (g->literal_step) {
    case 1: /* after "{" */
    case 2: /* after a digit */
        if (digit <= 9) {
            g->literal_step = 2;
            if (g->literal_value > (UINT64_MAX - digit) / 10)
                return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_LITERAL, "The server announced a literal of more than 64 bits.");
            g->literal_value = g->literal_value * 10 + digit;
            return MBX_OK;
        }
        if (c != '}' || g->literal_step != 2)
            return syntax(err, "a literal's size is no number");
        g->literal_step = 3;
        return MBX_OK;
    case 3: /* after "}" */
        if (c == ' ') /* Domino */
            return MBX_OK;
        if (c == '\r') {
            g->literal_step = 4;
            return MBX_OK;
        }
        break;
    default:
        break;
    }
    if (c != '\n')
        return syntax(err, "a literal's size is not at the end of its line");
    *announced = true;
    return literal_begins(g, err);
}

/* With a parenthesis. Behind "OK(" no code can follow, only text. */
static mbx_status word_ends(mbx_guard *g, mbx_error *err)
{
    bool known = g->kind != MBX_LINE_UNKNOWN;
    mbx_status st = token_ends(g, err);

    if (!known && (g->kind == MBX_LINE_TAGGED || g->kind == MBX_LINE_STATUS))
        g->in_text = true;
    return st;
}

static mbx_status structure_char(mbx_guard *g, char c, mbx_error *err)
{
    bool kept = g->keep_status;
    mbx_status st = MBX_OK;

    if (g->in_quote) {
        if (g->escaped)
            g->escaped = false;
        else if (c == '\\')
            g->escaped = true;
        else if (c == '"')
            g->in_quote = false;
        return MBX_OK;
    }
    switch (c) {
    case ' ':
        st = token_ends(g, err);
        if (!kept && g->keep_status) /* the word before it was kept just now */
            keep_text(g, " ", 1);
        return st;
    case '\r':
        return token_ends(g, err);
    case '"':
        if (g->kind == MBX_LINE_UNKNOWN)
            return syntax(err, "a line begins with a string");
        g->in_quote = true;
        return token_ends(g, err); /* what follows the string is a word of its own: X"a"UID 5 */
    case '(':
        st = word_ends(g, err);
        if (++g->depth > g->limits.depth && st == MBX_OK)
            st = mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_DEPTH, "The server's answer is nested more than %u deep.", g->limits.depth);
        return st;
    case ')':
        st = word_ends(g, err);
        if (g->depth > 0)
            g->depth--;
        return st;
    case '{':
        if (g->kind == MBX_LINE_UNKNOWN) /* of "x OK{3}" or "+{3}" another reader would say that it is text */
            return syntax(err, "a line begins with a literal");
        g->literal_step = 1;
        g->literal_value = 0;
        if (is(g->token, "~")) /* literal8 (RFC 3516): "~{5}" */
            g->token_n = 0;
        /* "BODY[]{5}" without the space: the token is the item all the same. */
        return token_ends(g, err);
    case ']':
        if (g->in_code) {
            g->in_code = false;
            g->in_text = true;
            return token_ends(g, err);
        }
        break;
    default:
        break;
    }
    token_add(g, c);
    return MBX_OK;
}

static mbx_status line_char(mbx_guard *g, char c, mbx_error *err)
{
    bool status = g->kind == MBX_LINE_TAGGED || g->kind == MBX_LINE_STATUS;

    if (g->keep_status && c != '\r')
        keep_text(g, &c, 1);
    if (g->in_text)
        return MBX_OK;
    if (status && !g->in_code) {
        /* resp-text (RFC 3501 section 9): only what stands in a leading "[...]" has structure. */
        if (c == '[' && g->code_possible) {
            g->in_code = true;
            g->token_n = 0;
            token_add(g, c);
            return MBX_OK;
        }
        if (c != ' ')
            g->in_text = true;
        return MBX_OK;
    }
    return structure_char(g, c, err);
}

static mbx_status end_of_line(mbx_guard *g, mbx_error *err)
{
    mbx_status st;

    if (g->in_quote)
        return syntax(err, "a quoted string does not end on its line");
    if (g->kind == MBX_LINE_UNKNOWN || !g->in_text) {
        if ((st = token_ends(g, err)) != MBX_OK)
            return st;
    }
    if (g->kind == MBX_LINE_UNKNOWN) /* an empty line, or a lone tag */
        return syntax(err, g->line_bytes <= 2 ? "an empty line" : "a line of one word");
    g->line_done = true;
    return MBX_OK;
}

static mbx_status lines_limit(const mbx_guard *g, mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_RESPONSE, "The server sent more than %llu lines for one command.", (unsigned long long)g->limits.lines);
}

static mbx_status bytes_limit(uint64_t max, mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_RESPONSE, "The server sent more than %llu bytes of text for one command.", (unsigned long long)max);
}

/* What a line is counted against depends on its kind; what came before that was known counts as any other text. */
static mbx_status count_byte(mbx_guard *g, mbx_error *err)
{
    bool numbers = g->kind == MBX_LINE_NUMBERS && (g->numbers_allowed || g->vanished);
    size_t max = numbers ? g->limits.line_numbers : g->limits.line;

    if (g->line_bytes == 0 && ++g->lines_seen > g->limits.lines)
        return lines_limit(g, err);
    if (++g->line_bytes > max)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_LINE, "The server sent a line of more than %zu bytes.", max);
    if (g->vanished)
        return ++g->vanished_seen > g->limits.line_numbers ? bytes_limit(g->limits.line_numbers, err) : MBX_OK;
    if (numbers || g->streamed)
        return MBX_OK;
    return ++g->text_seen > g->limits.text ? bytes_limit(g->limits.text, err) : MBX_OK;
}

static mbx_status line_byte(mbx_guard *g, char c, mbx_guard_event *event, mbx_error *err)
{
    bool announced = false;
    mbx_status st;

    if (c == 0)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_NUL, "The server sent a NUL byte within a line.");
    if ((st = count_byte(g, err)) != MBX_OK)
        return st;
    if (c != '\r' && c != '\n' && g->prefix_n < MBX_GUARD_PREFIX)
        g->prefix[g->prefix_n++] = c;
    if (g->literal_step > 0) {
        st = literal_char(g, c, &announced, err);
        if (announced && st == MBX_OK)
            *event = MBX_GUARD_LITERAL;
        return st;
    }
    if (c == '\n') {
        if ((st = end_of_line(g, err)) == MBX_OK)
            *event = MBX_GUARD_LINE_END;
        return st;
    }
    return line_char(g, c, err);
}

static mbx_status literal_bytes(mbx_guard *g, const char *p, size_t n, size_t *used, mbx_guard_event *event, mbx_error *err)
{
    size_t take = g->literal_left < n ? (size_t)g->literal_left : n;

    /* A message may hold any byte; a folder name or a header field with NUL is a string cut short behind us. */
    if (!g->literal_is_body && memchr(p, 0, take))
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_NUL, "The server sent a NUL byte within a string.");
    g->literal_left -= take;
    *used = take;
    if (g->literal_left == 0)
        *event = MBX_GUARD_LITERAL_END;
    return MBX_OK;
}

mbx_status mbx_guard_scan(mbx_guard *g, const char *p, size_t n, size_t *used_r, mbx_guard_event *event_r, mbx_error *err)
{
    mbx_guard_event event = MBX_GUARD_MORE;
    mbx_status st = MBX_OK;
    size_t i = 0;

    if (g->failed)
        return syntax(err, "the connection was already given up");
    if (g->literal_left > 0 && n > 0) {
        st = literal_bytes(g, p, n, &i, &event, err);
    } else {
        while (i < n && event == MBX_GUARD_MORE && st == MBX_OK) {
            if (g->line_done || g->line_bytes == 0)
                begin_line(g);
            st = line_byte(g, p[i++], &event, err);
        }
        if (st == MBX_OK && g->listener)
            g->listener(g->listener_ctx, g, p, i);
    }
    if (st != MBX_OK) {
        g->failed = true;
        return st;
    }
    *used_r = i;
    *event_r = event;
    return MBX_OK;
}
