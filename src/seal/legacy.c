#include "seal/legacy.h"

#include "base/alloc.h"
#include "base/base64text.h"
#include "base/digest.h"
#include "base/scratch.h"

#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

/* CodeIgniter 3's Encryption with its defaults: hex(HMAC-SHA-512 of what follows) | base64(IV | AES-128-CBC, PKCS#7). */
#define MAC_HEX 128
#define BLOCK 16

#define CIPHER_KEY 16

/* Both keys are HKDF-SHA-512 (RFC 5869) of the application's key, without salt: one block of output is enough. */
static mbx_status derive(mbx_str application_key, mbx_str info, uint8_t out[MBX_HASH_MAX], mbx_error *err)
{
    static const uint8_t no_salt[MBX_HASH_MAX];
    uint8_t prk[MBX_HASH_MAX];
    char input[32];
    mbx_status st = mbx_hmac(MBX_HASH_SHA512, no_salt, sizeof no_salt, application_key.p, application_key.n, prk, err);

    memcpy(input, info.p, info.n);
    input[info.n] = 1;
    if (st == MBX_OK)
        st = mbx_hmac(MBX_HASH_SHA512, prk, sizeof prk, input, info.n + 1, out, err);
    mbx_wipe(prk, sizeof prk);
    return st;
}

static bool is_hex(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'f')))
            return false;
    return true;
}

/* *is_r: it has the form; then out holds IV and ciphertext. */
static mbx_status take_apart(const char *value, size_t n, mbx_scratch *out, bool *is_r, mbx_error *err)
{
    size_t size = 0;
    mbx_status st;

    *is_r = false;
    if (n <= MAC_HEX || !is_hex(value, MAC_HEX))
        return MBX_OK;
    if ((st = mbx_scratch_new(out, (n - MAC_HEX) / 4 * 3 + 3, err)) != MBX_OK)
        return st;
    *is_r = mbx_base64text_decode(value + MAC_HEX, n - MAC_HEX, (uint8_t *)out->p, &size) && size >= 2 * BLOCK && size % BLOCK == 0;
    out->n = size;
    return MBX_OK;
}

static mbx_status does_not_open(mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_SEAL, "The stored password is encrypted, but not with this application key.");
}

static mbx_status decrypt(mbx_str key, const mbx_scratch *in, mbx_scratch *out, mbx_error *err)
{
    uint8_t derived[MBX_HASH_MAX];
    const uint8_t *p = (const uint8_t *)in->p;
    uint8_t *to = (uint8_t *)out->p;
    int n = 0, rest = 0;
    EVP_CIPHER_CTX *c = NULL;
    mbx_status st = derive(key, MBX_STR("encryption"), derived, err);

    if (st != MBX_OK)
        goto done;
    /* CodeIgniter derives as many bytes as the application's key has; PHP takes the first 16, or fills up with zeros */
    if (key.n < CIPHER_KEY)
        memset(derived + key.n, 0, CIPHER_KEY - key.n);
    c = EVP_CIPHER_CTX_new();
    if (!c || EVP_DecryptInit_ex(c, EVP_aes_128_cbc(), NULL, derived, p) != 1)
        st = mbx_fail_memory(err);
    else if (EVP_DecryptUpdate(c, to, &n, p + BLOCK, (int)(in->n - BLOCK)) != 1 || EVP_DecryptFinal_ex(c, to + n, &rest) != 1)
        st = does_not_open(err);
    else
        out->n = (size_t)n + (size_t)rest;
done:
    EVP_CIPHER_CTX_free(c);
    mbx_wipe(derived, sizeof derived);
    return st;
}

static mbx_status authentic(mbx_str key, const char *value, size_t n, mbx_error *err)
{
    uint8_t derived[MBX_HASH_MAX], mac[MBX_HASH_MAX];
    char hex[MAC_HEX + 1];
    mbx_status st = derive(key, MBX_STR("authentication"), derived, err);

    if (st == MBX_OK)
        st = mbx_hmac(MBX_HASH_SHA512, derived, sizeof derived, value + MAC_HEX, n - MAC_HEX, mac, err);
    mbx_wipe(derived, sizeof derived);
    if (st != MBX_OK)
        return st;
    mbx_hex(mac, sizeof mac, hex);
    return mbx_same_bytes(hex, value, MAC_HEX) ? MBX_OK : does_not_open(err);
}

/* Sealed, and opened again before the only other copy goes. */
static mbx_status convert(const mbx_keyring *k, const mbx_seal_owner *o, mbx_str plain, char **text_r, mbx_error *err)
{
    mbx_secret *again = NULL;
    char *text = NULL;
    mbx_status st = mbx_envelope_seal(k, o, "", plain.p, plain.n, &text, err);

    if (st == MBX_OK)
        st = mbx_envelope_open(k, o, "", text, strlen(text), &again, NULL, err);
    if (st == MBX_OK && !mbx_str_same(mbx_secret_bytes(again), plain))
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_SEAL, "What was sealed does not open as it was.");
    mbx_secret_free(again);
    if (st == MBX_OK)
        *text_r = text;
    else
        mbx_release(text);
    return st;
}

mbx_status mbx_legacy_seal(const mbx_keyring *k, const mbx_seal_owner *o, const char *value, size_t n, mbx_str application_key, mbx_legacy_kind *kind_r, char **text_r,
                           mbx_error *err)
{
    mbx_scratch encrypted = {0}, plain = {0};
    char id[2 * MBX_KEY_ID_SIZE + 1];
    bool is = false;
    mbx_status st;

    *text_r = NULL;
    if (mbx_envelope_key_id(value, n, id)) {
        *kind_r = MBX_LEGACY_ENVELOPE;
        return MBX_OK;
    }
    if (n > INT_MAX / 2)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PASSWORD, "The stored password is too long.");
    if ((st = take_apart(value, n, &encrypted, &is, err)) != MBX_OK)
        goto done;
    if (!is) {
        *kind_r = MBX_LEGACY_PLAIN;
        st = convert(k, o, (mbx_str){value, n}, text_r, err);
        goto done;
    }
    *kind_r = MBX_LEGACY_CODEIGNITER;
    if ((st = authentic(application_key, value, n, err)) != MBX_OK || (st = mbx_scratch_new(&plain, encrypted.n, err)) != MBX_OK ||
        (st = decrypt(application_key, &encrypted, &plain, err)) != MBX_OK)
        goto done;
    st = convert(k, o, mbx_scratch_str(&plain), text_r, err);
done:
    mbx_scratch_free(&encrypted);
    mbx_scratch_free(&plain);
    return st;
}
