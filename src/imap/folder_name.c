#include "imap/folder_name.h"

#include "imap/argument.h"
#include "imap/mutf7.h"
#include "imap/session_state.h"

/* mbx_mutf7_encode() is the judge of what can be a name, whichever form goes out. */
mbx_status mbx_folder_name_add(const mbx_session *s, const char *name, mbx_buf *out, mbx_error *err)
{
    mbx_buf wire;
    mbx_status st;

    mbx_buf_init(&wire, 3 * MBX_MAX_FOLDER);
    st = mbx_mutf7_encode(mbx_str_of(name), &wire, err);
    if (st == MBX_OK)
        st = s->utf8 ? mbx_argument_quote_utf8(mbx_str_of(name), out, err) : mbx_argument_quote(mbx_buf_str(&wire), out, err);
    mbx_buf_free(&wire);
    return st;
}

mbx_status mbx_folder_name_read(const mbx_session *s, mbx_str raw, mbx_buf *out, bool *ok_r, mbx_error *err)
{
    mbx_error unused;
    mbx_buf wire;
    mbx_status st;

    if (!s->utf8)
        return mbx_mutf7_decode(raw, out, ok_r, err);
    mbx_error_clear(&unused);
    mbx_buf_init(&wire, 3 * MBX_MAX_FOLDER);
    st = mbx_mutf7_encode(raw, &wire, &unused);
    mbx_buf_free(&wire);
    *ok_r = st == MBX_OK;
    if (st == MBX_OK)
        st = mbx_buf_add(out, raw.p, raw.n);
    else if (st != MBX_E_MEMORY)
        return MBX_OK;
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}
