/* A transfer decoder fed whole and in pieces, each piece and its output of exactly the size that its header asks for. */
#ifndef FUZZ_TRANSFER_H
#define FUZZ_TRANSFER_H

#include "fuzz.h"

#include "mime/transfer.h"

typedef struct fuzz_decoded {
    char *p;
    size_t n;
    bool bad, cut;
} fuzz_decoded;

/* slack: what the decoder's own header promises not to exceed beyond the bytes that go in. */
static inline fuzz_decoded fuzz_decode(mbx_encoding encoding, size_t slack, const char *in, size_t n, fuzz_cuts *cuts)
{
    mbx_transfer t;
    fuzz_decoded d = {malloc(n + slack), 0, false, false};
    char *tail = malloc(MBX_TRANSFER_SLACK);
    REQUIRE(d.p && tail && slack <= MBX_TRANSFER_SLACK);
    mbx_transfer_begin(&t, encoding);
    for (size_t i = 0, take; i < n; i += take) {
        take = cuts ? fuzz_cut(cuts, in + i, n - i) : n - i;
        char *piece = fuzz_copy(in + i, take), *out = malloc(take + slack);
        REQUIRE(out);
        size_t got = mbx_transfer_feed(&t, piece, take, out);
        REQUIRE(got <= take + slack && d.n + got <= n + slack);
        memcpy(d.p + d.n, out, got);
        d.n += got;
        free(piece);
        free(out);
    }
    size_t got = mbx_transfer_end(&t, tail, &d.bad, &d.cut);
    REQUIRE(d.n + got <= n + slack);
    memcpy(d.p + d.n, tail, got);
    d.n += got;
    free(tail);
    return d;
}

static inline void fuzz_same_whole_and_cut(mbx_encoding encoding, size_t slack, const char *in, size_t n, fuzz_cuts *cuts)
{
    fuzz_decoded whole = fuzz_decode(encoding, slack, in, n, NULL), cut = fuzz_decode(encoding, slack, in, n, cuts);
    REQUIRE(whole.n <= n); /* no encoding is shorter than what it stands for */
    REQUIRE(whole.n == cut.n && memcmp(whole.p, cut.p, whole.n) == 0);
    REQUIRE(whole.bad == cut.bad && whole.cut == cut.cut);
    free(whole.p);
    free(cut.p);
}

/* What another program would have sent for data comes back as data. */
static inline void fuzz_comes_back(mbx_encoding encoding, size_t slack, const char *sent, size_t n, const void *data, size_t size, fuzz_cuts *cuts)
{
    fuzz_decoded d = fuzz_decode(encoding, slack, sent, n, cuts);
    REQUIRE(d.n == size && (size == 0 || memcmp(d.p, data, size) == 0) && !d.bad && !d.cut);
    free(d.p);
}

typedef size_t (*fuzz_encoder)(const uint8_t *p, size_t n, char *out, fuzz_cuts *c);

/* The input as what came, then as what another program sends; most: what encode() makes of it at the most. */
static inline void fuzz_transfer(mbx_encoding encoding, size_t slack, fuzz_encoder encode, size_t most, const uint8_t *data, size_t size)
{
    fuzz_cuts cuts = fuzz_cuts_of(data, size);
    char *in = fuzz_copy(data, size), *sent = malloc(most);
    REQUIRE(sent);
    fuzz_same_whole_and_cut(encoding, slack, in, size, &cuts);
    size_t n = encode(data, size, sent, &cuts);
    fuzz_comes_back(encoding, slack, sent, n, data, size, &cuts);
    free(sent);
    free(in);
}

#endif
