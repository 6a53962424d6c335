#include "base/alloc.h"

#include <stdlib.h>

void *mbx_alloc(size_t n)
{
    return malloc(n);
}

void *mbx_alloc_zero(size_t n)
{
    return calloc(1, n);
}

void *mbx_resize(void *p, size_t n)
{
    return realloc(p, n);
}

void mbx_release(void *p)
{
    free(p);
}
