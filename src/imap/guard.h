/* The wire guard: follows the server's lines and literals as they pass and stops what would hurt the parser behind.
 *
 * libetpan recurses on parentheses, has no line or response limit, reads "{4294967299}" as 3 and "{-5}" as 0, and
 * takes "{n}" for a literal in the middle of a line too. Every byte passes here first; after a failure nothing may be
 * handed on. Sans-I/O and resumable at every byte: the same bytes in other pieces give the same events. */
#ifndef MBX_GUARD_H
#define MBX_GUARD_H

#include "base/status.h"

#include <stdint.h>

#define MBX_GUARD_PREFIX 64  /* of a line, enough to tell its kind */
#define MBX_GUARD_TOKEN 48
#define MBX_GUARD_STATUS 1024

typedef struct mbx_guard_limits {
    size_t line;         /* bytes of a line without its literals' content, line end included */
    size_t line_numbers; /* the same for SEARCH and ESEARCH while a search is running, and for all VANISHED lines of a command together */
    uint64_t literal;    /* content of a message body */
    uint64_t literal_other;
    unsigned depth;
    uint64_t lines; /* of one command */
    uint64_t text;  /* bytes of one command's lines and small literals: libetpan keeps them until the tagged line. Number lines,
                       and a command that is streamed, do not count: nobody keeps those */
} mbx_guard_limits;

/* One command's text through libetpan. It makes up to 30 bytes of memory of each: 60 MB at worst. A window of
 * MBX_WINDOW_UIDS needs a tenth of it, and 20,000 folders fit. */
#define MBX_MAX_RESPONSE_TEXT MBX_MIB(2)

typedef enum mbx_guard_event {
    MBX_GUARD_MORE = 0,    /* all bytes taken, nothing complete */
    MBX_GUARD_LITERAL,     /* a literal's announcement is complete; its literal_size bytes follow */
    MBX_GUARD_LITERAL_END, /* the last byte of a literal that was not empty */
    MBX_GUARD_LINE_END     /* the line is complete, its literals included */
} mbx_guard_event;

typedef enum mbx_line_kind {
    MBX_LINE_UNKNOWN = 0, /* not enough bytes yet */
    MBX_LINE_TAGGED,      /* tag OK/NO/BAD: ends a command */
    MBX_LINE_STATUS,      /* * OK/NO/BAD/BYE/PREAUTH */
    MBX_LINE_CONTINUE,    /* + */
    MBX_LINE_NUMBERS,     /* * SEARCH, ESEARCH, VANISHED */
    MBX_LINE_FETCH,       /* * n FETCH */
    MBX_LINE_DATA         /* everything else */
} mbx_line_kind;

typedef struct mbx_guard mbx_guard;

/* Hears each run of a line's bytes as it passes, line ends included, literals' content not. The guard's fields are those
 * after the run, so a line's kind is known from the run on that ends its second word. */
typedef void (*mbx_guard_listener)(void *ctx, const mbx_guard *g, const char *p, size_t n);

struct mbx_guard {
    mbx_guard_limits limits;
    bool numbers_allowed;
    bool streamed; /* set after mbx_guard_command(): its lines are read one by one and forgotten */
    mbx_guard_listener listener;
    void *listener_ctx;

    /* The current line; after MBX_GUARD_LINE_END still the finished one, until the next byte. */
    mbx_line_kind kind;
    char prefix[MBX_GUARD_PREFIX]; /* its first bytes, line end excluded */
    size_t prefix_n;
    uint32_t line_uid;      /* FETCH: the UID said so far, 0 = none */
    unsigned line_bodies;   /* body literals announced so far */
    bool vanished;          /* NUMBERS: it is VANISHED (RFC 7162), which may come at any time */
    size_t behind_name;     /* NUMBERS: where in the line the byte behind SEARCH, ESEARCH or VANISHED is */
    uint64_t literal_size;  /* of the last literal announced */
    bool literal_is_body;
    char literal_item[MBX_GUARD_TOKEN]; /* "BODY[]": what the last literal is the value of */

    /* The last tagged line, and the last BYE: "NO [INUSE] try later", cut at MBX_GUARD_STATUS. */
    char tagged[MBX_GUARD_STATUS + 1], bye[MBX_GUARD_STATUS + 1];
    size_t tagged_n, bye_n;

    /* Internal. */
    bool line_done, in_quote, escaped, in_code, in_text, code_possible, keep_status;
    unsigned depth, literal_step;
    size_t line_bytes, words;
    uint64_t literal_value, literal_left, lines_seen, text_seen, vanished_seen;
    char token[MBX_GUARD_TOKEN], previous[MBX_GUARD_TOKEN];
    size_t token_n;
    bool failed;
};

void mbx_guard_init(mbx_guard *g, const mbx_guard_limits *limits);
mbx_guard_limits mbx_guard_default_limits(void); /* those of base/limits.h */

void mbx_guard_listen(mbx_guard *g, mbx_guard_listener listener, void *ctx);

/* A command goes out: its counters begin anew. numbers_allowed: SEARCH and ESEARCH may use their own, larger limit. */
void mbx_guard_command(mbx_guard *g, bool numbers_allowed);

/* Takes bytes up to and including the next event. *used_r <= n. Inside a body literal no byte is looked at. */
MBX_MUST_CHECK mbx_status mbx_guard_scan(mbx_guard *g, const char *p, size_t n, size_t *used_r, mbx_guard_event *event_r, mbx_error *err);

/* Bytes of the current literal still to come; 0 outside. */
uint64_t mbx_guard_literal_left(const mbx_guard *g);

#endif
