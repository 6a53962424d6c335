#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mime/snippet.h"
#include "trial.h"

static mbx_status fifty(mbx_str text, mbx_buf *out)
{
    return mbx_snippet(text, 50, out);
}

static mbx_status five(mbx_str text, mbx_buf *out)
{
    return mbx_snippet(text, 5, out);
}

static mbx_status all(mbx_str text, mbx_buf *out)
{
    return mbx_snippet(text, SIZE_MAX, out);
}

typedef struct pair {
    const char *text, *snippet;
} pair;

static void check(trial_fn fn, const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        trial_same(fn, pairs[i].text, pairs[i].snippet);
}
#define CHECK(fn, pairs) check(fn, pairs, sizeof(pairs) / sizeof *(pairs))

static void what_is_new(void **state)
{
    static const pair pairs[] = {
        {"", ""},
        {"  Hi\r\n\r\n\tBob,\u00A0 \u3000thanks.\n", "Hi Bob, thanks."},
        {"> old\n\nYes.\n\n> older\n\nNo.\n-- \nEva", "Yes. No."},
        {"On 12/03/2024 10:11, Bob <b@example.com> wrote:\n> a\n>> b\n", "a b"},
        {"---------- Forwarded message ---------\nFrom: Bob\nDate: 1 March 2024\nTo: Eva\nSubject: c\n\nHello\n> there\n", "Hello there"},
        {"-- \nEva\n\nFrom: Bob\nSent: 1 March 2024\nTo: Eva\nSubject: a\n\nold", "old"},
        {"Sent from my iPhone\n", "Sent from my iPhone"},
        {"\n \n\u200B\n", ""},
    };
    (void)state;
    CHECK(fifty, pairs);
}

static void left_out(void **state)
{
    static const pair pairs[] = {
        {"Title\n=====\n----\n***********\n_ _ _ _\n\u2500\u2500\u2500\u2500\na -- b :-) ...", "Title a -- b :-) ..."},
        {"News <https://example.com/a/very/long/address?with=parameters&and=more> of https://example.com/today (www.example.com/another/very/long/address/of/it)",
         "News of https://example.com/today"},
        {"a\x01" "b\x7F\xC2\x85" "c", "ab c"},
        {"\u034F\u200C\u00A0\u200C\u00ADp\u200Br\uFEFFe\u2060view\u202Etxt\u202C\u200F", "previewtxt"},
        {"می\u200Cخو \u200D \u200Cx\u200D", "می\u200Cخو x"},
    };
    (void)state;
    CHECK(fifty, pairs);
}

/* Where one may cut: the boundaries of extended grapheme clusters of UAX #29, in its simple cases. */
static void cut(void **state)
{
    static const pair pairs[] = {
        {"abcdef", "abcde"},
        {"abcd ef", "abcd"},
        {"abc def", "abc d"},
        {"日本語のテキスト", "日本語のテ"},
        {"abcde\u0301f", "abcd"},
        {"abcde\u0301", "abcd"},
        {"abc\u0301\u0302\u0303", "ab"},
        {"abcd\U0001F44D\U0001F3FD", "abcd"},
        {"abc\u2764\uFE0F", "abc\u2764\uFE0F"},
        {"a\U0001F468\u200D\U0001F469\u200D\U0001F467", "a"},
        {"\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F468\u200D\U0001F469\u200D\U0001F467"},
        {"abcd\U0001F1E9\U0001F1EA", "abcd"},
        {"abc\U0001F1E9\U0001F1EA", "abc\U0001F1E9\U0001F1EA"},
        {"a\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7\U0001F1EE\U0001F1F9", "a\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7"},
        {"e\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301"}, /* longer than all the room */
    };
    (void)state;
    CHECK(five, pairs);
}

static const char mixed[] = "> q\n\nabc \U0001F468\u200D\U0001F469 e\u0301\n-----\nhttps://example.com/ x \u00A0y\n-- \nz";

static void cut_anywhere(void **state)
{
    mbx_buf out;
    (void)state;
    trial_beginnings(all, mbx_str_of(mixed));
    trial_limits(all, mbx_str_of(mixed));
    mbx_buf_init(&out, 100);
    assert_int_equal(mbx_snippet(mbx_str_of("abc"), 0, &out), MBX_OK);
    assert_int_equal(out.n, 0);
    /* adds: what is there before is not touched, whatever is cut */
    assert_int_equal(mbx_buf_add_str(&out, "x"), MBX_OK);
    assert_int_equal(mbx_snippet(mbx_str_of("e\u0301\u0301"), 2, &out), MBX_OK);
    assert_int_equal(out.n, 4);
    assert_memory_equal(out.p, "xe\u0301", 4);
    mbx_buf_free(&out);
}

static void slope(void **state)
{
    static const char *const pieces[] = {"a", "a\n", "> a\n", "-", "- ", "\n", "\u200B", "https://", "> a\nb\n", "e\u0301", "\u200D", "> -\n", ">"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        trial_slope(all, "", pieces[i], 100000);
        trial_slope(fifty, "", pieces[i], 100000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_new), cmocka_unit_test(left_out), cmocka_unit_test(cut), cmocka_unit_test(cut_anywhere), cmocka_unit_test(slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
