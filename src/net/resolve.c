#include "net/resolve.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "net/ip_address.h"

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

typedef struct request { /* held by the caller and by its thread; whoever lets go last frees it */
    atomic_int holders;
    mbx_cancel *answered; /* raised by the thread: a flag that poll() can watch */
    char *host;
    char port[8];
    int result; /* of getaddrinfo(); read after answered */
    mbx_host_addresses found;
} request;

static void let_go(request *q)
{
    if (q && atomic_fetch_sub(&q->holders, 1) == 1) {
        mbx_cancel_free(q->answered);
        mbx_release(q->host);
        mbx_release(q);
    }
}

static void *ask(void *arg)
{
    request *q = arg;
    struct addrinfo want, *list = NULL;

    memset(&want, 0, sizeof want);
    want.ai_family = AF_UNSPEC;
    want.ai_socktype = SOCK_STREAM;
    want.ai_flags = AI_NUMERICSERV;
    q->result = getaddrinfo(q->host, q->port, &want, &list);
    if (q->result == 0) {
        for (const struct addrinfo *i = list; i && q->found.n < MBX_MAX_HOST_ADDRESSES; i = i->ai_next) {
            if (!i->ai_addr || i->ai_addrlen > sizeof q->found.a[0])
                continue;
            memcpy(&q->found.a[q->found.n], i->ai_addr, i->ai_addrlen);
            q->found.len[q->found.n++] = i->ai_addrlen;
        }
        freeaddrinfo(list);
    }
    mbx_cancel_raise(q->answered);
    let_go(q);
    return NULL;
}

/* A thread that was left to itself still runs this code when the host unloads the extension: keep it mapped. */
static void keep_loaded(void)
{
    Dl_info here;

    if (dladdr((const void *)&mbx_address_text, &here) && here.dli_fname) {
        void *handle = dlopen(here.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
        if (handle)
            dlclose(handle);
    }
}

static mbx_status start(request *q, mbx_error *err)
{
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t all, old;
    int r;

    r = pthread_attr_init(&attr);
    if (r != 0)
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_THREAD, "No thread for the name service: %s.", strerror(r));
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, MBX_THREAD_STACK);
    /* The host's signal handlers (PHP's timer) must never run in a thread of the core. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    atomic_fetch_add(&q->holders, 1);
    r = pthread_create(&thread, &attr, ask, q);
    if (r != 0)
        atomic_fetch_sub(&q->holders, 1);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
    if (r != 0)
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_THREAD, "No thread for the name service: %s.", strerror(r));
    return MBX_OK;
}

static mbx_status wait_for(const request *q, mbx_time deadline, mbx_cancel *cancel, mbx_error *err)
{
    for (;;) {
        struct pollfd f[2] = {{mbx_cancel_fd(q->answered), POLLIN, 0}, {mbx_cancel_fd(cancel), POLLIN, 0}};

        if (mbx_cancel_raised(q->answered))
            return MBX_OK;
        if (mbx_cancel_raised(cancel))
            return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_CANCELLED, "Stopped on request while the server name was looked up.");
        if (mbx_past(deadline))
            return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_DNS_TIMEOUT, "The name service gave no answer for \"%s\" in time.", q->host);
        if (poll(f, cancel ? 2 : 1, mbx_poll_ms(deadline)) < 0 && errno != EINTR)
            return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_DNS_TEMPORARY, "Waiting for the name service failed: %s.", strerror(errno));
    }
}

static mbx_status explain(const request *q, mbx_error *err)
{
    switch (q->result) {
    case EAI_NONAME:
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
    case EAI_NODATA:
#endif
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_DNS_NOT_FOUND, "The name service knows no server \"%s\".", q->host);
    case EAI_MEMORY:
        return mbx_fail_memory(err);
    default:
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_DNS_TEMPORARY, "The name service failed for \"%s\": %s.", q->host, gai_strerror(q->result));
    }
}

static mbx_status keep_allowed(const mbx_host_addresses *found, const char *host, mbx_host_addresses *out, mbx_error *err)
{
    out->n = 0;
    for (size_t i = 0; i < found->n; i++) {
        if (mbx_address_refused(&found->a[i]))
            continue;
        out->a[out->n] = found->a[i];
        out->len[out->n++] = found->len[i];
    }
    if (out->n == 0)
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_ADDRESS_REFUSED, "\"%s\" stands for an address that is never connected to.", host);
    return MBX_OK;
}

mbx_status mbx_resolve(const char *host, uint16_t port, mbx_time deadline, mbx_cancel *cancel, mbx_host_addresses *out, mbx_error *err)
{
    request *q = NULL;
    mbx_host_addresses one;
    mbx_status st;

    memset(&one, 0, sizeof one);
    if (mbx_host_is_address(host, port, &one.a[0], &one.len[0])) {
        one.n = 1;
        return keep_allowed(&one, host, out, err);
    }
    q = mbx_alloc_zero(sizeof *q);
    if (!q)
        return mbx_fail_memory(err);
    atomic_init(&q->holders, 1);
    snprintf(q->port, sizeof q->port, "%u", (unsigned)port);
    q->host = mbx_copy_string(host);
    if (!q->host) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = mbx_cancel_new(&q->answered, err)) != MBX_OK)
        goto done;
    if ((st = start(q, err)) != MBX_OK)
        goto done;
    if ((st = wait_for(q, deadline, cancel, err)) != MBX_OK) {
        keep_loaded();
        goto done;
    }
    st = q->result == 0 ? keep_allowed(&q->found, host, out, err) : explain(q, err);
done:
    let_go(q);
    return st;
}
