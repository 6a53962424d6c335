#include "mime/header.h"

#include "mime/charset.h"
#include "mime/scan.h"

bool mbx_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

mbx_str mbx_header_trim(mbx_str s)
{
    while (s.n && mbx_is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && mbx_is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* Length of a field name (RFC 5322 2.2: printable ASCII without colon), 0 when the line has none. */
static size_t name_length(mbx_str line)
{
    size_t n = 0, end;
    while (n < line.n && (unsigned char)line.p[n] > 0x20 && (unsigned char)line.p[n] < 0x7F && line.p[n] != ':')
        n++;
    end = n;
    while (end < line.n && (line.p[end] == ' ' || line.p[end] == '\t')) /* obsolete: "Subject : x" */
        end++;
    return n && end < line.n && line.p[end] == ':' ? n : 0;
}

mbx_line_kind mbx_header_line(mbx_str line)
{
    if (line.n == 0)
        return MBX_LINE_EMPTY;
    if (line.p[0] == ' ' || line.p[0] == '\t')
        return MBX_LINE_FOLD;
    return name_length(line) ? MBX_LINE_FIELD : MBX_LINE_OTHER;
}

bool mbx_header_is_mbox(mbx_str line)
{
    if (line.n && line.p[0] == '>') {
        line.p++;
        line.n--;
    }
    return line.n > 5 && memcmp(line.p, "From ", 5) == 0;
}

/* Takes one line off the front: its text without the line end. */
static mbx_str take_line(mbx_str *rest, const char *ends)
{
    size_t n = mbx_scan_line_end(rest->p, rest->n, ends[1] != '\0'), skip = n < rest->n ? n + 1 : n;
    if (skip > n && skip < rest->n && rest->p[n] == '\r' && rest->p[skip] == '\n')
        skip++;
    mbx_str line = {rest->p, n};
    rest->p += skip;
    rest->n -= skip;
    while (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

bool mbx_fields_next(mbx_fields *f, mbx_field *field_r)
{
    while (f->rest.n) {
        mbx_str line = take_line(&f->rest, f->ends);
        /* blanks can only stand here before the first line of all, which folds nothing */
        while (line.n && (line.p[0] == ' ' || line.p[0] == '\t')) {
            line.p++;
            line.n--;
        }
        size_t n = name_length(line);
        const char *end = line.p + line.n;
        while (f->rest.n && (f->rest.p[0] == ' ' || f->rest.p[0] == '\t')) {
            mbx_str more = take_line(&f->rest, f->ends);
            end = more.p + more.n;
        }
        if (!n)
            continue; /* its folds went with it */
        field_r->name = (mbx_str){line.p, n};
        const char *colon = memchr(line.p + n, ':', line.n - n);
        field_r->value = (mbx_str){colon + 1, (size_t)(end - colon - 1)};
        return true;
    }
    return false;
}

mbx_status mbx_header_unfold(mbx_buf *out, mbx_str value)
{
    value = mbx_header_trim(value);
    mbx_status st = mbx_buf_reserve(out, value.n);
    if (st != MBX_OK)
        return st;
    char *o = out->p + out->n;
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] != '\r' && value.p[i] != '\n')
            *o++ = value.p[i];
        else if (!mbx_is_blank(value.p[i + 1])) /* the last byte is no blank, so there is one more */
            *o++ = ' ';                         /* a CR that ends no line parts words nevertheless */
    }
    out->n = (size_t)(o - out->p);
    return MBX_OK;
}

void mbx_header_clean(mbx_buf *b, size_t at)
{
    for (size_t i = at; i < b->n; i++) {
        unsigned char c = (unsigned char)b->p[i];
        if (c < 0x20 || c == 0x7F) {
            b->p[i] = ' ';
        } else if (c == 0xC2 && i + 1 < b->n && (unsigned char)b->p[i + 1] < 0xA0) {
            b->p[i++] = ' ';
            b->p[i] = ' ';
        }
    }
}

mbx_status mbx_header_text(mbx_buf *out, const char *p, size_t n, bool *raw8_r)
{
    size_t at = out->n;
    bool bad = false;
    mbx_status st = mbx_charset_decode(NULL, NULL, p, n, out, &bad);
    for (size_t i = 0; i < n && !*raw8_r; i++)
        *raw8_r = (unsigned char)p[i] >= 0x80;
    if (st == MBX_OK)
        mbx_header_clean(out, at);
    return st;
}

size_t mbx_header_skip_comment(mbx_str s, size_t i)
{
    size_t end = mbx_header_comment_end(s, i);
    return end ? end : s.n;
}

size_t mbx_header_skip_blank(mbx_str s, size_t i)
{
    while (i < s.n) {
        if (mbx_is_blank(s.p[i]))
            i++;
        else if (s.p[i] == '(')
            i = mbx_header_skip_comment(s, i);
        else
            break;
    }
    return i;
}

size_t mbx_header_comment_end(mbx_str s, size_t i)
{
    size_t depth = 0;
    for (; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n)
            i++;
        else if (s.p[i] == '(')
            depth++;
        else if (s.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return 0;
}
