/* ours FILE LIMIT [check]   src/mime over a corpus: each message fed from the mapping, attachments into a sink that counts. */
#include "peer.h"

#include "mime/converters.h"
#include "mime/message.h"

typedef struct taken {
    sums *s;
    uint32_t crc;
    mbx_converters kept; /* as the importer does */
} taken;

static mbx_status sink_open(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    taken *t = ctx;
    (void)err;
    /* an attached message is read as one of its own, below */
    if (mbx_str_same(part->content_type, MBX_STR("message/rfc822")))
        return MBX_OK;
    t->crc = 0;
    t->s->attachments++;
    *handle_r = t;
    return MBX_OK;
}

static mbx_status sink_write(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    taken *t = ctx;
    (void)handle;
    (void)err;
    t->s->attachment_bytes += n;
    if (t->s->check)
        t->crc = (uint32_t)crc32(t->crc, (const Bytef *)p, (uInt)n);
    return MBX_OK;
}

static mbx_status sink_close(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    taken *t = ctx;
    (void)handle;
    (void)part;
    (void)err;
    t->s->c_attachment += t->crc;
    return MBX_OK;
}

static void sink_abandon(void *ctx, void *handle)
{
    (void)ctx;
    (void)handle;
}

static void addresses(sums *s, mbx_addresses of)
{
    for (size_t i = 0; i < of.n; i++) {
        count_string(s, &s->c_name, of.list[i].name.p, of.list[i].name.n);
        count_string(s, &s->c_address, of.list[i].address.p, of.list[i].address.n);
    }
}

static void text(sums *s, uint64_t *check, mbx_str t)
{
    if (!s->check)
        s->text_bytes += t.n;
    else if (t.n)
        *check += check_text(0, t.p, t.n, &s->text_bytes);
}

static void message(taken *t, const char *p, size_t n, int depth)
{
    mbx_part_sink sink = {t, sink_open, sink_write, sink_close, sink_abandon};
    mbx_message *m;
    mbx_error err;
    sums *s = t->s;
    if (mbx_message_new(&m, &sink, &err) != MBX_OK)
        exit(1);
    mbx_message_lend(m, &t->kept);
    if (mbx_message_feed(m, p, n, &err) != MBX_OK || mbx_message_finish(m, &err) != MBX_OK)
        exit(1);
    const mbx_message_facts *f = mbx_message_get(m);
    count_string(s, &s->c_subject, f->subject.p, f->subject.n);
    addresses(s, f->from);
    addresses(s, f->to);
    s->c_date += (uint64_t)f->date;
    text(s, &s->c_plain, f->text);
    text(s, &s->c_html, f->html);
    for (size_t i = 0; i < f->n_parts; i++) {
        const mbx_part *part = &f->parts[i];
        if (part->role != MBX_ROLE_ATTACHMENT)
            continue;
        if (mbx_str_same(part->content_type, MBX_STR("message/rfc822"))) {
            s->attached++;
            if (depth < 20)
                message(t, p + part->body_start, (size_t)(part->body_end - part->body_start), depth + 1);
        } else {
            count_string(s, &s->c_filename, part->filename.p, part->filename.n);
        }
    }
    mbx_message_free(m);
}

int main(int argc, char **argv)
{
    corpus c = corpus_open(argv[1], strtoull(argv[2], NULL, 10));
    sums s = {.check = argc > 3};
    taken t = {.s = &s};
    clock_start(&s);
    for (; s.messages < c.messages; s.messages++)
        message(&t, c.p + c.index[s.messages].at, c.index[s.messages].n, 0);
    clock_stop(&s);
    mbx_converters_free(&t.kept);
    tell(&s);
    return 0;
}
