/* Why a server refused something, and which of its words may be shown.
 *
 * The one place that reads a server's text. A response code (RFC 5530) says it best, but the large providers say what
 * matters in words, often behind a code that says less: "[AUTHENTICATIONFAILED] Application-specific password required". */
#ifndef MBX_REFUSAL_H
#define MBX_REFUSAL_H

#include "imap/session_state.h"

typedef struct mbx_refusal {
    mbx_code code;       /* MBX_CODE_NONE: nothing that is known */
    int64_t retry_after; /* milliseconds, as in mbx_error */
} mbx_refusal;

/* text: a status response without what stands before it: "NO [INUSE] later", "BYE Too many connections".
 * To a login: AUTH_*, never AUTH_BAD_CREDENTIALS. To anything else: SERVER_THROTTLED (asks to be left alone),
 * SERVER_UNAVAILABLE (cannot do this now), SERVER_BYE (will do nothing more in this session), FOLDER_UNSAFE_LOGIN,
 * AUTH_MAILBOX_NOT_GRANTED. */
mbx_refusal mbx_refusal_of_login(mbx_str text);
mbx_refusal mbx_refusal_of(mbx_str text);

/* Fills err for the tagged NO or BAD that a login got. otherwise: what a NO means where nothing tells. */
void mbx_refusal_describe_login(const mbx_session *s, mbx_answer answer, mbx_code otherwise, mbx_error *err);

/* Keeps the server's words for people, unless they hold a piece of the secret: plain, quoted, or in one of the encoded
 * lines it was sent in. Of a BAD nothing is kept: who says it often repeats the line. */
void mbx_refusal_words(const mbx_session *s, mbx_answer answer, mbx_str secret, mbx_str encoded, mbx_error *err);

#endif
