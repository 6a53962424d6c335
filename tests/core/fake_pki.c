#include "fake_pki.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct authority {
    EVP_PKEY *key;
    X509 *cert;
} authority;

static authority ours, strangers;
static char ca_path[] = "/tmp/mbx_pki_XXXXXX";

static X509 *make(EVP_PKEY *key, const char *subject, X509 *issuer, EVP_PKEY *signer, long from, long to, const char *names, bool ca)
{
    static long serial = 1;
    X509 *x = X509_new();
    X509_NAME *n = X509_get_subject_name(x);
    X509V3_CTX v3;

    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
    X509_gmtime_adj(X509_getm_notBefore(x), from);
    X509_gmtime_adj(X509_getm_notAfter(x), to);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)subject, -1, -1, 0);
    X509_set_issuer_name(x, issuer ? X509_get_subject_name(issuer) : n);
    X509V3_set_ctx(&v3, issuer ? issuer : x, x, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &v3, NID_basic_constraints, ca ? "critical,CA:TRUE" : "CA:FALSE");
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
    if (names) {
        e = X509V3_EXT_conf_nid(NULL, &v3, NID_subject_alt_name, names);
        X509_add_ext(x, e, -1);
        X509_EXTENSION_free(e);
    }
    if (X509_sign(x, signer, EVP_sha256()) == 0)
        abort();
    return x;
}

static void remove_file(void)
{
    unlink(ca_path);
    X509_free(ours.cert);
    X509_free(strangers.cert);
    EVP_PKEY_free(ours.key);
    EVP_PKEY_free(strangers.key);
}

static void prepare(void)
{
    FILE *f;

    if (ours.cert)
        return;
    ours.key = EVP_RSA_gen(2048);
    ours.cert = make(ours.key, "Test CA", NULL, ours.key, -7200, 7200, NULL, true);
    strangers.key = EVP_RSA_gen(2048);
    strangers.cert = make(strangers.key, "Stranger CA", NULL, strangers.key, -7200, 7200, NULL, true);
    f = fdopen(mkstemp(ca_path), "w");
    PEM_write_X509(f, ours.cert);
    fclose(f);
    atexit(remove_file);
}

const char *fake_pki_ca_file(void)
{
    prepare();
    return ca_path;
}

struct ssl_ctx_st *fake_pki_server(const fake_certificate *c)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key;
    const authority *a;
    X509 *x;

    prepare();
    key = EVP_RSA_gen((unsigned)(c->bits ? c->bits : 2048));
    a = c->foreign ? &strangers : &ours;
    x = make(key, c->subject ? c->subject : "server", c->self_signed ? NULL : a->cert, c->self_signed ? key : a->key, c->from || c->to ? c->from : -3600,
             c->from || c->to ? c->to : 3600, c->names, false);
    SSL_CTX_set_security_level(ctx, 0);
    if (SSL_CTX_use_certificate(ctx, x) != 1 || SSL_CTX_use_PrivateKey(ctx, key) != 1)
        abort();
    if (c->tls_max) {
        SSL_CTX_set_cipher_list(ctx, "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(ctx, c->tls_max);
    }
    X509_free(x);
    EVP_PKEY_free(key);
    return ctx;
}
