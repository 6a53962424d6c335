/* Reading the system's CA bundle costs as much as a small sync, and TLS sessions of one poll serve the next: once for each
 * process. What a child finds of its parent's it leaves alone: threads that are not in the child may have held its locks
 * when it was forked, and a ticket is for one connection (RFC 8446 appendix C.4). */
#include "php_mailbox.h"

#include "base/alloc.h"
#include "net/tls.h"

typedef struct contexts {
    struct contexts *inherited; /* kept in reach only, for those who look for leaks */
    mbx_tls *tls;
    zend_ulong process;
} contexts;

static contexts *newest;
#ifdef ZTS
static MUTEX_T newest_lock;
#endif

void php_mailbox_tls_startup(void)
{
#ifdef ZTS
    newest_lock = tsrm_mutex_alloc();
#endif
}

static bool is_ours(void)
{
    return newest && newest->process == php_mailbox_process();
}

static mbx_status make(mbx_error *err)
{
    contexts *c = mbx_alloc_zero(sizeof *c);

    if (!c)
        return mbx_fail_memory(err);
    if (mbx_tls_new(&c->tls, err) != MBX_OK) {
        mbx_release(c);
        return MBX_E_MEMORY;
    }
    c->process = php_mailbox_process();
    c->inherited = newest;
    newest = c;
    return MBX_OK;
}

mbx_tls *php_mailbox_tls(mbx_error *err)
{
    mbx_tls *tls = NULL;
#ifdef ZTS
    tsrm_mutex_lock(newest_lock);
#endif
    if (is_ours() || make(err) == MBX_OK)
        tls = newest->tls;
#ifdef ZTS
    tsrm_mutex_unlock(newest_lock);
#endif
    return tls;
}

void php_mailbox_tls_shutdown(void)
{
    contexts *c = newest;

    if (is_ours()) {
        newest = c->inherited;
        mbx_tls_free(c->tls);
        mbx_release(c);
    }
#ifdef ZTS
    tsrm_mutex_free(newest_lock);
#endif
}
