/* What the envelope is made with: HKDF must give what RFC 5869 appendix A says, base64url what RFC 4648 says. */
#include "sealing.h"

#include "seal/base64url.h"
#include "seal/hkdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
        size_t n = from_hex(rows[i].okm, want);
        size_t key_n = from_hex(rows[i].key, key), salt_n = from_hex(rows[i].salt, salt), info_n = from_hex(rows[i].info, info);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hkdf_of_the_rfc),
        cmocka_unit_test(test_base64url_of_the_rfc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
