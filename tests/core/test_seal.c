/* The credential envelope and the key ring. What HKDF must give is known from RFC 5869 appendix A; that nothing but
 * the right key, person, purpose and host opens an envelope is tried exhaustively. */
#include "base/alloc.h"
#include "seal/base64url.h"
#include "seal/envelope.h"
#include "seal/hkdf.h"
#include "seal/legacy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct who { /* an owner and a host */
    mbx_seal_owner o;
    const char *host;
} who;

#define WHO(id, address, purpose_, epoch_, host_) {{.staff_id = id, .sign_in_address = address, .purpose = purpose_, .epoch = epoch_}, host_}

static const who ANNA = WHO(7, "Anna@Example.com", "imap-password", 0, "");
static const who ANNA_BOUND = WHO(7, "Anna@Example.com", "imap-password", 0, "imap.example.com");

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

static char *sealed(const mbx_keyring *k, const who *c, const char *plain)
{
    char *text = NULL;
    mbx_error err;
    assert_int_equal(mbx_envelope_seal(k, &c->o, c->host, plain, strlen(plain), &text, &err), MBX_OK);
    return text;
}

static bool opens(const mbx_keyring *k, const who *c, const char *text, size_t n, const char *want)
{
    mbx_secret *s = NULL;
    mbx_error err;
    mbx_status st = mbx_envelope_open(k, &c->o, c->host, text, n, &s, NULL, &err);
    if (st != MBX_OK) {
        assert_int_equal(st, MBX_E_AUTH);
        assert_true(err.code == MBX_CODE_AUTH_SEAL || err.code == MBX_CODE_SEAL_HOST);
        assert_null(s);
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

static size_t flip_every_bit(const mbx_keyring *k, const who *c, const char *good, const char *plain)
{
    uint8_t bytes[256];
    char text[400];
    size_t n, tried = 0, length = strlen(good);
    assert_true(mbx_base64url_decode(good, length, bytes, &n));
    assert_int_equal(n, 149);
    for (size_t bit = 0; bit < n * 8; bit++, tried++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        mbx_base64url_encode(bytes, n, text);
        assert_false(opens(k, c, text, strlen(text), plain));
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    /* the text's own bits too: another spelling of the same bytes is not the same envelope */
    for (size_t bit = 0; bit < length * 8; bit++, tried++) {
        memcpy(text, good, length + 1);
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(opens(k, c, text, length, plain));
    }
    for (size_t i = 0; i < length; i++, tried++)
        assert_false(opens(k, c, good, i, plain));
    assert_true(opens(k, c, good, length, plain));
    return tried;
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
    assert_memory_equal(bytes, "MBX1\x02\xaa\xbb\xcc\xdd", 9);
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

#define RING_V1 "01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
#define APPLICATION_KEY "0123456789abcdef0123456789abcdef"

static mbx_keyring *ring_of(const char *text)
{
    char path[128];
    mbx_keyring *k = NULL;
    mbx_error err;
    in_folder(path, sizeof path, "ring-of");
    put_file(path, text, 0600);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    return k;
}

static mbx_keyring *for_site(const mbx_keyring *of, const char *site, const char *key, const char *former)
{
    const mbx_str keys[] = {mbx_str_of(key), mbx_str_of(former)};
    mbx_keyring *k = NULL;
    mbx_error err;
    assert_int_equal(mbx_keyring_for_site(&k, of, site, keys, (size_t)((key != NULL) + (former != NULL)), &err), MBX_OK);
    return k;
}

/* Made by Python's `cryptography` from the description in envelope.h: site "site-5f3a", the application key above,
 * staff 7, anna@example.com, epoch 3, bound to imap.example.com. */
static const char SEALED_V2[] = "TUJYMQIBAgMEZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoPIycrLzM3Oz9DR0tOf5ge5x44kClxSn07cQuKWsbxeg-f1"
                                "008plRKr2wbaRYKoIpGTatEuRCzjvv9NNFoj93uxBRDLR1WsI1WICuP_liBtj8gz3pCeXtNs9czuqZulTFauxRK5H5lxBT4VJI8";

static void test_format_2_of_another_program(void **state)
{
    static const who anna = WHO(7, "ANNA@example.com", "imap-password", 3, "IMAP.example.com");
    mbx_keyring *file = ring_of(RING_V1);
    mbx_keyring *right = for_site(file, "site-5f3a", APPLICATION_KEY, NULL), *former = for_site(file, "site-5f3a", "a new one", APPLICATION_KEY);
    mbx_keyring *wrong[] = {for_site(file, "site-5f3b", APPLICATION_KEY, NULL), for_site(file, "site-5f3a", "another", NULL),
                            for_site(file, "site-5f3a", NULL, NULL), for_site(file, "", APPLICATION_KEY, NULL), mbx_keyring_hold(file)};
    (void)state;
    assert_true(opens(right, &anna, SEALED_V2, strlen(SEALED_V2), "kept for ever"));
    assert_true(opens(former, &anna, SEALED_V2, strlen(SEALED_V2), "kept for ever"));
    assert_true(flip_every_bit(right, &anna, SEALED_V2, "kept for ever") > 2900);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(opens(wrong[i], &anna, SEALED_V2, strlen(SEALED_V2), "kept for ever"));
        mbx_keyring_release(wrong[i]);
    }
    /* the application's key without the file's */
    mbx_keyring *memory = memory_ring(), *alone = for_site(memory, "site-5f3a", APPLICATION_KEY, NULL);
    assert_false(opens(alone, &anna, SEALED_V2, strlen(SEALED_V2), "kept for ever"));
    mbx_keyring_release(alone);
    mbx_keyring_release(memory);
    mbx_keyring_release(former);
    mbx_keyring_release(right);
    mbx_keyring_release(file);
}

/* Format 1 opens, wherever the ring is used, but not once somebody else has reset the sign-in. */
static void test_format_1_has_no_epoch(void **state)
{
    static const who later = WHO(7, "Anna@Example.com", "imap-password", 1, "");
    mbx_keyring *file = ring_of(RING_V1), *site = for_site(file, "site", APPLICATION_KEY, NULL);
    (void)state;
    assert_true(opens(site, &ANNA, SEALED_V1, strlen(SEALED_V1), "kept for ever"));
    assert_true(opens(site, &ANNA_BOUND, SEALED_V1, strlen(SEALED_V1), "kept for ever"));
    assert_false(opens(site, &later, SEALED_V1, strlen(SEALED_V1), "kept for ever"));
    assert_true(flip_every_bit(file, &ANNA, SEALED_V1, "kept for ever") > 2900);
    mbx_keyring_release(site);
    mbx_keyring_release(file);
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

static char *renewed(const mbx_keyring *k, const who *c, const char *text)
{
    char *now = NULL;
    mbx_error err;
    assert_int_equal(mbx_envelope_renew(k, &c->o, c->host, text, strlen(text), &now, &err), MBX_OK);
    return now;
}

/* Rotation as it is run: a new key in front, then row by row, stopped and begun again anywhere, then the old key out. */
static void test_rotation(void **state)
{
    enum { N = 20 };
    char path[128], left_over[140], *rows[N], old_id[9], new_id[9], id[9], first[80];
    mbx_keyring *k = NULL;
    mbx_error err;
    struct stat s;
    (void)state;
    in_folder(path, sizeof path, "rotation");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    for (int i = 0; i < N; i++)
        rows[i] = sealed(k, i % 2 ? &ANNA : &ANNA_BOUND, "pw");
    assert_true(mbx_envelope_key_id(rows[0], strlen(rows[0]), old_id));
    mbx_keyring_release(k);

    snprintf(left_over, sizeof left_over, "%s.new", path);
    put_file(left_over, "half a", 0600); /* of a rotation that was killed */
    assert_int_equal(mbx_keyring_rotate(path, &err), MBX_OK);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0600);
    assert_int_equal(s.st_size, 2 * 74);
    assert_int_not_equal(access(left_over, F_OK), 0);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < (round ? N : N / 2); i++) {
            char *now = renewed(k, i % 2 ? &ANNA : &ANNA_BOUND, rows[i]);
            assert_int_equal(now == NULL, round == 1 && i < N / 2);
            if (now) {
                mbx_release(rows[i]);
                rows[i] = now;
            }
        }
    for (int i = 0; i < N; i++) {
        assert_true(mbx_envelope_key_id(rows[i], strlen(rows[i]), new_id));
        assert_string_not_equal(new_id, old_id);
        /* bound as it was */
        assert_true(opens(k, i % 2 ? &ANNA : &ANNA_BOUND, rows[i], strlen(rows[i]), "pw"));
        assert_int_equal(opens(k, &ANNA, rows[i], strlen(rows[i]), "pw"), i % 2);
    }
    mbx_keyring_release(k);
    FILE *f = fopen(path, "r");
    assert_non_null(fgets(first, sizeof first, f));
    fclose(f);
    assert_memory_equal(first, new_id, 8);
    put_file(path, first, 0600);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    for (int i = 0; i < N; i++) {
        assert_true(opens(k, i % 2 ? &ANNA : &ANNA_BOUND, rows[i], strlen(rows[i]), "pw"));
        mbx_release(rows[i]);
    }
    mbx_keyring_release(k);
    assert_false(mbx_envelope_key_id("plain password", 14, id));
    assert_int_equal(mbx_keyring_rotate("/no/such/ring", &err), MBX_E_STORE);
    put_file(path, "no key\n", 0600);
    assert_int_equal(mbx_keyring_rotate(path, &err), MBX_E_STORE);
}

/* Many at once, each in a process of its own: no key gets lost. */
static void test_rotations_at_once(void **state)
{
    enum { N = 8 };
    char path[128];
    struct stat s;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "at-once");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    for (int i = 0; i < N; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(mbx_keyring_rotate(path, &err) == MBX_OK ? 0 : 1);
    }
    for (int i = 0, status; i < N; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_size, (N + 1) * 74);
}

/* What is old in other ways is renewed too: format 1, a former application key. */
static void test_renewal(void **state)
{
    mbx_keyring *file = ring_of(RING_V1), *was = for_site(file, "site", "old app key", NULL), *is = for_site(file, "site", "new app key", "old app key");
    char *old = sealed(was, &ANNA_BOUND, "pw"), *now = renewed(is, &ANNA_BOUND, old), *one;
    (void)state;
    assert_non_null(now);
    assert_false(opens(was, &ANNA_BOUND, now, strlen(now), "pw"));
    assert_null(renewed(is, &ANNA_BOUND, now));
    one = renewed(is, &ANNA_BOUND, SEALED_V1);
    assert_non_null(one);
    assert_true(opens(is, &ANNA, one, strlen(one), "kept for ever")); /* it was unbound and stays so */
    assert_false(opens(file, &ANNA, one, strlen(one), "kept for ever"));
    mbx_release(old);
    mbx_release(now);
    mbx_release(one);
    mbx_keyring_release(is);
    mbx_keyring_release(was);
    mbx_keyring_release(file);
}

/* Made by PHP's hash_hkdf(), openssl_encrypt() and hash_hmac() as CodeIgniter 3 calls them, for the application key
 * "d41d8cd98f00b204e9800998ecf8427e", the last for "short". */
static const char *const CODEIGNITER[][2] = {
    {"hunter2 <%>",
     "9a7506b1ef5de764237c714097bf59804f9a47730f9d019f0ae92df3a48e4ff0c4bf9997ebe33a7b6deb28cddaad98b1f1d1d9b7334b1d1f11e0dba7d9450eadQUFBQUFBQUFBQUFBQUFBQZwKrOBS+Z2nhbQrpqqJopo="},
    {"p\xc3\xa4ssw\xc3\xb6rd",
     "0f0e38c422eeae5c45fcfa7fb910ff39cbd9405a33062a9b3bb3fd03ee3dae3b64e1b69a8053b0e4416cbf44642e56e06eb3deb3e45ab74e5ca3105dd41b4162QkJCQkJCQkJCQkJCQkJCQtOTAIsJi+dU7mLbxBM+gvQ="},
    {"0123456789abcdef",
     "90e94433c6a5de71c08f18cc0a11a361479bc8f6d035ee02747b6c67c9db6c2113f380fe5d547720743c96f24114e8ba7cf299d50d75549bf524ee4477c61121Q0NDQ0NDQ0NDQ0NDQ0NDQ8gamQd3nSlm56Wh3tyhkPW4BVkBfYq8yMnPMQ7qZ60Q"},
    {"", "959eab31afb593419c7a5df48227a6bdc7134a053a63479412cbd95e2ed311d79704ef20e6a9961abde2761628c6d6c641a635393f20b6ab810c53f46430d062RERERERERERERERERERERGHPi19bps7R+feGdodG4Fs="},
    {"short key",
     "bcdf38ece60f1dc5b8eab8986be7323afa407c43cda2e808a1058661ac6e02d55ad8552891da0fe400d8207068a4d5e8939ccfc6d00e1d24655b3876037066f9eHh4eHh4eHh4eHh4eHh4eLYBr5+d4fOafwC8BRISpZA="},
};

static mbx_status convert(const mbx_keyring *k, const char *value, size_t n, const char *key, mbx_legacy_kind *kind, char **text, mbx_error *err)
{
    return mbx_legacy_seal(k, &ANNA.o, value, n, mbx_str_of(key), kind, text, err);
}

static void test_legacy(void **state)
{
    static const char key[] = "d41d8cd98f00b204e9800998ecf8427e";
    static const char *const clear[] = {"secret", "%", "0123456789abcdef0123456789abcdef", "TUJYMQ"};
    mbx_keyring *k = memory_ring();
    mbx_legacy_kind kind;
    mbx_error err;
    char *text = NULL, *again = NULL, bent[300];
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        const char *value = CODEIGNITER[i][1], *with = i == 4 ? "short" : key;
        mbx_status st = convert(k, value, strlen(value), with, &kind, &text, &err);
        if (i == 3) { /* an empty password is none */
            assert_int_equal(st, MBX_E_ARGUMENT);
            assert_null(text);
            continue;
        }
        assert_int_equal(st, MBX_OK);
        assert_int_equal(kind, MBX_LEGACY_CODEIGNITER);
        assert_true(opens(k, &ANNA, text, strlen(text), CODEIGNITER[i][0]));
        /* done once, it is left alone */
        assert_int_equal(convert(k, text, strlen(text), key, &kind, &again, &err), MBX_OK);
        assert_int_equal(kind, MBX_LEGACY_ENVELOPE);
        assert_null(again);
        mbx_release(text);
        text = NULL;
        assert_int_equal(convert(k, value, strlen(value), "another key", &kind, &text, &err), MBX_E_AUTH);
        assert_null(text);
        for (size_t bit = 0; bit < strlen(value) * 8; bit++) {
            strcpy(bent, value);
            bent[bit / 8] ^= (char)(1 << bit % 8);
            st = convert(k, bent, strlen(value), with, &kind, &text, &err);
            /* a letter that belongs to neither part makes it a password in clear, as it stands */
            if (st == MBX_OK && kind != MBX_LEGACY_PLAIN)
                fail_msg("value %zu bit %zu", i, bit);
            mbx_release(text);
            text = NULL;
        }
    }
    for (size_t i = 0; i < sizeof clear / sizeof *clear; i++) {
        assert_int_equal(convert(k, clear[i], strlen(clear[i]), key, &kind, &text, &err), MBX_OK);
        assert_int_equal(kind, MBX_LEGACY_PLAIN);
        assert_true(opens(k, &ANNA, text, strlen(text), clear[i]));
        mbx_release(text);
        text = NULL;
    }
    assert_int_equal(convert(k, "", 0, key, &kind, &text, &err), MBX_E_ARGUMENT);
    assert_int_equal(convert(k, "a\0b", 3, key, &kind, &text, &err), MBX_E_ARGUMENT);
    mbx_keyring_release(k);
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
        cmocka_unit_test(test_every_field_of_another),
        cmocka_unit_test(test_format_2_of_another_program),
        cmocka_unit_test(test_format_1_has_no_epoch),
        cmocka_unit_test(test_binding),
        cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_rotations_at_once),
        cmocka_unit_test(test_renewal),
        cmocka_unit_test(test_legacy),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
