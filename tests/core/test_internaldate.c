#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/internaldate.h"

#include <string.h>
#include <time.h>

/* libc's calendar is the knowledge that is not ours. */
static void agrees_with_libc(void **state)
{
    (void)state;
    for (int64_t t = -2208988800; t < 32503680000; t += 86400 * 11 + 12345) {
        time_t when = (time_t)t;
        struct tm tm;
        int64_t back;
        char text[16], want[32];

        assert_non_null(gmtime_r(&when, &tm));
        assert_true(mbx_date_seconds(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, 0, &back));
        assert_int_equal(back, t);
        mbx_date_text(t, text, sizeof text);
        strftime(want, sizeof want, "%e-%b-%Y", &tm);
        assert_string_equal(text, want[0] == ' ' ? want + 1 : want);
    }
}

static void zones_and_edges(void **state)
{
    int64_t t;

    (void)state;
    assert_true(mbx_date_seconds(1996, 7, 17, 2, 44, 25, -700, &t)); /* RFC 3501's example of a date-time */
    assert_int_equal(t, 837596665);
    assert_true(mbx_date_seconds(2024, 2, 29, 5, 30, 0, 530, &t));
    assert_int_equal(t, 1709164800);
    assert_true(mbx_date_seconds(2024, 2, 28, 18, 30, 0, -530, &t));
    assert_int_equal(t, 1709164800);
    assert_false(mbx_date_seconds(2023, 2, 29, 0, 0, 0, 0, &t));
    assert_false(mbx_date_seconds(1900, 2, 29, 0, 0, 0, 0, &t));
    assert_false(mbx_date_seconds(2024, 13, 1, 0, 0, 0, 0, &t));
    assert_false(mbx_date_seconds(2024, 0, 1, 0, 0, 0, 0, &t));
    assert_false(mbx_date_seconds(2024, 4, 31, 0, 0, 0, 0, &t));
    assert_false(mbx_date_seconds(2024, 1, 1, 24, 0, 0, 0, &t));
    assert_false(mbx_date_seconds(2024, 1, 1, 0, 0, 0, 2400, &t));
    assert_false(mbx_date_seconds(2024, 1, 1, 0, 0, 0, 160, &t));
    assert_false(mbx_date_seconds(-1, 1, 1, 0, 0, 0, 0, &t));
}

static void absurd_since(void **state)
{
    char text[16];

    (void)state;
    mbx_date_text(INT64_MIN, text, sizeof text);
    assert_string_equal(text, "1-Jan-1900");
    mbx_date_text(INT64_MAX, text, sizeof text);
    assert_string_equal(text, "31-Dec-9999");
    mbx_date_text(-1, text, sizeof text);
    assert_string_equal(text, "31-Dec-1969");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_libc), cmocka_unit_test(zones_and_edges), cmocka_unit_test(absurd_since)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
