/* The whole parser: fed whole and fed in pieces, with a sink and without, and every leaf decoded from the raw bytes. */
#include "fuzz.h"

#include "mime/message.h"

typedef struct run {
    mbx_buf said;      /* everything that the message says of itself, to be compared */
    mbx_buf content[MBX_MAX_PARTS]; /* of each attachment, in order */
    size_t opened, calls, fail_at;  /* fail_at 0: never */
    bool is_open;
} run;

static mbx_status gate(run *r, mbx_error *err)
{
    return ++r->calls == r->fail_at ? mbx_fail(err, MBX_STAGE_BLOB, MBX_CODE_BLOB_WRITE, "The disk is full.") : MBX_OK;
}

static mbx_status open_part(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    run *r = ctx;
    mbx_status st = gate(r, err);
    REQUIRE(!r->is_open && part->role == MBX_ROLE_ATTACHMENT && r->opened < MBX_MAX_PARTS);
    if (st != MBX_OK)
        return st;
    mbx_buf_init(&r->content[r->opened], SIZE_MAX / 2);
    *handle_r = &r->content[r->opened++];
    r->is_open = true;
    return MBX_OK;
}

static mbx_status write_part(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    run *r = ctx;
    mbx_status st = gate(r, err);
    REQUIRE(r->is_open && handle == &r->content[r->opened - 1]);
    return st == MBX_OK ? mbx_buf_add(handle, p, n) : st;
}

static mbx_status close_part(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    run *r = ctx;
    mbx_status st = gate(r, err);
    REQUIRE(r->is_open);
    r->is_open = false; /* close() gives the handle back, whatever it says */
    part->stored = true;
    part->size = ((mbx_buf *)handle)->n;
    return st;
}

static void abandon_part(void *ctx, void *handle)
{
    run *r = ctx;
    REQUIRE(r->is_open && handle == &r->content[r->opened - 1]);
    r->is_open = false;
}

static void forget(run *r)
{
    for (size_t i = 0; i < r->opened; i++)
        mbx_buf_free(&r->content[i]);
    mbx_buf_free(&r->said);
    free(r);
}

static void say(run *r, const char *name, mbx_str s)
{
    REQUIRE(s.p || s.n == 0);
    REQUIRE(mbx_buf_printf(&r->said, "%s %d %zu ", name, s.p != NULL, s.n) == MBX_OK);
    REQUIRE(mbx_buf_add(&r->said, s.p ? s.p : "", s.n) == MBX_OK && mbx_buf_add_char(&r->said, '\n') == MBX_OK);
}

static void say_line(run *r, const char *name, mbx_str s)
{
    REQUIRE(fuzz_one_line(s));
    say(r, name, s);
}

static void say_text(run *r, const char *name, mbx_str s)
{
    REQUIRE(s.n <= MBX_MAX_TEXT && fuzz_utf8(s.n ? s.p : "", s.n));
    REQUIRE(!s.n || !memchr(s.p, '\r', s.n));
    say(r, name, s);
}

static void say_number(run *r, const char *name, uint64_t v)
{
    REQUIRE(mbx_buf_printf(&r->said, "%s %llu\n", name, (unsigned long long)v) == MBX_OK);
}

static size_t say_addresses(run *r, const char *name, mbx_addresses a)
{
    for (size_t i = 0; i < a.n; i++) {
        REQUIRE(a.list[i].name.n || a.list[i].address.n);
        say_line(r, name, a.list[i].name);
        say_line(r, name, a.list[i].address);
    }
    return a.n;
}

static void say_ids(run *r, const char *name, const mbx_str *list, size_t n)
{
    REQUIRE(n <= MBX_MAX_REFERENCES);
    for (size_t i = 0; i < n; i++)
        say_line(r, name, list[i]);
}

