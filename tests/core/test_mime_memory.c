/* Every allocation of a parse made to fail in turn: no crash, no leak, MBX_E_MEMORY (and nothing else). */
#include "base/alloc.h"
#include "counting_sink.h"
#include "failing_alloc.h"
#include "mime/html_text.h"
#include "mime/message.h"
#include "mime/snippet.h"
#include "mime/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static counting_sink taken;

static const char plain[] = "From: =?iso-2022-jp?B?GyRCJCQkbSRPGyhC?= <a@example.org>\r\nTo: b@example.org, G: c@example.org, d@example.org;\r\n"
                            "Cc: e@example.org (Comment), f@g h@i\r\nSubject: =?koi8-r?Q?=FC=CA?= and \xE9\r\nMessage-ID: <1@x>\r\n"
                            "In-Reply-To: <2@x>\r\nReferences: <1@x> <2@x> <3@x> <4@x> <5@x> <6@x> <7@x> <8@x> <9@x>\r\n"
                            "Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FC=CA\r\n";

static const char nested[] =
    "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=one\r\n\r\npreamble\r\n--one\r\n"
    "Content-Type: multipart/alternative; boundary=\"two\"\r\n\r\n--two\r\n\r\ntext\r\n--two\r\nContent-Type: text/html; charset=shift_jis\r\n\r\n"
    "<p>\x95\x5C</p>\r\n--two--\r\n--one\r\nContent-Type: application/pdf; name*0*=utf-8''%C3%A9; name*1=x.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\nContent-ID: <c@d>\r\n\r\nJVBERi0xLjQK\r\n--one\r\nContent-Type: image/gif\r\n"
    "Content-Disposition: attachment; filename=\"=?utf-8?Q?a=C3=A9?=.gif\"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
    "begin 644 x\r\n#0V%T\r\n`\r\nend\r\n--one--\r\n";

static const char broken[] = "rubbish\nFrom: \"a\" <a@b\nSubject: =?utf-8?B?w6k=?= =?utf-8?B?w6k=?=\nno colon\nContent-Type: multipart/mixed; boundary=x\n\n"
                             "--x\nContent-Type: text/plain; charset=utf-16\n\na\0b\0c\n--x\nContent-Type: message/rfc822\n\nSubject: in\n\n--x\n";

