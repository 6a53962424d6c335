/* One line that says what a mail is about, for a list. */
#ifndef MBX_SNIPPET_H
#define MBX_SNIPPET_H

#include "base/buf.h"

/* Adds the beginning of what is new in text (reply_split.h); of a text with nothing new the forwarded message, else the quote,
 * else the signature. White space is one blank; control characters, those of no width and bidirectional controls are dropped;
 * rulers (-----, =====, ****) and URLs of more than 40 bytes are left out. At most max_characters code points, cut where no
 * combining sequence is; no ellipsis is added. May add nothing. text: valid UTF-8. MBX_E_LIMIT: as in mbx_html_text(). */
MBX_MUST_CHECK mbx_status mbx_snippet(mbx_str text, size_t max_characters, mbx_buf *out);

#endif
