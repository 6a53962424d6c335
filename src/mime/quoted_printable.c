#include "mime/quoted_printable.h"

#include <string.h>

int mbx_hex_value(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
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
        /* the longest run that needs no decision: up to an escape, or to the blanks before a line end */
        const char *line = memchr(p, '\n', (size_t)(end - p)), *stop = line ? line + 1 : end;
        const char *escape = memchr(p, '=', (size_t)(stop - p)), *tail;
        if (escape) {
            if (end - escape >= 3) {
                int hi = mbx_hex_value((unsigned char)escape[1]), lo = mbx_hex_value((unsigned char)escape[2]);
                if (hi >= 0 && lo >= 0) {
                    memcpy(o, p, (size_t)(escape - p));
                    o += escape - p;
                    *o++ = (char)(hi << 4 | lo);
                    p = escape + 3;
                    continue;
                }
            }
            tail = escape;
        } else {
            /* text, then blanks, then [CR] LF or the end of the piece; those are decided by step() */
            tail = line ? line : end;
            if (tail > p && tail[-1] == '\r')
                tail--;
            const char *body = tail;
            while (tail > p && (tail[-1] == ' ' || tail[-1] == '\t'))
                tail--;
            if (line && tail == body) {
                tail = stop;
            } else if (body - tail > MBX_QP_HELD + 1) {
                tail = body - (MBX_QP_HELD + 1);
            }
        }
        memcpy(o, p, (size_t)(tail - p));
        o += tail - p;
        p = tail;
        if (p < end && tail != stop)
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
