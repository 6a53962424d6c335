/* iconv behind a face that takes pieces. Only names of the closed table get here (charset.h). */
#ifndef MBX_CONVERTER_H
#define MBX_CONVERTER_H

#include "base/buf.h"
#include "mime/charset_table.h"
#include "mime/converters.h"
#include "mime/held.h"

typedef struct mbx_converter {
    const mbx_charset *cs;
    mbx_converters *kept; /* where cd is taken from and goes to; NULL: it is opened and closed */
    iconv_t cd;
    const char *name;     /* of what cd converts from, one of those of cs; NULL: none is open */
    bool missing; /* this C library has none: ASCII passes, one U+FFFD stands for each run of other bytes */
    bool gap;     /* such a run was the last thing seen */
    bool *bad;
    mbx_buf *out; /* while a piece is converted */
    mbx_held held;
} mbx_converter; /* {0} is the beginning */

/* One text is over, another begins. The descriptor stays open when it is the same charset. */
void mbx_converter_begin(mbx_converter *c, const mbx_charset *cs, mbx_converters *kept);
MBX_MUST_CHECK mbx_status mbx_converter_feed(mbx_converter *c, const char *p, size_t n, bool last, mbx_buf *out, bool *bad_r);
void mbx_converter_free(mbx_converter *c);

#endif
