/* A mail parsed from its raw bytes as they arrive: structure, headers, text, attachments.
 *
 * Bytes go in by mbx_message_feed() in pieces of any size (the result does not depend on where they are cut);
 * mbx_message_finish() ends it. Nothing in here recurses on input, every dimension has a limit (base/limits.h),
 * and over a limit the message says so (anomalies) instead of failing: the only errors are MBX_E_MEMORY and what
 * the sink returns. No input is "invalid": whatever bytes come, a message comes out (RFC 5322, 2045-2049, and what
 * is really sent).
 *
 * Leaves that are shown as text are decoded into the message; every other leaf is an attachment and goes, decoded
 * while it arrives, to the caller's sink, so that memory does not depend on the size of attachments. All strings
 * belong to the message and live until mbx_message_free(). Text is valid UTF-8 with U+FFFD for what was not. */
#ifndef MBX_MESSAGE_H
#define MBX_MESSAGE_H

#include "base/digest.h"
#include "base/status.h"
#include "base/str.h"
#include "mime/anomaly.h"
#include "mime/automatic.h"
#include "mime/gaps.h"

#include <stdint.h>

typedef enum mbx_disposition { MBX_DISPOSITION_NONE = 0, MBX_DISPOSITION_INLINE, MBX_DISPOSITION_ATTACHMENT } mbx_disposition;
typedef enum mbx_encoding { MBX_ENCODING_IDENTITY = 0, MBX_ENCODING_BASE64, MBX_ENCODING_QUOTED_PRINTABLE, MBX_ENCODING_UUENCODE } mbx_encoding;
typedef enum mbx_role { MBX_ROLE_MULTIPART = 0, MBX_ROLE_TEXT, MBX_ROLE_HTML, MBX_ROLE_ATTACHMENT } mbx_role;

typedef struct mbx_address {
    mbx_str name;    /* decoded display name; {NULL,0} when absent */
    mbx_str address; /* addr-spec without < > and comments, source route dropped; never RFC 2047-decoded */
} mbx_address;

typedef struct mbx_addresses {
    mbx_address *list;
    size_t n;
} mbx_addresses;

#define MBX_NO_PARENT UINT32_MAX

typedef struct mbx_part {
    uint32_t parent; /* index into parts; MBX_NO_PARENT for the first */
    uint32_t depth;  /* 0 for the first */
    mbx_role role;
    mbx_disposition disposition;
    mbx_encoding encoding;
    bool inline_hint;     /* disposition inline, or none with a Content-ID below multipart/related */
    bool flowed, delsp;   /* RFC 3676 parameters of text/plain: what mbx_flowed_text() wants to know */
    mbx_str content_type; /* "text/plain": lower case, no parameters, as declared or the default of RFC 2045 5.2 */
    mbx_str charset;      /* the label as sent, {NULL,0} when absent; text only */
    mbx_str filename;     /* decoded, as sent (making it safe is the caller's duty); {NULL,0} when absent */
    mbx_str content_id;   /* without < > */
    uint64_t header_start, body_start, body_end; /* offsets into the raw message; body_end excludes the boundary's line break */
    /* set by the sink's close(), attachments only */
    bool stored;
    uint64_t size; /* decoded bytes */
    uint8_t sha256[MBX_SHA256_SIZE];
} mbx_part;

/* Where decoded attachment bytes go. All four are called from within feed() and finish(), for one part at a time. */
typedef struct mbx_part_sink {
    void *ctx;
    /* *handle_r may stay NULL: this part's content is not wanted, write and close are not called for it. */
    mbx_status (*open)(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err);
    mbx_status (*write)(void *ctx, void *handle, const char *p, size_t n, mbx_error *err);
    mbx_status (*close)(void *ctx, void *handle, mbx_part *part, mbx_error *err); /* sets stored, size, sha256 */
    void (*abandon)(void *ctx, void *handle);                                   /* instead of close, on failure */
} mbx_part_sink;

typedef struct mbx_message mbx_message;

/* sink NULL: attachments are located, not decoded (mbx_part_decode() does it on demand). */
MBX_MUST_CHECK mbx_status mbx_message_new(mbx_message **m_r, const mbx_part_sink *sink, mbx_error *err); /* returns owned, copies *sink */
/* Lends what converters.h keeps, before the first byte goes in; it must live until mbx_message_finish() or free(). */
struct mbx_converters;
void mbx_message_lend(mbx_message *m, struct mbx_converters *kept);
void mbx_message_free(mbx_message *m); /* an unfinished one abandons what is open */
MBX_MUST_CHECK mbx_status mbx_message_feed(mbx_message *m, const char *p, size_t n, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_message_finish(mbx_message *m, mbx_error *err);

/* After finish(). Single-valued headers: the first occurrence counts. */
typedef struct mbx_message_facts {
    mbx_str subject;     /* decoded, unfolded; {NULL,0} when absent or empty */
    mbx_addresses from, to, cc, bcc, reply_to; /* all headers of that name in order, groups flattened */
    bool has_date;
    int64_t date;        /* seconds since 1970 UTC, from Date: (RFC 5322 4.3 for obsolete zones and years) */
    mbx_str message_id;  /* without < >, white space inside removed; {NULL,0} when absent */
    mbx_str *in_reply_to; /* every <...> in order, without < > */
    size_t n_in_reply_to;
    mbx_str *references;
    size_t n_references;
    mbx_automatic automatic; /* lists, bulk, automatic answers, bounces */
    mbx_str text;        /* all text/plain bodies joined with a line break, LF line ends; {NULL,0} when there is none */
    mbx_str html;        /* all text/html bodies likewise, as sent, not sanitised */
    bool text_truncated, html_truncated; /* limit MBX_MAX_TEXT met */
    mbx_str header_block; /* the raw header lines as sent, at most MBX_MAX_HEADER_BLOCK */
    const mbx_gaps *header_gaps; /* what was left out of it: its bytes are at parts[0].header_start + place + gaps before */
    const mbx_part *parts; /* in document order; parts[0] is the message itself */
    size_t n_parts;
    const mbx_anomaly *anomalies;
    size_t n_anomalies;
    bool incomplete;     /* part of it was not parsed (a limit, no boundary, text in place of a header): keep the raw bytes */
    uint64_t raw_size;
} mbx_message_facts;

const mbx_message_facts *mbx_message_get(const mbx_message *m); /* borrows */

/* Decodes one leaf's transfer encoding from the complete raw message, in pieces, through write. */
MBX_MUST_CHECK mbx_status mbx_part_decode(const mbx_part *part, const char *raw, size_t raw_n,
                                          mbx_status (*write)(void *ctx, const char *p, size_t n, mbx_error *err), void *ctx,
                                          mbx_error *err);

#endif
