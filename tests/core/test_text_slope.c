/* What is made of a mail's texts takes twice the work for twice the input, in every dimension; counted as in test_mime_slope. */
#define COUNTED_INSIDE
#include "counted.h"

#include "mime/delivery.h"
#include "mime/flowed.h"
#include "mime/html_text.h"
#include "mime/reply_split.h"
#include "mime/snippet.h"
#include "mime/thread.h"
#include "mime/uu_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define SLOPE_MOST 2.4
#define SLOPE_LEAST 1.02 /* less would mean that the dimension is not met */

static void html(mbx_str text)
{
    mbx_buf out;
    mbx_buf_init(&out, SIZE_MAX / 2);
    assert_int_equal(mbx_html_text(text, &out), MBX_OK);
    mbx_buf_free(&out);
}

static void reply(mbx_str text)
{
    mbx_reply r = {.text = text};
    mbx_segment s;
    while (mbx_reply_next(&r, &s))
        ;
}

static void snippet(mbx_str text)
{
    mbx_buf out;
    mbx_buf_init(&out, SIZE_MAX / 2);
    assert_int_equal(mbx_snippet(text, 200, &out), MBX_OK);
    mbx_buf_free(&out);
}

static void subject(mbx_str text)
{
    unsigned kind;
    mbx_buf out;
    mbx_buf_init(&out, SIZE_MAX / 2);
    assert_int_equal(mbx_base_subject(text, &out, &kind), MBX_OK);
    mbx_buf_free(&out);
}

static void flowed(mbx_str text)
{
    mbx_buf out;
    mbx_buf_init(&out, SIZE_MAX / 2);
    assert_int_equal(mbx_flowed_text(text, true, &out), MBX_OK);
    mbx_buf_free(&out);
}

static void report(mbx_str text)
{
    mbx_arena arena;
    mbx_delivery found;
    mbx_arena_init(&arena, SIZE_MAX / 2);
    assert_int_equal(mbx_delivery_read(text, &arena, &found), MBX_OK);
    mbx_arena_free(&arena);
}

static void files(mbx_str text)
{
    mbx_uu_file file;
    size_t at = 0;
    while (mbx_uu_file_next(text, &at, &file))
        ;
}

typedef struct dimension {
    const char *name;
    void (*run)(mbx_str text);
    size_t n;
    const char *before, *each, *after; /* once; n times; once */
} dimension;

