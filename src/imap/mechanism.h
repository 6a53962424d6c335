/* SASL mechanisms (RFC 4422) as constant tables of functions, one file for each family. Sans-I/O: challenges in, answers
 * out; imap/exchange.h carries them over a session. A new one is a new file and a row in mechanism.c. */
#ifndef MBX_MECHANISM_H
#define MBX_MECHANISM_H

#include "base/scratch.h"

#include <stdint.h>

typedef enum mbx_credential_kind { MBX_CREDENTIAL_PASSWORD = 0, MBX_CREDENTIAL_TOKEN } mbx_credential_kind;

/* Who logs in. Everything is borrowed while an exchange runs. */
typedef struct mbx_sasl_login {
    mbx_str user;   /* UTF-8; neither this nor the secret holds NUL, CR or LF */
    mbx_str secret; /* a password, or an access token (RFC 6750 section 2.1) */
    mbx_str host;   /* OAUTHBEARER's optional keys; none: left out */
    uint16_t port;
    const char *nonce;   /* SCRAM: NULL for a random one */
    bool bindings_known; /* SCRAM: this side can bind to the channel, but the server offers no -PLUS (RFC 5802 section 6: "y") */
    mbx_str binding;     /* SCRAM-*-PLUS: what RFC 9266's tls-exporter gives */
} mbx_sasl_login;

typedef struct mbx_mechanism {
    const char *name; /* "SCRAM-SHA-256": offered as AUTH=<name> */
    mbx_credential_kind takes;
    bool shows_secret;      /* who reads along on an open line has the secret then */
    bool needs_binding;     /* a -PLUS: only where the channel gives what to bind to */
    size_t size;            /* of its state; zeroed before the first answer, wiped after end() */
    mbx_status (*fits)(const mbx_sasl_login *l, mbx_error *err); /* NULL: any. MBX_E_ARGUMENT: it cannot carry these strings */
    /* The answer to one challenge, appended to out (empty, enough for mbx_mechanism_room() bytes). The first call is for
     * the initial response: its challenge is absent. A later one that was not base64 is absent as well. *spent_r = true
     * once an answer lets the server judge the secret: what it refuses after that counts as a wrong password there. */
    mbx_status (*answer)(void *state, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err);
    /* The server said OK. NULL: then it is one. */
    mbx_status (*accepted)(const void *state, mbx_error *err);
    /* The server said NO: what the exchange itself knows of the reason; MBX_CODE_NONE: nothing. NULL: never anything. */
    mbx_code (*refused)(const void *state);
    void (*end)(void *state); /* NULL: the state owns nothing */
} mbx_mechanism;

extern const mbx_mechanism mbx_mechanism_plain, mbx_mechanism_login, mbx_mechanism_oauthbearer, mbx_mechanism_xoauth2, mbx_mechanism_scram_sha_1,
    mbx_mechanism_scram_sha_256, mbx_mechanism_scram_sha_1_plus, mbx_mechanism_scram_sha_256_plus;

#define MBX_MECHANISMS_MAX 8

/* Those that the server offers for this kind of credential, best first: never one that shows the secret before one
 * that does not. capabilities: space-separated. Returns how many. */
size_t mbx_mechanisms_offered(const char *capabilities, mbx_credential_kind kind, bool can_bind, const mbx_mechanism *out[MBX_MECHANISMS_MAX]);

bool mbx_capability_listed(const char *capabilities, const char *name);

size_t mbx_mechanism_room(const mbx_sasl_login *l); /* bytes that no answer exceeds */

mbx_status mbx_mechanism_asked_too_much(const mbx_mechanism *m, mbx_error *err); /* PROTOCOL_SYNTAX: a challenge too many */

#endif
