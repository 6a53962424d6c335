/* Passwords that were stored before: in clear, and as CodeIgniter 3 encrypts them. */
#include "sealing.h"

#include "base/alloc.h"
#include "seal/legacy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
        cmocka_unit_test(test_legacy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
