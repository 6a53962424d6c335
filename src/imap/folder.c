/* LIST. */
#include "base/alloc.h"
#include "base/limits.h"
#include "imap/folder_name.h"
#include "imap/mutf7.h"
#include "imap/session_state.h"

#include <string.h>

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
