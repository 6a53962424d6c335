#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/argument.h"

#include <string.h>

static void gate(void **state)
{
    (void)state;
    assert_true(mbx_argument_safe(MBX_STR("")));
    assert_true(mbx_argument_safe(MBX_STR("a b\t\"\\\x01\xff")));
    assert_false(mbx_argument_safe(MBX_STR("a\rb")));
    assert_false(mbx_argument_safe(MBX_STR("a\n")));
    assert_false(mbx_argument_safe(MBX_STR("\0")));
    assert_true(mbx_argument_quotable(MBX_STR("plain ( ) { \x7f")));
    assert_false(mbx_argument_quotable(MBX_STR("p\xc3\xa4ss")));
    assert_false(mbx_argument_quotable(MBX_STR("a\r\nb")));
}

static void quote(void **state)
{
    mbx_error err;
    mbx_buf b;

    (void)state;
    mbx_buf_init(&b, 64);
    assert_int_equal(mbx_argument_quote(MBX_STR("a\"b\\c (d)"), &b, &err), MBX_OK);
    assert_int_equal(b.n, 13);
    assert_memory_equal(b.p, "\"a\\\"b\\\\c (d)\"", 13);
    assert_int_equal(mbx_argument_quote(MBX_STR("x\r\n2 DELETE y"), &b, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_argument_quote(MBX_STR("x\0"), &b, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_argument_quote(MBX_STR("\xc3\xa4"), &b, &err), MBX_E_ARGUMENT);
    mbx_buf_free(&b);
    mbx_buf_init(&b, 4);
    assert_int_equal(mbx_argument_quote(MBX_STR("abc"), &b, &err), MBX_E_ARGUMENT);
    mbx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gate), cmocka_unit_test(quote)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
