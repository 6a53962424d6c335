#include "mime/wide.h"

#include "mime/utf8.h"

#define LOOK 4096

size_t mbx_wide_order(size_t unit, const char *p, size_t n, bool *big_r)
{
    static const char mark_be[] = {0, 0, (char)0xFE, (char)0xFF}, mark_le[] = {(char)0xFF, (char)0xFE, 0, 0};
    size_t zero_first = 0, zero_last = 0, look = n < LOOK ? n / unit * unit : LOOK;
    *big_r = n >= unit && memcmp(p, mark_be + 4 - unit, unit) == 0;
    if (*big_r || (n >= unit && memcmp(p, mark_le, unit) == 0))
        return unit;
    for (size_t i = 0; i < look; i += unit) {
        zero_first += p[i] == 0;
        zero_last += p[i + unit - 1] == 0;
    }
    *big_r = zero_first > zero_last;
    return 0;
}

static uint32_t number(const char *p, size_t unit, bool big)
{
    uint32_t u = 0;
    for (size_t i = 0; i < unit; i++)
        u = u << 8 | (unsigned char)p[big ? i : unit - 1 - i];
    return u;
}

size_t mbx_wide_step(size_t unit, bool big, const char *p, size_t n, bool last, mbx_buf *out, bool *bad_r, mbx_status *st_r)
{
    char piece[1024];
    size_t i = 0, m = 0;
    *st_r = MBX_OK;
    while (i < n && *st_r == MBX_OK) {
        size_t used = unit;
        uint32_t u = 0xFFFD;
        if (n - i < unit) {
            if (!last)
                break;
            used = n - i;
            *bad_r = true;
        } else {
            u = number(p + i, unit, big);
            if (unit == 2 && u >= 0xD800 && u <= 0xDBFF) {
                if (n - i < 4 && !last)
                    break;
                uint32_t low = n - i < 4 ? 0 : number(p + i + 2, 2, big);
                if (low >= 0xDC00 && low <= 0xDFFF) {
                    u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
                    used = 4;
                }
            }
            if (u > 0x10FFFF || (u >= 0xD800 && u <= 0xDFFF)) {
                u = 0xFFFD;
                *bad_r = true;
            }
        }
        m += mbx_utf8_put(piece + m, u);
        i += used;
        if (m > sizeof piece - 4) {
            *st_r = mbx_utf8_add_valid(out, piece, m);
            m = 0;
        }
    }
    if (*st_r == MBX_OK)
        *st_r = mbx_utf8_add_valid(out, piece, m);
    return i;
}
