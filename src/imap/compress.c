/* COMPRESS=DEFLATE (RFC 4978), after a login: no byte of it is compressed, and nobody who has not logged in gets at zlib. */
#include "imap/session_state.h"

mbx_status mbx_session_compress(mbx_session *s, bool *on_r, mbx_error *err)
{
    mbx_answer answer;
    mbx_status st;

    *on_r = s->compressed;
    if (!s->mechanism || s->compress_asked)
        return MBX_OK;
    s->compress_asked = true;
    /* Those of the time before the login are void by now (after_login.h). */
    if (!mbx_session_has(s, "COMPRESS=DEFLATE"))
        return MBX_OK;
    mbx_session_stage(s, MBX_STAGE_CAPABILITY, -1);
    if ((st = mbx_reply_command(s, MBX_STR("COMPRESS DEFLATE"), false, err)) != MBX_OK)
        return st;
    if ((st = mbx_reply_finish(s, NULL, &answer, err)) != MBX_OK || answer != MBX_ANSWER_OK)
        return st; /* COMPRESSIONACTIVE, or it does not want to: it goes on as it is */
    if ((st = mbx_wire_compress(s->wire, err)) != MBX_OK)
        return st;
    *on_r = s->compressed = true;
    return MBX_OK;
}
