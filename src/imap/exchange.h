/* One SASL mechanism over one session: AUTHENTICATE (RFC 3501 section 6.2.2), with the first answer at once where the
 * server takes it (SASL-IR, RFC 4959). Written by us: libetpan keeps what it sends, and would load SASL plugins. */
#ifndef MBX_EXCHANGE_H
#define MBX_EXCHANGE_H

#include "imap/mechanism.h"
#include "imap/session_state.h"

typedef struct mbx_exchange {
    mbx_answer answer; /* the server's last word */
    bool spent;        /* it has judged the secret: another try would be another wrong password */
} mbx_exchange;

/* MBX_OK: logged in, or refused with a tagged NO or BAD, which *x_r tells and err describes. Failure: the session is over. */
MBX_MUST_CHECK mbx_status mbx_exchange_run(mbx_session *s, const mbx_mechanism *m, const mbx_sasl_login *l, mbx_exchange *x_r, mbx_error *err);

/* Reads on until the server asks for the next piece (true) or has answered for good (false). */
MBX_MUST_CHECK mbx_status mbx_exchange_await(mbx_session *s, bool *asked_r, mbx_answer *answer_r, mbx_error *err);

/* The first open bytes of line are no secret. */
MBX_MUST_CHECK mbx_status mbx_exchange_send(mbx_session *s, mbx_str line, size_t open, mbx_error *err);

#endif
