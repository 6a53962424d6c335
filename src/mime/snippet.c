#include "mime/snippet.h"

#include "mime/header.h"

mbx_status mbx_snippet(mbx_str text, size_t max_characters, mbx_buf *out)
{
    mbx_status st = MBX_OK;
    size_t i = 0, characters = 0;
    for (; i < text.n && st == MBX_OK; i++) {
        if (((unsigned char)text.p[i] & 0xC0) != 0x80 && ++characters > max_characters)
            break;
        st = mbx_buf_add_char(out, mbx_is_blank(text.p[i]) ? ' ' : text.p[i]);
    }
    return st;
}
