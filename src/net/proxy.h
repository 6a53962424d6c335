/* Through a proxy: SOCKS5 (RFC 1928, passwords RFC 1929) or HTTP CONNECT (RFC 9110 section 9.3.6, Basic).
 *
 * The proxy looks the server's name up, so the address rules (transport.h) hold for servers given by address only; where
 * names may lead is the proxy's to rule. The proxy's own address is the administrator's choice: of the rules only the
 * kinds that are always refused hold for it. Nothing that it says is shown or kept. */
#ifndef MBX_PROXY_H
#define MBX_PROXY_H

#include "net/stream.h"

typedef struct mbx_proxy {
    bool http; /* else SOCKS5 */
    char host[256];
    uint16_t port;
} mbx_proxy;

bool mbx_proxy_parse(const char *url, mbx_proxy *p_r); /* "socks5://host:1080", "http://[::1]:3128" */

/* Asks the proxy at the stream's other end for a way to host (ASCII) and port; not a byte behind its consent is read.
 * PROXY_AUTH, PROXY_REFUSED, PROXY_PROTOCOL, or a failure of the stream. */
MBX_MUST_CHECK mbx_status mbx_proxy_open(mbx_stream *s, const mbx_proxy *p, const mbx_transport *by, const char *host, uint16_t port, mbx_error *err);

#endif
