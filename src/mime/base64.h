/* Base64 as it comes (RFC 2045 section 6.8), in pieces cut anywhere. */
#ifndef MBX_BASE64_H
#define MBX_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mbx_base64 {
    uint32_t bits;
    unsigned have;  /* letters in bits, 0 to 3 */
    bool padded;    /* '=' was seen: what follows may be a second run, or the footer of a mailing list */
    bool over;      /* it was a footer */
    bool bad;       /* letters that are none were passed over */
    bool wide;      /* this processor decodes many letters at once */
} mbx_base64;       /* {0} is the beginning of a short one, without asking the processor */

void mbx_base64_begin(mbx_base64 *b);

/* out needs room for n + 2 bytes, and is not p: three quarters of n and two are the result, the rest may be written over.
 * Returns the bytes of the result. */
size_t mbx_base64_feed(mbx_base64 *b, const char *p, size_t n, char *out);

/* At most 2 bytes of an unpadded end. *cut_r: a lone letter is left over. */
size_t mbx_base64_end(mbx_base64 *b, char *out, bool *cut_r);

#endif
