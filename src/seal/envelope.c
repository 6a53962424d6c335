#include "seal/envelope.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/scratch.h"
#include "seal/base64url.h"
#include "seal/hkdf.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define MAGIC "MBX1"
#define KEY_SIZE 32
#define SALT_SIZE 32
#define NONCE_SIZE 12
#define COMMITMENT_SIZE 16
#define TAG_SIZE 16
#define PAD 64

enum {
    FORMAT_1 = 1, /* neither site nor epoch, and the ring's key alone */
    FORMAT_2 = 2
};

enum {
    AT_FORMAT = sizeof MAGIC - 1,
    AT_KEY_ID = AT_FORMAT + 1,
    AT_SALT = AT_KEY_ID + MBX_KEY_ID_SIZE,
    AT_NONCE = AT_SALT + SALT_SIZE,
    AT_COMMITMENT = AT_NONCE + NONCE_SIZE,
    AT_CIPHERTEXT = AT_COMMITMENT + COMMITMENT_SIZE
};

/* What one record is sealed with. */
typedef struct record_keys {
    uint8_t key[KEY_SIZE];
    /* Stored beside the ciphertext and compared before decryption: AES-GCM alone does not bind a ciphertext to one
     * key (one can be made that opens under two), and a wrong key or person gets a message of its own. */
    uint8_t commitment[COMMITMENT_SIZE];
} record_keys;

static mbx_status add_field(mbx_buf *out, const char *p, size_t n, bool fold)
{
    const char length[4] = {(char)(n >> 24 & 0xFF), (char)(n >> 16 & 0xFF), (char)(n >> 8 & 0xFF), (char)(n & 0xFF)};
    mbx_status st = mbx_buf_add(out, length, sizeof length);
    for (size_t i = 0; st == MBX_OK && i < n; i++)
        st = mbx_buf_add_char(out, fold ? mbx_lower(p[i]) : p[i]);
    return st;
}

static mbx_status add_number(mbx_buf *out, int64_t v)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRId64, v);
    return add_field(out, text, (size_t)n, false);
}

/* The owner's fields: each with its length in front, so that no two lists of fields give the same bytes. */
static mbx_status add_owner(mbx_buf *out, int format, const mbx_keyring *k, const mbx_seal_owner *o)
{
    mbx_status st = add_field(out, o->purpose, strlen(o->purpose), false);
    if (st == MBX_OK && format == FORMAT_2)
        st = add_field(out, mbx_keyring_site(k), strlen(mbx_keyring_site(k)), false);
    if (st == MBX_OK)
        st = add_number(out, o->staff_id);
    if (st == MBX_OK)
        st = add_field(out, o->sign_in_address, strlen(o->sign_in_address), true);
    if (st == MBX_OK && format == FORMAT_2)
        st = add_number(out, o->epoch);
    return st;
}

static mbx_status too_long(mbx_status st, mbx_error *err)
{
    return st == MBX_E_MEMORY ? mbx_fail_memory(err) : mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The sign-in address, the site or the host is too long.");
}

static mbx_status add_associated(mbx_buf *out, int format, const uint8_t *key_id, const mbx_keyring *k, const mbx_seal_owner *o, const char *host, mbx_error *err)
{
    const char number = (char)format;
    mbx_status st;

    mbx_buf_reset(out);
    if ((st = add_field(out, MAGIC, sizeof MAGIC - 1, false)) != MBX_OK || (st = add_field(out, &number, 1, false)) != MBX_OK ||
        (st = add_field(out, (const char *)key_id, MBX_KEY_ID_SIZE, false)) != MBX_OK || (st = add_owner(out, format, k, o)) != MBX_OK ||
        (st = add_field(out, host, strlen(host), true)) != MBX_OK)
        return too_long(st, err);
    return MBX_OK;
}

static mbx_status add_info(mbx_buf *out, int format, const mbx_keyring *k, const mbx_seal_owner *o, mbx_error *err)
{
    mbx_status st = mbx_buf_add_str(out, format == FORMAT_1 ? "mailbox/v1/credential/" : "mailbox/v2/credential/");

    if (st == MBX_OK)
        st = format == FORMAT_1 ? mbx_buf_add_str(out, o->purpose) : add_owner(out, format, k, o);
    return st == MBX_OK ? MBX_OK : too_long(st, err);
}

