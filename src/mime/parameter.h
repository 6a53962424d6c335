/* Content-Type and Content-Disposition: the value and its parameters (RFC 2045 section 5.1, RFC 2183, RFC 2231). */
#ifndef MBX_PARAMETER_H
#define MBX_PARAMETER_H

#include "base/buf.h"
#include "mime/converters.h"

typedef struct mbx_params {
    mbx_str value; /* "text/plain", "attachment": as sent, without blanks and comments around it; may be empty */
    mbx_str rest;  /* the parameters */
} mbx_params;

/* in: unfolded. */
void mbx_params_read(mbx_params *p, mbx_str in);

typedef struct mbx_param_notes {
    mbx_converters *kept; /* to read with; may be NULL */
    bool too_many; /* more than MBX_MAX_PARAM_SEGMENTS pieces */
    bool raw8;
    bool unknown_charset;
} mbx_param_notes;

/* One parameter's raw value: quotes and escapes removed, RFC 2231 undone, but no RFC 2047. *found_r false: absent.
 * text: decode to UTF-8, RFC 2047 included (file names); else bytes as they are (boundary, charset).
 * name*= wins over name*0=, which wins over name=. Of several plain ones the first counts. */
MBX_MUST_CHECK mbx_status mbx_params_get(const mbx_params *p, const char *name, bool text, mbx_buf *out, bool *found_r,
                                         mbx_param_notes *notes);

#endif
