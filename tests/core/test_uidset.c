/* UID sets against a bitmap that a child could check, and at the ends of the number range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/uidset.h"

#include <stdlib.h>
#include <string.h>

#define SPACE 200

static void same_as_bitmap(const mbx_uidset *s, const bool *bits)
{
    uint64_t n = 0;
    uint32_t min = 0, max = 0;
    for (uint32_t u = 1; u < SPACE; u++) {
        assert_int_equal(mbx_uidset_has(s, u), bits[u]);
        if (bits[u]) {
            n++;
            max = u;
            if (!min)
                min = u;
        }
    }
    assert_int_equal(mbx_uidset_count(s), n);
    assert_int_equal(mbx_uidset_min(s), min);
    assert_int_equal(mbx_uidset_max(s), max);
    for (size_t i = 0; i < s->n; i++) {
        assert_true(s->r[i].lo <= s->r[i].hi);
        if (i)
            assert_true(s->r[i].lo > s->r[i - 1].hi + 1); /* neither overlapping nor adjacent */
    }
}

static void random_ranges(unsigned *seed, mbx_uidset *s, bool *bits)
{
    for (int k = 0; k < 6; k++) {
        uint32_t lo = 1 + (uint32_t)rand_r(seed) % (SPACE - 1), hi = lo + (uint32_t)rand_r(seed) % 12;
        if (hi >= SPACE)
            hi = SPACE - 1;
        assert_int_equal(mbx_uidset_add(s, lo, hi), MBX_OK);
        for (uint32_t u = lo; u <= hi; u++)
            bits[u] = true;
    }
}

static void test_against_bitmap(void **state)
{
    unsigned seed = 7;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        mbx_uidset a = {0}, b = {0}, c = {0};
        bool ba[SPACE] = {0}, bb[SPACE] = {0};
        random_ranges(&seed, &a, ba);
        random_ranges(&seed, &b, bb);
        same_as_bitmap(&a, ba);
        uint32_t lo = 1 + (uint32_t)rand_r(&seed) % (SPACE - 1), hi = lo + (uint32_t)rand_r(&seed) % 30;
        assert_int_equal(mbx_uidset_remove(&a, lo, hi), MBX_OK);
        for (uint32_t u = lo; u <= hi && u < SPACE; u++)
            ba[u] = false;
        same_as_bitmap(&a, ba);
        assert_int_equal(mbx_uidset_copy(&c, &a), MBX_OK);
        assert_int_equal(mbx_uidset_unite(&c, &b), MBX_OK);
        bool both[SPACE], less[SPACE];
        for (int u = 0; u < SPACE; u++) {
            both[u] = ba[u] || bb[u];
            less[u] = ba[u] && !bb[u];
        }
        same_as_bitmap(&c, both);
        assert_int_equal(mbx_uidset_subtract(&a, &b), MBX_OK);
        same_as_bitmap(&a, less);
        mbx_uidset_free(&a);
        mbx_uidset_free(&b);
        mbx_uidset_free(&c);
    }
}

static void test_take(void **state)
{
    mbx_uidset s = {0}, out = {0};
    mbx_buf text;
    (void)state;
    mbx_buf_init(&text, 100);
    assert_int_equal(mbx_uidset_add(&s, 1, 3), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s, 10, 12), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s, 20, 20), MBX_OK);
    assert_int_equal(mbx_uidset_take(&s, 4, false, &out), MBX_OK);
    assert_int_equal(mbx_uidset_format(&out, &text), MBX_OK);
    assert_memory_equal(text.p, "1:3,10", 6);
    assert_int_equal(mbx_uidset_take(&s, 3, true, &out), MBX_OK);
    mbx_buf_reset(&text);
    assert_int_equal(mbx_uidset_format(&out, &text), MBX_OK);
    assert_int_equal(text.n, 8);
    assert_memory_equal(text.p, "11:12,20", 8);
    assert_int_equal(mbx_uidset_take(&s, 100, true, &out), MBX_OK);
    assert_int_equal(mbx_uidset_count(&out), 7);
    assert_int_equal(mbx_uidset_take(&s, 0, false, &out), MBX_OK);
    assert_true(mbx_uidset_empty(&out));
    mbx_buf_free(&text);
    mbx_uidset_free(&s);
    mbx_uidset_free(&out);
}

static void test_ends_of_range(void **state)
{
    mbx_uidset s = {0};
    (void)state;
    assert_int_equal(mbx_uidset_add(&s, 0, 0), MBX_OK); /* 0 is no UID */
    assert_true(mbx_uidset_empty(&s));
    assert_int_equal(mbx_uidset_add(&s, UINT32_MAX, UINT32_MAX), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s, UINT32_MAX - 1, UINT32_MAX - 1), MBX_OK);
    assert_int_equal(s.n, 1);
    assert_int_equal(mbx_uidset_add(&s, 1, UINT32_MAX), MBX_OK);
    assert_int_equal(mbx_uidset_count(&s), UINT32_MAX);
    assert_int_equal(mbx_uidset_remove(&s, 5, UINT32_MAX), MBX_OK);
    assert_int_equal(mbx_uidset_count(&s), 4);
    assert_int_equal(mbx_uidset_remove(&s, 0, 2), MBX_OK);
    assert_int_equal(mbx_uidset_min(&s), 3);
    assert_false(mbx_uidset_has(&s, 0));
    mbx_uidset_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_bitmap), cmocka_unit_test(test_take), cmocka_unit_test(test_ends_of_range)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
