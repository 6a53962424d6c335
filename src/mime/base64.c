#include "mime/base64.h"

#include "mime/base64_avx2.h"

#define NOT 0x80 /* no letter */
#define SKIP 0x81 /* line ends and blanks */
#define PAD 0x82

#define WIDE_AGAIN 64 /* bytes, most of a line */

#define X4(v) v, v, v, v
#define X16(v) X4(v), X4(v), X4(v), X4(v)

static const unsigned char value[256] = {
    X4(NOT), X4(NOT), NOT, SKIP, SKIP, NOT, NOT, SKIP, NOT, NOT, X16(NOT),                              /* 00 */
    SKIP, NOT, NOT, NOT, X4(NOT), NOT, NOT, NOT, 62, NOT, NOT, NOT, 63,                                 /* 20 */
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NOT, NOT, NOT, PAD, NOT, NOT,                               /* 30 */
    NOT, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,                                              /* 40 */
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NOT, NOT, NOT, NOT, NOT,                                /* 50 */
    NOT, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,                                    /* 60 */
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NOT, NOT, NOT, NOT, NOT,                                /* 70 */
    X16(NOT), X16(NOT), X16(NOT), X16(NOT), X16(NOT), X16(NOT), X16(NOT), X16(NOT),                     /* 80 and up */
};

void mbx_base64_begin(mbx_base64 *b)
{
    *b = (mbx_base64){.wide = mbx_base64_avx2_here()};
}

size_t mbx_base64_feed(mbx_base64 *b, const char *s, size_t n, char *out)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n, *wide_at = p;
    char *o = out;
    if (b->over)
        return 0;
    while (p < end) {
        if (b->have == 0) {
            if (b->wide && p >= wide_at) {
                size_t got, used = mbx_base64_avx2(p, (size_t)(end - p), o, (size_t)(out + n - o), &got);
                p += used;
                o += got;
                /* where there is more noise than data, asking at each letter would cost more than it brings */
                if (used < WIDE_AGAIN)
                    wide_at = end - p > WIDE_AGAIN ? p + WIDE_AGAIN : end;
            }
            /* whole units, eight letters at a time; a line end leaves the loop and comes back into it */
            while (end - p >= 8) {
                unsigned char v0 = value[p[0]], v1 = value[p[1]], v2 = value[p[2]], v3 = value[p[3]];
                unsigned char v4 = value[p[4]], v5 = value[p[5]], v6 = value[p[6]], v7 = value[p[7]];
                if ((v0 | v1 | v2 | v3 | v4 | v5 | v6 | v7) & 0x80)
                    break;
                uint32_t x = (uint32_t)v0 << 18 | (uint32_t)v1 << 12 | (uint32_t)v2 << 6 | v3;
                uint32_t y = (uint32_t)v4 << 18 | (uint32_t)v5 << 12 | (uint32_t)v6 << 6 | v7;
                o[0] = (char)(x >> 16);
                o[1] = (char)(x >> 8);
                o[2] = (char)x;
                o[3] = (char)(y >> 16);
                o[4] = (char)(y >> 8);
                o[5] = (char)y;
                o += 6;
                p += 8;
            }
            if (p == end)
                break;
        }
        unsigned char v = value[*p++];
        if (v < 0x80) {
            b->bits = b->bits << 6 | v;
            if (++b->have == 4) {
                *o++ = (char)(b->bits >> 16);
                *o++ = (char)(b->bits >> 8);
                *o++ = (char)b->bits;
                b->have = 0;
            }
        } else if (v == PAD) {
            /* joined runs each have padding of their own: the unit ends here, and the next letter begins one */
            if (b->have >= 2) {
                bool cut;
                o += mbx_base64_end(b, o, &cut);
                b->padded = true;
            }
        } else if (v == NOT) {
            b->bad = true;
            /* "--", "____" after the padding: text that somebody appended, not data */
            if (b->padded && b->have == 0) {
                b->over = true;
                break;
            }
        }
    }
    return (size_t)(o - out);
}

size_t mbx_base64_end(mbx_base64 *b, char *out, bool *cut_r)
{
    size_t n = 0;
    *cut_r = b->have == 1;
    if (b->have >= 2)
        out[n++] = (char)(b->bits >> (b->have == 2 ? 4 : 10));
    if (b->have == 3)
        out[n++] = (char)(b->bits >> 2);
    b->have = 0;
    b->bits = 0;
    return n;
}
