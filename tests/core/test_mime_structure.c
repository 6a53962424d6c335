/* Structure: where parts begin and end, byte for byte, which anomalies are seen where, and what a sink is told. */
#include "mime/message.h"
#include "mime/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static mbx_message *parsed_n(const char *raw, size_t n, size_t chunk, const mbx_part_sink *sink)
{
    mbx_error err = {0};
    mbx_message *m;
    assert_int_equal(mbx_message_new(&m, sink, &err), MBX_OK);
    for (size_t i = 0; i < n; i += chunk) {
        size_t take = n - i < chunk ? n - i : chunk;
        char *copy = malloc(take);
        memcpy(copy, raw + i, take);
        assert_int_equal(mbx_message_feed(m, copy, take, &err), MBX_OK);
        free(copy);
    }
    assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
    return m;
}

/* What a message looks like: "role type [body];" for each part, then "anomaly@offset;" for each. */
static void describe(const char *raw, const mbx_message *m, char *out, size_t room)
{
    static const char *const roles[] = {"multi", "text", "html", "att"};
    const mbx_message_facts *f = mbx_message_get(m);
    size_t n = 0;
    for (size_t i = 0; i < f->n_parts; i++) {
        const mbx_part *p = &f->parts[i];
        n += (size_t)snprintf(out + n, room - n, "%u%s %.*s", p->depth, roles[p->role], (int)p->content_type.n, p->content_type.p);
        if (p->role != MBX_ROLE_MULTIPART)
            n += (size_t)snprintf(out + n, room - n, " [%.*s]", (int)(p->body_end - p->body_start), raw + p->body_start);
        n += (size_t)snprintf(out + n, room - n, ";");
    }
    for (size_t i = 0; i < f->n_anomalies; i++)
        n += (size_t)snprintf(out + n, room - n, "%s@%llu;", mbx_anomaly_name(f->anomalies[i].kind), (unsigned long long)f->anomalies[i].offset);
    assert_true(n < room);
}

