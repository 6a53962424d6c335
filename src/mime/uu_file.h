/* Files that stand uuencoded in a text: how mail carried attachments before MIME (POSIX uuencode). */
#ifndef MBX_UU_FILE_H
#define MBX_UU_FILE_H

#include "base/str.h"

#include <stdbool.h>

typedef struct mbx_uu_file {
    mbx_str name;  /* as sent: not safe as a path */
    mbx_str block; /* from "begin" to "end", both included: what mime/uuencode.h decodes */
} mbx_uu_file;

/* The next one from offset *at_r on, which is moved behind it; LF line ends. Only whole ones count: "begin 644 name" on a line of
 * its own, data lines as long as they say, "end". A sentence that begins with "begin" is none. */
bool mbx_uu_file_next(mbx_str text, size_t *at_r, mbx_uu_file *file_r);

#endif
