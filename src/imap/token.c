#include "imap/token.h"

#include <string.h>

enum { BETWEEN = 0, ATOM, SECTION, NAME, QUOTED, ESCAPED, SIZE, SIZE_DIGITS, SIZE_END, SIZE_CR, CONTENT, SET, TEXT }; /* state */
enum { DATA = 0, STATUS, CODE };                                                                               /* line */

void mbx_tokenizer_init(mbx_tokenizer *t, const mbx_token_limits *limits)
{
    memset(t, 0, sizeof *t);
    t->limits = *limits;
    mbx_buf_init(&t->text, limits->text);
}

void mbx_tokenizer_free(mbx_tokenizer *t)
{
    mbx_buf_free(&t->text);
}

void mbx_tokenizer_behind_name(mbx_tokenizer *t)
{
    t->state = BETWEEN;
    t->line = DATA;
    t->words = 2;
    t->depth = 0;
    t->expects_set = false;
    t->told = true;
}

void mbx_tokenizer_behind_status(mbx_tokenizer *t)
{
    mbx_tokenizer_behind_name(t);
    t->line = STATUS;
}

void mbx_token_expect_set(mbx_tokenizer *t, bool yes)
{
    t->expects_set = yes;
}

void mbx_token_pass_over(mbx_tokenizer *t)
{
    t->state = BETWEEN;
    t->told = true;
}

static mbx_status syntax(mbx_error *err, const char *what)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer is not IMAP: %s.", what);
}

/* ---- text ---- */

/* Keeps a run of the current token until the rest has come. */
static mbx_status keep(mbx_tokenizer *t, const char *p, size_t n, mbx_error *err)
{
    size_t room = t->limits.text - t->text.n;

    if (n > room) {
        t->cut = true;
        n = room;
    }
    if (n > 0 && mbx_buf_add(&t->text, p, n) != MBX_OK)
        return mbx_fail_memory(err);
    return MBX_OK;
}

/* The token ends with this run: it is borrowed where it is all there is. */
static mbx_status tell(mbx_tokenizer *t, mbx_token_kind kind, const char *p, size_t n, mbx_token *k, mbx_error *err)
{
    mbx_status st = MBX_OK;

    k->kind = kind;
    if (t->text.n > 0) {
        st = keep(t, p, n, err);
        k->text = mbx_buf_str(&t->text);
    } else {
        t->cut = t->cut || n > t->limits.text;
        k->text = (mbx_str){n > 0 ? p : "", n > t->limits.text ? t->limits.text : n};
    }
    k->cut = t->cut;
    t->told = true;
    t->state = BETWEEN;
    return st;
}

static bool number(mbx_str s, uint64_t *v_r)
{
    uint64_t v = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char digit = (unsigned char)(s.p[i] - '0');
        if (digit > 9 || v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *v_r = v;
    return s.n > 0;
}

static bool same(mbx_str a, mbx_str b)
{
    return mbx_str_same_nocase(a, b);
}

/* The first words say what kind of line it is. */
static void line_word(mbx_tokenizer *t, mbx_str w)
{
    if (t->words == 0 && same(w, MBX_STR("+"))) {
        t->words = 2;
        t->state = TEXT;
        return;
    }
    if (t->words == 1 && (same(w, MBX_STR("OK")) || same(w, MBX_STR("NO")) || same(w, MBX_STR("BAD")) || same(w, MBX_STR("BYE")) || same(w, MBX_STR("PREAUTH"))))
        t->line = STATUS;
    t->words++;
}

static mbx_status tell_atom(mbx_tokenizer *t, const char *p, size_t n, mbx_token *k, mbx_error *err)
{
    mbx_status st = tell(t, MBX_TOKEN_ATOM, p, n, k, err);

    if (st != MBX_OK)
        return st;
    if (!k->cut && number(k->text, &k->number))
        k->kind = MBX_TOKEN_NUMBER;
    else if (same(k->text, MBX_STR("NIL")))
        k->kind = MBX_TOKEN_NIL;
    if (t->words < 2)
        line_word(t, k->text);
    return MBX_OK;
}

/* ---- sets ---- */

static void element_begins(mbx_tokenizer *t)
{
    t->value = 0;
    t->has_low = t->has_digit = t->malformed = false;
}

static void bound_ends(mbx_tokenizer *t)
{
    t->malformed = t->malformed || !t->has_digit || t->value == 0 || t->value > UINT32_MAX;
}

static void set_char(mbx_tokenizer *t, char c)
{
    if (c >= '0' && c <= '9') {
        if (t->value <= UINT32_MAX)
            t->value = t->value * 10 + (uint64_t)(c - '0');
        t->has_digit = true;
    } else if (c == ':' && !t->has_low) {
        bound_ends(t);
        t->low = (uint32_t)t->value;
        t->has_low = true;
        t->value = 0;
        t->has_digit = false;
    } else {
        t->malformed = true;
    }
}

static void tell_element(mbx_tokenizer *t, bool last, mbx_token *k)
{
    uint32_t value;

    bound_ends(t);
    value = (uint32_t)t->value;
    k->kind = t->malformed ? MBX_TOKEN_ATOM : MBX_TOKEN_RANGE;
    k->text = MBX_STR("");
    if (!t->malformed) { /* "5:1" is the same set (RFC 3501 seq-range) */
        k->lo = t->has_low && t->low < value ? t->low : value;
        k->hi = t->has_low && t->low > value ? t->low : value;
    }
    k->last = last;
    element_begins(t);
    if (last)
        t->state = BETWEEN;
}

/* ---- the line ---- */

static bool delimits(const mbx_tokenizer *t, char c)
{
    return c == ' ' || c == '(' || c == ')' || c == '"' || c == '{' || c == '\r' || c == '\n' || (c == ']' && t->line == CODE);
}

/* "BODY[HEADER.FIELDS (To)]<0>" is one name where names stand; a flag may hold a bracket like any other letter. */
static bool section_begins(const mbx_tokenizer *t, const char *p, size_t n)
{
    static const char *const names[] = {"BODY", "BINARY", "BINARY.SIZE"};
    char name[12];
    size_t have = t->text.n;

    if (t->depth != 1 || t->line != DATA || have + n >= sizeof name)
        return false;
    if (have > 0)
        memcpy(name, t->text.p, have);
    memcpy(name + have, p, n);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (same((mbx_str){name, have + n}, mbx_str_of(names[i])))
            return true;
    return false;
}

static void end_line(mbx_tokenizer *t, mbx_token *k)
{
    k->kind = MBX_TOKEN_END;
    t->state = BETWEEN;
    t->line = DATA;
    t->words = t->depth = 0;
    t->expects_set = false;
    t->told = true;
}

static mbx_status parenthesis(mbx_tokenizer *t, char c, mbx_token *k, mbx_error *err)
{
    if (c == '(') {
        if (t->depth == t->limits.depth)
            return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_DEPTH, "The server's answer is nested more than %u deep.", t->limits.depth);
        t->depth++;
        k->kind = MBX_TOKEN_OPEN;
    } else if (t->depth > 0) { /* one too many closes nothing */
        k->depth = --t->depth;
        k->kind = MBX_TOKEN_CLOSE;
    }
    return MBX_OK;
}

