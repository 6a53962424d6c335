#include "mime/charset.h"

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

/* 0x80 to 0x9F; 0 where windows-1252 has nothing. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static mbx_status decode_windows_1252(const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    mbx_status st = MBX_OK;
    char piece[3 * 1024];
    while (n && st == MBX_OK) {
        size_t take = n < 1024 ? n : 1024, m = 0;
        for (size_t i = 0; i < take; i++) {
            unsigned char c = (unsigned char)p[i];
            uint32_t u = c;
            if (c >= 0x80 && c < 0xA0) {
                u = windows_1252[c - 0x80];
                if (!u) {
                    u = 0xFFFD;
                    *bad_r = true;
                }
            }
            m += mbx_utf8_put(piece + m, u);
        }
        st = mbx_utf8_add_valid(out, piece, m);
        p += take;
        n -= take;
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
        if (good == n || (cut && !ascii))
            return mbx_utf8_add(out, p, n, bad_r);
        return decode_windows_1252(p, n, out, bad_r);
    }
    switch (cs->kind) {
    case MBX_CHARSET_UTF8:
    case MBX_CHARSET_ASCII:
        return mbx_utf8_add(out, p, n, bad_r);
    case MBX_CHARSET_WINDOWS_1252:
        return decode_windows_1252(p, n, out, bad_r);
    case MBX_CHARSET_MAC:
        if (mbx_utf8_valid(p, n, NULL) == n)
            return mbx_utf8_add_valid(out, p, n);
        return decode_iconv(cs->iconv, cs->unit, p, n, out, bad_r);
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
