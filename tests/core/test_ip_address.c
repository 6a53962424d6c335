#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/endpoint.h"
#include "net/ip_address.h"
#include "net/transport.h"

#include <string.h>

static void kinds(void **state)
{
    enum { LOOPBACK = 1, PRIVATE = 2, REFUSED = 4 };
    static const struct {
        const char *text;
        int is;
    } table[] = {
        {"127.0.0.1", LOOPBACK | PRIVATE}, {"127.255.0.9", LOOPBACK | PRIVATE}, {"::1", LOOPBACK | PRIVATE}, {"126.255.255.255", 0}, {"128.0.0.1", 0},
        {"10.1.2.3", PRIVATE}, {"9.255.255.255", 0}, {"11.0.0.0", 0}, {"172.15.255.255", 0}, {"172.16.0.1", PRIVATE}, {"172.31.255.255", PRIVATE}, {"172.32.0.0", 0},
        {"192.168.0.1", PRIVATE}, {"192.167.255.255", 0}, {"192.169.0.0", 0}, {"100.63.255.255", 0}, {"100.64.0.1", PRIVATE}, {"100.127.255.255", PRIVATE}, {"100.128.0.0", 0},
        {"198.18.0.1", PRIVATE}, {"198.19.255.255", PRIVATE}, {"198.20.0.1", 0}, {"8.8.8.8", 0}, {"223.255.255.1", 0},
        {"0.0.0.0", REFUSED}, {"0.1.2.3", REFUSED}, {"1.0.0.0", 0}, {"224.0.0.1", REFUSED}, {"239.1.1.1", REFUSED}, {"240.0.0.1", REFUSED}, {"255.255.255.255", REFUSED},
        {"169.254.169.254", REFUSED}, {"169.254.0.1", REFUSED}, {"169.253.255.255", 0}, {"169.255.0.0", 0}, {"192.0.0.192", REFUSED}, {"192.0.1.0", 0}, {"192.88.99.1", REFUSED},
        {"168.63.129.16", REFUSED}, {"168.63.129.17", 0}, {"100.100.100.200", REFUSED | PRIVATE}, {"100.100.100.201", PRIVATE},
        {"2a00:1450::1", 0}, {"2001:4860::8", 0}, {"2001:db8::1", 0}, {"3fff::1", 0}, {"4000::1", REFUSED}, {"1fff::1", REFUSED}, {"fd00::1", PRIVATE}, {"fc00::1", PRIVATE}, {"fe00::1", REFUSED},
        {"::", REFUSED}, {"::2", REFUSED}, {"ff02::1", REFUSED}, {"fe80::1", REFUSED}, {"febf::1", REFUSED}, {"fec0::1", REFUSED}, {"fe80::a9fe:a9fe", REFUSED},
        {"fd00:ec2::254", REFUSED | PRIVATE}, {"fd00:ec1::254", PRIVATE}, {"fd20:ce::254", REFUSED | PRIVATE}, {"fd20:ce::255", PRIVATE}, {"100::1", REFUSED}, {"5f00::1", REFUSED},
        /* IPv4 inside IPv6: mapped, compatible, translated (RFC 2765), 6to4, Teredo, ISATAP, NAT64 */
        {"::ffff:127.0.0.1", REFUSED}, {"::ffff:169.254.169.254", REFUSED}, {"::ffff:8.8.8.8", REFUSED}, {"::127.0.0.2", REFUSED}, {"::ffff:0:10.0.0.1", REFUSED},
        {"2002:7f00:1::1", REFUSED}, {"2002:808:808::1", REFUSED}, {"2001:0:4136:e378:8000:63bf:3fff:fdd2", REFUSED}, {"2001:10::1", REFUSED}, {"2001:2f:ffff::1", REFUSED}, {"2001:30::1", 0},
        {"2a00:1450::5efe:a01:203", REFUSED}, {"2a00:1450::200:5efe:a01:203", REFUSED}, {"2a00:1450::5efe:1:203:405", 0}, {"fd00::5efe:a9fe:a9fe", REFUSED | PRIVATE},
        {"64:ff9b::808:808", 0}, {"64:ff9b::a9fe:a9fe", REFUSED}, {"64:ff9b::7f00:1", REFUSED}, {"64:ff9b::a01:203", REFUSED}, {"64:ff9b:1::808:808", REFUSED}, {"64:ff9b::1:808:808", REFUSED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct sockaddr_storage a;
        socklen_t n = 0;
        int is;

        assert_true(mbx_host_is_address(table[i].text, 993, &a, &n));
        is = (mbx_address_loopback(&a) ? LOOPBACK : 0) | (mbx_address_private(&a) ? PRIVATE : 0) | (mbx_address_refused(&a) ? REFUSED : 0);
        if (is != table[i].is)
            print_error("%s\n", table[i].text);
        assert_int_equal(is, table[i].is);
    }
}

static void text(void **state)
{
    static const char *const same[] = {"127.0.0.1", "255.255.255.255", "::1", "2001:db8::7", "::ffff:8.8.8.8", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};
    static const char *const names[] = {"", "127.1", "0x7f000001", "2130706433", "017700000001", "1.2.3.256", "127.0.0.01", "[::1]", "fe80::1%lo", "1.2.3.4 ", ":::", "::1/128", "localhost"};
    struct sockaddr_storage a;
    char out[MBX_ADDRESS_TEXT];
    socklen_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_true(mbx_host_is_address(same[i], 993, &a, &n));
        mbx_address_text(&a, out, sizeof out);
        assert_string_equal(out, same[i]);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_false(mbx_host_is_address(names[i], 993, &a, &n));
    memset(&a, 0, sizeof a);
    mbx_address_text(&a, out, sizeof out);
    assert_string_equal(out, "?");
    assert_true(mbx_address_refused(&a));
}

static bool inside(const char *network, const char *address)
{
    struct sockaddr_storage a;
    mbx_network n;
    socklen_t len;

    assert_true(mbx_host_is_address(address, 993, &a, &len));
    assert_true(mbx_network_parse(mbx_str_of(network), &n));
    return mbx_network_contains(&n, &a);
}

static void networks(void **state)
{
    static const char *const bad[] = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "10/8", "10.0.0.0/ 8", "10.0.0.0/0008", "office", "10.0.0.0-10.0.0.9"};
    mbx_network n;

    (void)state;
    assert_true(inside("10.0.0.0/8", "10.255.0.1"));
    assert_false(inside("10.0.0.0/8", "11.0.0.1"));
    assert_true(inside("10.9.9.9/8", "10.255.0.1")); /* the host's part does not count */
    assert_true(inside("192.168.4.0/22", "192.168.7.255"));
    assert_false(inside("192.168.4.0/22", "192.168.8.0"));
    assert_true(inside("192.168.4.7", "192.168.4.7"));
    assert_false(inside("192.168.4.7", "192.168.4.6"));
    assert_true(inside("0.0.0.0/0", "1.2.3.4"));
    assert_false(inside("0.0.0.0/0", "::1"));
    assert_true(inside("fd12:3456::/31", "fd12:3457::1"));
    assert_false(inside("fd12:3456::/31", "fd12:3458::1"));
    assert_true(inside("::1/128", "::1"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(mbx_network_parse(mbx_str_of(bad[i]), &n));
    assert_false(mbx_network_parse((mbx_str){"10.0.0.1\0", 9}, &n));
}

static bool reaches(const char *list, const char *address)
{
    const mbx_transport t = {.networks = list};
    struct sockaddr_storage a;
    socklen_t n;

    assert_true(mbx_host_is_address(address, 993, &a, &n));
    return mbx_transport_address(&t, &a);
}

static void policy(void **state)
{
    static const char *const bad_networks[] = {"x", "10.0.0.0/8 office", "10.0.0.0/8;fd00::/8", "10.0.0.0/99"}, *const bad_ports[] = {"0", "65536", "993-143", "imaps", "143-", "-143", "143 x", "99999999999", "1-65536"};
    mbx_error err;

    (void)state;
    assert_true(reaches(NULL, "10.0.0.1"));
    assert_true(reaches(NULL, "127.0.0.1"));
    assert_false(reaches(NULL, "169.254.169.254"));
    assert_false(reaches("", "10.0.0.1"));
    assert_false(reaches("", "127.0.0.1"));
    assert_false(reaches("", "::1"));
    assert_true(reaches("", "8.8.8.8"));
    assert_true(reaches(" 192.168.0.0/16,10.0.0.0/8 ", "10.0.0.1"));
    assert_true(reaches("192.168.0.0/16, fd00::/8", "fd00::1"));
    assert_false(reaches("192.168.0.0/16", "10.0.0.1"));
    assert_false(reaches("0.0.0.0/0 ::/0", "169.254.169.254")); /* whatever is configured */
    assert_false(reaches("0.0.0.0/0 ::/0", "fd00:ec2::254"));
    assert_false(reaches("0.0.0.0/0 ::/0", "::ffff:10.0.0.1"));
    assert_true(mbx_transport_port(NULL, 1));
    assert_true(mbx_transport_port(&(mbx_transport){.ports = "143 993"}, 993));
    assert_false(mbx_transport_port(&(mbx_transport){.ports = "143 993"}, 25));
    assert_true(mbx_transport_port(&(mbx_transport){.ports = "143,1143-1150"}, 1143));
    assert_true(mbx_transport_port(&(mbx_transport){.ports = "143,1143-1150"}, 1150));
    assert_false(mbx_transport_port(&(mbx_transport){.ports = "143,1143-1150"}, 1151));
    assert_false(mbx_transport_port(&(mbx_transport){.ports = ""}, 993));
    assert_int_equal(mbx_transport_check(NULL, &err), MBX_OK);
    assert_int_equal(mbx_transport_check(&(mbx_transport){.networks = " ,10.0.0.0/8,,::1 ", .ports = "1-65535, 993"}, &err), MBX_OK);
    for (size_t i = 0; i < sizeof bad_networks / sizeof bad_networks[0]; i++) {
        assert_int_equal(mbx_transport_check(&(mbx_transport){.networks = bad_networks[i]}, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_VALUE);
    }
    for (size_t i = 0; i < sizeof bad_ports / sizeof bad_ports[0]; i++) {
        assert_int_equal(mbx_transport_check(&(mbx_transport){.ports = bad_ports[i]}, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_VALUE);
    }
}

/* What somebody might write into a settings page to get at what stands behind the firewall: how each spelling is taken.
 * Names go to the name service, and the addresses that come from there meet the same rules. */
static void spellings(void **state)
{
    typedef enum verdict { INVALID, NAME, REFUSED, PRIVATE, PUBLIC } verdict;
    static const struct {
        verdict is;
        const char *const list[70];
    } all[] = {
        {INVALID,
         {"", " ", ".", "0", "1", "127", "1.1", "127.1", "127.0.1", "2130706433", "3232235777", "2852039166", "0x7f000001", "0xA9FEA9FE", "0x7f.1", "0x7f.0.0.1", "0x7f.0x0.0x0.0x1", "127.0.0.0x1",
          "017700000001", "0177.0.0.1", "0300.0250.0.1", "0251.0376.0251.0376", "0251.254.169.254", "169.254.43518", "169.16689662", "127.0.0.01", "0127.0.0.1", "00.0.0.0", "256.0.0.1",
          "1.2.3.4.5", "127.0.0.1.", "127.0.0.1..", "127..0.1", "example.1", "example.0x1", "-1", "127.0.0.1 ", " 127.0.0.1", "127.0.0.1\t", "127.0.0.1\n", "127.0.0.1\r\nx",
          "127.0.0.1:993", "[::1]:993", "[::1]", "[127.0.0.1]", "::1%lo", "fe80::1%eth0", "fe80::1%25eth0", "user@10.0.0.1", "user:pass@imap.example", "imap://127.0.0.1", "//127.0.0.1", "127.0.0.1/",
          "127.0.0.1/8", "127.0.0.1#x", "127.0.0.1?x", "127.0.0.1\\", "%31%32%37.0.0.1", "127.0.0.1%00", "{127.0.0.1}INBOX", "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", "127\xe3\x80\x82" "0\xe3\x80\x82" "0\xe3\x80\x82" "1",
          "\xe2\x91\xa0.0.0.1", "\xe2\x85\xbcocalhost", "loc\xc2\xad" "alhost"}},
        {INVALID,
         {":", ":::", ":::1", "::1::", "1::2::3", "12345::", "g::1", "0:0:0:0:0:0:0:0:1", "::ffff:256.0.0.1", "::ffff:127.1", "::ffff:0x7f.0.0.1", "::1/128", "1.2.3.4::", "::1.2.3", "imap.example,10.0.0.1",
          "imap.example 10.0.0.1", "10.0.0.1;x", "$(x)", "-oProxyCommand=x", "a_b..c", ".imap.example"}},
        {REFUSED,
         {"0.0.0.0", "0.0.0.1", "0.255.255.255", "169.254.169.254", "169.254.169.123", "169.254.170.2", "169.254.0.1", "192.0.0.192", "192.0.0.8", "168.63.129.16", "100.100.100.200", "192.88.99.1", "224.0.0.1",
          "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "0:0:0:0:0:0:0:0", "::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:10.0.0.1", "0:0:0:0:0:ffff:a9fe:a9fe", "::ffff:8.8.8.8", "::127.0.0.1", "::7f00:1",
          "::ffff:0:127.0.0.1", "fe80::1", "FE80::a9fe:a9fe", "febf::1", "fec0::1", "ff02::1", "ff0e::1", "fd00:ec2::254", "FD00:0EC2:0:0:0:0:0:254", "fd20:ce::254", "64:ff9b::7f00:1", "64:ff9b::127.0.0.1",
          "64:ff9b::10.1.2.3", "64:ff9b::169.254.169.254", "64:ff9b::192.168.0.1", "64:ff9b::0.0.0.0", "64:ff9b::100.100.100.200", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:1::", "2001::1",
          "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:20::1", "100::1", "2a00::5efe:7f00:1", "2a00::200:5efe:7f00:1", "4000::1", "5f00::1", "e000::1"}},
        {PRIVATE,
         {"127.0.0.1", "127.0.0.2", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1", "100.127.255.254", "198.18.0.1", "::1", "0:0:0:0:0:0:0:1",
          "0000:0000:0000:0000:0000:0000:0000:0001", "::0.0.0.1", "fc00::1", "fd12:3456::1", "FDFF::1"}},
        {PUBLIC,
         {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.0.1", "100.128.0.1", "126.0.0.1", "128.0.0.1", "169.253.1.1", "169.255.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "192.169.1.1", "198.17.1.1",
          "198.20.0.1", "223.1.1.1", "2606:4700::1111", "2001:4860:4860::8888", "2A00:1450:4001::6D", "64:ff9b::8.8.8.8", "2a00::5efe:1:7f00:1"}},
        {NAME,
         {"localhost", "LOCALHOST", "localhost.", "a.localhost", "ip6-localhost", "metadata", "metadata.google.internal", "METADATA.google.internal.", "instance-data", "127.0.0.1.nip.io", "169.254.169.254.nip.io",
          "7f000001.nip.io", "a9fea9fe.sslip.io", "localtest.me", "imap.example.com", "imap.example.com.", "1.2.3.4.example", "0x7f.example", "3com.com", "_imap.example", "m\xc3\xbcnchen.example", "xn--mnchen-3ya.example"}},
    };
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (const char *const *host = all[i].list; host < all[i].list + 70 && *host; host++, n++) {
            mbx_endpoint to = {*host, 993, MBX_ENCRYPTION_TLS, false, NULL};
            char ascii[MBX_MAX_HOST + 2];
            struct sockaddr_storage a;
            socklen_t len;
            mbx_error err;
            verdict is;

            if (mbx_endpoint_check(&to, &err) != MBX_OK || mbx_host_ascii(*host, ascii, &err) != MBX_OK)
                is = INVALID;
            else if (!mbx_host_is_address(ascii, 993, &a, &len))
                is = NAME;
            else
                is = mbx_address_refused(&a) ? REFUSED : mbx_address_private(&a) ? PRIVATE : PUBLIC;
            if (is != all[i].is)
                print_error("%s\n", *host);
            assert_int_equal(is, all[i].is);
        }
    assert_true(n >= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spellings), cmocka_unit_test(kinds), cmocka_unit_test(text), cmocka_unit_test(networks), cmocka_unit_test(policy)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
