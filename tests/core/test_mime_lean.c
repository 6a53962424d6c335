/* Large messages, mapped from a file and fed whole: what the parser takes from the heap stays small, whatever the shape.
 *
 * The file is one block that is mapped again and again behind a beginning of its own, so that nothing of that size has
 * to be written. */
#include "base/limits.h"
#include "counting_sink.h"
#include "failing_alloc.h"
#include "mime/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define SIZE MBX_MIB(40)
#else
#define SIZE MBX_MIB(200)
#endif
#define MOST 16000000
#define PAGE 4096

typedef struct file {
    int fd;
    size_t block; /* whole pages */
    char *p;
} file;

/* A block of lines (or what fill makes of numbers), as many as make whole pages together; blanks fill it up. */
static file file_of(size_t block, size_t (*fill)(char *line, size_t room, size_t i))
{
    file f = {-1, block, NULL};
    char path[] = "/tmp/mailbox-lean-XXXXXX", *text = malloc(block);
    size_t n = 0, i = 0, got;
    assert_non_null(text);
    while ((got = fill(text + n, block - n, i++)) != 0)
        n += got;
    if (n < block) {
        memset(text + n, ' ', block - n);
        memcpy(text + block - 2, "\r\n", block - n >= 2 ? 2 : 0);
    }
    f.fd = mkstemp(path);
    assert_true(f.fd >= 0);
    (void)unlink(path);
    assert_int_equal(write(f.fd, text, block), block);
    free(text);
    f.p = mmap(NULL, PAGE + SIZE + block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(f.p != MAP_FAILED);
    for (size_t at = 0; at < SIZE; at += block)
        assert_true(mmap(f.p + PAGE + at, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, f.fd, 0) != MAP_FAILED);
    return f;
}

static void file_end(file *f)
{
    (void)munmap(f->p, PAGE + SIZE + f->block);
    (void)close(f->fd);
}

static counting_sink taken;

/* The beginning has a page of its own, filled up by a header line. */
static mbx_message *parsed(file *f, const char *beginning, const char *what)
{
    const mbx_part_sink sink = counting_sink_on(&taken);
    mbx_error err = {0};
    mbx_message *m = NULL;
    size_t n = strlen(beginning);
    memset(f->p, 'x', PAGE);
    memcpy(f->p, "X-Fill: ", 8);
    memcpy(f->p + PAGE - n - 2, "\r\n", 2);
    memcpy(f->p + PAGE - n, beginning, n);
    taken = (counting_sink){0};
    mbx_test_fail_after(-1);
    mbx_test_peak_begin();
    assert_int_equal(mbx_message_new(&m, &sink, &err), MBX_OK);
    assert_int_equal(mbx_message_feed(m, f->p, PAGE + SIZE, &err), MBX_OK);
    assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
    assert_int_equal(mbx_message_get(m)->raw_size, PAGE + SIZE);
    print_message("%-46s %4zu MiB: %6zu KiB of heap, %ld allocations\n", what, SIZE >> 20, mbx_test_peak() >> 10, mbx_test_allocated());
    assert_true(mbx_test_peak() < MOST);
    return m;
}

static bool has(const mbx_message *m, mbx_anomaly_kind kind)
{
    const mbx_message_facts *f = mbx_message_get(m);
    for (size_t i = 0; i < f->n_anomalies; i++)
        if (f->anomalies[i].kind == kind)
            return true;
    return false;
}

static size_t whole_line(const char *text, char *line, size_t room)
{
    size_t n = strlen(text);
    if (room < n)
        return 0;
    memcpy(line, text, n);
    return n;
}

#define LETTERS "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2Nzg5QUJDREVGR0hJSktMTU5PUFFSU1RV"

static size_t base64_line(char *line, size_t room, size_t i)
{
    (void)i;
    return whole_line(LETTERS "\r\n", line, room);
}

static void attachment(void **state)
{
    (void)state;
    file f = file_of(MBX_MIB(1), base64_line);
    mbx_message *m = parsed(&f, "Content-Type: application/octet-stream; name=big\r\nContent-Transfer-Encoding: base64\r\n\r\n", "one base64 attachment");
    assert_int_equal(mbx_message_get(m)->parts[0].role, MBX_ROLE_ATTACHMENT);
    assert_true(taken.written > SIZE / 100 * 72 && !mbx_message_get(m)->incomplete);
    mbx_message_free(m);
    file_end(&f);
    f = file_of(MBX_MIB(1), base64_line);
    m = parsed(&f, "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n",
               "the same in a multipart, never closed");
    assert_int_equal(mbx_message_get(m)->n_parts, 2);
    assert_true(taken.written > SIZE / 100 * 72 && has(m, MBX_ANOMALY_BOUNDARY_UNCLOSED));
    mbx_message_free(m);
    file_end(&f);
}

static size_t text_line(char *line, size_t room, size_t i)
{
    (void)i;
    return whole_line("The quick brown fox jumps over the lazy dog, and the dog does not care at all.\r\n", line, room);
}

/* Valid UTF-8 that, byte by byte, is windows-1252 too. */
static size_t accents(char *line, size_t room, size_t i)
{
    (void)i;
    return whole_line("\xC3\xA9\xC3\xA8\xE2\x82\xAC\xC3\xA0\xC3\xA9\xC3\xA8\xE2\x82\xAC\xC3\xA0\r\n", line, room);
}

static size_t kanji(char *line, size_t room, size_t i)
{
    (void)i;
    return whole_line("\x93\xFA\x96\x7B\x8C\xEA\x95\x5C abc \xB1\xB2\xB3\r\n", line, room);
}

static size_t escapes(char *line, size_t room, size_t i)
{
    (void)i;
    return whole_line("\x1B$BF|K\\\x1B(B\x1B$BF|K\\\x1B(B x \x1B(I1\x1B(B\r\n", line, room);
}


/* The same, but the last byte of the block is no UTF-8: all of the block is read a second time. */
static size_t accents_and_one(char *line, size_t room, size_t i)
{
    size_t n = accents(line, room, i);
    return n || room < 3 ? n : whole_line("\xFF\r\n", line, 3);
}

static void texts(void **state)
{
#define QP "Content-Transfer-Encoding: quoted-printable\r\n"
    static const struct {
        size_t (*fill)(char *, size_t, size_t);
        const char *header, *what;
        bool html;
        const char *first;
    } shapes[] = {
        {text_line, "\r\n", "text/plain", false, "The quick"},
        {text_line, "Content-Type: text/html; charset=utf-8\r\n" QP "\r\n", "text/html, quoted-printable", true, "The quick"},
        {base64_line, "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n", "text/html, base64", true, "ABCDEFGHI"},
        {accents, "\r\n", "text/plain without a charset", false, "\xC3\xA9\xC3\xA8\xE2\x82\xAC"},
        {accents_and_one, "\r\n", "the same, read as windows-1252", false, "\xC3\x83\xC2\xA9\xC3\x83\xC2\xA8\xC3\xA2"},
        {kanji, "Content-Type: text/plain; charset=shift_jis\r\n\r\n", "text/plain, shift_jis", false, "\xE6\x97\xA5\xE6\x9C\xAC"},
        {escapes, "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n", "text/plain, iso-2022-jp", false, "\xE6\x97\xA5\xE6\x9C\xAC"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        file f = file_of(MBX_MIB(1), shapes[i].fill);
        mbx_message *m = parsed(&f, shapes[i].header, shapes[i].what);
        const mbx_message_facts *facts = mbx_message_get(m);
        mbx_str text = shapes[i].html ? facts->html : facts->text;
        assert_true(has(m, MBX_ANOMALY_LIMIT_TEXT) && facts->incomplete);
        assert_true(text.n <= MBX_MAX_TEXT && text.n > MBX_MAX_TEXT - 4);
        assert_memory_equal(text.p, shapes[i].first, strlen(shapes[i].first));
        mbx_message_free(m);
        file_end(&f);
    }
}

static size_t small_part(char *line, size_t room, size_t i)
{
    char part[128];
    snprintf(part, sizeof part, "--x\r\nContent-Type: text/%s\r\n\r\npart %zu\r\n", i % 2 ? "html" : "x-unknown; name=a", i);
    return whole_line(part, line, room);
}

/* Parts whose header is as large as what is kept of it may be, and larger. */
static size_t large_part(char *line, size_t room, size_t i)
{
    static char part[20000];
    size_t n = (size_t)snprintf(part, sizeof part, "--x\r\nContent-Type: application/%0300zu; name=\"", i);
    for (size_t k = 0; k < 500; k++)
        n += (size_t)snprintf(part + n, sizeof part - n, "\xC3\xA9\xE2\x82\xAC");
    n += (size_t)snprintf(part + n, sizeof part - n, "\"\r\nContent-ID: <");
    for (size_t k = 0; k < 1200; k++)
        n += (size_t)snprintf(part + n, sizeof part - n, "%s", "id.example");
    snprintf(part + n, sizeof part - n, ">\r\n\r\nx\r\n");
    return whole_line(part, line, room);
}

/* Text, HTML and such parts together. */
static size_t of_all(char *line, size_t room, size_t i)
{
    if (i > 1)
        return large_part(line, room, i);
    size_t n = (size_t)snprintf(line, room, "--x\r\nContent-Type: text/%s\r\n\r\n", i ? "html" : "plain");
    memset(line + n, 'x', MBX_KIB(800));
    memcpy(line + n + MBX_KIB(800), "\r\n", 2);
    return n + MBX_KIB(800) + 2;
}

static void parts(void **state)
{
    static const struct {
        size_t (*fill)(char *, size_t, size_t);
        const char *what;
    } shapes[] = {{small_part, "millions of parts"}, {large_part, "parts with large headers"}, {of_all, "text, HTML and such parts"}};
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        file f = file_of(MBX_MIB(2), shapes[i].fill);
        mbx_message *m = parsed(&f, "Content-Type: multipart/mixed; boundary=x\r\n\r\n", shapes[i].what);
        assert_true(mbx_message_get(m)->incomplete);
        mbx_message_free(m);
        file_end(&f);
    }
}

static size_t no_line_end(char *line, size_t room, size_t i)
{
    size_t n = i ? 0 : room;
    memset(line, '-', n);
    return n;
}

static void without_lines(void **state)
{
    static const char *const headers[] = {"\r\n", "Content-Type: multipart/mixed; boundary=x\r\n\r\n",
                                          "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        file f = file_of(MBX_MIB(1), no_line_end);
        mbx_message_free(parsed(&f, headers[i], "no line end"));
        file_end(&f);
    }
}

static size_t field_line(char *line, size_t room, size_t i)
{
    char field[128];
    snprintf(field, sizeof field, "X-Field-%zu: value of a field\r\n", i);
    return whole_line(field, line, room);
}

static size_t address_line(char *line, size_t room, size_t i)
{
    char field[256];
    snprintf(field, sizeof field, "%s =?iso-8859-1?Q?=E9%zu?= <address-%zu@some.where.example.org>,\r\n", i ? "" : "To: x@y,\r\n", i, i);
    return whole_line(field, line, room);
}

static size_t subject_line(char *line, size_t room, size_t i)
{
    return whole_line(i ? " \x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x80\x81\x82\x83\x84\x85\x86\x87\r\n" : "Subject:\r\n", line, room);
}

static size_t reference_line(char *line, size_t room, size_t i)
{
    char field[128];
    snprintf(field, sizeof field, "%s <%zu.reference@example.org>\r\n", i ? "" : "References: <x@y>\r\n", i);
    return whole_line(field, line, room);
}

static void headers(void **state)
{
    static const struct {
        size_t (*fill)(char *, size_t, size_t);
        size_t block;
        const char *what;
    } shapes[] = {{no_line_end, MBX_MIB(1), "a header line"},
                  {field_line, MBX_MIB(1), "header lines"},
                  {address_line, MBX_KIB(512), "an address list"},
                  {subject_line, MBX_KIB(1020), "a subject"},
                  {reference_line, MBX_KIB(512), "references"}};
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        file f = file_of(shapes[i].block, shapes[i].fill);
        mbx_message *m = parsed(&f, i ? "" : "X-Long: ", shapes[i].what);
        assert_true(mbx_message_get(m)->incomplete);
        mbx_message_free(m);
        file_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(attachment), cmocka_unit_test(texts),         cmocka_unit_test(parts),
                                       cmocka_unit_test(headers),    cmocka_unit_test(without_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
