/* Folder names as the session has them on the wire: modified UTF-7, or UTF-8 after ENABLE UTF8=ACCEPT. */
#ifndef MBX_FOLDER_NAME_H
#define MBX_FOLDER_NAME_H

#include "base/buf.h"
#include "imap/session.h"

/* Appends people's name as a quoted string. INPUT_FOLDER for what no folder can be called. */
MBX_MUST_CHECK mbx_status mbx_folder_name_add(const mbx_session *s, const char *name, mbx_buf *out, mbx_error *err);

/* Appends people's form of a name as the server says it. *ok_r false, and nothing appended: none leads back to it. */
MBX_MUST_CHECK mbx_status mbx_folder_name_read(const mbx_session *s, mbx_str raw, mbx_buf *out, bool *ok_r, mbx_error *err);

#endif
