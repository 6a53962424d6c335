#include "mime/decoder.h"

#include "mime/charset_single.h"
#include "mime/utf8.h"
#include "mime/wide.h"

void mbx_decoder_begin(mbx_decoder *d, const mbx_charset *cs, mbx_converters *kept, mbx_buf *out)
{
    mbx_converter converter = d->converter;
    *d = (mbx_decoder){.cs = cs, .kind = cs ? cs->kind : MBX_CHARSET_ASCII, .out = out, .start = out->n, .fresh = out->n, .converter = converter};
    d->single = d->kind == MBX_CHARSET_ASCII ? mbx_single_windows_1252 : cs->single;
    if (cs && cs->iconv[0])
        mbx_converter_begin(&d->converter, cs, kept);
}

void mbx_decoder_free(mbx_decoder *d)
{
    mbx_converter_free(&d->converter);
    *d = (mbx_decoder){0};
}

bool mbx_decoder_missing(const mbx_decoder *d)
{
    return d->converter.missing && d->cs && d->cs->iconv[0];
}

/* Most of a text is ASCII in every language that has one byte a letter, and in the others every word ends in some: runs
 * are copied whole, what is between them goes through a piece on the stack. */
static mbx_status decode_single(const uint16_t table[128], const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    char piece[1024];
    size_t room = out->max - out->n;
    /* no character takes less than its byte: for plain text the buffer grows once */
    mbx_status st = n ? mbx_buf_reserve(out, n < room ? n : room) : MBX_OK;
    while (n && st == MBX_OK) {
        size_t run = mbx_utf8_ascii(p, n), m = 0;
        if (run >= 64 || run == n) {
            st = mbx_utf8_add_valid(out, p, run);
            p += run;
            n -= run;
            continue;
        }
        while (n && m <= sizeof piece - 3 * 8) {
            size_t take = n < 8 ? n : 8;
            if (take == 8 && mbx_utf8_ascii(p, 8) == 8) {
                memcpy(piece + m, p, 8);
                m += 8;
            } else {
                for (size_t i = 0; i < take; i++) {
                    unsigned char c = (unsigned char)p[i];
                    uint32_t u = c < 0x80 ? c : table[c - 0x80];
                    if (!u && c) {
                        u = 0xFFFD;
                        *bad_r = true;
                    }
                    m += mbx_utf8_put(piece + m, u);
                }
            }
            p += take;
            n -= take;
        }
        st = mbx_utf8_add_valid(out, piece, m);
    }
    return st;
}

/* What looked like UTF-8 so far is not: valid UTF-8 was copied byte for byte, so its bytes are still there, and each of
 * them is a character of its own. Widened in place, from the end. */
static mbx_status read_again(mbx_decoder *d)
{
    mbx_buf *out = d->out;
    size_t n = out->n - d->start, room = out->max - d->start, wide = 0, fit = 0, fresh = SIZE_MAX;
    unsigned char len[128];
    char c[4];
    for (size_t k = 0; k < 128; k++)
        len[k] = (unsigned char)mbx_utf8_put(c, d->single[k] ? d->single[k] : 0xFFFD);
    for (; fit < n; fit++) {
        if (d->start + fit == d->fresh)
            fresh = wide;
        unsigned char b = (unsigned char)out->p[d->start + fit];
        size_t one = b < 0x80 ? 1 : len[b - 0x80];
        if (wide + one > room)
            break;
        wide += one;
        d->bad |= b >= 0x80 && !d->single[b - 0x80];
    }
    out->n = d->start + fit;
    mbx_status st = mbx_buf_reserve(out, wide - fit);
    if (st != MBX_OK)
        return st;
    char *from = out->p + d->start + fit, *to = out->p + d->start + wide;
    while (to > from) {
        unsigned char b = (unsigned char)*--from;
        if (b < 0x80) {
            *--to = (char)b;
            continue;
        }
        size_t k = mbx_utf8_put(c, d->single[b - 0x80] ? d->single[b - 0x80] : 0xFFFD);
        to -= k;
        memcpy(to, c, k);
    }
    out->n = d->start + wide;
    d->fresh = d->start + (fresh < wide ? fresh : wide);
    return fit < n ? MBX_E_LIMIT : MBX_OK;
}

