#include "net/connect.h"

#include "base/limits.h"
#include "net/ip_address.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
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

typedef struct attempt { /* in the order in which they are made */
    size_t which; /* of the addresses */
    int fd;       /* -1: not begun, or over */
    int error;    /* errno of its end, 0 for none yet */
} attempt;

typedef struct race {
    const mbx_host_addresses *to;
    attempt tries[MBX_MAX_HOST_ADDRESSES];
    size_t n, begun, open;
    mbx_time next; /* when the next one begins, at the latest */
} race;

/* RFC 8305 section 4: the families take turns, so that one of them being dead costs one attempt and not all of them. */
static void line_up(race *r, const mbx_host_addresses *to)
{
    bool taken[MBX_MAX_HOST_ADDRESSES] = {false};
    sa_family_t last = AF_UNSPEC;

    memset(r, 0, sizeof *r);
    r->to = to;
    for (r->n = 0; r->n < to->n; r->n++) {
        size_t pick = to->n;

        for (size_t i = 0; i < to->n && pick == to->n; i++)
            if (!taken[i] && to->a[i].ss_family != last)
                pick = i;
        for (size_t i = 0; i < to->n && pick == to->n; i++)
            if (!taken[i])
                pick = i;
        taken[pick] = true;
        last = to->a[pick].ss_family;
        r->tries[r->n] = (attempt){pick, -1, 0};
    }
}

static void end_one(race *r, attempt *t, int error)
{
    t->error = error;
    if (t->fd >= 0) {
        close(t->fd);
        t->fd = -1;
        r->open--;
    }
    r->next = 0; /* section 5: a failure lets the next one begin at once */
}

static void begin_one(race *r)
{
    attempt *t = &r->tries[r->begun++];
    const struct sockaddr_storage *a = &r->to->a[t->which];

    r->next = mbx_in_ms(MBX_CONNECT_STAGGER);
    t->fd = open_socket(a->ss_family);
    if (t->fd < 0) {
        end_one(r, t, errno);
        return;
    }
    r->open++;
    /* After EINTR the connection goes on being made, as after EINPROGRESS (POSIX connect()). */
    if (connect(t->fd, (const struct sockaddr *)a, r->to->len[t->which]) != 0 && errno != EINPROGRESS && errno != EINTR)
        end_one(r, t, errno);
}

/* Asks those that poll() found to have come to an end. True: one is connected. */
static bool settle(race *r, const struct pollfd *f, const size_t *of, size_t n, size_t *winner_r)
{
    for (size_t i = 0; i < n; i++) {
        attempt *t = &r->tries[of[i]];
        int e = 0;
        socklen_t len = sizeof e;

        if (!f[i].revents)
            continue;
        if (getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &e, &len) < 0)
            e = errno;
        if (e == 0) {
            *winner_r = of[i];
            return true;
        }
        end_one(r, t, e);
    }
    return false;
}

static mbx_status run(race *r, mbx_time deadline, mbx_cancel *cancel, size_t *winner_r, mbx_error *err)
{
    for (;;) {
        struct pollfd f[MBX_MAX_HOST_ADDRESSES + 1];
        size_t of[MBX_MAX_HOST_ADDRESSES], n = 0;
        mbx_time until;
        int ready;

        if (mbx_cancel_raised(cancel))
            return mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_CANCELLED, "Stopped on request while connecting.");
        while (r->begun < r->n && (r->open == 0 || mbx_past(r->next)))
            begin_one(r);
        if (r->open == 0)
            return MBX_E_CONNECT;
        for (size_t i = 0; i < r->begun; i++)
            if (r->tries[i].fd >= 0) {
                f[n] = (struct pollfd){r->tries[i].fd, POLLOUT, 0};
                of[n++] = i;
            }
        f[n] = (struct pollfd){mbx_cancel_fd(cancel), POLLIN, 0};
        until = r->begun < r->n ? mbx_earlier(deadline, r->next) : deadline;
        ready = poll(f, (nfds_t)(cancel ? n + 1 : n), mbx_poll_ms(until));
        if (ready < 0 && errno != EINTR)
            return mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_TCP_UNREACHABLE, "Waiting for a connection failed: %s.", strerror(errno));
        if (ready > 0 && settle(r, f, of, n, winner_r))
            return MBX_OK;
        if (mbx_past(deadline)) {
            for (size_t i = 0; i < r->begun; i++)
                if (r->tries[i].fd >= 0)
                    end_one(r, &r->tries[i], ETIMEDOUT);
            return MBX_E_CONNECT;
        }
    }
}

/* What became of the attempts, but of the winner. */
static void tell(const race *r, size_t winner, char *out, size_t max)
{
    size_t used = 0;

    out[0] = 0;
    for (size_t i = 0; i < r->begun; i++) {
        const attempt *t = &r->tries[i];
        char address[MBX_ADDRESS_TEXT];
        int n;

        if (i == winner)
            continue;
        mbx_address_text(&r->to->a[t->which], address, sizeof address);
        n = snprintf(out + used, max - used, "%s%s: %s", used ? "; " : "", address, t->error ? strerror(t->error) : "no answer yet");
        if (n < 0 || (size_t)n >= max - used) {
            out[used] = 0; /* whole ones only */
            return;
        }
        used += (size_t)n;
    }
}

static mbx_code code_of(int e)
{
    if (e == ECONNREFUSED || e == ECONNRESET)
        return MBX_CODE_TCP_REFUSED;
    return e == ETIMEDOUT ? MBX_CODE_TCP_TIMEOUT : MBX_CODE_TCP_UNREACHABLE;
}

/* The code is that of the address that says most: one that refuses is there, and the port is wrong; "unreachable" is
 * often just this machine without IPv6. */
static mbx_status explain(const race *r, mbx_error *err)
{
    static const mbx_code telling[] = {MBX_CODE_TCP_REFUSED, MBX_CODE_TCP_TIMEOUT};
    mbx_code code = MBX_CODE_TCP_UNREACHABLE;
    char all[400];

    for (size_t k = 0; k < 2 && code == MBX_CODE_TCP_UNREACHABLE; k++)
        for (size_t i = 0; i < r->begun; i++)
            if (code_of(r->tries[i].error) == telling[k])
                code = telling[k];
    tell(r, r->n, all, sizeof all);
    return mbx_fail(err, MBX_STAGE_TCP, code, "No connection to %s.", all);
}

mbx_status mbx_connect(const mbx_host_addresses *to, mbx_time deadline, mbx_cancel *cancel, mbx_connected *c, mbx_error *err)
{
    race r;
    size_t winner = 0;
    mbx_status st;

    line_up(&r, to);
    mbx_error_clear(err);
    st = run(&r, deadline, cancel, &winner, err);
    if (st == MBX_OK) {
        c->fd = r.tries[winner].fd;
        c->which = r.tries[winner].which;
        tell(&r, winner, c->others, sizeof c->others);
        r.tries[winner].fd = -1;
    } else if (err->status == MBX_OK) {
        st = explain(&r, err);
    }
    for (size_t i = 0; i < r.begun; i++)
        if (r.tries[i].fd >= 0)
            close(r.tries[i].fd);
    return st;
}
