/* Inflating what a server sends, against zlib itself: in pieces, out of measure, damaged, and without memory. */
#include "failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "net/deflate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct bytes {
    char *p;
    size_t n;
} bytes;

/* As a server would make it; each of flushes ends a part of the text. strategy: Z_FIXED, Z_DEFAULT_STRATEGY... */
static bytes deflated(const char *text, size_t n, int level, int strategy, int flush, size_t part)
{
    bytes b = {malloc(n + n / 8 + (n / part + 2) * 16 + 64), 0};
    size_t room = n + n / 8 + (n / part + 2) * 16 + 64;
    z_stream z = {0};

    assert_non_null(b.p);
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, -15, 8, strategy), Z_OK);
    z.next_out = (Bytef *)b.p;
    z.avail_out = (uInt)room;
    for (size_t at = 0; at < n || flush == Z_FINISH; at += part) {
        z.next_in = (Bytef *)(uintptr_t)(text + at);
        z.avail_in = (uInt)(n - at < part ? n - at : part);
        assert_true(deflate(&z, flush) >= Z_OK);
        assert_int_equal(z.avail_in, 0);
        if (flush == Z_FINISH)
            break;
    }
    b.n = room - z.avail_out;
    deflateEnd(&z);
    return b;
}

/* Everything that comes out of what comes in, in pieces of so many bytes, read into so much room; its failure in err. The first
 * of the bytes were read ahead. */
static bytes inflated(const char *p, size_t n, size_t ahead, size_t piece, size_t room, mbx_error *err)
{
    bytes b = {malloc(1), 0};
    char *out = malloc(room), *to;
    mbx_deflate *d = NULL;
    size_t at = ahead, got, space;

    mbx_error_clear(err);
    if (mbx_deflate_new(&d, p, ahead, err) != MBX_OK)
        goto done;
    for (;;) {
        if (mbx_deflate_read(d, out, room, &got, err) != MBX_OK)
            break;
        assert_true(got <= room);
        if (got > 0) {
            b.p = realloc(b.p, b.n + got);
            memcpy(b.p + b.n, out, got);
            b.n += got;
            continue;
        }
        if (at == n)
            break;
        to = mbx_deflate_room(d, &space);
        got = piece < space ? piece : space;
        got = n - at < got ? n - at : got;
        memcpy(to, p + at, got);
        mbx_deflate_came(d, got);
        at += got;
    }
done:
    mbx_deflate_free(d);
    free(out);
    return b;
}

static void lines(char *out, size_t n) /* flags as a server lists them */
{
    char line[80];
    size_t at = 0, k;

    for (unsigned i = 1; at < n; i++, at += k) {
        k = (size_t)snprintf(line, sizeof line, "* %u FETCH (UID %u FLAGS (%s))\r\n", i, i * 3, i % 7 ? "\\Seen" : "");
        k = n - at < k ? n - at : k;
        memcpy(out + at, line, k);
    }
}

static void in_pieces(void **state)
{
    static const struct {
        int level, strategy, flush;
        size_t part;
    } servers[] = {{6, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, 100}, {9, Z_DEFAULT_STRATEGY, Z_PARTIAL_FLUSH, 33}, {1, Z_FIXED, Z_FULL_FLUSH, 500},
                   {0, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, 700}, {6, Z_HUFFMAN_ONLY, Z_BLOCK, 64}, {6, Z_DEFAULT_STRATEGY, Z_FINISH, 1500}};
    static char text[1500];
    mbx_error err;

    (void)state;
    lines(text, sizeof text);
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        bytes z = deflated(text, sizeof text, servers[i].level, servers[i].strategy, servers[i].flush, servers[i].part);

        for (size_t cut = 0; cut <= z.n; cut++) {
            bytes b = inflated(z.p, z.n, cut, cut % 5 ? z.n : 1, cut % 3 ? 64 * 1024 : 1, &err);

            assert_int_equal(err.status, MBX_OK);
            if (servers[i].flush != Z_BLOCK) /* which keeps some bits back */
                assert_int_equal(b.n, sizeof text);
            assert_true(b.n >= sizeof text - 64);
            assert_memory_equal(b.p, text, b.n);
            free(b.p);
        }
        /* what has not all come is no failure of its own: whoever waits for the rest sees the connection end */
        for (size_t n = 0; n < z.n; n++) {
            bytes b = inflated(z.p, n, 0, 7, 100, &err);

            assert_int_equal(err.status, MBX_OK);
            assert_true(b.n <= sizeof text);
            assert_memory_equal(b.p, text, b.n);
            free(b.p);
        }
        free(z.p);
    }
}

