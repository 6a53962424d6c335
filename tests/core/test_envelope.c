/* That nothing but the right key, person, purpose and host opens an envelope, tried exhaustively. */
#include "sealing.h"

#include "base/alloc.h"
#include "seal/base64url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_round_trip(void **state)
{
    mbx_keyring *k = memory_ring();
    char plain[MBX_SEAL_MAX_PLAIN + 1];
    (void)state;
    static const size_t lengths[] = {1, 2, 62, 63, 64, 65, 127, 128, 1000, MBX_SEAL_MAX_PLAIN};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (size_t j = 0; j < lengths[i]; j++)
            plain[j] = (char)(unsigned char)(14 + (j * 7 + i) % 242); /* every byte but NUL, CR, LF; also trailing 0x80 */
        plain[lengths[i] - 1] = (char)0x80;
        plain[lengths[i]] = '\0';
        char *text = sealed(k, &ANNA, plain);
        assert_true(strlen(text) <= MBX_SEAL_MAX_TEXT);
        assert_true(opens(k, &ANNA, text, strlen(text), plain));
        mbx_release(text);
    }
    mbx_keyring_release(k);
}

static void test_address_and_host_in_any_case(void **state)
{
    mbx_keyring *k = memory_ring();
    who c = ANNA;
    (void)state;
    c.host = "IMAP.Example.com";
    char *text = sealed(k, &c, "pw-anna");
    c.o.sign_in_address = "aNNA@example.COM";
    c.host = "imap.example.com";
    assert_true(opens(k, &c, text, strlen(text), "pw-anna"));
    mbx_release(text);
    mbx_keyring_release(k);
}

static void test_refuses_what_is_no_password(void **state)
{
    mbx_keyring *k = memory_ring();
    static char big[MBX_SEAL_MAX_PLAIN + 1];
    static const struct {
        const char *p;
        size_t n;
    } rows[] = {{"", 0}, {"a\0b", 3}, {"a\rb", 3}, {"ab\n", 3}, {big, sizeof big}};
    (void)state;
    memset(big, 'x', sizeof big);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = NULL;
        mbx_error err;
        assert_int_equal(mbx_envelope_seal(k, &ANNA.o, "", rows[i].p, rows[i].n, &text, &err), MBX_E_ARGUMENT);
        assert_int_equal(err.code, MBX_CODE_INPUT_PASSWORD);
        assert_null(text);
    }
    mbx_keyring_release(k);
}

static void test_length_does_not_show(void **state)
{
    mbx_keyring *k = memory_ring();
    char plain[65] = "";
    (void)state;
    for (size_t n = 1; n <= 63; n++) {
        plain[n - 1] = 'x';
        char *text = sealed(k, &ANNA, plain);
        assert_int_equal(strlen(text), 199);
        mbx_release(text);
    }
    plain[63] = 'x';
    char *text = sealed(k, &ANNA, plain);
    assert_true(strlen(text) > 199);
    mbx_release(text);
    mbx_keyring_release(k);
}

static void test_same_password_never_the_same_text(void **state)
{
    mbx_keyring *k = memory_ring();
    enum { N = 500 };
    char *texts[N];
    (void)state;
    for (size_t i = 0; i < N; i++) {
        texts[i] = sealed(k, &ANNA, "same");
        for (size_t j = 0; j < i; j++) /* salt and nonce: characters 12 to 70 */
            assert_memory_not_equal(texts[i] + 12, texts[j] + 12, 58);
    }
    for (size_t i = 0; i < N; i++)
        mbx_release(texts[i]);
    mbx_keyring_release(k);
}

static void test_every_bit(void **state)
{
    mbx_keyring *k = memory_ring();
    char *unbound = sealed(k, &ANNA, "correct horse"), *bound = sealed(k, &ANNA_BOUND, "correct horse");
    (void)state;
    size_t tried = flip_every_bit(k, &ANNA, unbound, "correct horse");
    tried += flip_every_bit(k, &ANNA_BOUND, unbound, "correct horse");
    tried += flip_every_bit(k, &ANNA_BOUND, bound, "correct horse");
    print_message("%zu flips and cuts refused\n", tried);
    mbx_release(unbound);
    mbx_release(bound);
    mbx_keyring_release(k);
}

static void test_every_truncation(void **state)
{
    mbx_keyring *k = memory_ring();
    char plain[301], longer[1200];
    (void)state;
    memset(plain, 'p', 300);
    plain[300] = '\0';
    char *good = sealed(k, &ANNA, plain);
    size_t n = strlen(good);
    for (size_t i = 0; i < n; i++)
        assert_false(opens(k, &ANNA, good, i, plain));
    for (size_t i = 1; i <= 100; i++) {
        memcpy(longer, good, n);
        memset(longer + n, 'A', i);
        assert_false(opens(k, &ANNA, longer, n + i, plain));
    }
    mbx_release(good);
    mbx_keyring_release(k);
}

