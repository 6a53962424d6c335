#include "mime/uuencode.h"

static bool octal(char c)
{
    return c >= '0' && c <= '7';
}

bool mbx_uu_begin(mbx_str line, mbx_str *name_r)
{
    size_t i = 6;
    if (line.n < 11 || memcmp(line.p, "begin ", 6) != 0)
        return false;
    while (i < 10 && octal(line.p[i]))
        i++;
    if (i < 9 || line.p[i] != ' ' || i + 1 == line.n)
        return false;
    *name_r = (mbx_str){line.p + i + 1, line.n - i - 1};
    return true;
}

static size_t line(mbx_uu *u, char *out)
{
    const char *p = u->line;
    size_t n = u->n;
    u->n = 0;
    while (n && (p[n - 1] == '\r' || p[n - 1] == '\n'))
        n--;
    if (u->where == MBX_UU_BEFORE) {
        mbx_str name;
        if (mbx_uu_begin((mbx_str){p, n}, &name))
            u->where = MBX_UU_DATA;
        return 0;
    }
    if (u->where == MBX_UU_AFTER || n == 0)
        return 0;
    if (n >= 3 && memcmp(p, "end", 3) == 0) {
        u->where = MBX_UU_AFTER;
        return 0;
    }
    size_t want = (size_t)((unsigned char)p[0] - 0x20) & 0x3F, got = 0;
    if ((unsigned char)p[0] < 0x20 || (unsigned char)p[0] > 0x60) {
        u->bad = true;
        return 0;
    }
    /* a line shorter than it says: what its characters carry, not zeros for the rest (two bytes of input must not
     * become sixty-three) */
    if (want > ((n - 1) * 3 + 3) / 4) {
        want = ((n - 1) * 3 + 3) / 4;
        u->bad = true;
    }
    for (size_t i = 1; got < want; i += 4) {
        unsigned v[4];
        for (size_t k = 0; k < 4; k++) {
            unsigned char c = i + k < n ? (unsigned char)p[i + k] : ' ';
            if (c < 0x20 || c > 0x60)
                u->bad = true;
            v[k] = (unsigned)(c - 0x20) & 0x3F;
        }
        char three[3] = {(char)(v[0] << 2 | v[1] >> 4), (char)(v[1] << 4 | v[2] >> 2), (char)(v[2] << 6 | v[3])};
        for (size_t k = 0; k < 3 && got < want; k++)
            out[got++] = three[k];
    }
    return got;
}

size_t mbx_uu_feed(mbx_uu *u, const char *p, size_t n, char *out)
{
    size_t got = 0;
    while (n) {
        if (u->where == MBX_UU_AFTER)
            break;
        const char *end = memchr(p, '\n', n);
        size_t take = end ? (size_t)(end - p) + 1 : n, room = MBX_UU_LINE - u->n;
        memcpy(u->line + u->n, p, take < room ? take : room);
        u->n += take < room ? take : room;
        if (end)
            got += line(u, out + got);
        p += take;
        n -= take;
    }
    return got;
}

size_t mbx_uu_end(mbx_uu *u, char *out, bool *cut_r)
{
    size_t got = u->n ? line(u, out) : 0;
    *cut_r = u->where != MBX_UU_AFTER;
    return got;
}
