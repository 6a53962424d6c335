/* What the peers in C have in common: the corpus, mapped; the clocks; what is counted, and how it is told. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

typedef struct corpus {
    int fd;
    const char *p;
    size_t n, messages;
    struct {
        size_t at, n;
    } *index;
} corpus;

/* The sums of corpus.py. The checksums (c_...) are made only when the run is for comparing, not for measuring. */
typedef struct sums {
    bool check;
    uint64_t messages, attached, attachments, attachment_bytes, text_bytes, header_bytes;
    uint64_t c_attachment, c_plain, c_html, c_subject, c_name, c_address, c_filename, c_date;
    double wall, cpu;
} sums;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* All of it is in memory before the clock starts. limit 0: the whole corpus; else the messages up to that byte. */
static inline corpus corpus_open(const char *path, size_t limit)
{
    corpus c = {.fd = open(path, O_RDONLY)};
    struct stat st;
    char name[4096];
    size_t at, n, cap = 0;
    if (c.fd < 0 || fstat(c.fd, &st) != 0)
        die(path);
    c.n = (size_t)st.st_size;
    c.p = mmap(NULL, c.n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, c.fd, 0);
    snprintf(name, sizeof name, "%s.idx", path);
    FILE *f = fopen(name, "r");
    if (c.p == MAP_FAILED || !f)
        die(name);
    while ((!limit || !c.messages || c.index[c.messages - 1].at + c.index[c.messages - 1].n < limit) && fscanf(f, "%zu %zu", &at, &n) == 2) {
        if (c.messages == cap && !(c.index = realloc(c.index, (cap = cap ? cap * 2 : 1024) * sizeof *c.index)))
            die("index");
        c.index[c.messages].at = at;
        c.index[c.messages++].n = n;
    }
    fclose(f);
    return c;
}

static inline double clock_of(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void clock_start(sums *s)
{
    s->cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    s->wall = clock_of(CLOCK_MONOTONIC);
}

static inline void clock_stop(sums *s)
{
    s->wall = clock_of(CLOCK_MONOTONIC) - s->wall;
    s->cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - s->cpu;
}

/* Without blanks and line ends, which readers treat in their own ways. *n_r: what is left. */
static inline uint64_t check_text(uint64_t before, const char *p, size_t n, uint64_t *n_r)
{
    char piece[4096];
    size_t have = 0;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] > 32) {
            piece[have++] = p[i];
            *n_r += 1;
        }
        if (have == sizeof piece || i + 1 == n) {
            before = crc32(before, (const Bytef *)piece, (uInt)have);
            have = 0;
        }
    }
    return before;
}

static inline void count_string(sums *s, uint64_t *check, const char *p, size_t n)
{
    uint64_t left = 0;
    s->header_bytes += n;
    if (s->check && n)
        *check += check_text(0, p, n, &left);
}

static inline uint64_t status_of(const char *key)
{
    char line[256];
    uint64_t kib = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, key, strlen(key)) == 0)
            kib = strtoull(line + strlen(key), NULL, 10);
    if (f)
        fclose(f);
    return kib * 1024;
}

/* Peak memory without files that are mapped: the corpus is not the peer's. */
static inline void tell(const sums *s)
{
    printf("{\"messages\": %" PRIu64 ", \"attached\": %" PRIu64 ", \"attachments\": %" PRIu64 ", \"attachment_bytes\": %" PRIu64 ", \"text_bytes\": %" PRIu64
           ", \"header_bytes\": %" PRIu64, s->messages, s->attached, s->attachments, s->attachment_bytes, s->text_bytes, s->header_bytes);
    if (s->check)
        printf(", \"c_attachment\": %" PRIu64 ", \"c_plain\": %" PRIu64 ", \"c_html\": %" PRIu64 ", \"c_subject\": %" PRIu64 ", \"c_name\": %" PRIu64
               ", \"c_address\": %" PRIu64 ", \"c_filename\": %" PRIu64 ", \"c_date\": %" PRIu64, s->c_attachment, s->c_plain, s->c_html, s->c_subject,
               s->c_name, s->c_address, s->c_filename, s->c_date);
    printf(", \"wall\": %.6f, \"cpu\": %.6f, \"peak\": %" PRIu64 "}\n", s->wall, s->cpu, status_of("VmHWM:") - status_of("RssFile:"));
}

#endif
