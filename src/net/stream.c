#include "net/stream.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "net/channel.h"
#include "net/connect.h"
#include "net/deflate.h"
#include "net/endpoint.h"
#include "net/idn.h"
#include "net/ip_address.h"
#include "net/pace.h"
#include "net/proxy.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

struct mbx_stream {
    int fd;
    mbx_channel *channel; /* NULL: in clear */
    mbx_deflate *deflate; /* NULL: not compressed */
    size_t piece;         /* bytes that came last and are being inflated; 0: none yet */
    mbx_time piece_waited;
    char *host; /* as DNS and certificates spell it */
    const mbx_transport *transport; /* borrowed; NULL: the defaults */
    uint16_t port;
    mbx_time total;
    mbx_cancel *cancel; /* borrowed */
    const mbx_watch *watch; /* borrowed; or NULL */
    mbx_stage stage;
    mbx_time stage_began, stage_ends; /* stage_ends: MBX_NEVER for the idle limit alone */
    mbx_error failure;                /* the first one, kept */
    bool failed, peer_spoke;
    mbx_pace pace;
    pid_t owner;
    mbx_stream_facts facts;
};

static mbx_code timeout_code(mbx_stage stage)
{
    switch (stage) {
    case MBX_STAGE_DNS:
        return MBX_CODE_DNS_TIMEOUT;
    case MBX_STAGE_TCP:
        return MBX_CODE_TCP_TIMEOUT;
    case MBX_STAGE_TLS:
        return MBX_CODE_TLS_TIMEOUT;
    case MBX_STAGE_GREETING:
        return MBX_CODE_GREETING_TIMEOUT;
    default:
        return MBX_CODE_TIMEOUT_COMMAND;
    }
}

/* When the account's time runs out while a connection is being opened, the silence of the server is what a person
 * can act on - unless the stage had hardly begun, then it is the time that was short. */
static mbx_status expired(const mbx_stream *s, mbx_error *err)
{
    bool opening = timeout_code(s->stage) != MBX_CODE_TIMEOUT_COMMAND;
    int64_t ms = (mbx_now() - s->stage_began) / 1000000;

    if (mbx_past(s->total) && !(opening && ms >= 1000))
        return mbx_fail(err, s->stage, MBX_CODE_TIMEOUT_TOTAL, "The time for this account ended while waiting for %s.", s->host);
    return mbx_fail(err, s->stage, timeout_code(s->stage), "%s did not answer in time.", s->host);
}

/* The first failure is the cause; what fails after it is a consequence and would hide it. */
static mbx_status keep(mbx_stream *s, const mbx_error *err)
{
    if (!s->failed) {
        s->failed = true;
        s->failure = *err;
    }
    return err->status;
}

/* After fork() the connection is the parent's: a byte from the child, or one that it takes away, would break TLS's count
 * of records and IMAP's of answers for the parent. */
static bool ours(const mbx_stream *s)
{
    return s->owner == getpid();
}

static mbx_status usable(const mbx_stream *s, mbx_error *err)
{
    if (s->failed) {
        *err = s->failure;
        return err->status;
    }
    if (!ours(s))
        return mbx_fail(err, s->stage, MBX_CODE_CONNECTION_LOST, "The connection to %s belongs to another process.", s->host);
    return MBX_OK;
}

static mbx_status await(mbx_stream *s, short events, mbx_time idle, mbx_error *err)
{
    mbx_time until = mbx_earlier(mbx_earlier(s->total, s->stage_ends), idle);

    for (;;) {
        struct pollfd f[2] = {{s->fd, events, 0}, {mbx_cancel_fd(s->cancel), POLLIN, 0}};
        int n;

        if (mbx_cancel_raised(s->cancel))
            return mbx_fail(err, s->stage, MBX_CODE_CANCELLED, "Stopped on request while waiting for %s.", s->host);
        n = poll(f, s->cancel ? 2 : 1, mbx_poll_ms(until));
        if (n < 0 && errno != EINTR)
            return mbx_fail(err, s->stage, MBX_CODE_CONNECTION_LOST, "Waiting for %s failed: %s.", s->host, strerror(errno));
        /* A peer that always has a byte ready must not get past the deadline either. */
        if (mbx_past(until))
            return expired(s, err);
        if (n > 0 && f[0].revents)
            return MBX_OK;
    }
}

