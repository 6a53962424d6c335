#include "mime/uu_file.h"

#include "mime/uuencode.h"

/* The line at offset at, without its end; *next_r: where the one behind it begins. */
static mbx_str line_at(mbx_str text, size_t at, size_t *next_r)
{
    const char *p = text.p + at, *lf = memchr(p, '\n', text.n - at);
    size_t n = lf ? (size_t)(lf - p) : text.n - at;
    *next_r = at + n + (lf != NULL);
    return (mbx_str){p, n};
}

/* As long as its first character says; blanks at its end may have been lost on the way, a check sum may have been added. */
static bool is_data(mbx_str line)
{
    if (!line.n)
        return false;
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] < ' ' || line.p[i] > '`')
            return false;
    size_t bytes = (size_t)(line.p[0] - ' ') & 0x3F, letters = (bytes + 2) / 3 * 4;
    return line.n - 1 <= letters + 2 && (letters == 0 || line.n > 1);
}

bool mbx_uu_file_next(mbx_str text, size_t *at_r, mbx_uu_file *file_r)
{
    size_t at = *at_r, next;
    while (at < text.n) {
        size_t begin = at;
        mbx_str line = line_at(text, at, &next);
        bool file = mbx_uu_begin(line, &file_r->name);
        at = next;
        /* a line "begin ..." is no data line, so that no line is looked at twice in vain */
        while (file && at < text.n) {
            line = line_at(text, at, &next);
            if (line.n == 3 && memcmp(line.p, "end", 3) == 0) {
                file_r->block = (mbx_str){text.p + begin, at + 3 - begin};
                *at_r = next;
                return true;
            }
            if (line.n && !is_data(line))
                break;
            at = next;
        }
    }
    *at_r = text.n;
    return false;
}
