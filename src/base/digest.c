#include "base/digest.h"

#include "base/alloc.h"

#include <openssl/evp.h>

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

void mbx_hex(const uint8_t *p, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
    out[2 * n] = '\0';
}
