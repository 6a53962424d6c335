#include "imap/argument.h"

bool mbx_argument_safe(mbx_str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\r' || value.p[i] == '\n' || value.p[i] == 0)
            return false;
    return true;
}

bool mbx_argument_quotable(mbx_str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] >= 0x80)
            return false;
    return mbx_argument_safe(value);
}

mbx_status mbx_argument_quote(mbx_str value, mbx_buf *out, mbx_error *err)
{
    if (!mbx_argument_quotable(value))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "A value for the server holds a line break.");
    return mbx_argument_quote_utf8(value, out, err);
}

mbx_status mbx_argument_quote_utf8(mbx_str value, mbx_buf *out, mbx_error *err)
{
    mbx_status st;

    if (!mbx_argument_safe(value))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "A value for the server holds a line break.");
    st = mbx_buf_add_char(out, '"');
    for (size_t i = 0; i < value.n && st == MBX_OK; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\')
            st = mbx_buf_add_char(out, '\\');
        if (st == MBX_OK)
            st = mbx_buf_add_char(out, value.p[i]);
    }
    if (st == MBX_OK)
        st = mbx_buf_add_char(out, '"');
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    if (st != MBX_OK)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "A value for the server is too long.");
    return MBX_OK;
}
