/* UTF-16 and UTF-32, in either byte order. */
#ifndef MBX_WIDE_H
#define MBX_WIDE_H

#include "base/buf.h"

/* The first bytes of a text without a declared byte order: takes a mark off (returns its length) and says what it means;
 * without one the half that is zero more often is the high one, and little-endian is what Windows programs mean (and
 * what the WHATWG says). unit: 2 or 4. */
size_t mbx_wide_order(size_t unit, const char *p, size_t n, bool *big_r);

/* As mbx_held_step: whole characters are added to out, U+FFFD for what is none. MBX_E_LIMIT as in charset.h. */
size_t mbx_wide_step(size_t unit, bool big, const char *p, size_t n, bool last, mbx_buf *out, bool *bad_r, mbx_status *st_r);

#endif
