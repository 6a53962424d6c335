/* One IMAP session over one stream: greeting, STARTTLS, login, EXAMINE, SEARCH, streaming FETCH.
 *
 * Commands are written by us and their answers read by us, behind the wire guard (imap/guard.h); only what FETCH tells is
 * parsed by libetpan, over our own mailstream_low driver. Any failure but a tagged NO leaves the session unusable: free
 * it. Strings that become part of a command are refused when they hold CR, LF or NUL. Default is read-only: EXAMINE and
 * BODY.PEEK. */
#ifndef MBX_SESSION_H
#define MBX_SESSION_H

#include "base/limits.h"
#include "base/secret.h"
#include "base/uidset.h"
#include "imap/object_id.h"
#include "net/stream.h"

typedef struct mbx_session mbx_session;

typedef struct mbx_mailbox { /* what EXAMINE or SELECT said; 0 = not said */
    uint32_t exists;
    uint32_t uidvalidity;
    uint32_t uidnext; /* asked with STATUS when EXAMINE is silent about it; 0: the server does not tell */
    uint64_t highestmodseq; /* RFC 7162 */
    bool no_modseq;         /* NOMODSEQ: this folder has none, whatever the server can */
    bool read_only;
    bool uids_not_sticky;   /* UIDNOTSTICKY (RFC 4315): UIDs of this session mean nothing in the next */
    bool resynced;          /* imap/select.h: the server told what changed since the state that it was given */
    bool permanent_flags_told, new_keywords; /* new_keywords: \* */
    uint32_t permanent_flags;                /* MBX_FLAG_... that last */
    char mailboxid[MBX_MAX_OBJECTID + 1];   /* RFC 8474: stays when the folder is renamed; "": not told */
} mbx_mailbox;

/* Flags of a message, as bits; keywords are not kept yet. */
enum {
    MBX_FLAG_SEEN = 1, MBX_FLAG_ANSWERED = 2, MBX_FLAG_FLAGGED = 4, MBX_FLAG_DELETED = 8, MBX_FLAG_DRAFT = 16, MBX_FLAG_RECENT = 32
};

typedef struct mbx_fetched {
    uint32_t uid;            /* never 0: an answer without UID is dropped */
    uint32_t flags;
    bool has_internal_date;
    int64_t internal_date;   /* seconds since 1970 UTC */
    uint64_t size;           /* RFC822.SIZE as the server says; 0 = not said */
    uint64_t body_bytes;     /* bytes handed to body() */
    bool has_body;           /* false: no body item in the answer, or BODY[] NIL */
    /* Asked for where offered after the login; "" is not told. EMAILID and THREADID of RFC 8474, or Gmail's X-GM-MSGID and
     * X-GM-THRID in decimal: they stay when the message moves or UIDVALIDITY changes. */
    char email_id[MBX_MAX_OBJECTID + 1], thread_id[MBX_MAX_OBJECTID + 1];
    mbx_str labels;          /* X-GM-LABELS, asked for with a body: UTF-8, each with a NUL behind it; absent: not told. Borrowed until end() returns */
} mbx_fetched;

/* A handler's failure ends the fetch and comes back as its result. body() calls of different messages never mix.
 * A begin() without end() is an answer that was given up (its UID came late and was not asked): the next begin(), or
 * the end of the fetch, says so. Each UID gets at most one end() in a fetch. */
typedef struct mbx_fetch_handler {
    void *ctx;
    /* A body of n bytes begins. uid is what the same answer said before the body, 0 when it comes after it. */
    mbx_status (*begin)(void *ctx, uint32_t uid, uint64_t n, mbx_error *err);
    mbx_status (*body)(void *ctx, const char *p, size_t n, mbx_error *err);
    mbx_status (*end)(void *ctx, const mbx_fetched *facts, mbx_error *err); /* the answer is complete */
} mbx_fetch_handler;

/* Connects, TLS as the endpoint says, greeting. STARTTLS is required where asked for, never optional. */
MBX_MUST_CHECK mbx_status mbx_session_open(mbx_session **s_r, const mbx_endpoint *to, mbx_tls *tls, mbx_time total, mbx_cancel *cancel, mbx_error *err);