static void say_part(run *r, const mbx_message_facts *f, size_t i, size_t raw_n, bool sink)
{
    const mbx_part *p = &f->parts[i];
    if (i == 0) {
        REQUIRE(p->parent == MBX_NO_PARENT && p->depth == 0);
        REQUIRE(p->body_end == raw_n || p->body_start > raw_n);
    } else {
        REQUIRE(p->parent < i);
        const mbx_part *parent = &f->parts[p->parent];
        REQUIRE(parent->role == MBX_ROLE_MULTIPART && p->depth == parent->depth + 1);
        REQUIRE(p->header_start >= parent->body_start && p->body_end <= parent->body_end);
        /* in document order: what stands before it is around it or over */
        const mbx_part *before = &f->parts[i - 1];
        REQUIRE(before == parent || before->body_end <= p->header_start);
    }
    REQUIRE(p->depth <= MBX_MAX_MIME_DEPTH);
    REQUIRE(p->header_start <= p->body_start && p->body_start <= p->body_end && p->body_end <= raw_n);
    REQUIRE((unsigned)p->role <= MBX_ROLE_ATTACHMENT && (unsigned)p->encoding <= MBX_ENCODING_UUENCODE);
    REQUIRE(p->filename.n <= MBX_MAX_FILENAME);
    /* an attachment keeps a type that is none, "image" */
    REQUIRE(p->content_type.n && (p->role == MBX_ROLE_ATTACHMENT || memchr(p->content_type.p, '/', p->content_type.n)));
    for (size_t k = 0; k < p->content_type.n; k++)
        REQUIRE(p->content_type.p[k] < 'A' || p->content_type.p[k] > 'Z');
    if (p->role == MBX_ROLE_ATTACHMENT && sink)
        REQUIRE(p->stored);
    say_number(r, "parent", p->parent);
    say_number(r, "role", p->role);
    say_number(r, "disposition", p->disposition);
    say_number(r, "encoding", p->encoding);
    say_number(r, "inline", p->inline_hint);
    say_line(r, "type", p->content_type);
    say_line(r, "charset", p->charset);
    say_line(r, "filename", p->filename);
    say_line(r, "content id", p->content_id);
    say_number(r, "header", p->header_start);
    say_number(r, "body", p->body_start);
    say_number(r, "end", p->body_end);
}

static void say_facts(run *r, const mbx_message_facts *f, size_t raw_n, bool sink)
{
    bool loss = false;
    REQUIRE(f->raw_size == raw_n);
    say_line(r, "subject", f->subject);
    size_t n = say_addresses(r, "from", f->from) + say_addresses(r, "to", f->to) + say_addresses(r, "cc", f->cc) +
               say_addresses(r, "bcc", f->bcc) + say_addresses(r, "reply to", f->reply_to);
    REQUIRE(n <= MBX_MAX_ADDRESSES);
    say_number(r, "date", f->has_date ? (uint64_t)f->date : UINT64_MAX);
    say_line(r, "id", f->message_id);
    say_ids(r, "in reply to", f->in_reply_to, f->n_in_reply_to);
    say_ids(r, "references", f->references, f->n_references);
    say_text(r, "text", f->text);
    say_text(r, "html", f->html);
    say_number(r, "text cut", f->text_truncated);
    say_number(r, "html cut", f->html_truncated);
    REQUIRE(f->header_block.n <= MBX_MAX_HEADER_BLOCK);
    say(r, "header", f->header_block);
    REQUIRE(f->n_parts >= 1 && f->n_parts <= MBX_MAX_PARTS);
    for (size_t i = 0; i < f->n_parts; i++)
        say_part(r, f, i, raw_n, sink);
    REQUIRE(f->n_anomalies <= MBX_MAX_ANOMALIES);
    for (size_t i = 0; i < f->n_anomalies; i++) {
        static const bool is_loss[] = {
#define X(id, name, loss, sentence) loss,
            MBX_ANOMALIES(X)
#undef X
        };
        REQUIRE(f->anomalies[i].kind < MBX_ANOMALY_COUNT && f->anomalies[i].offset <= raw_n);
        loss |= is_loss[f->anomalies[i].kind];
        say_number(r, mbx_anomaly_name(f->anomalies[i].kind), f->anomalies[i].offset);
    }
    REQUIRE(f->incomplete == loss || (f->incomplete && f->n_anomalies == MBX_MAX_ANOMALIES));
    say_number(r, "incomplete", f->incomplete);
}

static mbx_status collect(void *ctx, const char *p, size_t n, mbx_error *err)
{
    (void)err;
    return mbx_buf_add(ctx, p, n);
}