static mbx_status derive(record_keys *out, int format, const mbx_keyring *k, const mbx_ring_key *from, mbx_str application, const mbx_seal_owner *o, const uint8_t *salt,
                         mbx_error *err)
{
    uint8_t both[KEY_SIZE + COMMITMENT_SIZE];
    mbx_scratch key = {0};
    mbx_buf info;
    mbx_status st;

    mbx_buf_init(&info, MBX_KIB(4));
    if ((st = mbx_scratch_new(&key, MBX_KEY_SIZE + application.n, err)) != MBX_OK || (st = add_info(&info, format, k, o, err)) != MBX_OK)
        goto done;
    mbx_scratch_put(&key, (const char *)from->key, MBX_KEY_SIZE);
    if (format == FORMAT_2)
        mbx_scratch_put_str(&key, application);
    st = mbx_hkdf_sha256((const uint8_t *)key.p, key.n, salt, SALT_SIZE, (const uint8_t *)info.p, info.n, both, sizeof both, err);
    if (st == MBX_OK) {
        memcpy(out->key, both, KEY_SIZE);
        memcpy(out->commitment, both + KEY_SIZE, COMMITMENT_SIZE);
    }
    mbx_wipe(both, sizeof both);
done:
    mbx_scratch_free(&key);
    mbx_buf_free(&info);
    return st;
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

static mbx_status encrypt(const record_keys *keys, uint8_t *envelope, size_t text_n, const mbx_buf *associated, const uint8_t *text, mbx_error *err)
{
    mbx_status st = MBX_OK;
    int n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    uint8_t *to = envelope + AT_CIPHERTEXT;

    if (!c || EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, keys->key, envelope + AT_NONCE) != 1 ||
        EVP_EncryptUpdate(c, NULL, &n, (const uint8_t *)associated->p, (int)associated->n) != 1 ||
        EVP_EncryptUpdate(c, to, &n, text, (int)text_n) != 1 || EVP_EncryptFinal_ex(c, to + n, &n) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, to + text_n) != 1)
        st = mbx_fail_memory(err);
    EVP_CIPHER_CTX_free(c);
    return st;
}

mbx_status mbx_envelope_seal(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *plain, size_t n, char **text_r, mbx_error *err)
{
    const mbx_ring_key *ring_key = mbx_keyring_newest(k);
    record_keys keys = {{0}, {0}};
    mbx_scratch text = {0};
    mbx_buf associated;
    size_t text_n, size;
    uint8_t *envelope = NULL;
    char *out = NULL;
    mbx_status st;

    if (!is_password(plain, n))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PASSWORD, "A password must have 1 to %d bytes, none of them NUL or a line break.", MBX_SEAL_MAX_PLAIN);
    text_n = padded_size(n);
    size = AT_CIPHERTEXT + text_n + TAG_SIZE;
    mbx_buf_init(&associated, MBX_KIB(4));
    if ((st = mbx_scratch_new(&text, text_n, err)) != MBX_OK)
        goto done;
    envelope = mbx_alloc(size);
    out = mbx_alloc(mbx_base64url_size(size) + 1);
    if (!envelope || !out) {
        st = mbx_fail_memory(err);
        goto done;
    }
    memcpy(envelope, MAGIC, sizeof MAGIC - 1);
    envelope[AT_FORMAT] = FORMAT_2;
    memcpy(envelope + AT_KEY_ID, ring_key->id, MBX_KEY_ID_SIZE);
    if ((st = mbx_random_bytes(envelope + AT_SALT, SALT_SIZE + NONCE_SIZE, err)) != MBX_OK ||
        (st = derive(&keys, FORMAT_2, k, ring_key, mbx_keyring_application_key(k, 0), o, envelope + AT_SALT, err)) != MBX_OK ||
        (st = add_associated(&associated, FORMAT_2, ring_key->id, k, o, host, err)) != MBX_OK)
        goto done;
    memcpy(envelope + AT_COMMITMENT, keys.commitment, COMMITMENT_SIZE);
    memset(text.p, 0, text_n);
    mbx_scratch_put(&text, plain, n);
    text.p[n] = (char)0x80;
    if ((st = encrypt(&keys, envelope, text_n, &associated, (const uint8_t *)text.p, err)) != MBX_OK)
        goto done;
    mbx_base64url_encode(envelope, size, out);
    *text_r = out;
    out = NULL;
