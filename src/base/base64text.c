#include "base/base64text.h"

#include <string.h>

char mbx_base64_letter(unsigned value, const char last[2])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    value &= 63;
    return value < 62 ? letters[value] : last[value - 62];
}

int mbx_base64_value(char c, const char last[2])
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == last[0] ? 62 : c == last[1] ? 63 : -1;
}

size_t mbx_base64_write(const void *bytes, size_t n, const char last[2], char *out)
{
    const uint8_t *p = bytes;
    char *to = out;

    for (size_t i = 0; i < n; i += 3) {
        size_t take = n - i < 3 ? n - i : 3;
        uint32_t v = (uint32_t)p[i] << 16 | (take > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (take > 2 ? p[i + 2] : 0);
        for (unsigned k = 0; k <= take; k++)
            *to++ = mbx_base64_letter(v >> (18 - 6 * k), last);
    }
    return (size_t)(to - out);
}

size_t mbx_base64text_size(size_t n)
{
    return (n + 2) / 3 * 4;
}

void mbx_base64text_encode(const void *bytes, size_t n, char *out)
{
    size_t put = mbx_base64_write(bytes, n, "+/", out);

    memset(out + put, '=', mbx_base64text_size(n) - put);
}

bool mbx_base64text_decode(const char *p, size_t n, uint8_t *out, size_t *n_r)
{
    size_t padding = 0, put = 0;
    uint32_t v = 0;

    if (n % 4 != 0)
        return false;
    while (padding < 2 && padding < n && p[n - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < n - padding; i++) {
        int d = mbx_base64_value(p[i], "+/");
        if (d < 0)
            return false;
        v = v << 6 | (uint32_t)d;
        if (i % 4 > 0)
            out[put++] = (uint8_t)(v >> (6 - 2 * (i % 4)));
    }
    if ((padding == 1 && (v & 3)) || (padding == 2 && (v & 15)))
        return false;
    *n_r = put;
    return true;
}
