#include "imap/news.h"

#include "base/limits.h"

#include <string.h>

void mbx_news_init(mbx_news_ear *e)
{
    const mbx_token_limits limits = {.text = 16, .depth = MBX_MAX_DEPTH};

    memset(e, 0, sizeof *e);
    mbx_tokenizer_init(&e->words, &limits);
}

void mbx_news_free(mbx_news_ear *e)
{
    mbx_tokenizer_free(&e->words);
    mbx_uidranges_free(&e->vanished);
}

void mbx_news_forget(mbx_news_ear *e)
{
    mbx_uidranges_free(&e->vanished);
    e->news = (mbx_news){0};
    e->reading = false;
}

/* ---- VANISHED ---- */

static void line_begins(mbx_news_ear *e)
{
    const mbx_uidranges *v = &e->vanished;

    e->reading = true;
    e->earlier = e->bad = false;
    e->uids = 0;
    e->ranges_before = v->n;
    e->unsorted_before = v->unsorted;
    if (v->n > 0)
        e->last_before = v->r[v->n - 1];
    mbx_tokenizer_behind_name(&e->words);
    mbx_token_expect_set(&e->words, true);
}

static void take_back(mbx_news_ear *e)
{
    mbx_uidranges *v = &e->vanished;

    v->n = e->ranges_before;
    v->unsorted = e->unsorted_before;
    if (v->n > 0)
        v->r[v->n - 1] = e->last_before;
}

static void line_ends(mbx_news_ear *e)
{
    e->reading = false;
    if (e->bad || e->uids == 0) {
        take_back(e);
        e->news.malformed++;
    } else if (!e->earlier) {
        e->news.vanished += e->uids;
        e->news.gone += e->uids;
    }
}

/* "VANISHED" [SP "(EARLIER)"] SP known-uids */
static void word(mbx_news_ear *e, const mbx_token *k)
{
    switch (k->kind) {
    case MBX_TOKEN_OPEN:
        e->bad = e->bad || k->depth > 0 || e->earlier || e->uids > 0;
        mbx_token_expect_set(&e->words, false);
        break;
    case MBX_TOKEN_CLOSE:
        e->bad = e->bad || !e->earlier;
        mbx_token_expect_set(&e->words, true);
        break;
    case MBX_TOKEN_RANGE:
        if (mbx_uidranges_add(&e->vanished, k->lo, k->hi, MBX_MAX_VANISHED) != MBX_OK)
            e->news.cut = true;
        e->uids += (uint64_t)k->hi - k->lo + 1;
        break;
    case MBX_TOKEN_ATOM:
        e->earlier = k->depth == 1 && mbx_str_same_nocase(k->text, MBX_STR("EARLIER"));
        e->bad = e->bad || !e->earlier;
        break;
    default:
        e->bad = true;
    }
}

static void read_words(mbx_news_ear *e, const char *p, const char *end)
{
    mbx_token k;
    mbx_error unimportant;

    while (mbx_token_next(&e->words, &p, end, false, &k, &unimportant) == MBX_OK) {
        if (k.kind == MBX_TOKEN_MORE || k.kind == MBX_TOKEN_END)
            return;
        if (k.kind == MBX_TOKEN_LITERAL) /* its content is not heard */
            mbx_token_pass_over(&e->words);
        word(e, &k);
    }
    e->bad = true; /* no memory for half a word: what comes after it would be misread */
}

static void hear_vanished(mbx_news_ear *e, const mbx_guard *g, const char *p, size_t n)
{
    size_t before = g->line_bytes - n, skip = 0;

    if (!e->reading) {
        if (before > g->behind_name) /* the other folder's line, or from before anybody listened */
            return;
        skip = g->behind_name - before;
        line_begins(e);
    }
    read_words(e, p + skip, p + n);
    if (g->line_done)
        line_ends(e);
}

/* ---- EXISTS and EXPUNGE ---- */

/* "* 23 EXISTS" fits into what the guard keeps of a line. */
static void hear_number(mbx_news_ear *e, const mbx_guard *g)
{
    const mbx_token_limits limits = {.text = 16, .depth = 1};
    const char *at = g->prefix, *end = g->prefix + g->prefix_n;
    mbx_tokenizer t;
    mbx_token star, number, name;
    mbx_error unimportant;

    mbx_tokenizer_init(&t, &limits);
    if (mbx_token_next(&t, &at, end, true, &star, &unimportant) == MBX_OK && mbx_token_next(&t, &at, end, true, &number, &unimportant) == MBX_OK && number.kind == MBX_TOKEN_NUMBER &&
        number.number <= UINT32_MAX && mbx_token_next(&t, &at, end, true, &name, &unimportant) == MBX_OK) {
        if (mbx_str_same_nocase(name.text, MBX_STR("EXISTS"))) {
            e->news.exists_told = true;
            e->news.exists = (uint32_t)number.number;
            e->news.gone = 0;
        } else if (mbx_str_same_nocase(name.text, MBX_STR("EXPUNGE"))) {
            e->news.expunged++;
            e->news.gone++;
        }
    }
    mbx_tokenizer_free(&t);
}

void mbx_news_hear(void *ear, const mbx_guard *g, const char *p, size_t n)
{
    if (g->kind == MBX_LINE_NUMBERS && g->vanished)
        hear_vanished(ear, g, p, n);
    else if (g->kind == MBX_LINE_DATA && g->line_done)
        hear_number(ear, g);
}
