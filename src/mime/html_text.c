#include "mime/html_text.h"

mbx_status mbx_html_text(mbx_str html, mbx_buf *out)
{
    mbx_status st = MBX_OK;
    bool tag = false;
    for (size_t i = 0; i < html.n && st == MBX_OK; i++) {
        if (html.p[i] == '<' || html.p[i] == '>')
            tag = html.p[i] == '<';
        else if (!tag)
            st = mbx_buf_add_char(out, html.p[i]);
    }
    return st;
}
