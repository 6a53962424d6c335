/* What every function of the core returns, and the detail that goes with a failure.
 *
 * A function that can fail returns mbx_status; results leave through arguments whose names end in _r and are
 * written only on MBX_OK. The caller lends an mbx_error (never NULL inside the core) that is filled on failure:
 * one code out of the table in codes.h, the stage at which it happened, a sentence for people and, capped and
 * made printable, what the server said. No password, token or credential byte ever goes into an mbx_error. */
#ifndef MBX_STATUS_H
#define MBX_STATUS_H

#include "base/codes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MBX_MUST_CHECK __attribute__((warn_unused_result))
#define MBX_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define MBX_MUST_CHECK
#define MBX_PRINTF(f, a)
#endif

/* The kinds of failure; each is one exception class of the binding (ext/php_errors.c has the table). */
typedef enum mbx_status {
    MBX_OK = 0,
    MBX_E_MEMORY,    /* an allocation failed */
    MBX_E_ARGUMENT,  /* the caller's fault: a value that can never work */
    MBX_E_CONNECT,   /* name not found, nothing listens, connection lost */
    MBX_E_TLS,       /* handshake, certificate, STARTTLS */
    MBX_E_AUTH,      /* the server does not accept the login, or the sealed credential does not open */
    MBX_E_PROTOCOL,  /* bytes that are not IMAP as RFC 3501/9051 have it */
    MBX_E_REFUSED,   /* a well-formed NO, BAD or BYE */
    MBX_E_TIMEOUT,   /* a deadline passed */
    MBX_E_CANCELLED, /* the caller asked to stop */
    MBX_E_LIMIT,     /* one of limits.h was met */
    MBX_E_STORE,     /* the database, the blob folder or the stored state */
    MBX_E_STALE,     /* another run committed first */
    MBX_E_FILE       /* a file that the caller named */
} mbx_status;

/* Where in a run it happened, in the order of a run. Names: mbx_stage_name(). */
typedef enum mbx_stage {
    MBX_STAGE_NONE = 0,
    MBX_STAGE_INPUT,
    MBX_STAGE_DNS,
    MBX_STAGE_TCP,
    MBX_STAGE_TLS,
    MBX_STAGE_CERTIFICATE,
    MBX_STAGE_GREETING,
    MBX_STAGE_STARTTLS,
    MBX_STAGE_CAPABILITY,
    MBX_STAGE_AUTH,
    MBX_STAGE_IDENTIFY,
    MBX_STAGE_STRATEGY,
    MBX_STAGE_LIST,
    MBX_STAGE_FOLDER,
    MBX_STAGE_COUNTS,
    MBX_STAGE_SAMPLE,
    MBX_STAGE_THROUGHPUT,
    MBX_STAGE_LOGOUT,
    MBX_STAGE_SEARCH,
    MBX_STAGE_FETCH,
    MBX_STAGE_PARSE,
    MBX_STAGE_BLOB,
    MBX_STAGE_STORE,
    MBX_STAGE_COUNT
} mbx_stage;

typedef struct mbx_error {
    mbx_status status;
    mbx_stage stage;
    mbx_code code;
    bool retryable;        /* the same call may work later without anybody changing a setting */
    int64_t retry_after;   /* milliseconds that the server asks to be left alone, at most MBX_MAX_RETRY_AFTER; 0: it named no time */
    char message[512];     /* what happened and where, one sentence, UTF-8 */
    char hint[512];        /* what to do about it, in words a user of a CRM understands */
    char server_text[513]; /* the server's own words, capped and printable; "" where none are known */
} mbx_error;

/* Fills err from the code's row in codes.h and returns the row's status. fmt must not carry secrets. */
mbx_status mbx_fail(mbx_error *err, mbx_stage stage, mbx_code code, const char *fmt, ...) MBX_PRINTF(4, 5);

/* MBX_E_MEMORY in one word. */
mbx_status mbx_fail_memory(mbx_error *err);

/* Replaces the table's hint by a more exact one. */
void mbx_error_hint(mbx_error *err, const char *fmt, ...) MBX_PRINTF(2, 3);

/* Copies n bytes of server text into err: at most 512, control characters and invalid UTF-8 become '?'. */
void mbx_error_server_text(mbx_error *err, const char *text, size_t n);

void mbx_error_clear(mbx_error *err);

const char *mbx_code_name(mbx_code code);    /* "CERT_HOSTNAME": stable, for programs */
const char *mbx_stage_name(mbx_stage stage); /* "certificate" */

#endif