/* Each class of charset, in a text that is not all ASCII. */
#define PART(charset, text) "--x\r\nContent-Type: text/plain; charset=" charset "\r\n\r\n" text "\r\n"
static const char charsets[] =
    "Subject: =?gb18030?Q?=D6=D0?= =?iso-2022-kr?B?GyQpQw4wIQ8=?= =?utf-7?Q?+AOk-?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    PART("utf-8", "\xC3\xA9\xFF") PART("koi8-r", "\xFC\xCA") PART("x-mac-cyrillic", "\x80\xDF") PART("shift_jis", "\x93\xFA\x96{")
    PART("windows-1255", "\xF9\xEC") PART("iso-2022-jp", "\x1B$BF|K\\\x1B(B") PART("iso-2022-kr", "\x1B$)C\x0EGQ19\x0F")
    PART("hz-gb-2312", "~{VPND~}") PART("utf-7", "+AOk-") PART("nobody-knows", "caf\xE9") "--x--\r\n";
static const char wide[] = "Content-Type: text/plain; charset=utf-16\r\n\r\n\xFF\xFE" "a\0\xE9\0\xAC\x20=\xD8\0\xDE";

/* Much of what grows: header lines, fields, addresses, references, levels, names. */
static size_t many(char *raw, size_t room)
{
    size_t n = 0;
#define ADD(...) n += (size_t)snprintf(raw + n, room - n, __VA_ARGS__)
    for (int i = 0; i < 40; i++)
        ADD("To: =?utf-8?Q?N=C3=A9%d?= <a%d@example.org>\r\nReferences: <%d@x>\r\nX-%d: y\r\n", i, i, i, i);
    ADD("References:");
    for (int i = 0; i < 40; i++)
        ADD("\r\n <%d@x>", i);
    ADD("\r\nList-Id: \"a\" <list.example.org>\r\nList-Unsubscribe: <https://x/>, <mailto:a@b>\r\nPrecedence: bulk\r\nAuto-Submitted: auto-generated\r\n");
    for (int i = 0; i < 12; i++)
        ADD("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
    for (int i = 0; i < 12; i++)
        ADD("Content-Type: image/png; name*0=a; name*1=\"%d.png\"\r\nContent-ID: <%d@x>\r\nContent-Disposition: inline; filename*=utf-8''%%C3%%A9%d\r\n\r\nx\r\n--b11\r\n", i, i, i);
    return n;
}

/* A header with lines that are left out. */
static size_t cut_header(char *raw, size_t room)
{
    size_t n = 0;
    for (int k = 0; k < 3; k++) {
        ADD("X-%d: ", k);
        memset(raw + n, 'a', MBX_MAX_HEADER_BLOCK + 1);
        n += MBX_MAX_HEADER_BLOCK + 1;
        ADD("\r\nDate: none\r\n");
    }
    ADD("\r\n\xE9");
    return n;
}

/* Larger than the pieces that it is decoded in, and UTF-8 up to its last byte. */
static size_t guessed(char *raw, size_t room)
{
    size_t n = 0;
    ADD("Subject: \xE9\r\n\r\n");
    while (n < 40000)
        ADD("%s", n % 64 ? "\xC3\xA9x" : "\r\n");
    raw[n++] = (char)0xFF;
    return n;
}

/* More than is kept. */
static size_t too_much_text(char *raw, size_t room)
{
    size_t n = 0;
    ADD("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
    memset(raw + n, 'a', MBX_MAX_TEXT + 5);
    n += MBX_MAX_TEXT + 5;
    ADD("\r\n--x\r\nContent-Type: text/html\r\n\r\nmore\r\n--x--\r\n");
    return n;
}

static mbx_status parse(mbx_message **m_r, bool with_sink, const char *raw, size_t n, size_t chunk, mbx_error *err)
{
    const mbx_part_sink sink = counting_sink_on(&taken);
    mbx_message *m = NULL;
    mbx_status st = mbx_message_new(&m, with_sink ? &sink : NULL, err);
    for (size_t i = 0; st == MBX_OK && i < n; i += chunk)
        st = mbx_message_feed(m, raw + i, n - i < chunk ? n - i : chunk, err);
    if (st == MBX_OK)
        st = mbx_message_finish(m, err);
    else if (m) {
        mbx_error again = {0};
        assert_int_equal(mbx_message_finish(m, &again), st); /* whoever goes on gets the same failure */
    }
    if (st != MBX_OK) {
        mbx_message_free(m);
        m = NULL;
    }
    *m_r = m;
    return st;
}

static mbx_status facts(const mbx_message *m)
{
    const mbx_message_facts *f = mbx_message_get(m);
    mbx_buf out = {0};
    mbx_str *list = NULL;
    size_t n = 0;
    unsigned kind;
    mbx_buf_init(&out, 1 << 20);
    mbx_status st = mbx_base_subject(f->subject, &out, &kind);
    if (st == MBX_OK)
        st = mbx_thread_ancestors(f, &list, &n);
    if (st == MBX_OK)
        st = mbx_snippet(f->text, 200, &out);
    if (st == MBX_OK)
        st = mbx_html_text(f->html, &out);
    mbx_release(list);
    mbx_buf_free(&out);
    return st;
}

static mbx_status take(void *ctx, const char *p, size_t n, mbx_error *err)
{
    (void)ctx;
    (void)p;
    (void)n;
    (void)err;
    return MBX_OK;
}

static mbx_status decode_parts(const mbx_message *m, const char *raw, size_t n, mbx_error *err)
{
    const mbx_message_facts *f = mbx_message_get(m);
    mbx_status st = MBX_OK;
    for (size_t i = 0; i < f->n_parts && st == MBX_OK; i++)
        st = mbx_part_decode(&f->parts[i], raw, n, take, NULL, err);
    return st;
}

typedef struct scenario {
    const char *name, *raw;
    size_t n;
    size_t (*make)(char *raw, size_t room);
    bool with_sink;
    enum { PARSE, FACTS, DECODE } what;
} scenario;

#define RAW(text) text, sizeof text - 1, NULL
static const scenario scenarios[] = {
    {"plain", RAW(plain), true, PARSE},          {"plain, no sink", RAW(plain), false, PARSE},
    {"nested", RAW(nested), true, PARSE},        {"nested, no sink", RAW(nested), false, PARSE},
    {"broken", RAW(broken), true, PARSE},        {"broken, no sink", RAW(broken), false, PARSE},
    {"charsets", RAW(charsets), true, PARSE},    {"utf-16", RAW(wide), true, PARSE},
    {"many", NULL, 0, many, true, PARSE},        {"a header that is cut", NULL, 0, cut_header, true, PARSE},
    {"a guess", NULL, 0, guessed, true, PARSE},  {"too much text", NULL, 0, too_much_text, true, PARSE},
    {"facts of text", RAW(plain), true, FACTS},  {"facts of HTML", RAW(nested), true, FACTS},
    {"facts of a thread", NULL, 0, many, true, FACTS}, {"parts on demand", RAW(nested), false, DECODE},
};

static mbx_status play(const scenario *s, const char *raw, size_t n, size_t chunk, mbx_error *err)
{
    mbx_message *m;
    mbx_status st = parse(&m, s->with_sink, raw, n, chunk, err);
    if (st == MBX_OK && s->what == FACTS && (st = facts(m)) != MBX_OK)
        (void)mbx_fail_memory(err); /* these only have a status */
    if (st == MBX_OK && s->what == DECODE)
        st = decode_parts(m, raw, n, err);
    mbx_message_free(m);
    return st;
}

static void each_in_turn(void **state)
{
    const size_t room = 3 * MBX_MAX_HEADER_BLOCK + 2 * MBX_MAX_TEXT;
    char *made = malloc(room);
    (void)state;
    assert_non_null(made);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const scenario *s = &scenarios[i];
        const char *raw = s->make ? made : s->raw;
        size_t n = s->make ? s->make(made, room) : s->n;
        for (size_t c = 0; c < 2; c++) {
            size_t chunk = c == 0 ? SIZE_MAX / 4 : n > 10000 ? 9973 : 7;
            mbx_error err = {0};
            mbx_test_fail_after(-1);
            assert_int_equal(play(s, raw, n, chunk, &err), MBX_OK);
            long total = mbx_test_allocated();
            assert_true(total > 5);
            if (c == 0)
                print_message("%-20s %ld allocations\n", s->name, total);
            for (long k = 1; k <= total; k++) {
                for (int once = 0; once < 2; once++) {
                    err = (mbx_error){0};
                    once ? mbx_test_fail_once(k) : mbx_test_fail_after(k);
                    mbx_status st = play(s, raw, n, chunk, &err);
                    if (st != MBX_E_MEMORY || err.code != MBX_CODE_MEMORY)
                        fail_msg("%s: without allocation %ld of %ld (%s) it ends with %d", s->name, k, total, once ? "only" : "and later", (int)st);
                    assert_int_equal(mbx_test_live(), 0);
                    assert_int_equal(taken.open, 0);
                }
            }
            mbx_test_fail_after(-1);
        }
    }
    free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_in_turn)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
