/* The inflater of COMPRESS: hostile bytes in two cuts give the same text and the same end, as much of it as zlib in one go
 * makes, and never more than the measure; what is compressed for the server comes back as it was. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "net/deflate.h"

#include <zlib.h>

typedef struct outcome {
    mbx_buf text;
    mbx_code code;
} outcome;

static outcome inflated(const char *in, size_t n, fuzz_cuts *cuts)
{
    outcome o = {.code = MBX_CODE_NONE};
    mbx_deflate *d = NULL;
    mbx_error err;
    size_t at = fuzz_random(cuts) % (n + 1), got, space, taken = at;
    char *ahead = fuzz_copy(in, at);

    mbx_buf_init(&o.text, MBX_DEFLATE_BURST + MBX_DEFLATE_RATIO * n + 1);
    mbx_error_clear(&err);
    REQUIRE(mbx_deflate_new(&d, ahead, at, &err) == MBX_OK);
    free(ahead);
    for (;;) {
        size_t room = 1 + fuzz_random(cuts) % 5000;
        char *out = malloc(room);

        REQUIRE(out);
        if (mbx_deflate_read(d, out, room, &got, &err) != MBX_OK) {
            o.code = err.code;
            free(out);
            break;
        }
        REQUIRE(got <= room);
        REQUIRE(mbx_buf_add(&o.text, out, got) == MBX_OK); /* its cap is the measure */
        free(out);
        if (got > 0)
            continue;
        if (at == n)
            break;
        char *to = mbx_deflate_room(d, &space);
        taken = fuzz_cut(cuts, in + at, n - at);
        taken = taken < space ? taken : space;
        memcpy(to, in + at, taken);
        mbx_deflate_came(d, taken);
        at += taken;
    }
    REQUIRE(o.code == MBX_CODE_NONE || o.code == MBX_CODE_PROTOCOL_COMPRESSION || o.code == MBX_CODE_LIMIT_COMPRESSION);
    mbx_deflate_free(d);
    return o;
}

/* zlib alone, without a measure. */
static void against_zlib(const char *in, size_t n, const outcome *o)
{
    size_t room = o->text.n + 1;
    char *out = malloc(room);
    z_stream z = {0};
    int r;

    REQUIRE(out && inflateInit2(&z, -15) == Z_OK);
    z.next_in = (Bytef *)(uintptr_t)in;
    z.avail_in = (uInt)n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    r = inflate(&z, Z_SYNC_FLUSH);
    size_t made = room - z.avail_out;
    if (o->code == MBX_CODE_NONE) {
        REQUIRE(made == o->text.n && (r == Z_OK || r == Z_BUF_ERROR || (r == Z_STREAM_END && z.avail_in == 0)));
    } else {
        REQUIRE(made >= o->text.n); /* what came with the error is withheld */
    }
    REQUIRE(memcmp(out, o->text.p ? o->text.p : "", o->text.n) == 0);
    inflateEnd(&z);
    free(out);
}

static void back_again(const char *in, size_t n, fuzz_cuts *cuts)
{
    mbx_buf wire;
    mbx_deflate *d = NULL;
    mbx_error err;

    mbx_buf_init(&wire, 10 * n + 4096 * 6);
    REQUIRE(mbx_deflate_new(&d, NULL, 0, &err) == MBX_OK);
    for (size_t at = 0, k, got; at < n; at += k) {
        k = fuzz_cut(cuts, in + at, n - at);
        char *piece = fuzz_copy(in + at, k), out[64];
        size_t room = 16 + fuzz_random(cuts) % 48;

        mbx_deflate_put(d, piece, k);
        while ((got = mbx_deflate_take(d, out, room)) > 0)
            REQUIRE(got <= room && mbx_buf_add(&wire, out, got) == MBX_OK);
        free(piece);
    }
    mbx_deflate_free(d);
    outcome o = inflated(wire.p ? wire.p : "", wire.n, cuts);
    /* of one byte a flush makes up to nine */
    REQUIRE(o.code == MBX_CODE_NONE && o.text.n == n && memcmp(o.text.p ? o.text.p : "", in, n) == 0);
    mbx_buf_free(&o.text);
    mbx_buf_free(&wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts one = fuzz_cuts_of(data, size), other = {one.x * 3 | 1, (one.kind + 1) % 5};
    char *in = fuzz_copy(data, size);
    outcome a = inflated(in, size, &one), b = inflated(in, size, &other);

    /* where exactly the measure is met depends on the pieces; that it is met does not, short of its edge */
    if (a.code == b.code && a.code == MBX_CODE_NONE) {
        REQUIRE(a.text.n == b.text.n && memcmp(a.text.p ? a.text.p : "", b.text.p ? b.text.p : "", a.text.n) == 0);
    } else {
        REQUIRE(a.code != MBX_CODE_NONE && b.code != MBX_CODE_NONE);
    }
    against_zlib(in, size, &a);
    back_again(in, size, &one);
    mbx_buf_free(&a.text);
    mbx_buf_free(&b.text);
    free(in);
    return 0;
}
