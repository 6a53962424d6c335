/* Stopped on request: at each place where a connection waits, within 100 ms. The request comes when the wait has begun. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/stream.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_t walker;
static sem_t waiting, answer, answered;
static int polls_to_pass; /* waits that end by themselves before the one that does not */

int poll(struct pollfd *f, nfds_t n, int ms)
{
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000L};

    if (pthread_equal(pthread_self(), walker) && polls_to_pass-- == 0)
        sem_post(&waiting);
    return (int)syscall(SYS_ppoll, f, n, ms < 0 ? NULL : &wait, NULL, 0);
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *want, struct addrinfo **list)
{
    (void)host;
    (void)port;
    (void)want;
    (void)list;
    sem_wait(&answer);
    sem_post(&answered);
    return EAI_AGAIN;
}

static mbx_time asked;

static void *ask(void *cancel)
{
    sem_wait(&waiting);
    asked = mbx_now();
    mbx_cancel_raise(cancel);
    return NULL;
}

typedef enum place { RESOLVE, CONNECT, PROXY, TLS, READ, READ_WITHOUT_DEADLINE, WRITE, PLACES } place;

static void stop_at(place at)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int listener = socket(AF_INET, SOCK_STREAM, 0), filler = -1;
    static char much[1 << 20];
    socklen_t len = sizeof a;
    mbx_stream *s = NULL;
    mbx_cancel *c = NULL;
    mbx_tls *tls = NULL;
    mbx_status st;
    mbx_error err;
    pthread_t t;
    char b[16], url[64];
    const mbx_transport through = {.proxy = url};
    size_t n;

    assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(listener, at == CONNECT ? 0 : 4), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &len), 0);
    if (at == CONNECT) { /* a full queue: nothing is answered */
        filler = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(filler, (struct sockaddr *)&a, sizeof a), 0);
    }
    snprintf(url, sizeof url, "socks5://127.0.0.1:%u", (unsigned)ntohs(a.sin_port));
    mbx_endpoint to = {at == RESOLVE ? "mail.example" : "127.0.0.1", ntohs(a.sin_port), MBX_ENCRYPTION_NONE, at == PROXY, at == PROXY ? &through : NULL};
    assert_int_equal(mbx_cancel_new(&c, &err), MBX_OK);
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    walker = pthread_self();
    polls_to_pass = at == RESOLVE || at == CONNECT ? 0 : 1; /* that of the connection */
    assert_int_equal(pthread_create(&t, NULL, ask, c), 0);
    st = mbx_stream_connect(&s, &to, at == READ_WITHOUT_DEADLINE ? MBX_NEVER : mbx_in_ms(60000), c, &err);
    if (at == TLS || at == READ || at == READ_WITHOUT_DEADLINE || at == WRITE)
        assert_int_equal(st, MBX_OK);
    if (at == TLS)
        st = mbx_stream_start_tls(s, tls, &err);
    if (at == READ || at == READ_WITHOUT_DEADLINE)
        st = mbx_stream_read(s, b, sizeof b, &n, &err);
    if (at == WRITE)
        for (int i = 0; i < 64 && st == MBX_OK; i++)
            st = mbx_stream_write(s, much, sizeof much, &err);
    int64_t ms = (mbx_now() - asked) / 1000000;
    pthread_join(t, NULL);
    if (st != MBX_E_CANCELLED)
        print_error("place %d\n", (int)at);
    assert_int_equal(st, MBX_E_CANCELLED);
    assert_int_equal(err.code, MBX_CODE_CANCELLED);
    assert_true(ms < 100);
    if (at == RESOLVE) { /* the name service answers into an empty room */
        sem_post(&answer);
        sem_wait(&answered);
    }
    mbx_stream_free(s);
    mbx_tls_free(tls);
    mbx_cancel_free(c);
    close(listener);
    if (filler >= 0)
        close(filler);
}

static void everywhere(void **state)
{
    (void)state;
    for (int at = 0; at < PLACES; at++)
        stop_at((place)at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everywhere)};

    sem_init(&waiting, 0, 0);
    sem_init(&answer, 0, 0);
    sem_init(&answered, 0, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
