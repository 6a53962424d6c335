/* Header fields: what a line is, the fields of a block, unfolding, and plain text out of a value (RFC 5322 2.2). */
#ifndef MBX_HEADER_H
#define MBX_HEADER_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum mbx_line_kind {
    MBX_LINE_FIELD,  /* "Name: ..." */
    MBX_LINE_FOLD,   /* begins with a blank: belongs to the line before */
    MBX_LINE_EMPTY,  /* ends the header */
    MBX_LINE_OTHER   /* no colon, or something that is no name before it */
} mbx_line_kind;

/* line without its line end. */
mbx_line_kind mbx_header_line(mbx_str line);

/* "From " or ">From " as a mailbox file puts it before a message. */
bool mbx_header_is_mbox(mbx_str line);

typedef struct mbx_field {
    mbx_str name;
    mbx_str value; /* still folded, without the colon and the line end */
} mbx_field;

typedef struct mbx_fields {
    mbx_str rest;
    const char *ends; /* what ends a line: "\n", or "\r\n" (either) in a mail with bare CR */
} mbx_fields;

/* Steps through a block of whole lines; lines that are no field are passed over. false: there are no more. */
bool mbx_fields_next(mbx_fields *f, mbx_field *field_r);

static inline bool mbx_field_is(const mbx_field *f, const char *name)
{
    return mbx_str_same_nocase(f->name, mbx_str_of(name));
}

/* Writes the value with each fold's line break removed (the blanks after it stay) and no blanks at either end. */
MBX_MUST_CHECK mbx_status mbx_header_unfold(mbx_buf *out, mbx_str value);

/* Removes blanks, CR and LF at both ends. */
mbx_str mbx_header_trim(mbx_str s);

bool mbx_is_blank(char c); /* space, tab, CR, LF */

/* More than n bytes of raw header text become. */
#define MBX_HEADER_TEXT_ROOM(n) (3 * (n) + 8)

/* A piece of raw header text as UTF-8: valid UTF-8 as it is, else as windows-1252. Control characters become blanks, so that
 * nothing in a header can break a line. *raw8_r is set when a byte above 0x7F was there. */
MBX_MUST_CHECK mbx_status mbx_header_text(mbx_buf *out, const char *p, size_t n, bool *raw8_r);

/* Makes blanks of the control characters from at to the end (C0, DEL and, in UTF-8, C1). */
void mbx_header_clean(mbx_buf *b, size_t at);

/* A comment (nested ones are counted) that starts at p[i] == '(': the index behind it, 0 when it is never closed. */
size_t mbx_header_comment_end(mbx_str s, size_t i);

/* The same; one that is never closed goes to the end. */
size_t mbx_header_skip_comment(mbx_str s, size_t i);

/* The index behind all blanks and comments from i on. */
size_t mbx_header_skip_blank(mbx_str s, size_t i);

#endif
