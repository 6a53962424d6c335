/* How long a first import may take, in numbers and in words. */
#ifndef MBX_ESTIMATE_H
#define MBX_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mbx_estimate {
    uint64_t messages;
    bool bytes_known;
    uint64_t bytes;
    bool seconds_known;
    int64_t seconds;
} mbx_estimate;

/* round_trip and read_time in nanoseconds; read_bytes came in read_time. 0 for what was not measured. */
mbx_estimate mbx_estimate_of(uint64_t messages, bool bytes_known, uint64_t bytes, int64_t round_trip, uint64_t read_bytes, int64_t read_time);

/* "3,420 messages, about 1.1 GB: first import about 12 minutes." */
void mbx_estimate_words(const mbx_estimate *e, char *out, size_t size);

#endif
