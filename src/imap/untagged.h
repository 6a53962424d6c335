/* What of the server's lines libetpan gets to read while it parses the answer to UID FETCH.
 *
 * Its grammar is closed: one unknown untagged line, FETCH item or response code makes the whole answer a parse error,
 * although servers may send such things at any time (RFC 9051 sections 2.2.2 and 7). So each line is read here first, and
 * of a FETCH its UID, FLAGS, INTERNALDATE, RFC822.SIZE and BODY[] are written anew, in the plainest spelling; of other
 * lines only the tagged one comes through, without its text. Everything else is left out; a value that libetpan would
 * misread (numbers wrap there) counts as not said. Only what could shift the end of a body is an error. Message bodies do
 * not come through here: the caller hands them on, or not. */
#ifndef MBX_UNTAGGED_H
#define MBX_UNTAGGED_H

#include "base/buf.h"
#include "imap/guard.h"
#include "imap/object_id.h"
#include "imap/token.h"

typedef struct mbx_untagged {
    mbx_buf text; /* the current line since its begin or its last body, small literals included */
    /* of a FETCH line, which is judged in pieces between its bodies */
    mbx_tokenizer words;
    bool fetch, told;
    uint64_t uid;
    mbx_object_ids ids; /* of the last FETCH line, until the next one begins */
    /* Another command that is on the way: its tagged line is not for libetpan, which would take it for a wrong tag. */
    int aside;                         /* its tag; 0: none */
    char aside_said[MBX_GUARD_STATUS + 1]; /* "OK done"; "": not answered yet */
    size_t aside_n;
} mbx_untagged;

void mbx_untagged_init(mbx_untagged *u);
void mbx_untagged_free(mbx_untagged *u);

/* Takes a run of bytes up to one event of the guard; no bytes of body literals. Adds to out what libetpan shall read.
 * body_r: after MBX_GUARD_LITERAL with g->literal_is_body, whether the body follows for libetpan too. */
MBX_MUST_CHECK mbx_status mbx_untagged_take(mbx_untagged *u, const mbx_guard *g, const char *p, size_t n, mbx_guard_event event, mbx_buf *out, bool *body_r, mbx_error *err);

#endif
