/* What is said about a text: replies and quotes, the snippet, the base subject, the thread, flowed paragraphs, files that stand
 * in it, and delivery reports. */
#include "fuzz.h"

#include "base/alloc.h"
#include "mime/charset.h"
#include "mime/delivery.h"
#include "mime/flowed.h"
#include "mime/msgid.h"
#include "mime/reply_split.h"
#include "mime/snippet.h"
#include "mime/thread.h"
#include "mime/transfer.h"
#include "mime/uu_file.h"

static void replies(mbx_str text)
{
    mbx_reply r = {.text = text};
    mbx_segment s;
    size_t at = 0;
    mbx_segment_kind before = MBX_SEGMENT_NEW;
    while (mbx_reply_next(&r, &s)) {
        REQUIRE(s.offset == at && s.length > 0 && s.length <= text.n - at && s.head <= s.length);
        REQUIRE((unsigned)s.kind <= MBX_SEGMENT_FORWARD);
        REQUIRE(at == 0 || text.p[at - 1] == '\n');
        REQUIRE(s.head == 0 || s.kind == MBX_SEGMENT_QUOTE || s.kind == MBX_SEGMENT_FORWARD);
        REQUIRE(s.head == 0 || s.head == s.length || text.p[at + s.head - 1] == '\n');
        REQUIRE(at == 0 || s.kind != before || s.head);
        before = s.kind;
        at += s.length;
    }
    REQUIRE(at == text.n);
}

static size_t characters(const char *p, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k += ((uint8_t)p[i] & 0xC0) != 0x80;
    return k;
}

static void snippet(mbx_str text, fuzz_cuts *c)
{
    size_t max = 1 + fuzz_random(c) % 300;
    mbx_buf out = {0};
    mbx_buf_init(&out, SIZE_MAX / 2);
    REQUIRE(mbx_snippet(text, max, &out) == MBX_OK);
    REQUIRE(fuzz_one_line(mbx_buf_str(&out)) && characters(out.p, out.n) <= max);
    REQUIRE(!out.n || (out.p[0] != ' ' && out.p[out.n - 1] != ' '));
    for (size_t i = 0; i + 1 < out.n; i++)
        REQUIRE(out.p[i] != ' ' || out.p[i + 1] != ' ');
    size_t n = out.n;
    mbx_buf_free(&out);
    if (n) {
        mbx_buf_init(&out, n - 1);
        REQUIRE(mbx_snippet(text, max, &out) == MBX_E_LIMIT);
        REQUIRE(out.n < n && fuzz_utf8(out.n ? out.p : "", out.n));
        mbx_buf_free(&out);
    }
}

static void subject(mbx_str text)
{
    mbx_buf once = {0}, twice = {0};
    unsigned kind = 0, again = 0;
    mbx_buf_init(&once, SIZE_MAX / 2);
    mbx_buf_init(&twice, SIZE_MAX / 2);
    REQUIRE(mbx_base_subject(text, &once, &kind) == MBX_OK);
    REQUIRE(fuzz_utf8(once.n ? once.p : "", once.n) && once.n <= text.n);
    REQUIRE((kind & ~(MBX_SUBJECT_REPLY | MBX_SUBJECT_FORWARD)) == 0);
    /* nothing that could be taken off is left */
    REQUIRE(mbx_base_subject(mbx_buf_str(&once), &twice, &again) == MBX_OK);
    REQUIRE(mbx_str_same(mbx_buf_str(&once), mbx_buf_str(&twice)));
    mbx_buf_free(&once);
    mbx_buf_free(&twice);
}

static void thread(mbx_str text, fuzz_cuts *c)
{
    mbx_arena arena;
    mbx_msgids references = {0}, replied = {0};
    mbx_str *list = NULL;
    size_t n = 0, half = text.n / 2;
    mbx_arena_init(&arena, SIZE_MAX / 2);
    REQUIRE(mbx_msgids_add(&references, &arena, (mbx_str){text.p, half}) && mbx_msgids_add(&replied, &arena, (mbx_str){text.p + half, text.n - half}));
    mbx_message_facts f = {.references = references.list, .n_references = references.n, .in_reply_to = replied.list, .n_in_reply_to = replied.n};
    if (references.n)
        f.message_id = references.list[fuzz_random(c) % references.n];
    REQUIRE(mbx_thread_ancestors(&f, &list, &n) == MBX_OK);
    REQUIRE(n <= f.n_references + 1 && (n == 0) == (list == NULL));
    for (size_t i = 0, from = 0; i < n; i++) {
        REQUIRE(!mbx_str_same(list[i], f.message_id));
        for (size_t k = 0; k < i; k++)
            REQUIRE(!mbx_str_same(list[i], list[k]));
        while (from < f.n_references && !mbx_str_same(f.references[from], list[i]))
            from++;
        REQUIRE(from < f.n_references || (i + 1 == n && f.n_in_reply_to && mbx_str_same(list[i], f.in_reply_to[0])));
    }
    mbx_release(list);
    mbx_release(references.list);
    mbx_release(replied.list);
    mbx_arena_free(&arena);
}