static void shapes(void **state)
{
    static const char *const rows[][2] = {
        {"", "0text text/plain [];"},
        {"Subject: x\r\n\r\nbody\r\n", "0text text/plain [body\r\n];"},
        {"Subject: x", "0text text/plain [];header_unended@10;"},
        {"Content-Type: multipart/mixed; boundary=b\r\n\r\npre\r\n--b\r\n\r\none\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\ntwo\r\n--b--\r\nepilogue",
         "0multi multipart/mixed;1text text/plain [one\r\n];1html text/html [two];"},
        /* a boundary right behind the header, and one part without header or body */
        {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\nContent-Type: a/b\r\n--b--",
         "0multi multipart/mixed;1text text/plain [];1att a/b [];header_unended@50;header_unended@74;"},
        /* one boundary the beginning of the other, blanks behind it, a line that only begins like it */
        {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=bb\r\n\r\n--bb \t\r\n\r\n--bbb\r\n--bb--\r\n--b--\r\n",
         "0multi multipart/mixed;1multi multipart/related;2text text/plain [--bbb];boundary_prefix@50;"},
        /* the same boundary inside and outside: the innermost that is open counts */
        {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\ny\r\n--b--\r\n",
         "0multi multipart/mixed;1multi multipart/related;2text text/plain [x];1text text/plain [y];boundary_duplicate@50;"},
        /* no final boundary; the outer one ends the inner */
        {"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/related; boundary=i\r\n\r\n--i\r\n\r\nx\r\n--o\r\n\r\ny",
         "0multi multipart/mixed;1multi multipart/related;2text text/plain [x];1text text/plain [y];boundary_unclosed@107;boundary_unclosed@115;"},
        {"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\ny", "0multi multipart/mixed;boundary_missing@0;"},
        {"Content-Type: multipart/mixed; boundary=x\r\n\r\nyes\r\n", "0multi multipart/mixed;boundary_unused@0;"},
        {"Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: y\r\n--x--", "0multi multipart/digest;1att message/rfc822 [Subject: y];"},
        /* odd headers */
        {"From a@b Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\ny", "0text text/plain [y];mbox_from@0;"},
        {"\xEF\xBB\xBF" "Content-Type: text/html\r\nno colon\r\n\r\ny", "0html text/html [y];byte_order_mark@0;header_no_colon@28;"},
        {"\xEF\xBB\xBF" "From a@b\nSubject: x\n\ny", "0text text/plain [y];line_end_lf@11;byte_order_mark@0;mbox_from@3;"},
        {"\xEF\xBB\xBFonly text\r\n\r\nand more", "0text text/plain [only text\r\n\r\nand more];byte_order_mark@0;header_missing@3;"},
        {"\xEF\xBB\xBF", "0text text/plain [];byte_order_mark@0;"},
        {"\xEF\xBB\xBF\r\n\r\ny", "0text text/plain [\r\ny];byte_order_mark@0;"},
        {"X: y\r\n\xEF\xBB\xBFSubject: x\r\n\r\ny", "0text text/plain [y];header_no_colon@6;header_8bit@6;"},
        {"Subject: x\r\nno colon\r\nContent-Type: text/html\r\n\r\ny", "0html text/html [y];header_no_colon@12;"},
        {"rubbish\r\nContent-Type: text/html\r\n\r\ny", "0html text/html [y];header_no_colon@0;"},
        {"only text\r\n\r\nand more", "0text text/plain [only text\r\n\r\nand more];header_missing@0;"},
        {"only text\r\nand more", "0text text/plain [only text\r\nand more];header_missing@0;"},
        {"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\ny", "0html text/html [y];header_duplicate@25;"},
        {"Content-Type: nonsense\r\n\r\ny", "0text text/plain [y];content_type_bad@0;"},
        {"Subject: \xE9\r\n\r\ny", "0text text/plain [y];header_8bit@9;"},
        {"Date: soon\r\n\r\n", "0text text/plain [];date_bad@0;"},
        {"Content-Type: text/plain; charset=nope\r\n\r\ny", "0text text/plain [y];charset_unknown@0;"},
        {"Content-Type: text/plain; charset=utf-8\r\n\r\n\xFF", "0text text/plain [\xFF];charset_bad_data@43;"},
        {"Content-Transfer-Encoding: x-magic\r\n\r\ny", "0text text/plain [y];encoding_unknown@0;"},
        {"Content-Transfer-Encoding: base64\r\n\r\n*eA==", "0text text/plain [*eA==];encoding_bad_data@37;"},
        {"Content-Transfer-Encoding: base64\r\n\r\neHh4e", "0text text/plain [eHh4e];encoding_cut@37;"},
        {"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n--b\r\n\r\nx\r\n--b--",
         "0multi multipart/mixed;1text text/plain [x];encoding_on_multipart@0;"},
        /* line ends */
        {"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n\n--b--\n", "0multi multipart/mixed;1text text/plain [x\n];line_end_lf@10;"},
        {"Subject: x\rContent-Type: multipart/mixed; boundary=b\r\r--b\r\rx\r\r--b--\r", "0multi multipart/mixed;1text text/plain [x\r];line_end_cr@10;"},
        {"Subject: x\r\rbody\r", "0text text/plain [body\r];line_end_cr@10;"},
        {"Subject: x\r\r\n\r\r\nbody", "0text text/plain [body];"},
        {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\n--b--\r\n", "0multi multipart/mixed;1text text/plain [x];"},
        {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n-\r\n--\r\n--x\r\n\r\r\n--b--\r\n",
         "0multi multipart/mixed;1text text/plain [x\r\n-\r\n--\r\n--x\r\n\r];"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i][0]);
        for (size_t chunk = 1; chunk <= n + 1; chunk++) {
            char got[1024];
            mbx_message *m = parsed_n(rows[i][0], n, chunk, NULL);
            describe(rows[i][0], m, got, sizeof got);
            if (strcmp(got, rows[i][1]) != 0)
                fail_msg("row %zu, in steps of %zu:\nexpected %s\n     got %s", i, chunk, rows[i][1], got);
            mbx_message_free(m);
        }
    }
}

static void nul_bytes(void **state)
{
    static const char raw[] = "X: a\0b\r\nSubject: s\0t\r\n\r\na\0b";
    (void)state;
    mbx_message *m = parsed_n(raw, sizeof raw - 1, 5, NULL);
    const mbx_message_facts *f = mbx_message_get(m);
    assert_int_equal(f->n_anomalies, 2);
    assert_int_equal(f->anomalies[0].kind, MBX_ANOMALY_HEADER_NUL);
    assert_int_equal(f->anomalies[0].offset, 4);
    assert_int_equal(f->anomalies[1].kind, MBX_ANOMALY_BODY_NUL);
    assert_int_equal(f->anomalies[1].offset, 24); /* of the body, not of the NUL */
    assert_int_equal(f->subject.n, 3);
    assert_memory_equal(f->subject.p, "s t", 3);
    assert_int_equal(f->text.n, 3);
    assert_int_equal(f->header_block.n, 22);
    assert_int_equal(f->raw_size, sizeof raw - 1);
    mbx_message_free(m);
}

