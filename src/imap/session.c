#include "imap/session.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "imap/quirk.h"
#include "imap/session_state.h"

#include <libetpan/libetpan_version.h>
#include <stdio.h>
#include <string.h>

/* libetpan calls the answer handler only where a progress callback is set. */
static void no_progress(size_t current, size_t maximum, void *ctx)
{
    (void)current;
    (void)maximum;
    (void)ctx;
}

static mbx_status prepare(mbx_session *s, mbx_error *err)
{
    mbx_status st = mbx_wire_new(&s->wire, s->stream, err);

    if (st != MBX_OK)
        return st;
    s->imap = mailimap_new(0, NULL);
    if (!s->imap)
        return mbx_fail_memory(err);
    s->imap->imap_stream = mbx_wire_mailstream(s->wire);
    if (!s->imap->imap_stream)
        return mbx_fail_memory(err);
    mailimap_set_progress_callback(s->imap, no_progress, no_progress, NULL);
    mailimap_set_msg_att_handler(s->imap, mbx_fetch_on_answer, s);
    mailimap_set_msg_body_handler(s->imap, mbx_fetch_on_body, s);
    return MBX_OK;
}

/* Names the protocol of a stranger without repeating a word of it: a banner on the screen of whoever may set the
 * server name would make a port scanner of the web server. */
static mbx_status not_imap(const mbx_session *s, mbx_error *err)
{
    static const struct {
        const char *begins, *is, *hint;
    } known[] = {
        {"220", "This is an SMTP or FTP server.", "This server sends mail. Incoming mail is often at imap.<domain>, port 993."},
        {"+OK", "This is a POP3 server.", "The port is POP3's. IMAP's is 993 with SSL/TLS or 143 with STARTTLS."},
        {"HTTP/", "This is a web server.", "Enter the mail server's name; it is often imap.<domain>, port 993."},
        {"SSH-", "This is an SSH server.", "Enter the mail server's port: 993 with SSL/TLS or 143 with STARTTLS."},
    };
    const mbx_guard *g = mbx_wire_guard(s->wire);

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (g->prefix_n >= strlen(known[i].begins) && memcmp(g->prefix, known[i].begins, strlen(known[i].begins)) == 0) {
            mbx_fail(err, MBX_STAGE_GREETING, MBX_CODE_GREETING_NOT_IMAP, "%s", known[i].is);
            mbx_error_hint(err, "%s", known[i].hint);
            return err->status;
        }
    return mbx_fail(err, MBX_STAGE_GREETING, MBX_CODE_GREETING_NOT_IMAP, "What answers there does not speak IMAP.");
}

static bool greets_with(const mbx_session *s, const char *word)
{
    size_t n = strlen(word);
    mbx_str line = mbx_buf_str(&s->line);

    return line.n >= n + 2 && mbx_str_same_nocase((mbx_str){line.p + 2, n}, (mbx_str){word, n}) && (line.n == n + 2 || line.p[n + 2] == ' ');
}

static mbx_status greeting(mbx_session *s, mbx_error *err)
{
    const mbx_guard *g = mbx_wire_guard(s->wire);
    mbx_line_kind kind;
    mbx_status st;

    mbx_session_stage(s, MBX_STAGE_GREETING, MBX_TIMEOUT_GREETING);
    mbx_guard_command(mbx_wire_guard(s->wire), false);
    st = mbx_reply_line(s, NULL, &kind, err);
    if (st == MBX_E_PROTOCOL || st == MBX_E_LIMIT)
        return not_imap(s, err);
    if (st != MBX_OK)
        return st;
    if (kind != MBX_LINE_STATUS)
        return not_imap(s, err);
    if (greets_with(s, "BYE")) {
        mbx_fail(err, MBX_STAGE_GREETING, MBX_CODE_GREETING_BYE, "The server turned the connection away.");
        mbx_error_server_text(err, g->bye, g->bye_n);
        return err->status;
    }
    /* PREAUTH (RFC 3501 section 7.1.4) means that no login decides whose mail this is, and that STARTTLS is no longer
     * possible: whoever sits on the line could hand us somebody's mail, or take ours. */
    if (greets_with(s, "PREAUTH"))
        return mbx_fail(err, MBX_STAGE_GREETING, MBX_CODE_GREETING_PREAUTH, "The server says that we are logged in already.");
    if (!greets_with(s, "OK"))
        return not_imap(s, err);
    s->quirks |= mbx_quirks_of(MBX_QUIRK_BY_GREETING, mbx_buf_str(&s->line));
    return mbx_reply_learn(s, kind, err);
}

