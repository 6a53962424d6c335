/* UTF-8: what is valid, and making valid what is not. */
#ifndef MBX_UTF8_H
#define MBX_UTF8_H

#include "base/buf.h"

#include <stdint.h>

#define MBX_UTF8_MARK "\xEF\xBB\xBF"        /* U+FEFF, the byte order mark */
#define MBX_UTF8_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
#define MBX_UTF8_MARK_N 3
#define MBX_UTF8_REPLACEMENT_N 3

/* Length of the beginning that is ASCII. */
size_t mbx_utf8_ascii(const char *p, size_t n);

/* Length of the longest valid beginning (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF). *more_r,
 * unless NULL: whether what follows it is only the beginning of a character that is cut off at the end. */
size_t mbx_utf8_valid(const char *p, size_t n, bool *more_r);

/* Adds p, with U+FFFD for each part that is not valid (one for each maximal subpart, Unicode 3.9 D93b); *bad_r is set
 * when there was one, else left alone. As mbx_held_step (held.h): without last, a character that the end cuts off is not
 * taken. MBX_E_LIMIT: as many whole characters as fit were added. */
size_t mbx_utf8_step(mbx_buf *out, const char *p, size_t n, bool last, bool *bad_r, mbx_status *st_r);

/* Adds valid UTF-8 as far as there is room, never half a character; then MBX_E_LIMIT. */
MBX_MUST_CHECK mbx_status mbx_utf8_add_valid(mbx_buf *out, const char *p, size_t n);

/* Writes one character (a scalar value), returns its length. */
size_t mbx_utf8_put(char out[4], uint32_t c);

/* The largest length <= n that does not end inside a character of valid UTF-8. */
size_t mbx_utf8_cut(const char *p, size_t n);

#endif
