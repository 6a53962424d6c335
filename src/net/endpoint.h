/* What may be connected to: the spelling of a host. */
#ifndef MBX_ENDPOINT_H
#define MBX_ENDPOINT_H

#include "net/idn.h"
#include "net/stream.h"

/* A name (idn.h) or an IPv4/IPv6 address without port, scheme, brackets or user; a port that the transport allows; a
 * transport that can be read. INPUT_HOST, INPUT_PORT, INPUT_VALUE. */
MBX_MUST_CHECK mbx_status mbx_endpoint_check(const mbx_endpoint *to, mbx_error *err);

#endif
