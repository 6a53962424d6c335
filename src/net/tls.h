/* TLS contexts of one process: one per CA file, made at first use, shared by all its connections and threads
 * (parsing the system's bundle costs 25-30 ms). Minimum TLS 1.2, peer verification always on. */
#ifndef MBX_TLS_H
#define MBX_TLS_H

#include "base/status.h"

typedef struct mbx_tls mbx_tls;

MBX_MUST_CHECK mbx_status mbx_tls_new(mbx_tls **t_r, mbx_error *err); /* returns owned; thread-safe */
void mbx_tls_free(mbx_tls *t); /* after the last stream that borrowed it */
const char *mbx_tls_library_version(void); /* the running OpenSSL, for phpinfo */

#endif
