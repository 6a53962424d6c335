/* RFC 2047 encoded words, as they should be and as they are. */
#ifndef MBX_ENCODED_WORD_H
#define MBX_ENCODED_WORD_H

#include "base/buf.h"
#include "mime/converters.h"

/* More than any value of n bytes becomes as text. */
#define MBX_ENCODED_TEXT_ROOM(n) (6 * (n) + 16)

/* Length of the encoded word at p, 0 when there is none. *no_end: in and out, "there is no ?= from here on", which keeps a
 * text full of "=?" linear. Blanks inside the text are let pass, a charset longer than 64 is none. */
size_t mbx_encoded_word(const char *p, size_t n, bool *no_end);

/* Adds an unfolded value as UTF-8 text: encoded words decoded, those of one charset that stand together joined as bytes
 * first (senders cut characters, and even base64 units, in two), blanks between two words dropped, raw 8-bit text
 * taken as UTF-8 or windows-1252, control characters made blanks. *raw8_r, *unknown_r (a charset) are only ever set. kept may be NULL. */
MBX_MUST_CHECK mbx_status mbx_encoded_text(mbx_buf *out, mbx_str in, mbx_converters *kept, bool *raw8_r, bool *unknown_r);

#endif
