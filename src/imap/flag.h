/* System flags (RFC 3501 section 2.3.2) as bits of imap/session.h. */
#ifndef MBX_FLAG_H
#define MBX_FLAG_H

#include "base/str.h"

#include <stdint.h>

/* "\\Seen" as MBX_FLAG_SEEN, in whatever case; 0 for a keyword or an unknown flag. */
uint32_t mbx_flag_bit(mbx_str name);

#endif
