#include "mime/facts.h"

#include "base/alloc.h"
#include "mime/date.h"
#include "mime/encoded_word.h"

void mbx_facts_free(mbx_facts *f)
{
    mbx_release(f->from.found.list);
    mbx_release(f->to.found.list);
    mbx_release(f->cc.found.list);
    mbx_release(f->bcc.found.list);
    mbx_release(f->reply_to.found.list);
    mbx_release(f->in_reply_to.list);
    mbx_release(f->references.list);
    mbx_buf_free(&f->value);
    *f = (mbx_facts){0};
}

static mbx_status read_addresses(mbx_facts *f, mbx_address_list *l, mbx_str v, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset)
{
    mbx_address_notes seen = {.kept = f->kept, .total = &f->addresses};
    if (f->addresses >= MBX_MAX_ADDRESSES)
        seen.full = v.n > 0;
    mbx_status st = seen.full ? MBX_OK : mbx_address_read(l, arena, v, &seen);
    if (seen.full && f->addresses == MBX_MAX_ADDRESSES) {
        f->addresses++; /* said once */
        mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_ADDRESSES, offset);
    }
    if (seen.unknown_charset)
        mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_UNKNOWN, offset);
    return st;
}

static mbx_status read_subject(mbx_facts *f, mbx_str v, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset)
{
    mbx_buf text = {0};
    bool raw8 = false, unknown = false;
    mbx_buf_init(&text, MBX_ENCODED_TEXT_ROOM(v.n));
    mbx_status st = mbx_encoded_text(&text, v, f->kept, &raw8, &unknown);
    if (unknown)
        mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_UNKNOWN, offset);
    if (st == MBX_OK) {
        mbx_str t = mbx_header_trim(mbx_buf_str(&text));
        char *copy = t.n ? mbx_arena_copy(arena, t.p, t.n) : NULL;
        if (t.n && !copy)
            st = MBX_E_MEMORY;
        else if (t.n)
            f->subject = (mbx_str){copy, t.n};
    }
    mbx_buf_free(&text);
    return st;
}

static mbx_status read_ids(mbx_msgids *ids, mbx_str v, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset)
{
    if (!mbx_msgids_add(ids, arena, v))
        return MBX_E_MEMORY;
    if (ids->full)
        mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_REFERENCES, offset);
    return MBX_OK;
}

mbx_status mbx_facts_field(mbx_facts *f, const mbx_field *field, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset)
{
    enum { SUBJECT, DATE, MESSAGE_ID, IN_REPLY_TO, REFERENCES, FROM, SINGLE, TO, CC, BCC, REPLY_TO, NONE };
    static const mbx_str names[NONE] = {MBX_STR("subject"), MBX_STR("date"), MBX_STR("message-id"), MBX_STR("in-reply-to"), MBX_STR("references"), MBX_STR("from"),
                                        MBX_STR(""),        MBX_STR("to"),   MBX_STR("cc"),         MBX_STR("bcc"),         MBX_STR("reply-to")};
    unsigned which = 0;
    while (which < NONE && !mbx_str_same_nocase(field->name, names[which]))
        which++;
    if (which == NONE)
        return mbx_automatic_field(&f->automatic, field, arena);
    if (which < SINGLE) {
        bool again = f->seen >> which & 1;
        f->seen |= 1u << which;
        if (again)
            mbx_anomalies_add(notes, MBX_ANOMALY_HEADER_DUPLICATE, offset);
        if (again && which != FROM)
            return MBX_OK;
    }
    f->value.max = SIZE_MAX / 2;
    mbx_buf_reset(&f->value);
    mbx_status st = mbx_header_unfold(&f->value, field->value);
    mbx_str v = mbx_buf_str(&f->value);
    if (st != MBX_OK)
        return st;
    switch (which) {
    case SUBJECT:
        return read_subject(f, v, arena, notes, offset);
    case DATE:
        f->has_date = mbx_date_read(v, &f->date);
        if (!f->has_date)
            mbx_anomalies_add(notes, MBX_ANOMALY_DATE_BAD, offset);
        return MBX_OK;
    case MESSAGE_ID:
        return mbx_msgid_read(arena, v, &f->message_id) ? MBX_OK : MBX_E_MEMORY;
    case IN_REPLY_TO:
        return read_ids(&f->in_reply_to, v, arena, notes, offset);
    case REFERENCES:
        return read_ids(&f->references, v, arena, notes, offset);
    case FROM:
        return read_addresses(f, &f->from, v, arena, notes, offset);
    case TO:
        return read_addresses(f, &f->to, v, arena, notes, offset);
    case CC:
        return read_addresses(f, &f->cc, v, arena, notes, offset);
    case BCC:
        return read_addresses(f, &f->bcc, v, arena, notes, offset);
    case REPLY_TO:
        return read_addresses(f, &f->reply_to, v, arena, notes, offset);
    default:
        return MBX_OK;
    }
}
