/* The staged connection test: walks the import's own code path and says for each stage how it went. */
#ifndef MBX_PROBE_H
#define MBX_PROBE_H

#include "base/cancel.h"
#include "base/clock.h"
#include "net/tls.h"
#include "sync/account.h"

typedef enum mbx_probe_status { MBX_PROBE_OK = 0, MBX_PROBE_FAILED, MBX_PROBE_SKIPPED } mbx_probe_status;

#define MBX_PROBE_STAGES 8 /* dns, tcp, tls, certificate, greeting, auth, folder, counts */
#define MBX_PROBE_FACTS 8

typedef struct mbx_probe_fact {
    const char *name; /* static: "address", "version", "issuer", "exists"... */
    char value[512];  /* UTF-8, escaped by whoever shows it */
} mbx_probe_fact;

typedef struct mbx_probe_stage {
    mbx_stage stage;
    mbx_probe_status status;
    int64_t milliseconds;
    mbx_error error; /* FAILED: code, message, hint; SKIPPED: message names the stage that it depends on */
    mbx_probe_fact facts[MBX_PROBE_FACTS];
    size_t n_facts;
} mbx_probe_stage;

typedef struct mbx_probe {
    mbx_probe_stage stages[MBX_PROBE_STAGES];
    bool ok;
    int64_t milliseconds;
    char *bound; /* owned: the envelope as it must be stored now that the server has taken its password; NULL: as it is */
} mbx_probe;

/* What the server does is never a failure of this function; only MBX_E_MEMORY is. Uses the first folder. */
MBX_MUST_CHECK mbx_status mbx_probe_run(mbx_probe *p_r, const mbx_account *a, mbx_tls *tls, mbx_time deadline, mbx_cancel *cancel, mbx_error *err);

#endif
