/* A server for one connection on loopback that does what a table says. Tags in the tables are the client's: 1, 2, 3. */
#ifndef MBX_FAKE_PEER_H
#define MBX_FAKE_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum fake_kind {
    FAKE_SEND,   /* text (n bytes; n 0: strlen) */
    FAKE_REPEAT, /* text, times */
    FAKE_EXPECT, /* one line; it must be text (NULL: any) */
    FAKE_TLS,    /* handshake as the server with the peer's certificate */
    FAKE_STALL,  /* say nothing until the client closes */
    FAKE_RESET,  /* close with RST */
    FAKE_CLOSE   /* close in order (also what follows the last step) */
} fake_kind;

typedef struct fake_step {
    fake_kind kind;
    const char *text;
    size_t n;
    size_t times;
} fake_step;

#define SEND(t) {FAKE_SEND, t, sizeof(t) - 1, 0}
#define EXPECT(t) {FAKE_EXPECT, t, 0, 0}
#define STALL {FAKE_STALL, NULL, 0, 0}

typedef struct fake_peer fake_peer;
struct ssl_ctx_st;

/* steps are borrowed until fake_peer_end(). certificate: NULL, or a server context. */
fake_peer *fake_peer_start(const fake_step *steps, size_t n, struct ssl_ctx_st *certificate);
uint16_t fake_peer_port(const fake_peer *p);
const char *fake_peer_heard(fake_peer *p, size_t *n_r); /* everything the client sent; after fake_peer_join() */
void fake_peer_join(fake_peer *p);
bool fake_peer_as_expected(const fake_peer *p); /* every FAKE_EXPECT that was reached matched; after the join */
void fake_peer_end(fake_peer *p);               /* joins if needed, frees */

#endif
