#include "fake_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct fake_peer {
    const fake_step *steps;
    size_t n;
    SSL_CTX *certificate;
    int listener, fd;
    SSL *ssl;
    uint16_t port;
    pthread_t thread;
    bool joined, wrong, ended;
    char *heard;
    size_t heard_n, line_from;
};

static bool put(fake_peer *p, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t r = p->ssl ? SSL_write(p->ssl, text, (int)n) : send(p->fd, text, n, MSG_NOSIGNAL);
        if (r <= 0)
            return false;
        text += r;
        n -= (size_t)r;
    }
    return true;
}

static bool take(fake_peer *p)
{
    char b[4096];
    ssize_t r = p->ssl ? SSL_read(p->ssl, b, sizeof b) : recv(p->fd, b, sizeof b, 0);

    if (r <= 0)
        return false;
    p->heard = realloc(p->heard, p->heard_n + (size_t)r + 1);
    memcpy(p->heard + p->heard_n, b, (size_t)r);
    p->heard_n += (size_t)r;
    p->heard[p->heard_n] = 0;
    return true;
}

static bool expect(fake_peer *p, const char *line)
{
    char *end;

    while (!p->heard || !(end = memchr(p->heard + p->line_from, '\n', p->heard_n - p->line_from)))
        if (!take(p))
            return false;
    size_t n = (size_t)(end - p->heard) - p->line_from;
    const char *got = p->heard + p->line_from;
    if (n > 0 && got[n - 1] == '\r')
        n--;
    if (line && (n != strlen(line) || memcmp(got, line, n) != 0)) {
        fprintf(stderr, "the client said \"%.*s\" where \"%s\" was expected\n", (int)n, got, line);
        p->wrong = true;
    }
    p->line_from = (size_t)(end - p->heard) + 1;
    return true;
}

static bool step(fake_peer *p, const fake_step *s)
{
    switch (s->kind) {
    case FAKE_SEND:
        return put(p, s->text, s->n ? s->n : strlen(s->text));
    case FAKE_REPEAT:
        for (size_t i = 0; i < s->times; i++)
            if (!put(p, s->text, s->n ? s->n : strlen(s->text)))
                return false;
        return true;
    case FAKE_EXPECT:
        return expect(p, s->text);
    case FAKE_TLS:
        p->ssl = SSL_new(p->certificate);
        SSL_set_fd(p->ssl, p->fd);
        return SSL_accept(p->ssl) == 1;
    case FAKE_STALL:
        while (take(p))
            ;
        return false;
    case FAKE_RESET: {
        struct linger now = {1, 0};
        setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return false;
    }
    default:
        return false;
    }
}

static void *serve(void *arg)
{
    fake_peer *p = arg;
    sigset_t set;

    /* Only this thread may ignore SIGPIPE: that the client's never meets one is among what is tested. */
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    p->fd = accept(p->listener, NULL, NULL);
    if (p->fd < 0)
        return NULL;
    for (size_t i = 0; i < p->n && step(p, &p->steps[i]); i++)
        ;
    if (p->ssl) {
        SSL_shutdown(p->ssl);
        SSL_free(p->ssl);
        p->ssl = NULL;
    }
    close(p->fd);
    return NULL;
}

fake_peer *fake_peer_start(const fake_step *steps, size_t n, struct ssl_ctx_st *certificate)
{
    fake_peer *p = calloc(1, sizeof *p);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;

    p->steps = steps;
    p->n = n;
    p->certificate = certificate;
    p->fd = -1;
    p->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(p->listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(p->listener, 4) != 0 ||
        getsockname(p->listener, (struct sockaddr *)&a, &len) != 0)
        abort();
    p->port = ntohs(a.sin_port);
    if (pthread_create(&p->thread, NULL, serve, p) != 0)
        abort();
    return p;
}

uint16_t fake_peer_port(const fake_peer *p)
{
    return p->port;
}

void fake_peer_join(fake_peer *p)
{
    if (p->joined)
        return;
    shutdown(p->listener, SHUT_RDWR); /* if nobody ever connected */
    pthread_join(p->thread, NULL);
    p->joined = true;
}

const char *fake_peer_heard(fake_peer *p, size_t *n_r)
{
    *n_r = p->heard_n;
    return p->heard ? p->heard : "";
}

bool fake_peer_as_expected(const fake_peer *p)
{
    return !p->wrong;
}

void fake_peer_end(fake_peer *p)
{
    fake_peer_join(p);
    close(p->listener);
    free(p->heard);
    free(p);
}
