/* The credential envelope: nobody's bytes open, whatever was sealed opens as it was and not with one bit changed, and
 * old stored values become envelopes or errors. */
#include "fuzz.h"

#include "base/alloc.h"
#include "seal/base64url.h"
#include "seal/legacy.h"

static const mbx_seal_owner owner = {.staff_id = 7, .sign_in_address = "anna@example.com", .purpose = "imap-password"};

static void refused(const mbx_keyring *k, const char *text, size_t n)
{
    mbx_secret *s = NULL;
    char *other = NULL, id[2 * MBX_KEY_ID_SIZE + 1];
    mbx_error err;
    REQUIRE(mbx_envelope_open(k, &owner, "host", text, n, &s, NULL, &err) == MBX_E_AUTH && !s);
    REQUIRE(mbx_envelope_bind(k, &owner, "host", text, n, &other, &err) == MBX_E_AUTH && !other);
    REQUIRE(mbx_envelope_renew(k, &owner, "host", text, n, &other, &err) == MBX_E_AUTH && !other);
    if (mbx_envelope_key_id(text, n, id))
        REQUIRE(strlen(id) == 2 * MBX_KEY_ID_SIZE);
}

static void opens(const mbx_keyring *k, const char *host, const char *text, const char *plain, size_t n)
{
    mbx_secret *s = NULL;
    mbx_error err;
    REQUIRE(mbx_envelope_open(k, &owner, host, text, strlen(text), &s, NULL, &err) == MBX_OK);
    REQUIRE(mbx_str_same(mbx_secret_bytes(s), (mbx_str){plain, n}));
    mbx_secret_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static mbx_keyring *k;
    fuzz_cuts cuts = fuzz_cuts_of(data, size);
    char *in = fuzz_copy(data, size), *text = NULL, *armoured = malloc(mbx_base64url_size(size) + 1);
    mbx_legacy_kind kind;
    mbx_error err;
    REQUIRE(armoured && (k || mbx_keyring_in_memory(&k, &err) == MBX_OK));
    refused(k, in, size);
    mbx_base64url_encode(data, size, armoured);
    refused(k, armoured, strlen(armoured));
    if (mbx_envelope_seal(k, &owner, "", in, size, &text, &err) == MBX_OK) {
        char *bound = NULL;
        size_t n = strlen(text), bit = fuzz_random(&cuts) % (n * 8);
        opens(k, "", text, in, size);
        opens(k, "host", text, in, size);
        REQUIRE(mbx_envelope_bind(k, &owner, "host", text, n, &bound, &err) == MBX_OK);
        opens(k, "host", bound, in, size);
        text[bit / 8] ^= (char)(1 << bit % 8);
        refused(k, text, n);
        mbx_release(bound);
        mbx_release(text);
        text = NULL;
    } else {
        REQUIRE(err.code == MBX_CODE_INPUT_PASSWORD);
    }
    if (mbx_legacy_seal(k, &owner, in, size, MBX_STR("key"), &kind, &text, &err) == MBX_OK) {
        REQUIRE((text == NULL) == (kind == MBX_LEGACY_ENVELOPE) && kind != MBX_LEGACY_CODEIGNITER);
        if (text)
            opens(k, "", text, in, size);
        mbx_release(text);
    } else {
        REQUIRE(!text);
    }
    free(armoured);
    free(in);
    return 0;
}
