/* What is told of a server's certificate, and which code a refusal of it has. */
#ifndef MBX_CERTIFICATE_H
#define MBX_CERTIFICATE_H

#include "net/stream.h"

struct x509_st;

/* Subject, issuer, names, validity, fingerprint; everything outside printable ASCII becomes '?'. */
void mbx_certificate_describe(struct x509_st *cert, mbx_stream_facts *facts);

/* SHA-256 of its SubjectPublicKeyInfo (RFC 7469 section 2.4): the same for each certificate of a key. */
bool mbx_certificate_pin(struct x509_st *cert, unsigned char pin[MBX_PIN_SIZE]);

/* The failure for one of OpenSSL's X509_V_ERR_ values; facts are those of the refused certificate. */
mbx_status mbx_certificate_refuse(long verify_result, const char *host, const mbx_stream_facts *facts, mbx_error *err);

#endif
