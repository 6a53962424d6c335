/* Every allocation of a parse made to fail in turn: no crash, no leak, MBX_E_MEMORY (and nothing else). */
#include "failing_alloc.h"
#include "mime/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static int open_handles;

static mbx_status open_part(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    (void)part;
    (void)err;
    *handle_r = ctx;
    open_handles++;
    return MBX_OK;
}

static mbx_status write_part(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    (void)ctx;
    (void)handle;
    (void)p;
    (void)n;
    (void)err;
    return MBX_OK;
}

static mbx_status close_part(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    (void)ctx;
    (void)handle;
    (void)part;
    (void)err;
    open_handles--;
    return MBX_OK;
}

static void abandon_part(void *ctx, void *handle)
{
    (void)ctx;
    (void)handle;
    open_handles--;
}

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

static mbx_status parse(const char *raw, size_t n, size_t chunk, mbx_error *err)
{
    int token;
    const mbx_part_sink sink = {&token, open_part, write_part, close_part, abandon_part};
    mbx_message *m = NULL;
    mbx_status st = mbx_message_new(&m, &sink, err);
    for (size_t i = 0; st == MBX_OK && i < n; i += chunk)
        st = mbx_message_feed(m, raw + i, n - i < chunk ? n - i : chunk, err);
    if (st == MBX_OK)
        st = mbx_message_finish(m, err);
    else if (m) {
        mbx_error again = {0};
        assert_int_equal(mbx_message_finish(m, &again), st); /* whoever goes on gets the same failure */
    }
    mbx_message_free(m);
    return st;
}

static void each_in_turn(const char *raw, size_t n)
{
    static const size_t chunks[] = {1 << 20, 7};
    for (size_t c = 0; c < 2; c++) {
        mbx_error err = {0};
        mbx_test_fail_after(-1);
        assert_int_equal(parse(raw, n, chunks[c], &err), MBX_OK);
        long total = mbx_test_allocated();
        assert_true(total > 10);
        for (long k = 1; k <= total; k++) {
            for (int once = 0; once < 2; once++) {
                err = (mbx_error){0};
                once ? mbx_test_fail_once(k) : mbx_test_fail_after(k);
                mbx_status st = parse(raw, n, chunks[c], &err);
                assert_int_equal(st, MBX_E_MEMORY);
                assert_int_equal(err.code, MBX_CODE_MEMORY);
                assert_int_equal(mbx_test_live(), 0);
                assert_int_equal(open_handles, 0);
            }
        }
        mbx_test_fail_after(-1);
    }
}

static void plain_message(void **state)
{
    (void)state;
    each_in_turn(plain, sizeof plain - 1);
}

static void nested_message(void **state)
{
    (void)state;
    each_in_turn(nested, sizeof nested - 1);
}

static void broken_message(void **state)
{
    (void)state;
    each_in_turn(broken, sizeof broken - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plain_message), cmocka_unit_test(nested_message), cmocka_unit_test(broken_message)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
