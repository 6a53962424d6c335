#include "mime/flowed.h"

#include "mime/utf8.h"

static mbx_status put(mbx_buf *out, mbx_status st, mbx_str s)
{
    return st == MBX_OK ? mbx_utf8_add_valid(out, s.p, s.n) : st;
}

mbx_status mbx_flowed_text(mbx_str text, bool delsp, mbx_buf *out)
{
    mbx_status st = MBX_OK;
    bool open = false; /* the line before is flowed: this one goes on with it */
    size_t depth = 0;
    for (size_t at = 0; at < text.n && st == MBX_OK;) {
        const char *lf = memchr(text.p + at, '\n', text.n - at);
        size_t end = lf ? (size_t)(lf - text.p) : text.n, next = lf ? end + 1 : end, quote = 0;
        end -= end > at && text.p[end - 1] == '\r';
        mbx_str marks = {text.p + at, 0}, s;
        while (at + quote < end && text.p[at + quote] == '>')
            quote++;
        marks.n = quote;
        s = (mbx_str){text.p + at + quote, end - at - quote};
        if (s.n && s.p[0] == ' ')
            s = (mbx_str){s.p + 1, s.n - 1};
        bool signature = mbx_str_same(s, MBX_STR("-- "));
        /* section 4.5: a paragraph ends where the depth changes, whatever its last line says; 4.3: and at a signature */
        bool joins = open && quote == depth && !signature;
        if (open && !joins)
            st = put(out, st, MBX_STR("\n"));
        if (!joins) {
            st = put(out, st, marks);
            if (s.n && (quote || s.p[0] == '>'))
                st = put(out, st, MBX_STR(" "));
        }
        bool flowed = s.n && s.p[s.n - 1] == ' ' && !signature;
        s.n -= flowed && delsp;
        st = put(out, st, s);
        if (!flowed && lf)
            st = put(out, st, MBX_STR("\n"));
        open = flowed;
        depth = quote;
        at = next;
    }
    return st;
}