static void texts(void **state)
{
    static const char raw[] = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\ntwo\rthree\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>\r\n--b\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\n\r\n\xEF\xBB\xBFlast\r\n--b--";
    (void)state;
    mbx_message *m = parsed_n(raw, sizeof raw - 1, 3, NULL);
    const mbx_message_facts *f = mbx_message_get(m);
    assert_int_equal(f->text.n, 19);
    assert_memory_equal(f->text.p, "one\ntwo\nthree\n\nlast", 19);
    assert_int_equal(f->html.n, 3);
    mbx_message_free(m);
    m = parsed_n("Content-Type: text/html\r\n\r\nx", 28, 28, NULL);
    assert_null(mbx_message_get(m)->text.p);
    mbx_message_free(m);
}

/* A sink that writes down what it is told, and fails when asked to. */
typedef struct diary {
    char text[1024];
    size_t n;
    int fail_at, calls, opened, over;
    bool unwanted;
} diary;

static mbx_status note(diary *d, mbx_error *err, const char *what, const char *p, size_t n)
{
    if (++d->calls == d->fail_at)
        return mbx_fail(err, MBX_STAGE_BLOB, MBX_CODE_BLOB_WRITE, "the disk is full");
    d->n += (size_t)snprintf(d->text + d->n, sizeof d->text - d->n, "%s%.*s", what, (int)n, p);
    return MBX_OK;
}

static mbx_status open_part(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    diary *d = ctx;
    mbx_status st = note(d, err, "(", part->content_type.p, part->content_type.n);
    if (st != MBX_OK)
        return st;
    d->n += (size_t)snprintf(d->text + d->n, sizeof d->text - d->n, ":");
    *handle_r = d->unwanted ? NULL : d;
    d->opened += !d->unwanted;
    return MBX_OK;
}

static mbx_status write_part(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    assert_ptr_equal(ctx, handle);
    return note(ctx, err, "", p, n);
}

static mbx_status close_part(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    assert_ptr_equal(ctx, handle);
    ((diary *)ctx)->over++;
    part->stored = true;
    part->size = 7;
    return note(ctx, err, ")", "", 0);
}

static void abandon_part(void *ctx, void *handle)
{
    diary *d = ctx;
    assert_ptr_equal(ctx, handle);
    d->over++;
    d->n += (size_t)snprintf(d->text + d->n, sizeof d->text - d->n, "!");
}

static const char with_attachments[] =
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: a/one\r\nContent-Transfer-Encoding: base64\r\n\r\nQ2F0\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n\r\ninner\r\n--b2--\r\n--b\r\nContent-Type: text/plain; name=x\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=E9=\r\n\r\n--b--\r\n";

static void sink(void **state)
{
    (void)state;
    for (size_t chunk = 1; chunk <= sizeof with_attachments; chunk++) {
        diary d = {.fail_at = -1};
        const mbx_part_sink s = {&d, open_part, write_part, close_part, abandon_part};
        mbx_message *m = parsed_n(with_attachments, sizeof with_attachments - 1, chunk, &s);
        assert_string_equal(d.text, "(a/one:Cat)(message/rfc822:Content-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n\r\ninner\r\n--b2--)(text/plain:\xE9)");
        const mbx_message_facts *f = mbx_message_get(m);
        assert_int_equal(f->n_parts, 5);
        assert_true(f->parts[2].stored && f->parts[2].size == 7 && !f->parts[1].stored);
        mbx_message_free(m);
    }
    diary d = {.fail_at = -1, .unwanted = true};
    const mbx_part_sink s = {&d, open_part, write_part, close_part, abandon_part};
    mbx_message_free(parsed_n(with_attachments, sizeof with_attachments - 1, 9, &s));
    assert_string_equal(d.text, "(a/one:(message/rfc822:(text/plain:");
}

