/* The items of a STATUS line (RFC 3501 section 7.2.4 and the extensions that imap/list.h names): for STATUS itself, and for
 * LIST ... RETURN (STATUS ...). */
#ifndef MBX_FOLDER_STATUS_H
#define MBX_FOLDER_STATUS_H

#include "imap/list.h"
#include "imap/token.h"

/* Appends " (MESSAGES UNSEEN ...)" with what the server can tell. */
MBX_MUST_CHECK mbx_status mbx_folder_status_items(const mbx_session *s, mbx_buf *out, mbx_error *err);

/* A whole line "* STATUS name (...)". *told_r false: it is none, or not understood. The name, unquoted, goes to name (emptied
 * first); a value that does not fit counts as not told. */
MBX_MUST_CHECK mbx_status mbx_folder_status_read(mbx_str line, mbx_buf *name, mbx_folder_status *status_r, bool *told_r, mbx_error *err);

/* Is it the same folder? INBOX is in any case (RFC 3501 section 5.1). */
bool mbx_folder_same(mbx_str a, mbx_str b);

#endif
