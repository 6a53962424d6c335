#include "imap/enable.h"

#include "base/limits.h"
#include "imap/quirk.h"
#include "imap/token.h"

static const struct {
    const char *name, *where; /* asked for where this is offered */
    unsigned bit, brings;
} extensions[] = {{"UTF8=ACCEPT", "UTF8=ONLY", MBX_ENABLED_UTF8, MBX_ENABLED_UTF8},
                  {"CONDSTORE", "CONDSTORE", MBX_ENABLED_CONDSTORE, MBX_ENABLED_CONDSTORE},
                  {"QRESYNC", "QRESYNC", MBX_ENABLED_QRESYNC, MBX_ENABLED_QRESYNC | MBX_ENABLED_CONDSTORE}};

#define EXTENSIONS (sizeof extensions / sizeof extensions[0])

/* "* ENABLED CONDSTORE QRESYNC" */
mbx_status mbx_enable_heard(void *session, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    const mbx_token_limits limits = {.text = 64, .depth = MBX_MAX_DEPTH};
    mbx_session *s = session;
    const char *at = line.p, *end = line.p + line.n;
    mbx_tokenizer words;
    mbx_token k = {.kind = MBX_TOKEN_MORE};
    mbx_status st = MBX_OK;

    if (kind != MBX_LINE_DATA)
        return MBX_OK;
    mbx_tokenizer_init(&words, &limits);
    for (unsigned n = 1; k.kind != MBX_TOKEN_END && (st = mbx_token_next(&words, &at, end, true, &k, err)) == MBX_OK; n++) {
        if (n == 2 && !mbx_str_same_nocase(k.text, MBX_STR("ENABLED")))
            break;
        for (size_t i = 0; n > 2 && k.kind == MBX_TOKEN_ATOM && i < EXTENSIONS; i++)
            if ((s->enable_asked & extensions[i].bit) && mbx_str_same_nocase(k.text, mbx_str_of(extensions[i].name)))
                s->enabled |= extensions[i].brings;
        if (k.kind == MBX_TOKEN_LITERAL)
            mbx_token_pass_over(&words);
    }
    mbx_tokenizer_free(&words);
    return st;
}

mbx_status mbx_enable_command(mbx_session *s, unsigned wanted, mbx_buf *out, mbx_error *err)
{
    mbx_status st = MBX_OK;
    bool first = true;

    wanted &= ~(s->enabled | s->enable_asked);
    if (s->quirks & MBX_QUIRK_NO_QRESYNC)
        wanted &= ~(unsigned)MBX_ENABLED_QRESYNC;
    if (!mbx_session_has(s, "ENABLE") && !mbx_session_has(s, "IMAP4rev2"))
        return MBX_OK;
    for (size_t i = 0; i < EXTENSIONS && st == MBX_OK; i++)
        if ((wanted & extensions[i].bit) && mbx_session_has(s, extensions[i].where)) {
            st = mbx_buf_printf(out, "%s %s", first ? "ENABLE" : "", extensions[i].name);
            first = false;
            s->enable_asked |= extensions[i].bit;
        }
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

mbx_status mbx_enable(mbx_session *s, unsigned wanted, mbx_error *err)
{
    const mbx_line_reader reader = {.ctx = s, .line = mbx_enable_heard};
    mbx_answer ignored;
    mbx_buf b;
    mbx_status st = MBX_OK;

    mbx_buf_init(&b, 200);
    if (s->open == MBX_OPEN_NOTHING)
        st = mbx_enable_command(s, wanted, &b, err);
    if (st == MBX_OK && b.n > 0 && (st = mbx_reply_command(s, mbx_buf_str(&b), false, err)) == MBX_OK)
        st = mbx_reply_finish(s, &reader, &ignored, err);
    mbx_buf_free(&b);
    return st;
}
