/* What single servers need otherwise than RFC 3501 and 9051 have it: one table, asked with each thing that tells whose
 * server this is. A name or a greeting may be anybody's word, so a quirk only ever chooses between ways that are equally
 * safe. */
#ifndef MBX_QUIRK_H
#define MBX_QUIRK_H

#include "base/str.h"

enum {
    MBX_QUIRK_SELECT = 1,  /* EXAMINE makes up a UIDVALIDITY and forgets it */
    MBX_QUIRK_IDENTIFY = 2, /* ID must be sent before a folder is opened, offered or not */
    MBX_QUIRK_UNBOUND = 4  /* its SCRAM-*-PLUS know no binding. We say that we know one ("y"), so whoever feigns this is found out */
};

typedef enum mbx_quirk_source {
    MBX_QUIRK_BY_HOST,     /* the name the client connects to: this domain or one below it */
    MBX_QUIRK_BY_GREETING  /* these words are in it; from "*" on: it is just this line */
} mbx_quirk_source;

unsigned mbx_quirks_of(mbx_quirk_source source, mbx_str text);

#endif