static void whole_lines(void **state)
{
    static const char *const said[] = {"* OK", " wait\r\n", "* 1 EXISTS\r\n* 2", "\r\n", "\n"};
    static const bool whole[] = {false, true, false, true, false};
    mbx_deflate *d = NULL;
    mbx_error err;
    char out[64], *to;
    z_stream z = {0};
    size_t n, room;

    (void)state;
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(mbx_deflate_new(&d, NULL, 0, &err), MBX_OK);
    for (size_t i = 0; i < 5; i++) {
        to = mbx_deflate_room(d, &room);
        z.next_in = (Bytef *)(uintptr_t)said[i];
        z.avail_in = (uInt)strlen(said[i]);
        z.next_out = (Bytef *)to;
        z.avail_out = (uInt)room;
        assert_int_equal(deflate(&z, Z_SYNC_FLUSH), Z_OK);
        mbx_deflate_came(d, room - z.avail_out);
        assert_int_equal(mbx_deflate_read(d, out, 2, &n, &err), MBX_OK);
        assert_int_equal(n, strlen(said[i]) < 2 ? 1 : 2);
        do
            assert_int_equal(mbx_deflate_read(d, out, 2, &n, &err), MBX_OK);
        while (n > 0);
        assert_int_equal(mbx_deflate_whole_lines(d), whole[i]);
    }
    mbx_deflate_free(d);
    deflateEnd(&z);
}

/* All of a command must be readable on the other side when take() has given its last byte. */
static void what_we_send(void **state)
{
    static char text[30000], out[200], seen[30000];
    mbx_deflate *d = NULL;
    mbx_error err;
    z_stream z = {0};
    size_t at = 0, n, all = 0;

    (void)state;
    lines(text, sizeof text);
    for (size_t i = 20000; i < sizeof text; i++)
        text[i] = (char)(i * 2654435761u >> 13); /* nothing that could be made shorter */
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    assert_int_equal(mbx_deflate_new(&d, NULL, 0, &err), MBX_OK);
    assert_int_equal(mbx_deflate_take(d, out, sizeof out), 0);
    for (size_t i = 1; at < sizeof text; i++, at += n) {
        size_t room = 16 + i % (sizeof out - 16);

        n = i * 37 % 8000 + 1 < sizeof text - at ? i * 37 % 8000 + 1 : sizeof text - at;
        mbx_deflate_put(d, text + at, n);
        z.next_out = (Bytef *)seen + at;
        z.avail_out = (uInt)n;
        for (size_t k; (k = mbx_deflate_take(d, out, room)) > 0; all += k) {
            assert_true(k <= room);
            z.next_in = (Bytef *)out;
            z.avail_in = (uInt)k;
            assert_true(inflate(&z, Z_SYNC_FLUSH) >= Z_OK || z.avail_out == 0);
        }
        assert_int_equal(z.avail_out, 0);
    }
    assert_memory_equal(seen, text, sizeof text);
    assert_true(all < 20000);
    inflateEnd(&z);
    mbx_deflate_free(d);
}

/* How many bytes come out of deflated zeros, or what else text is, before it is too much. */
static size_t reads(const char *p, size_t n, size_t room, mbx_error *err)
{
    static char out[64 * 1024];
    mbx_deflate *d = NULL;
    size_t all = 0, got, at = 0, space;

    mbx_error_clear(err);
    assert_int_equal(mbx_deflate_new(&d, NULL, 0, err), MBX_OK);
    while (mbx_deflate_read(d, out, room, &got, err) == MBX_OK) {
        all += got;
        if (got > 0)
            continue;
        if (at == n)
            break;
        char *to = mbx_deflate_room(d, &space);
        got = n - at < space ? n - at : space;
        memcpy(to, p + at, got);
        mbx_deflate_came(d, got);
        at += got;
    }
    mbx_deflate_free(d);
    return all;
}

static void bombs(void **state)
{
    size_t n = MBX_MIB(64), all;
    char *text = calloc(1, n);
    mbx_error err;

    (void)state;
    bytes z = deflated(text, n, 9, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, n);
    assert_in_range(z.n, 60 * 1024, 70 * 1024); /* the 64 KiB that become 64 MiB */
    for (size_t room = 1000; room <= 64 * 1024; room += 64 * 1024 - 1000) {
        mbx_test_peak_begin();
        all = reads(z.p, z.n, room, &err);
        assert_int_equal(err.code, MBX_CODE_LIMIT_COMPRESSION);
        assert_int_equal(err.status, MBX_E_LIMIT);
        assert_in_range(all, MBX_DEFLATE_BURST - 64 * 1024, MBX_DEFLATE_BURST * 5 / 4);
        assert_true(mbx_test_peak() < 400 * 1024); /* zlib's windows and what is held of the wire */
    }
    free(z.p);

    /* less than the burst may be anything, also behind mail that was hardly compressed */
    z = deflated(text, MBX_DEFLATE_BURST, 9, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, MBX_MIB(1));
    assert_int_equal(reads(z.p, z.n, 4096, &err), MBX_DEFLATE_BURST);
    assert_int_equal(err.status, MBX_OK);
    free(z.p);

    /* flags of a million messages are no bomb */
    lines(text, n);
    z = deflated(text, n, 9, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, 4096);
    assert_true(z.n < n / 5);
    assert_int_equal(reads(z.p, z.n, 64 * 1024, &err), n);
    assert_int_equal(err.status, MBX_OK);
    free(z.p);

    /* what came well before counts for nothing: 8 MB that could not be compressed, then zeros */
    for (size_t i = 0; i < MBX_MIB(8); i++)
        text[i] = (char)(i * 2654435761u >> 11 ^ i >> 7);
    memset(text + MBX_MIB(8), 0, MBX_MIB(8));
    bytes a = deflated(text, MBX_MIB(8), 0, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, MBX_MIB(8));
    bytes b = deflated(text + MBX_MIB(8), MBX_MIB(8), 9, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, MBX_MIB(8));
    a.p = realloc(a.p, a.n + b.n);
    memcpy(a.p + a.n, b.p, b.n);
    all = reads(a.p, a.n + b.n, 64 * 1024, &err);
    assert_int_equal(err.code, MBX_CODE_LIMIT_COMPRESSION);
    assert_in_range(all, MBX_MIB(8) + MBX_DEFLATE_BURST - 64 * 1024, MBX_MIB(8) + MBX_DEFLATE_BURST * 5 / 4);
    free(a.p);
    free(b.p);
    free(text);
}

