#define COUNTED_INSIDE
#include "counted.h"

#include "base/alloc.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

unsigned long long mbx_test_work;

void __sanitizer_cov_trace_pc(void); /* what the compiler calls */
void __sanitizer_cov_trace_pc(void)
{
    mbx_test_work++;
}

void *counted_memchr(const void *p, int c, size_t n)
{
    const char *found = n ? memchr(p, c, n) : NULL;
    mbx_test_work += found ? (size_t)(found - (const char *)p) + 1 : n;
    return (void *)(uintptr_t)found;
}

int counted_memcmp(const void *a, const void *b, size_t n)
{
    const char *x = a, *y = b;
    size_t i = 0;
    while (i < n && x[i] == y[i])
        i++;
    mbx_test_work += i;
    return i < n ? memcmp(x + i, y + i, 1) : 0;
}

void *counted_memcpy(void *to, const void *from, size_t n)
{
    mbx_test_work += n;
    return n ? memcpy(to, from, n) : to;
}

void *counted_memmove(void *to, const void *from, size_t n)
{
    mbx_test_work += n;
    return n ? memmove(to, from, n) : to;
}

void *counted_memset(void *p, int c, size_t n)
{
    mbx_test_work += n;
    return memset(p, c, n);
}

size_t counted_strlen(const char *s)
{
    size_t n = strlen(s);
    mbx_test_work += n;
    return n;
}

size_t counted_iconv(iconv_t cd, char **in, size_t *n, char **out, size_t *room)
{
    size_t before = n ? *n : 0, got = iconv(cd, in, n, out, room);
    mbx_test_work += before - (n ? *n : 0) + 1;
    return got;
}

/* The hook: a block that is made larger may have to be moved. */
void *mbx_alloc(size_t n)
{
    mbx_test_work++;
    return malloc(n);
}

void *mbx_alloc_zero(size_t n)
{
    mbx_test_work += n;
    return calloc(1, n);
}

void *mbx_resize(void *p, size_t n)
{
    mbx_test_work += p ? malloc_usable_size(p) : 1;
    return realloc(p, n);
}

void mbx_release(void *p)
{
    mbx_test_work++;
    free(p);
}
