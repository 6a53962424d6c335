#include "net/endpoint.h"

#include "net/idn.h"
#include "net/ip_address.h"

#include <string.h>

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
    char host[MBX_MAX_HOST + 2];
    socklen_t n;
    mbx_status st;

    if (!to->host || !to->host[0])
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "No server name is set.");
    if ((st = mbx_host_ascii(to->host, host, err)) != MBX_OK)
        return st;
    if (!mbx_host_is_address(host, to->port, &a, &n) && !good_name(host))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "The server name is not a host name or an address.");
    if (to->port == 0)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PORT, "Port 0 does not exist.");
    if ((st = mbx_transport_check(to->transport, err)) != MBX_OK)
        return st;
    if (!mbx_transport_port(to->transport, to->port))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PORT, "Port %u is not among the ports that may be used here.", (unsigned)to->port);
    return MBX_OK;
}
