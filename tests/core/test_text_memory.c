/* Every allocation of the text facts made to fail in turn: no crash, no leak, MBX_E_MEMORY and nothing else. */
#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "mime/html_text.h"
#include "mime/snippet.h"
#include "mime/thread.h"

static const char html[] = "<p>a <a href='https://example.com/&amp;'>b</a><blockquote>c<ol><li>d</ol></blockquote><pre>\te</pre>a text that is longer than a first block of memory";

static mbx_status of_html(void)
{
    mbx_buf out;
    mbx_buf_init(&out, 1000);
    mbx_status st = mbx_html_text(mbx_str_of(html), &out);
    mbx_buf_free(&out);
    return st;
}

static mbx_status of_snippet(void)
{
    mbx_buf out;
    mbx_buf_init(&out, 1000);
    mbx_status st = mbx_snippet(mbx_str_of(html), 140, &out);
    mbx_buf_free(&out);
    return st;
}

static mbx_status of_subject(void)
{
    mbx_buf out;
    unsigned kind;
    mbx_buf_init(&out, 1000);
    mbx_status st = mbx_base_subject(mbx_str_of(html), &out, &kind);
    mbx_buf_free(&out);
    return st;
}

static mbx_status of_header(void)
{
    static const char header[] = "References: <a@x> <b@x>\nIn-Reply-To: <c@x>\nAuto-Submitted: auto-replied\nList-Id: <a>\nPrecedence: list\n"
                                 "List-Unsubscribe: <https://a>, <mailto:b>\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n";
    mbx_error err;
    mbx_message *m;
    mbx_str *list = NULL;
    size_t n;
    mbx_status st = mbx_message_new(&m, NULL, &err);
    if (st != MBX_OK)
        return st;
    st = mbx_message_feed(m, header, sizeof header - 1, &err);
    if (st == MBX_OK)
        st = mbx_message_finish(m, &err);
    if (st == MBX_OK)
        st = mbx_thread_ancestors(mbx_message_get(m), &list, &n);
    mbx_release(list);
    mbx_message_free(m);
    return st;
}

static void every_allocation(void **state)
{
    static mbx_status (*const runs[])(void) = {of_html, of_snippet, of_subject, of_header};
    (void)state;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        (void)mbx_test_allocated();
        assert_int_equal(runs[i](), MBX_OK);
        long n = mbx_test_allocated();
        assert_true(n > 0);
        for (long k = 1; k <= n; k++) {
            for (int once = 0; once < 2; once++) {
                if (once)
                    mbx_test_fail_once(k);
                else
                    mbx_test_fail_after(k);
                assert_int_equal(runs[i](), MBX_E_MEMORY);
                mbx_test_fail_after(-1);
                assert_int_equal(mbx_test_live(), 0);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
