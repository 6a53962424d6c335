#include "mime/levels.h"

#include "mime/header.h"

/* Whole lines are compared (RFC 2046 section 5.1.1): one boundary may be the beginning of another, and a line that
 * only begins like one is text. Blanks at the end were added on the way. */
size_t mbx_levels_match(const mbx_levels *l, mbx_str line, bool *close_r)
{
    while (line.n && mbx_is_blank(line.p[line.n - 1]))
        line.n--;
    if (line.n < 2)
        return SIZE_MAX;
    const char *p = line.p + 2;
    size_t n = line.n - 2;
    for (size_t i = l->n; i-- > 0;) {
        const mbx_level *v = &l->list[i];
        if (v->closed || n < v->n || memcmp(p, v->boundary, v->n) != 0)
            continue;
        bool dashes = n >= v->n + 2u && p[n - 1] == '-' && p[n - 2] == '-';
        if (!v->long_boundary && n != v->n && !(n == v->n + 2u && dashes))
            continue;
        *close_r = n != v->n && dashes;
        return i;
    }
    return SIZE_MAX;
}
