/* Asks the server what a plan has to know before messages can be fetched. */
#ifndef MBX_INQUIRE_H
#define MBX_INQUIRE_H

#include "sync/plan.h"

/* Of the folder that is open. f: freed by the caller whatever the outcome. */
MBX_MUST_CHECK mbx_status mbx_inquire(mbx_session *s, const mbx_inquiry *ask, mbx_findings *f, mbx_error *err);

#endif
