#include "seal/seal.h"

#include <openssl/opensslv.h>

const char *mbx_seal_library_built(void)
{
    return OPENSSL_VERSION_TEXT;
}
