#include "seal/hkdf.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

mbx_status mbx_hkdf_sha256(const uint8_t *key, size_t key_n, const uint8_t *salt, size_t salt_n, const uint8_t *info, size_t info_n,
                           uint8_t *out, size_t n, mbx_error *err)
{
    mbx_status st = MBX_E_MEMORY;
    EVP_PKEY_CTX *c = NULL;

    if (key_n > INT_MAX || salt_n > INT_MAX || info_n > INT_MAX)
        return mbx_fail_memory(err);
    c = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    /* The lengths are ints in this interface. It fails for want of memory only: the algorithm is in OpenSSL's default provider. */
    if (!c || EVP_PKEY_derive_init(c) <= 0 || EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()) <= 0 ||
        EVP_PKEY_CTX_set1_hkdf_key(c, key, (int)key_n) <= 0 || EVP_PKEY_CTX_set1_hkdf_salt(c, salt, (int)salt_n) <= 0 ||
        EVP_PKEY_CTX_add1_hkdf_info(c, info, (int)info_n) <= 0 || EVP_PKEY_derive(c, out, &n) <= 0) {
        (void)mbx_fail_memory(err);
        goto done;
    }
    st = MBX_OK;
done:
    EVP_PKEY_CTX_free(c);
    return st;
}
