/* Quoted-printable (RFC 2045 section 6.7), in pieces cut anywhere. What is no escape stays as it is. */
#ifndef MBX_QUOTED_PRINTABLE_H
#define MBX_QUOTED_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

#define MBX_QP_HELD 256 /* blanks at the end of a line that are known to be padding; more than that are text */

typedef struct mbx_qp {
    char held[MBX_QP_HELD + 2]; /* what is not decided yet: '=' and what follows it, or blanks, and a CR */
    size_t n;
    bool bad;
} mbx_qp; /* {0} is the beginning */

/* out needs room for n + MBX_QP_HELD + 2 bytes. Returns the bytes written. */
size_t mbx_qp_feed(mbx_qp *q, const char *p, size_t n, char *out);
size_t mbx_qp_end(mbx_qp *q, char *out);

int mbx_hex_value(unsigned char c); /* -1: no hexadecimal digit */

#endif
