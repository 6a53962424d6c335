/* TLS sessions of earlier connections of this process, to be taken up again: the next poll saves the server's signature
 * and the chain's check. A session stands for a certificate that was checked; it is given out only under the key and the
 * context it was kept with, while the certificate is valid and MBX_TLS_RESUME_MS have not passed since the check, and
 * once only (RFC 8446 appendix C.4). Thread-safe. */
#ifndef MBX_RESUME_H
#define MBX_RESUME_H

#include "base/clock.h"

#include <stdbool.h>

struct ssl_ctx_st;
struct ssl_session_st;

typedef struct mbx_resume mbx_resume;

mbx_resume *mbx_resume_new(void); /* returns owned; NULL: no memory */
void mbx_resume_free(mbx_resume *r);

/* True: session is kept, and its reference taken. verified: when its certificate was checked. */
bool mbx_resume_keep(mbx_resume *r, const char *key, struct ssl_ctx_st *ctx, struct ssl_session_st *session, mbx_time verified);

/* Returns owned; NULL: none. *verified_r is written only with a session. */
struct ssl_session_st *mbx_resume_take(mbx_resume *r, const char *key, const struct ssl_ctx_st *ctx, mbx_time *verified_r);

#endif
