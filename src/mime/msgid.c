#include "mime/msgid.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "mime/header.h"

/* The next <...> from *at on, without the brackets. */
static bool next(mbx_str in, size_t *at, mbx_str *id_r)
{
    const char *open = *at < in.n ? memchr(in.p + *at, '<', in.n - *at) : NULL, *end = in.p + in.n;
    if (!open)
        return false;
    const char *close = memchr(open, '>', (size_t)(end - open));
    if (!close) {
        *at = in.n;
        return false;
    }
    /* "<a <b@c>": the id begins at the last bracket */
    for (const char *p = open + 1; p < close; p++)
        if (*p == '<')
            open = p;
    *id_r = (mbx_str){open + 1, (size_t)(close - open - 1)};
    *at = (size_t)(close + 1 - in.p);
    return true;
}

/* Takes blanks out, and behind the "@" comments (RFC 5322 section 4.5.4); brackets before it are somebody's idea of an id. */
static size_t without_blanks(char *p, size_t n)
{
    size_t kept = 0;
    bool domain = false, open = false; /* open: a comment was never closed, so that none is looked for again */
    for (size_t i = 0; i < n; i++) {
        size_t end = domain && !open && p[i] == '(' ? mbx_header_comment_end((mbx_str){p, n}, i) : 0;
        open |= domain && p[i] == '(' && !end;
        domain |= p[i] == '@';
        if (end)
            i = end - 1;
        else if (!mbx_is_blank(p[i]))
            p[kept++] = p[i];
    }
    return kept;
}

/* Without blanks, and in UTF-8 (RFC 6532 allows it here, and raw Latin-1 is sent as well). */
static bool keep(mbx_arena *a, mbx_str raw, mbx_str *id_r)
{
    mbx_buf text = {0};
    bool raw8 = false, ok = false;
    size_t n = 0;
    while (n < raw.n && (unsigned char)raw.p[n] > 0x20 && (unsigned char)raw.p[n] < 0x7F && raw.p[n] != '(')
        n++;
    if (n == raw.n) { /* nearly every one */
        char *copy = mbx_arena_copy(a, n ? raw.p : "", n);
        *id_r = n && copy ? (mbx_str){copy, n} : MBX_STR_NONE;
        return copy;
    }
    mbx_buf_init(&text, MBX_HEADER_TEXT_ROOM(raw.n));
    if (mbx_header_text(&text, raw.p, raw.n, &raw8) == MBX_OK) {
        n = text.n ? without_blanks(text.p, text.n) : 0;
        char *copy = mbx_arena_copy(a, n ? text.p : "", n);
        *id_r = n && copy ? (mbx_str){copy, n} : MBX_STR_NONE;
        ok = copy;
    }
    mbx_buf_free(&text);
    return ok;
}

bool mbx_msgid_read(mbx_arena *a, mbx_str in, mbx_str *id_r)
{
    size_t at = 0;
    mbx_str id;
    if (!next(in, &at, &id)) {
        /* without its brackets: all there is, comments before and after it and half a pair of brackets aside */
        id = mbx_header_trim(in);
        while (id.n && (id.p[0] == '<' || id.p[0] == '(' || mbx_is_blank(id.p[0]))) {
            size_t skip = id.p[0] == '(' ? mbx_header_skip_comment(id, 0) : 1;
            id.p += skip;
            id.n -= skip;
        }
        for (size_t n = 0; n < id.n; n++)
            if (id.p[n] == '>' || id.p[n] == '(')
                id.n = n;
    }
    return keep(a, id, id_r);
}

bool mbx_msgids_add(mbx_msgids *ids, mbx_arena *a, mbx_str in)
{
    size_t at = 0;
    mbx_str id;
    while (next(in, &at, &id)) {
        if (ids->n == MBX_MAX_REFERENCES) {
            ids->full = true;
            return true;
        }
        if (ids->n == ids->cap) {
            size_t cap = ids->cap ? ids->cap * 2 : 8;
            mbx_str *list = mbx_resize(ids->list, cap * sizeof *list);
            if (!list)
                return false;
            ids->list = list;
            ids->cap = cap;
        }
        if (!keep(a, id, &ids->list[ids->n]))
            return false;
        if (ids->list[ids->n].n)
            ids->n++;
    }
    return true;
}
