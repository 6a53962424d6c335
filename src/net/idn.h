/* Host names typed as letters: "münchen.example" is xn--mnchen-3ya.example in DNS, SNI and certificates (RFC 5890). */
#ifndef MBX_IDN_H
#define MBX_IDN_H

#include "base/status.h"

#define MBX_MAX_HOST 253 /* RFC 1035 section 2.3.4, in text form and without the root's dot */

/* The name's ASCII form, NUL-terminated, into out (MBX_MAX_HOST + 2 bytes). ASCII stays as it is, unchecked. Letters
 * outside ASCII are lower-cased, then spelt with Punycode (RFC 3492). Only letters that RFC 5891 permits and that need
 * no table of decompositions or contexts are taken: composed Latin, Greek, Cyrillic, Hebrew, Arabic, kana, Han
 * and Hangul. INPUT_HOST for others: such a name has to be typed in its ASCII form. */
MBX_MUST_CHECK mbx_status mbx_host_ascii(const char *host, char *out, mbx_error *err);

#endif
