#include "mime/stateful.h"

#include "base/base64text.h"
#include "mime/utf8.h"

static bool graphic(unsigned char c)
{
    return c >= 0x21 && c <= 0x7E;
}

size_t mbx_iso2022_jp_to_euc(mbx_shift *s, const char *from, size_t n, bool last, char *out, size_t *out_n_r)
{
    enum { ASCII, KANA, X0208, X0212 };
    const unsigned char *p = (const unsigned char *)from;
    static const struct {
        const char *sequence;
        unsigned char n, set;
    } escapes[] = {{"(B", 2, ASCII}, {"(J", 2, ASCII}, {"(H", 2, ASCII}, {"(I", 2, KANA},   {"$@", 2, X0208},
                   {"$B", 2, X0208}, {"$(D", 3, X0212}, {"$(@", 3, X0208}, {"$(B", 3, X0208}, {"&@", 2, ASCII}};
    char *o = out;
    size_t i = 0;
    while (i < n) {
        unsigned char c = p[i];
        if (c == 0x1B) {
            size_t k = 0;
            if (n - i < 4 && !last)
                break;
            for (; k < sizeof escapes / sizeof *escapes; k++)
                if (n - i > escapes[k].n && memcmp(p + i + 1, escapes[k].sequence, escapes[k].n) == 0)
                    break;
            if (k < sizeof escapes / sizeof *escapes) {
                s->set = escapes[k].set;
                i += 1u + escapes[k].n;
                continue;
            }
            *o++ = (char)0xFF; /* an escape that is none: never a byte of EUC, becomes U+FFFD */
            i++;
            continue;
        }
        bool two = s->set == X0208 || s->set == X0212;
        if (c == '\n' || c == '\r')
            s->set = ASCII; /* RFC 1468: a line ends in ASCII; a forgotten escape costs one line, not the rest */
        if (two && graphic(c) && i + 1 == n && !last)
            break;
        if (s->set == KANA && c >= 0x21 && c <= 0x5F) {
            *o++ = (char)0x8E;
            *o++ = (char)(c | 0x80);
            i++;
        } else if (two && graphic(c) && i + 1 < n && graphic(p[i + 1])) {
            if (s->set == X0212)
                *o++ = (char)0x8F;
            *o++ = (char)(c | 0x80);
            *o++ = (char)(p[i + 1] | 0x80);
            i += 2;
        } else {
            /* senders also put 8-bit EUC or Shift_JIS kana under this label: EUC passes, the rest becomes U+FFFD */
            *o++ = (char)(s->set == X0208 && graphic(c) ? 0xFF : c);
            i++;
        }
    }
    *out_n_r = (size_t)(o - out);
    return i;
}

size_t mbx_iso2022_kr_to_euc(mbx_shift *s, const char *from, size_t n, bool last, char *out, size_t *out_n_r)
{
    const unsigned char *p = (const unsigned char *)from;
    char *o = out;
    size_t i = 0;
    for (; i < n; i++) {
        if (p[i] == 0x1B && n - i < 4 && !last)
            break;
        if (n - i >= 4 && memcmp(p + i, "\x1B$)C", 4) == 0) {
            i += 3;
        } else if (p[i] == 0x0E || p[i] == 0x0F) {
            s->set = p[i] == 0x0E;
        } else {
            if (p[i] == '\n' || p[i] == '\r')
                s->set = 0;
            *o++ = (char)(s->set && graphic(p[i]) ? p[i] | 0x80 : p[i]);
        }
    }
    *out_n_r = (size_t)(o - out);
    return i;
}

size_t mbx_hz_to_euc(mbx_shift *s, const char *from, size_t n, bool last, char *out, size_t *out_n_r)
{
    const unsigned char *p = (const unsigned char *)from;
    char *o = out;
    size_t i = 0;
    for (; i < n; i++) {
        if (p[i] == '~' && i + 1 == n && !last)
            break;
        if (p[i] == '~' && i + 1 < n && (p[i + 1] == '{' || p[i + 1] == '}')) {
            s->set = p[++i] == '{';
        } else if (p[i] == '~' && i + 1 < n && !s->set && (p[i + 1] == '~' || p[i + 1] == '\n')) {
            if (p[++i] == '~')
                *o++ = '~';
        } else {
            if (p[i] == '\n')
                s->set = 0;
            *o++ = (char)(s->set && graphic(p[i]) ? p[i] | 0x80 : p[i]);
        }
    }
    *out_n_r = (size_t)(o - out);
    return i;
}

static mbx_status put(mbx_buf *out, uint32_t c, bool *bad_r)
{
    char u[4];
    if (c == 0xFFFD)
        *bad_r = true;
    return mbx_utf8_add_valid(out, u, mbx_utf8_put(u, c));
}

/* One UTF-16 unit. */
static mbx_status unit(mbx_shift *s, uint32_t u, mbx_buf *out, bool *bad_r)
{
    mbx_status st = MBX_OK;
    uint32_t high = s->high;
    s->high = 0;
    if (high && u >= 0xDC00 && u <= 0xDFFF)
        return put(out, 0x10000 + ((high - 0xD800) << 10) + (u - 0xDC00), bad_r);
    if (high)
        st = put(out, 0xFFFD, bad_r);
    if (u >= 0xD800 && u <= 0xDBFF)
        s->high = u;
    else if (st == MBX_OK)
        st = put(out, u >= 0xDC00 && u <= 0xDFFF ? 0xFFFD : u, bad_r);
    return st;
}

mbx_status mbx_utf7_feed(mbx_shift *s, const char *from, size_t n, bool last, mbx_buf *out, bool *bad_r)
{
    enum { TEXT, PLUS, LETTERS };
    const unsigned char *p = (const unsigned char *)from;
    mbx_status st = MBX_OK;
    size_t i = 0;
    int v;
    while (i < n && st == MBX_OK) {
        if (s->set == TEXT) {
            size_t at = i;
            while (i < n && p[i] != '+' && p[i] < 0x80)
                i++;
            if (i > at) {
                st = mbx_utf8_add_valid(out, from + at, i - at);
            } else if (p[i++] == '+') {
                *s = (mbx_shift){.set = PLUS};
            } else {
                st = put(out, 0xFFFD, bad_r);
            }
        } else if (s->set == PLUS) {
            s->set = LETTERS;
            if (p[i] == '-') {
                st = put(out, '+', bad_r);
                s->set = TEXT;
                i++;
            }
        } else if ((v = mbx_base64_value((char)p[i], "+/")) >= 0) {
            i++;
            s->bits = (s->bits << 6 | (uint32_t)v) & 0x3FFFFF;
            s->have = (unsigned char)(s->have + 6);
            if (s->have >= 16) {
                s->have = (unsigned char)(s->have - 16);
                st = unit(s, s->bits >> s->have & 0xFFFF, out, bad_r);
            }
        } else {
            if (s->high)
                st = put(out, 0xFFFD, bad_r);
            if (p[i] == '-')
                i++;
            *s = (mbx_shift){0};
        }
    }
    if (last && s->high && st == MBX_OK)
        st = put(out, 0xFFFD, bad_r);
    return st;
}
