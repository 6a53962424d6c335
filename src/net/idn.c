#include "net/idn.h"

#include <stdint.h>
#include <string.h>

#define MAX_LABEL 63

typedef struct range {
    uint32_t from, to;
} range;

/* PVALID in RFC 5892's sense once they are in lower case, and their own NFC form whatever stands beside them. Left out
 * are marks, joiners, digits of other scripts, and all that would need a look at its neighbours. */
static const range letters[] = {
    {0x00DF, 0x00F6}, {0x00F8, 0x00FF}, {0x0101, 0x012F}, {0x0131, 0x0131}, {0x0135, 0x013E}, {0x0142, 0x0148}, {0x014B, 0x017E}, /* Latin */
    {0x0219, 0x0219}, {0x021B, 0x021B},                                                                         /* Romanian */
    {0x0390, 0x0390}, {0x03AC, 0x03CE},                                                                         /* Greek */
    {0x0430, 0x045F}, {0x0491, 0x0491},                                                                         /* Cyrillic */
    {0x05D0, 0x05EA}, {0x0620, 0x063F}, {0x0641, 0x064A},                         /* Hebrew, Arabic */
    {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x30FC, 0x30FC}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFC}, {0xAC00, 0xD7A3}, /* kana, Han, Hangul */
};

static uint32_t lower(uint32_t c)
{
    if ((c >= 0x00C0 && c <= 0x00DE && c != 0x00D7) || (c >= 0x0391 && c <= 0x03AB && c != 0x03A2) || (c >= 0x0410 && c <= 0x042F))
        return c + 32;
    if (c >= 0x0400 && c <= 0x040F)
        return c + 80;
    if (c == 0x0386)
        return 0x03AC;
    if (c >= 0x0388 && c <= 0x038A)
        return c + 37;
    if (c == 0x038C)
        return 0x03CC;
    if (c == 0x038E || c == 0x038F)
        return c + 63;
    if (c == 0x0178)
        return 0x00FF;
    /* Latin Extended-A: pairs, the capital even up to 0136 and from 014A to 0176, odd between them and behind. */
    if ((c >= 0x0100 && c <= 0x0136 && c != 0x0130) || (c >= 0x014A && c <= 0x0176) || c == 0x0218 || c == 0x021A || c == 0x0490)
        return c | 1;
    if ((c >= 0x0139 && c <= 0x0147) || (c >= 0x0179 && c <= 0x017D))
        return c + (c & 1);
    return c;
}

static bool taken(uint32_t c)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (c >= letters[i].from && c <= letters[i].to)
            return true;
    return false;
}

/* The character at *p, which moves behind it; 0 where it is not well-formed UTF-8. */
static uint32_t character(const unsigned char **p)
{
    const unsigned char *s = *p;
    uint32_t c;
    size_t n;

    if (s[0] < 0x80) {
        *p += 1;
        return s[0];
    }
    n = s[0] >= 0xC2 && s[0] <= 0xDF ? 2 : s[0] >= 0xE0 && s[0] <= 0xEF ? 3 : 0;
    if (n == 0) /* nothing from beyond the first plane is taken */
        return 0;
    c = s[0] & (n == 2 ? 0x1FU : 0x0FU);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3FU);
    }
    *p += n;
    return n == 3 && c < 0x800 ? 0 : c;
}

static char digit(uint32_t d)
{
    return (char)(d < 26 ? 'a' + d : '0' + (d - 26));
}

/* RFC 3492 section 6.1 */
static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / 700 : delta / 2;
    for (delta += delta / points; delta > 455; k += 36)
        delta /= 35;
    return k + 36 * delta / (delta + 38);
}

/* RFC 3492 section 6.3. At most MAX_LABEL characters below 0x10000: nothing overflows. 0: longer than a label. */
static size_t punycode(const uint32_t *in, size_t n, char *out)
{
    uint32_t next = 0x80, delta = 0, bias = 72;
    size_t used = 0, basic, done;

    for (size_t i = 0; i < n; i++)
        if (in[i] < 0x80)
            out[used++] = (char)in[i];
    basic = done = used;
    if (basic > 0)
        out[used++] = '-';
    while (done < n) {
        uint32_t least = UINT32_MAX;

        for (size_t i = 0; i < n; i++)
            if (in[i] >= next && in[i] < least)
                least = in[i];
        delta += (least - next) * (uint32_t)(done + 1);
        next = least;
        for (size_t i = 0; i < n; i++) {
            uint32_t q = delta;

            delta += in[i] < next;
            if (in[i] != next)
                continue;
            for (uint32_t k = 36;; k += 36) {
                uint32_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;

                if (used == MAX_LABEL)
                    return 0;
                if (q < t) {
                    out[used++] = digit(q);
                    break;
                }
                out[used++] = digit(t + (q - t) % (36 - t));
                q = (q - t) / (36 - t);
            }
            bias = adapt(delta, (uint32_t)done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        next++;
    }
    return used;
}

static mbx_status refuse(mbx_error *err)
{
    mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "The server name holds characters that have no place in it, or too many.");
    mbx_error_hint(err, "Enter the name in its ASCII form, in which parts of it begin with xn--.");
    return err->status;
}

mbx_status mbx_host_ascii(const char *host, char *out, mbx_error *err)
{
    const unsigned char *p = (const unsigned char *)host;
    size_t used = 0;

    while (*p) {
        uint32_t label[MAX_LABEL];
        char spelt[MAX_LABEL + 1]; /* all of a label in ASCII, and the delimiter behind it */
        const unsigned char *from = p;
        size_t n = 0, put;
        bool ascii = true;

        for (; *p && *p != '.'; n++) {
            uint32_t c = lower(character(&p));

            if (c == 0 || n == MAX_LABEL || (c >= 0x80 && !taken(c)))
                return refuse(err);
            ascii = ascii && c < 0x80;
            label[n] = c;
        }
        if (ascii) {
            put = (size_t)(p - from);
        } else {
            for (size_t i = 0; i < n; i++)
                if (label[i] >= 'A' && label[i] <= 'Z')
                    label[i] += 32;
            put = punycode(label, n, spelt);
            /* RFC 5891 section 4.2.3.1 */
            if (put == 0 || put + 4 > MAX_LABEL || label[0] == '-' || label[n - 1] == '-' || (n > 3 && label[2] == '-' && label[3] == '-'))
                return refuse(err);
        }
        if (used + put + (ascii ? 0 : 4) + 1 > MBX_MAX_HOST + 1)
            return refuse(err);
        if (ascii) {
            memcpy(out + used, from, put);
        } else {
            memcpy(out + used, "xn--", 4);
            memcpy(out + used + 4, spelt, put);
            used += 4;
        }
        used += put;
        if (*p == '.') {
            out[used++] = '.';
            p++;
        }
    }
    out[used] = 0;
    return MBX_OK;
}
