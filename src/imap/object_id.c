#include "imap/object_id.h"

#include "imap/mutf7.h"
#include "imap/token.h"

#include <string.h>

void mbx_object_ids_init(mbx_object_ids *ids)
{
    memset(ids, 0, sizeof *ids);
    mbx_buf_init(&ids->labels, MBX_MAX_LABELS);
}

void mbx_object_ids_free(mbx_object_ids *ids)
{
    mbx_buf_free(&ids->labels);
}

void mbx_object_ids_reset(mbx_object_ids *ids)
{
    ids->email_id[0] = ids->thread_id[0] = 0;
    ids->labelled = false;
    mbx_buf_reset(&ids->labels);
}

bool mbx_is_objectid(mbx_str value)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = mbx_lower(value.p[i]);

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return value.n > 0 && value.n <= MBX_MAX_OBJECTID;
}

/* Gmail's are 64-bit numbers. */
static bool is_number(mbx_str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < '0' || value.p[i] > '9')
            return false;
    return value.n > 0 && value.n <= 20;
}

/* People's form of a label, which travels as a folder's name does; one in no known form is left out. */
static mbx_status take_label(mbx_object_ids *ids, mbx_str raw, mbx_error *err)
{
    size_t before = ids->labels.n;
    bool ok = false;
    mbx_buf name;
    mbx_status st;

    mbx_buf_init(&name, 3 * MBX_MAX_FOLDER);
    st = mbx_mutf7_decode(raw, &name, &ok, err);
    if (st == MBX_OK && ok && name.n > 0) {
        st = mbx_buf_add(&ids->labels, name.p, name.n);
        if (st == MBX_OK)
            st = mbx_buf_add_char(&ids->labels, 0);
        if (st == MBX_E_MEMORY)
            st = mbx_fail_memory(err);
        else if (st != MBX_OK) {
            ids->labels.n = before;
            st = MBX_OK;
        }
    }
    mbx_buf_free(&name);
    return st;
}

static mbx_status take_labels(mbx_object_ids *ids, mbx_str list, mbx_error *err)
{
    const char *at = list.p, *end = list.p + list.n;
    mbx_tokenizer t;
    mbx_token k = {.kind = MBX_TOKEN_MORE};
    mbx_status st = MBX_OK;

    mbx_buf_reset(&ids->labels);
    ids->labelled = true;
    mbx_tokenizer_init(&t, &(mbx_token_limits){.text = MBX_MAX_FOLDER, .depth = MBX_MAX_DEPTH});
    mbx_tokenizer_behind_name(&t);
    while (st == MBX_OK && k.kind != MBX_TOKEN_END && (st = mbx_token_next(&t, &at, end, true, &k, err)) == MBX_OK)
        if ((k.kind == MBX_TOKEN_ATOM || k.kind == MBX_TOKEN_NUMBER || k.kind == MBX_TOKEN_STRING || k.kind == MBX_TOKEN_NIL) && k.depth == 0 && !k.cut)
            st = take_label(ids, k.text, err);
    mbx_tokenizer_free(&t);
    return st;
}

mbx_status mbx_object_ids_take(mbx_object_ids *ids, mbx_str item, mbx_str value, bool list, mbx_error *err)
{
    static const struct {
        const char *name;
        bool thread, gmail;
    } known[] = {{"EMAILID", false, false}, {"THREADID", true, false}, {"X-GM-MSGID", false, true}, {"X-GM-THRID", true, true}};

    if (list && mbx_str_same_nocase(item, MBX_STR("X-GM-LABELS")))
        return take_labels(ids, value, err);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char *to = known[i].thread ? ids->thread_id : ids->email_id;

        if (!mbx_str_same_nocase(item, mbx_str_of(known[i].name)) || list == known[i].gmail || !(known[i].gmail ? is_number(value) : mbx_is_objectid(value)))
            continue;
        memcpy(to, value.p, value.n);
        to[value.n] = 0;
    }
    return MBX_OK;
}
