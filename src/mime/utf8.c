#include "mime/utf8.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

size_t mbx_utf8_ascii(const char *p, size_t n)
{
    size_t i = 0;
#if defined(__SSE2__)
    while (n - i >= 64) {
        const __m128i *v = (const __m128i *)(const void *)(p + i);
        __m128i a = _mm_or_si128(_mm_loadu_si128(v), _mm_loadu_si128(v + 1)), b = _mm_or_si128(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3));
        if (_mm_movemask_epi8(_mm_or_si128(a, b)))
            break;
        i += 64;
    }
    for (; n - i >= 16; i += 16) {
        unsigned high = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)));
        if (high)
            return i + (size_t)__builtin_ctz(high);
    }
#else
    for (uint64_t eight; n - i >= 8; i += 8) {
        memcpy(&eight, p + i, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
#endif
    while (i < n && !(p[i] & 0x80))
        i++;
    return i;
}

/* One character at p: its length, 0 when it is not valid; then *bad_r is how many bytes one U+FFFD stands for, and
 * *cut_r whether they are a good beginning that the end of the data cuts off. */
static size_t one(const unsigned char *p, size_t n, size_t *bad_r, bool *cut_r)
{
    unsigned char c = p[0], lo = 0x80, hi = 0xBF;
    size_t len;
    *bad_r = 1;
    *cut_r = false;
    if (c < 0x80)
        return 1;
    if (c >= 0xC2 && c <= 0xDF) {
        len = 2;
    } else if ((c & 0xF0) == 0xE0) {
        len = 3;
        if (c == 0xE0)
            lo = 0xA0;
        else if (c == 0xED)
            hi = 0x9F;
    } else if (c >= 0xF0 && c <= 0xF4) {
        len = 4;
        if (c == 0xF0)
            lo = 0x90;
        else if (c == 0xF4)
            hi = 0x8F;
    } else {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if (i == n) {
            *bad_r = i;
            *cut_r = true;
            return 0;
        }
        if (p[i] < lo || p[i] > hi) {
            *bad_r = i;
            return 0;
        }
        lo = 0x80;
        hi = 0xBF;
    }
    return len;
}

size_t mbx_utf8_valid(const char *s, size_t n, bool *more_r)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 0, bad;
    bool cut = false;
    while (i < n) {
        if (p[i] < 0x80)
            i += mbx_utf8_ascii(s + i, n - i);
        /* what most letters are, without the exceptions that one() knows */
        while (n - i >= 2 && p[i] >= 0xC2 && p[i] <= 0xDF && (p[i + 1] & 0xC0) == 0x80)
            i += 2;
        while (n - i >= 3 && (p[i] & 0xF0) == 0xE0 && p[i] != 0xE0 && p[i] != 0xED && (p[i + 1] & 0xC0) == 0x80 && (p[i + 2] & 0xC0) == 0x80)
            i += 3;
        if (i == n)
            break;
        size_t len = one(p + i, n - i, &bad, &cut);
        if (!len)
            break;
        i += len;
    }
    if (more_r)
        *more_r = cut;
    return i;
}

size_t mbx_utf8_cut(const char *p, size_t n)
{
    size_t i = n;
    while (i && n - i < 4) {
        unsigned char c = (unsigned char)p[--i];
        if ((c & 0xC0) == 0x80)
            continue;
        size_t len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        return i + len <= n ? n : i;
    }
    return n;
}

mbx_status mbx_utf8_add_valid(mbx_buf *out, const char *p, size_t n)
{
    size_t room = out->max - out->n;
    if (n <= room)
        return mbx_buf_add(out, p, n);
    mbx_status st = mbx_buf_add(out, p, mbx_utf8_cut(p, room));
    return st == MBX_OK ? MBX_E_LIMIT : st;
}

size_t mbx_utf8_step(mbx_buf *out, const char *p, size_t n, bool last, bool *bad_r, mbx_status *st_r)
{
    size_t i = 0;
    *st_r = MBX_OK;
    while (i < n && *st_r == MBX_OK) {
        bool cut;
        size_t good = mbx_utf8_valid(p + i, n - i, &cut), bad = 1;
        *st_r = mbx_utf8_add_valid(out, p + i, good);
        i += good;
        if (i == n || *st_r != MBX_OK || (cut && !last))
            break;
        (void)one((const unsigned char *)p + i, n - i, &bad, &cut);
        *bad_r = true;
        *st_r = mbx_utf8_add_valid(out, MBX_UTF8_REPLACEMENT, MBX_UTF8_REPLACEMENT_N);
        i += bad;
    }
    return i;
}

size_t mbx_utf8_put(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}
