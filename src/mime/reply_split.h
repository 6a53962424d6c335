/* What is new in a plain text mail, apart from quoted history and signature.
 *
 * Cut by lines, and only where a line says so: ">" quotes, the line that introduces a quote ("On ... wrote:"), the markers
 * and header blocks that mail programs put above history, "-- " (RFC 3676 section 4.3) and "Sent from my ..." lines. What
 * these look like in which language is a table (reply_table.c), not code. In doubt a line is NEW: rather shown than hidden.
 *
 * - Answers between quotes are NEW. History without ">" (below a marker, or below an introduction that no ">" follows and
 *   something NEW stands before) reaches to the end of the text, for nothing says where it would end.
 * - A forwarded message is no history: its reader has not seen it. From its marker on all is FORWARD. So is a bare header
 *   block (From:/Sent:/To:/Subject:) or an "Original Message" with nothing NEW before it: Outlook forwards look that way.
 * - A signature reaches to the next quote, marker or the end; a "Sent from my ..." line is one line. What Mailman puts below
 *   a list's mails is one too where nothing but its addresses and links follows.
 * - Blank lines belong to what is before them. */
#ifndef MBX_REPLY_SPLIT_H
#define MBX_REPLY_SPLIT_H

#include "base/status.h"
#include "base/str.h"

typedef enum mbx_segment_kind { MBX_SEGMENT_NEW = 0, MBX_SEGMENT_QUOTE, MBX_SEGMENT_SIGNATURE, MBX_SEGMENT_FORWARD } mbx_segment_kind;

typedef struct mbx_segment {
    mbx_segment_kind kind;
    size_t offset, length; /* bytes of the text; whole lines */
    size_t head;           /* of these, at the beginning: the introduction, marker or header block of a QUOTE or FORWARD */
} mbx_segment;

/* Steps through the segments: {text} begins. They follow on each other without a gap, neighbours differ in kind or the
 * second has a head. Linear, no memory. */
typedef struct mbx_reply {
    mbx_str text;
    size_t at;      /* where the next segment begins */
    bool new_seen;  /* something other than blank was NEW */
} mbx_reply;

bool mbx_reply_next(mbx_reply *r, mbx_segment *segment_r); /* false: there are no more */

#endif
