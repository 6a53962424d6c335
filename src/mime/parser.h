/* The inside of mbx_message: what feed.c (bytes to lines) and parser.c (lines to parts) share. */
#ifndef MBX_PARSER_H
#define MBX_PARSER_H

#include "mime/entity.h"
#include "mime/facts.h"
#include "mime/gaps.h"
#include "mime/leaf.h"
#include "mime/levels.h"

#define MBX_NO_PART UINT32_MAX
#define MBX_LINE_ROOM 1024 /* what is kept of a header line for which there is no room: enough to know a boundary */

typedef enum mbx_eol { MBX_EOL_UNKNOWN, MBX_EOL_LF, MBX_EOL_CR } mbx_eol;

struct mbx_message {
    bool has_sink, finished, failed, in_body;
    mbx_part_sink sink;
    mbx_error failure; /* given again to whoever goes on after a failure */

    mbx_arena arena;
    mbx_anomalies notes;
    mbx_facts facts;
    mbx_message_facts shown;
    mbx_part *parts;
    size_t n_parts, parts_cap;
    uint32_t current; /* the part whose header or body comes in; MBX_NO_PART: preamble, epilogue, passed over */
    bool parts_full, said_facts;
    mbx_levels levels;
    mbx_leaf leaf;
    mbx_text text, html;
    mbx_entity entity;

    /* lines */
    uint64_t pos;  /* offset of the next byte */
    mbx_eol eol;
    uint64_t crs;  /* CRs seen at the end of the very first line, not yet handed on: what follows tells the line end */
    bool skip_lf;  /* a line ended with CR; an LF that follows belongs to it */

    /* the header that comes in */
    mbx_buf root_head, part_head;
    mbx_gaps root_gaps, part_gaps;
    mbx_buf *head;
    size_t line_start; /* of the current line, in head */
    size_t lines, fields, junk;
    bool line_cut;     /* there was no room for all of the line */
    bool line_checked; /* its beginning was looked at: it is a field */
    bool dropping;     /* the field before was dropped, its folds go too */
    bool said_block, said_lines;
    uint64_t header_start, line_at, junk_at;
    mbx_gaps *gaps;    /* in head */

    /* the end of a body piece that may turn out to be a boundary: [line break] "--..." */
    enum { MBX_HOLD_NONE, MBX_HOLD_CR, MBX_HOLD_BOL, MBX_HOLD_DASH, MBX_HOLD_LINE } hold_state;
    size_t hold_n, hold_eol;
    char hold[MBX_BOUNDARY_LINE + 8];
};

/* parser.c */
MBX_MUST_CHECK mbx_status mbx_parser_start_part(mbx_message *m, mbx_error *err);
/* The header is complete; body: offset of what follows it. */
MBX_MUST_CHECK mbx_status mbx_parser_header_end(mbx_message *m, uint64_t body, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_parser_data(mbx_message *m, const char *p, size_t n, mbx_error *err);
/* A boundary line of level k begins at offset line, after a line break of eol_n bytes. */
MBX_MUST_CHECK mbx_status mbx_parser_boundary(mbx_message *m, size_t k, bool close, uint64_t line, size_t eol_n, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_parser_end(mbx_message *m, mbx_error *err);

/* feed.c: takes some of the bytes. */
MBX_MUST_CHECK mbx_status mbx_feed(mbx_message *m, const char *p, size_t n, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_feed_end(mbx_message *m, mbx_error *err);

#endif
