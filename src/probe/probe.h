/* The staged connection test: walks the import's own code path and says for each stage how it went.
 *
 * A report holds the stages of this account's way of encryption, all of them whatever happened, in the order in which they
 * are walked:
 *
 *     TLS        input dns tcp tls certificate greeting capability auth ...
 *     STARTTLS   input dns tcp greeting starttls tls certificate capability auth ...
 *     none       input dns tcp greeting capability auth ...
 *     all        ... identify strategy list folder counts sample throughput logout
 *
 * The first one that fails ends the walk; those behind it are skipped and name it. A warning is no failure: what it says
 * hinders no import, or only slows it. */
#ifndef MBX_PROBE_H
#define MBX_PROBE_H

#include "base/cancel.h"
#include "base/clock.h"
#include "net/tls.h"
#include "sync/account.h"

typedef enum mbx_probe_status { MBX_PROBE_OK = 0, MBX_PROBE_WARNING, MBX_PROBE_FAILED, MBX_PROBE_SKIPPED } mbx_probe_status;

#define MBX_PROBE_STAGES 17 /* at most: with STARTTLS */
#define MBX_PROBE_FACTS 16

typedef struct mbx_probe_fact {
    const char *name; /* static: "address", "version", "issuer", "exists"... */
    bool is_number;
    int64_t number;
    char value[512];  /* UTF-8, a number's digits too; from the server: escaped by whoever shows it */
} mbx_probe_fact;

typedef struct mbx_probe_stage {
    mbx_stage stage;
    mbx_probe_status status;
    int64_t milliseconds;
    mbx_error error; /* FAILED, WARNING: code, message, hint; SKIPPED: message names the stage that it depends on */
    mbx_probe_fact facts[MBX_PROBE_FACTS];
    size_t n_facts;
} mbx_probe_stage;

typedef struct mbx_probe {
    mbx_probe_stage stages[MBX_PROBE_STAGES];
    size_t n_stages;
    bool ok;             /* none failed */
    int64_t milliseconds;
    char *bound;         /* owned: the envelope as it must be stored now that the server has taken its password; NULL: as it is */
    char **transcript;   /* owned, lines of UTF-8 (probe/transcript.h); NULL unless wanted */
    size_t n_transcript;
} mbx_probe;

typedef struct mbx_probe_options {
    mbx_time deadline;
    mbx_cancel *cancel; /* or NULL */
    bool transcript;
    /* Each stage once, in order, when nothing about it changes any more; on this thread. NULL: nobody asks. */
    void (*over)(void *ctx, const mbx_probe_stage *stage);
    void *ctx;
} mbx_probe_options;

/* What the server does is never a failure of this function; only MBX_E_MEMORY is. Uses the first folder. *p_r is to be freed
 * whatever the outcome. */
MBX_MUST_CHECK mbx_status mbx_probe_run(mbx_probe *p_r, const mbx_account *a, mbx_tls *tls, const mbx_probe_options *o, mbx_error *err);
void mbx_probe_free(mbx_probe *p); /* what it owns */

const mbx_probe_stage *mbx_probe_get(const mbx_probe *p, mbx_stage stage); /* NULL: not of this way of encryption */

#endif
