#include "probe/similar.h"

#include "base/alloc.h"
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LONGEST ((size_t)128) /* bytes compared; folder names that differ only behind are far apart anyway */

/* Levenshtein distance over bytes, ASCII letters without case; one row of memory. */
static uint32_t distance(const char *a, const char *b, uint32_t *row)
{
    size_t an = strnlen(a, LONGEST), bn = strnlen(b, LONGEST);

    for (size_t j = 0; j <= bn; j++)
        row[j] = (uint32_t)j;
    for (size_t i = 1; i <= an; i++) {
        uint32_t corner = row[0];

        row[0] = (uint32_t)i;
        for (size_t j = 1; j <= bn; j++) {
            uint32_t change = corner + (mbx_lower(a[i - 1]) != mbx_lower(b[j - 1]));
            uint32_t drop = row[j] + 1, insert = row[j - 1] + 1;

            corner = row[j];
            row[j] = change < drop ? change : drop;
            if (insert < row[j])
                row[j] = insert;
        }
    }
    return row[bn];
}

/* "Sent" is nearer to "INBOX.Sent" and "[Gmail]/Sent Mail" than letters say: the last level counts too. */
static uint32_t score(const char *wanted, const char *name, uint32_t *row)
{
    const char *leaf = name;
    uint32_t whole = distance(wanted, name, row), part;

    for (const char *p = name; *p; p++)
        if ((*p == '/' || *p == '.') && p[1])
            leaf = p + 1;
    part = distance(wanted, leaf, row) + (leaf != name);
    return whole < part ? whole : part;
}

mbx_status mbx_similar_names(const char *wanted, char *const *names, size_t n, size_t max, char *out, size_t out_size, mbx_error *err)
{
    uint32_t row[LONGEST + 1], *scores;
    size_t used = 0;

    out[0] = 0;
    if (n == 0)
        return MBX_OK;
    scores = mbx_alloc(n * sizeof *scores);
    if (!scores)
        return mbx_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        scores[i] = score(wanted, names[i], row);
    for (size_t k = 0; k < max && k < n; k++) {
        size_t best = 0, len;

        for (size_t i = 1; i < n; i++)
            if (scores[i] < scores[best])
                best = i;
        if (scores[best] == UINT32_MAX)
            break;
        scores[best] = UINT32_MAX;
        len = strlen(names[best]);
        if (used + len + 3 > out_size)
            continue;
        used += (size_t)snprintf(out + used, out_size - used, "%s%s", used ? ", " : "", names[best]);
    }
    mbx_release(scores);
    return MBX_OK;
}
