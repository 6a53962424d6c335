/* UID SEARCH with our own reader: the answer of a large folder is one line of megabytes, which libetpan would turn
 * into a list of small blocks, and ESEARCH (RFC 4731) it does not know at all. */
#include "base/limits.h"
#include "imap/internaldate.h"
#include "imap/session_state.h"
#include "imap/token.h"
#include "imap/uidcut.h"
#include "imap/uidranges.h"

#include <stdio.h>
#include <string.h>

#define MAX_WORD 64 /* enough to know those that matter */
#define MAX_RANGES ((size_t)4000000) /* found by one command; 32 MB */

typedef enum word_role { ROLE_STAR, ROLE_NAME, ROLE_NUMBERS, ROLE_KEY, ROLE_SET, ROLE_VALUE, ROLE_NOTHING } word_role;

typedef struct numbers { /* the numbers of one command's answer, bytes in */
    mbx_tokenizer words;
    mbx_uidranges found;
    word_role role; /* of the next word of the line */
} numbers;

static mbx_status bad(mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_SEARCH, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer to a search is not a list of UIDs.");
}

static mbx_status add_range(numbers *x, const mbx_token *k, mbx_error *err)
{
    mbx_status st = mbx_uidranges_add(&x->found, k->lo, k->hi, MAX_RANGES);

    if (st == MBX_E_LIMIT)
        return mbx_fail(err, MBX_STAGE_SEARCH, MBX_CODE_LIMIT_RESPONSE, "The server found more than %zu ranges of messages.", MAX_RANGES);
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

static bool word_is(const mbx_token *k, const char *w)
{
    return mbx_str_same_nocase(k->text, mbx_str_of(w));
}

static void name_line(numbers *x, const mbx_token *k)
{
    x->role = word_is(k, "SEARCH") ? ROLE_NUMBERS : word_is(k, "ESEARCH") ? ROLE_KEY : ROLE_NOTHING;
    mbx_token_expect_set(&x->words, x->role == ROLE_NUMBERS);
}

/* search-return-data (RFC 4731) is pairs of name and value, after the lone word UID. */
static void key(numbers *x, const mbx_token *k)
{
    x->role = word_is(k, "UID") ? ROLE_KEY : word_is(k, "ALL") ? ROLE_SET : ROLE_VALUE;
    mbx_token_expect_set(&x->words, x->role == ROLE_SET);
}

static mbx_status word(numbers *x, const mbx_token *k, mbx_error *err)
{
    mbx_status st;

    switch (x->role) {
    case ROLE_STAR:
        x->role = ROLE_NAME;
        break;
    case ROLE_NAME:
        name_line(x, k);
        break;
    case ROLE_NUMBERS:
        return k->kind == MBX_TOKEN_RANGE && k->lo == k->hi && k->last ? add_range(x, k, err) : bad(err);
    case ROLE_SET:
        if (k->kind != MBX_TOKEN_RANGE)
            return bad(err);
        if ((st = add_range(x, k, err)) != MBX_OK)
            return st;
        if (k->last) {
            x->role = ROLE_KEY;
            mbx_token_expect_set(&x->words, false);
        }
        break;
    case ROLE_KEY:
        key(x, k);
        break;
    case ROLE_VALUE:
        x->role = ROLE_KEY;
        break;
    default:
        break;
    }
    return MBX_OK;
}

static mbx_status on_numbers(void *ctx, const char *p, size_t n, mbx_error *err)
{
    numbers *x = ctx;
    const char *end = p + n;
    mbx_token k;
    mbx_status st;

    for (;;) {
        if ((st = mbx_token_next(&x->words, &p, end, false, &k, err)) != MBX_OK)
            return st;
        if (k.kind == MBX_TOKEN_MORE)
            return MBX_OK;
        if (k.kind == MBX_TOKEN_END) {
            if (x->role == ROLE_SET) /* ALL without its set */
                return bad(err);
            x->role = ROLE_STAR;
        } else if (k.kind == MBX_TOKEN_LITERAL) { /* mbx_reply_line() keeps its content */
            mbx_token_pass_over(&x->words);
        } else if (k.depth == 0 && k.kind != MBX_TOKEN_OPEN && k.kind != MBX_TOKEN_CLOSE && (st = word(x, &k, err)) != MBX_OK) {
            return st; /* parentheses hold the tag (ESEARCH) or MODSEQ (RFC 7162): nothing of ours */
        }
    }
}

static mbx_status run(mbx_session *s, mbx_str command, mbx_uidset *set, mbx_error *err)
{
    const mbx_token_limits limits = {.text = MAX_WORD, .depth = MBX_MAX_DEPTH};
    numbers x;
    mbx_line_reader reader = {.ctx = &x, .numbers = on_numbers};
    mbx_answer answer;
    mbx_status st;

    memset(&x, 0, sizeof x);
    mbx_tokenizer_init(&x.words, &limits);
    if ((st = mbx_reply_command(s, command, true, err)) != MBX_OK)
        goto done;
    if ((st = mbx_reply_finish(s, &reader, &answer, err)) != MBX_OK)
        goto done;
    if (answer != MBX_ANSWER_OK)
        st = mbx_reply_refused(s, answer, err);
    else if (mbx_uidranges_into(&x.found, set) != MBX_OK)
        st = mbx_fail_memory(err);
done:
    mbx_tokenizer_free(&x.words);
    mbx_uidranges_free(&x.found);
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
