/* What can be odd about a message: one table, a name for programs and a sentence for people.
 * Names are part of the public surface (Mailbox\Message::$anomalies); rows are added, never renamed. */
#ifndef MBX_ANOMALY_H
#define MBX_ANOMALY_H

#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(NAME, "name", loss, "sentence"); loss: part of the mail was not parsed, so its raw bytes should be kept */
#define MBX_ANOMALIES(X)                                                                                                                    \
    X(MBOX_FROM, "mbox_from", false, "A \"From \" line of a mailbox file stands before the header.")                                        \
    X(BYTE_ORDER_MARK, "byte_order_mark", false, "A byte order mark stands before the header; it was passed over.")                           \
    X(HEADER_NO_COLON, "header_no_colon", false, "A header line has no colon; it was passed over.")                                         \
    X(HEADER_MISSING, "header_missing", true, "The message or a part begins with text instead of a header.")                                            \
    X(HEADER_UNENDED, "header_unended", false, "The header is not ended by an empty line.")                                                 \
    X(HEADER_8BIT, "header_8bit", false, "The header holds bytes that are not ASCII without saying which charset they are in.")             \
    X(HEADER_NUL, "header_nul", false, "The header holds a NUL byte.")                                                                      \
    X(HEADER_DUPLICATE, "header_duplicate", false, "A header that may appear once appears again; the first one counts.")                    \
    X(LINE_END_LF, "line_end_lf", false, "Lines end with LF instead of CRLF.")                                                              \
    X(LINE_END_CR, "line_end_cr", false, "Lines end with CR instead of CRLF.")                                                              \
    X(BODY_NUL, "body_nul", false, "A text holds a NUL byte.")                                                                              \
    X(CONTENT_TYPE_BAD, "content_type_bad", false, "A Content-Type cannot be read; the part is taken as text/plain.")                       \
    X(BOUNDARY_MISSING, "boundary_missing", true, "A multipart names no boundary; its parts could not be found.")                           \
    X(BOUNDARY_UNUSED, "boundary_unused", true, "A multipart's boundary never appears; its parts could not be found.")                      \
    X(BOUNDARY_LONG, "boundary_long", false, "A boundary is longer than 70 characters; the rest of it was not compared.")                   \
    X(BOUNDARY_PREFIX, "boundary_prefix", false, "One open boundary is the beginning of another; whole lines were compared.")               \
    X(BOUNDARY_DUPLICATE, "boundary_duplicate", false, "Two nested multiparts share a boundary.")                                           \
    X(BOUNDARY_UNCLOSED, "boundary_unclosed", false, "A multipart has no final boundary; it may be cut off.")                               \
    X(ENCODING_UNKNOWN, "encoding_unknown", false, "A transfer encoding is unknown; the content was left as it is.")                        \
    X(ENCODING_ON_MULTIPART, "encoding_on_multipart", false, "A multipart claims a transfer encoding; it was not applied.")                 \
    X(ENCODING_BAD_DATA, "encoding_bad_data", false, "Transfer-encoded data holds bytes that do not belong there.")                         \
    X(ENCODING_CUT, "encoding_cut", false, "Transfer-encoded data ends in the middle of a unit.")                                           \
    X(CHARSET_UNKNOWN, "charset_unknown", false, "A charset is unknown or not accepted; it was guessed.")                                   \
    X(CHARSET_BAD_DATA, "charset_bad_data", false, "A text holds bytes that its charset does not know; U+FFFD stands for them.")            \
    X(CHARSET_MISSING, "charset_missing", true, "This machine cannot convert a charset; only the ASCII of the text was readable.")          \
    X(DATE_BAD, "date_bad", false, "The Date header cannot be read.")                                                                       \
    X(LIMIT_DEPTH, "limit_depth", true, "Multiparts are nested too deeply; the innermost was not opened.")                                  \
    X(LIMIT_PARTS, "limit_parts", true, "There are too many parts; the last ones were passed over.")                                        \
    X(LIMIT_PART_FACTS, "limit_part_facts", true, "The names and types of the parts are too long together; the last ones were passed over.")                       \
    X(LIMIT_HEADER_BLOCK, "limit_header_block", true, "A header is too large; its end was passed over.")                                    \
    X(LIMIT_HEADER_LINES, "limit_header_lines", true, "A header has too many lines; the last ones were passed over.")                       \
    X(LIMIT_ADDRESSES, "limit_addresses", true, "There are too many addresses; the last ones were passed over.")                            \
    X(LIMIT_REFERENCES, "limit_references", true, "There are too many references; the last ones were passed over.")                         \
    X(LIMIT_PARAM_SEGMENTS, "limit_param_segments", true, "A parameter comes in too many pieces; the last ones were passed over.")          \
    X(LIMIT_TEXT, "limit_text", true, "The text is too long; its end was cut off.")                                                         \
    X(LIMIT_FILENAME, "limit_filename", true, "A file name is too long; its end was cut off.")

typedef enum mbx_anomaly_kind {
#define X(id, name, loss, sentence) MBX_ANOMALY_##id,
    MBX_ANOMALIES(X)
#undef X
        MBX_ANOMALY_COUNT
} mbx_anomaly_kind;

/* With the offset of the raw byte where it was seen. */
typedef struct mbx_anomaly {
    mbx_anomaly_kind kind;
    uint64_t offset;
} mbx_anomaly;

/* The first MBX_MAX_ANOMALIES of a message. */
typedef struct mbx_anomalies {
    mbx_anomaly list[MBX_MAX_ANOMALIES];
    size_t n;
    bool loss; /* one of them, even one that found no room, means loss */
} mbx_anomalies;

void mbx_anomalies_add(mbx_anomalies *a, mbx_anomaly_kind kind, uint64_t offset);

const char *mbx_anomaly_name(mbx_anomaly_kind kind);     /* "mbox_from" */
const char *mbx_anomaly_sentence(mbx_anomaly_kind kind);

#endif
