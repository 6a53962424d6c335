#include "probe/places.h"

#include "base/alloc.h"
#include "imap/special_use.h"
#include "probe/similar.h"

#include <stdio.h>
#include <string.h>

#define CANDIDATES 5

/* A refusal leaves the session in order; whatever else happens ends it. */
static bool only_refused(mbx_status st, const mbx_error *err)
{
    return st == MBX_E_REFUSED ? err->code != MBX_CODE_SERVER_BYE : err->code == MBX_CODE_SERVER_BAD;
}

static void tell_uses(mbx_probe_stage *s, const mbx_folders *f)
{
    char text[sizeof s->facts[0].value];
    size_t used = 0;

    for (int use = MBX_USE_ALL; use <= MBX_USE_TRASH; use++) {
        const mbx_folder *one = mbx_folders_by_use(f, (mbx_special_use)use);
        const char *name = mbx_special_use_name((mbx_special_use)use);

        if (!one || !one->name || used + strlen(name) + strlen(one->name) + 5 > sizeof text)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s: %s", used ? ", " : "", name, one->name);
    }
    if (used > 0)
        mbx_stage_fact(s, "special_use", "%s", text);
}

static void tell_folders(mbx_probe_stage *s, const mbx_folders *f)
{
    size_t selectable = 0, nameless = 0;

    for (size_t i = 0; i < f->n; i++) {
        selectable += f->row[i].name && !(f->row[i].attributes & MBX_FOLDER_NOSELECT);
        nameless += !f->row[i].name;
    }
    mbx_stage_number(s, "folders", (int64_t)selectable);
    if (f->n > 0 && f->row[0].delimiter)
        mbx_stage_fact(s, "delimiter", "%c", f->row[0].delimiter);
    tell_uses(s, f);
    if (selectable == 0)
        mbx_stage_warn(s, MBX_CODE_LIST_EMPTY, "The server lists no folder that can be opened.");
    if (f->cut)
        mbx_stage_warn(s, MBX_CODE_LIST_PARTIAL, "The server lists more folders than are read: %zu were.", f->n);
    if (nameless > 0)
        mbx_stage_warn(s, MBX_CODE_LIST_PARTIAL, "The names of %zu folders cannot be read, so these cannot be imported.", nameless);
}

mbx_status mbx_place_list(mbx_walk *w, mbx_folders *f_r, mbx_error *err)
{
    mbx_probe_stage *s = mbx_walk_stage(w);
    mbx_namespace space;
    mbx_status st;

    memset(&space, 0, sizeof space);
    memset(f_r, 0, sizeof *f_r);
    st = mbx_session_namespace(w->session, &space, err);
    if (st == MBX_OK && space.told && space.prefix && space.prefix[0])
        mbx_stage_fact(s, "prefix", "%s", space.prefix);
    mbx_namespace_free(&space);
    if (st == MBX_OK || only_refused(st, err))
        st = mbx_session_folders(w->session, false, f_r, err);
    if (st == MBX_OK) {
        tell_folders(s, f_r);
    } else if (only_refused(st, err)) {
        mbx_stage_warn_error(s, err);
        st = MBX_OK;
    }
    return st;
}

mbx_status mbx_place_weigh(mbx_walk *w, bool *told_r, uint64_t *size_r, mbx_error *err)
{
    const char *name = w->account->folders[0];
    mbx_folder_status status;
    mbx_status st;

    *told_r = false;
    if (!mbx_walk_offers(w, "STATUS=SIZE"))
        return MBX_OK;
    memset(&status, 0, sizeof status);
    st = mbx_session_status(w->session, &name, 1, &status, err);
    if (st != MBX_OK && !only_refused(st, err))
        return st;
    *told_r = st == MBX_OK && (status.told & MBX_TOLD_SIZE);
    *size_r = status.size;
    return MBX_OK;
}

static bool named(const mbx_folder *f, const char *name)
{
    return f->name && strcmp(f->name, name) == 0;
}

static mbx_str last_part(const char *name)
{
    const char *from = name;

    for (const char *p = name; *p; p++)
        if ((*p == '/' || *p == '.') && p[1])
            from = p + 1;
    return mbx_str_of(from);
}

/* What could have been meant: the folder of the use that the name stands for with other providers, then what is spelt alike. */
static mbx_status tell_candidates(mbx_probe_stage *s, const mbx_folders *f, const char *wanted, mbx_error *err)
{
    const mbx_folder *meant = mbx_folders_by_use(f, mbx_special_use_of_name(last_part(wanted)));
    char text[sizeof s->facts[0].value];
    char **names = mbx_alloc((f->n + 1) * sizeof *names);
    size_t n = 0, used = 0;
    mbx_status st;

    if (!names)
        return mbx_fail_memory(err);
    if (meant && meant->name && !(meant->attributes & MBX_FOLDER_NOSELECT))
        used = (size_t)snprintf(text, sizeof text, "%.255s", meant->name);
    for (size_t i = 0; i < f->n; i++)
        if (f->row[i].name && f->row[i].name[0] && !(f->row[i].attributes & MBX_FOLDER_NOSELECT) && !(used > 0 && &f->row[i] == meant))
            names[n++] = f->row[i].name;
    if (used > 0 && n > 0)
        used += (size_t)snprintf(text + used, sizeof text - used, ", ");
    st = mbx_similar_names(wanted, names, n, used > 0 ? CANDIDATES - 1 : CANDIDATES, text + used, sizeof text - used, err);
    if (st == MBX_OK && text[used] == 0 && used > 2 && n > 0)
        text[used - 2] = 0;
    if (st == MBX_OK && text[0])
        mbx_stage_fact(s, "candidates", "%s", text);
    mbx_release(names);
    return st;
}

mbx_status mbx_place_open(mbx_walk *w, const mbx_folders *f, mbx_mailbox *m_r, mbx_error *err)
{
    mbx_probe_stage *s = mbx_walk_stage(w);
    const char *name = w->account->folders[0];
    mbx_error memory;
    mbx_status st = mbx_session_examine(w->session, name, m_r, err);

    mbx_stage_fact(s, "folder", "%s", name);
    if (st == MBX_OK) {
        mbx_stage_number(s, "exists", m_r->exists);
        mbx_stage_number(s, "uidnext", m_r->uidnext);
        mbx_stage_number(s, "uidvalidity", m_r->uidvalidity);
        if (m_r->highestmodseq)
            mbx_stage_number(s, "highestmodseq", (int64_t)m_r->highestmodseq);
        mbx_stage_fact(s, "read_only", "%s", m_r->read_only ? "yes" : "no");
        return MBX_OK;
    }
    if (err->code != MBX_CODE_FOLDER_NOT_FOUND)
        return st;
    for (size_t i = 0; i < f->n; i++)
        if (named(&f->row[i], name) && f->row[i].attributes & MBX_FOLDER_NOSELECT && !(f->row[i].attributes & MBX_FOLDER_NONEXISTENT))
            return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_FOLDER_NOSELECT, "\"%.200s\" only holds other folders; no mail can be in it.", name);
    return tell_candidates(s, f, name, &memory) == MBX_OK ? st : mbx_fail_memory(err);
}
