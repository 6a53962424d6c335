#include "base/clock.h"

#include <limits.h>
#include <time.h>

mbx_time mbx_now(void)
{
    struct timespec t;
    /* cannot fail: CLOCK_MONOTONIC is required by POSIX.1-2008 and the pointer is ours */
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (mbx_time)t.tv_sec * 1000000000 + t.tv_nsec;
}

mbx_time mbx_in_ms(int64_t ms)
{
    mbx_time now = mbx_now();
    if (ms < 0 || ms > (MBX_NEVER - now) / 1000000)
        return MBX_NEVER;
    return now + ms * 1000000;
}

mbx_time mbx_earlier(mbx_time a, mbx_time b)
{
    return a < b ? a : b;
}

int mbx_poll_ms(mbx_time deadline)
{
    if (deadline == MBX_NEVER)
        return -1;
    mbx_time left = deadline - mbx_now();
    if (left <= 0)
        return 0;
    int64_t ms = (left + 999999) / 1000000;
    return ms > INT_MAX ? INT_MAX : (int)ms;
}

bool mbx_past(mbx_time deadline)
{
    return deadline != MBX_NEVER && mbx_now() >= deadline;
}

int64_t mbx_wall_clock(void)
{
    return (int64_t)time(NULL);
}
