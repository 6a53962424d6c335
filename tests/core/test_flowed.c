#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mime/flowed.h"
#include "mime/message.h"
#include "trial.h"

static mbx_status flowed(mbx_str text, mbx_buf *out)
{
    return mbx_flowed_text(text, false, out);
}

static mbx_status delsp(mbx_str text, mbx_buf *out)
{
    return mbx_flowed_text(text, true, out);
}

typedef struct pair {
    const char *text, *joined;
} pair;

static void check(trial_fn fn, const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        trial_same(fn, pairs[i].text, pairs[i].joined);
}
#define CHECK(fn, pairs) check(fn, pairs, sizeof(pairs) / sizeof *(pairs))

/* RFC 3676 sections 4.1 to 5: soft breaks, space-stuffing, quotes, signature; its own examples from 4.2 and 4.5. */
static void joined(void **state)
{
    static const pair pairs[] = {
        {"", ""},
        {"`Take some more tea,' the March Hare said to Alice, very \nearnestly.\n\n`I've had nothing yet,' Alice replied in an offended \ntone, `so I can't take more.'\n",
         "`Take some more tea,' the March Hare said to Alice, very earnestly.\n\n`I've had nothing yet,' Alice replied in an offended tone, `so I can't take more.'\n"},
        {">>>Take some more tea.\n>>I've had nothing yet, so I can't take more.\n>You mean you can't take LESS, it's very easy to take \n>MORE than nothing.\n",
         ">>> Take some more tea.\n>> I've had nothing yet, so I can't take more.\n> You mean you can't take LESS, it's very easy to take MORE than nothing.\n"},
        {">>>> a \n>>> b\n", ">>>> a \n>>> b\n"}, /* the depth changes: a paragraph ends, improperly */
        {"> a \nb\n", "> a \nb\n"},
        {" From a\n  b\n c\n", "From a\n b\nc\n"},
        {" > a\n>  b\n", " > a\n>  b\n"},
        {"a \n b\n", "a b\n"},
        {"a \n-- \nb\n", "a \n-- \nb\n"},
        {"> a \n> -- \n> b \n> c", "> a \n> -- \n> b c"},
        {"a\r\nb \r\nc\r\n", "a\nb c\n"},
        {">\n> \n>a\n", ">\n>\n> a\n"}, /* a stuffed blank alone is no soft break */
        {"a \n", "a "},
        {"\n \n\n", "\n\n\n"},
    };
    static const pair deleted[] = {
        {"日本 \n語\n", "日本語\n"},
        {"a  \nb \n", "a b"},
        {"a \n-- \nb\n", "a\n-- \nb\n"},
    };
    (void)state;
    CHECK(flowed, pairs);
    CHECK(delsp, deleted);
}

static void parameters(void **state)
{
    static const struct {
        const char *header;
        bool flowed, delsp;
    } cases[] = {
        {"Content-Type: text/plain; format=flowed\n\na", true, false},
        {"Content-Type: text/plain; charset=utf-8; Format=\"Flowed\"; DelSp=Yes\n\na", true, true},
        {"Content-Type: text/plain; format=flowed; delsp=no\n\na", true, false},
        {"Content-Type: text/plain; delsp=yes\n\na", false, false},
        {"Content-Type: text/plain; format=fixed\n\na", false, false},
        {"Content-Type: text/html; format=flowed\n\na", false, false},
        {"Subject: a\n\na", false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mbx_error err;
        mbx_message *m;
        assert_int_equal(mbx_message_new(&m, NULL, &err), MBX_OK);
        assert_int_equal(mbx_message_feed(m, cases[i].header, strlen(cases[i].header), &err), MBX_OK);
        assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
        assert_int_equal(mbx_message_get(m)->parts[0].flowed, cases[i].flowed);
        assert_int_equal(mbx_message_get(m)->parts[0].delsp, cases[i].delsp);
        mbx_message_free(m);
    }
}

static void cut_anywhere(void **state)
{
    static const char text[] = ">> a \r\n>> 日 \n>b\n > c\n-- \nd \ne";
    (void)state;
    trial_beginnings(flowed, mbx_str_of(text));
    trial_limits(flowed, mbx_str_of(text));
    trial_limits(delsp, mbx_str_of(text));
}

static void slope(void **state)
{
    static const char *const pieces[] = {"a", "a \n", ">", "> \n", " ", "\n", "-- \n", ">a \n>>b \n"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        trial_slope(flowed, "", pieces[i], 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joined), cmocka_unit_test(parameters), cmocka_unit_test(cut_anywhere), cmocka_unit_test(slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