done:
    mbx_wipe(&keys, sizeof keys);
    mbx_scratch_free(&text);
    mbx_release(envelope);
    mbx_release(out);
    mbx_buf_free(&associated);
    return st;
}

static mbx_status does_not_open(mbx_error *err, const char *why)
{
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_SEAL, "%s", why);
}

/* *opens_r: the tag is right. */
static mbx_status decrypt(const record_keys *keys, uint8_t *envelope, const mbx_buf *associated, mbx_scratch *text, bool *opens_r, mbx_error *err)
{
    mbx_status st = MBX_OK;
    size_t text_n = text->max;
    int n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    uint8_t *from = envelope + AT_CIPHERTEXT, *to = (uint8_t *)text->p;

    if (!c || EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, keys->key, envelope + AT_NONCE) != 1 ||
        EVP_DecryptUpdate(c, NULL, &n, (const uint8_t *)associated->p, (int)associated->n) != 1 || EVP_DecryptUpdate(c, to, &n, from, (int)text_n) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, from + text_n) != 1)
        st = mbx_fail_memory(err);
    else
        *opens_r = EVP_DecryptFinal_ex(c, to + n, &n) == 1;
    text->n = text_n;
    EVP_CIPHER_CTX_free(c);
    return st;
}

/* The bytes behind a text; *envelope_r is owned. Format and key are not judged. */
static mbx_status decode(const char *text, size_t n, uint8_t **envelope_r, size_t *size_r, mbx_error *err)
{
    uint8_t *envelope;
    size_t size = 0;

    if (n > MBX_SEAL_MAX_TEXT)
        return does_not_open(err, "The stored password is not an envelope of this program: it is too long.");
    envelope = mbx_alloc(n / 4 * 3 + 3);
    if (!envelope)
        return mbx_fail_memory(err);
    if (!mbx_base64url_decode(text, n, envelope, &size) || size < AT_CIPHERTEXT + PAD + TAG_SIZE || (size - AT_CIPHERTEXT - TAG_SIZE) % PAD ||
        memcmp(envelope, MAGIC, sizeof MAGIC - 1) != 0) {
        mbx_release(envelope);
        return does_not_open(err, "The stored password is not an envelope of this program, or it was cut short.");
    }
    *envelope_r = envelope;
    *size_r = size;
    return MBX_OK;
}

/* The record's keys, by the commitment: with a ring for a site one of its application keys may fit. */
static mbx_status find_keys(record_keys *out, const mbx_keyring *k, const mbx_ring_key *ring_key, const mbx_seal_owner *o, const uint8_t *envelope, bool *newest_r, mbx_error *err)
{
    int format = envelope[AT_FORMAT];
    size_t n = format == FORMAT_1 ? 1 : mbx_keyring_application_keys(k);
    mbx_status st;

    for (size_t i = 0; i < n; i++) {
        if ((st = derive(out, format, k, ring_key, mbx_keyring_application_key(k, i), o, envelope + AT_SALT, err)) != MBX_OK)
            return st;
        if (mbx_same_bytes(out->commitment, envelope + AT_COMMITMENT, COMMITMENT_SIZE)) {
            *newest_r = format == FORMAT_2 && i == 0 && ring_key == mbx_keyring_newest(k);
            return MBX_OK;
        }
    }
    return does_not_open(err, format == FORMAT_1 ? "The stored password was sealed with another key or for another purpose, or it was changed."
                                                 : "The stored password was sealed with another key, for another person, address or site, before the sign-in was "
                                                   "reset, or it was changed.");
}

/* For this host, then for none: the columns of a row cannot turn a bound envelope into an unbound one. */
static mbx_status open_for(const record_keys *keys, const mbx_keyring *k, const mbx_seal_owner *o, const char *host, uint8_t *envelope, mbx_scratch *text, bool *bound_r, mbx_error *err)
{
    int format = envelope[AT_FORMAT];
    mbx_buf associated;
    bool opens = false;
    mbx_status st;

    mbx_buf_init(&associated, MBX_KIB(4));
    *bound_r = *host != 0;
    st = add_associated(&associated, format, envelope + AT_KEY_ID, k, o, host, err);
    if (st == MBX_OK)
        st = decrypt(keys, envelope, &associated, text, &opens, err);
    if (st == MBX_OK && !opens && *host) {
        *bound_r = false;
        st = add_associated(&associated, format, envelope + AT_KEY_ID, k, o, "", err);
        if (st == MBX_OK)
            st = decrypt(keys, envelope, &associated, text, &opens, err);
    }
    mbx_buf_free(&associated);
    if (st != MBX_OK || opens)
        return st;
    if (format == FORMAT_1)
        return does_not_open(err, "The stored password was sealed for another person, address or server, or it was changed.");
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_SEAL_HOST, "The stored password belongs to another mail server, or it was changed.");
}

