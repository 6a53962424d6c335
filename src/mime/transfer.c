#include "mime/transfer.h"

mbx_encoding mbx_transfer_find(mbx_str name, bool *known_r)
{
    static const struct {
        const char *name;
        mbx_encoding encoding;
    } names[] = {
        {"7bit", MBX_ENCODING_IDENTITY},     {"8bit", MBX_ENCODING_IDENTITY},
        {"binary", MBX_ENCODING_IDENTITY},   {"base64", MBX_ENCODING_BASE64},
        {"quotedprintable", MBX_ENCODING_QUOTED_PRINTABLE},
        {"xuuencode", MBX_ENCODING_UUENCODE}, {"uuencode", MBX_ENCODING_UUENCODE},
        {"xuue", MBX_ENCODING_UUENCODE},      {"uue", MBX_ENCODING_UUENCODE},
        {"7bits", MBX_ENCODING_IDENTITY},    {"8bits", MBX_ENCODING_IDENTITY},
    };
    /* "8-bit", "Quoted Printable", "base-64": hyphens and blanks do not count */
    char key[16];
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '-' || name.p[i] == '_' || name.p[i] == ' ' || name.p[i] == '\t' || name.p[i] == '"' || name.p[i] == ';')
            continue;
        if (n == sizeof key) {
            *known_r = false;
            return MBX_ENCODING_IDENTITY;
        }
        key[n++] = mbx_lower(name.p[i]);
    }
    *known_r = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mbx_str_same((mbx_str){key, n}, mbx_str_of(names[i].name)))
            return names[i].encoding;
    *known_r = n == 0;
    return MBX_ENCODING_IDENTITY;
}

void mbx_transfer_begin(mbx_transfer *t, mbx_encoding encoding)
{
    memset(t, 0, sizeof *t);
    t->encoding = encoding;
    if (encoding == MBX_ENCODING_BASE64)
        mbx_base64_begin(&t->u.base64);
}

size_t mbx_transfer_feed(mbx_transfer *t, const char *p, size_t n, char *out)
{
    switch (t->encoding) {
    case MBX_ENCODING_BASE64:
        return mbx_base64_feed(&t->u.base64, p, n, out);
    case MBX_ENCODING_QUOTED_PRINTABLE:
        return mbx_qp_feed(&t->u.qp, p, n, out);
    case MBX_ENCODING_UUENCODE:
        return mbx_uu_feed(&t->u.uu, p, n, out);
    case MBX_ENCODING_IDENTITY:
        break;
    }
    memcpy(out, p, n);
    return n;
}

size_t mbx_transfer_end(mbx_transfer *t, char out[MBX_TRANSFER_SLACK], bool *bad_r, bool *cut_r)
{
    size_t n = 0;
    *bad_r = *cut_r = false;
    switch (t->encoding) {
    case MBX_ENCODING_BASE64:
        n = mbx_base64_end(&t->u.base64, out, cut_r);
        *bad_r = t->u.base64.bad;
        break;
    case MBX_ENCODING_QUOTED_PRINTABLE:
        n = mbx_qp_end(&t->u.qp, out);
        *bad_r = t->u.qp.bad;
        break;
    case MBX_ENCODING_UUENCODE:
        n = mbx_uu_end(&t->u.uu, out, cut_r);
        *bad_r = t->u.uu.bad;
        break;
    case MBX_ENCODING_IDENTITY:
        break;
    }
    return n;
}
