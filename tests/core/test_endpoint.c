#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/endpoint.h"

#include <string.h>

static void spellings(void **state)
{
    static const char *const good[] = {"imap.example.com", "imap.example.com.", "localhost", "a", "a-b.c", "x_y.example", "1and1.example", "127.0.0.1", "::1", "2001:db8::7", "::ffff:10.0.0.1",
                                       "xn--mnchen-3ya.de", "IMAP.Example.COM", "3com.com", "1.2.3.4.example"};
    static const char *const bad[] = {"", " ", "imap.example.com ", " imap.example.com", "imap example.com", "imap.example.com:993", "imaps://imap.example.com", "{imap.example.com/ssl}INBOX",
                                      "user@imap.example.com", "imap.example.com/x", "[::1]", "fe80::1%eth0", "imap..com", ".com", ".", "-a.com", "a-.com.-", "imap.example.com\r\n", "imap.example.com\n",
                                      "a\tb", "m\xc3\xbcnchen.de", "2130706433", "127.1", "0x7f.0.0.1", "0x7f000001", "017700000001", "1.2.3.4.5", "127.0.0.01x.08", "1.2.3.256", "imap.example.com?x",
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

static void addresses(void **state)
{
    static const struct {
        const char *text;
        bool loopback, refused;
    } table[] = {
        {"127.0.0.1", true, false},        {"127.255.0.9", true, false},     {"::1", true, false},           {"::ffff:127.0.0.1", true, false},
        {"10.1.2.3", false, false},        {"192.168.0.1", false, false},    {"8.8.8.8", false, false},      {"2001:db8::1", false, false},
        {"fd00::1", false, false},         {"128.0.0.1", false, false},      {"223.255.255.1", false, false},
        {"0.0.0.0", false, true},          {"0.1.2.3", false, true},         {"224.0.0.1", false, true},     {"239.1.1.1", false, true},
        {"255.255.255.255", false, true},  {"240.0.0.1", false, true},       {"169.254.169.254", false, true}, {"169.253.1.1", false, false},
        {"::", false, true},               {"ff02::1", false, true},         {"fe80::1", false, true},       {"febf::1", false, true},
        {"::ffff:169.254.169.254", false, true}, {"::ffff:0.0.0.0", false, true}, {"::ffff:224.0.0.1", false, true}, {"::ffff:8.8.8.8", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct sockaddr_storage a;
        socklen_t n = 0;
        char text[64];

        assert_true(mbx_host_is_address(table[i].text, 993, &a, &n));
        if (mbx_address_loopback(&a) != table[i].loopback || mbx_address_refused(&a) != table[i].refused)
            print_error("%s\n", table[i].text);
        assert_int_equal(mbx_address_loopback(&a), table[i].loopback);
        assert_int_equal(mbx_address_refused(&a), table[i].refused);
        mbx_address_text(&a, text, sizeof text);
        assert_string_equal(text, table[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spellings), cmocka_unit_test(addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
