#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "imap/news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

/* Through the guard, as a session does it: the first piece is n bytes long, or each byte comes alone (n SIZE_MAX). */
static void hear(mbx_news_ear *e, const char *bytes, size_t total, size_t n)
{
    mbx_guard_limits limits = mbx_guard_default_limits();
    mbx_guard g;
    size_t at = 0;

    mbx_guard_init(&g, &limits);
    mbx_guard_command(&g, false);
    mbx_guard_listen(&g, mbx_news_hear, e);
    while (at < total) {
        size_t piece = n == SIZE_MAX ? 1 : at < n ? n - at : total - at, used = 0;
        char *copy = malloc(piece); /* exactly that many bytes, so that a sanitizer sees a read beyond them */
        mbx_guard_event event;
        mbx_error err;

        memcpy(copy, bytes + at, piece);
        mbx_error_clear(&err);
        if (mbx_guard_scan(&g, copy, piece, &used, &event, &err) != MBX_OK)
            fail_msg("%s: %s", bytes, err.message);
        free(copy);
        at += used;
    }
}

static void describe(mbx_news_ear *e, char *out, size_t room)
{
    mbx_uidset gone = {0};
    mbx_buf b;

    mbx_buf_init(&b, 1000);
    assert_int_equal(mbx_uidranges_into(&e->vanished, &gone), MBX_OK);
    assert_int_equal(mbx_uidset_format(&gone, &b), MBX_OK);
    snprintf(out, room, "%.*s|exists %d:%u|expunged %llu|vanished %llu|gone %llu|malformed %llu", (int)b.n, b.p ? b.p : "", e->news.exists_told, (unsigned)e->news.exists,
             (unsigned long long)e->news.expunged, (unsigned long long)e->news.vanished, (unsigned long long)e->news.gone, (unsigned long long)e->news.malformed);
    mbx_uidset_free(&gone);
    mbx_buf_free(&b);
}

static void says(const char *bytes, const char *want)
{
    size_t total = strlen(bytes);
    char got[2000];

    for (size_t n = 1; n <= total + 1; n++) {
        mbx_news_ear e;

        mbx_news_init(&e);
        hear(&e, bytes, total, n > total ? SIZE_MAX : n);
        describe(&e, got, sizeof got);
        if (strcmp(got, want) != 0)
            fail_msg("%s\ncut after %zu: %s\nnot:          %s", bytes, n, got, want);
        mbx_news_free(&e);
    }
}

static void what_is_heard(void **state)
{
    (void)state;
    says("* 5 EXISTS\r\n* 172 EXISTS\r\n", "|exists 1:172|expunged 0|vanished 0|gone 0|malformed 0");
    says("* 0 EXISTS\r\n* 3 EXPUNGE\r\n* 3 expunge\r\n", "|exists 1:0|expunged 2|vanished 0|gone 2|malformed 0");
    says("* 3 EXPUNGE\r\n* 9 EXISTS\r\n* 2 EXPUNGE\r\n", "|exists 1:9|expunged 2|vanished 0|gone 1|malformed 0");
    says("* VANISHED 405,407,410,425\r\n", "405,407,410,425|exists 0:0|expunged 0|vanished 4|gone 4|malformed 0"); /* the example of RFC 7162 section 3.2.10 */
    says("* VANISHED (EARLIER) 41,43:116,118,120:211,214:540\r\n", "41,43:116,118,120:211,214:540|exists 0:0|expunged 0|vanished 0|gone 0|malformed 0"); /* section 3.2.5.1 */
    says("* vanished (earlier) 9:1,5\n* 7 EXISTS\r\n*   VANISHED   12\r\n* VANISHED 11\r\n", "1:9,11:12|exists 1:7|expunged 0|vanished 2|gone 2|malformed 0");
    says("* VANISHED (EARLIER) 1:4294967295\r\n* VANISHED 1:4294967295\r\n", "1:4294967295|exists 0:0|expunged 0|vanished 4294967295|gone 4294967295|malformed 0");
    says("* 1 FETCH (BODY[] {14}\r\n* VANISHED 5\r\n X \"* VANISHED 6\")\r\n* OK * VANISHED 7\r\n* LIST () \"/\" {14}\r\n* VANISHED 8\r\n\r\n1 OK\r\n", "|exists 0:0|expunged 0|vanished 0|gone 0|malformed 0");
    says("* 5 EXISTSX\r\n* X 5 EXISTS\r\n* 7 FETCH (EXISTS 5)\r\n* SEARCH 5\r\n* ESEARCH UID ALL 5\r\n", "|exists 0:0|expunged 0|vanished 0|gone 0|malformed 0");
}

