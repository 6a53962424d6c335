/* The stages of a walk that count, read and measure. */
#ifndef MBX_MEASURE_H
#define MBX_MEASURE_H

#include "probe/stages.h"
#include "sync/plan.h"

typedef struct mbx_measure {
    mbx_walk *walk;
    mbx_mailbox mailbox;
    bool size_told;      /* all of the folder's bytes (RFC 8438) */
    uint64_t size;
    mbx_uidset all;      /* what the folder holds */
    mbx_uidset wanted;   /* what the first import would bring */
    uint64_t messages, bytes; /* of it; bytes are an estimate */
    bool bytes_known;
    int64_t round_trip;  /* nanoseconds of the quickest one; 0: unknown */
    /* of what was read */
    uint32_t sample;     /* UID; 0: none */
    uint64_t read_messages, read_bytes;
    int64_t read_time;   /* nanoseconds without the round trip */
    struct {
        uint32_t uid, flags;
        uint64_t size;
    } newest[MBX_PROBE_NEWEST];
    size_t n_newest;
} mbx_measure; /* {0}, with what is known of walk, mailbox and size */

void mbx_measure_free(mbx_measure *m);

MBX_MUST_CHECK mbx_status mbx_measure_counts(mbx_measure *m, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_measure_sample(mbx_measure *m, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_measure_throughput(mbx_measure *m, mbx_error *err); /* and the estimate of the first import */

#endif
