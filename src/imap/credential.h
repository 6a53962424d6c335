/* What a session logs in with, and the way there: which mechanism, and which failures allow another. */
#ifndef MBX_CREDENTIAL_H
#define MBX_CREDENTIAL_H

#include "base/secret.h"
#include "imap/mechanism.h"
#include "imap/session.h"

/* An access token (RFC 6750) instead of a password: OAUTHBEARER or XOAUTH2. AUTH_TOKEN_EXPIRED: worth one more try
 * with a fresh one, over the same session. */
MBX_MUST_CHECK mbx_status mbx_session_login_token(mbx_session *s, const char *user, const mbx_secret *token, mbx_error *err);

/* The LOGIN command (RFC 3501 section 6.2.3). MBX_OK: answered; err describes a refusal. Failure: the session is over. */
struct mbx_exchange;
MBX_MUST_CHECK mbx_status mbx_login_command(mbx_session *s, const mbx_sasl_login *l, struct mbx_exchange *x_r, mbx_error *err);

#endif
