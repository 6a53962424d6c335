/* The gate through which every string passes that becomes part of a command. */
#ifndef MBX_ARGUMENT_H
#define MBX_ARGUMENT_H

#include "base/buf.h"

/* CR, LF or NUL end a line, or the string behind us: a value that holds one could become a command of its own. */
bool mbx_argument_safe(mbx_str value);

/* May it travel as a quoted string (RFC 3501 section 9: 7-bit)? Otherwise it must go as a literal. */
bool mbx_argument_quotable(mbx_str value);

/* Appends value as a quoted string. Both functions above must have said yes; MBX_E_ARGUMENT otherwise. */
MBX_MUST_CHECK mbx_status mbx_argument_quote(mbx_str value, mbx_buf *out, mbx_error *err);

/* The same for UTF-8, which a quoted string may hold after ENABLE UTF8=ACCEPT (RFC 6855 section 3). */
MBX_MUST_CHECK mbx_status mbx_argument_quote_utf8(mbx_str value, mbx_buf *out, mbx_error *err);

#endif
