#include "mime/parser.h"

#include "base/alloc.h"
#include "mime/utf8.h"

static mbx_status inner(mbx_status st, mbx_error *err)
{
    /* a buffer sized for its input was full: what fitted is there, nothing else is wrong */
    return st == MBX_OK || st == MBX_E_LIMIT ? MBX_OK : mbx_fail_memory(err);
}

mbx_status mbx_parser_start_part(mbx_message *m, mbx_error *err)
{
    const mbx_level *parent = m->levels.n ? &m->levels.list[m->levels.n - 1] : NULL;
    m->head = m->n_parts ? &m->part_head : &m->root_head;
    mbx_buf_reset(m->head);
    m->gaps = m->n_parts ? &m->part_gaps : &m->root_gaps;
    m->gaps->n = 0;
    m->line_start = m->lines = m->fields = m->junk = 0;
    m->line_cut = m->line_checked = m->dropping = m->said_block = m->said_lines = false;
    m->header_start = m->line_at = m->pos;
    m->in_body = false;
    if (m->n_parts == MBX_MAX_PARTS) {
        if (!m->parts_full)
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_LIMIT_PARTS, m->pos);
        m->parts_full = true;
        m->current = MBX_NO_PART;
        m->in_body = true;
        m->hold_state = MBX_HOLD_BOL;
        return MBX_OK;
    }
    if (m->n_parts == m->parts_cap) {
        size_t cap = m->parts_cap ? m->parts_cap * 2 : 8;
        mbx_part *parts = mbx_resize(m->parts, cap * sizeof *parts);
        if (!parts)
            return mbx_fail_memory(err);
        m->parts = parts;
        m->parts_cap = cap;
    }
    m->current = (uint32_t)m->n_parts++;
    m->parts[m->current] = (mbx_part){
        .parent = parent ? parent->part : MBX_NO_PARENT,
        .depth = (uint32_t)m->levels.n,
        .role = MBX_ROLE_TEXT,
        .content_type = MBX_STR("text/plain"),
        .header_start = m->pos,
        .body_start = m->pos,
        .body_end = m->pos,
    };
    return MBX_OK;
}

/* Where a byte of what is kept of the header stands in the raw message. */
static uint64_t header_offset(const mbx_message *m, size_t at)
{
    return m->header_start + at + mbx_gaps_before(m->gaps, at);
}

static mbx_status read_fields(mbx_message *m)
{
    mbx_fields it = {mbx_buf_str(m->head), m->eol == MBX_EOL_CR ? "\r\n" : "\n"};
    mbx_field f;
    bool duplicate = false;
    mbx_status st = mbx_entity_begin(&m->entity, m->head->n);
    while (st == MBX_OK && mbx_fields_next(&it, &f)) {
        uint64_t offset = header_offset(m, (size_t)(f.name.p - m->head->p));
        if (m->current == 0)
            st = mbx_facts_field(&m->facts, &f, &m->arena, &m->notes, offset);
        if (st == MBX_E_LIMIT)
            st = MBX_OK;
        if (st == MBX_OK)
            st = mbx_entity_field(&m->entity, &f, &duplicate);
        if (duplicate)
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_DUPLICATE, offset);
    }
    return st;
}

/* Bytes that a header should not hold. */
static void note_bytes(mbx_message *m)
{
    const char *p = m->head->p;
    size_t n = m->head->n;
    const char *nul = n ? memchr(p, '\0', n) : NULL;
    if (nul)
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_NUL, header_offset(m, (size_t)(nul - p)));
    size_t ascii = n ? mbx_utf8_ascii(p, n) : 0;
    if (ascii < n)
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_8BIT, header_offset(m, ascii));
}

static void push_level(mbx_message *m, const mbx_level *level)
{
    for (size_t i = 0; i < m->levels.n; i++) {
        const mbx_level *v = &m->levels.list[i];
        size_t n = v->n < level->n ? v->n : level->n;
        if (v->closed || memcmp(v->boundary, level->boundary, n) != 0)
            continue;
        mbx_anomalies_add(&m->notes, v->n == level->n ? MBX_ANOMALY_BOUNDARY_DUPLICATE : MBX_ANOMALY_BOUNDARY_PREFIX, m->header_start);
    }
    m->levels.list[m->levels.n++] = *level;
}