/* What the sink was given must be what a later look at the raw bytes gives. */
static void decode_leaves(const run *r, const mbx_message_facts *f, const char *raw, size_t raw_n, bool sink)
{
    size_t k = 0;
    for (size_t i = 0; i < f->n_parts; i++) {
        const mbx_part *p = &f->parts[i];
        mbx_buf out = {0};
        mbx_error err = {0};
        mbx_buf_init(&out, SIZE_MAX / 2);
        REQUIRE(mbx_part_decode(p, raw, raw_n, collect, &out, &err) == MBX_OK);
        if (p->encoding == MBX_ENCODING_IDENTITY && p->body_end > p->body_start)
            REQUIRE(out.n == p->body_end - p->body_start && memcmp(out.p, raw + p->body_start, out.n) == 0);
        if (p->role == MBX_ROLE_ATTACHMENT && sink) {
            const mbx_buf *c = &r->content[k++];
            REQUIRE(p->size == c->n);
            REQUIRE(mbx_str_same(mbx_buf_str(c), mbx_buf_str(&out)));
        }
        mbx_buf_free(&out);
    }
    REQUIRE(!sink || k == r->opened);
}

static run *parse(const char *raw, size_t n, fuzz_cuts *cuts, bool sink, size_t fail_at)
{
    run *r = calloc(1, sizeof *r);
    mbx_message *m = NULL;
    mbx_error err = {0};
    REQUIRE(r);
    r->fail_at = fail_at;
    mbx_buf_init(&r->said, SIZE_MAX / 2);
    mbx_part_sink s = {r, open_part, write_part, close_part, abandon_part};
    mbx_status st = mbx_message_new(&m, sink ? &s : NULL, &err);
    REQUIRE(st == MBX_OK);
    for (size_t i = 0, take; st == MBX_OK && i < n; i += take) {
        take = cuts ? fuzz_cut(cuts, raw + i, n - i) : n - i;
        char *piece = fuzz_copy(raw + i, take);
        st = mbx_message_feed(m, piece, take, &err);
        free(piece);
    }
    if (st == MBX_OK)
        st = mbx_message_finish(m, &err);
    if (st == MBX_OK) {
        REQUIRE(!fail_at || r->calls < fail_at);
        say_facts(r, mbx_message_get(m), n, sink);
        decode_leaves(r, mbx_message_get(m), raw, n, sink);
    } else {
        REQUIRE(fail_at && r->calls == fail_at && st == MBX_E_STORE);
        REQUIRE(mbx_message_feed(m, "x", 1, &err) == MBX_E_STORE && mbx_message_finish(m, &err) == MBX_E_STORE);
    }
    mbx_message_free(m);
    REQUIRE(!r->is_open);
    return r;
}

static void same(const run *a, const run *b)
{
    if (mbx_str_same(mbx_buf_str(&a->said), mbx_buf_str(&b->said)))
        return;
    size_t i = 0;
    while (i < a->said.n && i < b->said.n && a->said.p[i] == b->said.p[i])
        i++;
    while (i && a->said.p[i - 1] != '\n')
        i--;
    fprintf(stderr, "whole: %.200s\ncut:   %.200s\n", a->said.p + i, b->said.p + i);
    REQUIRE(!"the same whole and cut");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts cuts = fuzz_cuts_of(data, size), other = cuts;
    uint64_t choice = fuzz_random(&other);
    char *raw = fuzz_copy(data, size);
    run *whole = parse(raw, size, NULL, true, 0), *cut = parse(raw, size, &cuts, true, 0);
    REQUIRE(mbx_buf_add_char(&whole->said, '\0') == MBX_OK && mbx_buf_add_char(&cut->said, '\0') == MBX_OK);
    same(whole, cut);
    REQUIRE(whole->opened == cut->opened);
    for (size_t i = 0; i < whole->opened; i++)
        REQUIRE(mbx_str_same(mbx_buf_str(&whole->content[i]), mbx_buf_str(&cut->content[i])));
    if (choice % 4 == 0) {
        run *located = parse(raw, size, &other, false, 0);
        REQUIRE(mbx_buf_add_char(&located->said, '\0') == MBX_OK);
        /* ENCODING_BAD_DATA and ENCODING_CUT are only seen by decoding, so only then must all be the same */
        if (!whole->opened)
            same(whole, located);
        forget(located);
    }
    if (whole->calls && choice % 4 == 1)
        forget(parse(raw, size, &other, true, 1 + fuzz_random(&other) % whole->calls));
    forget(whole);
    forget(cut);
    free(raw);
    return 0;
}
