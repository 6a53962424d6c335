/* iconv descriptors that are kept: how many are opened and closed is counted where the C library is called. */
#include "base/str.h"
#include "mime/converters.h"
#include "mime/message.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static size_t opened, closed;

iconv_t iconv_open(const char *to, const char *from)
{
    iconv_t (*real)(const char *, const char *) = (iconv_t (*)(const char *, const char *))dlsym(RTLD_NEXT, "iconv_open");
    iconv_t cd = real(to, from);
    opened += cd != (iconv_t)-1;
    return cd;
}

int iconv_close(iconv_t cd)
{
    int (*real)(iconv_t) = (int (*)(iconv_t))dlsym(RTLD_NEXT, "iconv_close");
    closed++;
    return real(cd);
}

/* Three texts in CP949 (the subject in two words that a plain one parts), one in GB18030; all of them are in the mail. */
static const char mail[] = "Subject: =?euc-kr?B?sKE=?= and =?euc-kr?B?sKI=?=\r\nFrom: =?ks_c_5601-1987?B?sKE=?= <a@example.org>\r\n"
                           "To: =?gb2312?B?1tA=?= <b@example.org>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                           "--b\r\nContent-Type: text/plain; charset=euc-kr\r\n\r\n\xB0\xA1\r\n"
                           "--b\r\nContent-Type: application/x; name*=gbk''%D6%D0\r\n\r\nx\r\n--b--\r\n";

static void read_mail(mbx_converters *kept, bool finish)
{
    mbx_message *m = NULL;
    mbx_error err;
    assert_int_equal(mbx_message_new(&m, NULL, &err), MBX_OK);
    mbx_message_lend(m, kept);
    assert_int_equal(mbx_message_feed(m, mail, sizeof mail - 1, &err), MBX_OK);
    if (finish) {
        assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
        const mbx_message_facts *f = mbx_message_get(m);
        assert_true(mbx_str_same(f->subject, MBX_STR("\xEA\xB0\x80 and \xEA\xB0\x81")));
        assert_true(mbx_str_same(f->from.list[0].name, MBX_STR("\xEA\xB0\x80")));
        assert_true(mbx_str_same(f->to.list[0].name, MBX_STR("\xE4\xB8\xAD")));
        assert_true(mbx_str_same(f->text, MBX_STR("\xEA\xB0\x80")));
        assert_true(mbx_str_same(f->parts[2].filename, MBX_STR("\xE4\xB8\xAD")));
    }
    mbx_message_free(m);
}

static void opened_once(void **state)
{
    (void)state;
    mbx_converters kept = {.n = 0};
    opened = closed = 0;
    read_mail(NULL, true);
    assert_int_equal(opened, 6);
    assert_int_equal(closed, 6);
    opened = closed = 0;
    for (int i = 0; i < 3; i++)
        read_mail(&kept, i != 1);
    assert_int_equal(opened, 2);
    assert_int_equal(closed, 0);
    mbx_converters_free(&kept);
    assert_int_equal(closed, 2);
}

static void the_oldest_goes(void **state)
{
    (void)state;
    static const char *const names[] = {"CP1255", "CP1258", "CP864", "VISCII", "JOHAB", "EUC-TW", "CP932", "CP949", "GB18030"};
    mbx_converters kept = {.n = 0};
    iconv_t cd;
    opened = closed = 0;
    for (size_t i = 0; i < 9; i++) {
        assert_true(mbx_converters_take(&kept, names[i], &cd));
        mbx_converters_give(&kept, names[i], cd);
        assert_true(mbx_converters_take(&kept, names[0], &cd));
        mbx_converters_give(&kept, names[0], cd);
    }
    assert_int_equal(kept.n, MBX_CONVERTERS_KEPT);
    assert_int_equal(opened, 9);
    assert_int_equal(closed, 1); /* the second: the first was used all the time */
    assert_true(mbx_converters_take(&kept, names[2], &cd));
    mbx_converters_give(&kept, names[2], cd);
    assert_int_equal(opened, 9);
    assert_true(mbx_converters_take(&kept, names[1], &cd));
    mbx_converters_give(&kept, names[1], cd);
    assert_int_equal(opened, 10);
    mbx_converters_free(&kept);
    assert_int_equal(closed, opened);
}

/* Two that are in use at once are two; nothing of an unknown name is kept. */
static void lent_is_lent(void **state)
{
    (void)state;
    mbx_converters kept = {.n = 0};
    iconv_t a, b;
    assert_true(mbx_converters_take(&kept, "CP949", &a));
    assert_true(mbx_converters_take(&kept, "CP949", &b));
    assert_true(a != b);
    mbx_converters_give(&kept, "CP949", a);
    mbx_converters_give(&kept, "CP949", b);
    assert_false(mbx_converters_take(&kept, "NO-SUCH-CHARSET", &a));
    assert_int_equal(kept.n, 2);
    mbx_converters_free(&kept);
}

/* CP1255 keeps a letter back, because a point may follow: it belongs to the text before. */
static void begins_anew(void **state)
{
    (void)state;
    mbx_converters kept = {.n = 0};
    iconv_t cd;
    for (int i = 0; i < 3; i++) {
        char in[] = "\xF9", out[16], *p = in, *o = out;
        size_t n = 1, room = sizeof out;
        assert_true(mbx_converters_take(&kept, "CP1255", &cd));
        assert_int_equal(iconv(cd, &p, &n, &o, &room), 0);
        assert_int_equal(o - out, 0);
        mbx_converters_give(&kept, "CP1255", cd);
    }
    mbx_converters_free(&kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(opened_once), cmocka_unit_test(the_oldest_goes), cmocka_unit_test(lent_is_lent),
                                       cmocka_unit_test(begins_anew)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
