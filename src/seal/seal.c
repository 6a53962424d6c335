#include "seal/seal.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "seal/base64url.h"
#include "seal/hkdf.h"
#include "seal/keyring.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#define MAGIC "MBX1"
#define ALG_AES_256_GCM 1
#define KEY_SIZE 32
#define SALT_SIZE 32
#define NONCE_SIZE 12
#define COMMITMENT_SIZE 16
#define TAG_SIZE 16
#define PAD 64

enum {
    AT_ALG = sizeof MAGIC - 1,
    AT_KEY_ID = AT_ALG + 1,
    AT_SALT = AT_KEY_ID + MBX_KEY_ID_SIZE,
    AT_NONCE = AT_SALT + SALT_SIZE,
    AT_COMMITMENT = AT_NONCE + NONCE_SIZE,
    AT_CIPHERTEXT = AT_COMMITMENT + COMMITMENT_SIZE
};

/* What one record is sealed with. */
typedef struct record_keys {
    uint8_t key[KEY_SIZE];
    /* Stored beside the ciphertext and compared before decryption: AES-GCM alone does not bind a ciphertext to one
     * key (one can be made that opens under two), and a wrong key file gets a message of its own. */
    uint8_t commitment[COMMITMENT_SIZE];
} record_keys;

static mbx_status derive(record_keys *out, const mbx_ring_key *from, const uint8_t salt[SALT_SIZE], const char *purpose, mbx_error *err)
{
    uint8_t both[KEY_SIZE + COMMITMENT_SIZE];
    char info[128];
    int n = snprintf(info, sizeof info, "mailbox/v1/credential/%s", purpose);
    mbx_status st;

    if (n < 0 || (size_t)n >= sizeof info)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The purpose of a sealed password is too long.");
    st = mbx_hkdf_sha256(from->key, sizeof from->key, salt, SALT_SIZE, (const uint8_t *)info, (size_t)n, both, sizeof both, err);
    if (st == MBX_OK) {
        memcpy(out->key, both, KEY_SIZE);
        memcpy(out->commitment, both + KEY_SIZE, COMMITMENT_SIZE);
    }
    mbx_wipe(both, sizeof both);
    return st;
}

static mbx_status add_field(mbx_buf *out, const char *p, size_t n, bool fold)
{
    const char length[4] = {(char)(n >> 24 & 0xFF), (char)(n >> 16 & 0xFF), (char)(n >> 8 & 0xFF), (char)(n & 0xFF)};
    mbx_status st = mbx_buf_add(out, length, sizeof length);
    for (size_t i = 0; st == MBX_OK && i < n; i++)
        st = mbx_buf_add_char(out, fold ? mbx_lower(p[i]) : p[i]);
    return st;
}

/* The associated data: each field with its length in front, so that no two lists of fields give the same bytes. */
static mbx_status bind(mbx_buf *out, const uint8_t *key_id, const mbx_seal_context *c, mbx_error *err)
{
    char id[24];
    const char alg = ALG_AES_256_GCM;
    mbx_status st;

    (void)snprintf(id, sizeof id, "%" PRId64, c->staff_id);
    if ((st = add_field(out, MAGIC, sizeof MAGIC - 1, false)) != MBX_OK || (st = add_field(out, &alg, 1, false)) != MBX_OK ||
        (st = add_field(out, (const char *)key_id, MBX_KEY_ID_SIZE, false)) != MBX_OK ||
        (st = add_field(out, c->purpose, strlen(c->purpose), false)) != MBX_OK || (st = add_field(out, id, strlen(id), false)) != MBX_OK ||
        (st = add_field(out, c->sign_in_address, strlen(c->sign_in_address), true)) != MBX_OK ||
        (st = add_field(out, c->host, strlen(c->host), true)) != MBX_OK)
        return st == MBX_E_MEMORY ? mbx_fail_memory(err)
                                  : mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The sign-in address or the host is too long.");
    return MBX_OK;
}

/* The bytes that a password may not hold are those that could end the command which carries it to the server. */
static bool is_password(const char *p, size_t n)
{
    return n && n <= MBX_SEAL_MAX_PLAIN && !memchr(p, '\0', n) && !memchr(p, '\r', n) && !memchr(p, '\n', n);
}

/* ISO/IEC 7816-4: 0x80, then zeros; at least one byte. */
static size_t padded_size(size_t n)
{
    return (n / PAD + 1) * PAD;
}

static mbx_status encrypt(const record_keys *keys, uint8_t *envelope, size_t text_n, const mbx_buf *bound, const uint8_t *text, mbx_error *err)
{
    mbx_status st = MBX_OK;
    int n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    uint8_t *to = envelope + AT_CIPHERTEXT;

    if (!c || EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, keys->key, envelope + AT_NONCE) != 1 ||
        EVP_EncryptUpdate(c, NULL, &n, (const uint8_t *)bound->p, (int)bound->n) != 1 ||
        EVP_EncryptUpdate(c, to, &n, text, (int)text_n) != 1 || EVP_EncryptFinal_ex(c, to + n, &n) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, to + text_n) != 1)
        st = mbx_fail_memory(err);
    EVP_CIPHER_CTX_free(c);
    return st;
}

