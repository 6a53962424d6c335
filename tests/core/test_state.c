/* The state string: what goes in comes out, and nothing else is taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "sync/state.h"

#include <stdlib.h>
#include <string.h>

static void fill(mbx_state *s)
{
    mbx_trouble *t;
    *s = (mbx_state){.generation = 3, .uidvalidity = UINT32_MAX, .live_next = 70001, .backfill_below = 12, .highestmodseq = UINT64_MAX, .last_pass = 1795000000};
    assert_int_equal(mbx_uidset_add(&s->pending, 5, 9), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s->pending, 4000000000u, UINT32_MAX), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s->skipped, 1, 1), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s->in_flight, 5, 6), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s->suspects, 9, 9), MBX_OK);
    assert_int_equal(mbx_state_add_trouble(s, 300, &t), MBX_OK);
    *t = (mbx_trouble){300, MBX_TROUBLE_CRASH, 2, 1795003600};
    assert_int_equal(mbx_state_add_trouble(s, 20, &t), MBX_OK);
    *t = (mbx_trouble){20, MBX_TROUBLE_CONTENT, 1, 0};
}

static void same_set(const mbx_uidset *a, const mbx_uidset *b)
{
    assert_int_equal(a->n, b->n);
    if (a->n)
        assert_memory_equal(a->r, b->r, a->n * sizeof *a->r);
}

static void test_round_trip(void **state)
{
    mbx_state in, out = {0};
    mbx_error e;
    char *p;
    size_t n;
    (void)state;
    fill(&in);
    assert_int_equal(in.troubles[0].uid, 20); /* kept in order */
    assert_int_equal(mbx_state_encode(&in, &p, &n, &e), MBX_OK);
    assert_int_equal(mbx_state_decode(&out, p, n, &e), MBX_OK);
    assert_int_equal(out.generation, 3);
    assert_int_equal(out.uidvalidity, UINT32_MAX);
    assert_int_equal(out.live_next, 70001);
    assert_int_equal(out.backfill_below, 12);
    assert_true(out.highestmodseq == UINT64_MAX);
    assert_int_equal(out.last_pass, 1795000000);
    same_set(&in.pending, &out.pending);
    same_set(&in.skipped, &out.skipped);
    same_set(&in.in_flight, &out.in_flight);
    same_set(&in.suspects, &out.suspects);
    assert_int_equal(out.n_troubles, 2);
    assert_int_equal(mbx_state_trouble(&out, 300)->next_try, 1795003600);
    assert_int_equal(mbx_state_trouble(&out, 300)->why, MBX_TROUBLE_CRASH);
    assert_null(mbx_state_trouble(&out, 21));
    mbx_state_drop_trouble(&out, 20);
    assert_int_equal(out.n_troubles, 1);
    mbx_release(p);
    mbx_state_free(&in);
    mbx_state_free(&out);
}

static void test_damage_is_seen(void **state)
{
    mbx_state in, out = {0};
    mbx_error e;
    char *p;
    size_t n;
    (void)state;
    fill(&in);
    assert_int_equal(mbx_state_encode(&in, &p, &n, &e), MBX_OK);
    for (size_t bit = 0; bit < n * 8; bit++) {
        p[bit / 8] = (char)(p[bit / 8] ^ (1 << (bit % 8)));
        assert_int_equal(mbx_state_decode(&out, p, n, &e), MBX_E_STORE);
        assert_true(e.code == MBX_CODE_STATE_CORRUPT || e.code == MBX_CODE_STATE_VERSION);
        mbx_state_free(&out);
        p[bit / 8] = (char)(p[bit / 8] ^ (1 << (bit % 8)));
    }
    for (size_t cut = 0; cut < n; cut++) {
        assert_int_equal(mbx_state_decode(&out, p, cut, &e), MBX_E_STORE);
        mbx_state_free(&out);
    }
    mbx_release(p);
    mbx_state_free(&in);
}

/* With a right checksum the content is still not believed. */
static mbx_status decode_body(const char *body, size_t n, mbx_error *e)
{
    char p[256];
    uint8_t sum[MBX_SHA256_SIZE];
    mbx_state out = {0};
    memcpy(p, "MBXS\x01", 5);
    memcpy(p + 5, body, n);
    assert_int_equal(mbx_sha256_once(p, 5 + n, sum, e), MBX_OK);
    memcpy(p + 5 + n, sum, 8);
    mbx_status st = mbx_state_decode(&out, p, n + 13, e);
    mbx_state_free(&out);
    return st;
}

static void test_forged_content(void **state)
{
    mbx_error e;
    (void)state;
    assert_int_equal(decode_body("\x01\x01\x05", 3, &e), MBX_OK);
    assert_int_equal(decode_body("\x63\x00", 2, &e), MBX_E_STORE); /* a field of tomorrow */
    assert_int_equal(e.code, MBX_CODE_STATE_VERSION);
    assert_int_equal(decode_body("\x01\x05\x05", 3, &e), MBX_E_STORE); /* longer than the rest */
    assert_int_equal(decode_body("\x01\x02\x05\x05", 4, &e), MBX_E_STORE); /* trailing bytes in a number */
    assert_int_equal(decode_body("\x07\x02\x00\x01", 4, &e), MBX_E_STORE); /* UID 0 */
    assert_int_equal(decode_body("\x07\x06\xff\xff\xff\xff\x0f\x01", 8, &e), MBX_E_STORE); /* beyond 2^32 - 1 */
    assert_int_equal(decode_body("\x05\x0b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 13, &e), MBX_E_STORE); /* beyond 64 bits */
    assert_int_equal(decode_body("\x0b\x04\x05\x07\x01\x00", 6, &e), MBX_E_STORE); /* an unknown class */
}

static void test_a_million_pending_are_a_few_bytes(void **state)
{
    mbx_state s = {.generation = 1};
    mbx_error e;
    char *p;
    size_t n;
    (void)state;
    assert_int_equal(mbx_uidset_add(&s.pending, 1, 1000000), MBX_OK);
    assert_int_equal(mbx_state_encode(&s, &p, &n, &e), MBX_OK);
    assert_true(n < 32);
    mbx_release(p);
    mbx_state_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_damage_is_seen), cmocka_unit_test(test_forged_content),
                                       cmocka_unit_test(test_a_million_pending_are_a_few_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