static void sink_failures(void **state)
{
    (void)state;
    for (int at = 1;; at++) {
        diary d = {.fail_at = at};
        const mbx_part_sink s = {&d, open_part, write_part, close_part, abandon_part};
        mbx_error err = {0};
        mbx_message *m;
        assert_int_equal(mbx_message_new(&m, &s, &err), MBX_OK);
        mbx_status st = mbx_message_feed(m, with_attachments, sizeof with_attachments - 1, &err);
        if (st == MBX_OK)
            st = mbx_message_finish(m, &err);
        if (st == MBX_OK) {
            assert_true(at >= 10); /* three times open, write, close */
            mbx_message_free(m);
            break;
        }
        assert_int_equal(st, MBX_E_STORE);
        assert_int_equal(err.code, MBX_CODE_BLOB_WRITE);
        err = (mbx_error){0};
        assert_int_equal(mbx_message_feed(m, "x", 1, &err), MBX_E_STORE);
        assert_int_equal(err.code, MBX_CODE_BLOB_WRITE);
        mbx_message_free(m);
        assert_int_equal(d.opened, d.over); /* each part that was opened is closed or abandoned, once */
    }
    /* an unfinished one abandons what is open */
    diary d = {.fail_at = -1};
    const mbx_part_sink s = {&d, open_part, write_part, close_part, abandon_part};
    mbx_error err = {0};
    mbx_message *m;
    assert_int_equal(mbx_message_new(&m, &s, &err), MBX_OK);
    assert_int_equal(mbx_message_feed(m, "Content-Type: a/b\r\n\r\nx", 22, &err), MBX_OK);
    mbx_message_free(m);
    assert_string_equal(d.text, "(a/b:x!");
    mbx_message_free(NULL);
}

static mbx_status collect(void *ctx, const char *p, size_t n, mbx_error *err)
{
    return note(ctx, err, "", p, n);
}

static void decode_on_demand(void **state)
{
    mbx_error err = {0};
    (void)state;
    mbx_message *m = parsed_n(with_attachments, sizeof with_attachments - 1, 100, NULL);
    const mbx_message_facts *f = mbx_message_get(m);
    diary d = {.fail_at = -1};
    assert_int_equal(mbx_part_decode(&f->parts[2], with_attachments, sizeof with_attachments - 1, collect, &d, &err), MBX_OK);
    assert_int_equal(mbx_part_decode(&f->parts[4], with_attachments, sizeof with_attachments - 1, collect, &d, &err), MBX_OK);
    assert_string_equal(d.text, "Cat\xE9");
    /* raw bytes that are shorter than the message was */
    assert_int_equal(mbx_part_decode(&f->parts[4], with_attachments, 3, collect, &d, &err), MBX_OK);
    assert_int_equal(mbx_part_decode(&f->parts[4], with_attachments, f->parts[4].body_start - 1, collect, &d, &err), MBX_OK);
    assert_int_equal(mbx_part_decode(&f->parts[4], with_attachments, f->parts[4].body_start + 2, collect, &d, &err), MBX_OK);
    assert_string_equal(d.text, "Cat\xE9=E");
    mbx_message_free(m);
}

/* The SIMD search finds what the plain one finds, whatever the length and alignment. */
static void search(void **state)
{
    static const char letters[] = "ab-\n\r-\n-";
    unsigned seed = 7;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t n = (size_t)round % 150;
        char *p = malloc(n ? n : 1);
        unsigned density = 2 + (unsigned)round % 40;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1103515245u + 12345u;
            p[i] = seed >> 16 & 63 % density ? letters[seed >> 24 & 7] : 'x';
        }
        for (int cr = 0; cr < 2; cr++) {
            size_t want = n;
            for (size_t i = 1; i + 1 < n && want == n; i++)
                if (p[i] == '-' && p[i + 1] == '-' && (p[i - 1] == '\n' || (cr && p[i - 1] == '\r')))
                    want = i;
            assert_int_equal(mbx_scan_dashes(p, n, cr), want);
            assert_int_equal(mbx_scan_dashes_plain(p, n, cr), want);
        }
        free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),        cmocka_unit_test(nul_bytes),        cmocka_unit_test(texts),  cmocka_unit_test(sink),
        cmocka_unit_test(sink_failures), cmocka_unit_test(decode_on_demand), cmocka_unit_test(search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
