#include "mime/entity.h"

#include "mime/encoded_word.h"
#include "mime/msgid.h"
#include "mime/parameter.h"
#include "mime/transfer.h"
#include "mime/utf8.h"

#define MAX_TYPE 255  /* of a content type or a charset label that is kept */

void mbx_entity_free(mbx_entity *e)
{
    mbx_buf_free(&e->values);
    *e = (mbx_entity){0};
}

mbx_status mbx_entity_begin(mbx_entity *e, size_t header_size)
{
    *e = (mbx_entity){.kept = e->kept, .values = e->values};
    e->values.max = SIZE_MAX / 2;
    mbx_buf_reset(&e->values);
    return mbx_buf_reserve(&e->values, header_size + 1);
}

mbx_status mbx_entity_field(mbx_entity *e, const mbx_field *f, bool *duplicate_r)
{
    mbx_str *to = mbx_field_is(f, "content-type")                ? &e->type
                  : mbx_field_is(f, "content-transfer-encoding") ? &e->encoding
                  : mbx_field_is(f, "content-disposition")       ? &e->disposition
                  : mbx_field_is(f, "content-id")                ? &e->id
                                                                 : NULL;
    *duplicate_r = to && to->p;
    if (!to || to->p)
        return MBX_OK;
    size_t at = e->values.n;
    mbx_status st = mbx_header_unfold(&e->values, f->value);
    if (st == MBX_OK)
        *to = (mbx_str){e->values.p + at, e->values.n - at};
    return st;
}

/* Lower case, without comments and what is not printable ASCII. */
static mbx_status keep_lower(mbx_arena *a, mbx_str s, mbx_str *out_r)
{
    size_t n = 0, max = s.n < MAX_TYPE ? s.n : MAX_TYPE;
    char *copy = mbx_arena_alloc(a, max + 1);
    if (!copy)
        return MBX_E_MEMORY;
    for (size_t i = 0; i < s.n && n < max; i++) {
        if (s.p[i] == '(')
            i = mbx_header_skip_comment(s, i) - 1;
        else if ((unsigned char)s.p[i] > 0x20 && (unsigned char)s.p[i] < 0x7F && s.p[i] != '"')
            copy[n++] = mbx_lower(s.p[i]);
    }
    *out_r = (mbx_str){copy, n};
    return MBX_OK;
}

static mbx_status keep_text(mbx_arena *a, const mbx_buf *b, size_t max, mbx_str *out_r, bool *cut_r)
{
    mbx_str t = mbx_header_trim(mbx_buf_str(b));
    *out_r = MBX_STR_NONE;
    if (t.n > max) {
        t.n = mbx_utf8_cut(t.p, max);
        *cut_r = true;
    }
    if (!t.n)
        return MBX_OK;
    char *copy = mbx_arena_copy(a, t.p, t.n);
    if (!copy)
        return MBX_E_MEMORY;
    *out_r = (mbx_str){copy, t.n};
    return MBX_OK;
}

/* "type/subtype" with something on both sides (RFC 2045 section 5.1). */
static bool is_type(mbx_str v)
{
    const char *slash = v.n ? memchr(v.p, '/', v.n) : NULL;
    return slash && slash > v.p && slash + 1 < v.p + v.n;
}

static mbx_status read_filename(mbx_converters *kept, const mbx_params *type, const mbx_params *disposition, mbx_arena *arena, mbx_anomalies *notes,
                                uint64_t offset, mbx_part *part)
{
    static const struct {
        bool type;
        const char *name;
    } places[] = {{false, "filename"}, {true, "name"}};
    mbx_param_notes seen = {.kept = kept};
    mbx_buf b = {0};
    mbx_status st = MBX_OK;
    bool found, cut = false;
    for (size_t i = 0; i < sizeof places / sizeof *places && st == MBX_OK && !part->filename.n; i++) {
        const mbx_params *p = places[i].type ? type : disposition;
        if (!p->rest.n)
            continue;
        mbx_buf_free(&b);
        mbx_buf_init(&b, MBX_ENCODED_TEXT_ROOM(p->rest.n));
        st = mbx_params_get(p, places[i].name, true, &b, &found, &seen);
        if (st == MBX_OK && found)
            st = keep_text(arena, &b, MBX_MAX_FILENAME, &part->filename, &cut);
    }
    if (seen.too_many)
        mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_PARAM_SEGMENTS, offset);
    if (seen.unknown_charset)
        mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_UNKNOWN, offset);
    if (cut)
        mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_FILENAME, offset);
    mbx_buf_free(&b);
    return st;
}

