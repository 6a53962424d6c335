/* Uuencode: whole and cut, and data that an encoder of our own made. */
#include "transfer.h"

/* POSIX uuencode; a zero is a blank or, in most programs, a back-quote. */
static size_t encode(const uint8_t *p, size_t n, char *out, fuzz_cuts *c)
{
    char zero = fuzz_random(c) & 1 ? '`' : ' ';
    const char *eol = fuzz_random(c) & 1 ? "\r\n" : "\n";
    size_t o = (size_t)sprintf(out, "begin 644 a file%s", eol), width = 1 + fuzz_random(c) % 45;
    if (zero == ' ' && n)
        width = 45;
#define PUT(v) (char)((v) & 63 ? ((v) & 63) + 0x20 : zero)
    for (size_t i = 0; i < n; i += width) {
        size_t line = n - i < width ? n - i : width;
        out[o++] = PUT(line);
        for (size_t k = i; k < i + line; k += 3) {
            uint32_t v = (uint32_t)p[k] << 16 | (k + 1 < i + line ? (uint32_t)p[k + 1] << 8 : 0) | (k + 2 < i + line ? p[k + 2] : 0);
            out[o++] = PUT(v >> 18);
            out[o++] = PUT(v >> 12);
            out[o++] = PUT(v >> 6);
            out[o++] = PUT(v);
        }
        o += (size_t)sprintf(out + o, "%s", eol);
    }
    return o + (size_t)sprintf(out + o, "%c%send%s", zero, eol, eol);
#undef PUT
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_transfer(MBX_ENCODING_UUENCODE, MBX_UU_LINE, encode, size * 8 + 64, data, size);
    return 0;
}
