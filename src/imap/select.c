#include "imap/select.h"

#include "base/limits.h"
#include "imap/after_login.h"
#include "imap/enable.h"
#include "imap/folder_name.h"
#include "imap/folder_status.h"
#include "imap/quirk.h"
#include "imap/refusal.h"
#include "imap/response_code.h"
#include "imap/session_state.h"

#include <string.h>

/* "<before>"name"<after>" with the name as the wire has it. */
static mbx_status with_name(const mbx_session *s, const char *before, const char *folder, const char *after, mbx_buf *out, mbx_error *err)
{
    mbx_status st = mbx_buf_add_str(out, before);

    if (st == MBX_OK && (st = mbx_folder_name_add(s, folder, out, err)) != MBX_OK)
        return st;
    if (st == MBX_OK)
        st = mbx_buf_add_str(out, after);
    if (st == MBX_E_LIMIT)
        return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_INPUT_FOLDER, "The folder name is too long.");
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

/* ---- what the server says ---- */

typedef struct selection {
    mbx_session *session;
    const mbx_select *how;
    bool other_open; /* lines before [CLOSED] are of the folder that was open */
    mbx_mailbox m;
    mbx_change c;
} selection;

static void forget(selection *x)
{
    memset(&x->m, 0, sizeof x->m);
    mbx_news_forget(&x->session->news);
}

static void read_code(selection *x, const mbx_response_code *r)
{
    mbx_mailbox *m = &x->m;

    switch (r->code) {
    case MBX_RC_CLOSED:
        if (x->other_open)
            forget(x);
        x->other_open = false;
        break;
    case MBX_RC_UIDVALIDITY:
        m->uidvalidity = (uint32_t)r->number;
        break;
    case MBX_RC_UIDNEXT:
        m->uidnext = (uint32_t)r->number;
        break;
    case MBX_RC_HIGHESTMODSEQ:
        m->highestmodseq = r->number;
        m->no_modseq = false;
        break;
    case MBX_RC_NOMODSEQ:
        m->highestmodseq = 0;
        m->no_modseq = true;
        break;
    case MBX_RC_PERMANENTFLAGS:
        m->permanent_flags_told = true;
        m->permanent_flags = r->flags;
        m->new_keywords = r->new_keywords;
        break;
    case MBX_RC_MAILBOXID: /* at most MBX_MAX_OBJECTID bytes */
        memcpy(m->mailboxid, r->object_id.p, r->object_id.n);
        m->mailboxid[r->object_id.n] = 0;
        break;
    case MBX_RC_UIDNOTSTICKY:
        m->uids_not_sticky = true;
        break;
    case MBX_RC_READ_ONLY:
    case MBX_RC_READ_WRITE:
        m->read_only = r->code == MBX_RC_READ_ONLY;
        break;
    default:
        break;
    }
}

static bool says_ok(mbx_str status)
{
    return status.n >= 2 && mbx_str_same_nocase((mbx_str){status.p, 2}, MBX_STR("OK")) && (status.n == 2 || status.p[2] == ' ');
}

static mbx_status on_line(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    selection *x = ctx;
    mbx_response_code r;
    bool told = false;
    mbx_status st = MBX_OK;

    if (kind == MBX_LINE_STATUS && line.n > 2 && says_ok((mbx_str){line.p + 2, line.n - 2})) {
        r = mbx_response_code_of((mbx_str){line.p + 2, line.n - 2});
        read_code(x, &r);
    } else if (kind == MBX_LINE_FETCH && x->how->changes && !x->other_open) {
        st = mbx_change_read(line, &x->c, &told, err);
    }
    return st == MBX_OK && told ? x->how->changes->change(x->how->changes->ctx, &x->c, err) : st;
}

/* RFC 5530. Without a code a NO to EXAMINE means, nearly always, that the name is wrong. */
static mbx_status refused(mbx_session *s, mbx_answer answer, const char *folder, mbx_error *err)
{
    mbx_str text = mbx_reply_text(s);
    mbx_rc why = mbx_reply_code(s).code;
    mbx_code code = MBX_CODE_FOLDER_NOT_FOUND;

    if (answer == MBX_ANSWER_BAD || mbx_refusal_of(text).code != MBX_CODE_NONE || why == MBX_RC_SERVERBUG)
        return mbx_reply_refused(s, answer, err);
    if (why == MBX_RC_NOPERM || why == MBX_RC_AUTHORIZATIONFAILED || why == MBX_RC_CONTACTADMIN)
        code = MBX_CODE_FOLDER_REFUSED;
    mbx_fail(err, MBX_STAGE_FOLDER, code, "The server does not open the folder \"%.200s\".", folder);
    mbx_error_server_text(err, text.p, text.n);
    return err->status;
}

