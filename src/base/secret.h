/* Bytes that must not leak: own pages, kept out of core dumps and of swap where the system allows, wiped on
 * free. Only mbx_secret_bytes() shows them, and only src/imap's login and src/seal call it. */
#ifndef MBX_SECRET_H
#define MBX_SECRET_H

#include "base/status.h"
#include "base/str.h"

typedef struct mbx_secret mbx_secret;

MBX_MUST_CHECK mbx_status mbx_secret_new(mbx_secret **s_r, const char *p, size_t n, mbx_error *err); /* copies */
void mbx_secret_free(mbx_secret *s);
mbx_str mbx_secret_bytes(const mbx_secret *s); /* borrows, while s lives */

void mbx_wipe(void *p, size_t n); /* not optimised away */

#endif