static const dimension dimensions[] = {
    {"open elements", html, 20000, "", "<div>", "x"},
    {"elements that are kept open", html, 20000, "", "<blockquote>", "x"},
    {"elements that end what is not open", html, 20000, "<table><tr><td>", "</blockquote></li>", "x"},
    {"hidden elements", html, 20000, "", "<p hidden>", "x"},
    {"elements below a hidden one", html, 20000, "<div hidden>", "<i>a</i></b>", "x"},
    {"list items", html, 5000, "<ol>", "<li>a", ""},
    {"lists in lists", html, 5000, "", "<ul><li>a", ""},
    {"cells", html, 5000, "<table><tr>", "<td>a", ""},
    {"tags that do not end", html, 20000, "", "<a ", ""},
    {"tags that are none", html, 50000, "", "<", ""},
    {"attributes", html, 20000, "<a ", "b=c ", ">x"},
    {"attributes that are not closed", html, 20000, "", "<a b='\" c=", ""},
    {"comments that do not end", html, 20000, "", "<!--", ""},
    {"dashes in a comment", html, 50000, "<!--", "-", ""},
    {"raw text that does not end", html, 20000, "<style>", "</styl", ""},
    {"ampersands", html, 50000, "", "&", ""},
    {"names of references", html, 20000, "", "&notit", ""},
    {"a reference's digits", html, 50000, "&#", "1", ";"},
    {"links", html, 2000, "", "<a href='http://example.org/'>text</a>", ""},
    {"length of a link", html, 5000, "<a href='http://example.org/'>", "text", "</a>"},
    {"length of an address", html, 5000, "<a href='http://example.org/", "&amp;", "'>text</a>"},
    {"declarations of a style", html, 20000, "<p style='", "a:b;", "'>x"},
    {"blanks", html, 50000, "x", " ", "x"},
    {"line ends", html, 20000, "x", "<br>", "x"},
    {"padding of no width", html, 20000, "x", "&zwnj;&nbsp;", "x"},
    {"quoted lines", reply, 20000, "", "> a\n", ""},
    {"quotes and answers", reply, 5000, "", "> a\nb\n", ""},
    {"introductions that are followed by nothing", reply, 5000, "", "On 1 Jan 2024 at 10:11 a@b wrote\n", ""},
    {"lines that end with a colon", reply, 5000, "", "one wrote:\n", ""},
    {"rulers", reply, 5000, "", "-----\n", ""},
    {"rulers of lists", reply, 5000, "", "_______________________________________________\na mailing list\na@b\n", "x"},
    {"blank lines below rulers", reply, 5000, "", "-----\n\n\n", ""},
    {"blank lines", reply, 50000, "a\n", "\n", "b"},
    {"header blocks that are none", reply, 5000, "", "From: a\n", ""},
    {"signatures", reply, 5000, "", "-- \na\n", ""},
    {"length of a line of asterisks", reply, 50000, "a\n", "*", "\nb"},
    {"lines", snippet, 5000, "", "=====\n", "a"},
    {"words that are left out", snippet, 2000, "", "https://example.org/abcdefghijklmnopqrstuvwxyz/0123456789 ", "a"},
    {"combining marks", snippet, 5000, "a", "\xE2\x80\x8B", "b"},
    {"quotes before what is new", snippet, 5000, "", "> a\n", "b"},
    {"prefixes", subject, 5000, "", "Re: ", "a"},
    {"tags", subject, 5000, "", "[a] ", "b"},
    {"tags that are not closed", subject, 20000, "", "[", "b"},
    {"tags behind a prefix", subject, 5000, "", "re [", "b"},
    {"forwards", subject, 5000, "", "[fwd:", "b"},
    {"trailers", subject, 5000, "a", " (fwd)", ""},
    {"flowed lines", flowed, 5000, "", "a \n", ""},
    {"depth of a quote", flowed, 20000, "", ">", " a\n> b"},
    {"fields of a report", report, 5000, "", "Final-Recipient: rfc822;\n", ""},
    {"groups of a report", report, 5000, "", "Action: failed\n\n", ""},
    {"beginnings of files", files, 5000, "", "begin 644 a\n", ""},
    {"files", files, 2000, "", "begin 644 a\n#0V%T\n`\nend\n", ""},
    {"lines of a file that does not end", files, 5000, "begin 644 a\n", "#0V%T\n", ""},
};

static unsigned long long work(const dimension *d, size_t n)
{
    size_t head = strlen(d->before), each = strlen(d->each), tail = strlen(d->after), size = head + n * each + tail;
    char *raw = malloc(size);
    assert_non_null(raw);
    memcpy(raw, d->before, head);
    for (size_t i = 0; i < n; i++)
        memcpy(raw + head + i * each, d->each, each);
    if (tail)
        memcpy(raw + head + n * each, d->after, tail);
    mbx_test_work = 0;
    d->run((mbx_str){raw, size});
    free(raw);
    return mbx_test_work;
}

static void slopes(void **state)
{
    size_t failed = 0;
    (void)state;
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
        const dimension *d = &dimensions[i];
        unsigned long long once = work(d, d->n), twice = work(d, 2 * d->n);
        double slope = (double)twice / (double)once;
        bool bad = slope > SLOPE_MOST || slope < SLOPE_LEAST;
        failed += bad;
        print_message("%-46s %7zu: %10llu, twice %10llu: %.2f%s\n", d->name, d->n, once, twice, slope, bad ? "  <--" : "");
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(slopes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
