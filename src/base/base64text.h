/* Base64 as protocols and stored values use it: padded, on one line (RFC 4648 section 4). Mail's lenient kind is
 * mime/base64.h. */
#ifndef MBX_BASE64TEXT_H
#define MBX_BASE64TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The letters of every kind of base64 but for the last two: "+/", "-_" (RFC 4648 section 5), "+," (RFC 3501 section 5.1.3). */
char mbx_base64_letter(unsigned value, const char last[2]); /* value & 63 */
int mbx_base64_value(char letter, const char last[2]);      /* -1: none of them */

/* Without padding; returns how many were written, and no NUL. */
size_t mbx_base64_write(const void *p, size_t n, const char last[2], char *out);

size_t mbx_base64text_size(size_t n); /* characters for n bytes */
void mbx_base64text_encode(const void *p, size_t n, char *out); /* writes that many, no NUL */

/* out has room for n / 4 * 3 bytes. Strict: false for a foreign character, missing or misplaced padding, and unused
 * bits that are not zero. What was written before a failure stays. */
bool mbx_base64text_decode(const char *p, size_t n, uint8_t *out, size_t *n_r);

#endif
