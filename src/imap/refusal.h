/* Why a server refused a login, and which of its words may be shown. */
#ifndef MBX_REFUSAL_H
#define MBX_REFUSAL_H

#include "imap/session_state.h"

/* The reason of a tagged NO: its response code (RFC 5530) first, then the words that large providers are known by.
 * otherwise: where neither tells. */
mbx_code mbx_refusal_reason(const mbx_session *s, mbx_code otherwise);

/* Keeps the server's words for people, unless they hold a piece of the secret: plain, quoted, or in one of the encoded
 * lines it was sent in. Of a BAD nothing is kept: who says it often repeats the line. */
void mbx_refusal_words(const mbx_session *s, mbx_answer answer, mbx_str secret, mbx_str encoded, mbx_error *err);

#endif
