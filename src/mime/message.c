#include "mime/message.h"

#include "base/alloc.h"
#include "mime/parser.h"

mbx_status mbx_message_new(mbx_message **m_r, const mbx_part_sink *sink, mbx_error *err)
{
    mbx_message *m = mbx_alloc_zero(sizeof *m);
    if (!m)
        return mbx_fail_memory(err);
    m->has_sink = sink != NULL;
    if (sink)
        m->sink = *sink;
    /* what goes in here is bounded piece by piece: header block, parts, file names */
    mbx_arena_init(&m->arena, SIZE_MAX / 2);
    mbx_buf_init(&m->root_head, MBX_MAX_HEADER_BLOCK + MBX_LINE_ROOM + 1);
    mbx_buf_init(&m->part_head, MBX_MAX_HEADER_BLOCK + MBX_LINE_ROOM + 1);
    mbx_text_init(&m->text);
    mbx_text_init(&m->html);
    mbx_status st = mbx_parser_start_part(m, err);
    if (st != MBX_OK) {
        mbx_message_free(m);
        return st;
    }
    *m_r = m;
    return MBX_OK;
}

void mbx_message_lend(mbx_message *m, mbx_converters *kept)
{
    m->facts.kept = m->entity.kept = m->leaf.kept = kept;
}

void mbx_message_free(mbx_message *m)
{
    if (!m)
        return;
    mbx_leaf_free(&m->leaf, &m->sink);
    mbx_entity_free(&m->entity);
    mbx_facts_free(&m->facts);
    mbx_gaps_free(&m->root_gaps);
    mbx_gaps_free(&m->part_gaps);
    mbx_buf_free(&m->root_head);
    mbx_buf_free(&m->part_head);
    mbx_buf_free(&m->text.out);
    mbx_buf_free(&m->html.out);
    mbx_release(m->parts);
    mbx_arena_free(&m->arena);
    mbx_release(m);
}

/* After a failure the message is only good for mbx_message_free(): whoever goes on gets the same failure again. */
static mbx_status settle(mbx_message *m, mbx_status st, mbx_error *err)
{
    if (st != MBX_OK) {
        m->failed = true;
        m->failure = *err;
    }
    return st;
}

mbx_status mbx_message_feed(mbx_message *m, const char *p, size_t n, mbx_error *err)
{
    if (m->failed) {
        *err = m->failure;
        return err->status;
    }
    if (m->finished)
        return mbx_fail(err, MBX_STAGE_PARSE, MBX_CODE_INPUT_VALUE, "The message has been ended already.");
    return settle(m, mbx_feed(m, p, n, err), err);
}

static mbx_str text_of(const mbx_text *t)
{
    return t->any ? mbx_buf_str(&t->out) : MBX_STR_NONE;
}

mbx_status mbx_message_finish(mbx_message *m, mbx_error *err)
{
    if (m->failed) {
        *err = m->failure;
        return err->status;
    }
    if (m->finished)
        return MBX_OK;
    mbx_status st = mbx_feed_end(m, err);
    if (st == MBX_OK)
        st = mbx_parser_end(m, err);
    if (settle(m, st, err) != MBX_OK)
        return st;
    m->finished = true;
    m->arena.max = SIZE_MAX / 2;
    /* what was only needed while bytes came */
    mbx_buf_free(&m->part_head);
    mbx_leaf_free(&m->leaf, &m->sink);
    mbx_entity_free(&m->entity);
    const mbx_facts *f = &m->facts;
    m->shown = (mbx_message_facts){
        .subject = f->subject,
        .from = f->from.found,
        .to = f->to.found,
        .cc = f->cc.found,
        .bcc = f->bcc.found,
        .reply_to = f->reply_to.found,
        .has_date = f->has_date,
        .date = f->date,
        .message_id = f->message_id,
        .in_reply_to = f->in_reply_to.list,
        .n_in_reply_to = f->in_reply_to.n,
        .references = f->references.list,
        .n_references = f->references.n,
        .automatic = f->automatic,
        .text = text_of(&m->text),
        .html = text_of(&m->html),
        .text_truncated = m->text.truncated,
        .html_truncated = m->html.truncated,
        .header_block = mbx_buf_str(&m->root_head),
        .header_gaps = &m->root_gaps,
        .parts = m->parts,
        .n_parts = m->n_parts,
        .anomalies = m->notes.list,
        .n_anomalies = m->notes.n,
        .incomplete = m->notes.loss,
        .raw_size = m->pos,
    };
    return MBX_OK;
}

const mbx_message_facts *mbx_message_get(const mbx_message *m)
{
    return &m->shown;
}
