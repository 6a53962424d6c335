/* Monotonic time. One absolute deadline is passed down, never a timeout per call, so that a peer that sends one
 * byte a second cannot stretch it. */
#ifndef MBX_CLOCK_H
#define MBX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t mbx_time; /* nanoseconds of CLOCK_MONOTONIC */

#define MBX_NEVER INT64_MAX

mbx_time mbx_now(void);
mbx_time mbx_in_ms(int64_t ms);                /* now + ms, saturating; ms < 0 is MBX_NEVER */
mbx_time mbx_earlier(mbx_time a, mbx_time b);
int mbx_poll_ms(mbx_time deadline);            /* for poll(): rounded up, -1 for MBX_NEVER, 0 when past */
bool mbx_past(mbx_time deadline);
int64_t mbx_wall_clock(void);                  /* seconds since 1970 UTC; for records, never for waiting */

#endif
