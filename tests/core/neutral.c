#include "neutral.h"

#include "base/digest.h"
#include "mime/message.h"

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

static void string(FILE *out, mbx_str s)
{
    if (!s.p) {
        fprintf(out, "null");
        return;
    }
    putc('"', out);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            fprintf(out, "\\u%04x", c);
        else
            putc(c, out);
    }
    putc('"', out);
}

static void addresses(FILE *out, const char *name, mbx_addresses a)
{
    fprintf(out, ", \"%s\": [", name);
    for (size_t i = 0; i < a.n; i++) {
        fprintf(out, "%s{\"name\": ", i ? ", " : "");
        string(out, a.list[i].name);
        fprintf(out, ", \"address\": ");
        string(out, a.list[i].address);
        putc('}', out);
    }
    putc(']', out);
}

static void ids(FILE *out, const char *name, const mbx_str *list, size_t n)
{
    fprintf(out, ", \"%s\": [", name);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%s", i ? ", " : "");
        string(out, list[i]);
    }
    putc(']', out);
}

static void attachment(FILE *out, const mbx_part *p)
{
    char hex[2 * MBX_SHA256_SIZE + 1];
    static const char *const disposition[] = {"null", "\"inline\"", "\"attachment\""};
    mbx_hex(p->sha256, sizeof p->sha256, hex);
    fprintf(out, "{\"filename\": ");
    string(out, p->filename);
    fprintf(out, ", \"content_type\": ");
    string(out, p->content_type);
    fprintf(out, ", \"disposition\": %s, \"content_id\": ", disposition[p->disposition]);
    string(out, p->content_id);
    fprintf(out, ", \"size\": %llu, \"sha256\": \"%s\", \"inline\": %s}", (unsigned long long)p->size, hex, p->inline_hint ? "true" : "false");
}

static void print(FILE *out, const char *id, size_t id_n, const mbx_message_facts *f)
{
    fprintf(out, "{\"id\": ");
    string(out, (mbx_str){id, id_n});
    fprintf(out, ", \"subject\": ");
    string(out, f->subject);
    addresses(out, "from", f->from);
    addresses(out, "to", f->to);
    addresses(out, "cc", f->cc);
    addresses(out, "bcc", f->bcc);
    addresses(out, "reply_to", f->reply_to);
    if (f->has_date) {
        char when[64];
        struct tm tm;
        time_t t = (time_t)f->date;
        gmtime_r(&t, &tm);
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
        fprintf(out, ", \"date\": \"%s\"", when);
    } else {
        fprintf(out, ", \"date\": null");
    }
    fprintf(out, ", \"message_id\": ");
    string(out, f->message_id);
    ids(out, "in_reply_to", f->in_reply_to, f->n_in_reply_to);
    ids(out, "references", f->references, f->n_references);
    fprintf(out, ", \"text\": ");
    string(out, f->text);
    fprintf(out, ", \"html\": ");
    string(out, f->html);
    fprintf(out, ", \"attachments\": [");
    const char *comma = "";
    for (size_t i = 0; i < f->n_parts; i++) {
        if (f->parts[i].role == MBX_ROLE_ATTACHMENT) {
            fprintf(out, "%s", comma);
            attachment(out, &f->parts[i]);
            comma = ", ";
        }
    }
    fprintf(out, "], \"anomalies\": [");
    for (size_t i = 0; i < f->n_anomalies; i++)
        fprintf(out, "%s[\"%s\", %llu]", i ? ", " : "", mbx_anomaly_name(f->anomalies[i].kind), (unsigned long long)f->anomalies[i].offset);
    fprintf(out, "], \"incomplete\": %s, \"parts\": [", f->incomplete ? "true" : "false");
    for (size_t i = 0; i < f->n_parts; i++)
        fprintf(out, "%s[%u, %llu, %llu, %llu]", i ? ", " : "", f->parts[i].depth, (unsigned long long)f->parts[i].header_start,
               (unsigned long long)f->parts[i].body_start, (unsigned long long)f->parts[i].body_end);
    fprintf(out, "]}\n");
}

char *read_whole(const char *path, size_t *n_r)
{
    mbx_error err = {0};
    collected raw = {0};
    char piece[65536];
    size_t n;
    FILE *in = fopen(path, "rb");
    if (!in)
        return NULL;
    while ((n = fread(piece, 1, sizeof piece, in)) > 0)
        if (write_part(NULL, &raw, piece, n, &err) != MBX_OK)
            break;
    fclose(in);
    *n_r = raw.n;
    return raw.p ? raw.p : calloc(1, 1);
}

bool print_neutral(FILE *out, const char *path, const char *raw, size_t raw_n, long chunk)
{
    static const mbx_part_sink sink = {NULL, open_part, write_part, close_part, abandon_part};
    mbx_message *m = NULL;
    mbx_error err = {0};
    unsigned seed = 12345;
    size_t n;
    mbx_status st = mbx_message_new(&m, &sink, &err);
    for (size_t i = 0; st == MBX_OK && i < raw_n; i += n) {
        size_t want = chunk > 0 ? (size_t)chunk : chunk < 0 ? (size_t)(1 + (seed = seed * 1103515245u + 12345u) / 65536u % 97u) : raw_n;
        n = want < raw_n - i ? want : raw_n - i;
        /* a copy of exactly that size, so that a sanitizer sees every read beyond it */
        char *copy = malloc(n);
        memcpy(copy, raw + i, n);
        st = mbx_message_feed(m, copy, n, &err);
        free(copy);
    }
    if (st == MBX_OK)
        st = mbx_message_finish(m, &err);
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    if (st == MBX_OK)
        print(out, base, dot ? (size_t)(dot - base) : strlen(base), mbx_message_get(m));
    else
        fprintf(stderr, "%s: %s\n", path, err.message);
    mbx_message_free(m);
    return st == MBX_OK;
}
