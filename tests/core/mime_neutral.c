/* Prints one JSON line per file in the neutral format of tests/corpus/README.md, for tests/corpus/compare.py.
 * usage: mime_neutral [--chunk N] FILE...   N bytes a feed; 0: all at once (default); -1: random sizes */
#include "base/digest.h"
#include "mime/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* size and sha256 of the format are of the text with LF and without line breaks at its end where the type is text or
 * message: so that the collected bytes are needed, not only their digest. */
typedef struct collected {
    char *p;
    size_t n, cap;
} collected;

static mbx_status open_part(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    (void)ctx;
    (void)part;
    *handle_r = calloc(1, sizeof(collected));
    return *handle_r ? MBX_OK : mbx_fail_memory(err);
}

static mbx_status write_part(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    collected *c = handle;
    (void)ctx;
    if (c->cap - c->n < n) {
        size_t cap = (c->n + n) * 2;
        char *q = realloc(c->p, cap);
        if (!q)
            return mbx_fail_memory(err);
        c->p = q;
        c->cap = cap;
    }
    if (n)
        memcpy(c->p + c->n, p, n);
    c->n += n;
    return MBX_OK;
}

static void abandon_part(void *ctx, void *handle)
{
    collected *c = handle;
    (void)ctx;
    free(c->p);
    free(c);
}

static mbx_status close_part(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    collected *c = handle;
    if (part->content_type.n > 5 && (memcmp(part->content_type.p, "text/", 5) == 0 || strncmp(part->content_type.p, "message/", 8) == 0)) {
        size_t o = 0;
        for (size_t i = 0; i < c->n; i++)
            if (!(c->p[i] == '\r' && i + 1 < c->n && c->p[i + 1] == '\n'))
                c->p[o++] = c->p[i];
        while (o && (c->p[o - 1] == '\n' || c->p[o - 1] == '\r'))
            o--;
        c->n = o;
    }
    part->stored = true;
    part->size = c->n;
    mbx_status st = mbx_sha256_once(c->n ? c->p : "", c->n, part->sha256, err);
    abandon_part(ctx, handle);
    return st;
}

static void string(mbx_str s)
{
    if (!s.p) {
        printf("null");
        return;
    }
    putchar('"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void addresses(const char *name, mbx_addresses a)
{
    printf(", \"%s\": [", name);
    for (size_t i = 0; i < a.n; i++) {
        printf("%s{\"name\": ", i ? ", " : "");
        string(a.list[i].name);
        printf(", \"address\": ");
        string(a.list[i].address);
        putchar('}');
    }
    putchar(']');
}

static void ids(const char *name, const mbx_str *list, size_t n)
{
    printf(", \"%s\": [", name);
    for (size_t i = 0; i < n; i++) {
        printf("%s", i ? ", " : "");
        string(list[i]);
    }
    putchar(']');
}

static void attachment(const mbx_part *p)
{
    char hex[2 * MBX_SHA256_SIZE + 1];
    static const char *const disposition[] = {"null", "\"inline\"", "\"attachment\""};
    mbx_hex(p->sha256, sizeof p->sha256, hex);
    printf("{\"filename\": ");
    string(p->filename);
    printf(", \"content_type\": ");
    string(p->content_type);
    printf(", \"disposition\": %s, \"content_id\": ", disposition[p->disposition]);
    string(p->content_id);
    printf(", \"size\": %llu, \"sha256\": \"%s\", \"inline\": %s}", (unsigned long long)p->size, hex, p->inline_hint ? "true" : "false");
}

static void print(const char *id, size_t id_n, const mbx_message_facts *f)
{
    printf("{\"id\": ");
    string((mbx_str){id, id_n});
    printf(", \"subject\": ");
    string(f->subject);
    addresses("from", f->from);
    addresses("to", f->to);
    addresses("cc", f->cc);
    addresses("bcc", f->bcc);
    addresses("reply_to", f->reply_to);
    if (f->has_date) {
        char when[64];
        struct tm tm;
        time_t t = (time_t)f->date;
        gmtime_r(&t, &tm);
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
        printf(", \"date\": \"%s\"", when);
    } else {
        printf(", \"date\": null");
    }
    printf(", \"message_id\": ");
    string(f->message_id);
    ids("in_reply_to", f->in_reply_to, f->n_in_reply_to);
    ids("references", f->references, f->n_references);
    printf(", \"text\": ");
    string(f->text);
    printf(", \"html\": ");
    string(f->html);
    printf(", \"attachments\": [");
    const char *comma = "";
    for (size_t i = 0; i < f->n_parts; i++) {
        if (f->parts[i].role == MBX_ROLE_ATTACHMENT) {
            printf("%s", comma);
            attachment(&f->parts[i]);
            comma = ", ";
        }
    }
    printf("], \"anomalies\": [");
    for (size_t i = 0; i < f->n_anomalies; i++)
        printf("%s[\"%s\", %llu]", i ? ", " : "", mbx_anomaly_name(f->anomalies[i].kind), (unsigned long long)f->anomalies[i].offset);
    printf("], \"incomplete\": %s, \"parts\": [", f->incomplete ? "true" : "false");
    for (size_t i = 0; i < f->n_parts; i++)
        printf("%s[%u, %llu, %llu, %llu]", i ? ", " : "", f->parts[i].depth, (unsigned long long)f->parts[i].header_start,
               (unsigned long long)f->parts[i].body_start, (unsigned long long)f->parts[i].body_end);
    printf("]}\n");
}

static int one(const char *path, long chunk)
{
    static const mbx_part_sink sink = {NULL, open_part, write_part, close_part, abandon_part};
    mbx_message *m = NULL;
    mbx_error err = {0};
    FILE *in = fopen(path, "rb");
    collected raw = {0};
    char piece[65536];
    size_t n;
    unsigned seed = 12345;
    if (!in) {
        perror(path);
        return 1;
    }
    while ((n = fread(piece, 1, sizeof piece, in)) > 0)
        if (write_part(NULL, &raw, piece, n, &err) != MBX_OK)
            break;
    fclose(in);
    mbx_status st = mbx_message_new(&m, &sink, &err);
    for (size_t i = 0; st == MBX_OK && i < raw.n; i += n) {
        size_t want = chunk > 0 ? (size_t)chunk : chunk < 0 ? (size_t)(1 + (seed = seed * 1103515245u + 12345u) / 65536u % 97u) : raw.n;
        n = want < raw.n - i ? want : raw.n - i;
        /* a copy of exactly that size, so that a sanitizer sees every read beyond it */
        char *copy = malloc(n);
        memcpy(copy, raw.p + i, n);
        st = mbx_message_feed(m, copy, n, &err);
        free(copy);
    }
    if (st == MBX_OK)
        st = mbx_message_finish(m, &err);
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    if (st == MBX_OK)
        print(base, dot ? (size_t)(dot - base) : strlen(base), mbx_message_get(m));
    else
        fprintf(stderr, "%s: %s\n", path, err.message);
    mbx_message_free(m);
    free(raw.p);
    return st != MBX_OK;
}

int main(int argc, char **argv)
{
    long chunk = 0;
    int i = 1, bad = 0;
    if (argc > 2 && strcmp(argv[1], "--chunk") == 0) {
        chunk = atol(argv[2]);
        i = 3;
    }
    for (; i < argc; i++)
        bad |= one(argv[i], chunk);
    return bad;
}
