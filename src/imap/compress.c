/* COMPRESS=DEFLATE (RFC 4978), after a login: no byte of it is compressed, and nobody who has not logged in gets at zlib. */
#include "imap/session_state.h"

/* What was offered before the login does not count: a server may offer something else afterwards, and in clear anybody may
 * have said it. */
static mbx_status offers(mbx_session *s, bool *yes_r, mbx_error *err)
{
    mbx_status st;

    if (!mbx_reply_code(s, "CAPABILITY"))
        mbx_session_forget_capabilities(s);
    if ((st = mbx_session_ask_capabilities(s, err)) != MBX_OK)
        return st;
    *yes_r = mbx_session_has(s, "COMPRESS=DEFLATE");
    return MBX_OK;
}

mbx_status mbx_session_compress(mbx_session *s, bool *on_r, mbx_error *err)
{
    mbx_answer answer;
    mbx_status st;

    *on_r = s->compressed;
    if (!s->mechanism || s->compress_asked)
        return MBX_OK;
    s->compress_asked = true;
    if ((st = offers(s, on_r, err)) != MBX_OK || !*on_r)
        return st;
    *on_r = false;
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
