#include "mime/charset.h"

#include "mime/charset_table.h"
#include "mime/decoder.h"
#include "mime/utf8.h"

#define MAX_LABEL 64 /* longer than any in the table, whatever stands between its letters */

const mbx_charset *mbx_charset_find(mbx_str label)
{
    char key[MAX_LABEL];
    size_t n = 0;
    if (label.n > 4 * sizeof key)
        return NULL;
    for (size_t i = 0; i < label.n; i++) {
        char c = mbx_lower(label.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            /* "utf-8//IGNORE" is nobody's name for UTF-8: only what really stands in names is passed over */
            if (c == '\0' || !strchr("-_:.,+() \t\"'=;<>", c))
                return NULL;
            continue;
        }
        if (n == sizeof key)
            return NULL;
        key[n++] = c;
    }
    return n ? mbx_charset_lookup((mbx_str){key, n}) : NULL;
}

mbx_status mbx_charset_decode(const mbx_charset *cs, mbx_converters *kept, const char *p, size_t n, mbx_buf *out, bool *bad_r)
{
    /* most of what is asked for is short and plain */
    if ((!cs || cs->kind <= MBX_CHARSET_MAC || (cs->kind == MBX_CHARSET_ICONV && cs->ascii)) && mbx_utf8_ascii(p, n) == n)
        return mbx_utf8_add_valid(out, p, n);
    mbx_decoder d = {0};
    mbx_decoder_begin(&d, cs, kept, out);
    mbx_status st = mbx_decoder_feed(&d, p, n, true);
    *bad_r |= d.bad;
    mbx_decoder_free(&d);
    return st;
}
