/* What may be connected to: the spelling of a host, and the kinds of address that no mail server has. */
#ifndef MBX_ENDPOINT_H
#define MBX_ENDPOINT_H

#include "base/status.h"
#include "net/stream.h"

#include <sys/socket.h>

#define MBX_MAX_HOST 253 /* RFC 1035 section 2.3.4, in text form and without the root's dot */

/* A name or an IPv4/IPv6 address without port, scheme, brackets or user; port 1 to 65535. INPUT_HOST, INPUT_PORT. */
MBX_MUST_CHECK mbx_status mbx_endpoint_check(const mbx_endpoint *to, mbx_error *err);

/* Fills *a for a numeric address in its one canonical spelling ("127.1" or "0x7f000001" are none); false: a name. */
bool mbx_host_is_address(const char *host, uint16_t port, struct sockaddr_storage *a, socklen_t *n);

/* IPv4 inside IPv6 (::ffff:a.b.c.d) is judged as the IPv4 address that it means. */
bool mbx_address_loopback(const struct sockaddr_storage *a);
bool mbx_address_refused(const struct sockaddr_storage *a); /* unspecified, multicast, broadcast, link-local */
void mbx_address_text(const struct sockaddr_storage *a, char *out, size_t n);

#endif
