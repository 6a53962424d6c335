#include "imap/after_login.h"

#include "imap/enable.h"
#include "imap/flight.h"
#include "imap/quirk.h"
#include "imap/server_id.h"

#define ID "ID (\"name\" \"mailbox\" \"version\" \"1\" \"vendor\" \"mailbox contributors\" \"support-url\" NIL)"

/* What the server says of itself, as it came: for people, and for the table of quirks. */
static mbx_status on_id(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    mbx_session *s = ctx;
    size_t before = line.n < 5 ? line.n : 5, n = line.n - before; /* "* ID " */

    (void)kind;
    mbx_buf_reset(&s->server_id);
    if (n > s->server_id.max - 1)
        n = s->server_id.max - 1;
    if (mbx_buf_add(&s->server_id, line.p + before, n) != MBX_OK || mbx_buf_add_char(&s->server_id, 0) != MBX_OK)
        return mbx_fail_memory(err);
    return MBX_OK;
}

static mbx_status add_id(mbx_command_flight *f, const mbx_line_reader *reader, mbx_error *err)
{
    mbx_session *s = f->session;

    if (s->identified || !((s->quirks & MBX_QUIRK_IDENTIFY) || mbx_session_has(s, "ID")))
        return MBX_OK;
    s->identified = true;
    return mbx_flight_add(f, MBX_STR(ID), reader, err);
}

static mbx_status add_enable(mbx_command_flight *f, const mbx_line_reader *reader, mbx_error *err)
{
    mbx_buf b;
    mbx_status st;

    mbx_buf_init(&b, 256);
    st = mbx_enable_command(f->session, MBX_ENABLED_UTF8, &b, err);
    if (st == MBX_OK && b.n > 0)
        st = mbx_flight_add(f, mbx_buf_str(&b), reader, err);
    mbx_buf_free(&b);
    return st;
}

static mbx_status ask(mbx_session *s, bool capabilities, mbx_error *err)
{
    const mbx_line_reader enabled = {.ctx = s, .line = mbx_enable_heard}, id = {.ctx = s, .line = on_id};
    mbx_command_flight f;
    mbx_status st = MBX_OK;

    mbx_flight_init(&f, s);
    if (capabilities)
        st = mbx_flight_add(&f, MBX_STR("CAPABILITY"), NULL, err);
    if (st == MBX_OK)
        st = add_id(&f, &id, err);
    if (st == MBX_OK)
        st = add_enable(&f, &enabled, err);
    if (st == MBX_OK)
        st = mbx_flight_run(&f, err);
    mbx_flight_free(&f);
    return st;
}

mbx_status mbx_identify(mbx_session *s, mbx_error *err)
{
    const mbx_line_reader id = {.ctx = s, .line = on_id};
    mbx_command_flight f;
    mbx_status st;

    s->quirks |= MBX_QUIRK_IDENTIFY;
    mbx_flight_init(&f, s);
    st = add_id(&f, &id, err);
    if (st == MBX_OK && f.n > 0)
        st = mbx_flight_run(&f, err);
    mbx_flight_free(&f);
    return st;
}

mbx_status mbx_after_login(mbx_session *s, bool told, mbx_error *err)
{
    unsigned learned = s->learned;
    mbx_status st = MBX_OK;

    mbx_session_stage(s, MBX_STAGE_IDENTIFY, -1);
    if (!told) {
        st = ask(s, true, err);
        if (s->learned == learned)
            mbx_session_forget_capabilities(s);
    }
    mbx_session_know_server(s);
    if (st == MBX_OK)
        st = ask(s, false, err);
    mbx_session_know_server(s);
    /* A server of IMAP4rev2 alone knows no modified UTF-7 (RFC 9051 section 5.1). */
    s->utf8 = (s->enabled & MBX_ENABLED_UTF8) || (mbx_session_has(s, "IMAP4rev2") && !mbx_session_has(s, "IMAP4rev1"));
    return st;
}