/* UTF-8 as long as it is. */
static size_t guess(mbx_decoder *d, const char *p, size_t n, bool last, mbx_status *st_r)
{
    mbx_buf *out = d->out;
    bool cut;
    size_t good = mbx_utf8_valid(p, n, &cut);
    if (!d->begun && good >= MBX_UTF8_MARK_N && memcmp(p, MBX_UTF8_MARK, MBX_UTF8_MARK_N) == 0)
        d->kind = MBX_CHARSET_UTF8; /* it says so */
    *st_r = mbx_utf8_add_valid(out, p, good);
    if (good)
        d->begun = true;
    if (*st_r != MBX_OK || good == n || (cut && !last))
        return good;
    /* cut off in the last character it is still UTF-8, if there is one before it that shows so ("caf\xE9" is Latin) */
    bool ascii = mbx_utf8_ascii(out->p + d->start, out->n - d->start) == out->n - d->start;
    if (cut && !ascii)
        d->kind = MBX_CHARSET_UTF8;
    if (d->kind == MBX_CHARSET_UTF8)
        return good + mbx_utf8_step(out, p + good, n - good, last, &d->bad, st_r);
    d->kind = MBX_CHARSET_SINGLE;
    if (!ascii)
        *st_r = read_again(d);
    if (*st_r == MBX_OK)
        *st_r = decode_single(d->single, p + good, n - good, out, &d->bad);
    return n;
}

static size_t shifted(mbx_decoder *d, const char *p, size_t n, bool last, mbx_status *st_r)
{
    mbx_to_euc *to_euc = d->kind == MBX_CHARSET_ISO2022_JP   ? mbx_iso2022_jp_to_euc
                         : d->kind == MBX_CHARSET_ISO2022_KR ? mbx_iso2022_kr_to_euc
                                                             : mbx_hz_to_euc;
    size_t i = 0, used = 1;
    while (i < n && used && *st_r == MBX_OK) {
        char euc[MBX_EUC_ROOM(2048)];
        size_t take = n - i < 2048 ? n - i : 2048, m;
        used = to_euc(&d->shift, p + i, take, last && i + take == n, euc, &m);
        i += used;
        *st_r = mbx_converter_feed(&d->converter, euc, m, false, d->out, &d->bad);
    }
    if (*st_r == MBX_OK && last)
        *st_r = mbx_converter_feed(&d->converter, NULL, 0, true, d->out, &d->bad);
    return i;
}

static size_t step(void *ctx, const char *p, size_t n, bool last, mbx_status *st_r)
{
    mbx_decoder *d = ctx;
    size_t mark;
    *st_r = MBX_OK;
    switch (d->kind) {
    case MBX_CHARSET_ASCII:
    case MBX_CHARSET_MAC:
        return guess(d, p, n, last, st_r);
    case MBX_CHARSET_UTF8:
        return mbx_utf8_step(d->out, p, n, last, &d->bad, st_r);
    case MBX_CHARSET_SINGLE:
        *st_r = decode_single(d->single, p, n, d->out, &d->bad);
        return n;
    case MBX_CHARSET_ICONV:
        *st_r = mbx_converter_feed(&d->converter, p, n, last, d->out, &d->bad);
        return n;
    case MBX_CHARSET_WIDE:
        if (n < d->cs->unit && !last)
            return 0;
        mark = mbx_wide_order(d->cs->unit, p, n, &d->big);
        d->kind = d->big ? MBX_CHARSET_WIDE_BE : MBX_CHARSET_WIDE_LE;
        return mark + mbx_wide_step(d->cs->unit, d->big, p + mark, n - mark, last, d->out, &d->bad, st_r);
    case MBX_CHARSET_WIDE_BE:
    case MBX_CHARSET_WIDE_LE:
        return mbx_wide_step(d->cs->unit, d->kind == MBX_CHARSET_WIDE_BE, p, n, last, d->out, &d->bad, st_r);
    case MBX_CHARSET_UTF7:
        *st_r = mbx_utf7_feed(&d->shift, p, n, last, d->out, &d->bad);
        return n;
    case MBX_CHARSET_ISO2022_JP:
    case MBX_CHARSET_ISO2022_KR:
    case MBX_CHARSET_HZ:
        return shifted(d, p, n, last, st_r);
    }
    return n;
}

mbx_status mbx_decoder_feed(mbx_decoder *d, const char *p, size_t n, bool last)
{
    d->fresh = d->out->n;
    return mbx_held_run(&d->held, step, d, p, n, last);
}