static mbx_status starttls(mbx_session *s, mbx_tls *tls, mbx_error *err)
{
    mbx_guard_limits limits;
    mbx_answer answer;
    mbx_str text;
    mbx_status st;

    if ((st = mbx_session_ask_capabilities(s, err)) != MBX_OK)
        return st;
    mbx_session_stage(s, MBX_STAGE_STARTTLS, MBX_TIMEOUT_TLS);
    if (!mbx_session_has(s, "STARTTLS"))
        return mbx_fail(err, MBX_STAGE_STARTTLS, MBX_CODE_STARTTLS_MISSING, "The server does not offer STARTTLS.");
    if ((st = mbx_reply_command(s, MBX_STR("STARTTLS"), false, err)) != MBX_OK)
        return st;
    if ((st = mbx_reply_finish(s, NULL, &answer, err)) != MBX_OK)
        return st;
    if (answer != MBX_ANSWER_OK) {
        text = mbx_reply_text(s);
        mbx_fail(err, MBX_STAGE_STARTTLS, MBX_CODE_STARTTLS_REFUSED, "The server refused STARTTLS.");
        mbx_error_server_text(err, text.p, text.n);
        return err->status;
    }
    /* Bytes that came in clear behind the OK would be read as if they had come encrypted (CVE-2020-15953). */
    if (!mbx_wire_empty(s->wire) || s->imap->imap_stream->read_buffer_len != 0)
        return mbx_fail(err, MBX_STAGE_STARTTLS, MBX_CODE_STARTTLS_INJECTED, "Data came in clear behind the server's consent to encryption.");
    if ((st = mbx_stream_start_tls(s->stream, tls, err)) != MBX_OK) {
        if (err->code == MBX_CODE_TLS_NOT_TLS) /* the same, a moment later */
            return mbx_fail(err, MBX_STAGE_STARTTLS, MBX_CODE_STARTTLS_INJECTED, "Data came in clear where encryption was to begin.");
        return st;
    }
    s->encrypted = true;
    /* What was said in clear may have been said by anybody (RFC 3501 section 6.2.1): capabilities, and a goodbye. */
    mbx_session_forget_capabilities(s);
    limits = mbx_guard_default_limits();
    mbx_guard_init(mbx_wire_guard(s->wire), &limits);
    return MBX_OK;
}

mbx_status mbx_session_open(mbx_session **s_r, const mbx_endpoint *to, mbx_tls *tls, mbx_time total, mbx_cancel *cancel, mbx_error *err)
{
    mbx_stream_facts facts;

    return mbx_session_open_telling(s_r, to, tls, total, cancel, &facts, err);
}

mbx_status mbx_session_open_telling(mbx_session **s_r, const mbx_endpoint *to, mbx_tls *tls, mbx_time total, mbx_cancel *cancel, mbx_stream_facts *facts_r, mbx_error *err)
{
    mbx_session *s = mbx_alloc_zero(sizeof *s);
    mbx_status st;

    memset(facts_r, 0, sizeof *facts_r);
    if (!s)
        return mbx_fail_memory(err);
    mbx_buf_init(&s->line, MBX_MAX_LINE + MBX_MAX_LITERAL_OTHER);
    mbx_buf_init(&s->capabilities, MBX_MAX_LINE + 1);
    mbx_buf_init(&s->server_id, MBX_KIB(4));
    mbx_news_init(&s->news);
    s->quirks = mbx_quirks_of(MBX_QUIRK_BY_HOST, mbx_str_of(to->host));
    if ((st = mbx_stream_connect(&s->stream, to, total, cancel, err)) != MBX_OK)
        goto done;
    if (to->encryption == MBX_ENCRYPTION_TLS) {
        if ((st = mbx_stream_start_tls(s->stream, tls, err)) != MBX_OK)
            goto done;
        s->encrypted = true;
    }
    if ((st = prepare(s, err)) != MBX_OK)
        goto done;
    if ((st = greeting(s, err)) != MBX_OK)
        goto done;
    if (to->encryption == MBX_ENCRYPTION_STARTTLS && (st = starttls(s, tls, err)) != MBX_OK)
        goto done;
done:
    if (s->stream)
        *facts_r = *mbx_stream_get(s->stream);
    if (st != MBX_OK)
        mbx_session_free(s);
    else
        *s_r = s;
    return st;
}

const char *mbx_session_mechanism(const mbx_session *s)
{
    return s->mechanism;
}

const char *mbx_session_capabilities(const mbx_session *s)
{
    return s->capabilities.n > 0 ? s->capabilities.p : "";
}

const char *mbx_session_server_id(const mbx_session *s)
{
    return s->server_id.n > 0 ? s->server_id.p : "";
}

uint32_t mbx_session_current_uid(const mbx_session *s)
{
    const mbx_guard *g = s->wire ? mbx_wire_guard(s->wire) : NULL;

    return g && g->kind == MBX_LINE_FETCH ? g->line_uid : 0;
}

const mbx_stream_facts *mbx_session_stream(const mbx_session *s)
{
    return mbx_stream_get(s->stream);
}

void mbx_session_logout(mbx_session *s)
{
    mbx_error err;

    if (!s || !s->wire || mbx_wire_failed(s->wire, &err))
        return;
    mbx_error_clear(&err);
    if (mbx_reply_command(s, MBX_STR("LOGOUT"), false, &err) != MBX_OK)
        return; /* the connection is closed next anyway */
}

void mbx_session_free(mbx_session *s)
{
    if (!s)
        return;
    if (s->imap) {
        /* With a stream set, mailimap_free() would send LOGOUT and wait for the answer. */
        if (s->imap->imap_stream)
            mailstream_close(s->imap->imap_stream);
        s->imap->imap_stream = NULL;
        mailimap_free(s->imap);
    }
    mbx_wire_free(s->wire);
    mbx_stream_free(s->stream);
    mbx_buf_free(&s->line);
    mbx_buf_free(&s->capabilities);
    mbx_news_free(&s->news);
    mbx_buf_free(&s->server_id);
    mbx_release(s);
}

int mbx_session_library_built(void)
{
    return LIBETPAN_VERSION_MAJOR * 100 + LIBETPAN_VERSION_MINOR;
}

const char *mbx_session_library_version(void)
{
    /* A table, because a buffer would have to belong to somebody. */
    static const char *const one[] = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.12", "1.13", "1.14", "1.15"};
    int minor = libetpan_get_version_minor();

    if (libetpan_get_version_major() != 1 || minor < 0 || (size_t)minor >= sizeof one / sizeof one[0])
        return "newer than 1.15";
    return one[minor];
}