/* The boundary of a multipart: level_r is filled when there is one. */
static mbx_status read_boundary(const mbx_params *type, mbx_anomalies *notes, uint64_t offset, mbx_content *content_r)
{
    mbx_param_notes seen = {0};
    mbx_buf b = {0};
    bool found = false;
    mbx_buf_init(&b, type->rest.n + 1);
    mbx_status st = mbx_params_get(type, "boundary", false, &b, &found, &seen);
    if (st == MBX_OK) {
        /* blanks at its end cannot be told from those added on the way (RFC 2046 section 5.1.1) */
        while (b.n && mbx_is_blank(b.p[b.n - 1]))
            b.n--;
        if (seen.too_many)
            mbx_anomalies_add(notes, MBX_ANOMALY_LIMIT_PARAM_SEGMENTS, offset);
        if (!b.n) {
            mbx_anomalies_add(notes, MBX_ANOMALY_BOUNDARY_MISSING, offset);
        } else {
            mbx_level *l = &content_r->level;
            if (b.n > MBX_MAX_BOUNDARY) {
                mbx_anomalies_add(notes, MBX_ANOMALY_BOUNDARY_LONG, offset);
                l->long_boundary = true;
                b.n = MBX_MAX_BOUNDARY;
            }
            memcpy(l->boundary, b.p, b.n);
            l->n = (unsigned char)b.n;
        }
    }
    mbx_buf_free(&b);
    return st;
}

static mbx_status read_charset(const mbx_params *type, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset, mbx_part *part,
                               mbx_content *content_r)
{
    mbx_param_notes seen = {0};
    mbx_buf b = {0};
    bool found = false, cut = false;
    mbx_buf_init(&b, type->rest.n + 1);
    mbx_status st = mbx_params_get(type, "charset", false, &b, &found, &seen);
    if (st == MBX_OK && found) {
        content_r->charset = mbx_charset_find(mbx_buf_str(&b));
        if (!content_r->charset && b.n)
            mbx_anomalies_add(notes, MBX_ANOMALY_CHARSET_UNKNOWN, offset);
        mbx_buf clean = {0};
        mbx_buf_init(&clean, MBX_HEADER_TEXT_ROOM(b.n));
        st = mbx_header_text(&clean, b.p, b.n, &seen.raw8);
        if (st == MBX_OK)
            st = keep_text(arena, &clean, MAX_TYPE, &part->charset, &cut);
        mbx_buf_free(&clean);
    }
    mbx_buf_free(&b);
    return st;
}

/* Whether a parameter has this value (RFC 3676 section 4: in any case). */
static mbx_status read_switch(const mbx_params *type, const char *name, const char *value, bool *on_r)
{
    mbx_param_notes seen = {0};
    mbx_buf b = {0};
    bool found = false;
    mbx_buf_init(&b, type->rest.n + 1);
    mbx_status st = mbx_params_get(type, name, false, &b, &found, &seen);
    *on_r = st == MBX_OK && found && mbx_str_same_nocase(mbx_buf_str(&b), mbx_str_of(value));
    mbx_buf_free(&b);
    return st;
}

