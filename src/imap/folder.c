/* EXAMINE (or SELECT) and LIST. */
#include "base/alloc.h"
#include "base/limits.h"
#include "imap/folder_name.h"
#include "imap/mutf7.h"
#include "imap/quirk.h"
#include "imap/refusal.h"
#include "imap/session_state.h"

#include <string.h>

static mbx_status short_of(mbx_status st, mbx_error *err)
{
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_INPUT_FOLDER, "The folder name is too long.");
}

/* "<before>"name"<after>" with the name as the wire has it. */
static mbx_status with_name(const mbx_session *s, const char *before, const char *folder, const char *after, mbx_buf *out, mbx_error *err)
{
    mbx_status st;

    if ((st = mbx_buf_add_str(out, before)) != MBX_OK)
        return short_of(st, err);
    if ((st = mbx_folder_name_add(s, folder, out, err)) != MBX_OK)
        return st;
    return (st = mbx_buf_add_str(out, after)) == MBX_OK ? MBX_OK : short_of(st, err);
}

/* RFC 5530. Without a code a NO to EXAMINE means, nearly always, that the name is wrong. */
static mbx_status refused(mbx_session *s, mbx_answer answer, const char *folder, mbx_error *err)
{
    mbx_str text = mbx_reply_text(s);
    mbx_code code = MBX_CODE_FOLDER_NOT_FOUND;

    if (answer == MBX_ANSWER_BAD || mbx_refusal_of(text).code != MBX_CODE_NONE || mbx_reply_code(s, "SERVERBUG"))
        return mbx_reply_refused(s, answer, err);
    if (mbx_reply_code(s, "NOPERM") || mbx_reply_code(s, "AUTHORIZATIONFAILED") || mbx_reply_code(s, "CONTACTADMIN"))
        code = MBX_CODE_FOLDER_REFUSED;
    mbx_fail(err, MBX_STAGE_FOLDER, code, "The server does not open the folder \"%.200s\".", folder);
    mbx_error_server_text(err, text.p, text.n);
    return err->status;
}

static uint64_t modseq(const struct mailimap_response_info *info)
{
    for (clistiter *i = info ? clist_begin(info->rsp_extension_list) : NULL; i; i = clist_next(i)) {
        const struct mailimap_extension_data *x = clist_content(i);
        const struct mailimap_condstore_resptextcode *code = x->ext_data;

        if (x->ext_extension->ext_id == MAILIMAP_EXTENSION_CONDSTORE && x->ext_type == MAILIMAP_CONDSTORE_TYPE_RESP_TEXT_CODE &&
            code->cs_type == MAILIMAP_CONDSTORE_RESPTEXTCODE_HIGHESTMODSEQ)
            return code->cs_data.cs_modseq_value;
    }
    return 0;
}

/* UIDNEXT and UIDVALIDITY from STATUS, for servers whose EXAMINE is silent about them. A NO leaves them unknown. */
static mbx_status ask_status(mbx_session *s, const char *folder, mbx_mailbox *m, mbx_error *err)
{
    mbx_buf b;
    mbx_answer answer;
    mbx_status st;
    const struct mailimap_mailbox_data_status *status;

    mbx_buf_init(&b, MBX_MAX_COMMAND);
    if ((st = with_name(s, "STATUS ", folder, " (UIDNEXT UIDVALIDITY)", &b, err)) != MBX_OK)
        goto done;
    if ((st = mbx_reply_parsed(s, mbx_buf_str(&b), &answer, err)) != MBX_OK)
        goto done;
    status = answer == MBX_ANSWER_OK && s->imap->imap_response_info ? s->imap->imap_response_info->rsp_status : NULL;
    for (clistiter *i = status && status->st_info_list ? clist_begin(status->st_info_list) : NULL; i; i = clist_next(i)) {
        const struct mailimap_status_info *x = clist_content(i);

        if (x->st_att == MAILIMAP_STATUS_ATT_UIDNEXT && m->uidnext == 0)
            m->uidnext = x->st_value;
        if (x->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY && m->uidvalidity == 0)
            m->uidvalidity = x->st_value;
    }
done:
    mbx_buf_free(&b);
    return st;
}