mbx_status mbx_envelope_open(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *text, size_t n, mbx_secret **plain_r, mbx_opened *opened_r, mbx_error *err)
{
    const mbx_ring_key *ring_key;
    record_keys keys = {{0}, {0}};
    mbx_scratch plain = {0};
    mbx_opened opened = {false, false};
    uint8_t *envelope = NULL;
    size_t size = 0, plain_n;
    mbx_status st = decode(text, n, &envelope, &size, err);

    if (st != MBX_OK)
        return st;
    if (envelope[AT_FORMAT] != FORMAT_1 && envelope[AT_FORMAT] != FORMAT_2) {
        st = does_not_open(err, "The stored password was sealed by a newer version of this program.");
        goto done;
    }
    /* it knows of no epoch, so it was sealed before the first */
    if (envelope[AT_FORMAT] == FORMAT_1 && o->epoch != 0) {
        st = does_not_open(err, "The stored password was sealed before the sign-in was reset.");
        goto done;
    }
    ring_key = mbx_keyring_find(k, envelope + AT_KEY_ID);
    if (!ring_key) {
        st = does_not_open(err, "The stored password was sealed with a key that is not in the key file.");
        goto done;
    }
    if ((st = find_keys(&keys, k, ring_key, o, envelope, &opened.current, err)) != MBX_OK ||
        (st = mbx_scratch_new(&plain, size - AT_CIPHERTEXT - TAG_SIZE, err)) != MBX_OK ||
        (st = open_for(&keys, k, o, host, envelope, &plain, &opened.bound, err)) != MBX_OK)
        goto done;
    for (plain_n = plain.n; plain_n && plain.p[plain_n - 1] == 0; plain_n--)
        continue;
    /* authentic, so only a faulty writer could get here */
    if (!plain_n || plain.p[plain_n - 1] != (char)0x80 || !is_password(plain.p, plain_n - 1)) {
        st = does_not_open(err, "The stored password holds no password.");
        goto done;
    }
    st = mbx_secret_new(plain_r, plain.p, plain_n - 1, err);
    if (st == MBX_OK && opened_r)
        *opened_r = opened;
done:
    mbx_wipe(&keys, sizeof keys);
    mbx_scratch_free(&plain);
    mbx_release(envelope);
    return st;
}

mbx_status mbx_envelope_bind(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *text, size_t n, char **text_r, mbx_error *err)
{
    mbx_secret *plain = NULL;
    mbx_str bytes;
    mbx_status st;

    if (!*host)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "A stored password is bound to a mail server, not to none.");
    if ((st = mbx_envelope_open(k, o, host, text, n, &plain, NULL, err)) != MBX_OK)
        return st;
    bytes = mbx_secret_bytes(plain);
    st = mbx_envelope_seal(k, o, host, bytes.p, bytes.n, text_r, err);
    mbx_secret_free(plain);
    return st;
}

mbx_status mbx_envelope_renew(const mbx_keyring *k, const mbx_seal_owner *o, const char *host, const char *text, size_t n, char **text_r, mbx_error *err)
{
    mbx_secret *plain = NULL;
    mbx_opened opened;
    mbx_str bytes;
    mbx_status st = mbx_envelope_open(k, o, host, text, n, &plain, &opened, err);

    if (st != MBX_OK)
        return st;
    bytes = mbx_secret_bytes(plain);
    if (opened.current)
        *text_r = NULL;
    else
        st = mbx_envelope_seal(k, o, opened.bound ? host : "", bytes.p, bytes.n, text_r, err);
    mbx_secret_free(plain);
    return st;
}

bool mbx_envelope_key_id(const char *text, size_t n, char id_r[2 * MBX_KEY_ID_SIZE + 1])
{
    uint8_t *envelope = NULL;
    size_t size = 0;
    mbx_error ignored;

    if (decode(text, n, &envelope, &size, &ignored) != MBX_OK)
        return false;
    mbx_hex(envelope + AT_KEY_ID, MBX_KEY_ID_SIZE, id_r);
    mbx_release(envelope);
    return true;
}
