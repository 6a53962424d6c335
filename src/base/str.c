#include "base/str.h"

bool mbx_str_same_nocase(mbx_str a, mbx_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (mbx_lower(a.p[i]) != mbx_lower(b.p[i]))
            return false;
    return true;
}
