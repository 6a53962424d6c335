/* What the fuzz targets share: a check that ends the run, text that must be UTF-8, and pieces cut where the input says. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(what)                                                                  \
    do {                                                                               \
        if (!(what)) {                                                                 \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);         \
            abort();                                                                   \
        }                                                                              \
    } while (0)

/* A number that depends on every byte: seeds can be plain files, and each mutation is cut elsewhere. */
static inline uint64_t fuzz_hash(const void *data, size_t n)
{
    const uint8_t *p = data;
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001B3u;
    return h ^ h >> 29;
}

typedef struct fuzz_cuts {
    uint64_t x;
    unsigned kind;
} fuzz_cuts;

static inline fuzz_cuts fuzz_cuts_of(const void *data, size_t n)
{
    uint64_t h = fuzz_hash(data, n);
    return (fuzz_cuts){h | 1, (unsigned)(h >> 40) % 5};
}

static inline uint64_t fuzz_random(fuzz_cuts *c)
{
    c->x ^= c->x << 13;
    c->x ^= c->x >> 7;
    c->x ^= c->x << 17;
    return c->x;
}

/* How many of the bytes at p come next, 1 to n. */
static inline size_t fuzz_cut(fuzz_cuts *c, const char *p, size_t n)
{
    size_t k = 0;
    switch (c->kind) {
    case 0: k = 1; break;
    case 1: k = 1 + fuzz_random(c) % 7; break;
    case 2: k = 1 + fuzz_random(c) % 97; break;
    case 3: k = 1 + fuzz_random(c) % 5000; break;
    default: /* behind what begins something */
        while (k < n && !strchr("\r\n-=~+\x1B", p[k++])) { }
    }
    return k < n ? k : n;
}

/* Exactly n bytes on the heap, so that the sanitizer sees every read beyond them. */
static inline char *fuzz_copy(const void *p, size_t n)
{
    char *q = malloc(n ? n : 1);
    REQUIRE(q);
    if (n)
        memcpy(q, p, n);
    return q;
}

/* RFC 3629 by its grammar (section 4), not by our decoder. */
static inline bool fuzz_utf8(const char *s, size_t n)
{
    const uint8_t *p = (const uint8_t *)s, *end = p + n;
    while (p < end) {
        size_t left = (size_t)(end - p);
#define TAIL(i) (left > (i) && p[i] >= 0x80 && p[i] <= 0xBF)
#define SECOND(lo, hi) (left > 1 && p[1] >= (lo) && p[1] <= (hi))
        if (p[0] < 0x80)
            p += 1;
        else if (p[0] >= 0xC2 && p[0] <= 0xDF && TAIL(1))
            p += 2;
        else if ((p[0] == 0xE0 && SECOND(0xA0, 0xBF) && TAIL(2)) || (p[0] == 0xED && SECOND(0x80, 0x9F) && TAIL(2)) ||
                 (p[0] >= 0xE1 && p[0] <= 0xEF && p[0] != 0xED && TAIL(1) && TAIL(2)))
            p += 3;
        else if ((p[0] == 0xF0 && SECOND(0x90, 0xBF) && TAIL(2) && TAIL(3)) || (p[0] == 0xF4 && SECOND(0x80, 0x8F) && TAIL(2) && TAIL(3)) ||
                 (p[0] >= 0xF1 && p[0] <= 0xF3 && TAIL(1) && TAIL(2) && TAIL(3)))
            p += 4;
        else
            return false;
#undef TAIL
#undef SECOND
    }
    return true;
}

/* Text out of a header: UTF-8 on one line. */
static inline bool fuzz_one_line(mbx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < 0x20 || s.p[i] == 0x7F)
            return false;
    return fuzz_utf8(s.p, s.n);
}

static const char fuzz_base64_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* out: room for 4 * (n / 3 + 1). Returns the length. */
static inline size_t fuzz_base64(const void *data, size_t n, char *out)
{
    const uint8_t *p = data;
    size_t o = 0;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        out[o++] = fuzz_base64_letters[v >> 18];
        out[o++] = fuzz_base64_letters[v >> 12 & 63];
        out[o++] = i + 1 < n ? fuzz_base64_letters[v >> 6 & 63] : '=';
        out[o++] = i + 2 < n ? fuzz_base64_letters[v & 63] : '=';
    }
    return o;
}

#endif
