#include "seal/seal.h"

#include "seal/envelope.h"

#include <openssl/opensslv.h>

mbx_status mbx_seal(const mbx_keyring *k, const mbx_seal_context *c, const char *plain, size_t n, char **text_r, mbx_error *err)
{
    const mbx_seal_owner o = {.staff_id = c->staff_id, .sign_in_address = c->sign_in_address, .purpose = c->purpose};

    return mbx_envelope_seal(k, &o, c->host, plain, n, text_r, err);
}

const char *mbx_seal_library_built(void)
{
    return OPENSSL_VERSION_TEXT;
}
