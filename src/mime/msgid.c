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

static bool keep(mbx_arena *a, mbx_str raw, mbx_str *id_r)
{
    char *copy = mbx_arena_alloc(a, raw.n + 1);
    size_t n = 0;
    if (!copy)
        return false;
    for (size_t i = 0; i < raw.n; i++)
        if ((unsigned char)raw.p[i] > 0x20 && (unsigned char)raw.p[i] < 0x7F)
            copy[n++] = raw.p[i];
    *id_r = n ? (mbx_str){copy, n} : MBX_STR_NONE;
    return true;
}

bool mbx_msgid_read(mbx_arena *a, mbx_str in, mbx_str *id_r)
{
    size_t at = 0, n = 0;
    mbx_str id;
    if (!next(in, &at, &id)) {
        in = mbx_header_trim(in);
        while (in.n && (in.p[0] == '<' || mbx_is_blank(in.p[0]))) {
            in.p++;
            in.n--;
        }
        while (n < in.n && !mbx_is_blank(in.p[n]) && in.p[n] != '>')
            n++;
        id = (mbx_str){in.p, n};
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
