/* Modified UTF-7 both ways, against a second implementation that goes another way: over UTF-16 in memory and ordinary
 * base64, and with one spelling of each name. */
#include "fuzz.h"

#include "imap/mutf7.h"

/* RFC 3501 section 5.1.3 from UTF-8 that is known to be good. out: room for 4 * n + 8. Returns the length. */
static size_t spell(const char *s, size_t n, char *out)
{
    const uint8_t *p = (const uint8_t *)s;
    uint8_t *units = malloc(2 * n + 2);
    size_t o = 0;
    REQUIRE(units);
    for (size_t i = 0; i < n;) {
        size_t u = 0;
        if (p[i] >= 0x20 && p[i] <= 0x7E) {
            out[o++] = (char)p[i];
            if (p[i++] == '&')
                out[o++] = '-';
            continue;
        }
        while (i < n && !(p[i] >= 0x20 && p[i] <= 0x7E)) {
            uint32_t c;
            if (p[i] < 0x80) { c = p[i]; i += 1; }
            else if (p[i] < 0xE0) { c = (p[i] & 31u) << 6 | (p[i + 1] & 63u); i += 2; }
            else if (p[i] < 0xF0) { c = (p[i] & 15u) << 12 | (p[i + 1] & 63u) << 6 | (p[i + 2] & 63u); i += 3; }
            else { c = (p[i] & 7u) << 18 | (p[i + 1] & 63u) << 12 | (p[i + 2] & 63u) << 6 | (p[i + 3] & 63u); i += 4; }
            uint32_t unit[2] = {c, 0};
            if (c > 0xFFFF) { /* RFC 2781 section 2.1 */
                unit[0] = 0xD7C0 + (c >> 10);
                unit[1] = 0xDC00 | (c & 0x3FF);
            }
            for (size_t k = 0; k < (c > 0xFFFF ? 2 : 1); k++) {
                units[u++] = (uint8_t)(unit[k] >> 8);
                units[u++] = (uint8_t)unit[k];
            }
        }
        out[o++] = '&';
        for (size_t k = o, end = o += fuzz_base64(units, u, out + o); k < end; k++)
            out[k] = out[k] == '/' ? ',' : out[k];
        while (out[o - 1] == '=')
            o--;
        out[o++] = '-';
    }
    free(units);
    return o;
}

/* Whether a folder may have this name: RFC 3629, and no control characters of C0 and C1, which end commands or garble terminals. */
static bool name_is_good(const char *s, size_t n)
{
    if (n == 0 || n > MBX_MAX_FOLDER || !fuzz_utf8(s, n))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((uint8_t)s[i] < 0x20 || s[i] == 0x7F || ((uint8_t)s[i] == 0xC2 && (uint8_t)s[i + 1] < 0xA0))
            return false;
    return true;
}

static bool encode(const char *s, size_t n, mbx_buf *out)
{
    mbx_error err;
    mbx_error_clear(&err);
    mbx_status st = mbx_mutf7_encode((mbx_str){s, n}, out, &err);
    REQUIRE(st == MBX_OK || (st == MBX_E_ARGUMENT && err.code == MBX_CODE_INPUT_FOLDER));
    return st == MBX_OK;
}

static bool decode(const char *s, size_t n, mbx_buf *out)
{
    mbx_error err;
    bool ok = false;
    REQUIRE(mbx_mutf7_decode((mbx_str){s, n}, out, &ok, &err) == MBX_OK);
    REQUIRE(ok == (out->n > 0));
    return ok;
}

/* data as a name */
static void there(const char *in, size_t n)
{
    mbx_buf wire, back;
    char *want = malloc(4 * n + 8);
    REQUIRE(want);
    mbx_buf_init(&wire, 8 * MBX_MAX_FOLDER);
    mbx_buf_init(&back, 8 * MBX_MAX_FOLDER);
    bool good = name_is_good(in, n);
    size_t want_n = good ? spell(in, n, want) : 0;
    good = good && want_n <= MBX_MAX_FOLDER;
    REQUIRE(encode(in, n, &wire) == good);
    if (good) {
        REQUIRE(mbx_str_same(mbx_buf_str(&wire), (mbx_str){want, want_n}));
        REQUIRE(decode(wire.p, wire.n, &back) && mbx_str_same(mbx_buf_str(&back), (mbx_str){in, n}));
    }
    free(want);
    mbx_buf_free(&wire);
    mbx_buf_free(&back);
}

/* data as what a server says */
static void back(const char *in, size_t n)
{
    mbx_buf name, wire;
    mbx_buf_init(&name, 8 * MBX_MAX_FOLDER);
    mbx_buf_init(&wire, 8 * MBX_MAX_FOLDER);
    if (decode(in, n, &name)) {
        char *want = malloc(4 * name.n + 8);
        REQUIRE(want && name_is_good(name.p, name.n));
        REQUIRE(mbx_str_same((mbx_str){want, spell(name.p, name.n, want)}, (mbx_str){in, n}));
        REQUIRE(encode(name.p, name.n, &wire) && mbx_str_same(mbx_buf_str(&wire), (mbx_str){in, n}));
        free(want);
    }
    mbx_buf_free(&name);
    mbx_buf_free(&wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *in = fuzz_copy(data, size);
    there(in, size);
    back(in, size);
    /* the same bytes as UTF-16 in one run: most mutations of wire names do not decode */
    if (size > 0 && size < MBX_MAX_FOLDER / 2) {
        char *wire = malloc(4 * (size / 3 + 1) + 2);
        REQUIRE(wire);
        wire[0] = '&';
        size_t n = 1 + fuzz_base64(data, size & ~(size_t)1, wire + 1);
        for (size_t i = 1; i < n; i++)
            wire[i] = wire[i] == '/' ? ',' : wire[i];
        while (wire[n - 1] == '=')
            n--;
        wire[n++] = '-';
        back(wire, n);
        free(wire);
    }
    free(in);
    return 0;
}