static void test_each_bound_field(void **state)
{
    static const who others[] = {
        WHO(8, "Anna@Example.com", "imap-password", 0, "imap.example.com"),
        WHO(-7, "Anna@Example.com", "imap-password", 0, "imap.example.com"),
        WHO(70, "Anna@Example.com", "imap-password", 0, "imap.example.com"),
        WHO(7, "Anna@Example.org", "imap-password", 0, "imap.example.com"),
        WHO(7, "Anna@Example.com ", "imap-password", 0, "imap.example.com"),
        WHO(7, "", "imap-password", 0, "imap.example.com"),
        WHO(7, "Anna@Example.com", "oauth-refresh", 0, "imap.example.com"),
        WHO(7, "Anna@Example.com", "", 0, "imap.example.com"),
        WHO(7, "Anna@Example.com", "imap-password", 1, "imap.example.com"),
        WHO(7, "Anna@Example.com", "imap-password", -1, "imap.example.com"),
        WHO(7, "Anna@Example.com", "imap-password", 0, ""),
        WHO(7, "Anna@Example.com", "imap-password", 0, "imap.example.org"),
        WHO(7, "Anna@Example.com", "imap-password", 0, "imap.example.com."),
        /* the same bytes cut elsewhere: the length prefixes tell them apart */
        WHO(7, "Anna@Example.comi", "imap-password", 0, "map.example.com"),
        WHO(0, "Anna@Example.com", "imap-password7", 0, "imap.example.com"),
    };
    mbx_keyring *k = memory_ring();
    char *text = sealed(k, &ANNA_BOUND, "pw-of-anna");
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(opens(k, &others[i], text, strlen(text), "pw-of-anna"));
    assert_true(opens(k, &ANNA_BOUND, text, strlen(text), "pw-of-anna"));
    mbx_release(text);
    mbx_keyring_release(k);
}

/* Every field of one envelope put into another of the same person. */
static void test_every_field_of_another(void **state)
{
    static const struct {
        size_t from, n;
    } fields[] = {{4, 1}, {5, 4}, {9, 32}, {41, 12}, {53, 16}, {69, 64}, {133, 16}, {9, 44}, {9, 60}, {69, 80}, {53, 96}, {41, 108}};
    mbx_keyring *k = memory_ring(), *other = memory_ring();
    char *a = sealed(k, &ANNA_BOUND, "first"), *b = sealed(k, &ANNA_BOUND, "other"), *c = sealed(other, &ANNA_BOUND, "other");
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        for (int j = 0; j < 2; j++) {
            uint8_t into[256], from[256];
            char text[400];
            size_t n;
            assert_true(mbx_base64url_decode(a, strlen(a), into, &n));
            assert_true(mbx_base64url_decode(j ? b : c, strlen(b), from, &n));
            if (memcmp(into + fields[i].from, from + fields[i].from, fields[i].n) == 0)
                continue;
            memcpy(into + fields[i].from, from + fields[i].from, fields[i].n);
            mbx_base64url_encode(into, n, text);
            assert_false(opens(k, &ANNA_BOUND, text, strlen(text), "first"));
        }
    mbx_release(a);
    mbx_release(b);
    mbx_release(c);
    mbx_keyring_release(k);
    mbx_keyring_release(other);
}

