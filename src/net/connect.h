/* A TCP connection to the first address that answers. */
#ifndef MBX_CONNECT_H
#define MBX_CONNECT_H

#include "net/resolve.h"

/* Tries the addresses in turn; each gets an equal share of the time that is left, so that one dead address does not
 * eat the others' time. *fd_r: non-blocking, close-on-exec, without Nagle's delay; the caller closes it. */
MBX_MUST_CHECK mbx_status mbx_connect(const mbx_host_addresses *to, mbx_time deadline, mbx_cancel *cancel, int *fd_r, size_t *which_r, mbx_error *err);

#endif
