/* Host name to addresses, without ever waiting longer than the deadline. */
#ifndef MBX_RESOLVE_H
#define MBX_RESOLVE_H

#include "base/cancel.h"
#include "base/clock.h"
#include "base/status.h"

#include <stdint.h>
#include <sys/socket.h>

#define MBX_MAX_HOST_ADDRESSES 16 /* more are not tried */

typedef struct mbx_host_addresses {
    struct sockaddr_storage a[MBX_MAX_HOST_ADDRESSES];
    socklen_t len[MBX_MAX_HOST_ADDRESSES];
    size_t n;
} mbx_host_addresses;

/* Addresses in the system's order of preference, refused kinds (ip_address.h) left out: ADDRESS_REFUSED when none is
 * left. getaddrinfo() cannot be interrupted, so it runs in a thread of its own; at the deadline or on cancel that
 * thread is left to itself and frees the request when the name service answers at last. */
MBX_MUST_CHECK mbx_status mbx_resolve(const char *host, uint16_t port, mbx_time deadline, mbx_cancel *cancel,
                                      mbx_host_addresses *out, mbx_error *err);

#endif