static bool try_later(int e)
{
    return e == EAGAIN || e == EWOULDBLOCK || e == EINTR;
}

/* The addresses that may be connected to; found are those of no refused kind. */
static mbx_status choose(const mbx_stream *s, const mbx_endpoint *to, const mbx_host_addresses *found, mbx_host_addresses *allowed, mbx_error *err)
{
    bool in_clear_anywhere = to->encryption != MBX_ENCRYPTION_NONE || to->allow_plaintext, private_only = true;

    memset(allowed, 0, sizeof *allowed);
    if (to->transport && to->transport->proxy) {
        *allowed = *found;
        return MBX_OK;
    }
    for (size_t i = 0; i < found->n; i++) {
        if (!mbx_transport_address(to->transport, &found->a[i]))
            continue;
        private_only = false;
        if (!in_clear_anywhere && !mbx_address_loopback(&found->a[i]))
            continue;
        allowed->a[allowed->n] = found->a[i];
        allowed->len[allowed->n++] = found->len[i];
    }
    if (allowed->n > 0)
        return MBX_OK;
    if (private_only)
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_ADDRESS_REFUSED, "%s stands in a private network that is not among the allowed ones.", s->host);
    return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PLAINTEXT, "%s is another machine and no encryption is set.", s->host);
}

/* With a proxy: what can be judged of the server without looking its name up. */
static mbx_status judge_unseen(const mbx_stream *s, const mbx_endpoint *to, mbx_error *err)
{
    struct sockaddr_storage a;
    socklen_t n;

    if (mbx_host_is_address(s->host, to->port, &a, &n) && !mbx_transport_address(to->transport, &a))
        return mbx_fail(err, MBX_STAGE_DNS, MBX_CODE_ADDRESS_REFUSED, "%s is an address that is not connected to.", s->host);
    if (to->encryption == MBX_ENCRYPTION_NONE && !to->allow_plaintext)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PLAINTEXT, "%s is reached through a proxy and no encryption is set.", s->host);
    return MBX_OK;
}

static void tell_addresses(mbx_stream *s, const mbx_host_addresses *a)
{
    char text[64];
    size_t used = 0, size = sizeof s->facts.addresses;

    for (size_t i = 0; i < a->n; i++) {
        mbx_address_text(&a->a[i], text, sizeof text);
        if (used + strlen(text) + 3 > size)
            break;
        used += (size_t)snprintf(s->facts.addresses + used, size - used, "%s%s", used ? ", " : "", text);
    }
}

/* The hint of the code would blame the mail server, which was not even asked. */
static mbx_status fail_of_proxy(mbx_status st, mbx_error *err)
{
    if ((st == MBX_E_CONNECT || st == MBX_E_TIMEOUT) && err->code != MBX_CODE_TIMEOUT_TOTAL)
        mbx_error_hint(err, "This is about the proxy, not the mail server. Check the proxy's name and port.");
    return st;
}

static mbx_status reach(mbx_stream *s, const mbx_endpoint *to, mbx_error *err)
{
    mbx_host_addresses found, allowed;
    mbx_connected c;
    mbx_proxy proxy;
    bool through = to->transport && to->transport->proxy;
    mbx_status st;

    if (through && !mbx_proxy_parse(to->transport->proxy, &proxy))
        return mbx_transport_check(to->transport, err);
    if (through && (st = judge_unseen(s, to, err)) != MBX_OK)
        return st;
    mbx_stream_stage(s, MBX_STAGE_DNS, MBX_TIMEOUT_CONNECT);
    st = mbx_resolve(through ? proxy.host : s->host, through ? proxy.port : to->port, mbx_earlier(s->total, s->stage_ends), s->cancel, &found, err);
    s->facts.dns_ms = (mbx_now() - s->stage_began) / 1000000;
    if (st == MBX_E_TIMEOUT)
        st = expired(s, err);
    if (st != MBX_OK)
        return through ? fail_of_proxy(st, err) : st;
    /* What is checked is what is connected to: the name is never looked up a second time (DNS rebinding). */
    if ((st = choose(s, to, &found, &allowed, err)) != MBX_OK)
        return st;
    tell_addresses(s, &allowed);
    mbx_stream_stage(s, MBX_STAGE_TCP, MBX_TIMEOUT_CONNECT);
    st = mbx_connect(&allowed, mbx_earlier(s->total, s->stage_ends), s->cancel, &c, err);
    s->facts.tcp_ms = (mbx_now() - s->stage_began) / 1000000;
    if (st == MBX_E_TIMEOUT && (mbx_past(s->total) || mbx_past(s->stage_ends)))
        st = expired(s, err);
    if (st != MBX_OK)
        return through ? fail_of_proxy(st, err) : st;
    s->fd = c.fd;
    mbx_address_text(&allowed.a[c.which], s->facts.address, sizeof s->facts.address);
    memcpy(s->facts.others, c.others, sizeof s->facts.others);
    if (through) {
        if ((st = mbx_proxy_open(s, &proxy, to->transport, s->host, to->port, err)) != MBX_OK)
            return st;
        s->facts.bytes_in = s->facts.bytes_out = s->facts.wire_in = s->facts.wire_out = 0;
    }
    s->facts.round_trips++;
    s->peer_spoke = true;
    return MBX_OK;
}

