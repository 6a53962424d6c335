#include "seal/base64url.h"

#include "base/base64text.h"

size_t mbx_base64url_size(size_t n)
{
    return n / 3 * 4 + (n % 3 ? n % 3 + 1 : 0);
}

void mbx_base64url_encode(const uint8_t *p, size_t n, char *out)
{
    out[mbx_base64_write(p, n, "-_", out)] = '\0';
}

bool mbx_base64url_decode(const char *p, size_t n, uint8_t *out, size_t *n_r)
{
    uint32_t bits = 0;
    unsigned have = 0;
    size_t put = 0;

    if (n % 4 == 1)
        return false;
    for (size_t i = 0; i < n; i++) {
        int v = mbx_base64_value(p[i], "-_");
        if (v < 0)
            return false;
        bits = (bits << 6 | (uint32_t)v) & 0xFFFF;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[put++] = (uint8_t)(bits >> have);
        }
    }
    if (bits & ((1u << have) - 1))
        return false;
    *n_r = put;
    return true;
}
