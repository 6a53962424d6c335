/* Paragraphs out of text/plain; format=flowed (RFC 3676). */
#ifndef MBX_FLOWED_H
#define MBX_FLOWED_H

#include "base/buf.h"

/* Adds text with its flowed lines joined: soft breaks undone, space-stuffing taken off, quotes as ">" for each level and a
 * blank. The signature's "-- " stays a line. A line that begins with ">" but is no quote keeps its stuffed blank, so that it is
 * not taken for one. delsp: the DelSp parameter, "yes". Line ends LF. MBX_E_LIMIT: as in mbx_html_text(). */
MBX_MUST_CHECK mbx_status mbx_flowed_text(mbx_str text, bool delsp, mbx_buf *out);

#endif
