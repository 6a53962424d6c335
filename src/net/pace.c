#include "net/pace.h"

#include "base/limits.h"

bool mbx_pace_slow(mbx_pace *p, mbx_time waited, size_t n, bool whole_lines)
{
    bool slow;

    p->waited += waited;
    p->bytes += n;
    p->pieces += waited > 0 && !whole_lines;
    if (p->waited < (mbx_time)MBX_RATE_WINDOW * 1000000)
        return false;
    slow = p->bytes < MBX_RATE_BYTES && p->pieces >= MBX_RATE_PIECES;
    *p = (mbx_pace){0, 0, 0};
    return slow;
}