mbx_status mbx_session_examine(mbx_session *s, const char *folder, mbx_mailbox *m_r, mbx_error *err)
{
    const struct mailimap_selection_info *info;
    mbx_mailbox m;
    mbx_buf b;
    mbx_answer answer;
    mbx_status st;

    memset(&m, 0, sizeof m);
    mbx_buf_init(&b, MBX_MAX_COMMAND);
    mbx_session_stage(s, MBX_STAGE_FOLDER, -1);
    if ((st = with_name(s, s->quirks & MBX_QUIRK_SELECT ? "SELECT " : "EXAMINE ", folder, "", &b, err)) != MBX_OK)
        goto done;
    /* libetpan puts what it reads of the new folder into this, and reads it without a check. */
    if (s->imap->imap_selection_info)
        mailimap_selection_info_free(s->imap->imap_selection_info);
    s->imap->imap_selection_info = mailimap_selection_info_new();
    if (!s->imap->imap_selection_info) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = mbx_reply_parsed(s, mbx_buf_str(&b), &answer, err)) != MBX_OK)
        goto done;
    if (answer != MBX_ANSWER_OK) {
        st = refused(s, answer, folder, err);
        goto done;
    }
    info = s->imap->imap_selection_info;
    m.exists = info->sel_exists;
    m.uidvalidity = info->sel_uidvalidity;
    m.uidnext = info->sel_uidnext;
    m.highestmodseq = modseq(s->imap->imap_response_info);
    m.read_only = !(s->quirks & MBX_QUIRK_SELECT); /* EXAMINE is, whatever the code says (RFC 3501 section 6.3.2) */
    if ((m.uidnext == 0 || m.uidvalidity == 0) && (st = ask_status(s, folder, &m, err)) != MBX_OK)
        goto done;
    *m_r = m;
done:
    mbx_buf_free(&b);
    return st;
}

static bool selectable(const struct mailimap_mailbox_list *f)
{
    if (!f->mb_flag)
        return true;
    if (f->mb_flag->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG && f->mb_flag->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)
        return false;
    for (clistiter *i = f->mb_flag->mbf_oflags ? clist_begin(f->mb_flag->mbf_oflags) : NULL; i; i = clist_next(i)) {
        const struct mailimap_mbx_list_oflag *flag = clist_content(i);
        const char *name = flag->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT ? flag->of_flag_ext : NULL;

        if (name && name[0] == '\\')
            name++;
        if (name && (mbx_str_same_nocase(mbx_str_of(name), MBX_STR("NonExistent")) || mbx_str_same_nocase(mbx_str_of(name), MBX_STR("Noselect"))))
            return false;
    }
    return true;
}

/* People's form of a name; NULL where none leads back to the server's bytes. */
static mbx_status people_name(const char *wire, char **name_r, mbx_error *err)
{
    mbx_buf b;
    bool ok = false;
    mbx_status st;

    mbx_buf_init(&b, 3 * MBX_MAX_FOLDER + 1);
    st = mbx_mutf7_decode(mbx_str_of(wire), &b, &ok, err);
    if (st != MBX_OK)
        goto done;
    *name_r = ok ? mbx_copy_bytes(b.p ? b.p : "", b.n) : NULL;
    if (ok && !*name_r)
        st = mbx_fail_memory(err);
done:
    mbx_buf_free(&b);
    return st;
}

static void names_free(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        mbx_release(names[i]);
    mbx_release(names);
}

mbx_status mbx_session_list(mbx_session *s, char ***names_r, size_t *n_r, mbx_error *err)
{
    const struct mailimap_response_info *info;
    char **names = NULL;
    size_t n = 0;
    mbx_answer answer;
    mbx_status st;

    mbx_session_stage(s, MBX_STAGE_FOLDER, -1);
    if ((st = mbx_reply_parsed(s, MBX_STR("LIST \"\" \"*\""), &answer, err)) != MBX_OK)
        return st;
    if (answer != MBX_ANSWER_OK)
        return mbx_reply_refused(s, answer, err);
    info = s->imap->imap_response_info;
    names = mbx_alloc_zero(((size_t)(info && info->rsp_mailbox_list ? clist_count(info->rsp_mailbox_list) : 0) + 1) * sizeof *names);
    if (!names)
        return mbx_fail_memory(err);
    for (clistiter *i = info && info->rsp_mailbox_list ? clist_begin(info->rsp_mailbox_list) : NULL; i; i = clist_next(i)) {
        const struct mailimap_mailbox_list *f = clist_content(i);

        if (!f->mb_name || !f->mb_name[0] || !selectable(f))
            continue;
        if ((st = people_name(f->mb_name, &names[n], err)) != MBX_OK)
            goto done;
        if (names[n]) /* a name that does not lead back to itself could never be opened by us */
            n++;
    }
    *names_r = names;
    *n_r = n;
    names = NULL;
done:
    if (names)
        names_free(names, n);
    return st;
}
