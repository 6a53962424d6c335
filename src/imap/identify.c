/* ID (RFC 2971). Some servers keep their folders shut until they have heard it. */
#include "imap/session_state.h"

mbx_status mbx_session_identify(mbx_session *s, bool needed, mbx_error *err)
{
    mbx_answer ignored;
    mbx_status st;

    if (s->identified || !(needed || mbx_session_has(s, "ID")))
        return MBX_OK;
    s->identified = true;
    if ((st = mbx_reply_command(s, MBX_STR("ID (\"name\" \"mailbox\" \"version\" \"1\" \"vendor\" \"mailbox contributors\" \"support-url\" NIL)"), false, err)) != MBX_OK)
        return st;
    return mbx_reply_finish(s, NULL, &ignored, err);
}
