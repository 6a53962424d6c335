#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/mutf7.h"

#include <string.h>

static const struct {
    const char *name, *wire;
} both_ways[] = {
    {"INBOX", "INBOX"},
    {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501 section 5.1.3 */
    {"Entwürfe", "Entw&APw-rfe"},
    {"Éléments envoyés", "&AMk-l&AOk-ments envoy&AOk-s"},
    {"Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"},
    {"a&b", "a&-b"},
    {"&", "&-"},
    {"&&", "&-&-"},
    {"Hello, \"World\\", "Hello, \"World\\"},
    {"☺!", "&Jjo-!"}, /* RFC 2152's "Hi Mom -☺-!", with "-" inside below */
    {"Hi Mom -☺-!", "Hi Mom -&Jjo--!"},
    {"😀", "&2D3eAA-"},
    {"a😀b", "a&2D3eAA-b"},
    {"ü&ü", "&APw-&-&APw-"},
};

static void vectors(void **state)
{
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof both_ways / sizeof both_ways[0]; i++) {
        mbx_buf wire, name;
        bool ok = false;

        mbx_buf_init(&wire, 4096);
        mbx_buf_init(&name, 4096);
        assert_int_equal(mbx_mutf7_encode(mbx_str_of(both_ways[i].name), &wire, &err), MBX_OK);
        assert_int_equal(wire.n, strlen(both_ways[i].wire));
        assert_memory_equal(wire.p, both_ways[i].wire, wire.n);
        assert_int_equal(mbx_mutf7_decode(mbx_str_of(both_ways[i].wire), &name, &ok, &err), MBX_OK);
        assert_true(ok);
        assert_int_equal(name.n, strlen(both_ways[i].name));
        assert_memory_equal(name.p, both_ways[i].name, name.n);
        mbx_buf_free(&wire);
        mbx_buf_free(&name);
    }
}

static void refused_names(void **state)
{
    static const mbx_str bad[] = {MBX_STR(""),         MBX_STR("a\r\nb"),       MBX_STR("a\nb"),  MBX_STR("a\0b"),  MBX_STR("\x7f"),         MBX_STR("a\tb"),
                                  MBX_STR("\xc3"),     MBX_STR("\xc3("),        MBX_STR("\xff"),  MBX_STR("\xc0\xaf"), MBX_STR("\xed\xa0\x80"), MBX_STR("\xf4\x90\x80\x80"),
                                  MBX_STR("\xc2\x85"), MBX_STR("\xe2\x82"), MBX_STR("\x80")};
    static char lengthy[MBX_MAX_FOLDER + 1];
    mbx_error err;
    mbx_buf b;

    (void)state;
    mbx_buf_init(&b, 8192);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(mbx_mutf7_encode(bad[i], &b, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_FOLDER);
    }
    mbx_buf_reset(&b);
    memset(lengthy, 'x', sizeof lengthy);
    assert_int_equal(mbx_mutf7_encode((mbx_str){lengthy, MBX_MAX_FOLDER - 1}, &b, &err), MBX_OK);
    assert_int_equal(mbx_mutf7_encode((mbx_str){lengthy, MBX_MAX_FOLDER}, &b, &err), MBX_OK);
    assert_int_equal(mbx_mutf7_encode((mbx_str){lengthy, MBX_MAX_FOLDER + 1}, &b, &err), MBX_E_ARGUMENT);
    /* "&-" each: short as a name, but its wire form would not be read back */
    memset(lengthy, '&', sizeof lengthy);
    assert_int_equal(mbx_mutf7_encode((mbx_str){lengthy, MBX_MAX_FOLDER / 2}, &b, &err), MBX_OK);
    assert_int_equal(mbx_mutf7_encode((mbx_str){lengthy, MBX_MAX_FOLDER / 2 + 1}, &b, &err), MBX_E_ARGUMENT);
    assert_int_equal(err.code, MBX_CODE_INPUT_FOLDER);
    mbx_buf_free(&b);
}

static void not_the_wire_form(void **state)
{
    static const char *const bad[] = {
        "a&b", "&", "&APw", "&AP*-", "&2D0-", "&3gA-", "&2D0APA-", /* unfinished, foreign digit, half surrogates */
        "&AGE-",         /* "a" needs no base64: a second spelling */
        "&APw-&APw-",    /* two runs where one is due */
        "&APx-",         /* bits beyond the last character */
        "Entw\xc3\xbcrfe", "a\x01" "b", "",
    };
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mbx_buf b;
        bool ok = true;

        mbx_buf_init(&b, 4096);
        assert_int_equal(mbx_mutf7_decode(mbx_str_of(bad[i]), &b, &ok, &err), MBX_OK);
        if (ok)
            print_error("%s\n", bad[i]);
        assert_false(ok);
        assert_int_equal(b.n, 0);
        mbx_buf_free(&b);
    }
}

/* Every code point alone and between letters comes back; what goes out is printable ASCII. */
static void every_code_point(void **state)
{
    mbx_error err;
    mbx_buf wire, back;

    (void)state;
    mbx_buf_init(&wire, 256);
    mbx_buf_init(&back, 256);
    for (uint32_t c = 0x20; c < 0x110000; c += c < 0x3000 ? 1 : 17) {
        char u[8];
        size_t n = 0;
        bool ok = false;

        if ((c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c <= 0xdfff))
            continue;
        u[n++] = 'x';
        if (c < 0x80) {
            u[n++] = (char)c;
        } else if (c < 0x800) {
            u[n++] = (char)(0xc0 | c >> 6);
            u[n++] = (char)(0x80 | (c & 63));
        } else if (c < 0x10000) {
            u[n++] = (char)(0xe0 | c >> 12);
            u[n++] = (char)(0x80 | (c >> 6 & 63));
            u[n++] = (char)(0x80 | (c & 63));
        } else {
            u[n++] = (char)(0xf0 | c >> 18);
            u[n++] = (char)(0x80 | (c >> 12 & 63));
            u[n++] = (char)(0x80 | (c >> 6 & 63));
            u[n++] = (char)(0x80 | (c & 63));
        }
        u[n++] = 'y';
        mbx_buf_reset(&wire);
        mbx_buf_reset(&back);
        assert_int_equal(mbx_mutf7_encode((mbx_str){u, n}, &wire, &err), MBX_OK);
        for (size_t i = 0; i < wire.n; i++)
            assert_true(wire.p[i] >= 0x20 && wire.p[i] < 0x7f);
        assert_int_equal(mbx_mutf7_decode(mbx_buf_str(&wire), &back, &ok, &err), MBX_OK);
        assert_true(ok);
        assert_int_equal(back.n, n);
        assert_memory_equal(back.p, u, n);
    }
    mbx_buf_free(&wire);
    mbx_buf_free(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors), cmocka_unit_test(refused_names), cmocka_unit_test(not_the_wire_form), cmocka_unit_test(every_code_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
