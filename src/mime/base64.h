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
} mbx_base64;       /* {0} is the beginning */

/* out needs room for n bytes (three quarters of it and two are used). Returns the bytes written. */
size_t mbx_base64_feed(mbx_base64 *b, const char *p, size_t n, char *out);

/* At most 2 bytes of an unpadded end. *cut_r: a lone letter is left over. */
size_t mbx_base64_end(mbx_base64 *b, char *out, bool *cut_r);

#endif
