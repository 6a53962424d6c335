/* base64url without padding (RFC 4648 section 5): text that a database column and a URL carry unchanged. */
#ifndef MBX_BASE64URL_H
#define MBX_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

size_t mbx_base64url_size(size_t n); /* characters for n bytes, without the NUL */
void mbx_base64url_encode(const uint8_t *p, size_t n, char *out); /* writes that many and a NUL */

/* out has room for n / 4 * 3 + 2 bytes. Strict: false for padding, white space, a foreign character, an impossible
 * length and for unused bits that are not zero, so that each sequence of bytes has exactly one text. */
bool mbx_base64url_decode(const char *p, size_t n, uint8_t *out, size_t *n_r);

#endif
