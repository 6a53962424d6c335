/* The SASL mechanisms under a server that says anything: one challenge a line. Who does not know the password is never
 * taken for the server by SCRAM, and no mechanism answers for ever. */
#include "fuzz.h"

#include "base/limits.h"
#include "imap/mechanism.h"
#include "imap/saslprep.h"

/* Many rounds are allowed and slow; they are counted in the core tests. */
static bool slow(mbx_str challenge)
{
    size_t digits = 0;
    for (size_t i = 0; i < challenge.n && digits < 5; i++)
        digits = challenge.p[i] >= '0' && challenge.p[i] <= '9' ? digits + 1 : 0;
    return digits == 5;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const mbx_mechanism *const all[] = {&mbx_mechanism_scram_sha_256, &mbx_mechanism_scram_sha_1, &mbx_mechanism_oauthbearer, &mbx_mechanism_xoauth2,
                                               &mbx_mechanism_plain,         &mbx_mechanism_login,       &mbx_mechanism_scram_sha_256_plus};
    if (size == 0)
        return 0;
    const mbx_mechanism *m = all[data[0] % 7];
    const mbx_sasl_login l = {.user = MBX_STR("us,er="), .secret = MBX_STR("pencil"), .nonce = "rOprNGfwEbeRWgbNEkqO", .binding = MBX_STR("0123456789abcdef0123456789abcdef")};
    char *in = fuzz_copy(data + 1, size - 1);
    mbx_scratch out, prepared;
    void *state = calloc(1, m->size);
    bool spent = false;
    unsigned answers = 0;
    mbx_error err;
    REQUIRE(state && mbx_scratch_new(&out, mbx_mechanism_room(&l), &err) == MBX_OK && mbx_scratch_new(&prepared, size, &err) == MBX_OK);
    (void)mbx_saslprep((mbx_str){in, size - 1}, &prepared);
    REQUIRE(!prepared.full);
    mbx_status st = m->answer(state, &l, MBX_STR_NONE, &out, &spent, &err);
    REQUIRE(st == MBX_OK && !out.full && out.n > 0);
    for (size_t at = 0; at <= size - 1 && st == MBX_OK;) {
        const char *end = memchr(in + at, '\n', size - 1 - at);
        size_t n = (end ? (size_t)(end - in) : size - 1) - at;
        char *line = fuzz_copy(in + at, n);
        mbx_str challenge = n == 1 && line[0] == '!' ? MBX_STR_NONE : (mbx_str){line, n};
        mbx_scratch_empty(&out);
        st = n > MBX_MAX_CHALLENGE || slow(challenge) ? MBX_E_LIMIT : m->answer(state, &l, challenge, &out, &spent, &err);
        REQUIRE(st != MBX_OK || (!out.full && ++answers <= 3));
        at += n + 1;
        free(line);
    }
    if (m->accepted)
        REQUIRE(m->accepted(state, &err) == MBX_E_AUTH);
    if (m->end)
        m->end(state);
    free(state);
    mbx_scratch_free(&out);
    mbx_scratch_free(&prepared);
    free(in);
    return 0;
}
