/* What changed in the open folder: flags and mod-sequences as a stream of facts, nothing kept of a message; and what the
 * server says is gone. */
#ifndef MBX_CHANGES_H
#define MBX_CHANGES_H

#include "base/limits.h"
#include "imap/news.h"
#include "imap/session.h"

typedef struct mbx_change {
    uint32_t uid;      /* never 0: a line without UID is dropped, and so is one without FLAGS */
    uint32_t flags;    /* MBX_FLAG_... */
    uint64_t modseq;   /* 0: not told */
    unsigned keywords; /* flags without a backslash; the first of them by name, which is valid during the call */
    mbx_str keyword[MBX_MAX_KEYWORDS];
} mbx_change;

/* A handler's failure ends the command and comes back as its result. A message may come more than once; the last counts. */
typedef struct mbx_change_handler {
    void *ctx;
    mbx_status (*change)(void *ctx, const mbx_change *c, mbx_error *err);
} mbx_change_handler;

/* UID FETCH uids (UID FLAGS). since above 0: only what has a higher mod-sequence (RFC 7162 section 3.1.4), for folders whose
 * mbx_mailbox.highestmodseq is told; INPUT_VALUE otherwise. vanished: and what of uids is gone since, for
 * mbx_session_vanished(); after ENABLE QRESYNC and with since only. With mod-sequences where the folder has them. Lines for
 * UIDs that were not asked are dropped. A set too long for one command goes out as several. */
MBX_MUST_CHECK mbx_status mbx_session_changes(mbx_session *s, const mbx_uidset *uids, uint64_t since, bool vanished, const mbx_change_handler *h, mbx_error *err);

/* Adds to gone the UIDs that the server called vanished since the folder was opened, the opening included, with whatever
 * command it came. *all_r false: some of it could not be read or kept. Count before acting on it: imap/news.h. */
MBX_MUST_CHECK mbx_status mbx_session_vanished(mbx_session *s, mbx_uidset *gone, bool *all_r, mbx_error *err);
const mbx_news *mbx_session_news(const mbx_session *s);

/* One FETCH line, without its end and without what its literals hold. *told_r false: it tells no change. Fails for want of
 * memory only. */
MBX_MUST_CHECK mbx_status mbx_change_read(mbx_str line, mbx_change *c_r, bool *told_r, mbx_error *err);

#endif
