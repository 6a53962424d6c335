/* UID SEARCH with our own reader: the answer of a large folder is one line of megabytes, which libetpan would turn
 * into a list of small blocks, and ESEARCH (RFC 4731) it does not know at all. */
#include "base/alloc.h"
#include "base/limits.h"
#include "imap/internaldate.h"
#include "imap/session_state.h"
#include "imap/uidcut.h"

#include <stdio.h>
#include <string.h>

#define MAX_RANGES ((size_t)4000000) /* found by one command; 32 MB */

typedef enum word_role { ROLE_STAR, ROLE_NAME, ROLE_NUMBERS, ROLE_KEY, ROLE_SET, ROLE_VALUE, ROLE_NOTHING } word_role;

typedef struct numbers { /* the numbers of one command's answer, bytes in */
    mbx_uidrange *r;
    size_t n, cap;
    bool sorted;
    /* the current line */
    word_role role;
    char word[16]; /* cut; enough to know "* ", SEARCH, ESEARCH, ALL */
    size_t word_n;
    unsigned depth;
    bool quoted, escaped, has_digit, has_low;
    uint64_t value;
    uint32_t low;
} numbers;

static mbx_status bad(mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_SEARCH, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer to a search is not a list of UIDs.");
}

static mbx_status add_range(numbers *x, uint32_t lo, uint32_t hi, mbx_error *err)
{
    mbx_uidrange *last = x->n > 0 ? &x->r[x->n - 1] : NULL;

    if (lo > hi) { /* "5:1" is the same set (RFC 3501 seq-range) */
        uint32_t t = lo;
        lo = hi;
        hi = t;
    }
    if (last && last->hi < UINT32_MAX && lo == last->hi + 1) {
        last->hi = hi;
        return MBX_OK;
    }
    if (x->n == x->cap) {
        size_t cap = x->cap ? x->cap * 2 : 64;
        mbx_uidrange *r;

        if (x->n >= MAX_RANGES)
            return mbx_fail(err, MBX_STAGE_SEARCH, MBX_CODE_LIMIT_RESPONSE, "The server found more than %zu ranges of messages.", MAX_RANGES);
        r = mbx_resize(x->r, cap * sizeof *r);
        if (!r)
            return mbx_fail_memory(err);
        x->r = r;
        x->cap = cap;
    }
    if (x->n > 0 && lo <= x->r[x->n - 1].hi)
        x->sorted = false;
    x->r[x->n++] = (mbx_uidrange){lo, hi};
    return MBX_OK;
}

static mbx_status number_ends(numbers *x, bool range_follows, mbx_error *err)
{
    uint32_t v = (uint32_t)x->value;
    mbx_status st = MBX_OK;

    if (!x->has_digit || x->value == 0 || (range_follows && x->has_low))
        return bad(err);
    if (range_follows) {
        x->low = v;
        x->has_low = true;
    } else {
        st = add_range(x, x->has_low ? x->low : v, v, err);
        x->has_low = false;
    }
    x->has_digit = false;
    x->value = 0;
    return st;
}

static mbx_status set_char(numbers *x, char c, mbx_error *err)
{
    if (c >= '0' && c <= '9') {
        x->value = x->value * 10 + (uint64_t)(c - '0');
        x->has_digit = true;
        return x->value > UINT32_MAX ? bad(err) : MBX_OK;
    }
    if (x->role == ROLE_SET && (c == ',' || c == ':'))
        return number_ends(x, c == ':', err);
    return bad(err);
}

static bool word_is(const numbers *x, const char *w)
{
    return mbx_str_same_nocase((mbx_str){x->word, x->word_n}, mbx_str_of(w));
}

static mbx_status word_ends(numbers *x, mbx_error *err)
{
    mbx_status st = MBX_OK;

    if (x->word_n == 0)
        return MBX_OK;
    switch (x->role) {
    case ROLE_STAR:
        x->role = ROLE_NAME;
        break;
    case ROLE_NAME: /* VANISHED is not an answer to a search */
        x->role = word_is(x, "SEARCH") ? ROLE_NUMBERS : word_is(x, "ESEARCH") ? ROLE_KEY : ROLE_NOTHING;
        break;
    case ROLE_NUMBERS:
        st = number_ends(x, false, err);
        break;
    case ROLE_SET:
        st = number_ends(x, false, err);
        x->role = ROLE_KEY;
        break;
    case ROLE_KEY: /* search-return-data is pairs of name and value, after the lone word UID */
        x->role = word_is(x, "UID") ? ROLE_KEY : word_is(x, "ALL") ? ROLE_SET : ROLE_VALUE;
        break;
    case ROLE_VALUE:
        x->role = ROLE_KEY;
        break;
    default:
        break;
    }
    x->word_n = 0;
    return st;
}

/* Parentheses hold the tag (ESEARCH) or MODSEQ (RFC 7162): nothing of ours. */
static bool aside(numbers *x, char c)
{
    if (x->quoted) {
        if (x->escaped)
            x->escaped = false;
        else if (c == '\\')
            x->escaped = true;
        else if (c == '"')
            x->quoted = false;
        return true;
    }
    if (c == '(')
        x->depth++;
    else if (x->depth == 0)
        return false;
    else if (c == '"')
        x->quoted = true;
    else if (c == ')')
        x->depth--;
    return true;
}

