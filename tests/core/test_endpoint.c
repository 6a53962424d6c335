#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/endpoint.h"
#include "net/idn.h"

#include <string.h>

static void spellings(void **state)
{
    static const char *const good[] = {"imap.example.com", "imap.example.com.", "localhost", "a", "a-b.c", "x_y.example", "1and1.example", "127.0.0.1", "::1", "2001:db8::7", "::ffff:10.0.0.1",
                                       "xn--mnchen-3ya.de", "IMAP.Example.COM", "3com.com", "1.2.3.4.example"};
    static const char *const bad[] = {"", " ", "imap.example.com ", " imap.example.com", "imap example.com", "imap.example.com:993", "imaps://imap.example.com", "{imap.example.com/ssl}INBOX",
                                      "user@imap.example.com", "imap.example.com/x", "[::1]", "fe80::1%eth0", "imap..com", ".com", ".", "-a.com", "a-.com.-", "imap.example.com\r\n", "imap.example.com\n",
                                      "a\tb", "2130706433", "127.1", "0x7f.0.0.1", "0x7f000001", "017700000001", "1.2.3.4.5", "127.0.0.01x.08", "1.2.3.256", "imap.example.com?x",
                                      "a,b", "a;b", "$(id)", "-oProxyCommand=x", "a\\b", "\"a\"", "1.2.3.0x4"};
    char lengthy[300];
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        mbx_endpoint e = {good[i], 993, MBX_ENCRYPTION_TLS, false, NULL};
        if (mbx_endpoint_check(&e, &err) != MBX_OK)
            print_error("%s\n", good[i]);
        assert_int_equal(mbx_endpoint_check(&e, &err), MBX_OK);
        e.port = 0;
        assert_int_equal(mbx_endpoint_check(&e, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_PORT);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mbx_endpoint e = {bad[i], 993, MBX_ENCRYPTION_TLS, false, NULL};
        if (mbx_endpoint_check(&e, &err) == MBX_OK)
            print_error("%s\n", bad[i]);
        assert_int_equal(mbx_endpoint_check(&e, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_HOST);
    }
    for (size_t n = 252; n <= 254; n++) {
        mbx_endpoint e = {lengthy, 993, MBX_ENCRYPTION_TLS, false, NULL};
        for (size_t i = 0; i < n; i++)
            lengthy[i] = i % 50 == 49 && i + 1 < n ? '.' : 'a';
        lengthy[n] = 0;
        assert_int_equal(mbx_endpoint_check(&e, &err), n > 253 ? MBX_E_ARGUMENT : MBX_OK);
    }
    for (size_t n = 62; n <= 64; n++) {
        mbx_endpoint e = {lengthy, 993, MBX_ENCRYPTION_TLS, false, NULL};
        memset(lengthy, 'a', n);
        memcpy(lengthy + n, ".com", 5);
        assert_int_equal(mbx_endpoint_check(&e, &err), n > 63 ? MBX_E_ARGUMENT : MBX_OK);
    }
}

/* IANA's test domains and names of RFC 3492's time, whose ASCII forms are public knowledge. */
static void names_in_letters(void **state)
{
    static const char *const pairs[][2] = {
        {"münchen.example", "xn--mnchen-3ya.example"}, {"MÜNCHEN.Example", "xn--mnchen-3ya.Example"}, {"bücher.example.", "xn--bcher-kva.example."},
        {"faß.example", "xn--fa-hia.example"}, {"mail.δοκιμή", "mail.xn--jxalpdlp"}, {"ΔΟΚΙΜΉ", "xn--jxalpdlp"}, {"испытание.a", "xn--80akhbyknj4f.a"},
        {"ПРИМЕР", "xn--e1afmkfd"}, {"טעסט", "xn--deba0ad"}, {"إختبار", "xn--kgbechtv"}, {"测试", "xn--0zwm56d"}, {"測試", "xn--g6w251d"}, {"テスト", "xn--zckzah"},
        {"테스트", "xn--9t4b11yi5a"}, {"例え.テスト", "xn--r8jz45g.xn--zckzah"}, {"Pročprostěnemluvíčesky", "xn--proprostnemluvesky-uyb24dma41a"},
        {"XN--mnchen-3ya.de", "XN--mnchen-3ya.de"}, {"127.0.0.1", "127.0.0.1"},
    };
    static const char *const bad[] = {"mu\xcc\x88nchen.de" /* decomposed */, "a\xc2\xad" "b.de" /* soft hyphen */, "a\xe2\x80\x8d" "b.de" /* joiner */, "imap\xe3\x80\x82" "de", "１２７.0.0.1",
                                      "ｉmap.de", "xn--ü.de", "ab--ü.de", "a⁄b.de", "\xc3", "m\xc3\xbc\xff.de", "\xc0\xaf.de", "\xed\xa0\x80.de", "😀.example", "\xe0\x81\xbc.de",
                                      "-ü.de", "a b.ü", "ü:993", "user@ü.de", "ſ.de", "İ.de", "ü..de"};
    char name[400], out[MBX_MAX_HOST + 2];
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        mbx_endpoint e = {pairs[i][0], 993, MBX_ENCRYPTION_TLS, false, NULL};
        assert_int_equal(mbx_host_ascii(pairs[i][0], out, &err), MBX_OK);
        assert_string_equal(out, pairs[i][1]);
        assert_int_equal(mbx_endpoint_check(&e, &err), MBX_OK);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mbx_endpoint e = {bad[i], 993, MBX_ENCRYPTION_TLS, false, NULL};
        if (mbx_endpoint_check(&e, &err) != MBX_E_ARGUMENT)
            print_error("%s\n", bad[i]);
        assert_int_equal(mbx_endpoint_check(&e, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_HOST);
    }
    /* Every length, up to where a label and where a name is full. */
    for (size_t n = 1; n < 390; n++) {
        for (size_t k = 0; k < n; k += 2)
            memcpy(name + k, k % 60 == 58 ? ".a" : "ü", 2);
        name[n & ~(size_t)1] = 0;
        if (mbx_host_ascii(name, out, &err) == MBX_OK)
            assert_true(strlen(out) <= MBX_MAX_HOST);
    }
    memset(name, 'a', 60);
    memcpy(name + 60, "ü", 3);
    assert_int_equal(mbx_host_ascii(name, out, &err), MBX_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spellings), cmocka_unit_test(names_in_letters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
