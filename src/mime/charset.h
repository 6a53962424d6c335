/* Charsets by a closed table: the WHATWG labels and the names that mail uses besides. What a sender wrote is only
 * ever looked up, never given to iconv (CVE-2024-2961: a charset name in a mail reached ISO-2022-CN-EXT; a suffix
 * such as //TRANSLIT changes what iconv does). Stateful encodings are taken apart by our own bounded code. */
#ifndef MBX_CHARSET_H
#define MBX_CHARSET_H

#include "base/buf.h"
#include "mime/converters.h"

typedef struct mbx_charset mbx_charset;

/* NULL: not in the table. Case, blanks, quotes, - _ : . and the like do not count. */
const mbx_charset *mbx_charset_find(mbx_str label);

/* Adds p to out as UTF-8, U+FFFD for what the charset does not know (*bad_r is set then, else left alone).
 * cs NULL: UTF-8 where all of it is valid, else windows-1252. MBX_E_LIMIT: as many characters as fit were added.
 * kept: see converters.h; may be NULL. */
MBX_MUST_CHECK mbx_status mbx_charset_decode(const mbx_charset *cs, mbx_converters *kept, const char *p, size_t n, mbx_buf *out, bool *bad_r);

#endif