mbx_status mbx_entity_read(const mbx_entity *e, const mbx_level *parent, mbx_arena *arena, mbx_anomalies *notes, uint64_t offset,
                           mbx_part *part, mbx_content *content_r)
{
    mbx_params type, disposition, encoding;
    bool known;
    *content_r = (mbx_content){0};
    mbx_params_read(&type, e->type);
    mbx_params_read(&disposition, e->disposition);
    mbx_params_read(&encoding, e->encoding);

    /* RFC 2045 section 5.2: what cannot be read is text/plain; RFC 2046 section 5.1.5: except in a digest */
    part->content_type = parent && parent->digest && !e->type.n ? MBX_STR("message/rfc822") : MBX_STR("text/plain");
    mbx_status st = MBX_OK;
    mbx_str declared = MBX_STR_NONE;
    if (type.value.n)
        st = keep_lower(arena, type.value, &declared);
    if (mbx_str_same(declared, MBX_STR("multipart")) || mbx_str_same(declared, MBX_STR("multipart/")))
        part->content_type = MBX_STR("multipart/mixed"); /* as each that is not known (RFC 2046 section 5.1.3) */
    else if (is_type(declared))
        part->content_type = declared;
    else if (e->type.n)
        mbx_anomalies_add(notes, MBX_ANOMALY_CONTENT_TYPE_BAD, offset);
    if (st != MBX_OK)
        return st;

    part->encoding = mbx_transfer_find(encoding.value.n ? (mbx_str){e->encoding.p, (size_t)(encoding.value.p + encoding.value.n - e->encoding.p)}
                                                        : encoding.value,
                                       &known);
    if (!known)
        mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_UNKNOWN, offset);
    if (disposition.value.n)
        /* an unknown one is an attachment (RFC 2183 section 2.8) */
        part->disposition = mbx_str_same_nocase(disposition.value, MBX_STR("inline")) ? MBX_DISPOSITION_INLINE : MBX_DISPOSITION_ATTACHMENT;
    if (e->id.n && !mbx_msgid_read(arena, e->id, &part->content_id))
        return MBX_E_MEMORY;

    if (mbx_str_begins_nocase(part->content_type, "multipart/")) {
        part->role = MBX_ROLE_MULTIPART;
        if (part->encoding != MBX_ENCODING_IDENTITY) {
            /* RFC 2045 section 6.4 forbids it; where it is claimed the parts stand there plain */
            mbx_anomalies_add(notes, MBX_ANOMALY_ENCODING_ON_MULTIPART, offset);
            part->encoding = MBX_ENCODING_IDENTITY;
        }
        st = read_boundary(&type, notes, offset, content_r);
        content_r->multipart = content_r->level.n > 0;
        content_r->level.digest = mbx_str_same(part->content_type, MBX_STR("multipart/digest"));
        content_r->level.related = mbx_str_same(part->content_type, MBX_STR("multipart/related"));
        return st;
    }
    st = read_filename(e->kept, &type, &disposition, arena, notes, offset, part);
    bool plain = mbx_str_same(part->content_type, MBX_STR("text/plain")), html = mbx_str_same(part->content_type, MBX_STR("text/html"));
    if (st == MBX_OK && mbx_str_begins_nocase(part->content_type, "text/"))
        st = read_charset(&type, arena, notes, offset, part, content_r);
    if (st == MBX_OK && plain && type.rest.n)
        st = read_switch(&type, "format", "flowed", &part->flowed);
    if (st == MBX_OK && part->flowed)
        st = read_switch(&type, "delsp", "yes", &part->delsp);
    part->inline_hint = part->disposition == MBX_DISPOSITION_INLINE ||
                        (part->disposition == MBX_DISPOSITION_NONE && part->content_id.n && parent && parent->related);
    part->role = MBX_ROLE_ATTACHMENT;
    if ((plain || html) && part->disposition != MBX_DISPOSITION_ATTACHMENT && !part->filename.n) {
        part->role = html ? MBX_ROLE_HTML : MBX_ROLE_TEXT;
        content_r->html = html;
    } else if (declared.n) {
        part->content_type = declared; /* "image": not readable as a type, but no text either */
    }
    return st;
}
