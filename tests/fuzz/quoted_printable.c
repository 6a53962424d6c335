/* Quoted-printable: whole and cut, and text that an encoder of our own made. */
#include "transfer.h"

/* RFC 2045 section 6.7 with every choice that it leaves made by chance: which bytes are escaped, where lines are broken. */
static size_t encode(const uint8_t *p, size_t n, char *out, fuzz_cuts *c)
{
    size_t o = 0, column = 0;
    for (size_t i = 0; i < n; i++) {
        bool crlf = p[i] == '\r' && i + 1 < n && p[i + 1] == '\n';
        if (column > 72 || fuzz_random(c) % 40 == 0) {
            o += (size_t)sprintf(out + o, "=%s\r\n", fuzz_random(c) % 8 ? "" : " \t");
            column = 0;
        }
        if (crlf && fuzz_random(c) % 4) {
            memcpy(out + o, "\r\n", 2);
            o += 2;
            i++;
            column = 0;
            continue;
        }
        bool last = i + 1 == n || p[i + 1] == '\r' || p[i + 1] == '\n';
        bool plain = p[i] > 0x20 && p[i] < 0x7F && p[i] != '=';
        if (plain || ((p[i] == ' ' || p[i] == '\t') && !last)) {
            out[o++] = (char)p[i];
            column++;
        } else {
            o += (size_t)sprintf(out + o, fuzz_random(c) & 1 ? "=%02X" : "=%02x", p[i]);
            column += 3;
        }
    }
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_transfer(MBX_ENCODING_QUOTED_PRINTABLE, MBX_QP_HELD + 2, encode, size * 9 + 16, data, size);
    return 0;
}
