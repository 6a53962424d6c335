/* The open multiparts, one inside the other, and which of them a line "--..." belongs to. */
#ifndef MBX_LEVELS_H
#define MBX_LEVELS_H

#include "base/limits.h"
#include "base/str.h"

#include <stdint.h>

typedef struct mbx_level {
    uint32_t part;
    bool digest, related, closed, seen, long_boundary;
    unsigned char n;
    char boundary[MBX_MAX_BOUNDARY]; /* of a longer one the beginning */
} mbx_level;

typedef struct mbx_levels {
    mbx_level list[MBX_MAX_MIME_DEPTH];
    size_t n;
} mbx_levels;

/* A line longer than this is no boundary: 70 characters, four dashes, and blanks that were added on the way. */
#define MBX_BOUNDARY_LINE 1000

/* line: from its "--" on, without the line end. Returns the level's index, SIZE_MAX for none; the innermost wins.
 * *close_r: it is the final one. Multiparts that have had their final boundary match nothing any more. */
size_t mbx_levels_match(const mbx_levels *l, mbx_str line, bool *close_r);

#endif
