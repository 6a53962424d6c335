/* Reading the system's CA bundle costs as much as a small sync: once for each process. */
#include "php_mailbox.h"

#include "net/tls.h"

static mbx_tls *shared;
#ifdef ZTS
static MUTEX_T shared_lock;
#endif

void php_mailbox_tls_startup(void)
{
#ifdef ZTS
    shared_lock = tsrm_mutex_alloc();
#endif
}

mbx_tls *php_mailbox_tls(mbx_error *err)
{
    mbx_tls *tls = NULL;
#ifdef ZTS
    tsrm_mutex_lock(shared_lock);
#endif
    if (shared || mbx_tls_new(&shared, err) == MBX_OK)
        tls = shared;
#ifdef ZTS
    tsrm_mutex_unlock(shared_lock);
#endif
    return tls;
}

void php_mailbox_tls_shutdown(void)
{
    mbx_tls_free(shared);
    shared = NULL;
#ifdef ZTS
    tsrm_mutex_free(shared_lock);
#endif
}
