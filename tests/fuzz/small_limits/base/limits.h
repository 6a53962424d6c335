/* The limits of the core for the target `limits`: small, so that a fuzzer's short inputs meet all of them. */
#include_next "base/limits.h"

#ifndef FUZZ_SMALL_LIMITS_H
#define FUZZ_SMALL_LIMITS_H

#undef MBX_MAX_MIME_DEPTH
#undef MBX_MAX_PARTS
#undef MBX_MAX_PART_FACTS
#undef MBX_MAX_HEADER_BLOCK
#undef MBX_MAX_HEADER_LINES
#undef MBX_MAX_ADDRESSES
#undef MBX_MAX_REFERENCES
#undef MBX_MAX_PARAM_SEGMENTS
#undef MBX_MAX_BOUNDARY
#undef MBX_MAX_TEXT
#undef MBX_MAX_FILENAME
#undef MBX_MAX_ANOMALIES
#undef MBX_MAX_UNSUBSCRIBE
#undef MBX_MAX_URI
#undef MBX_MAX_LIST_ID

#define MBX_MAX_MIME_DEPTH 3
#define MBX_MAX_PARTS 6
#define MBX_MAX_PART_FACTS ((size_t)300)
#define MBX_MAX_HEADER_BLOCK ((size_t)1100) /* more than MBX_LINE_ROOM, as it is */
#define MBX_MAX_HEADER_LINES 16
#define MBX_MAX_ADDRESSES 3
#define MBX_MAX_REFERENCES 2
#define MBX_MAX_PARAM_SEGMENTS 3
#define MBX_MAX_BOUNDARY 12
#define MBX_MAX_TEXT ((size_t)200)
#define MBX_MAX_FILENAME 20
#define MBX_MAX_ANOMALIES 8
#define MBX_MAX_UNSUBSCRIBE 2
#define MBX_MAX_URI 30
#define MBX_MAX_LIST_ID 12

#endif
