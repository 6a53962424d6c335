/* A TCP connection to whichever address answers first. */
#ifndef MBX_CONNECT_H
#define MBX_CONNECT_H

#include "net/resolve.h"

typedef struct mbx_connected {
    int fd;           /* non-blocking, close-on-exec, without Nagle's delay; the caller closes it */
    size_t which;     /* of the addresses */
    char others[256]; /* "2001:db8::7: Connection refused; 192.0.2.1: no answer yet": what was tried beside it */
} mbx_connected;

/* Happy eyeballs (RFC 8305): the families take turns, beginning with the first address's; the next attempt begins
 * MBX_CONNECT_STAGGER after the one before, or at once when that one failed; the first that succeeds wins and the
 * others are closed. The failure, when there is none, names each address and its reason. */
MBX_MUST_CHECK mbx_status mbx_connect(const mbx_host_addresses *to, mbx_time deadline, mbx_cancel *cancel, mbx_connected *r, mbx_error *err);

#endif
