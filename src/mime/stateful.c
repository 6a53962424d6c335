#include "mime/stateful.h"

#include "mime/utf8.h"

#include <stdint.h>

static bool graphic(unsigned char c)
{
    return c >= 0x21 && c <= 0x7E;
}

mbx_status mbx_iso2022_jp_to_euc(const char *s, size_t n, mbx_buf *out)
{
    enum { ASCII, KANA, X0208, X0212 } set = ASCII;
    const unsigned char *p = (const unsigned char *)s;
    static const struct {
        const char *sequence;
        unsigned char n, set;
    } escapes[] = {{"(B", 2, ASCII}, {"(J", 2, ASCII}, {"(H", 2, ASCII}, {"(I", 2, KANA},   {"$@", 2, X0208},
                   {"$B", 2, X0208}, {"$(D", 3, X0212}, {"$(@", 3, X0208}, {"$(B", 3, X0208}, {"&@", 2, ASCII}};
    mbx_status st = mbx_buf_reserve(out, n * 3 / 2 + 4);
    if (st != MBX_OK)
        return st;
    char *o = out->p + out->n;
    for (size_t i = 0; i < n;) {
        unsigned char c = p[i];
        if (c == 0x1B) {
            size_t k = 0;
            for (; k < sizeof escapes / sizeof *escapes; k++)
                if (n - i > escapes[k].n && memcmp(p + i + 1, escapes[k].sequence, escapes[k].n) == 0)
                    break;
            if (k < sizeof escapes / sizeof *escapes) {
                set = escapes[k].set;
                i += 1u + escapes[k].n;
                continue;
            }
            *o++ = (char)0xFF; /* an escape that is none: never a byte of EUC, becomes U+FFFD */
            i++;
            continue;
        }
        if (c == '\n' || c == '\r')
            set = ASCII; /* RFC 1468: a line ends in ASCII; a forgotten escape costs one line, not the rest */
        if (set == KANA && c >= 0x21 && c <= 0x5F) {
            *o++ = (char)0x8E;
            *o++ = (char)(c | 0x80);
            i++;
        } else if ((set == X0208 || set == X0212) && graphic(c) && i + 1 < n && graphic(p[i + 1])) {
            if (set == X0212)
                *o++ = (char)0x8F;
            *o++ = (char)(c | 0x80);
            *o++ = (char)(p[i + 1] | 0x80);
            i += 2;
        } else {
            /* senders also put 8-bit EUC or Shift_JIS kana under this label: EUC passes, the rest becomes U+FFFD */
            *o++ = (char)(set == X0208 && graphic(c) ? 0xFF : c);
            i++;
        }
    }
    out->n = (size_t)(o - out->p);
    return MBX_OK;
}

mbx_status mbx_iso2022_kr_to_euc(const char *s, size_t n, mbx_buf *out)
{
    const unsigned char *p = (const unsigned char *)s;
    bool shifted = false;
    mbx_status st = mbx_buf_reserve(out, n);
    if (st != MBX_OK)
        return st;
    char *o = out->p + out->n;
    for (size_t i = 0; i < n; i++) {
        if (n - i >= 4 && memcmp(p + i, "\x1B$)C", 4) == 0) {
            i += 3;
        } else if (p[i] == 0x0E || p[i] == 0x0F) {
            shifted = p[i] == 0x0E;
        } else {
            if (p[i] == '\n' || p[i] == '\r')
                shifted = false;
            *o++ = (char)(shifted && graphic(p[i]) ? p[i] | 0x80 : p[i]);
        }
    }
    out->n = (size_t)(o - out->p);
    return MBX_OK;
}

mbx_status mbx_hz_to_euc(const char *s, size_t n, mbx_buf *out)
{
    const unsigned char *p = (const unsigned char *)s;
    bool shifted = false;
    mbx_status st = mbx_buf_reserve(out, n);
    if (st != MBX_OK)
        return st;
    char *o = out->p + out->n;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '~' && i + 1 < n && (p[i + 1] == '{' || p[i + 1] == '}')) {
            shifted = p[++i] == '{';
        } else if (p[i] == '~' && i + 1 < n && !shifted && (p[i + 1] == '~' || p[i + 1] == '\n')) {
            if (p[++i] == '~')
                *o++ = '~';
        } else {
            if (p[i] == '\n')
                shifted = false;
            *o++ = (char)(shifted && graphic(p[i]) ? p[i] | 0x80 : p[i]);
        }
    }
    out->n = (size_t)(o - out->p);
    return MBX_OK;
}

static int base64_value(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static mbx_status put(mbx_buf *out, uint32_t c, bool *bad_r)
{
    char u[4];
    if (c == 0xFFFD)
        *bad_r = true;
    return mbx_utf8_add_valid(out, u, mbx_utf8_put(u, c));
}

mbx_status mbx_utf7_decode(const char *s, size_t n, mbx_buf *out, bool *bad_r)
{
    const unsigned char *p = (const unsigned char *)s;
    mbx_status st = MBX_OK;
    for (size_t i = 0; i < n && st == MBX_OK;) {
        if (p[i] != '+') {
            size_t from = i;
            while (i < n && p[i] != '+' && p[i] < 0x80)
                i++;
            if (i > from)
                st = mbx_utf8_add_valid(out, s + from, i - from);
            else
                st = put(out, p[i++] ? 0xFFFD : 0, bad_r);
            continue;
        }
        i++;
        if (i < n && p[i] == '-') {
            st = put(out, '+', bad_r);
            i++;
            continue;
        }
        uint32_t bits = 0, high = 0;
        unsigned have = 0;
        int v;
        while (i < n && st == MBX_OK && (v = base64_value(p[i])) >= 0) {
            i++;
            bits = (bits << 6 | (uint32_t)v) & 0x3FFFFF;
            have += 6;
            if (have < 16)
                continue;
            have -= 16;
            uint32_t u = bits >> have & 0xFFFF;
            if (high && u >= 0xDC00 && u <= 0xDFFF) {
                st = put(out, 0x10000 + ((high - 0xD800) << 10) + (u - 0xDC00), bad_r);
                high = 0;
                continue;
            }
            if (high)
                st = put(out, 0xFFFD, bad_r);
            high = u >= 0xD800 && u <= 0xDBFF ? u : 0;
            if (!high && st == MBX_OK)
                st = put(out, u >= 0xDC00 && u <= 0xDFFF ? 0xFFFD : u, bad_r);
        }
        if (high && st == MBX_OK)
            st = put(out, 0xFFFD, bad_r);
        if (i < n && p[i] == '-')
            i++;
    }
    return st;
}
