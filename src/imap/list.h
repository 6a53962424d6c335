/* The folders of an account: LIST with what RFC 5258, 5819 and 6154 add to it where offered, NAMESPACE (RFC 2342) and
 * STATUS. Read after the login, through our own reader: names may be quoted, literals or, from servers that break the
 * rules, 8-bit. */
#ifndef MBX_LIST_H
#define MBX_LIST_H

#include "imap/object_id.h"
#include "imap/session.h"

typedef enum mbx_special_use { /* RFC 6154 section 2 */
    MBX_USE_NONE = 0, MBX_USE_ALL, MBX_USE_ARCHIVE, MBX_USE_DRAFTS, MBX_USE_FLAGGED, MBX_USE_JUNK, MBX_USE_SENT, MBX_USE_TRASH
} mbx_special_use;

enum { /* what a row's attributes say; MBX_FOLDER_NOSELECT is set with NONEXISTENT too (RFC 5258 section 3) */
    MBX_FOLDER_NOSELECT = 1, MBX_FOLDER_NONEXISTENT = 2, MBX_FOLDER_SUBSCRIBED = 4, MBX_FOLDER_NOINFERIORS = 8, MBX_FOLDER_HAS_CHILDREN = 16, MBX_FOLDER_REMOTE = 32
};

enum { /* which of mbx_folder_status the server told */
    MBX_TOLD_MESSAGES = 1, MBX_TOLD_UNSEEN = 2, MBX_TOLD_UIDNEXT = 4, MBX_TOLD_UIDVALIDITY = 8, MBX_TOLD_HIGHESTMODSEQ = 16, MBX_TOLD_SIZE = 32, MBX_TOLD_MAILBOXID = 64
};

typedef struct mbx_folder_status {
    unsigned told; /* MBX_TOLD_...; everything else is 0 */
    uint32_t messages, unseen, uidnext, uidvalidity;
    uint64_t highestmodseq;              /* RFC 7162 */
    uint64_t size;                       /* bytes, RFC 8438 */
    char mailboxid[MBX_MAX_OBJECTID + 1];/* RFC 8474; stays when the folder is renamed */
} mbx_folder_status;

typedef struct mbx_folder {
    char *raw;      /* as the server has it, NUL-terminated */
    char *name;     /* people's, UTF-8; NULL: mbx_session_examine() cannot open it, its raw bytes are its only name */
    char delimiter; /* 0: names are flat */
    unsigned attributes;
    mbx_special_use use;
    bool use_by_name; /* told by a usual name, not by the server */
    mbx_folder_status *status; /* NULL: not told */
} mbx_folder;

typedef struct mbx_folders { /* {0} is empty; the server's order */
    mbx_folder *row;
    size_t n;
    bool cut; /* there were more than MBX_MAX_FOLDERS */
} mbx_folders;

typedef struct mbx_namespace { /* the first personal one */
    bool told;
    char *prefix;   /* raw, as folder names begin with it: "INBOX."; "" for none; owned */
    char delimiter; /* 0: flat, or not told */
} mbx_namespace;

/* LIST "" "*". with_status: the counts of each folder too, where the server gives them in the same answer
 * (LIST-STATUS beside LIST-EXTENDED); nothing is asked folder by folder. SERVER_NO where the server refuses. */
MBX_MUST_CHECK mbx_status mbx_session_folders(mbx_session *s, bool with_status, mbx_folders *f_r, mbx_error *err);
void mbx_folders_free(mbx_folders *f); /* empties */

/* The folder of that use, NULL: none. One that the server names goes before one that is known by its name. */
const mbx_folder *mbx_folders_by_use(const mbx_folders *f, mbx_special_use use);
const char *mbx_special_use_name(mbx_special_use use); /* "sent"; "" for none */

/* Asks only where offered; n_r->told false otherwise. */
MBX_MUST_CHECK mbx_status mbx_session_namespace(mbx_session *s, mbx_namespace *n_r, mbx_error *err);
void mbx_namespace_free(mbx_namespace *n);

/* STATUS of n folders (names as people write them) on few round trips: status_r[i] belongs to names[i]. Of one that the
 * server does not tell, told is 0. Not for the folder that is open (RFC 3501 section 6.3.10): EXAMINE has told of it. */
MBX_MUST_CHECK mbx_status mbx_session_status(mbx_session *s, const char *const *names, size_t n, mbx_folder_status *status_r, mbx_error *err);

#endif
