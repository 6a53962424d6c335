#include "net/etpan_driver.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "imap/untagged.h"

#include <libetpan/mailstream.h>
#include <stdlib.h>
#include <string.h>

#define READ_AHEAD MBX_KIB(64)
#define MAILSTREAM_BUFFER MBX_KIB(16)

struct mbx_wire {
    mbx_stream *stream; /* borrowed */
    mbx_guard guard;
    mbx_untagged untagged;
    mbx_buf out; /* lines as libetpan shall see them; out_at of it is handed on */
    size_t out_at;
    bool skip_body; /* of the literal that is being read: libetpan does not get it */
    mbx_stage stage;
    mbx_error failure;
    bool failed, stopped;
    size_t start, end; /* of what is read ahead */
    char ahead[READ_AHEAD];
};

mbx_status mbx_wire_new(mbx_wire **w_r, mbx_stream *s, mbx_error *err)
{
    mbx_guard_limits limits = mbx_guard_default_limits();
    mbx_wire *w = mbx_alloc(sizeof *w);

    if (!w)
        return mbx_fail_memory(err);
    memset(w, 0, offsetof(mbx_wire, ahead));
    w->stream = s;
    mbx_guard_init(&w->guard, &limits);
    mbx_untagged_init(&w->untagged);
    mbx_buf_init(&w->out, 2 * (MBX_MAX_LINE + MBX_MAX_RESPONSE_TEXT));
    *w_r = w;
    return MBX_OK;
}

void mbx_wire_free(mbx_wire *w)
{
    if (!w)
        return;
    mbx_untagged_free(&w->untagged);
    mbx_buf_free(&w->out);
    mbx_release(w);
}

mbx_guard *mbx_wire_guard(mbx_wire *w)
{
    return &w->guard;
}

const mbx_object_ids *mbx_wire_ids(const mbx_wire *w)
{
    return &w->untagged.ids;
}

void mbx_wire_put_aside(mbx_wire *w, int tag)
{
    w->untagged.aside = tag;
    w->untagged.aside_n = 0;
}

bool mbx_wire_take_aside(mbx_wire *w)
{
    if (w->untagged.aside_n == 0)
        return false;
    memcpy(w->guard.tagged, w->untagged.aside_said, w->untagged.aside_n + 1);
    w->guard.tagged_n = w->untagged.aside_n;
    mbx_wire_put_aside(w, 0);
    return true;
}

void mbx_wire_stage(mbx_wire *w, mbx_stage stage)
{
    w->stage = stage;
}

bool mbx_wire_empty(const mbx_wire *w)
{
    return w->start == w->end && w->out_at == w->out.n;
}

void mbx_wire_stop(mbx_wire *w)
{
    w->stopped = true;
}

bool mbx_wire_failed(const mbx_wire *w, mbx_error *err)
{
    if (w->failed)
        *err = w->failure;
    return w->failed;
}

static mbx_status keep(mbx_wire *w, mbx_error *err)
{
    if (!w->failed) {
        w->failed = true;
        w->failure = *err;
    }
    return err->status;
}

static mbx_status fill(mbx_wire *w, mbx_error *err)
{
    size_t n = 0;
    mbx_status st;

    if (w->start < w->end)
        return MBX_OK;
    st = mbx_stream_read(w->stream, w->ahead, sizeof w->ahead, &n, err);
    if (st != MBX_OK)
        return keep(w, err);
    w->start = 0;
    w->end = n;
    return MBX_OK;
}

static mbx_status guarded(mbx_wire *w, const char *p, size_t n, size_t *used, mbx_guard_event *event, mbx_error *err)
{
    const mbx_watch *watch = mbx_stream_watched(w->stream);
    bool body = w->guard.literal_is_body && mbx_guard_literal_left(&w->guard) > 0;
    mbx_status st = mbx_guard_scan(&w->guard, p, n, used, event, err);

    if (st == MBX_OK && watch && watch->heard)
        watch->heard(watch->ctx, w->stage, body ? NULL : p, *used, *event == MBX_GUARD_LINE_END);
    if (st == MBX_OK)
        return MBX_OK;
    err->stage = w->stage;
    return keep(w, err);
}

mbx_status mbx_wire_next(mbx_wire *w, const char **p_r, size_t *n_r, mbx_guard_event *event_r, mbx_error *err)
{
    size_t used = 0;
    mbx_status st;

    if (mbx_wire_failed(w, err))
        return err->status;
    if ((st = fill(w, err)) != MBX_OK)
        return st;
    if ((st = guarded(w, w->ahead + w->start, w->end - w->start, &used, event_r, err)) != MBX_OK)
        return st;
    *p_r = w->ahead + w->start;
    *n_r = used;
    w->start += used;
    return MBX_OK;
}

mbx_status mbx_wire_write(mbx_wire *w, const char *p, size_t n, mbx_error *err)
{
    return mbx_wire_write_secret(w, p, n, n, err);
}

mbx_status mbx_wire_write_secret(mbx_wire *w, const char *p, size_t n, size_t open, mbx_error *err)
{
    const mbx_watch *watch = mbx_stream_watched(w->stream);
    mbx_status st;

    if (mbx_wire_failed(w, err))
        return err->status;
    if (watch && watch->said)
        watch->said(watch->ctx, w->stage, p, n, open);
    st = mbx_stream_write(w->stream, p, n, err);
    return st == MBX_OK ? MBX_OK : keep(w, err);
}

