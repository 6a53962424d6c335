/* Does a line repeat a secret? In clear, quoted, in base64 at any place of it, hexadecimal, percent- or quoted-printable
 * encoded, or in modified UTF-7; whole, or a piece of six characters. */
#ifndef MBX_REPEATS_H
#define MBX_REPEATS_H

#include "base/status.h"
#include "base/str.h"

typedef struct mbx_repeats mbx_repeats;

MBX_MUST_CHECK mbx_status mbx_repeats_new(mbx_repeats **r_r, mbx_str secret, mbx_error *err); /* returns owned; keeps nothing of it that is not wiped */
void mbx_repeats_free(mbx_repeats *r);

/* In time that does not depend on the secret's length. */
MBX_MUST_CHECK mbx_status mbx_repeats_find(const mbx_repeats *r, mbx_str line, bool *yes_r, mbx_error *err);

#endif
