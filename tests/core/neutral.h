/* A parsed message as one JSON line in the neutral format of tests/corpus/README.md, with anomalies and part offsets
 * added, so that two parses can be compared as text. */
#ifndef NEUTRAL_H
#define NEUTRAL_H

#include <stdbool.h>
#include <stdio.h>

char *read_whole(const char *path, size_t *n_r); /* free() it; NULL: cannot be read */

/* chunk: bytes a feed; 0: all at once; -1: random sizes. */
bool print_neutral(FILE *out, const char *path, const char *raw, size_t raw_n, long chunk);

#endif
