#include "mime/converter.h"

#include "mime/utf8.h"

#include <errno.h>

void mbx_converter_begin(mbx_converter *c, const mbx_charset *cs, mbx_converters *kept)
{
    if (c->name && c->cs->iconv[0] == cs->iconv[0])
        (void)iconv(c->cd, NULL, NULL, NULL, NULL);
    else
        mbx_converter_free(c);
    c->cs = cs;
    c->kept = kept;
    c->held.n = 0;
    c->gap = false;
}

void mbx_converter_free(mbx_converter *c)
{
    if (c->name)
        mbx_converters_give(c->kept, c->name, c->cd);
    *c = (mbx_converter){0};
}

static mbx_status open_it(mbx_converter *c)
{
    for (size_t i = 0; i < MBX_CHARSET_NAMES && c->cs->iconv[i]; i++) {
        if (mbx_converters_take(c->kept, c->cs->iconv[i], &c->cd)) {
            c->name = c->cs->iconv[i];
            return MBX_OK;
        }
        if (errno == ENOMEM)
            return MBX_E_MEMORY;
    }
    c->missing = true;
    return MBX_OK;
}

static mbx_status without(mbx_converter *c, const char *p, size_t n)
{
    mbx_status st = MBX_OK;
    while (n && st == MBX_OK) {
        size_t run = mbx_utf8_ascii(p, n);
        if (run) {
            st = mbx_utf8_add_valid(c->out, p, run);
            c->gap = false;
        } else {
            if (!c->gap)
                st = mbx_utf8_add_valid(c->out, MBX_UTF8_REPLACEMENT, MBX_UTF8_REPLACEMENT_N);
            c->gap = *c->bad = true;
            run = 1;
        }
        p += run;
        n -= run;
    }
    return st;
}

/* glibc's CP949 (2.36) does not know A2 E8, and says so when it stands behind it already, perhaps with nothing left. */
static bool refused_when_taken(const mbx_converter *c, const char *from, const char *in)
{
    return in - from >= 2 && memcmp(in - 2, "\xA2\xE8", 2) == 0 && strcmp(c->cs->iconv[0], "CP949") == 0;
}

static size_t step(void *ctx, const char *p, size_t n, bool last, mbx_status *st_r)
{
    mbx_converter *c = ctx;
    size_t all = n;
    *st_r = MBX_OK;
    /* a mail in a language of many letters still has parts without any; and for most, iconv is never opened */
    if (c->cs->ascii) {
        size_t run = mbx_utf8_ascii(p, n);
        *st_r = mbx_utf8_add_valid(c->out, p, run);
        p += run;
        n -= run;
        c->gap &= !run;
    }
    if (*st_r == MBX_OK && n && !c->name && !c->missing)
        *st_r = open_it(c);
    if (*st_r != MBX_OK)
        return all;
    if (c->missing) {
        *st_r = without(c, p, n);
        return all;
    }
    char *in = (char *)(uintptr_t)p;
    bool flush = false;
    while (*st_r == MBX_OK && c->name && (n || (last && !flush))) {
        char piece[4096], *o = piece;
        const char *from = in;
        size_t room = sizeof piece;
        flush = n == 0; /* with no input left, ask for what a combining converter (CP1255, CP1258) still holds */
        size_t r = flush ? iconv(c->cd, NULL, NULL, &o, &room) : iconv(c->cd, &in, &n, &o, &room);
        int why = r == (size_t)-1 ? errno : 0;
        *st_r = mbx_utf8_add_valid(c->out, piece, (size_t)(o - piece));
        if (*st_r != MBX_OK || !why || why == E2BIG || flush)
            continue;
        /* EINVAL: a character that is cut off; EILSEQ: a byte that begins none */
        if (why == EINVAL && !last && n < MBX_HELD_MAX)
            return all - n;
        size_t skip = why == EINVAL ? n : refused_when_taken(c, from, in) ? 0 : 1;
        in += skip;
        n -= skip;
        *c->bad = true;
        *st_r = mbx_utf8_add_valid(c->out, MBX_UTF8_REPLACEMENT, MBX_UTF8_REPLACEMENT_N);
    }
    return all;
}

mbx_status mbx_converter_feed(mbx_converter *c, const char *p, size_t n, bool last, mbx_buf *out, bool *bad_r)
{
    c->out = out;
    c->bad = bad_r;
    return mbx_held_run(&c->held, step, c, p, n, last);
}
