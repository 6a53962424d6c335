#include "sync/account.h"

#include "base/alloc.h"

mbx_endpoint mbx_account_endpoint(const mbx_account *a, mbx_transport *by_r)
{
    *by_r = a->transport ? *a->transport : (mbx_transport){0};
    if (a->ca_file)
        by_r->ca_file = a->ca_file;
    return (mbx_endpoint){a->host, a->port, a->encryption, a->allow_plaintext, by_r};
}

void mbx_account_free(mbx_account *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->n_folders; i++)
        mbx_release(a->folders[i]);
    mbx_release(a->folders);
    mbx_release(a->sign_in_address);
    mbx_release(a->user);
    mbx_release(a->host);
    mbx_release(a->ca_file);
    mbx_transport_release(a->transport);
    mbx_release(a->blob_dir);
    mbx_release(a->sealed);
    mbx_keyring_release(a->ring);
    mbx_release(a);
}
