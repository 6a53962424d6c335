#include "net/connect.h"

#include "net/endpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static int open_socket(int family)
{
    int fd, one = 1;

#ifdef SOCK_CLOEXEC
    fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
#else
    fd = socket(family, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        close(fd);
        return -1;
    }
#endif
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
#ifdef SO_NOSIGPIPE
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one);
#endif
    return fd;
}

static mbx_status explain(int e, const struct sockaddr_storage *a, mbx_error *err)
{
    char address[64];
    mbx_code code = MBX_CODE_TCP_UNREACHABLE;

    mbx_address_text(a, address, sizeof address);
    if (e == ECONNREFUSED || e == ECONNRESET)
        code = MBX_CODE_TCP_REFUSED;
    else if (e == ETIMEDOUT)
        code = MBX_CODE_TCP_TIMEOUT;
    return mbx_fail(err, MBX_STAGE_TCP, code, "No connection to %s: %s.", address, strerror(e));
}

static mbx_status try_one(const struct sockaddr_storage *a, socklen_t len, mbx_time deadline, mbx_cancel *cancel, int *fd_r, mbx_error *err)
{
    int fd = open_socket(a->ss_family), e = 0;
    socklen_t e_len = sizeof e;
    mbx_status st = MBX_OK;

    if (fd < 0)
        return explain(errno, a, err);
    if (connect(fd, (const struct sockaddr *)a, len) == 0)
        goto done;
    /* After EINTR the connection goes on being made, as after EINPROGRESS (POSIX connect()). */
    if (errno != EINPROGRESS && errno != EINTR) {
        st = explain(errno, a, err);
        goto done;
    }
    for (;;) {
        struct pollfd f[2] = {{fd, POLLOUT, 0}, {mbx_cancel_fd(cancel), POLLIN, 0}};
        int n;

        if (mbx_cancel_raised(cancel)) {
            st = mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_CANCELLED, "Stopped on request while connecting.");
            goto done;
        }
        n = poll(f, cancel ? 2 : 1, mbx_poll_ms(deadline));
        if (n < 0 && errno != EINTR) {
            st = explain(errno, a, err);
            goto done;
        }
        if (n > 0 && f[0].revents)
            break;
        if (mbx_past(deadline)) {
            st = explain(ETIMEDOUT, a, err);
            goto done;
        }
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &e_len) < 0)
        e = errno;
    if (e != 0)
        st = explain(e, a, err);
done:
    if (st != MBX_OK)
        close(fd);
    else
        *fd_r = fd;
    return st;
}

mbx_status mbx_connect(const mbx_host_addresses *to, mbx_time deadline, mbx_cancel *cancel, int *fd_r, size_t *which_r, mbx_error *err)
{
    mbx_error one;
    mbx_status st = MBX_E_CONNECT;

    for (size_t i = 0; i < to->n; i++) {
        mbx_time now = mbx_now(), until = deadline;

        if (deadline != MBX_NEVER && now < deadline)
            until = now + (deadline - now) / (mbx_time)(to->n - i);
        mbx_error_clear(&one);
        st = try_one(&to->a[i], to->len[i], until, cancel, fd_r, &one);
        if (st == MBX_OK) {
            *which_r = i;
            return MBX_OK;
        }
        /* "Unreachable" is often just this machine without IPv6: it must not hide what another address said. */
        if (i == 0 || one.code != MBX_CODE_TCP_UNREACHABLE)
            *err = one;
        if (one.status == MBX_E_CANCELLED)
            break;
    }
    return err->status;
}
