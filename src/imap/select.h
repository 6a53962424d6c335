/* Opening a folder, with what RFC 7162 (CONDSTORE, QRESYNC), 4315 and 8474 add to it. */
#ifndef MBX_SELECT_H
#define MBX_SELECT_H

#include "imap/changes.h"

typedef struct mbx_select { /* {0}: EXAMINE and nothing else */
    bool write;           /* SELECT: for changing mail. Looking at it is done with EXAMINE */
    bool modseqs;         /* HIGHESTMODSEQ is wanted, so that the next time changes can be asked for */
    uint32_t uidvalidity; /* QRESYNC, and modseqs with it: what was known when the folder was last seen whole; 0, or modseq 0: nothing */
    uint64_t modseq;
    uint32_t known_to;    /* the highest UID known: only what is gone of 1 to this one is told. 0: whatever is gone */
    const mbx_change_handler *changes; /* flags that changed since; NULL: not told */
} mbx_select;

/* Like mbx_session_examine(), which is this with {0}. ENABLE goes before it where it is needed for the first time; QRESYNC is
 * only used where the server says ENABLED, and is the only parameter then: some servers take one at most. One that does not
 * understand a parameter is asked without. m_r->resynced says whether what changed and what is gone since modseq is told. */
MBX_MUST_CHECK mbx_status mbx_session_select(mbx_session *s, const char *folder, const mbx_select *how, mbx_mailbox *m_r, mbx_error *err);

/* Leaves the folder without deleting anything: UNSELECT (RFC 3691), or CLOSE if it was opened with EXAMINE. CLOSE after
 * SELECT would delete what is marked, so a server without UNSELECT keeps it open until another is opened. */
MBX_MUST_CHECK mbx_status mbx_session_unselect(mbx_session *s, mbx_error *err);

#endif
