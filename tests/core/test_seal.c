/* The credential envelope and the key ring. What HKDF must give is known from RFC 5869 appendix A; that nothing but
 * the right key, person, purpose and host opens an envelope is tried exhaustively. */
#include "base/alloc.h"
#include "seal/base64url.h"
#include "seal/hkdf.h"
#include "seal/keyring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const mbx_seal_context ANNA = {7, "Anna@Example.com", "imap-password", ""};

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/mbx-seal-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void in_folder(char *out, size_t n, const char *name)
{
    snprintf(out, n, "%s/%s", folder, name);
}

static void put_file(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static mbx_keyring *memory_ring(void)
{
    mbx_keyring *k = NULL;
    mbx_error err;
    assert_int_equal(mbx_keyring_in_memory(&k, &err), MBX_OK);
    return k;
}

static char *sealed(const mbx_keyring *k, const mbx_seal_context *c, const char *plain)
{
    char *text = NULL;
    mbx_error err;
    assert_int_equal(mbx_seal(k, c, plain, strlen(plain), &text, &err), MBX_OK);
    return text;
}

static bool opens(const mbx_keyring *k, const mbx_seal_context *c, const char *text, size_t n, const char *want)
{
    mbx_secret *s = NULL;
    mbx_error err;
    mbx_status st = mbx_unseal(k, c, text, n, &s, &err);
    if (st != MBX_OK) {
        assert_int_equal(st, MBX_E_AUTH);
        assert_int_equal(err.code, MBX_CODE_AUTH_SEAL);
        assert_null(strstr(err.message, want));
        return false;
    }
    mbx_str got = mbx_secret_bytes(s);
    assert_true(mbx_str_same(got, mbx_str_of(want)));
    mbx_secret_free(s);
    return true;
}

static size_t hex(const char *text, uint8_t *out)
{
    size_t n = strlen(text) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned v;
        assert_int_equal(sscanf(text + 2 * i, "%2x", &v), 1);
        out[i] = (uint8_t)v;
    }
    return n;
}

static void test_hkdf_of_the_rfc(void **state)
{
    static const struct {
        const char *key, *salt, *info, *okm;
    } rows[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
         "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4"
         "04142434445464748494a4b4c4d4e4f",
         "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa"
         "0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
         "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff"
         "0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
         "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71c"
         "c30c58179ec3e87c14c01d5c1f3434f1d87"},
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
         "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t key[128], salt[128], info[128], want[128], got[128];
        mbx_error err;
        size_t n = hex(rows[i].okm, want);
        size_t key_n = hex(rows[i].key, key), salt_n = hex(rows[i].salt, salt), info_n = hex(rows[i].info, info);
        assert_int_equal(mbx_hkdf_sha256(key, key_n, salt, salt_n, info, info_n, got, n, &err), MBX_OK);
        assert_memory_equal(got, want, n);
    }
}

