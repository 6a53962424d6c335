/* A borrowed run of bytes: not terminated, may hold NUL. {NULL, 0} means "absent"; {"", 0} means "empty". */
#ifndef MBX_STR_H
#define MBX_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct mbx_str {
    const char *p;
    size_t n;
} mbx_str;

#define MBX_STR_NONE ((mbx_str){NULL, 0})
#define MBX_STR(literal) ((mbx_str){"" literal, sizeof(literal) - 1})

static inline mbx_str mbx_str_of(const char *s)
{
    return (mbx_str){s, s ? strlen(s) : 0};
}

static inline bool mbx_str_same(mbx_str a, mbx_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII only, whatever the locale: protocol words are ASCII. */
static inline char mbx_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool mbx_bytes_same_nocase(const char *a, const char *b, size_t n);

/* Inline, because a header field is compared with many names, and their lengths tell most of them apart. */
static inline bool mbx_str_same_nocase(mbx_str a, mbx_str b)
{
    return a.n == b.n && mbx_bytes_same_nocase(a.p, b.p, a.n);
}

static inline bool mbx_str_begins_nocase(mbx_str s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && mbx_bytes_same_nocase(s.p, with, n);
}

#endif
