#include "net/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

bool mbx_host_is_address(const char *host, uint16_t port, struct sockaddr_storage *a, socklen_t *n)
{
    struct in_addr v4;
    struct in6_addr v6;

    memset(a, 0, sizeof *a);
    if (inet_pton(AF_INET, host, &v4) == 1) {
        struct sockaddr_in s;
        memset(&s, 0, sizeof s);
        s.sin_family = AF_INET;
        s.sin_port = htons(port);
        s.sin_addr = v4;
        memcpy(a, &s, sizeof s);
        *n = sizeof s;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6) == 1) {
        struct sockaddr_in6 s;
        memset(&s, 0, sizeof s);
        s.sin6_family = AF_INET6;
        s.sin6_port = htons(port);
        s.sin6_addr = v6;
        memcpy(a, &s, sizeof s);
        *n = sizeof s;
        return true;
    }
    return false;
}

/* The last label of a name is never a number (RFC 3696 section 2). What inet_aton() would take for an address
 * ("2130706433", "0x7f.1", "127.1") must not slip past the address rules by looking like a name. */
static bool numeric_label(const char *p, size_t n)
{
    if (n > 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        return strspn(p + 2, "0123456789abcdefABCDEF") >= n - 2;
    return n > 0 && strspn(p, "0123456789") >= n;
}

static bool good_name(const char *host)
{
    size_t n = strlen(host), label = 0;
    const char *last = host;

    if (n > 1 && host[n - 1] == '.')
        n--; /* the root's dot */
    if (n == 0 || n > MBX_MAX_HOST)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = host[i];
        if (c == '.') {
            if (label == 0)
                return false;
            label = 0;
            last = host + i + 1;
            continue;
        }
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!word && (c != '-' || label == 0))
            return false;
        if (++label > 63)
            return false;
    }
    return label > 0 && host[n - 1] != '-' && !numeric_label(last, label);
}

mbx_status mbx_endpoint_check(const mbx_endpoint *to, mbx_error *err)
{
    struct sockaddr_storage a;
    socklen_t n;

    if (!to->host || !to->host[0])
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "No server name is set.");
    if (!mbx_host_is_address(to->host, to->port, &a, &n) && !good_name(to->host)) {
        for (const char *p = to->host; *p; p++)
            if ((unsigned char)*p >= 0x80) {
                mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "The server name holds letters outside ASCII.");
                mbx_error_hint(err, "Enter the name in its ASCII form, which begins with xn--.");
                return err->status;
            }
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "The server name is not a host name or an address.");
    }
    if (to->port == 0)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PORT, "Port 0 does not exist.");
    return MBX_OK;
}

/* True with the four bytes when the address is IPv4, plain or mapped (RFC 4291 section 2.5.5.2). */
static bool as_v4(const struct sockaddr_storage *a, unsigned char v4[4])
{
    if (a->ss_family == AF_INET) {
        struct sockaddr_in s;
        memcpy(&s, a, sizeof s);
        memcpy(v4, &s.sin_addr, 4);
        return true;
    }
    if (a->ss_family == AF_INET6) {
        struct sockaddr_in6 s;
        memcpy(&s, a, sizeof s);
        if (IN6_IS_ADDR_V4MAPPED(&s.sin6_addr)) {
            memcpy(v4, (const char *)&s.sin6_addr + 12, 4);
            return true;
        }
    }
    return false;
}

bool mbx_address_loopback(const struct sockaddr_storage *a)
{
    unsigned char v4[4];
    struct sockaddr_in6 s;

    if (as_v4(a, v4))
        return v4[0] == 127;
    if (a->ss_family != AF_INET6)
        return false;
    memcpy(&s, a, sizeof s);
    return IN6_IS_ADDR_LOOPBACK(&s.sin6_addr);
}

/* Link-local holds the clouds' metadata services (169.254.169.254), the classic aim of a forged server name. */
bool mbx_address_refused(const struct sockaddr_storage *a)
{
    unsigned char v4[4];
    struct sockaddr_in6 s;

    if (as_v4(a, v4))
        return v4[0] == 0 || v4[0] >= 224 || (v4[0] == 169 && v4[1] == 254);
    if (a->ss_family != AF_INET6)
        return true;
    memcpy(&s, a, sizeof s);
    return IN6_IS_ADDR_UNSPECIFIED(&s.sin6_addr) || IN6_IS_ADDR_MULTICAST(&s.sin6_addr) ||
           IN6_IS_ADDR_LINKLOCAL(&s.sin6_addr) || IN6_IS_ADDR_SITELOCAL(&s.sin6_addr);
}

void mbx_address_text(const struct sockaddr_storage *a, char *out, size_t n)
{
    struct sockaddr_in s4;
    struct sockaddr_in6 s6;
    const char *p = NULL;

    if (a->ss_family == AF_INET) {
        memcpy(&s4, a, sizeof s4);
        p = inet_ntop(AF_INET, &s4.sin_addr, out, (socklen_t)n);
    } else if (a->ss_family == AF_INET6) {
        memcpy(&s6, a, sizeof s6);
        p = inet_ntop(AF_INET6, &s6.sin6_addr, out, (socklen_t)n);
    }
    if (!p)
        snprintf(out, n, "?");
}
