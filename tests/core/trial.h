/* Trials that every function from text to text must stand: each beginning of an input, each size of the output buffer, and
 * twice the input in twice the time. */
#ifndef TRIAL_H
#define TRIAL_H

#include "base/buf.h"

typedef mbx_status (*trial_fn)(mbx_str in, mbx_buf *out);

void trial_same(trial_fn fn, const char *in, const char *expected);
void trial_beginnings(trial_fn fn, mbx_str in); /* each runs to MBX_OK, on memory of exactly its size */
void trial_limits(trial_fn fn, mbx_str in);     /* MBX_E_LIMIT and the beginning of the whole result, in whole characters */
void trial_slope(trial_fn fn, const char *head, const char *piece, size_t n); /* head, then the piece repeated to n bytes and to 2n */

#endif