typedef struct counts { /* the answer to STATUS */
    mbx_mailbox *m;
    mbx_buf name; /* of the folder that a line is about: one was asked about */
} counts;

static mbx_status on_status(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    counts *x = ctx;
    mbx_folder_status said;
    bool told = false;
    mbx_status st = kind == MBX_LINE_DATA ? mbx_folder_status_read(line, &x->name, &said, &told, err) : MBX_OK;

    if (st != MBX_OK || !told)
        return st;
    if ((said.told & MBX_TOLD_UIDNEXT) && x->m->uidnext == 0)
        x->m->uidnext = said.uidnext;
    if ((said.told & MBX_TOLD_UIDVALIDITY) && x->m->uidvalidity == 0)
        x->m->uidvalidity = said.uidvalidity;
    return MBX_OK;
}

/* UIDNEXT and UIDVALIDITY from STATUS, for servers whose EXAMINE is silent about them. A NO leaves them unknown. */
static mbx_status ask_status(mbx_session *s, const char *folder, mbx_mailbox *m, mbx_error *err)
{
    counts x = {.m = m};
    const mbx_line_reader reader = {.ctx = &x, .line = on_status, .literals = true};
    mbx_buf b;
    mbx_answer ignored;
    mbx_status st;

    mbx_buf_init(&b, MBX_MAX_COMMAND);
    mbx_buf_init(&x.name, MBX_MAX_LINE + MBX_MAX_LITERAL_OTHER);
    if ((st = with_name(s, "STATUS ", folder, " (UIDNEXT UIDVALIDITY)", &b, err)) == MBX_OK && (st = mbx_reply_command(s, mbx_buf_str(&b), false, err)) == MBX_OK)
        st = mbx_reply_finish(s, &reader, &ignored, err);
    mbx_buf_free(&b);
    mbx_buf_free(&x.name);
    return st;
}

/* ---- the command ---- */

static bool knows(const mbx_select *how)
{
    return how->uidvalidity > 0 && how->modseq > 0;
}

static mbx_status enable(mbx_session *s, const mbx_select *how, mbx_error *err)
{
    return how->modseqs || knows(how) ? mbx_enable(s, MBX_ENABLED_CONDSTORE | MBX_ENABLED_QRESYNC, err) : MBX_OK;
}

/* At most one parameter. CONDSTORE is one only for servers that offer it and cannot ENABLE it. */
static mbx_status add_parameter(const mbx_session *s, const mbx_select *how, mbx_buf *b)
{
    bool can = s->enabled & MBX_ENABLED_CONDSTORE;
    mbx_status st;

    if (!(s->enabled & MBX_ENABLED_QRESYNC) || !knows(how))
        return (how->modseqs || knows(how)) && !can && mbx_session_has(s, "CONDSTORE") ? mbx_buf_add_str(b, " (CONDSTORE)") : MBX_OK;
    st = mbx_buf_printf(b, " (QRESYNC (%lu %llu", (unsigned long)how->uidvalidity, (unsigned long long)how->modseq);
    if (st == MBX_OK && how->known_to > 0)
        st = how->known_to == 1 ? mbx_buf_add_str(b, " 1") : mbx_buf_printf(b, " 1:%lu", (unsigned long)how->known_to);
    return st == MBX_OK ? mbx_buf_add_str(b, "))") : st;
}

/* libetpan writes what it reads of the folder into this with each later command, and reads it without a check. */
static mbx_status renew_selection(mbx_session *s, mbx_error *err)
{
    if (s->imap->imap_selection_info)
        mailimap_selection_info_free(s->imap->imap_selection_info);
    s->imap->imap_selection_info = mailimap_selection_info_new();
    return s->imap->imap_selection_info ? MBX_OK : mbx_fail_memory(err);
}

static mbx_status run(mbx_session *s, mbx_str command, selection *x, mbx_answer *answer_r, mbx_error *err)
{
    const mbx_line_reader reader = {.ctx = x, .line = on_line};
    mbx_status st;

    x->other_open = s->open != MBX_OPEN_NOTHING;
    forget(x);
    mbx_guard_listen(mbx_wire_guard(s->wire), mbx_news_hear, &s->news);
    s->open = MBX_OPEN_NOTHING; /* a SELECT that fails leaves nothing open (RFC 3501 section 6.3.1) */
    s->modseqs = false;
    if ((st = renew_selection(s, err)) != MBX_OK)
        return st;
    if ((st = mbx_reply_command(s, command, false, err)) != MBX_OK)
        return st;
    mbx_wire_guard(s->wire)->streamed = true;
    return mbx_reply_finish(s, &reader, answer_r, err);
}

