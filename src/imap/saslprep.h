/* SASLprep (RFC 4013) for the strings that it leaves as they are, or nearly: enough for passwords people type. */
#ifndef MBX_SASLPREP_H
#define MBX_SASLPREP_H

#include "base/scratch.h"

/* Appends the prepared string, never longer than text. False: invalid UTF-8, a prohibited character, or one whose
 * normal form (NFKC) this has no table for; then SCRAM would hash something else than the server did. */
bool mbx_saslprep(mbx_str text, mbx_scratch *out);

#endif