/* The same; what is known of the connection goes to *facts_r whether it succeeds or not. Its strings are static. */
MBX_MUST_CHECK mbx_status mbx_session_open_telling(mbx_session **s_r, const mbx_endpoint *to, mbx_tls *tls, mbx_time total, mbx_cancel *cancel, mbx_stream_facts *facts_r, mbx_error *err);

/* AUTHENTICATE PLAIN (RFC 4616, with SASL-IR where offered) or LOGIN; LOGINDISABLED is respected. mechanism: a static name. */
MBX_MUST_CHECK mbx_status mbx_session_login(mbx_session *s, const char *user, const mbx_secret *password, mbx_error *err);
/* COMPRESS=DEFLATE, if the server offers it after the login; not before, and once. *on_r false: it does not, or refused; the session
 * is in order. PROTOCOL_COMPRESSION and LIMIT_COMPRESSION may be what any later call fails with. */
MBX_MUST_CHECK mbx_status mbx_session_compress(mbx_session *s, bool *on_r, mbx_error *err);
const char *mbx_session_mechanism(const mbx_session *s); /* "PLAIN" or "LOGIN"; NULL before login */
const char *mbx_session_capabilities(const mbx_session *s); /* space-separated, as last told; "" when unknown */

const char *mbx_session_server_id(const mbx_session *s); /* what it said of itself (RFC 2971): "(\"name\" \"Dovecot\")"; "" for nothing */

/* folder: UTF-8 as people write it; goes out in modified UTF-7 (RFC 3501 5.1.3). FOLDER_NOT_FOUND on a tagged NO. */
MBX_MUST_CHECK mbx_status mbx_session_examine(mbx_session *s, const char *folder, mbx_mailbox *m_r, mbx_error *err);

typedef enum mbx_search { MBX_SEARCH_ALL = 0, MBX_SEARCH_UNSEEN, MBX_SEARCH_SINCE, MBX_SEARCH_UIDS } mbx_search;

/* UID SEARCH; since: seconds since 1970, its day in UTC is asked (MBX_SEARCH_SINCE only); within: only these UIDs
 * (MBX_SEARCH_UIDS: which of them exist; may be NULL for the others). Result is added to found. */
MBX_MUST_CHECK mbx_status mbx_session_search(mbx_session *s, mbx_search what, int64_t since, const mbx_uidset *within, mbx_uidset *found, mbx_error *err);

/* UID FETCH uids (UID FLAGS INTERNALDATE RFC822.SIZE [BODY.PEEK[]]); with_body false: facts only. Answers for
 * UIDs that were not asked are dropped. A set too long for one command line goes out as several
 * commands, MBX_MAX_FETCHES on the way at once; where one is refused the others are read, what they bring is told, and the
 * first refusal comes back: the session is in order. Flag news
 * that a server mixes in are no answer; a UID that got nothing else is told last, with has_body false and no facts.
 * A UID without end() does not exist any more. A message above MBX_MAX_LITERAL ends the session with LIMIT_LITERAL. */
MBX_MUST_CHECK mbx_status mbx_session_fetch(mbx_session *s, const mbx_uidset *uids, bool with_body, const mbx_fetch_handler *h, mbx_error *err);

/* The last command was done, but the server asked for a pause (Google: "OK Success [THROTTLED]"). Then err says so. */
bool mbx_session_throttled(const mbx_session *s, mbx_error *err);

/* The UID that the FETCH answer being read has named so far; 0 when none is being read or none was named. After a
 * failure it tells which message the server failed on. */
uint32_t mbx_session_current_uid(const mbx_session *s);

unsigned mbx_session_quirks(const mbx_session *s); /* imap/quirk.h: what is known of the server so far */
const mbx_stream_facts *mbx_session_stream(const mbx_session *s);
void mbx_session_logout(mbx_session *s); /* sends LOGOUT, does not wait; errors are ignored */
void mbx_session_free(mbx_session *s);   /* closes without a word */

const char *mbx_session_library_version(void); /* the running libetpan: "1.9" */
int mbx_session_library_built(void);           /* major * 100 + minor of the headers */

#endif
