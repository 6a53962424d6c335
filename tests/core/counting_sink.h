/* A sink that takes every part and keeps nothing of it but how much it was. */
#ifndef COUNTING_SINK_H
#define COUNTING_SINK_H

#include "mime/message.h"

typedef struct counting_sink {
    uint64_t written; /* bytes, of all parts */
    int open;         /* parts that were neither closed nor abandoned */
} counting_sink;

mbx_part_sink counting_sink_on(counting_sink *count);

#endif