mbx_status mbx_seal(const mbx_keyring *k, const mbx_seal_context *c, const char *plain, size_t n, char **text_r, mbx_error *err)
{
    const mbx_ring_key *ring_key = mbx_keyring_newest(k);
    record_keys keys;
    mbx_buf bound;
    size_t text_n, size;
    uint8_t *text = NULL, *envelope = NULL;
    char *out = NULL;
    mbx_status st;

    if (!is_password(plain, n))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PASSWORD,
                        "A password must have 1 to %d bytes, none of them NUL or a line break.", MBX_SEAL_MAX_PLAIN);
    text_n = padded_size(n);
    size = AT_CIPHERTEXT + text_n + TAG_SIZE;
    mbx_buf_init(&bound, MBX_KIB(4));
    text = mbx_alloc_zero(text_n);
    envelope = mbx_alloc(size);
    out = mbx_alloc(mbx_base64url_size(size) + 1);
    if (!text || !envelope || !out) {
        st = mbx_fail_memory(err);
        goto done;
    }
    memcpy(envelope, MAGIC, sizeof MAGIC - 1);
    envelope[AT_ALG] = ALG_AES_256_GCM;
    memcpy(envelope + AT_KEY_ID, ring_key->id, MBX_KEY_ID_SIZE);
    if (RAND_bytes(envelope + AT_SALT, SALT_SIZE + NONCE_SIZE) != 1) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The system gives no random bytes.");
        goto done;
    }
    if ((st = derive(&keys, ring_key, envelope + AT_SALT, c->purpose, err)) != MBX_OK ||
        (st = bind(&bound, ring_key->id, c, err)) != MBX_OK)
        goto done;
    memcpy(envelope + AT_COMMITMENT, keys.commitment, COMMITMENT_SIZE);
    memcpy(text, plain, n);
    text[n] = 0x80;
    if ((st = encrypt(&keys, envelope, text_n, &bound, text, err)) != MBX_OK)
        goto done;
    mbx_base64url_encode(envelope, size, out);
    *text_r = out;
    out = NULL;
done:
    mbx_wipe(&keys, sizeof keys);
    mbx_wipe(text, text_n);
    mbx_release(text);
    mbx_release(envelope);
    mbx_release(out);
    mbx_buf_free(&bound);
    return st;
}

static mbx_status does_not_open(mbx_error *err, const char *why)
{
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_SEAL, "%s", why);
}

static mbx_status decrypt(const record_keys *keys, uint8_t *envelope, size_t text_n, const mbx_buf *bound, uint8_t *text, mbx_error *err)
{
    mbx_status st = MBX_OK;
    int n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    uint8_t *from = envelope + AT_CIPHERTEXT;

    if (!c || EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, keys->key, envelope + AT_NONCE) != 1 ||
        EVP_DecryptUpdate(c, NULL, &n, (const uint8_t *)bound->p, (int)bound->n) != 1 ||
        EVP_DecryptUpdate(c, text, &n, from, (int)text_n) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, from + text_n) != 1)
        st = mbx_fail_memory(err);
    else if (EVP_DecryptFinal_ex(c, text + n, &n) != 1)
        st = does_not_open(err, "The stored password was sealed for another person, address or server, or it was changed.");
    EVP_CIPHER_CTX_free(c);
    return st;
}

mbx_status mbx_unseal(const mbx_keyring *k, const mbx_seal_context *c, const char *text, size_t n, mbx_secret **plain_r, mbx_error *err)
{
    const mbx_ring_key *ring_key;
    record_keys keys;
    mbx_buf bound;
    size_t size = 0, text_n = 0, plain_n;
    uint8_t *envelope = NULL, *plain = NULL;
    mbx_status st;

    if (n > MBX_SEAL_MAX_TEXT)
        return does_not_open(err, "The stored password is not an envelope of this program: it is too long.");
    mbx_buf_init(&bound, MBX_KIB(4));
    envelope = mbx_alloc(n / 4 * 3 + 3);
    if (!envelope)
        return mbx_fail_memory(err);
    if (!mbx_base64url_decode(text, n, envelope, &size) || size < AT_CIPHERTEXT + PAD + TAG_SIZE ||
        (size - AT_CIPHERTEXT - TAG_SIZE) % PAD || memcmp(envelope, MAGIC, sizeof MAGIC - 1) != 0) {
        st = does_not_open(err, "The stored password is not an envelope of this program, or it was cut short.");
        goto done;
    }
    if (envelope[AT_ALG] != ALG_AES_256_GCM) {
        st = does_not_open(err, "The stored password was sealed by a newer version of this program.");
        goto done;
    }
    ring_key = mbx_keyring_find(k, envelope + AT_KEY_ID);
    if (!ring_key) {
        st = does_not_open(err, "The stored password was sealed with a key that is not in the key file.");
        goto done;
    }
    if ((st = derive(&keys, ring_key, envelope + AT_SALT, c->purpose, err)) != MBX_OK)
        goto done;
    if (CRYPTO_memcmp(keys.commitment, envelope + AT_COMMITMENT, COMMITMENT_SIZE) != 0) {
        st = does_not_open(err, "The stored password was sealed with another key or for another purpose, or it was changed.");
        goto done;
    }
    if ((st = bind(&bound, ring_key->id, c, err)) != MBX_OK)
        goto done;
    text_n = size - AT_CIPHERTEXT - TAG_SIZE;
    plain = mbx_alloc(text_n);
    if (!plain) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = decrypt(&keys, envelope, text_n, &bound, plain, err)) != MBX_OK)
        goto done;
    for (plain_n = text_n; plain_n && plain[plain_n - 1] == 0; plain_n--)
        continue;
    /* authentic, so only a faulty writer could get here */
    if (!plain_n || plain[plain_n - 1] != 0x80 || !is_password((const char *)plain, plain_n - 1)) {
        st = does_not_open(err, "The stored password holds no password.");
        goto done;
    }
    st = mbx_secret_new(plain_r, (const char *)plain, plain_n - 1, err);
done:
    mbx_wipe(&keys, sizeof keys);
    mbx_wipe(plain, text_n);
    mbx_release(plain);
    mbx_release(envelope);
    mbx_buf_free(&bound);
    return st;
}

const char *mbx_seal_library_built(void)
{
    return OPENSSL_VERSION_TEXT;
}
