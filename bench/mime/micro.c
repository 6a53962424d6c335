/* micro FILE   base64 decoding and boundary search in GB/s of input, beside copying the same bytes. FILE: the corpus. */
#include "peer.h"

#include "mime/base64.h"
#include "mime/scan.h"

#include <glib.h>
#include <openssl/evp.h>

#define PIECE (32 << 10) /* as mails are decoded */
#define TIMES 15

typedef struct job {
    const char *p; /* the input, then room for the output */
    size_t n;
    char *out;
} job;

static size_t copy(const job *j)
{
    memcpy(j->out, j->p, j->n);
    return j->n;
}

static size_t find_nothing(const job *j)
{
    return memchr(j->p, 0x01, j->n) ? 1 : j->n;
}

static size_t decode_ours(const job *j)
{
    mbx_base64 b;
    bool cut;
    char *o = j->out;
    mbx_base64_begin(&b);
    for (size_t i = 0; i < j->n; i += PIECE)
        o += mbx_base64_feed(&b, j->p + i, j->n - i < PIECE ? j->n - i : PIECE, o);
    return (size_t)(o + mbx_base64_end(&b, o, &cut) - j->out);
}

static size_t decode_glib(const job *j)
{
    gint state = 0;
    guint save = 0;
    guchar *o = (guchar *)j->out;
    for (size_t i = 0; i < j->n; i += PIECE)
        o += g_base64_decode_step(j->p + i, j->n - i < PIECE ? j->n - i : PIECE, o, &state, &save);
    return (size_t)((char *)o - j->out);
}

static size_t decode_openssl(const job *j)
{
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    unsigned char *o = (unsigned char *)j->out;
    int got = 0;
    EVP_DecodeInit(ctx);
    for (size_t i = 0; i < j->n; i += PIECE, o += got)
        EVP_DecodeUpdate(ctx, o, &got, (const unsigned char *)j->p + i, (int)(j->n - i < PIECE ? j->n - i : PIECE));
    EVP_DecodeFinal(ctx, o, &got);
    EVP_ENCODE_CTX_free(ctx);
    return (size_t)((char *)o + got - j->out);
}

static size_t scan(const job *j, size_t (*find)(const char *, size_t, bool))
{
    size_t at = 0, hits = 0;
    while (at < j->n) {
        size_t i = find(j->p + at, j->n - at, false);
        hits += i < j->n - at;
        at += i;
    }
    return hits;
}

static size_t search_ours(const job *j)
{
    return scan(j, mbx_scan_dashes);
}

static size_t search_plain(const job *j)
{
    return scan(j, mbx_scan_dashes_plain);
}

static size_t search_memmem(const job *j)
{
    const char *p = j->p, *end = p + j->n;
    size_t hits = 0;
    for (; (p = memmem(p, (size_t)(end - p), "\n--", 3)); p++)
        hits++;
    return hits;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double rate(size_t (*run)(const job *), const job *j)
{
    double took[TIMES];
    size_t again = (16 << 20) / j->n + 1;
    for (int k = 0; k < TIMES; k++) {
        double start = clock_of(CLOCK_MONOTONIC);
        for (size_t i = 0; i < again; i++) {
            run(j);
            __asm__ volatile("" ::: "memory");
        }
        took[k] = (clock_of(CLOCK_MONOTONIC) - start) / (double)again;
    }
    qsort(took, TIMES, sizeof *took, by_size);
    return (double)j->n / took[TIMES / 2] / 1e9;
}

static void row(const char *name, size_t (*run)(const job *), const job jobs[2], bool last)
{
    printf("\"%s\": [%.2f, %.2f]%s", name, rate(run, &jobs[0]), rate(run, &jobs[1]), last ? "}" : ", ");
}

int main(int argc, char **argv)
{
    corpus c = corpus_open(argv[argc - 1], 0);
    size_t raw_n = 16 << 20, n = 0, small = 48 << 10, mail_n = c.n < (24u << 20) ? c.n : 24u << 20;
    char *letters = malloc(raw_n * 2), *out = malloc(raw_n * 2), *other = malloc(raw_n * 2), *raw = malloc(raw_n);
    uint64_t x = 88172645463325252u;
    for (size_t i = 0; i < raw_n; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        raw[i] = (char)(x >> 32);
    }
    for (size_t i = 0; i < raw_n; i += 57) {
        size_t take = raw_n - i < 57 ? raw_n - i : 57;
        n += (size_t)EVP_EncodeBlock((unsigned char *)letters + n, (const unsigned char *)raw + i, (int)take);
        letters[n++] = '\r';
        letters[n++] = '\n';
    }
    job decode[2] = {{letters, small / 78 * 78, out}, {letters, n, out}}, check = {letters, n, other};
    if (decode_ours(&decode[1]) != raw_n || decode_glib(&check) != raw_n || memcmp(out, raw, raw_n) != 0 || memcmp(other, raw, raw_n) != 0 ||
        decode_openssl(&check) != raw_n || memcmp(other, raw, raw_n) != 0)
        return 1;
    char *mail = malloc(mail_n);
    memcpy(mail, c.p, mail_n);
    job search[2] = {{letters, small, out}, {mail, mail_n, out}};
    if (search_ours(&search[1]) != search_plain(&search[1]) || search_ours(&search[1]) != search_memmem(&search[1]))
        return 1;
    if (mail_n > raw_n * 2)
        return 1;
    printf("{\"base64\": {");
    row("memcpy", copy, decode, false);
    row("mailbox", decode_ours, decode, false);
    row("GLib", decode_glib, decode, false);
    row("OpenSSL", decode_openssl, decode, true);
    printf(", \"search\": {");
    row("memcpy", copy, search, false);
    row("memchr", find_nothing, search, false);
    row("mailbox", search_ours, search, false);
    row("mailbox, portable", search_plain, search, false);
    row("memmem", search_memmem, search, true);
    printf("}\n");
    return 0;
}
