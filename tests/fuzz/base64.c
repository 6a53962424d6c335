/* Base64: whole and cut, with and without SIMD, against an encoder of our own and a reader that knows letters only. */
#include "fuzz.h"

#include "mime/base64.h"

typedef struct decoded {
    char *p;
    size_t n;
    bool cut, bad;
} decoded;

static decoded decode(const char *in, size_t n, fuzz_cuts *cuts, bool wide)
{
    mbx_base64 b;
    decoded d = {malloc(n + 2), 0, false, false};
    REQUIRE(d.p);
    mbx_base64_begin(&b);
    b.wide = b.wide && wide;
    for (size_t i = 0, take; i < n; i += take) {
        take = cuts ? fuzz_cut(cuts, in + i, n - i) : n - i;
        char *piece = fuzz_copy(in + i, take), *out = malloc(take + 2);
        REQUIRE(out);
        size_t got = mbx_base64_feed(&b, piece, take, out);
        REQUIRE(got <= take / 4 * 3 + 3 && d.n + got <= n + 2);
        memcpy(d.p + d.n, out, got);
        d.n += got;
        free(piece);
        free(out);
    }
    char tail[2];
    size_t got = mbx_base64_end(&b, tail, &d.cut);
    REQUIRE(got <= 2 && d.n + got <= n + 2);
    memcpy(d.p + d.n, tail, got);
    d.n += got;
    d.bad = b.bad;
    return d;
}

static void same(decoded a, decoded b)
{
    REQUIRE(a.n == b.n && memcmp(a.p, b.p, a.n) == 0);
    REQUIRE(a.cut == b.cut && a.bad == b.bad);
}

/* Up to the first padding the rule is plain: letters count, everything else does not. */
static void against_letters(const char *in, size_t n, decoded d)
{
    uint32_t bits = 0;
    size_t have = 0, o = 0;
    for (size_t i = 0; i < n && in[i] != '='; i++) {
        const char *at = in[i] ? strchr(fuzz_base64_letters, in[i]) : NULL;
        if (!at)
            continue;
        bits = bits << 6 | (uint32_t)(at - fuzz_base64_letters);
        if (++have == 4) {
            const uint8_t three[] = {(uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits};
            REQUIRE(o + 3 <= d.n && memcmp(d.p + o, three, 3) == 0);
            o += 3;
            have = 0;
        }
    }
    REQUIRE(d.n >= o);
}

static void round_trip(const uint8_t *data, size_t n, fuzz_cuts *cuts)
{
    char *text = malloc(6 * (n / 3 + 2)), *lines = malloc(8 * (n / 3 + 2));
    REQUIRE(text && lines);
    size_t t = fuzz_base64(data, n, text), o = 0, width = 4 * (1 + fuzz_random(cuts) % 24);
    bool crlf = fuzz_random(cuts) & 1;
    for (size_t i = 0; i < t; i += width) {
        size_t take = t - i < width ? t - i : width;
        memcpy(lines + o, text + i, take);
        o += take;
        if (crlf)
            lines[o++] = '\r';
        lines[o++] = '\n';
    }
    decoded d = decode(lines, o, cuts, true);
    REQUIRE(d.n == n && (n == 0 || memcmp(d.p, data, n) == 0) && !d.bad && !d.cut);
    free(d.p);
    free(text);
    free(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts cuts = fuzz_cuts_of(data, size), again = cuts;
    char *in = fuzz_copy(data, size);
    decoded whole = decode(in, size, NULL, true), plain = decode(in, size, NULL, false);
    decoded cut = decode(in, size, &cuts, true), plain_cut = decode(in, size, &again, false);
    same(whole, plain);
    same(whole, cut);
    same(whole, plain_cut);
    against_letters(in, size, whole);
    round_trip(data, size, &cuts);
    free(whole.p);
    free(plain.p);
    free(cut.p);
    free(plain_cut.p);
    free(in);
    return 0;
}