static mbx_status on_numbers(void *ctx, const char *p, size_t n, mbx_error *err)
{
    numbers *x = ctx;
    mbx_status st = MBX_OK;

    for (size_t i = 0; i < n && st == MBX_OK; i++) {
        char c = p[i];

        if (c == '\n') {
            st = word_ends(x, err);
            if (st == MBX_OK && x->role == ROLE_SET)
                st = bad(err); /* ALL without its set */
            x->role = ROLE_STAR;
            x->depth = 0;
            x->quoted = x->escaped = false;
        } else if (c == '\r' || aside(x, c)) {
            continue;
        } else if (c == ' ') {
            st = word_ends(x, err);
        } else {
            if (x->word_n < sizeof x->word)
                x->word[x->word_n++] = c;
            if (x->role == ROLE_NUMBERS || x->role == ROLE_SET)
                st = set_char(x, c, err);
        }
    }
    return st;
}

static void sift(mbx_uidrange *r, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        mbx_uidrange t;

        if (child + 1 < n && r[child].lo < r[child + 1].lo)
            child++;
        if (r[root].lo >= r[child].lo)
            return;
        t = r[root];
        r[root] = r[child];
        r[child] = t;
    }
}

/* Heap sort: a server may send its numbers in the order that hurts a set, or qsort(), most. */
static void sort(mbx_uidrange *r, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(r, i, n);
    for (size_t i = n; i-- > 1;) {
        mbx_uidrange t = r[0];
        r[0] = r[i];
        r[i] = t;
        sift(r, 0, i);
    }
}

static mbx_status into_set(numbers *x, mbx_uidset *set, mbx_error *err)
{
    if (!x->sorted)
        sort(x->r, x->n);
    for (size_t i = 0; i < x->n; i++)
        if (mbx_uidset_add(set, x->r[i].lo, x->r[i].hi) != MBX_OK)
            return mbx_fail_memory(err);
    return MBX_OK;
}

static mbx_status run(mbx_session *s, mbx_str command, mbx_uidset *set, mbx_error *err)
{
    numbers x;
    mbx_line_reader reader = {.ctx = &x, .numbers = on_numbers};
    mbx_answer answer;
    mbx_status st;

    memset(&x, 0, sizeof x);
    x.sorted = true;
    if ((st = mbx_reply_command(s, command, true, err)) != MBX_OK)
        return st;
    if ((st = mbx_reply_finish(s, &reader, &answer, err)) != MBX_OK)
        goto done;
    st = answer == MBX_ANSWER_OK ? into_set(&x, set, err) : mbx_reply_refused(s, answer, err);
done:
    mbx_release(x.r);
    return st;
}

static mbx_status build(const mbx_session *s, mbx_search what, int64_t since, mbx_buf *b, mbx_error *err)
{
    char day[16];
    mbx_status st = mbx_buf_add_str(b, mbx_session_has(s, "ESEARCH") ? "UID SEARCH RETURN (ALL) " : "UID SEARCH ");

    if (st == MBX_OK && what == MBX_SEARCH_ALL)
        st = mbx_buf_add_str(b, "ALL");
    if (st == MBX_OK && what == MBX_SEARCH_UNSEEN)
        st = mbx_buf_add_str(b, "UNSEEN");
    if (st == MBX_OK && what == MBX_SEARCH_SINCE) {
        mbx_date_text(since, day, sizeof day);
        st = mbx_buf_printf(b, "SINCE %s", day);
    }
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

mbx_status mbx_session_search(mbx_session *s, mbx_search what, int64_t since, const mbx_uidset *within, mbx_uidset *found, mbx_error *err)
{
    mbx_uidset all = {0}, asked = {0}, outside = {0};
    mbx_uidcut cut = {0};
    mbx_buf b;
    size_t head;
    bool more = true;
    mbx_status st;

    mbx_buf_init(&b, MBX_MAX_COMMAND);
    mbx_session_stage(s, MBX_STAGE_SEARCH, -1);
    if (what == MBX_SEARCH_UIDS && !within) {
        st = mbx_fail(err, MBX_STAGE_SEARCH, MBX_CODE_INPUT_VALUE, "A search for UIDs names none.");
        goto done;
    }
    if (within && mbx_uidset_empty(within)) {
        st = MBX_OK;
        goto done;
    }
    if ((st = build(s, what, since, &b, err)) != MBX_OK)
        goto done;
    head = b.n;
    while (more) {
        b.n = head;
        more = false;
        mbx_uidset_free(&asked);
        if (within) {
            if (what != MBX_SEARCH_UIDS && mbx_buf_add_char(&b, ' ') != MBX_OK)
                st = mbx_fail_memory(err);
            else if (mbx_buf_add_str(&b, "UID ") != MBX_OK)
                st = mbx_fail_memory(err);
            else
                st = mbx_uidcut_next(&cut, within, UINT32_MAX, MBX_MAX_COMMAND - 64, &b, &asked, &more, err);
            if (st != MBX_OK)
                goto done;
        }
        if ((st = run(s, mbx_buf_str(&b), &all, err)) != MBX_OK)
            goto done;
    }
    if (within) {
        /* found = all and within: a server may answer with more than it was asked. */
        if ((st = mbx_uidset_copy(&outside, &all)) != MBX_OK || (st = mbx_uidset_subtract(&outside, within)) != MBX_OK ||
            (st = mbx_uidset_subtract(&all, &outside)) != MBX_OK) {
            st = mbx_fail_memory(err);
            goto done;
        }
    }
    if (mbx_uidset_unite(found, &all) != MBX_OK)
        st = mbx_fail_memory(err);
done:
    mbx_uidset_free(&all);
    mbx_uidset_free(&asked);
    mbx_uidset_free(&outside);
    mbx_buf_free(&b);
    return st;
}
