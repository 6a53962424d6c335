/* Certificates made on the spot. */
#ifndef MBX_FAKE_PKI_H
#define MBX_FAKE_PKI_H

#include <stdbool.h>

struct ssl_ctx_st;

typedef struct fake_certificate {
    const char *names;    /* "DNS:a,IP:127.0.0.1"; NULL: no subjectAltName */
    const char *subject;  /* common name; NULL: "server" */
    long from, to;        /* seconds from now; both 0: an hour ago to in an hour */
    bool self_signed, foreign; /* foreign: issued by a CA that is in no file */
    int bits;             /* RSA; 0: 2048 */
    int tls_max;          /* 0, or TLS1_1_VERSION */
} fake_certificate;

/* The CA of this process in a PEM file; the file is removed at exit. */
const char *fake_pki_ca_file(void);

/* A server context that shows such a certificate. */
struct ssl_ctx_st *fake_pki_server(const fake_certificate *c);

#endif
