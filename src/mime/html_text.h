/* Readable plain text out of the HTML of a mail: for lists, search, and mails that have no text part.
 *
 * One pass over the bytes, in the manner of the HTML Standard's tokenizer (13.2.5) and with its character references;
 * no tree is built, open elements are a capped stack. Not a sanitiser: it makes text, never HTML.
 *
 * - Blocks stand on lines of their own, paragraphs apart by one blank line, never more than one; <br> ends a line.
 * - White space collapses except in pre, textarea, listing, plaintext; a no-break space becomes a space.
 * - blockquote: "> " before each line, a level each (at most MBX_MAX_QUOTE_DEPTH), as mbx_reply_next() wants it.
 * - ul: "- ", ol: "1. " and up, two blanks deeper for each list around it; table cells: a tab between those of a row.
 * - a: its text, then " <href>" when that is http, https or mailto and says something else; img: its alt text; hr: "---".
 * - Left out: script, style, title, template, select and the like, comments, and what is not shown (hidden, or a style that
 *   hides, html_style.h). Characters of no width are dropped, the padding of preview lines, but not joiners in words.
 * - Elements nested deeper than MBX_MAX_OPEN_ELEMENTS only break lines. */
#ifndef MBX_HTML_TEXT_H
#define MBX_HTML_TEXT_H

#include "base/buf.h"

/* html: valid UTF-8, as in mbx_message_facts. Adds valid UTF-8 with LF line ends, no blanks at the end of a line, and no
 * line break at either end. MBX_E_LIMIT: out is full, what fits is there, in whole characters (the caller may use it);
 * else MBX_E_MEMORY is the only failure. */
MBX_MUST_CHECK mbx_status mbx_html_text(mbx_str html, mbx_buf *out);

#endif