static void flowed(mbx_str text, fuzz_cuts *c)
{
    bool delsp = fuzz_random(c) % 2;
    mbx_buf out = {0}, little = {0};
    mbx_buf_init(&out, SIZE_MAX / 2);
    REQUIRE(mbx_flowed_text(text, delsp, &out) == MBX_OK);
    /* a quoted line has at most one byte more: ">" becomes "> " */
    REQUIRE(fuzz_utf8(out.n ? out.p : "", out.n) && out.n <= 2 * text.n);
    if (out.n) {
        mbx_buf_init(&little, fuzz_random(c) % out.n);
        REQUIRE(mbx_flowed_text(text, delsp, &little) == MBX_E_LIMIT);
        REQUIRE(fuzz_utf8(little.n ? little.p : "", little.n) && (!little.n || memcmp(little.p, out.p, little.n) == 0));
        mbx_buf_free(&little);
    }
    mbx_buf_free(&out);
}

static void files(mbx_str text)
{
    mbx_uu_file f;
    for (size_t at = 0, before = 0; mbx_uu_file_next(text, &at, &f); before = at) {
        REQUIRE(at <= text.n && f.block.p >= text.p + before && f.block.p + f.block.n <= text.p + at);
        REQUIRE(f.name.n && f.name.p > f.block.p && f.name.p + f.name.n < f.block.p + f.block.n);
        mbx_transfer t;
        bool bad, cut;
        char *out = malloc(f.block.n + 2 * MBX_TRANSFER_SLACK);
        REQUIRE(out);
        mbx_transfer_begin(&t, MBX_ENCODING_UUENCODE);
        size_t n = mbx_transfer_feed(&t, f.block.p, f.block.n, out);
        n += mbx_transfer_end(&t, out + n, &bad, &cut);
        REQUIRE(n <= f.block.n && !cut);
        free(out);
    }
}

static bool short_line(mbx_str s, size_t max)
{
    return s.n <= max && fuzz_utf8(s.n ? s.p : "", s.n) && (!s.n || !memchr(s.p, '\n', s.n));
}

static void delivery(mbx_str text)
{
    mbx_arena arena;
    mbx_delivery d = {0};
    mbx_arena_init(&arena, SIZE_MAX / 2);
    REQUIRE(mbx_delivery_read(text, &arena, &d) == MBX_OK);
    REQUIRE(d.n <= MBX_MAX_REPORTED && short_line(d.reporting_mta, 1000));
    for (size_t i = 0; i < d.n; i++) {
        const mbx_delivery_recipient *r = &d.recipients[i];
        REQUIRE(short_line(r->final_recipient, 1000) && short_line(r->original_recipient, 1000) && short_line(r->action, 1000));
        REQUIRE(short_line(r->status, 1000) && short_line(r->diagnostic, MBX_MAX_DIAGNOSTIC) && short_line(r->remote_mta, 1000));
    }
    mbx_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts c = fuzz_cuts_of(data, size);
    mbx_buf valid = {0};
    bool bad = false;
    mbx_buf_init(&valid, SIZE_MAX / 2);
    REQUIRE(mbx_charset_decode(mbx_charset_find(MBX_STR("utf-8")), NULL, (const char *)data, size, &valid, &bad) == MBX_OK);
    char *in = fuzz_copy(valid.p, valid.n);
    for (size_t i = 0; i < valid.n; i++)
        in[i] = in[i] == '\r' ? '\n' : in[i];
    mbx_str text = {in, valid.n};
    replies(text);
    snippet(text, &c);
    subject(text);
    thread(text, &c);
    flowed(text, &c);
    files(text);
    delivery(text);
    free(in);
    mbx_buf_free(&valid);
    return 0;
}
