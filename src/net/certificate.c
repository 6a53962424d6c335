#include "net/certificate.h"

#include "base/base64text.h"
#include "base/digest.h"

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void printable(char *p)
{
    for (; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            *p = '?';
}

static void name_text(const X509_NAME *name, char *out, size_t n)
{
    BIO *b = BIO_new(BIO_s_mem());
    char *p = NULL;
    long len;

    out[0] = 0;
    if (!b)
        return;
    if (X509_NAME_print_ex(b, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0 && (len = BIO_get_mem_data(b, &p)) > 0)
        snprintf(out, n, "%.*s", (int)len, p);
    BIO_free(b);
    printable(out);
}

/* Appends whole names only: a cut one could look like another. */
static void add_name(char *out, size_t max, const char *p, size_t n)
{
    size_t used = strlen(out), comma = used ? 2 : 0;

    if (n == 0 || used + comma + n + 1 > max)
        return;
    memcpy(out + used, ", ", comma);
    for (size_t i = 0; i < n; i++) /* a NUL or comma inside a name is an attempt to forge one: shown as '?' */
        out[used + comma + i] = p[i] > 0x20 && p[i] <= 0x7e && p[i] != ',' ? p[i] : '?';
    out[used + comma + n] = 0;
}

static void names_text(X509 *cert, char *out, size_t max)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);

    out[0] = 0;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);
        char address[64];

        if (g->type == GEN_DNS) {
            const ASN1_STRING *s = g->d.dNSName;
            add_name(out, max, (const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
        } else if (g->type == GEN_IPADD) {
            const ASN1_STRING *s = g->d.iPAddress;
            int family = ASN1_STRING_length(s) == 4 ? AF_INET : ASN1_STRING_length(s) == 16 ? AF_INET6 : -1;
            if (family != -1 && inet_ntop(family, ASN1_STRING_get0_data(s), address, sizeof address))
                add_name(out, max, address, strlen(address));
        }
    }
    GENERAL_NAMES_free(names);
}

static int64_t seconds(const ASN1_TIME *t)
{
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0, secs = 0;
    int64_t r = 0;

    if (epoch && ASN1_TIME_diff(&days, &secs, epoch, t) == 1)
        r = (int64_t)days * 86400 + secs;
    ASN1_TIME_free(epoch);
    return r;
}

bool mbx_certificate_pin(struct x509_st *cert, unsigned char pin[MBX_PIN_SIZE])
{
    unsigned char *der = NULL;
    int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
    bool good = n > 0 && EVP_Digest(der, (size_t)n, pin, NULL, EVP_sha256(), NULL) == 1;

    OPENSSL_free(der);
    return good;
}

static void pin_text(X509 *cert, char *out, size_t max)
{
    unsigned char pin[MBX_PIN_SIZE];
    char base64[44];

    out[0] = 0;
    if (!mbx_certificate_pin(cert, pin))
        return;
    mbx_base64text_encode(pin, sizeof pin, base64);
    snprintf(out, max, "sha256//%.44s", base64);
}

void mbx_certificate_describe(struct x509_st *cert, mbx_stream_facts *facts)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    name_text(X509_get_subject_name(cert), facts->cert_subject, sizeof facts->cert_subject);
    name_text(X509_get_issuer_name(cert), facts->cert_issuer, sizeof facts->cert_issuer);
    names_text(cert, facts->cert_names, sizeof facts->cert_names);
    facts->cert_from = seconds(X509_get0_notBefore(cert));
    facts->cert_to = seconds(X509_get0_notAfter(cert));
    pin_text(cert, facts->cert_pin, sizeof facts->cert_pin);
    facts->cert_sha256[0] = 0;
    if (X509_digest(cert, EVP_sha256(), sum, &n) == 1 && n == MBX_SHA256_SIZE)
        mbx_hex(sum, n, facts->cert_sha256);
}

static void day_text(int64_t t, char *out, size_t n)
{
    time_t when = (time_t)t;
    struct tm tm;

    if (!gmtime_r(&when, &tm) || strftime(out, n, "%Y-%m-%d", &tm) == 0)
        snprintf(out, n, "?");
}

mbx_status mbx_certificate_refuse(long verify_result, const char *host, const mbx_stream_facts *facts, mbx_error *err)
{
    char day[32];

    switch (verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        day_text(facts->cert_to, day, sizeof day);
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_EXPIRED, "A certificate of %s has expired; the server's own was valid until %s.", host, day);
    case X509_V_ERR_CERT_NOT_YET_VALID:
        day_text(facts->cert_from, day, sizeof day);
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_NOT_YET, "A certificate of %s is not valid yet; the server's own is from %s on.", host, day);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_HOSTNAME, "The certificate is not for %s but for: %.300s.", host,
                 facts->cert_names[0] ? facts->cert_names : "no server name at all");
        if (facts->cert_names[0])
            mbx_error_hint(err, "Use a name of the certificate as the server name, if one of these is your provider's: %.300s.", facts->cert_names);
        return err->status;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_SELF_SIGNED, "%s signed its certificate itself (%.200s).", host, facts->cert_subject);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_UNKNOWN_CA, "The certificate of %s was issued by \"%.200s\", which is not trusted here.", host, facts->cert_issuer);
    case X509_V_ERR_CERT_REVOKED:
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_REVOKED, "The certificate of %s was revoked.", host);
    case X509_V_ERR_OUT_OF_MEM:
        return mbx_fail_memory(err);
    default:
        return mbx_fail(err, MBX_STAGE_CERTIFICATE, MBX_CODE_CERT_INVALID, "The certificate of %s is not accepted: %s.", host, X509_verify_cert_error_string(verify_result));
    }
}
