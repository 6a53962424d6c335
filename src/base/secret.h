/* Bytes that must not leak: own pages, kept out of core dumps and of swap where the system allows, wiped on
 * free. Only mbx_secret_bytes() shows them; whoever calls it keeps no copy that is not wiped. */
#ifndef MBX_SECRET_H
#define MBX_SECRET_H

#include "base/status.h"
#include "base/str.h"

typedef struct mbx_secret mbx_secret;

MBX_MUST_CHECK mbx_status mbx_secret_new(mbx_secret **s_r, const char *p, size_t n, mbx_error *err); /* copies */
void mbx_secret_free(mbx_secret *s);
mbx_str mbx_secret_bytes(const mbx_secret *s); /* borrows, while s lives */

void mbx_wipe(void *p, size_t n); /* not optimised away */

/* Wipes the stack below the caller: what libraries' frames, and the dynamic linker that saves registers at a function's
 * first call, have left there of a secret. For when one was used and is gone. */
void mbx_wipe_stack(void);

#endif
