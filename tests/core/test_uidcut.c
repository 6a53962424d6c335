#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/uidcut.h"

#include <string.h>

/* All pieces together are the set, no piece is too long, none names more UIDs than allowed. */
static void cut(const mbx_uidset *s, uint32_t count, size_t max)
{
    mbx_uidcut c = {0};
    mbx_uidset sum = {0};
    mbx_error err;
    bool more = true;
    unsigned pieces = 0;

    while (more) {
        mbx_uidset piece = {0};
        mbx_buf b, again;

        assert_true(++pieces < 100000);
        mbx_buf_init(&b, 10000);
        mbx_buf_init(&again, 10000);
        assert_int_equal(mbx_uidcut_next(&c, s, count, max, &b, &piece, &more, &err), MBX_OK);
        assert_true(b.n > 0 && b.n <= max);
        assert_true(mbx_uidset_count(&piece) <= count);
        assert_int_equal(mbx_uidset_format(&piece, &again), MBX_OK);
        if (count != UINT32_MAX || piece.n > 0)
            assert_true(b.n == again.n && memcmp(b.p, again.p, b.n) == 0);
        assert_int_equal(mbx_uidset_unite(&sum, &piece), MBX_OK);
        mbx_uidset_free(&piece);
        mbx_buf_free(&b);
        mbx_buf_free(&again);
    }
    assert_int_equal(mbx_uidset_count(&sum), mbx_uidset_count(s));
    assert_int_equal(mbx_uidset_subtract(&sum, s), MBX_OK);
    assert_true(mbx_uidset_empty(&sum));
    mbx_uidset_free(&sum);
}

static void pieces(void **state)
{
    mbx_uidset s = {0};

    (void)state;
    assert_int_equal(mbx_uidset_add(&s, 1, 1), MBX_OK);
    cut(&s, 1, 30);
    assert_int_equal(mbx_uidset_add(&s, 5, 2500), MBX_OK);
    for (uint32_t u = 3000; u < 9000; u += 2)
        assert_int_equal(mbx_uidset_add(&s, u, u), MBX_OK);
    assert_int_equal(mbx_uidset_add(&s, UINT32_MAX - 3, UINT32_MAX), MBX_OK);
    for (uint32_t count = 1; count < 3000; count = count * 3 + 1)
        cut(&s, count, 200);
    cut(&s, UINT32_MAX, 8000);
    cut(&s, 1000, 8000);
    mbx_uidset_free(&s);
    assert_int_equal(mbx_uidset_add(&s, 1, UINT32_MAX), MBX_OK);
    cut(&s, UINT32_MAX, 8000);
    mbx_uidset_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pieces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
