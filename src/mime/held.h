/* The bytes of a character that the end of a piece cuts off, kept for the next piece. */
#ifndef MBX_HELD_H
#define MBX_HELD_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define MBX_HELD_MAX 8 /* more than any character, escape or shift sequence has */

typedef struct mbx_held {
    unsigned char n;
    char p[2 * MBX_HELD_MAX];
} mbx_held;

/* Takes what it can of n bytes and returns how many: all of them when they are the last, else all but fewer than
 * MBX_HELD_MAX that are the beginning of something. */
typedef size_t mbx_held_step(void *ctx, const char *p, size_t n, bool last, mbx_status *st_r);

/* Gives step the bytes held and the new ones as if they had come in one piece. */
MBX_MUST_CHECK mbx_status mbx_held_run(mbx_held *h, mbx_held_step *step, void *ctx, const char *p, size_t n, bool last);

#endif
