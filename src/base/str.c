#include "base/str.h"

bool mbx_bytes_same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mbx_lower(a[i]) != mbx_lower(b[i]))
            return false;
    return true;
}
