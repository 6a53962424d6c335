/* Capped buffers, arenas, error texts, deadlines and digests: the base that everything stands on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/secret.h"

#include <poll.h>
#include <string.h>

static void test_buffer_keeps_its_maximum(void **state)
{
    mbx_buf b;
    size_t n;
    (void)state;
    mbx_buf_init(&b, 10);
    assert_int_equal(mbx_buf_add(&b, "123456789", 9), MBX_OK);
    assert_int_equal(mbx_buf_add(&b, "ab", 2), MBX_E_LIMIT);
    assert_int_equal(b.n, 9);
    assert_int_equal(mbx_buf_printf(&b, "%d", 42), MBX_E_LIMIT);
    assert_int_equal(mbx_buf_printf(&b, "%d", 4), MBX_OK);
    assert_int_equal(mbx_buf_add(&b, "", 0), MBX_OK);
    assert_int_equal(mbx_buf_add_char(&b, 'x'), MBX_E_LIMIT);
    assert_int_equal(mbx_buf_reserve(&b, SIZE_MAX), MBX_E_LIMIT);
    char *s = mbx_buf_take(&b, &n);
    assert_string_equal(s, "1234567894");
    assert_int_equal(n, 10);
    mbx_release(s);
    s = mbx_buf_take(&b, &n); /* an empty one gives an empty string */
    assert_string_equal(s, "");
    mbx_release(s);
    mbx_buf_free(&b);
}

static void test_arena(void **state)
{
    mbx_arena a;
    (void)state;
    mbx_arena_init(&a, 100000);
    for (int i = 0; i < 1000; i++) {
        unsigned char *p = mbx_arena_alloc(&a, 33);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (int k = 0; k < 33; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xAA, 33);
    }
    assert_non_null(mbx_arena_alloc(&a, 30000)); /* larger than a block */
    assert_false(mbx_arena_full(&a));
    assert_null(mbx_arena_alloc(&a, 60000));
    assert_true(mbx_arena_full(&a));
    assert_string_equal(mbx_arena_copy(&a, "abc", 2), "ab");
    mbx_arena_free(&a);
}

static void test_server_text_cannot_drive_a_terminal(void **state)
{
    mbx_error e = {0};
    char big[2000];
    (void)state;
    static const char text[] = "a\x1b[31m\r\nb\xff\xc2\x9b" "c\xc3\xa4\xe2\x82";
    mbx_error_server_text(&e, text, sizeof text - 1);
    assert_string_equal(e.server_text, "a?[31m??b??c\xc3\xa4??");
    memset(big, 'x', sizeof big);
    mbx_error_server_text(&e, big, sizeof big);
    assert_int_equal(strlen(e.server_text), 512);
    assert_int_equal(mbx_fail(&e, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_HOSTNAME, "for %s", "x"), MBX_E_TLS);
    assert_string_equal(mbx_code_name(e.code), "CERT_HOSTNAME");
    assert_string_equal(mbx_stage_name(e.stage), "certificate");
    assert_string_equal(e.message, "for x");
    assert_true(e.hint[0]);
    assert_string_equal(e.server_text, "");
    /* a message that is cut must not end within a character */
    memset(big, 'y', sizeof big);
    memcpy(big + 509, "\xe2\x82\xac\xe2\x82\xac", 7);
    (void)mbx_fail(&e, MBX_STAGE_NONE, MBX_CODE_SERVER_NO, "%s", big);
    assert_int_equal(strlen(e.message), 509);
}

static void test_deadlines(void **state)
{
    (void)state;
    assert_int_equal(mbx_in_ms(-1), MBX_NEVER);
    assert_int_equal(mbx_in_ms(INT64_MAX), MBX_NEVER);
    assert_int_equal(mbx_poll_ms(MBX_NEVER), -1);
    assert_int_equal(mbx_poll_ms(mbx_now() - 1), 0);
    assert_true(mbx_past(mbx_now() - 1));
    assert_false(mbx_past(MBX_NEVER));
    int ms = mbx_poll_ms(mbx_in_ms(60000));
    assert_in_range(ms, 59000, 60000);
    assert_int_equal(mbx_earlier(3, 5), 3);
}

static void test_cancel(void **state)
{
    mbx_cancel *c;
    mbx_error e;
    (void)state;
    assert_int_equal(mbx_cancel_new(&c, &e), MBX_OK);
    struct pollfd fd = {mbx_cancel_fd(c), POLLIN, 0};
    assert_int_equal(poll(&fd, 1, 0), 0);
    mbx_cancel_raise(c);
    mbx_cancel_raise(c);
    assert_int_equal(poll(&fd, 1, 0), 1);
    assert_true(mbx_cancel_raised(c));
    assert_false(mbx_cancel_raised(NULL));
    assert_int_equal(mbx_cancel_fd(NULL), -1);
    mbx_cancel_free(c);
}

/* FIPS 180-2, B.1 and B.2 */
static void test_digest(void **state)
{
    uint8_t d[MBX_SHA256_SIZE];
    char hex[2 * MBX_SHA256_SIZE + 1];
    mbx_sha256 *h;
    mbx_error e;
    (void)state;
    assert_int_equal(mbx_sha256_once("abc", 3, d, &e), MBX_OK);
    mbx_hex(d, sizeof d, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(mbx_sha256_new(&h, &e), MBX_OK);
    mbx_sha256_add(h, "thrown away", 11);
    mbx_sha256_reset(h);
    mbx_sha256_add(h, "abcdbcdecdefdefgefghfghighijhijk", 32);
    mbx_sha256_add(h, "ijkljklmklmnlmnomnopnopq", 24);
    mbx_sha256_final(h, d);
    mbx_hex(d, sizeof d, hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    mbx_sha256_reset(h); /* after final it is fresh again */
    mbx_sha256_add(h, "abc", 3);
    mbx_sha256_final(h, d);
    mbx_hex(d, 2, hex);
    assert_string_equal(hex, "ba78");
    mbx_sha256_free(h);
}

static void test_secret(void **state)
{
    mbx_secret *s;
    mbx_error e;
    (void)state;
    assert_int_equal(mbx_secret_new(&s, "pass\0word", 9, &e), MBX_OK);
    assert_int_equal(mbx_secret_bytes(s).n, 9);
    assert_memory_equal(mbx_secret_bytes(s).p, "pass\0word", 9);
    assert_int_equal(mbx_secret_bytes(s).p[9], 0);
    mbx_secret_free(s);
    mbx_secret_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_buffer_keeps_its_maximum), cmocka_unit_test(test_arena),
                                       cmocka_unit_test(test_server_text_cannot_drive_a_terminal), cmocka_unit_test(test_deadlines),
                                       cmocka_unit_test(test_cancel), cmocka_unit_test(test_digest), cmocka_unit_test(test_secret)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
