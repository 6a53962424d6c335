/* Whose program a server is, in its own words (ID, RFC 2971): for people, and for the table of quirks. Not trusted. */
#ifndef MBX_SERVER_ID_H
#define MBX_SERVER_ID_H

#include "imap/session.h"

typedef struct mbx_server_id { /* "": not told; cut where they are longer */
    char name[128];
    char version[64];
    char vendor[128];
} mbx_server_id;

/* list: what stands behind "* ID ": ("name" "Dovecot" ...). What is no list of pairs tells nothing from there on. */
void mbx_server_id_read(mbx_str list, mbx_server_id *id_r);

/* Of the session's server, after the login. */
void mbx_session_server(const mbx_session *s, mbx_server_id *id_r);

/* What the capabilities, and the name if it is known, tell of the server is taken into account from now on. */
void mbx_session_know_server(mbx_session *s);

#endif
