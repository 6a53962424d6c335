/* What single servers need otherwise than RFC 3501 and 9051 have it: one table, asked with each thing that tells whose
 * server this is. All of these are anybody's word, so a quirk only ever chooses between ways that are equally safe.
 *
 * What every server may do, and some do, is no quirk: EXAMINE without UIDNEXT, a FETCH answer without UID, a NO for one
 * message, words behind an OK. The client expects it everywhere. */
#ifndef MBX_QUIRK_H
#define MBX_QUIRK_H

#include "base/str.h"

enum {
    MBX_QUIRK_SELECT = 1,           /* EXAMINE makes up a UIDVALIDITY and forgets it */
    MBX_QUIRK_IDENTIFY = 2,         /* ID must be sent before a folder is opened, offered or not */
    MBX_QUIRK_UNBOUND = 4,          /* its SCRAM-*-PLUS know no binding. We say that we know one ("y"), so whoever feigns this is found out */
    MBX_QUIRK_SCRAM_BLIND = 8,      /* offers SCRAM to everybody and has a verifier of nobody: a refused proof says nothing of the password */
    MBX_QUIRK_NO_QRESYNC = 16,      /* offers QRESYNC, and what it says is gone may be there (RFC 7162) */
    MBX_QUIRK_NO_DATE_SEARCH = 32,  /* SEARCH SINCE finds nothing, or not all */
    MBX_QUIRK_SHOWS_10000 = 64,     /* of each folder only the newest so many messages */
    MBX_QUIRK_MAY_SHOW_1000 = 128,  /* likewise, if its user has set it so */
    MBX_QUIRK_TLS_UNIQUE = 256      /* its SCRAM-*-PLUS know tls-unique alone, which TLS 1.3 has not (RFC 8446 appendix C.5), and it
                                       refuses "y". Whoever can feign this could take SCRAM out of the list as well */
};

typedef enum mbx_quirk_source {
    MBX_QUIRK_BY_HOST,       /* the name the client connects to: this domain or one below it; the first row that fits */
    MBX_QUIRK_BY_GREETING,   /* these words are in it; from "*" on: it is just this line */
    MBX_QUIRK_BY_CAPABILITY, /* this one is among them (space-separated) */
    MBX_QUIRK_BY_NAME        /* these words are in the name it gives in answer to ID (RFC 2971) */
} mbx_quirk_source;

unsigned mbx_quirks_of(mbx_quirk_source source, mbx_str text);

#endif
