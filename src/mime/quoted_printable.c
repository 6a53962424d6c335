#include "mime/quoted_printable.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

int mbx_hex_value(unsigned char c)
{
    /* value + 1, so that what is no digit is 0 */
    static const signed char digits[256] = {
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['A'] = 11,
        ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    };
    return digits[c] - 1;
}

/* One byte while something is held. Held is one of: "=" [blanks] [CR], "=" digit, blanks [CR], CR. Returns false when
 * the byte was not taken: held is empty then, and the byte comes again. */
static bool step(mbx_qp *q, unsigned char c, char **o)
{
    bool escape = q->held[0] == '=', cr = q->held[q->n - 1] == '\r';
    bool blanks = !escape || q->n == 1 || q->held[1] == ' ' || q->held[1] == '\t';
    if (c == '\n' && (blanks || cr)) {
        /* a line end: blanks before it are padding, and after "=" it is soft */
        if (!escape) {
            if (cr)
                *(*o)++ = '\r';
            *(*o)++ = '\n';
        }
        q->n = 0;
        return true;
    }
    if (!cr) {
        if ((c == '\r' || c == ' ' || c == '\t') && blanks) {
            if (q->n > MBX_QP_HELD) {
                *(*o)++ = q->held[0];
                memmove(q->held, q->held + 1, --q->n);
            }
            q->held[q->n++] = (char)c;
            return true;
        }
        int hi = escape && q->n == 2 && !blanks ? mbx_hex_value((unsigned char)q->held[1]) : -1, lo = mbx_hex_value(c);
        if (hi >= 0 && lo >= 0) {
            *(*o)++ = (char)(hi << 4 | lo);
            q->n = 0;
            return true;
        }
        if (escape && q->n == 1 && lo >= 0) {
            q->held[q->n++] = (char)c;
            return true;
        }
    }
    if (escape && cr) {
        q->n = 0; /* a soft break in a mail whose lines end with CR alone */
        return false;
    }
    q->bad |= escape;
    memcpy(*o, q->held, q->n);
    *o += q->n;
    q->n = 0;
    return false;
}

/* Copies what needs no decision: up to an escape, a line end or the end of the piece. May write up to 15 bytes more than
 * it copies, which the caller's room allows: no more come out than went in, apart from what was held. */
static size_t copy_plain(const char *p, size_t n, char *o)
{
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i equals = _mm_set1_epi8('='), lf = _mm_set1_epi8('\n');
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        _mm_storeu_si128((__m128i *)(void *)(o + i), v);
        unsigned stops = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, equals), _mm_cmpeq_epi8(v, lf)));
        if (stops)
            return i + (size_t)__builtin_ctz(stops);
    }
#endif
    for (; i < n && p[i] != '=' && p[i] != '\n'; i++)
        o[i] = p[i];
    return i;
}

/* Of the end of a run that is not decided yet, the part that is: all but a CR and the blanks before it. */
static size_t decided(const char *run, const char *end)
{
    const char *tail = end;
    if (tail > run && tail[-1] == '\r')
        tail--;
    const char *body = tail;
    while (tail > run && (tail[-1] == ' ' || tail[-1] == '\t'))
        tail--;
    return (size_t)((body - tail > MBX_QP_HELD + 1 ? body - (MBX_QP_HELD + 1) : tail) - run);
}

/* As long as nothing has to be held; *p_r is left at what has. */
static char *plain_text(const char **p_r, const char *end, char *o)
{
    const char *p = *p_r, *run = p;
    while (p < end) {
        size_t k = copy_plain(p, (size_t)(end - p), o);
        p += k;
        o += k;
        if (p == end || *p == '=') {
            while (end - p >= 3 && *p == '=') {
                int hi = mbx_hex_value((unsigned char)p[1]), lo = mbx_hex_value((unsigned char)p[2]);
                if ((hi | lo) >= 0)
                    *o++ = (char)(hi << 4 | lo);
                else if (p[1] != '\r' || p[2] != '\n')
                    break;
                p += 3;
            }
            if (p < end && *p != '=')
                continue;
            break;
        }
        size_t keep = decided(run, p);
        if (keep < (size_t)(p - run)) {
            size_t cr = p[-1] == '\r', blanks = (size_t)(p - run) - keep - cr;
            if (blanks >= MBX_QP_HELD)
                break; /* that many are counted by step() */
            o -= blanks + cr;
            if (cr)
                *o++ = '\r';
        }
        *o++ = '\n';
        p++;
    }
    size_t back = (size_t)(p - run) - decided(run, p);
    *p_r = p - back;
    return o - back;
}

size_t mbx_qp_feed(mbx_qp *q, const char *p, size_t n, char *out)
{
    const char *end = p + n;
    char *o = out;
    while (p < end) {
        if (q->n) {
            if (step(q, (unsigned char)*p, &o))
                p++;
            continue;
        }
        o = plain_text(&p, end, o);
        if (p < end)
            q->held[q->n++] = *p++;
    }
    return (size_t)(o - out);
}

size_t mbx_qp_end(mbx_qp *q, char *out)
{
    size_t n = q->n;
    bool escape = n && q->held[0] == '=';
    q->n = 0;
    /* "=" alone is a soft break whose line end belongs to the boundary; blanks are padding; a lone CR is data */
    if (!n || (escape && (n == 1 || mbx_hex_value((unsigned char)q->held[1]) < 0)))
        return 0;
    if (escape) {
        q->bad = true;
        memcpy(out, q->held, n);
        return n;
    }
    if (q->held[n - 1] != '\r')
        return 0;
    memcpy(out, q->held, n);
    return n;
}
