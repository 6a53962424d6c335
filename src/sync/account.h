/* What the core knows of one account for one run. Everything is owned by the struct; no Zend memory in it. */
#ifndef MBX_ACCOUNT_H
#define MBX_ACCOUNT_H

#include "net/stream.h"
#include "seal/seal.h"

typedef enum mbx_policy { MBX_POLICY_UNREAD = 0, MBX_POLICY_NEW, MBX_POLICY_SINCE, MBX_POLICY_ALL } mbx_policy;

/* Where access tokens come from: the store's, through the engine, or a test's. refresh: the last one was refused as
 * expired. Called on the thread that logs in; *token_r: returns owned. */
typedef struct mbx_token_source {
    void *ctx;
    mbx_status (*token)(void *ctx, bool refresh, mbx_secret **token_r, mbx_error *err);
} mbx_token_source;

typedef struct mbx_account {
    int64_t staff_id;
    int64_t epoch;    /* mbx_seal_owner's */
    char *sign_in_address;
    char *user;       /* the login name */
    char *host;
    uint16_t port;
    mbx_encryption encryption;
    bool allow_plaintext;
    bool compress;    /* asks for COMPRESS=DEFLATE after the login */
    char *ca_file;    /* instead of the transport's; or NULL */
    const mbx_transport *transport; /* holds one reference (mbx_transport_share()). NULL: the defaults */
    char **folders;   /* UTF-8; at least one */
    size_t n_folders;
    mbx_policy policy;
    int64_t since;    /* seconds since 1970, MBX_POLICY_SINCE */
    char *blob_dir;
    bool with_token;  /* logs in with access tokens instead of the envelope's password */
    mbx_token_source tokens; /* what it borrows outlives the account; the engine fills it where it is empty */
    char *sealed;     /* the envelope; NULL with tokens */
    mbx_keyring *ring; /* holds one reference; NULL with tokens */
} mbx_account;

/* Where the account's server is; *by_r is what its transport points to. Borrows the account. */
mbx_endpoint mbx_account_endpoint(const mbx_account *a, mbx_transport *by_r);

void mbx_account_free(mbx_account *a); /* frees the struct too; NULL is legal */

#endif
