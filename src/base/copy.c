#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

char *mbx_copy_bytes(const char *p, size_t n)
{
    char *copy = n == SIZE_MAX ? NULL : mbx_alloc(n + 1);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, p, n);
    copy[n] = '\0';
    return copy;
}

char *mbx_copy_string(const char *s)
{
    return s ? mbx_copy_bytes(s, strlen(s)) : NULL;
}
