#include "base/base64text.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t mbx_base64text_size(size_t n)
{
    return (n + 2) / 3 * 4;
}

void mbx_base64text_encode(const void *bytes, size_t n, char *out)
{
    const uint8_t *p = bytes;

    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        *out++ = letters[v >> 18];
        *out++ = letters[v >> 12 & 63];
        *out++ = i + 1 < n ? letters[v >> 6 & 63] : '=';
        *out++ = i + 2 < n ? letters[v & 63] : '=';
    }
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
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
        int d = value_of(p[i]);
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
