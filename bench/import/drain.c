/* The floor: what any client has to send, and reading to the tagged OK. No mail is looked at, nothing is kept.
 *
 *   drain HOST PORT CAFILE USER     password in DRAIN_PASSWORD
 *
 * Prints one JSON object. Follows literals, because a mail may well hold a line that looks like the tagged answer. */
#include <inttypes.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static SSL *tls;
static char window[256 * 1024], line[64 * 1024];
static size_t have, at;
static uint64_t bytes;

static void fail(const char *what)
{
    fprintf(stderr, "drain: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void refill(void)
{
    int n = SSL_read(tls, window, (int)sizeof window);
    if (n <= 0)
        fail("the connection ended");
    have = (size_t)n;
    at = 0;
    bytes += (uint64_t)n;
}

/* One line without its CRLF. The end of an over-long one is kept: that is where {n} stands. */
static const char *read_line(void)
{
    size_t n = 0;
    for (;;) {
        if (at == have)
            refill();
        char *end = memchr(window + at, '\n', have - at);
        size_t piece = (end ? (size_t)(end - window) : have) - at;
        if (n + piece >= sizeof line)
            fail("a line is too long");
        memcpy(line + n, window + at, piece);
        n += piece;
        at += piece + (end != NULL);
        if (end) {
            if (n && line[n - 1] == '\r')
                n--;
            line[n] = '\0';
            return line;
        }
    }
}

static void skip(uint64_t n)
{
    while (n) {
        if (at == have)
            refill();
        uint64_t piece = have - at < n ? have - at : n;
        at += (size_t)piece;
        n -= piece;
    }
}

/* Sends a command and reads to its tagged OK; counts the literals. */
static uint64_t command(const char *tag, const char *text)
{
    char out[1024];
    uint64_t literals = 0;
    int n = snprintf(out, sizeof out, "%s %s\r\n", tag, text);
    if (n < 0 || (size_t)n >= sizeof out || SSL_write(tls, out, n) != n)
        fail("cannot send");
    for (;;) {
        const char *l = read_line();
        size_t len = strlen(l);
        if (strncmp(l, tag, strlen(tag)) == 0 && l[strlen(tag)] == ' ') {
            if (strncmp(l + strlen(tag) + 1, "OK", 2) != 0)
                fail(l);
            return literals;
        }
        if (len && l[len - 1] == '}') {
            const char *brace = strrchr(l, '{');
            if (brace) {
                skip(strtoull(brace + 1, NULL, 10));
                literals++;
            }
        }
    }
}

static long peak_kib(void)
{
    long kib = 0;
    char text[256];
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(text, sizeof text, f))
        if (sscanf(text, "VmHWM: %ld", &kib) == 1)
            break;
    if (f)
        fclose(f);
    return kib;
}

int main(int argc, char **argv)
{
    const char *password = getenv("DRAIN_PASSWORD");
    if (argc != 5 || !password) {
        fprintf(stderr, "drain HOST PORT CAFILE USER, password in DRAIN_PASSWORD\n");
        return 2;
    }
    struct timespec t0, t1;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *address = NULL;
    if (getaddrinfo(argv[1], argv[2], &hints, &address) != 0)
        fail("unknown host");
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0)
        fail("cannot connect");
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_locations(ctx, argv[3], NULL) != 1)
        fail("CA file");
    tls = SSL_new(ctx);
    SSL_set1_host(tls, argv[1]);
    SSL_set_tlsext_host_name(tls, argv[1]);
    SSL_set_fd(tls, fd);
    if (SSL_connect(tls) != 1)
        fail("TLS");
    read_line();
    char login[512];
    snprintf(login, sizeof login, "LOGIN \"%s\" \"%s\"", argv[4], password);
    command("a", login);
    command("b", "EXAMINE INBOX");
    uint64_t messages = command("c", "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])");
    command("d", "LOGOUT");
    clock_gettime(CLOCK_MONOTONIC, &t1);
    printf("{\"messages\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"seconds\":%.4f,\"peak_rss\":%ld}\n", messages, bytes,
           (double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) / 1e9, peak_kib() * 1024);
    SSL_free(tls);
    SSL_CTX_free(ctx);
    freeaddrinfo(address);
    close(fd);
    return 0;
}