/* A byte between two tokens. *k stays MORE where it is none by itself. */
static mbx_status between(mbx_tokenizer *t, char c, mbx_token *k, mbx_error *err)
{
    if (c == ' ' || c == '\r')
        return MBX_OK;
    if (c == '\n') {
        end_line(t, k);
        return MBX_OK;
    }
    if (t->line == STATUS && c == '[') {
        t->line = CODE;
        k->kind = MBX_TOKEN_CODE_OPEN;
        return MBX_OK;
    }
    if (t->line == CODE && c == ']') {
        t->line = STATUS;
        t->words = 3;
        k->depth = t->depth = 0;
        k->kind = MBX_TOKEN_CODE_CLOSE;
        return MBX_OK;
    }
    if (c == '(' || c == ')')
        return parenthesis(t, c, k, err);
    if (c == '"') {
        t->state = QUOTED;
    } else if (c == '{') {
        t->state = SIZE;
        t->size = 0;
    }
    return MBX_OK;
}

/* What state a token begins in with a byte that belongs to it; BETWEEN: the byte is none's. */
static unsigned begins(const mbx_tokenizer *t, char c)
{
    if (t->line == STATUS)
        return c == ' ' || c == '\r' || c == '\n' || (c == '[' && t->words == 2) ? BETWEEN : TEXT;
    if (delimits(t, c))
        return BETWEEN;
    return t->expects_set && t->words >= 2 ? SET : ATOM;
}

static mbx_status size_char(mbx_tokenizer *t, char c, mbx_token *k, mbx_error *err)
{
    unsigned char digit = (unsigned char)(c - '0');

    if (digit <= 9 && t->state != SIZE_END && t->state != SIZE_CR) {
        if (t->size > (UINT64_MAX - digit) / 10)
            return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_LIMIT_LITERAL, "The server announced a literal of more than 64 bits.");
        t->size = t->size * 10 + digit;
        t->state = SIZE_DIGITS;
    } else if (c == '}' && t->state == SIZE_DIGITS) {
        t->state = SIZE_END;
    } else if (c == '\r' && t->state == SIZE_END) {
        t->state = SIZE_CR;
    } else if (c == '\n' && t->state >= SIZE_END) {
        t->state = CONTENT;
        t->left = t->size;
        k->kind = MBX_TOKEN_LITERAL;
        k->number = t->size;
    } else if (c != ' ' || t->state != SIZE_END) { /* Domino puts a space there */
        return syntax(err, "a literal's size is no number");
    }
    return MBX_OK;
}

/* Runs of bytes that only need to be found the end of. Each takes from *at what is its own; the token is told, or MORE. */

