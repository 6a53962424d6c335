#include "mime/scan.h"

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static bool line_end(char c, bool cr)
{
    return c == '\n' || (cr && c == '\r');
}

size_t mbx_scan_dashes_plain(const char *p, size_t n, bool cr)
{
    for (size_t i = 1; i + 1 < n;) {
        const char *d = memchr(p + i, '-', n - 1 - i);
        if (!d)
            break;
        i = (size_t)(d - p);
        if (p[i + 1] == '-' && line_end(p[i - 1], cr))
            return i;
        i++;
    }
    return n;
}

size_t mbx_scan_dashes(const char *p, size_t n, bool cr)
{
    size_t i = 1;
#if defined(__SSE2__)
    /* two dashes in a row are rare in text and impossible in base64, so most steps are two loads and one branch */
    const __m128i dash = _mm_set1_epi8('-');
    while (i + 33 <= n) {
        __m128i a = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)), dash),
                                  _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i + 1)), dash));
        __m128i b = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i + 16)), dash),
                                  _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i + 17)), dash));
        unsigned hit = (unsigned)_mm_movemask_epi8(a) | (unsigned)_mm_movemask_epi8(b) << 16;
        while (hit) {
            size_t k = i + (size_t)__builtin_ctz(hit);
            if (line_end(p[k - 1], cr))
                return k;
            hit &= hit - 1;
        }
        i += 32;
    }
#endif
    if (i >= n)
        return n;
    size_t rest = mbx_scan_dashes_plain(p + i - 1, n - i + 1, cr);
    return rest == n - i + 1 ? n : i - 1 + rest;
}

size_t mbx_scan_line_end(const char *p, size_t n, bool cr)
{
    size_t i = 0;
    if (!cr) {
        const char *lf = n ? memchr(p, '\n', n) : NULL;
        return lf ? (size_t)(lf - p) : n;
    }
    /* both at once: looking for the one first would pass over all the lines that the other ends */
#if defined(__SSE2__)
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        unsigned ends = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r'))));
        if (ends)
            return i + (size_t)__builtin_ctz(ends);
    }
#endif
    while (i < n && !line_end(p[i], true))
        i++;
    return i;
}

#if defined(__SSE2__)
/* n < 16 bytes, to where others of them may stand: all are read before any is written. */
static void move_few(char *to, const char *from, size_t n)
{
    if (n >= 8) {
        uint64_t first, last;
        memcpy(&first, from, 8);
        memcpy(&last, from + n - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + n - 8, &last, 8);
    } else if (n >= 4) {
        uint32_t first, last;
        memcpy(&first, from, 4);
        memcpy(&last, from + n - 4, 4);
        memcpy(to, &first, 4);
        memcpy(to + n - 4, &last, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            to[i] = from[i];
    }
}
#endif

size_t mbx_scan_to_lf(char *p, size_t n)
{
    const char *cr = n ? memchr(p, '\r', n) : NULL;
    if (!cr)
        return n;
    size_t i = (size_t)(cr - p), o = i;
    while (i < n) {
#if defined(__SSE2__)
        if (n - i >= 16) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
            unsigned stop = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
            if (!stop) {
                _mm_storeu_si128((__m128i *)(void *)(p + o), v);
                i += 16;
                o += 16;
                continue;
            }
            size_t run = (size_t)__builtin_ctz(stop);
            move_few(p + o, p + i, run);
            i += run;
            o += run;
        }
#endif
        char c = p[i++];
        if (c == '\r') {
            c = '\n';
            if (i < n && p[i] == '\n')
                i++;
        }
        p[o++] = c;
    }
    return o;
}
