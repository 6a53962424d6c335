/* What a character is to a line of text: seen, blank, or without a width of its own. */
#ifndef MBX_CHARACTER_H
#define MBX_CHARACTER_H

#include "base/str.h"

#include <stdint.h>

typedef enum mbx_character_kind {
    MBX_CHARACTER_SEEN,
    MBX_CHARACTER_BLANK,     /* white space of any width */
    MBX_CHARACTER_BREAK,     /* line feed, carriage return, line and paragraph separator */
    MBX_CHARACTER_INVISIBLE, /* of no width and no meaning between other characters; control characters */
    MBX_CHARACTER_DIRECTION, /* bidirectional marks, embeddings, overrides, isolates */
    MBX_CHARACTER_JOINER,    /* ZWJ, ZWNJ: they mean something between two letters or emoji, nothing elsewhere */
    MBX_CHARACTER_COMBINING  /* goes with the character before it */
} mbx_character_kind;

mbx_character_kind mbx_character_kind_of(uint32_t c);

/* The character at s.p[*at], *at < s.n, and *at behind it. A byte that begins none is U+FFFD. */
uint32_t mbx_character_next(mbx_str s, size_t *at);

#endif