static mbx_status atom(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *k, mbx_error *err)
{
    const char *from = *at, *p = from;

    for (; p < end; p++) {
        if (t->state == SECTION || t->state == NAME) {
            if (*p == '\n' || *p == (t->state == SECTION ? '{' : '\\'))
                break;
            if (*p == '"') /* a field's name may be a string */
                t->state = t->state == SECTION ? NAME : SECTION;
            else if (*p == ']' && t->state == SECTION)
                t->state = ATOM;
            continue;
        }
        if (delimits(t, *p))
            break;
        if (*p == '[' && section_begins(t, from, (size_t)(p - from)))
            t->state = SECTION;
    }
    *at = p;
    if (p == end && !whole)
        return keep(t, from, (size_t)(p - from), err);
    if (t->state != ATOM)
        return syntax(err, "what a name has in brackets does not end");
    /* literal8 (RFC 3516): "~{5}" */
    if (p < end && *p == '{' && t->text.n + (size_t)(p - from) == 1 && (t->text.n ? t->text.p : from)[0] == '~') {
        t->state = BETWEEN;
        mbx_buf_reset(&t->text);
        return MBX_OK;
    }
    return tell_atom(t, from, (size_t)(p - from), k, err);
}

static mbx_status quoted(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *k, mbx_error *err)
{
    const char *from = *at, *p = from;
    mbx_status st;

    if (t->state == ESCAPED && p < end && *p != '\n') {
        p++;
        t->state = QUOTED;
    }
    while (p < end && *p != '"' && *p != '\\' && *p != '\n')
        p++;
    if (p == end ? whole : *p == '\n')
        return syntax(err, "a quoted string does not end on its line");
    if (p == end || *p == '\\') {
        st = keep(t, from, (size_t)(p - from), err);
        if (p < end) {
            t->state = ESCAPED;
            p++;
        }
        *at = p;
        return st;
    }
    *at = p + 1;
    return tell(t, MBX_TOKEN_STRING, from, (size_t)(p - from), k, err);
}

static mbx_status content(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *k, mbx_error *err)
{
    size_t have = (size_t)(end - *at), n = t->left < have ? (size_t)t->left : have;
    const char *from = *at;

    t->left -= n;
    *at += n;
    if (t->left == 0)
        return tell(t, MBX_TOKEN_STRING, from, n, k, err);
    if (whole)
        return syntax(err, "a literal is shorter than announced");
    return keep(t, from, n, err);
}

static void set(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *k)
{
    const char *p = *at;

    while (p < end && *p != ',' && !delimits(t, *p))
        set_char(t, *p++);
    *at = p < end && *p == ',' ? p + 1 : p;
    if (p < end || whole)
        tell_element(t, p == end || *p != ',', k);
}

static mbx_status text(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *k, mbx_error *err)
{
    const char *from = *at, *p = from;
    mbx_status st;

    while (t->text.n == 0 && p < end && *p == ' ')
        from = ++p;
    p = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    *at = p ? p : end;
    if (!p && !whole)
        return keep(t, from, (size_t)(end - from), err);
    st = tell(t, MBX_TOKEN_TEXT, from, (size_t)(*at - from), k, err);
    while (!k->cut && k->text.n > 0 && k->text.p[k->text.n - 1] == '\r')
        k->text.n--;
    if (k->text.n == 0)
        k->kind = MBX_TOKEN_MORE;
    return st;
}

/* Takes bytes up to where the state changes, or a token is complete. */
static mbx_status step(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *k, mbx_error *err)
{
    switch (t->state) {
    case BETWEEN:
        if (*at == end) {
            end_line(t, k);
            return MBX_OK;
        }
        t->state = begins(t, **at);
        if (t->state == SET)
            element_begins(t);
        return t->state == BETWEEN ? between(t, *(*at)++, k, err) : MBX_OK;
    case ATOM:
    case SECTION:
    case NAME:
        return atom(t, at, end, whole, k, err);
    case QUOTED:
    case ESCAPED:
        return quoted(t, at, end, whole, k, err);
    case CONTENT:
        return content(t, at, end, whole, k, err);
    case SET:
        set(t, at, end, whole, k);
        return MBX_OK;
    case TEXT:
        return text(t, at, end, whole, k, err);
    default:
        if (*at == end)
            return syntax(err, "a literal's size is not at the end of its line");
        return size_char(t, *(*at)++, k, err);
    }
}

mbx_status mbx_token_next(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *token_r, mbx_error *err)
{
    mbx_token k = {.kind = MBX_TOKEN_MORE};
    mbx_status st = MBX_OK;

    if (t->told) {
        mbx_buf_reset(&t->text);
        t->told = t->cut = false;
    }
    while (st == MBX_OK && k.kind == MBX_TOKEN_MORE && (*at < end || whole)) {
        k.depth = t->depth;
        st = step(t, at, end, whole, &k, err);
    }
    if (st == MBX_OK)
        *token_r = k;
    return st;
}
