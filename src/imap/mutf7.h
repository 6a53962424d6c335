/* Folder names on the wire: modified UTF-7 (RFC 3501 section 5.1.3). */
#ifndef MBX_MUTF7_H
#define MBX_MUTF7_H

#include "base/buf.h"

#define MBX_MAX_FOLDER 1024 /* bytes of a name, either form */

/* UTF-8 to modified UTF-7, appended to out: printable ASCII only. INPUT_FOLDER for an empty or over-long name,
 * invalid UTF-8, control characters. */
MBX_MUST_CHECK mbx_status mbx_mutf7_encode(mbx_str name, mbx_buf *out, mbx_error *err);

/* The way back, appended to out. *ok_r false, and nothing appended, when the name is not well-formed modified UTF-7
 * or would not encode to the same bytes again; then the server's bytes are its only name. */
MBX_MUST_CHECK mbx_status mbx_mutf7_decode(mbx_str wire, mbx_buf *out, bool *ok_r, mbx_error *err);

#endif