mbx_status mbx_wire_compress(mbx_wire *w, mbx_error *err)
{
    mbx_status st;

    if (mbx_wire_failed(w, err))
        return err->status;
    st = mbx_stream_compress(w->stream, w->ahead + w->start, w->end - w->start, err);
    w->start = w->end = 0;
    return st == MBX_OK ? MBX_OK : keep(w, err);
}

static bool in_body(const mbx_wire *w)
{
    return w->guard.literal_is_body && mbx_guard_literal_left(&w->guard) > 0;
}

/* Large parts of a body go from the socket into libetpan's buffer without a stop here. */
static ssize_t read_body(mbx_wire *w, char *to, size_t max, mbx_error *err)
{
    uint64_t left = mbx_guard_literal_left(&w->guard);
    size_t n = 0, used = 0;
    mbx_guard_event event;
    mbx_status st;

    if (left < max)
        max = (size_t)left;
    st = mbx_stream_read(w->stream, to, max, &n, err);
    if (st != MBX_OK) {
        (void)keep(w, err);
        return -1;
    }
    if (guarded(w, to, n, &used, &event, err) != MBX_OK)
        return -1;
    return (ssize_t)n;
}

static ssize_t hand_on_body(mbx_wire *w, char *to, size_t max, mbx_error *err)
{
    size_t used = 0, n;
    mbx_guard_event event;

    if (w->start == w->end && mbx_guard_literal_left(&w->guard) > MAILSTREAM_BUFFER && max >= MAILSTREAM_BUFFER)
        return read_body(w, to, max, err);
    if (fill(w, err) != MBX_OK)
        return -1;
    n = w->end - w->start < max ? w->end - w->start : max;
    if (guarded(w, w->ahead + w->start, n, &used, &event, err) != MBX_OK)
        return -1;
    memcpy(to, w->ahead + w->start, used);
    w->start += used;
    return (ssize_t)used;
}

static ssize_t hand_on_text(mbx_wire *w, char *to, size_t max)
{
    size_t n = w->out.n - w->out_at < max ? w->out.n - w->out_at : max;

    memcpy(to, w->out.p + w->out_at, n);
    w->out_at += n;
    if (w->out_at == w->out.n) {
        w->out_at = 0;
        mbx_buf_reset(&w->out);
    }
    return (ssize_t)n;
}

/* Up to one event of the guard: text is judged and what is left of it put to out, an unwanted body is forgotten. */
static mbx_status advance(mbx_wire *w, mbx_error *err)
{
    mbx_guard_event event = MBX_GUARD_MORE;
    bool text = !in_body(w), body = false;
    const char *p;
    size_t used = 0;
    mbx_status st;

    if ((st = fill(w, err)) != MBX_OK)
        return st;
    p = w->ahead + w->start;
    if ((st = guarded(w, p, w->end - w->start, &used, &event, err)) != MBX_OK)
        return st;
    w->start += used;
    if (!text)
        return MBX_OK;
    if ((st = mbx_untagged_take(&w->untagged, &w->guard, p, used, event, &w->out, &body, err)) != MBX_OK) {
        err->stage = w->stage;
        return keep(w, err);
    }
    if (event == MBX_GUARD_LITERAL && w->guard.literal_is_body) {
        w->skip_body = !body;
        if (w->skip_body) /* whoever counts the bodies of a line means those that come through */
            w->guard.line_bodies--;
    }
    return MBX_OK;
}

/* EOF is -1, never 0: libetpan 1.9.4 asks again for ever within a literal when it gets 0. */
static ssize_t driver_read(mailstream_low *low, void *buffer, size_t count)
{
    mbx_wire *w = low->data;
    mbx_error err;

    mbx_error_clear(&err);
    if (w->failed || w->stopped || count == 0)
        return -1;
    for (;;) {
        if (w->out_at < w->out.n)
            return hand_on_text(w, buffer, count);
        if (in_body(w) && !w->skip_body)
            return hand_on_body(w, buffer, count, &err);
        if (advance(w, &err) != MBX_OK)
            return -1;
    }
}

/* All or -1: libetpan's flush would ask for ever with 0. */
static ssize_t driver_write(mailstream_low *low, const void *buffer, size_t count)
{
    mbx_wire *w = low->data;
    mbx_error err;

    mbx_error_clear(&err);
    return mbx_wire_write(w, buffer, count, &err) == MBX_OK ? (ssize_t)count : -1;
}

static int driver_close(mailstream_low *low)
{
    (void)low; /* the stream belongs to the session */
    return 0;
}

static int driver_get_fd(mailstream_low *low)
{
    (void)low; /* only libetpan's own select() loops ask, and those are not used */
    return -1;
}

/* The low stream itself was allocated inside libetpan, so it goes back to libc and not to base/alloc.h. */
static void driver_free(mailstream_low *low)
{
    free(low);
}

struct _mailstream *mbx_wire_mailstream(mbx_wire *w)
{
    static mailstream_low_driver driver = {.mailstream_read = driver_read,
                                           .mailstream_write = driver_write,
                                           .mailstream_close = driver_close,
                                           .mailstream_get_fd = driver_get_fd,
                                           .mailstream_free = driver_free};
    mailstream_low *low = mailstream_low_new(w, &driver);
    mailstream *m;

    if (!low)
        return NULL;
    m = mailstream_new(low, MAILSTREAM_BUFFER);
    if (!m)
        mailstream_low_free(low);
    return m;
}
