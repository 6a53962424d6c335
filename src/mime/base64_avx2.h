/* Base64 by 32 letters at a time, on processors that can (x86-64 with AVX2). */
#ifndef MBX_BASE64_AVX2_H
#define MBX_BASE64_AVX2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether this processor can; false when this was built for another kind or by another compiler. */
bool mbx_base64_avx2_here(void);

/* Decodes whole units of four letters from the beginning of p, over line ends (CRLF or LF) that stand between units, up
 * to the first other byte and as long as 32 bytes are left to read and to write. Returns how many bytes were taken;
 * *out_n_r of the room bytes at out are the result, others of them may be overwritten too. Only where
 * mbx_base64_avx2_here(). */
size_t mbx_base64_avx2(const unsigned char *p, size_t n, char *out, size_t room, size_t *out_n_r);

#endif
