/* A text in some charset, in pieces, to UTF-8. */
#ifndef MBX_DECODER_H
#define MBX_DECODER_H

#include "mime/converter.h"
#include "mime/stateful.h"

/* What comes out does not depend on where the pieces are cut, but for one thing: the byte order of UTF-16 and UTF-32
 * without a mark is looked for in the first piece. */
typedef struct mbx_decoder {
    const mbx_charset *cs;
    mbx_charset_kind kind;
    const uint16_t *single; /* MBX_CHARSET_SINGLE, or what to take when it is not UTF-8 after all */
    mbx_buf *out;
    size_t start;     /* of this text in out */
    size_t fresh;     /* what the last piece added begins here */
    bool begun, big;
    bool bad;         /* bytes that the charset does not know */
    mbx_shift shift;
    mbx_held held;
    mbx_converter converter;
} mbx_decoder; /* {0} before the first begin; bytes are held between calls, out is not owned */

/* cs NULL: UTF-8 where all of it is valid, else windows-1252. Keeps a converter that is open already.
 * kept: lends others, NULL for none; must live until mbx_decoder_free(). */
void mbx_decoder_begin(mbx_decoder *d, const mbx_charset *cs, mbx_converters *kept, mbx_buf *out);

/* Adds a piece to out as UTF-8, U+FFFD for what the charset does not know. Between two calls the caller may change what
 * was added, if UTF-8 stays UTF-8 and ASCII stays ASCII. MBX_E_LIMIT: as many characters as fit were added. */
MBX_MUST_CHECK mbx_status mbx_decoder_feed(mbx_decoder *d, const char *p, size_t n, bool last);

/* This C library has no converter for the charset: only ASCII was readable. */
bool mbx_decoder_missing(const mbx_decoder *d);

void mbx_decoder_free(mbx_decoder *d);

#endif