mbx_status mbx_stream_connect(mbx_stream **s_r, const mbx_endpoint *to, mbx_time total, mbx_cancel *cancel, mbx_error *err)
{
    mbx_stream *s = NULL;
    char host[MBX_MAX_HOST + 2];
    mbx_status st;

    if ((st = mbx_endpoint_check(to, err)) != MBX_OK)
        return st;
    if ((st = mbx_host_ascii(to->host, host, err)) != MBX_OK)
        return st;
    s = mbx_alloc_zero(sizeof *s);
    if (!s)
        return mbx_fail_memory(err);
    s->fd = -1;
    s->total = total;
    s->cancel = cancel;
    s->watch = to->transport ? to->transport->watch : NULL;
    s->owner = getpid();
    s->port = to->port;
    s->transport = to->transport;
    s->host = mbx_copy_string(host);
    if (!s->host) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = reach(s, to, err)) != MBX_OK)
        goto done;
    mbx_stream_stage(s, MBX_STAGE_GREETING, MBX_TIMEOUT_GREETING);
    *s_r = s;
    s = NULL;
done:
    mbx_stream_free(s);
    return st;
}

mbx_status mbx_stream_start_tls(mbx_stream *s, mbx_tls *tls, mbx_error *err)
{
    mbx_stage before = s->stage;
    mbx_status st;

    if ((st = usable(s, err)) != MBX_OK)
        return st;
    mbx_stream_stage(s, MBX_STAGE_TLS, MBX_TIMEOUT_TLS);
    if ((st = mbx_channel_new(&s->channel, tls, s->transport, s->host, s->port, s->fd, &s->facts, err)) != MBX_OK)
        goto done;
    for (;;) {
        mbx_channel_step step = mbx_channel_handshake(s->channel);

        if (step == MBX_CHANNEL_DONE)
            break;
        if (step == MBX_CHANNEL_FAILED)
            st = mbx_channel_explain(s->channel, MBX_STAGE_TLS, err);
        else
            st = await(s, step == MBX_CHANNEL_WANTS_READ ? POLLIN : POLLOUT, MBX_NEVER, err);
        if (st != MBX_OK)
            goto done;
    }
    s->facts.tls_ms = (mbx_now() - s->stage_began) / 1000000;
    s->facts.round_trips++;
    s->peer_spoke = true;
    mbx_stream_stage(s, before, -1);
done:
    return st == MBX_OK ? MBX_OK : keep(s, err);
}

void mbx_stream_stage(mbx_stream *s, mbx_stage stage, int64_t ms)
{
    s->stage = stage;
    s->stage_began = mbx_now();
    s->stage_ends = mbx_in_ms(ms);
    if (s->watch)
        s->watch->turned(s->watch->ctx, stage, &s->facts);
}

/* Waits for what a step asks for; the idle limit starts anew whenever bytes moved, so that a slow but living
 * connection is not cut by it. *waited: the time it took. */
