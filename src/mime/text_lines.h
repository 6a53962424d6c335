/* Writes running text as lines: white space collapsed or kept, quote prefixes, list markers, never two blank lines. */
#ifndef MBX_TEXT_LINES_H
#define MBX_TEXT_LINES_H

#include "base/buf.h"

#include <stdint.h>

typedef struct mbx_text_lines {
    mbx_buf *out;    /* {.out = ...} begins */
    mbx_status st;   /* the first failure: nothing is written after it */
    unsigned quote;  /* levels of "> " from the next line on */
    unsigned indent; /* levels of two blanks behind that */
    unsigned kept;   /* > 0: white space is kept */
    char marker[16]; /* of a list item: stands in the last level of indent of its first line */
    size_t marker_n;
    bool mark_next;  /* asks that mark be set where the next character goes */
    size_t mark;

    bool started;    /* something was written */
    unsigned breaks; /* line breaks to come before the next character */
    bool space, tab; /* likewise; not at the beginning of a line */
    size_t blanks;   /* likewise, where white space is kept */
    size_t column;
    unsigned line_quote; /* of the line that is being written */
    uint32_t joiner;     /* to come if a character follows at once */
} mbx_text_lines;

/* Text in valid UTF-8, in pieces of any size that end with a character. */
void mbx_text_lines_add(mbx_text_lines *l, mbx_str text);

/* What follows begins on a new line (n 1), or behind a blank line (n 2). */
void mbx_text_lines_break(mbx_text_lines *l, unsigned n);

/* The line ends; where it ended already a blank line is made. */
void mbx_text_lines_end(mbx_text_lines *l);

/* What follows on this line stands apart by a tab. */
void mbx_text_lines_tab(mbx_text_lines *l);

#endif
