#include "net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* IANA's special-purpose registry, as far as it is IPv4 (RFC 6890), and two metadata services outside of it. */
static const char *const refused_v4[] = {
    "0.0.0.0/8",       /* this network: 0.0.0.0 connects to loopback */
    "169.254.0.0/16",  /* link-local: 169.254.169.254 hands out a cloud machine's credentials */
    "192.0.0.0/24",    /* protocol assignments; 192.0.0.192 is Oracle's metadata service */
    "192.88.99.0/24",  /* 6to4 relays, RFC 7526 */
    "224.0.0.0/4",     /* multicast */
    "240.0.0.0/4",     /* reserved, and broadcast */
    "168.63.129.16",   /* Azure's wire server */
    "100.100.100.200", /* Alibaba's metadata service */
};

/* Of IPv6 everything is refused but these: what is not assigned today must not become a way in tomorrow. */
static const char *const assigned_v6[] = {"2000::/3", "fc00::/7", "::1", "64:ff9b::/96"};

static const char *const refused_v6[] = {
    "2001::/32",    /* Teredo: IPv4 inside, RFC 4380 */
    "2001:10::/28", /* ORCHID, RFC 4843: names of hosts, no addresses */
    "2001:20::/28", /* RFC 7343: the same */
    "2002::/16",    /* 6to4: IPv4 inside, RFC 3056 */
    "fd00:ec2::/32", /* Amazon's metadata service fd00:ec2::254 and its neighbours */
    "fd20:ce::254", /* Google's */
};

static const char *const private_networks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "198.18.0.0/15", "::1", "fc00::/7"};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

bool mbx_host_is_address(const char *host, uint16_t port, struct sockaddr_storage *a, socklen_t *n)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

    memset(a, 0, sizeof *a);
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        memcpy(a, &v4, sizeof v4);
        *n = sizeof v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6.sin6_addr) == 1) {
        memcpy(a, &v6, sizeof v6);
        *n = sizeof v6;
        return true;
    }
    return false;
}

/* The address's 4 or 16 bytes; 0 for another family. */
static size_t bytes_of(const struct sockaddr_storage *a, unsigned char out[16])
{
    struct sockaddr_in s4;
    struct sockaddr_in6 s6;

    if (a->ss_family == AF_INET) {
        memcpy(&s4, a, sizeof s4);
        memcpy(out, &s4.sin_addr, 4);
        return 4;
    }
    if (a->ss_family == AF_INET6) {
        memcpy(&s6, a, sizeof s6);
        memcpy(out, &s6.sin6_addr, 16);
        return 16;
    }
    return 0;
}

bool mbx_network_parse(mbx_str text, mbx_network *n_r)
{
    const char *slash = memchr(text.p, '/', text.n);
    size_t n = slash ? (size_t)(slash - text.p) : text.n;
    struct sockaddr_storage a;
    char address[MBX_ADDRESS_TEXT];
    socklen_t len;

    if (n >= sizeof address)
        return false;
    memcpy(address, text.p, n);
    address[n] = 0;
    if (strlen(address) != n || !mbx_host_is_address(address, 0, &a, &len))
        return false;
    memset(n_r, 0, sizeof *n_r);
    n_r->family = a.ss_family;
    n_r->bits = (unsigned)bytes_of(&a, n_r->bytes) * 8;
    if (slash) {
        size_t digits = text.n - n - 1;
        unsigned bits = 0;

        if (digits == 0 || digits > 3)
            return false;
        for (const char *p = slash + 1; digits > 0; p++, digits--) {
            if (*p < '0' || *p > '9')
                return false;
            bits = bits * 10 + (unsigned)(*p - '0');
        }
        if (bits > n_r->bits)
            return false;
        n_r->bits = bits;
    }
    return true;
}

bool mbx_network_contains(const mbx_network *n, const struct sockaddr_storage *a)
{
    unsigned char bytes[16];
    unsigned whole = n->bits / 8, rest = n->bits % 8;

    if (n->family != a->ss_family || bytes_of(a, bytes) == 0 || memcmp(bytes, n->bytes, whole) != 0)
        return false;
    return rest == 0 || ((bytes[whole] ^ n->bytes[whole]) & (0xff00U >> rest) & 0xffU) == 0;
}

static bool one_of(const char *const *networks, size_t count, const struct sockaddr_storage *a)
{
    mbx_network n;

    for (size_t i = 0; i < count; i++)
        if (mbx_network_parse(mbx_str_of(networks[i]), &n) && mbx_network_contains(&n, a))
            return true;
    return false;
}

bool mbx_address_loopback(const struct sockaddr_storage *a)
{
    static const char *const loopback[] = {"127.0.0.0/8", "::1"};

    return one_of(loopback, COUNT(loopback), a);
}

bool mbx_address_private(const struct sockaddr_storage *a)
{
    return one_of(private_networks, COUNT(private_networks), a);
}

/* ISATAP (RFC 5214 section 6.1) has IPv4 behind this interface identifier in any network. */
static bool isatap(const unsigned char v6[16])
{
    return (v6[8] & 0xfdU) == 0 && v6[9] == 0 && v6[10] == 0x5e && v6[11] == 0xfe;
}

bool mbx_address_refused(const struct sockaddr_storage *a)
{
    static const char *const translated[] = {"64:ff9b::/96"};
    struct sockaddr_storage inside;
    struct sockaddr_in s;
    unsigned char v6[16];

    if (a->ss_family == AF_INET)
        return one_of(refused_v4, COUNT(refused_v4), a);
    if (bytes_of(a, v6) != sizeof v6 || !one_of(assigned_v6, COUNT(assigned_v6), a) || one_of(refused_v6, COUNT(refused_v6), a) || isatap(v6))
        return true;
    if (!one_of(translated, COUNT(translated), a))
        return false;
    memset(&inside, 0, sizeof inside);
    memset(&s, 0, sizeof s);
    s.sin_family = AF_INET;
    memcpy(&s.sin_addr, v6 + 12, 4);
    memcpy(&inside, &s, sizeof s);
    return one_of(refused_v4, COUNT(refused_v4), &inside) || mbx_address_private(&inside);
}

void mbx_address_text(const struct sockaddr_storage *a, char *out, size_t n)
{
    unsigned char bytes[16];

    if (bytes_of(a, bytes) == 0 || !inet_ntop(a->ss_family, bytes, out, (socklen_t)n))
        snprintf(out, n, "?");
}