/* Nothing of a line that is none, whatever it began with; what was known before stays. */
static void what_is_none(void **state)
{
    static const char *const bad[] = {"* VANISHED", "* VANISHED ", "* VANISHED (EARLIER)", "* VANISHED 8,x", "* VANISHED 5,0", "* VANISHED 6:4294967296", "* VANISHED 1:2:3", "* VANISHED *", "* VANISHED 1:*",
                                      "* VANISHED (LATER) 5", "* VANISHED (EARLIER) (EARLIER) 5", "* VANISHED ((EARLIER)) 5", "* VANISHED () 5", "* VANISHED 5 (EARLIER)", "* VANISHED EARLIER 5", "* VANISHED (EARLIER 5",
                                      "* VANISHED (EARLIER) {1}\r\n5", "* VANISHED \"5\"", "* VANISHED 6,\"5\"", "* VANISHED 5,", "* VANISHED ,5", "* VANISHED 6 5 x", "* VANISHED 1-5", "* VANISHED (5)", "* VANISHED (EARLIER X) 5"};
    char line[200];

    (void)state;
    for (size_t i = 0; i < N(bad); i++) {
        snprintf(line, sizeof line, "* VANISHED (EARLIER) 3:4,7\r\n%s\r\n* VANISHED 20\r\n", bad[i]);
        says(line, "3:4,7,20|exists 0:0|expunged 0|vanished 1|gone 1|malformed 1");
    }
}

static void another_folder(void **state)
{
    static const char half[] = "* 3 EXISTS\r\n* VANISHED 5,x\r\n* VANISHED 5\r\n* VANISHED 7", more[] = "* VANISHED 9\r\n";
    mbx_news_ear e;
    char got[500];

    (void)state;
    mbx_news_init(&e);
    hear(&e, half, strlen(half), strlen(half));
    mbx_news_forget(&e);
    describe(&e, got, sizeof got);
    assert_string_equal(got, "|exists 0:0|expunged 0|vanished 0|gone 0|malformed 0");
    hear(&e, more, strlen(more), strlen(more));
    describe(&e, got, sizeof got);
    assert_string_equal(got, "9|exists 0:0|expunged 0|vanished 1|gone 1|malformed 0");
    mbx_news_free(&e);
}

/* 14 MB in the order that hurts most: bounded memory, and said that it is not all. */
static void too_many(void **state)
{
    const size_t cap = MBX_MIB(15);
    char *line = malloc(cap);
    size_t n = (size_t)snprintf(line, cap, "* VANISHED ");
    mbx_guard_limits limits = mbx_guard_default_limits();
    mbx_guard g;
    mbx_guard_event event;
    mbx_error err;
    mbx_news_ear e;

    (void)state;
    for (uint32_t uid = 2999999; uid > 2; uid -= 2)
        n += (size_t)snprintf(line + n, cap - n, "%u,", (unsigned)uid);
    n += (size_t)snprintf(line + n, cap - n, "1\r\n");
    mbx_news_init(&e);
    mbx_test_peak_begin();
    mbx_guard_init(&g, &limits);
    mbx_guard_listen(&g, mbx_news_hear, &e);
    for (size_t at = 0, used = 0; at < n; at += used)
        assert_int_equal(mbx_guard_scan(&g, line + at, n - at < 65536 ? n - at : 65536, &used, &event, &err), MBX_OK);
    assert_true(e.news.cut);
    assert_int_equal(e.news.vanished, 1500000);
    assert_int_equal(e.vanished.n, MBX_MAX_VANISHED);
    assert_true(mbx_test_peak() < 4 * MBX_MAX_VANISHED * sizeof(mbx_uidrange)); /* growing, the old and the new block */
    mbx_news_free(&e);
    free(line);
}

static void out_of_memory(void **state)
{
    static const char text[] = "* VANISHED (EARLIER) 3:4,7\r\n* VANISHED 9\r\n";
    mbx_news_ear e;

    (void)state;
    for (long nth = 1; nth <= 3; nth++) {
        mbx_news_init(&e);
        mbx_test_fail_once(nth);
        hear(&e, text, strlen(text), 15); /* "EARL" has to be kept */
        mbx_test_fail_after(-1);
        assert_true(nth == 3 ? !e.news.cut && e.news.malformed == 0 : e.news.cut || e.news.malformed == 1);
        mbx_news_free(&e);
    }
    assert_int_equal(mbx_test_live(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_heard), cmocka_unit_test(what_is_none), cmocka_unit_test(another_folder), cmocka_unit_test(too_many), cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
