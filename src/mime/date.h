/* Date headers (RFC 5322 section 3.3 and 4.3, and the forms of ctime and ISO 8601 that mail carries too). */
#ifndef MBX_DATE_H
#define MBX_DATE_H

#include "base/str.h"

#include <stdint.h>

/* in: unfolded. Seconds since 1970 UTC. false: it cannot be read (never "now" or 1970 instead). */
bool mbx_date_read(mbx_str in, int64_t *seconds_r);

#endif