static void test_swapping_staff_opens_nothing(void **state)
{
    enum { N = 50 };
    mbx_keyring *k = memory_ring();
    char *texts[N], address[N][32], plain[N][32];
    who staff[N];
    size_t opened = 0;
    (void)state;
    for (int i = 0; i < N; i++) {
        snprintf(address[i], sizeof address[i], "staff%d@example.com", i);
        snprintf(plain[i], sizeof plain[i], "secret of %d", i);
        staff[i] = (who)WHO(i + 1, address[i], "imap-password", 0, i % 2 ? "imap.example.com" : "");
        texts[i] = sealed(k, &staff[i], plain[i]);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            if (opens(k, &staff[i], texts[j], strlen(texts[j]), plain[j])) {
                assert_int_equal(i, j);
                opened++;
            }
    assert_int_equal(opened, N);
    for (int i = 0; i < N; i++)
        mbx_release(texts[i]);
    mbx_keyring_release(k);
}

static void test_wrong_ring_says_so(void **state)
{
    mbx_keyring *k = memory_ring(), *other = memory_ring();
    mbx_secret *s = NULL;
    mbx_error err;
    char *text = sealed(k, &ANNA, "pw");
    (void)state;
    assert_int_equal(mbx_envelope_open(other, &ANNA.o, "", text, strlen(text), &s, NULL, &err), MBX_E_AUTH);
    assert_non_null(strstr(err.message, "not in the key file"));
    mbx_release(text);
    mbx_keyring_release(k);
    mbx_keyring_release(other);
}

/* Same id, other key: only the commitment tells. */
static void test_same_id_other_key(void **state)
{
    char path[128];
    mbx_keyring *a = NULL, *b = NULL;
    mbx_secret *s = NULL;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "same-id");
    put_file(path, "01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600);
    assert_int_equal(mbx_keyring_load(&a, path, &err), MBX_OK);
    put_file(path, "01020304 100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600);
    assert_int_equal(mbx_keyring_load(&b, path, &err), MBX_OK);
    char *text = sealed(a, &ANNA, "pw");
    assert_int_equal(mbx_envelope_open(b, &ANNA.o, "", text, strlen(text), &s, NULL, &err), MBX_E_AUTH);
    assert_non_null(strstr(err.message, "another key"));
    mbx_release(text);
    mbx_keyring_release(a);
    mbx_keyring_release(b);
}

static void test_binding(void **state)
{
    static const who elsewhere = WHO(7, "Anna@Example.com", "imap-password", 0, "imap.evil.example");
    mbx_keyring *k = memory_ring();
    mbx_secret *plain = NULL;
    mbx_opened opened;
    mbx_error err;
    char *unbound = sealed(k, &ANNA, "pw-anna"), *bound = NULL, *again = NULL;
    (void)state;
    /* before the first login it goes wherever the server is */
    assert_int_equal(mbx_envelope_open(k, &ANNA.o, "imap.example.com", unbound, strlen(unbound), &plain, &opened, &err), MBX_OK);
    assert_false(opened.bound);
    assert_true(opened.current);
    mbx_secret_free(plain);
    assert_int_equal(mbx_envelope_bind(k, &ANNA.o, "imap.example.com", unbound, strlen(unbound), &bound, &err), MBX_OK);
    assert_string_not_equal(unbound, bound);
    /* then to that server only: no other name opens it, and neither does none */
    assert_int_equal(mbx_envelope_open(k, &ANNA.o, "imap.example.com", bound, strlen(bound), &plain, &opened, &err), MBX_OK);
    assert_true(opened.bound);
    mbx_secret_free(plain);
    plain = NULL;
    assert_int_equal(mbx_envelope_open(k, &ANNA.o, "imap.evil.example", bound, strlen(bound), &plain, &opened, &err), MBX_E_AUTH);
    assert_int_equal(err.code, MBX_CODE_SEAL_HOST);
    assert_int_equal(mbx_envelope_open(k, &ANNA.o, "", bound, strlen(bound), &plain, &opened, &err), MBX_E_AUTH);
    assert_int_equal(err.code, MBX_CODE_SEAL_HOST);
    assert_false(opens(k, &elsewhere, bound, strlen(bound), "pw-anna"));
    /* and nobody but the owner, by typing it again, can bind it to another */
    assert_int_equal(mbx_envelope_bind(k, &ANNA.o, "imap.evil.example", bound, strlen(bound), &again, &err), MBX_E_AUTH);
    assert_int_equal(mbx_envelope_bind(k, &ANNA.o, "", unbound, strlen(unbound), &again, &err), MBX_E_ARGUMENT);
    assert_null(again);
    /* another person's is not "another server" */
    mbx_seal_owner bob = ANNA.o;
    bob.staff_id = 8;
    assert_int_equal(mbx_envelope_open(k, &bob, "imap.example.com", bound, strlen(bound), &plain, NULL, &err), MBX_E_AUTH);
    assert_int_equal(err.code, MBX_CODE_AUTH_SEAL);
    mbx_release(unbound);
    mbx_release(bound);
    mbx_keyring_release(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_address_and_host_in_any_case),
        cmocka_unit_test(test_refuses_what_is_no_password),
        cmocka_unit_test(test_length_does_not_show),
        cmocka_unit_test(test_same_password_never_the_same_text),
        cmocka_unit_test(test_every_bit),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_each_bound_field),
        cmocka_unit_test(test_every_field_of_another),
        cmocka_unit_test(test_swapping_staff_opens_nothing),
        cmocka_unit_test(test_wrong_ring_says_so),
        cmocka_unit_test(test_same_id_other_key),
        cmocka_unit_test(test_binding),
    };
    return cmocka_run_group_tests(tests, sealing_make_folder, sealing_remove_folder);
}