static void opened(mbx_session *s, selection *x, bool writable, bool resync)
{
    mbx_response_code r = mbx_reply_code(s);

    read_code(x, &r);
    s->open = writable ? MBX_OPEN_WRITABLE : MBX_OPEN_READ_ONLY;
    s->modseqs = x->m.highestmodseq > 0;
    x->m.exists = s->news.news.exists;
    if (!writable) /* EXAMINE is, whatever the code says (RFC 3501 section 6.3.2) */
        x->m.read_only = true;
    x->m.resynced = resync && x->m.uidvalidity == x->how->uidvalidity && s->modseqs;
}

mbx_status mbx_session_select(mbx_session *s, const char *folder, const mbx_select *how, mbx_mailbox *m_r, mbx_error *err)
{
    bool writable = how->write || (s->quirks & MBX_QUIRK_SELECT), resync;
    selection x = {.session = s, .how = how};
    mbx_buf b;
    mbx_answer answer;
    size_t plain;
    mbx_status st;

    mbx_buf_init(&b, MBX_MAX_COMMAND);
    mbx_session_stage(s, MBX_STAGE_FOLDER, -1);
    if ((st = enable(s, how, err)) != MBX_OK || (st = with_name(s, writable ? "SELECT " : "EXAMINE ", folder, "", &b, err)) != MBX_OK)
        goto done;
    plain = b.n;
    if (add_parameter(s, how, &b) != MBX_OK) {
        st = mbx_fail_memory(err);
        goto done;
    }
    resync = b.n > plain && (s->enabled & MBX_ENABLED_QRESYNC);
    if ((st = run(s, mbx_buf_str(&b), &x, &answer, err)) != MBX_OK)
        goto done;
    if (answer == MBX_ANSWER_BAD && b.n > plain) {
        b.n = plain;
        resync = false;
        if ((st = run(s, mbx_buf_str(&b), &x, &answer, err)) != MBX_OK)
            goto done;
    }
    /* Whose program it is was not to be seen, but this is what it says to those who have not said who they are. */
    if (answer == MBX_ANSWER_NO && !s->identified && mbx_refusal_of(mbx_reply_text(s)).code == MBX_CODE_FOLDER_UNSAFE_LOGIN) {
        if ((st = mbx_identify(s, err)) != MBX_OK || (st = run(s, mbx_buf_str(&b), &x, &answer, err)) != MBX_OK)
            goto done;
    }
    if (answer != MBX_ANSWER_OK) {
        st = refused(s, answer, folder, err);
        goto done;
    }
    opened(s, &x, writable, resync);
    if ((x.m.uidnext == 0 || x.m.uidvalidity == 0) && (st = ask_status(s, folder, &x.m, err)) != MBX_OK)
        goto done;
    *m_r = x.m;
done:
    mbx_buf_free(&b);
    return st;
}

mbx_status mbx_session_examine(mbx_session *s, const char *folder, mbx_mailbox *m_r, mbx_error *err)
{
    return mbx_session_select(s, folder, &(mbx_select){.write = false}, m_r, err);
}

mbx_status mbx_session_unselect(mbx_session *s, mbx_error *err)
{
    mbx_answer answer;
    mbx_status st;

    if (s->open == MBX_OPEN_NOTHING || (s->open == MBX_OPEN_WRITABLE && !mbx_session_has(s, "UNSELECT")))
        return MBX_OK;
    mbx_session_stage(s, MBX_STAGE_FOLDER, -1);
    if ((st = mbx_reply_command(s, mbx_session_has(s, "UNSELECT") ? MBX_STR("UNSELECT") : MBX_STR("CLOSE"), false, err)) != MBX_OK)
        return st;
    if ((st = mbx_reply_finish(s, NULL, &answer, err)) != MBX_OK)
        return st;
    if (answer != MBX_ANSWER_OK)
        return mbx_reply_refused(s, answer, err);
    s->open = MBX_OPEN_NOTHING;
    s->modseqs = false;
    mbx_news_forget(&s->news);
    return MBX_OK;
}
