/* Somebody who looks on while a connection is opened and used: the test of a connection. Called on the thread that uses it. */
#ifndef MBX_WATCH_H
#define MBX_WATCH_H

#include "base/status.h"

struct mbx_stream_facts;

typedef struct mbx_watch {
    void *ctx;
    /* The conversation turns to this stage; MBX_STAGE_NONE: the connection is given up, these are its last facts. */
    void (*turned)(void *ctx, mbx_stage stage, const struct mbx_stream_facts *facts);
    /* We say n bytes, of which the first open ones are no secret. NULL: nobody listens. */
    void (*said)(void *ctx, mbx_stage stage, const char *p, size_t n, size_t open);
    /* The server says n bytes that passed the guard; p NULL: they are of a message's body. end: with them its line is complete. */
    void (*heard)(void *ctx, mbx_stage stage, const char *p, size_t n, bool end);
} mbx_watch;

#endif
