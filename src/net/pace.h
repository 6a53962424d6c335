/* Is the peer only dripping? The idle limit starts anew with each byte, and a deadline lets one byte a second hold a
 * connection for as long as it allows. So what comes is measured against the time spent waiting for it. */
#ifndef MBX_PACE_H
#define MBX_PACE_H

#include "base/clock.h"

#include <stddef.h>

typedef struct mbx_pace { /* of one window; zeroed at the start */
    mbx_time waited; /* nanoseconds spent waiting: what the reader did in between does not count */
    size_t bytes;
    unsigned pieces; /* that had to be waited for, and ended within a line */
} mbx_pace;

/* n bytes came after so long a wait; whole_lines: they end a line, as the words do with which a server keeps a
 * connection alive while it works. True once MBX_RATE_WINDOW of waiting brought MBX_RATE_PIECES torn pieces and less than
 * MBX_RATE_BYTES; then the next window begins. */
bool mbx_pace_slow(mbx_pace *p, mbx_time waited, size_t n, bool whole_lines);

#endif
