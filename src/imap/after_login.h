/* What is asked in one flight once the login has been taken, before a folder is opened: who the server is (ID), what it
 * can do for who is logged in (CAPABILITY, unless the login's answer said so), and ENABLE.
 *
 * What was offered before the login is void then (RFC 3501 section 6.2.2 and 9051 section 6.2): it only decides what is
 * worth asking in the same flight. None of the answers is a failure: a NO or BAD leaves the thing unknown or off. */
#ifndef MBX_AFTER_LOGIN_H
#define MBX_AFTER_LOGIN_H

#include "imap/session_state.h"

/* told: the login's answer named the capabilities. */
MBX_MUST_CHECK mbx_status mbx_after_login(mbx_session *s, bool told, mbx_error *err);

/* ID to a server that did not offer to listen and, as it turns out, needs it. Once in a session. */
MBX_MUST_CHECK mbx_status mbx_identify(mbx_session *s, mbx_error *err);

#endif
