#include "mime/charset.h"

#include "mime/charset_single.h"
#include "mime/charset_table.h"
#include "mime/stateful.h"
#include "mime/utf8.h"

#include <errno.h>
#include <iconv.h>

#define MAX_LABEL 64 /* longer than any in the table, whatever stands between its letters */

static const char replacement[] = "\xEF\xBF\xBD";

const mbx_charset *mbx_charset_find(mbx_str label)
{
    char key[MAX_LABEL];
    size_t n = 0;
    if (label.n > 4 * sizeof key)
        return NULL;
    for (size_t i = 0; i < label.n; i++) {
        char c = mbx_lower(label.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            /* "utf-8//IGNORE" is nobody's name for UTF-8: only what really stands in names is passed over */
            if (c == '\0' || !strchr("-_:.,+() \t\"'=;<>", c))
                return NULL;
            continue;
        }
        if (n == sizeof key)
            return NULL;
        key[n++] = c;
    }
    return n ? mbx_charset_lookup((mbx_str){key, n}) : NULL;
}

/* Most of a text is ASCII in every language that has one byte a letter, and in the others every word ends in some: runs
 * are copied whole, what is between them goes through a piece on the stack. */
static size_t ascii_run(const char *p, size_t n)
{
    size_t i = 0;
    uint64_t eight;
    for (; n - i >= 8; i += 8) {
        memcpy(&eight, p + i, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
    while (i < n && !(p[i] & 0x80))
        i++;
    return i;
}

static mbx_status decode_single(const uint16_t table[128], const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    char piece[1024];
    size_t room = out->max - out->n;
    /* no character takes less than its byte: for plain text the buffer grows once */
    mbx_status st = n ? mbx_buf_reserve(out, n < room ? n : room) : MBX_OK;
    while (n && st == MBX_OK) {
        size_t run = ascii_run(p, n), m = 0;
        if (run >= 64 || run == n) {
            st = mbx_utf8_add_valid(out, p, run);
            p += run;
            n -= run;
            continue;
        }
        while (n && m <= sizeof piece - 3 * 8) {
            size_t take = n < 8 ? n : 8;
            if (take == 8 && ascii_run(p, 8) == 8) {
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

/* The name comes out of the table, never out of a mail. iconv's own memory is the C library's affair. */
static mbx_status decode_iconv(const char *const names[2], size_t unit, const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    mbx_status st = MBX_OK;
    iconv_t cd = iconv_open("UTF-8", names[0]);
    if (cd == (iconv_t)-1 && errno != ENOMEM && names[1])
        cd = iconv_open("UTF-8", names[1]);
    if (cd == (iconv_t)-1) {
        if (errno == ENOMEM)
            return MBX_E_MEMORY;
        /* a C library without its converters: readable where the text is ASCII */
        *bad_r = true;
        return mbx_charset_decode(NULL, p, n, out, bad_r);
    }
    char *in = (char *)(uintptr_t)p;
    bool flushed = false;
    while (st == MBX_OK && !flushed) {
        char piece[4096], *o = piece;
        size_t room = sizeof piece;
        flushed = n == 0; /* with no input left, ask for what a combining converter (CP1255, CP1258) still holds */
        size_t r = flushed ? iconv(cd, NULL, NULL, &o, &room) : iconv(cd, &in, &n, &o, &room);
        int why = r == (size_t)-1 ? errno : 0;
        st = mbx_utf8_add_valid(out, piece, (size_t)(o - piece));
        if (st == MBX_OK && why && why != E2BIG && !flushed) {
            /* EILSEQ: bytes that are none; EINVAL: a character cut off at the end */
            size_t skip = why == EINVAL || n < unit ? n : unit;
            in += skip;
            n -= skip;
            *bad_r = true;
            st = mbx_utf8_add_valid(out, replacement, 3);
        }
    }
    (void)iconv_close(cd);
    return st;
}

/* Without a byte order mark: the half that is zero more often is the high one; little-endian is what Windows
 * programs mean (and what the WHATWG says). */
static mbx_status decode_wide(const mbx_charset *cs, const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    size_t unit = cs->unit, zero_first = 0, zero_last = 0, look = n < 4096 ? n / unit * unit : 4096;
    const char *name[2] = {cs->iconv[0], NULL};
    static const char mark_be[] = {0, 0, (char)0xFE, (char)0xFF}, mark_le[] = {(char)0xFF, (char)0xFE, 0, 0};
    if (n >= unit && memcmp(p, mark_be + 4 - unit, unit) == 0) {
        name[0] = cs->iconv[1];
        p += unit;
        n -= unit;
    } else if (n >= unit && memcmp(p, mark_le, unit) == 0) {
        p += unit;
        n -= unit;
    } else {
        for (size_t i = 0; i < look; i += unit) {
            zero_first += p[i] == 0;
            zero_last += p[i + unit - 1] == 0;
        }
        if (zero_first > zero_last)
            name[0] = cs->iconv[1];
    }
    return decode_iconv(name, unit, p, n, out, bad_r);
}

mbx_status mbx_charset_decode(const mbx_charset *cs, const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    mbx_buf euc = {0};
    mbx_status st = MBX_OK;
    if (!cs || cs->kind == MBX_CHARSET_ASCII) {
        bool cut;
        size_t good = mbx_utf8_valid(p, n, &cut);
        /* cut off in the last character it is still UTF-8, if there is one before it that shows so ("caf\xE9" is Latin) */
        bool ascii = true;
        for (size_t i = 0; cut && ascii && i < good; i++)
            ascii = (unsigned char)p[i] < 0x80;
        if (good == n)
            return mbx_utf8_add_valid(out, p, n);
        if (cut && !ascii)
            return mbx_utf8_add(out, p, n, bad_r);
        return decode_single(mbx_single_windows_1252, p, n, out, bad_r);
    }
    switch (cs->kind) {
    case MBX_CHARSET_UTF8:
    case MBX_CHARSET_ASCII:
        return mbx_utf8_add(out, p, n, bad_r);
    case MBX_CHARSET_MAC:
        if (mbx_utf8_valid(p, n, NULL) == n)
            return mbx_utf8_add_valid(out, p, n);
        return decode_single(cs->single, p, n, out, bad_r);
    case MBX_CHARSET_SINGLE:
        return decode_single(cs->single, p, n, out, bad_r);
    case MBX_CHARSET_ICONV:
        return decode_iconv(cs->iconv, cs->unit, p, n, out, bad_r);
    case MBX_CHARSET_UTF16:
    case MBX_CHARSET_UTF32:
        return decode_wide(cs, p, n, out, bad_r);
    case MBX_CHARSET_UTF7:
        return mbx_utf7_decode(p, n, out, bad_r);
    case MBX_CHARSET_ISO2022_JP:
    case MBX_CHARSET_ISO2022_KR:
    case MBX_CHARSET_HZ:
        mbx_buf_init(&euc, n * 3 / 2 + 8);
        st = cs->kind == MBX_CHARSET_ISO2022_JP   ? mbx_iso2022_jp_to_euc(p, n, &euc)
             : cs->kind == MBX_CHARSET_ISO2022_KR ? mbx_iso2022_kr_to_euc(p, n, &euc)
                                                  : mbx_hz_to_euc(p, n, &euc);
        if (st == MBX_OK && euc.n)
            st = decode_iconv(cs->iconv, cs->unit, euc.p, euc.n, out, bad_r);
        mbx_buf_free(&euc);
        return st;
    }
    return MBX_OK;
}