static void damaged(void **state)
{
    static const char plain[] = "* 3 EXISTS\r\n2 OK [READ-ONLY] INBOX selected\r\n";
    static const char empty[] = {0, 0, 0, (char)0xff, (char)0xff}; /* a stored block of no bytes, RFC 1951 section 3.2.4 */
    static char text[600], flood[MBX_DEFLATE_SILENCE * 2];
    unsigned told = 0;
    mbx_error err;
    bytes b, z;

    (void)state;
    lines(text, sizeof text);
    z = deflated(text, sizeof text, 9, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, 200);
    for (size_t i = 0; i < z.n * 8; i++) { /* each bit */
        z.p[i / 8] ^= (char)(1 << i % 8);
        b = inflated(z.p, z.n, 0, 50, 100, &err);
        assert_true(err.status == MBX_OK || err.code == MBX_CODE_PROTOCOL_COMPRESSION);
        told += err.status != MBX_OK;
        free(b.p);
        z.p[i / 8] ^= (char)(1 << i % 8);
    }
    assert_true(told > z.n / 8); /* deflate has no sums: the rest is other text, and the guard's */

    b = inflated(plain, sizeof plain - 1, 0, 100, 100, &err);
    assert_int_equal(err.code, MBX_CODE_PROTOCOL_COMPRESSION);
    free(b.p);
    b = inflated("\x06", 1, 0, 1, 1, &err); /* a block of the kind that is none */
    assert_int_equal(err.code, MBX_CODE_PROTOCOL_COMPRESSION);
    assert_int_equal(err.status, MBX_E_PROTOCOL);
    free(b.p);

    for (size_t i = 0; i < sizeof flood; i++)
        flood[i] = empty[i % 5];
    b = inflated(flood, sizeof flood, 0, 1000, 100, &err);
    assert_int_equal(err.code, MBX_CODE_PROTOCOL_COMPRESSION);
    free(b.p);
    b = inflated(flood, MBX_DEFLATE_SILENCE, 0, 1000, 100, &err);
    assert_int_equal(err.status, MBX_OK);
    free(b.p);
    free(z.p);

    /* RFC 1951's last block is an end: nothing may follow */
    z = deflated(text, 100, 9, Z_DEFAULT_STRATEGY, Z_FINISH, 100);
    b = inflated(z.p, z.n, 0, 3, 10, &err);
    assert_int_equal(err.status, MBX_OK);
    assert_int_equal(b.n, 100);
    free(b.p);
    z.p = realloc(z.p, z.n + 1);
    z.p[z.n] = 0;
    for (size_t piece = 1; piece <= z.n + 1; piece += z.n) { /* alone, and with all the rest */
        b = inflated(z.p, z.n + 1, 0, piece, 10, &err);
        assert_int_equal(err.code, MBX_CODE_PROTOCOL_COMPRESSION);
        assert_int_equal(b.n, 100);
        free(b.p);
    }
    free(z.p);
}

static void without_memory(void **state)
{
    static char text[40000];
    mbx_error err;
    long n;

    (void)state;
    lines(text, sizeof text);
    bytes z = deflated(text, sizeof text, 9, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, 3000), b;
    mbx_test_fail_after(-1);
    b = inflated(z.p, z.n, 10, 100, 1000, &err);
    n = mbx_test_allocated();
    free(b.p);
    assert_int_equal(err.status, MBX_OK);
    assert_true(n >= 9); /* two of ours; zlib's two states, window, three tables and pending bytes */
    assert_int_equal(mbx_test_live(), 0);
    for (long i = 1; i <= n; i++)
        for (int once = 0; once < 2; once++) {
            (once ? mbx_test_fail_once : mbx_test_fail_after)(i);
            b = inflated(z.p, z.n, 10, 100, 1000, &err);
            mbx_test_fail_after(-1);
            assert_int_equal(err.status, MBX_E_MEMORY);
            assert_int_equal(mbx_test_live(), 0);
            free(b.p);
        }
    free(z.p);
    print_message("%ld allocations failed, twice each\n", n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_pieces), cmocka_unit_test(whole_lines), cmocka_unit_test(what_we_send),
                                       cmocka_unit_test(bombs), cmocka_unit_test(damaged), cmocka_unit_test(without_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
