/* The stages of a walk that look at folders. */
#ifndef MBX_PLACES_H
#define MBX_PLACES_H

#include "imap/list.h"
#include "probe/stages.h"

/* LIST and NAMESPACE, which no import needs: what is wrong with them is a warning. f_r: to be freed whatever the outcome. */
MBX_MUST_CHECK mbx_status mbx_place_list(mbx_walk *w, mbx_folders *f_r, mbx_error *err);

/* What the account's first folder weighs, where the server tells that at once; not after it was opened. told_r false: unknown. */
MBX_MUST_CHECK mbx_status mbx_place_weigh(mbx_walk *w, bool *told_r, uint64_t *size_r, mbx_error *err);

/* Opens the account's first folder; says what may have been meant where there is none of that name. */
MBX_MUST_CHECK mbx_status mbx_place_open(mbx_walk *w, const mbx_folders *f, mbx_mailbox *m_r, mbx_error *err);

#endif
