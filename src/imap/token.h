/* The words of a server's response lines (RFC 3501 and 9051 section 9): bytes in, tokens out.
 *
 * Sans-I/O and resumable at every byte: the same bytes in other pieces give the same tokens. Linear, no recursion, and in
 * memory never more than limits.text of a token that comes in pieces; a token that is whole in the bytes given is borrowed
 * from them. The wire guard (imap/guard.h) passes first where a server's bytes come from a connection: the length of a line
 * is its matter, and no literal is too long here - what is above limits.text of any token is passed over.
 *
 * It knows as much of a line as the words need: behind "* OK", or a tag and NO, only a leading "[...]" has structure and the
 * rest is text; behind "+" all is text; in a FETCH list BODY[...] is one name with all that its brackets hold. */
#ifndef MBX_TOKEN_H
#define MBX_TOKEN_H

#include "base/buf.h"

#include <stdint.h>

typedef struct mbx_token_limits {
    size_t text;    /* bytes of one token's text that are told */
    unsigned depth; /* parentheses */
} mbx_token_limits;

typedef enum mbx_token_kind {
    MBX_TOKEN_MORE = 0,   /* all bytes are taken and no token is complete */
    MBX_TOKEN_ATOM,
    MBX_TOKEN_NUMBER,     /* an atom of digits that fits into 64 bits */
    MBX_TOKEN_NIL,
    MBX_TOKEN_STRING,     /* quoted, without its quotes and escapes; or the content of a literal */
    MBX_TOKEN_LITERAL,    /* a literal of number bytes is announced; its content comes next, as MBX_TOKEN_STRING */
    MBX_TOKEN_RANGE,      /* one element of a set: see mbx_token_expect_set() */
    MBX_TOKEN_OPEN,       /* ( */
    MBX_TOKEN_CLOSE,      /* ) */
    MBX_TOKEN_CODE_OPEN,  /* [ of a response code */
    MBX_TOKEN_CODE_CLOSE, /* ] */
    MBX_TOKEN_TEXT,       /* what is for people, spaces before it excluded; left out where there is none */
    MBX_TOKEN_END         /* of the line */
} mbx_token_kind;

typedef struct mbx_token {
    mbx_token_kind kind;
    mbx_str text;    /* ATOM, NUMBER, NIL, STRING, TEXT; valid until the next call and as long as the bytes given are */
    bool cut;        /* text is only its beginning */
    uint64_t number; /* NUMBER: its value; LITERAL: its size */
    uint32_t lo, hi; /* RANGE: lo <= hi */
    bool last;       /* of an element of a set: the set ends with it */
    unsigned depth;  /* parentheses around it; of END: that were not closed */
} mbx_token;

typedef struct mbx_tokenizer {
    mbx_token_limits limits;
    mbx_buf text; /* the beginning of the current token, where it came in pieces */
    bool told, cut;
    unsigned state, line, words, depth;
    bool expects_set;
    uint64_t size, left;                      /* of a literal */
    uint64_t value;                           /* of a set's element */
    uint32_t low;
    bool has_low, has_digit, malformed;
} mbx_tokenizer;

void mbx_tokenizer_init(mbx_tokenizer *t, const mbx_token_limits *limits);
void mbx_tokenizer_free(mbx_tokenizer *t);

/* What comes next is no new line but what stands behind "* OK": a response code, or text; or behind "* NAME". */
void mbx_tokenizer_behind_status(mbx_tokenizer *t);
void mbx_tokenizer_behind_name(mbx_tokenizer *t);

/* The next token of the bytes from *at on; *at moves behind what was taken. whole: the bytes are a line, which ends where
 * they do if it does not end before. PROTOCOL_SYNTAX: a quoted string or a literal's size that is none; LIMIT_DEPTH. After
 * a failure the rest of the line means nothing. */
MBX_MUST_CHECK mbx_status mbx_token_next(mbx_tokenizer *t, const char **at, const char *end, bool whole, mbx_token *token_r, mbx_error *err);

/* Until it is taken back, or the line ends: the words outside quotes are sets of UIDs ("1:5,9"), told element by element, so
 * that a line of megabytes needs no memory. What is no number from 1 to 4294967295, or range of two, is an empty atom. */
void mbx_token_expect_set(mbx_tokenizer *t, bool yes);

/* After MBX_TOKEN_LITERAL: its content does not come through here. */
void mbx_token_pass_over(mbx_tokenizer *t);

#endif