static void test_base64url_of_the_rfc(void **state)
{
    /* RFC 4648 section 10 without padding, and the two letters that differ from base64 */
    static const struct {
        const char *bytes, *text;
    } rows[] = {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
    static const char *const wrong[] = {"Z", "Zm9vY", "Zg==", "Zh", "Zm9", "Z m8", "Zm+v", "Zm/v", "Zm9v\n"};
    uint8_t out[32];
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[32];
        n = strlen(rows[i].bytes);
        mbx_base64url_encode((const uint8_t *)rows[i].bytes, n, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(mbx_base64url_size(n), strlen(text));
        assert_true(mbx_base64url_decode(text, strlen(text), out, &n));
        assert_int_equal(n, strlen(rows[i].bytes));
        assert_memory_equal(out, rows[i].bytes, n);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(mbx_base64url_decode(wrong[i], strlen(wrong[i]), out, &n));
}

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
    mbx_seal_context c = ANNA;
    (void)state;
    c.host = "IMAP.Example.com";
    char *text = sealed(k, &c, "pw-anna");
    c.sign_in_address = "aNNA@example.COM";
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
        assert_int_equal(mbx_seal(k, &ANNA, rows[i].p, rows[i].n, &text, &err), MBX_E_ARGUMENT);
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
    uint8_t bytes[256];
    char text[400];
    size_t n, tried = 0;
    char *good = sealed(k, &ANNA, "correct horse");
    (void)state;
    assert_true(mbx_base64url_decode(good, strlen(good), bytes, &n));
    assert_int_equal(n, 149);
    for (size_t bit = 0; bit < n * 8; bit++, tried++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        mbx_base64url_encode(bytes, n, text);
        assert_false(opens(k, &ANNA, text, strlen(text), "correct horse"));
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    /* the text's own bits too: another spelling of the same bytes is not the same envelope */
    for (size_t bit = 0; bit < strlen(good) * 8; bit++, tried++) {
        memcpy(text, good, strlen(good) + 1);
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(opens(k, &ANNA, text, strlen(good), "correct horse"));
    }
    assert_true(opens(k, &ANNA, good, strlen(good), "correct horse"));
    print_message("%zu bit flips refused\n", tried);
    mbx_release(good);
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
    static const mbx_seal_context others[] = {
        {8, "Anna@Example.com", "imap-password", ""},
        {-7, "Anna@Example.com", "imap-password", ""},
        {70, "Anna@Example.com", "imap-password", ""},
        {7, "Anna@Example.org", "imap-password", ""},
        {7, "Anna@Example.com ", "imap-password", ""},
        {7, "", "imap-password", ""},
        {7, "Anna@Example.com", "oauth-refresh", ""},
        {7, "Anna@Example.com", "", ""},
        {7, "Anna@Example.com", "imap-password", "imap.example.com"},
        /* the same bytes cut elsewhere: the length prefixes tell them apart */
        {7, "Anna@Example.co", "imap-password", "m"},
    };
    mbx_keyring *k = memory_ring();
    char *text = sealed(k, &ANNA, "pw-of-anna");
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(opens(k, &others[i], text, strlen(text), "pw-of-anna"));
    assert_true(opens(k, &ANNA, text, strlen(text), "pw-of-anna"));
    mbx_release(text);
    mbx_keyring_release(k);
}

static void test_swapping_staff_opens_nothing(void **state)
{
    enum { N = 50 };
    mbx_keyring *k = memory_ring();
    char *texts[N], address[N][32], plain[N][32];
    mbx_seal_context who[N];
    size_t opened = 0;
    (void)state;
    for (int i = 0; i < N; i++) {
        snprintf(address[i], sizeof address[i], "staff%d@example.com", i);
        snprintf(plain[i], sizeof plain[i], "secret of %d", i);
        who[i] = (mbx_seal_context){i + 1, address[i], "imap-password", ""};
        texts[i] = sealed(k, &who[i], plain[i]);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            if (opens(k, &who[i], texts[j], strlen(texts[j]), plain[j])) {
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
    assert_int_equal(mbx_unseal(other, &ANNA, text, strlen(text), &s, &err), MBX_E_AUTH);
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
    assert_int_equal(mbx_unseal(b, &ANNA, text, strlen(text), &s, &err), MBX_E_AUTH);
    assert_non_null(strstr(err.message, "another key"));
    mbx_release(text);
    mbx_keyring_release(a);
    mbx_keyring_release(b);
}

/* An envelope made by an independent program (Python's `cryptography`, from the description in seal.h) for ring
 * "01020304 0001..1f", staff 7, anna@example.com, host "", plaintext "kept for ever": what is stored must open with
 * every later version. */
static const char SEALED_V1[] = "TUJYMQEBAgMEZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoPIycrLzM3Oz9DR0tOLLncYV0ljVAvlrbw5hKvR3FU3bx4F"
                                "aR8yGpRdLnHCNV4x5TLYocIPr2srbayug0skME5lleFdN4n453aGIyZLu5OI3GK9HWgZaGQIdpz5NhslNmi0s4jz_CVIRkQcWqk";

static void test_opens_what_another_program_sealed(void **state)
{
    char path[128];
    mbx_keyring *k = NULL;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "v1");
    put_file(path, "01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    assert_true(opens(k, &ANNA, SEALED_V1, strlen(SEALED_V1), "kept for ever"));
    mbx_keyring_release(k);
}

static void test_rotation_opens_old_and_seals_with_newest(void **state)
{
    char path[128], text[400];
    mbx_keyring *k = NULL;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "rotated");
    snprintf(text, sizeof text, "# two keys\n\nAABBCCDD %064d\r\n01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 7);
    put_file(path, text, 0400);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    assert_true(opens(k, &ANNA, SEALED_V1, strlen(SEALED_V1), "kept for ever"));
    char *now = sealed(k, &ANNA, "new");
    uint8_t bytes[256];
    size_t n;
    assert_true(mbx_base64url_decode(now, strlen(now), bytes, &n));
    assert_memory_equal(bytes, "MBX1\x01\xaa\xbb\xcc\xdd", 9);
    mbx_release(now);
    mbx_keyring_release(k);
}

static void test_create_and_load(void **state)
{
    char path[128];
    struct stat s;
    mbx_keyring *a = NULL, *b = NULL;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "ring");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0600);
    assert_int_equal(s.st_size, 74);
    assert_int_equal(mbx_keyring_load(&a, path, &err), MBX_OK);
    char *text = sealed(a, &ANNA, "pw");

    /* never overwritten */
    assert_int_equal(mbx_keyring_create(path, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_SEAL_KEY);
    assert_int_equal(mbx_keyring_load(&b, path, &err), MBX_OK);
    assert_true(opens(b, &ANNA, text, strlen(text), "pw"));
    assert_ptr_equal(mbx_keyring_hold(b), b);
    mbx_keyring_release(b);
    assert_true(opens(b, &ANNA, text, strlen(text), "pw"));
    mbx_keyring_release(b);
    mbx_keyring_release(a);
    mbx_release(text);

    in_folder(path, sizeof path, "no/such/folder");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_E_STORE);
}

static void refuse_ring(const char *text, mode_t mode, const char *in_message)
{
    char path[128];
    mbx_keyring *k = NULL;
    mbx_error err;
    in_folder(path, sizeof path, "bad");
    put_file(path, text, mode);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_SEAL_KEY);
    if (!strstr(err.message, in_message))
        fail_msg("\"%s\" is not in \"%s\"", in_message, err.message);
    assert_null(strstr(err.message, "0001020304050607"));
    assert_null(k);
}

#define GOOD_LINE "01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

static void test_refuses_bad_rings(void **state)
{
    static char many[80 * 300];
    mbx_keyring *k = NULL;
    mbx_error err;
    (void)state;
    static const mode_t open_modes[] = {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666, 0777};
    for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++)
        refuse_ring(GOOD_LINE, open_modes[i], "open to other users");
    refuse_ring("", 0600, "holds no key");
    refuse_ring("\n# nothing\n\n", 0600, "holds no key");
    refuse_ring("01020304 00\n", 0600, "Line 1");
    refuse_ring(GOOD_LINE "01020304", 0600, "Line 2");
    refuse_ring(GOOD_LINE GOOD_LINE, 0600, "repeats");
    refuse_ring("0102030g 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, "Line 1");
    refuse_ring("01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fff\n", 0600, "Line 1");
    refuse_ring("01020304\t000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, "Line 1");
    for (int i = 0; i < 257; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "%08x %064x\n", (unsigned)i, (unsigned)i);
    refuse_ring(many, 0600, "more than 256");

    assert_int_equal(mbx_keyring_load(&k, folder, &err), MBX_E_STORE);
    assert_non_null(strstr(err.message, "is not a file"));
    assert_int_equal(mbx_keyring_load(&k, "/no/such/ring", &err), MBX_E_STORE);
    assert_non_null(strstr(err.message, "No such file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hkdf_of_the_rfc),
        cmocka_unit_test(test_base64url_of_the_rfc),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_address_and_host_in_any_case),
        cmocka_unit_test(test_refuses_what_is_no_password),
        cmocka_unit_test(test_length_does_not_show),
        cmocka_unit_test(test_same_password_never_the_same_text),
        cmocka_unit_test(test_every_bit),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_each_bound_field),
        cmocka_unit_test(test_swapping_staff_opens_nothing),
        cmocka_unit_test(test_wrong_ring_says_so),
        cmocka_unit_test(test_same_id_other_key),
        cmocka_unit_test(test_opens_what_another_program_sealed),
        cmocka_unit_test(test_rotation_opens_old_and_seals_with_newest),
        cmocka_unit_test(test_create_and_load),
        cmocka_unit_test(test_refuses_bad_rings),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
