#include "base/digest.h"

#include "base/alloc.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

struct mbx_sha256 {
    EVP_MD_CTX *md;
};

/* EVP_DigestInit_ex and _Update fail only for want of memory or of the algorithm; the context is set up once, here,
 * where failure can be reported, and reused by mbx_sha256_reset. */
mbx_status mbx_sha256_new(mbx_sha256 **d_r, mbx_error *err)
{
    mbx_sha256 *d = mbx_alloc(sizeof *d);
    if (!d)
        return mbx_fail_memory(err);
    d->md = EVP_MD_CTX_new();
    if (!d->md || EVP_DigestInit_ex(d->md, EVP_sha256(), NULL) != 1) {
        mbx_sha256_free(d);
        return mbx_fail_memory(err);
    }
    *d_r = d;
    return MBX_OK;
}

void mbx_sha256_free(mbx_sha256 *d)
{
    if (!d)
        return;
    EVP_MD_CTX_free(d->md);
    mbx_release(d);
}

void mbx_sha256_reset(mbx_sha256 *d)
{
    (void)EVP_DigestInit_ex(d->md, NULL, NULL);
}

void mbx_sha256_add(mbx_sha256 *d, const void *p, size_t n)
{
    if (n)
        (void)EVP_DigestUpdate(d->md, p, n);
}

void mbx_sha256_final(mbx_sha256 *d, uint8_t out[MBX_SHA256_SIZE])
{
    (void)EVP_DigestFinal_ex(d->md, out, NULL);
}

mbx_status mbx_sha256_once(const void *p, size_t n, uint8_t out[MBX_SHA256_SIZE], mbx_error *err)
{
    if (EVP_Digest(n ? p : "", n, out, NULL, EVP_sha256(), NULL) != 1)
        return mbx_fail_memory(err);
    return MBX_OK;
}

static const EVP_MD *md_of(mbx_hash h)
{
    return h == MBX_HASH_SHA1 ? EVP_sha1() : h == MBX_HASH_SHA256 ? EVP_sha256() : EVP_sha512();
}

size_t mbx_hash_size(mbx_hash h)
{
    return h == MBX_HASH_SHA1 ? 20 : h == MBX_HASH_SHA256 ? 32 : 64;
}

mbx_status mbx_hash_once(mbx_hash h, const void *p, size_t n, uint8_t *out, mbx_error *err)
{
    return EVP_Digest(n ? p : "", n, out, NULL, md_of(h), NULL) == 1 ? MBX_OK : mbx_fail_memory(err);
}

mbx_status mbx_hmac(mbx_hash h, const void *key, size_t key_n, const void *p, size_t n, uint8_t *out, mbx_error *err)
{
    if (key_n > INT_MAX || !HMAC(md_of(h), key_n ? key : "", (int)key_n, n ? p : (const void *)"", n, out, NULL))
        return mbx_fail_memory(err);
    return MBX_OK;
}

mbx_status mbx_pbkdf2(mbx_hash h, const void *password, size_t password_n, const void *salt, size_t salt_n, unsigned iterations, uint8_t *out, mbx_error *err)
{
    if (password_n > INT_MAX || salt_n > INT_MAX || iterations > INT_MAX ||
        PKCS5_PBKDF2_HMAC(password, (int)password_n, salt, (int)salt_n, (int)iterations, md_of(h), (int)mbx_hash_size(h), out) != 1)
        return mbx_fail_memory(err);
    return MBX_OK;
}

mbx_status mbx_random_bytes(void *p, size_t n, mbx_error *err)
{
    if (n > INT_MAX || RAND_bytes(p, (int)n) != 1)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_SEAL_KEY, "The system gives no random bytes.");
    return MBX_OK;
}

bool mbx_same_bytes(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

void mbx_hex(const uint8_t *p, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
    out[2 * n] = '\0';
}