mbx_status mbx_parser_header_end(mbx_message *m, uint64_t body, mbx_error *err)
{
    mbx_part *part = &m->parts[m->current];
    mbx_content content;
    const mbx_level *parent = m->levels.n ? &m->levels.list[m->levels.n - 1] : NULL;
    part->header_start = m->header_start;
    part->body_start = part->body_end = body;
    m->in_body = true;
    m->hold_state = MBX_HOLD_BOL;
    m->hold_n = m->hold_eol = 0;
    if (m->junk && !m->fields)
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_MISSING, m->header_start);
    mbx_status st = read_fields(m);
    if (st == MBX_OK) {
        note_bytes(m);
        /* what the parts' headers may add to what the message's own gave */
        if (m->current == 0)
            m->arena.max = m->arena.used + MBX_MAX_PART_FACTS;
        m->arena.full = false;
        st = mbx_entity_read(&m->entity, parent, &m->arena, &m->notes, m->header_start, part, &content);
    }
    if (st == MBX_E_MEMORY && mbx_arena_full(&m->arena)) {
        if (!m->said_facts)
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_LIMIT_PART_FACTS, m->header_start);
        m->said_facts = true;
        part->content_type = MBX_STR("application/octet-stream");
        part->role = MBX_ROLE_ATTACHMENT;
        content = (mbx_content){0};
        st = MBX_OK;
    }
    if (inner(st, err) != MBX_OK)
        return MBX_E_MEMORY;
    if (part->role == MBX_ROLE_MULTIPART) {
        if (!content.multipart)
            return MBX_OK;
        if (m->levels.n < MBX_MAX_MIME_DEPTH) {
            content.level.part = m->current;
            push_level(m, &content.level);
            m->current = MBX_NO_PART;
            return MBX_OK;
        }
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_LIMIT_DEPTH, m->header_start);
        part->role = MBX_ROLE_ATTACHMENT;
    }
    if (part->role != MBX_ROLE_ATTACHMENT)
        return inner(mbx_leaf_begin_text(&m->leaf, part->role == MBX_ROLE_HTML ? &m->html : &m->text, content.charset, part->encoding, body), err);
    return m->has_sink ? mbx_leaf_begin_sink(&m->leaf, &m->sink, part, body, err) : MBX_OK;
}

mbx_status mbx_parser_data(mbx_message *m, const char *p, size_t n, mbx_error *err)
{
    return mbx_leaf_data(&m->leaf, &m->sink, p, n, err);
}

/* The current leaf ends, and the multiparts above level keep (all of them: 0). */
static mbx_status end_down_to(mbx_message *m, size_t keep, uint64_t at, uint64_t seen_at, mbx_error *err)
{
    mbx_status st = MBX_OK;
    if (m->current != MBX_NO_PART) {
        mbx_part *part = &m->parts[m->current];
        part->body_end = at > part->body_start ? at : part->body_start;
        st = mbx_leaf_end(&m->leaf, &m->sink, part, &m->notes, err);
        m->current = MBX_NO_PART;
    }
    while (st == MBX_OK && m->levels.n > keep) {
        const mbx_level *l = &m->levels.list[--m->levels.n];
        mbx_part *part = &m->parts[l->part];
        part->body_end = at > part->body_start ? at : part->body_start;
        if (!l->seen)
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_BOUNDARY_UNUSED, part->header_start);
        else if (!l->closed)
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_BOUNDARY_UNCLOSED, seen_at);
    }
    return st;
}

mbx_status mbx_parser_boundary(mbx_message *m, size_t k, bool close, uint64_t line, size_t eol_n, mbx_error *err)
{
    mbx_status st = end_down_to(m, k + 1, line - eol_n, line, err);
    mbx_level *l = &m->levels.list[k];
    m->hold_n = m->hold_eol = 0;
    m->hold_state = MBX_HOLD_BOL;
    m->in_body = true;
    if (st != MBX_OK)
        return st;
    l->seen = true;
    l->closed = close;
    return close ? MBX_OK : mbx_parser_start_part(m, err);
}

mbx_status mbx_parser_end(mbx_message *m, mbx_error *err)
{
    return end_down_to(m, 0, m->pos, m->pos, err);
}
