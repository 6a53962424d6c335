/* Linked instead of src/net/stream.c: net/stream.h without a network. The test says what there is to read, and is told what
 * the client writes. */
#ifndef WIRE_STREAM_H
#define WIRE_STREAM_H

#include <stddef.h>

void wire_begin(void); /* nothing is said yet */
void wire_say(const char *p, size_t n);
size_t wire_unread(void);

/* These two the test brings. */
void wire_heard(const char *p, size_t n);  /* one write of the client's */
size_t wire_piece(size_t at, size_t most); /* what one read gets: 1 to most bytes, at being how many it had of what was said */

#endif