static mbx_status again(mbx_stream *s, mbx_channel_step step, short plain, unsigned long long *seen, mbx_time *idle, mbx_time *waited, mbx_error *err)
{
    mbx_time began = mbx_now();
    short events = plain;
    mbx_status st;

    if (s->channel) {
        unsigned long long now = mbx_channel_progress(s->channel);
        if (now != *seen)
            *idle = mbx_in_ms(MBX_TIMEOUT_COMMAND);
        *seen = now;
        events = step == MBX_CHANNEL_WANTS_READ ? POLLIN : POLLOUT;
    }
    st = await(s, events, *idle, err);
    *waited = mbx_now() - began;
    return st;
}

static mbx_status too_slow(const mbx_stream *s, mbx_error *err)
{
    return mbx_fail(err, s->stage, MBX_CODE_TIMEOUT_SLOW, "%s sent less than %d bytes in %d seconds of waiting.", s->host, MBX_RATE_BYTES, MBX_RATE_WINDOW / 1000);
}

static mbx_status lost(const mbx_stream *s, int e, mbx_error *err)
{
    if (e == 0)
        return mbx_fail(err, s->stage, MBX_CODE_CONNECTION_LOST, "%s ended the connection.", s->host);
    return mbx_fail(err, s->stage, MBX_CODE_CONNECTION_LOST, "The connection to %s broke: %s.", s->host, strerror(e));
}

/* What TLS or TCP gives: at least one byte. *waited_r: how long the last of it took. */
static mbx_status receive(mbx_stream *s, char *p, size_t max, size_t *n_r, mbx_time *waited_r, mbx_error *err)
{
    mbx_time idle = mbx_in_ms(MBX_TIMEOUT_COMMAND);
    unsigned long long seen = s->channel ? mbx_channel_progress(s->channel) : 0;
    mbx_status st;

    *waited_r = 0;
    for (;;) {
        mbx_channel_step step = MBX_CHANNEL_WANTS_READ;

        st = MBX_OK;
        if (s->channel) {
            step = mbx_channel_read(s->channel, p, max, n_r);
            if (step == MBX_CHANNEL_FAILED)
                st = mbx_channel_explain(s->channel, s->stage, err);
            else if (step == MBX_CHANNEL_DONE)
                return MBX_OK;
            else if (*waited_r > 0 && mbx_pace_slow(&s->pace, *waited_r, (size_t)(mbx_channel_progress(s->channel) - seen), false))
                st = too_slow(s, err); /* a record of TLS that comes in drops */
        } else {
            ssize_t r = recv(s->fd, p, max, 0);
            if (r > 0) {
                s->facts.wire_in += (size_t)r;
                *n_r = (size_t)r;
                return MBX_OK;
            }
            if (r == 0 || !try_later(errno))
                st = lost(s, r == 0 ? 0 : errno, err);
        }
        if (st == MBX_OK)
            st = again(s, step, POLLIN, &seen, &idle, waited_r, err);
        if (st != MBX_OK)
            return st;
    }
}

/* How fast a piece came can be said only when all of it is inflated: then it is known whether it ended a line. */
static mbx_status inflate_next(mbx_stream *s, char *p, size_t max, size_t *n_r, mbx_error *err)
{
    mbx_status st;
    size_t room;

    for (;;) {
        if ((st = mbx_deflate_read(s->deflate, p, max, n_r, err)) != MBX_OK) {
            err->stage = s->stage;
            return st;
        }
        if (*n_r > 0)
            return MBX_OK;
        if (s->piece > 0 && mbx_pace_slow(&s->pace, s->piece_waited, s->piece, mbx_deflate_whole_lines(s->deflate)))
            return too_slow(s, err);
        s->piece = 0;
        char *held = mbx_deflate_room(s->deflate, &room);
        if ((st = receive(s, held, room, &s->piece, &s->piece_waited, err)) != MBX_OK)
            return st;
        mbx_deflate_came(s->deflate, s->piece);
    }
}

mbx_status mbx_stream_read(mbx_stream *s, char *p, size_t max, size_t *n_r, mbx_error *err)
{
    mbx_time waited;
    size_t n = 0;
    mbx_status st;

    if ((st = usable(s, err)) != MBX_OK)
        return st;
    /* Checked here too: a peer that floods us never lets the call reach poll(). */
    if (mbx_cancel_raised(s->cancel) || mbx_past(mbx_earlier(s->total, s->stage_ends))) {
        if (mbx_cancel_raised(s->cancel))
            mbx_fail(err, s->stage, MBX_CODE_CANCELLED, "Stopped on request while reading from %s.", s->host);
        else
            expired(s, err);
        return keep(s, err);
    }
    if (s->deflate) {
        st = inflate_next(s, p, max, &n, err);
    } else {
        st = receive(s, p, max, &n, &waited, err);
        if (st == MBX_OK && mbx_pace_slow(&s->pace, waited, n, n > 1 && p[n - 1] == '\n'))
            st = too_slow(s, err);
    }
    if (st != MBX_OK)
        return keep(s, err);
    s->peer_spoke = true;
    s->facts.bytes_in += n;
    *n_r = n;
    return MBX_OK;
}

