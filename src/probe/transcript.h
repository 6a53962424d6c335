/* What a client and a server said to each other, for people who help others: without anything secret in it.
 *
 * Of a login only the command and the mechanism are written down, and of the server's answers to it only the status and a
 * response code of RFC 5530: whatever else stands there is a size. Of a greeting only one that is IMAP's: a banner on the
 * screen of whoever may set the server name would make a port scanner of the web server. Bodies of messages are a size.
 * Lines that hold a piece of the secret all the same, in any of the forms in which servers and proxies repeat one, are
 * withheld. Lines look like "   0.123 S: * OK ready": seconds since the beginning, who, what. */
#ifndef MBX_TRANSCRIPT_H
#define MBX_TRANSCRIPT_H

#include "base/clock.h"
#include "base/secret.h"

typedef struct mbx_transcript mbx_transcript;

MBX_MUST_CHECK mbx_status mbx_transcript_new(mbx_transcript **t_r, mbx_error *err); /* returns owned */
void mbx_transcript_free(mbx_transcript *t);

/* As net/watch.h has them. */
void mbx_transcript_said(mbx_transcript *t, mbx_stage stage, const char *p, size_t n, size_t open);
void mbx_transcript_heard(mbx_transcript *t, mbx_stage stage, const char *p, size_t n, bool end);

/* Lines of UTF-8, owned: each and the array. secret: NULL where none was in play. */
MBX_MUST_CHECK mbx_status mbx_transcript_lines(mbx_transcript *t, const mbx_secret *secret, char ***lines_r, size_t *n_r, mbx_error *err);

#endif
