/* What is stored must open with every later version: envelopes that other programs made, of both formats. */
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

/* An envelope made by an independent program (Python's `cryptography`, from the description in seal.h) for ring
 * "01020304 0001..1f", staff 7, anna@example.com, host "", plaintext "kept for ever": what is stored must open with
 * every later version. */
static const char SEALED_V1[] = "TUJYMQEBAgMEZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoPIycrLzM3Oz9DR0tOLLncYV0ljVAvlrbw5hKvR3FU3bx4F"
                                "aR8yGpRdLnHCNV4x5TLYocIPr2srbayug0skME5lleFdN4n453aGIyZLu5OI3GK9HWgZaGQIdpz5NhslNmi0s4jz_CVIRkQcWqk";

#define APPLICATION_KEY "0123456789abcdef0123456789abcdef"

static mbx_keyring *for_site(const mbx_keyring *of, const char *site, const char *key, const char *former)
{
    const mbx_str keys[] = {mbx_str_of(key), mbx_str_of(former)};
    mbx_keyring *k = NULL;
    mbx_error err;
    assert_int_equal(mbx_keyring_for_site(&k, of, site, keys, (size_t)((key != NULL) + (former != NULL)), &err), MBX_OK);
    return k;
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens_what_another_program_sealed),
        cmocka_unit_test(test_rotation_opens_old_and_seals_with_newest),
        cmocka_unit_test(test_format_2_of_another_program),
        cmocka_unit_test(test_format_1_has_no_epoch),
        cmocka_unit_test(test_renewal),
    };
    return cmocka_run_group_tests(tests, sealing_make_folder, sealing_remove_folder);
}
