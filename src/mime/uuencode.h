/* Uuencode as a transfer encoding (x-uuencode): what stands between "begin" and "end", in pieces cut anywhere. */
#ifndef MBX_UUENCODE_H
#define MBX_UUENCODE_H

#include "base/str.h"

#define MBX_UU_LINE 128 /* a data line has at most 1 + 84 characters */

typedef struct mbx_uu {
    char line[MBX_UU_LINE];
    size_t n;
    enum { MBX_UU_BEFORE, MBX_UU_DATA, MBX_UU_AFTER } where;
    bool bad;
} mbx_uu; /* {0} is the beginning */

/* "begin 644 name": the blanks and three or four octal digits tell it from a sentence. line: without its end. */
bool mbx_uu_begin(mbx_str line, mbx_str *name_r);

/* out needs room for n + MBX_UU_LINE bytes. Returns the bytes written. */
size_t mbx_uu_feed(mbx_uu *u, const char *p, size_t n, char *out);
size_t mbx_uu_end(mbx_uu *u, char *out, bool *cut_r);

#endif
