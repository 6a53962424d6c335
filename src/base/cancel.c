#include "base/cancel.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct mbx_cancel {
    atomic_bool raised;
    int fd;
};

mbx_status mbx_cancel_new(mbx_cancel **c_r, mbx_error *err)
{
    mbx_cancel *c = mbx_alloc(sizeof *c);
    if (!c)
        return mbx_fail_memory(err);
    atomic_init(&c->raised, false);
    c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (c->fd < 0) {
        mbx_release(c);
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_MEMORY, "The system gives no more descriptors: %s.", strerror(errno));
    }
    *c_r = c;
    return MBX_OK;
}

void mbx_cancel_free(mbx_cancel *c)
{
    if (!c)
        return;
    (void)close(c->fd);
    mbx_release(c);
}

void mbx_cancel_raise(mbx_cancel *c)
{
    if (!c || atomic_exchange(&c->raised, true))
        return;
    uint64_t one = 1;
    /* an eventfd at zero always takes one: a short or failed write is impossible, and the flag is set anyway */
    while (write(c->fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

bool mbx_cancel_raised(const mbx_cancel *c)
{
    return c && atomic_load(&c->raised);
}

int mbx_cancel_fd(const mbx_cancel *c)
{
    return c ? c->fd : -1;
}
