/* A request to stop, from any thread to the one that waits: a flag and a descriptor that poll() can watch. */
#ifndef MBX_CANCEL_H
#define MBX_CANCEL_H

#include "base/status.h"

typedef struct mbx_cancel mbx_cancel;

MBX_MUST_CHECK mbx_status mbx_cancel_new(mbx_cancel **c_r, mbx_error *err); /* returns owned */
void mbx_cancel_free(mbx_cancel *c);
void mbx_cancel_raise(mbx_cancel *c);        /* any thread; NULL is legal; stays raised */
bool mbx_cancel_raised(const mbx_cancel *c); /* NULL: false */
int mbx_cancel_fd(const mbx_cancel *c);      /* readable once raised; -1 for NULL */

#endif
