/* Uuencoded files in a text. The data lines are those of python3's binascii.b2a_uu and of GNU uuencode. */
#include "mime/transfer.h"
#include "mime/uu_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

static void found(const char *text, size_t *at, const char *name, const char *content)
{
    mbx_uu_file f;
    mbx_transfer t;
    char out[MBX_TRANSFER_SLACK * 4];
    bool bad, cut;
    assert_true(mbx_uu_file_next(mbx_str_of(text), at, &f));
    assert_true(mbx_str_same(f.name, mbx_str_of(name)));
    mbx_transfer_begin(&t, MBX_ENCODING_UUENCODE);
    size_t n = mbx_transfer_feed(&t, f.block.p, f.block.n, out);
    n += mbx_transfer_end(&t, out + n, &bad, &cut);
    assert_int_equal(n, strlen(content));
    assert_memory_equal(out, content, n);
    assert_false(cut);
}

static void none(const char *text)
{
    mbx_uu_file f;
    size_t at = 0;
    assert_false(mbx_uu_file_next(mbx_str_of(text), &at, &f));
    assert_int_equal(at, strlen(text));
}

static void files(void **state)
{
    static const char text[] = "Look at these:\n\nbegin 644 fox one.txt\n35&AE('%U:6-K(&)R;W=N(&9O> \n \nend\nand\nbegin 0755 cat\n#0V%T\n`\nend\nBye\n";
    mbx_uu_file f;
    size_t at = 0;
    (void)state;
    found(text, &at, "fox one.txt", "The quick brown fox");
    found(text, &at, "cat", "Cat");
    assert_false(mbx_uu_file_next(mbx_str_of(text), &at, &f));
    /* the blank of an empty line lost on the way; nothing in the file; no line end at the end */
    at = 0;
    found("begin 644 a\n#0V%T\n\nend\nbegin 644 b\n`\nend", &at, "a", "Cat");
    found("begin 644 a\n#0V%T\n\nend\nbegin 644 b\n`\nend", &at, "b", "");
    /* a first "begin" that leads nowhere does not hide the next */
    at = 0;
    found("begin 644 x\nbegin 644 y\n#0V%T\n`\nend\n", &at, "y", "Cat");
}

static void no_files(void **state)
{
    (void)state;
    none("");
    none("begin at the beginning\nend\n");
    none("begin 644\n#0V%T\n`\nend\n");
    none("begin 9x4 name\n#0V%T\n`\nend\n");
    none("begin 644 never ended\n#0V%T\n`\n");
    none("begin 644 words in between\n#0V%T\nhello\n`\nend\n");
    none("begin 644 longer than it says\n#0V%T0V%T\n`\nend\n");
    none(" begin 644 not at the line's beginning\n#0V%T\n`\nend\n");
}

/* Every beginning of a text, on memory of exactly its size, ends, and finds nothing that is not whole. */
static void beginnings(void **state)
{
    static const char text[] = "begin 644 cat\n#0V%T\n`\nend\n";
    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        char *copy = malloc(n ? n : 1);
        size_t at = 0;
        mbx_uu_file f;
        memcpy(copy, text, n);
        assert_int_equal(mbx_uu_file_next((mbx_str){copy, n}, &at, &f), n >= sizeof text - 2);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files), cmocka_unit_test(no_files), cmocka_unit_test(beginnings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
