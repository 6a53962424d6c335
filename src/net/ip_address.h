/* IPv4 and IPv6 addresses and networks, and the kinds of them that no mail server has. */
#ifndef MBX_IP_ADDRESS_H
#define MBX_IP_ADDRESS_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define MBX_ADDRESS_TEXT 64 /* enough for any of them in text form */

typedef struct mbx_network {
    int family;
    unsigned char bytes[16];
    unsigned bits; /* of the prefix */
} mbx_network;

/* Fills *a for a numeric address in its one canonical spelling ("127.1" or "0x7f000001" are none); false: a name. */
bool mbx_host_is_address(const char *host, uint16_t port, struct sockaddr_storage *a, socklen_t *n);

bool mbx_address_loopback(const struct sockaddr_storage *a);

/* Reachable from inside some network only: RFC 1918, RFC 4193, RFC 6598, RFC 2544, and loopback. */
bool mbx_address_private(const struct sockaddr_storage *a);

/* Never a mail server, whatever is configured: unspecified, multicast, broadcast, reserved, link-local, the clouds'
 * metadata services, and IPv4 in the clothes of IPv6. The one such form that is connected to is RFC 6052's
 * 64:ff9b::/96, by which a machine without IPv4 reaches the IPv4 Internet, and only with a public address in it. */
bool mbx_address_refused(const struct sockaddr_storage *a);

void mbx_address_text(const struct sockaddr_storage *a, char *out, size_t n);

/* "10.0.0.0/8", "fd00::/8" or a single address. */
bool mbx_network_parse(mbx_str text, mbx_network *n_r);
bool mbx_network_contains(const mbx_network *n, const struct sockaddr_storage *a);

#endif
