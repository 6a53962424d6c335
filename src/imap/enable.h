/* ENABLE (RFC 5161): an extension counts as enabled only where the server says so in its ENABLED line. Some offer it and
 * stay silent, and would then be taken at a word they never gave. */
#ifndef MBX_ENABLE_H
#define MBX_ENABLE_H

#include "imap/session_state.h"

enum { /* bits of mbx_session.enabled */
    MBX_ENABLED_UTF8 = 1,      /* UTF8=ACCEPT; only asked for where the server insists on it (UTF8=ONLY, RFC 6855 section 6) */
    MBX_ENABLED_CONDSTORE = 2, /* RFC 7162 */
    MBX_ENABLED_QRESYNC = 4    /* and with it CONDSTORE: RFC 7162 section 3.2.3 */
};

/* Appends the command for those of wanted that are offered and were not asked for before; nothing if there are none. */
MBX_MUST_CHECK mbx_status mbx_enable_command(mbx_session *s, unsigned wanted, mbx_buf *out, mbx_error *err);

/* Reader of its answer's lines; ctx is the session. */
mbx_status mbx_enable_heard(void *session, mbx_line_kind kind, mbx_str line, mbx_error *err);

/* Both, if no folder is open (RFC 5161 section 3.1); nothing is sent otherwise. A NO or BAD is no failure. */
MBX_MUST_CHECK mbx_status mbx_enable(mbx_session *s, unsigned wanted, mbx_error *err);

#endif