static mbx_status transmit(mbx_stream *s, const char *p, size_t n, mbx_error *err)
{
    mbx_time idle = mbx_in_ms(MBX_TIMEOUT_COMMAND);
    unsigned long long seen = s->channel ? mbx_channel_progress(s->channel) : 0;
    mbx_time waited;
    mbx_status st;

    while (n > 0) {
        mbx_channel_step step = MBX_CHANNEL_WANTS_WRITE;
        size_t done = 0;

        st = MBX_OK;
        if (s->channel) {
            step = mbx_channel_write(s->channel, p, n, &done);
            if (step == MBX_CHANNEL_FAILED)
                st = mbx_channel_explain(s->channel, s->stage, err);
        } else {
            ssize_t r = send(s->fd, p, n, MSG_NOSIGNAL);
            if (r >= 0) {
                done = (size_t)r;
                s->facts.wire_out += done;
                step = MBX_CHANNEL_DONE;
            } else if (!try_later(errno)) {
                st = lost(s, errno, err);
            }
        }
        if (st == MBX_OK && step == MBX_CHANNEL_DONE) {
            p += done;
            n -= done;
            idle = mbx_in_ms(MBX_TIMEOUT_COMMAND);
            continue;
        }
        if (st == MBX_OK)
            st = again(s, step, POLLOUT, &seen, &idle, &waited, err);
        if (st != MBX_OK)
            return st;
    }
    return MBX_OK;
}

static mbx_status transmit_compressed(mbx_stream *s, const char *p, size_t n, mbx_error *err)
{
    char out[MBX_KIB(4)];
    mbx_status st = MBX_OK;

    mbx_deflate_put(s->deflate, p, n);
    while (st == MBX_OK && (n = mbx_deflate_take(s->deflate, out, sizeof out)) > 0)
        st = transmit(s, out, n, err);
    return st;
}

mbx_status mbx_stream_write(mbx_stream *s, const char *p, size_t n, mbx_error *err)
{
    mbx_status st;

    if ((st = usable(s, err)) != MBX_OK || n == 0)
        return st;
    if (s->peer_spoke) {
        s->facts.round_trips++;
        s->peer_spoke = false;
    }
    s->facts.bytes_out += n;
    st = s->deflate ? transmit_compressed(s, p, n, err) : transmit(s, p, n, err);
    return st == MBX_OK ? MBX_OK : keep(s, err);
}

mbx_status mbx_stream_compress(mbx_stream *s, const char *came, size_t n, mbx_error *err)
{
    mbx_status st;

    if ((st = usable(s, err)) != MBX_OK)
        return st;
    st = mbx_deflate_new(&s->deflate, came, n, err);
    s->facts.bytes_in -= n; /* they count when they are inflated */
    return st == MBX_OK ? MBX_OK : keep(s, err);
}

bool mbx_stream_binding(const mbx_stream *s, unsigned char out[MBX_BINDING_SIZE])
{
    return s->channel && mbx_channel_binding(s->channel, out);
}

const mbx_stream_facts *mbx_stream_get(const mbx_stream *s)
{
    return &s->facts;
}

const mbx_watch *mbx_stream_watched(const mbx_stream *s)
{
    return s->watch;
}

void mbx_stream_free(mbx_stream *s)
{
    if (!s)
        return;
    if (s->watch)
        s->watch->turned(s->watch->ctx, MBX_STAGE_NONE, &s->facts);
    if (!s->failed && ours(s))
        mbx_channel_goodbye(s->channel);
    mbx_channel_free(s->channel);
    mbx_deflate_free(s->deflate);
    if (s->fd >= 0)
        close(s->fd);
    mbx_release(s->host);
    mbx_release(s);
}
