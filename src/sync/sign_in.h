/* From an account to a login: the secret opened or asked for, used, and an envelope that has to be bound to its server. */
#ifndef MBX_SIGN_IN_H
#define MBX_SIGN_IN_H

#include "imap/session.h"
#include "sync/account.h"

typedef struct mbx_sign_in {
    const mbx_account *account; /* borrowed */
    mbx_secret *secret;
    bool bind_due;              /* the envelope belongs to no server yet, or to one without encryption */
} mbx_sign_in;

/* Opens the envelope for the account's server, or asks for an access token: before anything is connected, so that a
 * password which is not for this server never gets near it. AUTH_SEAL, SEAL_HOST, ACCESS_TOKEN. */
MBX_MUST_CHECK mbx_status mbx_sign_in_prepare(mbx_sign_in *i, const mbx_account *a, mbx_error *err);

/* Logs in. A token that the server calls expired is asked for anew, once. */
MBX_MUST_CHECK mbx_status mbx_sign_in_use(mbx_sign_in *i, mbx_session *s, mbx_error *err);

/* After a login: the envelope as it must be stored now, bound to the server that took the password; NULL: as it is.
 * *text_r: returns owned. */
MBX_MUST_CHECK mbx_status mbx_sign_in_bound(const mbx_sign_in *i, char **text_r, mbx_error *err);

/* Its envelope under the newest format and key, bound as it is; *text_r = NULL: it is that already. Nothing is connected.
 * *text_r: returns owned. Not for accounts with tokens. */
MBX_MUST_CHECK mbx_status mbx_sign_in_renewed(const mbx_account *a, char **text_r, mbx_error *err);

/* Takes out of err what a server said after the login, if it repeats the password, which is opened once more for that. Of an
 * access token nothing is kept to look for. */
void mbx_sign_in_withhold(const mbx_account *a, mbx_error *err);

void mbx_sign_in_end(mbx_sign_in *i); /* wipes */

#endif
