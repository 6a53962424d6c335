/* One response code: what stands in brackets at the beginning of a status line's text (RFC 3501 section 7.1, RFC 5530 and
 * the extensions named below). What is unknown, or has other arguments than its name asks for, is "other", never an error:
 * servers invent codes, and Exchange puts [Error="..."] there. */
#ifndef MBX_RESPONSE_CODE_H
#define MBX_RESPONSE_CODE_H

#include "base/str.h"

#include <stdint.h>

typedef enum mbx_rc { /* in the order of the names */
    MBX_RC_NONE = 0, /* no brackets there */
    MBX_RC_OTHER,
    MBX_RC_ALERT,
    MBX_RC_ALREADYEXISTS,
    MBX_RC_APPENDUID, /* RFC 4315: number is the UIDVALIDITY, uids what the server gave */
    MBX_RC_AUTHENTICATIONFAILED,
    MBX_RC_AUTHORIZATIONFAILED,
    MBX_RC_BADCHARSET,
    MBX_RC_CANNOT,
    MBX_RC_CAPABILITY, /* arguments: the list */
    MBX_RC_CLIENTBUG,
    MBX_RC_CLOSED, /* RFC 7162: what comes next is of the folder that is being opened */
    MBX_RC_CONTACTADMIN,
    MBX_RC_COPYUID, /* RFC 4315: number is the UIDVALIDITY there, uids here, copies there */
    MBX_RC_CORRUPTION,
    MBX_RC_EXPIRED,
    MBX_RC_EXPUNGEISSUED,
    MBX_RC_HASCHILDREN,
    MBX_RC_HIGHESTMODSEQ, /* RFC 7162: number */
    MBX_RC_INUSE,
    MBX_RC_LIMIT,
    MBX_RC_MAILBOXID, /* RFC 8474: object_id */
    MBX_RC_MODIFIED,  /* RFC 7162: uids (or message numbers) that were not changed */
    MBX_RC_NOMODSEQ,
    MBX_RC_NONEXISTENT,
    MBX_RC_NOPERM,
    MBX_RC_NOTSAVED,
    MBX_RC_OVERQUOTA,
    MBX_RC_PARSE,
    MBX_RC_PERMANENTFLAGS, /* flags, keywords, new_keywords */
    MBX_RC_PRIVACYREQUIRED,
    MBX_RC_READ_ONLY,
    MBX_RC_READ_WRITE,
    MBX_RC_SERVERBUG,
    MBX_RC_THROTTLED, /* Gmail */
    MBX_RC_TOOBIG,
    MBX_RC_TRYCREATE,
    MBX_RC_UIDNEXT, /* number, above 0 */
    MBX_RC_UIDNOTSTICKY,
    MBX_RC_UIDVALIDITY, /* number; 0 as SmarterMail has it too */
    MBX_RC_UNAVAILABLE,
    MBX_RC_UNKNOWN_CTE,
    MBX_RC_UNSEEN /* number: of a message, not its UID */
} mbx_rc;

typedef struct mbx_response_code {
    mbx_rc code;
    mbx_str name;      /* as it was sent; absent for MBX_RC_NONE and for brackets that do not begin with a word */
    mbx_str arguments; /* what stands behind the name, up to the bracket; "" for none */
    mbx_str text;      /* for people */
    uint64_t number;
    mbx_str uids, copies; /* sets that consist of digits, colons and commas and are not empty; imap/token.h reads them */
    mbx_str object_id;
    uint32_t flags;    /* MBX_FLAG_... */
    unsigned keywords; /* how many more flags are named */
    bool new_keywords; /* \* */
} mbx_response_code;

/* text: of a status line what stands behind OK, NO, BAD, BYE or PREAUTH. All strings are parts of it. */
mbx_response_code mbx_response_code_read(mbx_str text);

/* The same from that word on: "NO [INUSE] later". */
mbx_response_code mbx_response_code_of(mbx_str status);

#endif
