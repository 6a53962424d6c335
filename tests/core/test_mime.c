/* The corpus: whatever is put in, and however it is cut, comes out the same. Run from the project's folder.
 * Whether it is what was expected, tests/corpus/compare.py says (mime_neutral prints what it reads). */
#include "neutral.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define CORPUS "tests/corpus/mime"

static char *neutral(const char *path, const char *raw, size_t n, long chunk)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(print_neutral(out, path, raw, n, chunk));
    fclose(out);
    return text;
}

static void cuts(void **state)
{
    DIR *dir = opendir(CORPUS);
    struct dirent *e;
    int files = 0;
    (void)state;
    assert_non_null(dir);
    while ((e = readdir(dir))) {
        size_t len = strlen(e->d_name), n = 0;
        char path[512];
        if (len < 4 || strcmp(e->d_name + len - 4, ".eml") != 0)
            continue;
        snprintf(path, sizeof path, CORPUS "/%s", e->d_name);
        char *raw = read_whole(path, &n), *whole = neutral(path, raw, n, 0);
        static const long chunks[] = {1, 2, 7, -1};
        for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
            char *cut = neutral(path, raw, n, chunks[i]);
            if (strcmp(whole, cut) != 0)
                fail_msg("%s in pieces (%ld):\n%s\n%s", path, chunks[i], whole, cut);
            free(cut);
        }
        free(whole);
        free(raw);
        files++;
    }
    closedir(dir);
    assert_true(files > 400);
}

/* A first line that is longer than what decides whether it is a header: its end is in the first piece, or in a later one. */
static void long_first_line(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "\r", ""};
    (void)state;
    for (size_t length = 990; length < 1010; length++) {
        for (size_t i = 0; i < 4; i++) {
            char raw[1100];
            memset(raw, 'x', length);
            size_t n = length + (size_t)sprintf(raw + length, "%sA: b%s%sc", ends[i], ends[i], ends[i]);
            char *whole = neutral("whole", raw, n, 0), *cut = neutral("whole", raw, n, 1);
            assert_string_equal(whole, cut);
            free(whole);
            free(cut);
        }
    }
}

/* A message cut off anywhere, or with one byte changed, is still read, and the same for every cut. */
static void damaged(void **state)
{
    static const char *const names[] = {"gen-nested", "gen-mix-alt-rel", "mt-multi-nested", "gen-fn-cont"};
    (void)state;
    for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
        char path[128];
        size_t n = 0;
        snprintf(path, sizeof path, CORPUS "/%s.eml", names[f]);
        char *raw = read_whole(path, &n);
        assert_non_null(raw);
        for (size_t i = 0; i < n; i += 13) {
            char *whole = neutral(path, raw, i, 0), *cut = neutral(path, raw, i, 3);
            assert_string_equal(whole, cut);
            free(whole);
            free(cut);
            raw[i] = (char)(raw[i] ^ (i % 2 ? 0x0D : 0x80));
            whole = neutral(path, raw, n, 0);
            cut = neutral(path, raw, n, 5);
            assert_string_equal(whole, cut);
            free(whole);
            free(cut);
            raw[i] = (char)(raw[i] ^ (i % 2 ? 0x0D : 0x80));
        }
        free(raw);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cuts), cmocka_unit_test(long_first_line), cmocka_unit_test(damaged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
