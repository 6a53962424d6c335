/* Which of a server's addresses is connected to. The name service is this program's own; every address is loopback's,
 * where a listener answers, nothing refuses, and one whose queue is full says nothing at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "net/connect.h"
#include "net/ip_address.h"
#include "net/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const *says; /* what the name service answers, NULL-terminated */
static const char *const *then; /* what it answers from the second time on; NULL: the same */
static int lookups;

int getaddrinfo(const char *host, const char *port, const struct addrinfo *want, struct addrinfo **list)
{
    struct addrinfo **at = list;

    (void)host;
    (void)want;
    lookups++;
    for (const char *const *p = says; *p; p++) {
        struct sockaddr_storage a;
        socklen_t n = 0;

        assert_true(mbx_host_is_address(*p, (uint16_t)atoi(port), &a, &n));
        *at = calloc(1, sizeof **at);
        (*at)->ai_family = a.ss_family;
        (*at)->ai_addrlen = n;
        (*at)->ai_addr = malloc(n);
        memcpy((*at)->ai_addr, &a, n);
        at = &(*at)->ai_next;
    }
    if (then)
        says = then;
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    for (struct addrinfo *next; list; list = next) {
        next = list->ai_next;
        free(list->ai_addr);
        free(list);
    }
}

#define MAX_PLACES 8

static struct {
    int fd[MAX_PLACES], filler[MAX_PLACES];
    size_t n;
    uint16_t port; /* the same for all */
} net;

static int bound(const char *address, uint16_t port)
{
    struct sockaddr_storage a;
    socklen_t n;
    int fd, one = 1;

    assert_true(mbx_host_is_address(address, port, &a, &n));
    fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
    return fd;
}

static int listening(const char *address)
{
    int fd = bound(address, net.port), i = (int)net.n++;

    assert_int_equal(listen(fd, 8), 0);
    net.fd[i] = fd;
    net.filler[i] = -1;
    return fd;
}

/* Linux drops the opening packet of a connection for which the listener's queue has no place. */
static void silent(const char *address)
{
    struct sockaddr_storage a;
    socklen_t n;
    int fd = bound(address, net.port), i = (int)net.n++;

    assert_int_equal(listen(fd, 0), 0);
    assert_true(mbx_host_is_address(address, net.port, &a, &n));
    net.fd[i] = fd;
    net.filler[i] = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(net.filler[i], (struct sockaddr *)&a, n), 0);
}

/* A port that is free on every address used here. */
static int open_net(void **state)
{
    struct sockaddr_in a;
    socklen_t n = sizeof a;
    int fd = bound("127.0.0.1", 0);

    (void)state;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    close(fd);
    memset(&net, 0, sizeof net);
    net.port = ntohs(a.sin_port);
    lookups = 0;
    then = NULL;
    return 0;
}

static int close_net(void **state)
{
    (void)state;
    for (size_t i = 0; i < net.n; i++) {
        close(net.fd[i]);
        if (net.filler[i] >= 0)
            close(net.filler[i]);
    }
    return 0;
}

typedef struct result {
    mbx_status st;
    mbx_error err;
    mbx_stream_facts facts;
    int64_t ms;
} result;

static result go(const char *const *addresses, int64_t ms, const mbx_transport *by)
{
    mbx_endpoint to = {"mail.example", net.port, MBX_ENCRYPTION_TLS, false, by};
    mbx_time began = mbx_now();
    mbx_stream *s = NULL;
    result r;

    memset(&r, 0, sizeof r);
    says = addresses;
    r.st = mbx_stream_connect(&s, &to, mbx_in_ms(ms), NULL, &r.err);
    r.ms = (mbx_now() - began) / 1000000;
    if (r.st == MBX_OK)
        r.facts = *mbx_stream_get(s);
    mbx_stream_free(s);
    return r;
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Was somebody there, and is he gone? */
static bool visited(int listener)
{
    struct pollfd f = {listener, POLLIN, 0};
    char c;
    int fd;

    if (poll(&f, 1, 0) != 1)
        return false;
    fd = accept(listener, NULL, NULL);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, &c, 1), 0);
    close(fd);
    return true;
}

static void first_answers(void **state)
{
    int one = listening("127.0.0.2"), two = listening("127.0.0.3");
    result r = go(LIST("127.0.0.2", "127.0.0.3"), 5000, NULL);

    (void)state;
    assert_int_equal(r.st, MBX_OK);
    assert_string_equal(r.facts.address, "127.0.0.2");
    assert_string_equal(r.facts.others, "");
    assert_true(visited(one));
    assert_false(visited(two)); /* no attempt that is not needed */
    assert_int_equal(lookups, 1);
}

static void a_refusal_is_passed_at_once(void **state)
{
    result r;

    (void)state;
    listening("127.0.0.4");
    r = go(LIST("127.0.0.2", "127.0.0.3", "127.0.0.4"), 5000, NULL);
    assert_int_equal(r.st, MBX_OK);
    assert_string_equal(r.facts.address, "127.0.0.4");
    assert_string_equal(r.facts.others, "127.0.0.2: Connection refused; 127.0.0.3: Connection refused");
    assert_true(r.ms < MBX_CONNECT_STAGGER);
}

static void silence_is_passed_after_the_stagger(void **state)
{
    result r;

    (void)state;
    silent("127.0.0.2");
    silent("127.0.0.3");
    listening("127.0.0.4");
    r = go(LIST("127.0.0.2", "127.0.0.3", "127.0.0.4"), 9000, NULL);
    assert_int_equal(r.st, MBX_OK);
    assert_string_equal(r.facts.address, "127.0.0.4");
    assert_string_equal(r.facts.others, "127.0.0.2: no answer yet; 127.0.0.3: no answer yet");
    assert_in_range(r.ms, 2 * MBX_CONNECT_STAGGER, 2 * MBX_CONNECT_STAGGER + 900);
}

/* The one that is silent goes on being tried beside the next, which refuses: the third begins then, not 250 ms later. */
static void a_refusal_beside_silence(void **state)
{
    result r;

    (void)state;
    silent("127.0.0.2");
    listening("127.0.0.4");
    r = go(LIST("127.0.0.2", "127.0.0.3", "127.0.0.4"), 9000, NULL);
    assert_string_equal(r.facts.address, "127.0.0.4");
    assert_string_equal(r.facts.others, "127.0.0.2: no answer yet; 127.0.0.3: Connection refused");
    assert_in_range(r.ms, MBX_CONNECT_STAGGER, 2 * MBX_CONNECT_STAGGER - 1);
}

/* RFC 8305 section 4: a family that is dead as a whole costs one attempt. */
static void families_take_turns(void **state)
{
    result r;

    (void)state;
    silent("127.0.0.2");
    silent("127.0.0.3");
    silent("127.0.0.4");
    listening("::1");
    r = go(LIST("127.0.0.2", "127.0.0.3", "127.0.0.4", "::1"), 9000, NULL);
    assert_int_equal(r.st, MBX_OK);
    assert_string_equal(r.facts.address, "::1");
    assert_string_equal(r.facts.others, "127.0.0.2: no answer yet");
}

static void six_first_where_the_system_says_so(void **state)
{
    result r;

    (void)state;
    listening("::1");
    listening("127.0.0.1");
    r = go(LIST("::1", "127.0.0.1"), 9000, NULL);
    assert_string_equal(r.facts.address, "::1");
}

static void all_fail(void **state)
{
    result r = go(LIST("127.0.0.2", "::1"), 9000, NULL);

    (void)state;
    assert_int_equal(r.st, MBX_E_CONNECT);
    assert_int_equal(r.err.code, MBX_CODE_TCP_REFUSED);
    assert_string_equal(r.err.message, "No connection to 127.0.0.2: Connection refused; ::1: Connection refused.");
    assert_true(r.ms < MBX_CONNECT_STAGGER);
    /* One deadline for all, and what refuses is told rather than what is silent: there the port is wrong. */
    silent("127.0.0.3");
    r = go(LIST("127.0.0.3", "127.0.0.2"), 600, NULL);
    assert_int_equal(r.st, MBX_E_CONNECT);
    assert_int_equal(r.err.code, MBX_CODE_TCP_REFUSED);
    assert_string_equal(r.err.message, "No connection to 127.0.0.3: Connection timed out; 127.0.0.2: Connection refused.");
    assert_in_range(r.ms, 600, 1400);
    r = go(LIST("127.0.0.3"), 300, NULL);
    assert_int_equal(r.st, MBX_E_TIMEOUT);
    assert_in_range(r.ms, 300, 1100);
}

/* Nothing stays open, whoever won. */
static void no_descriptor_is_left(void **state)
{
    int before = dup(0), after;

    (void)state;
    close(before);
    silent("127.0.0.2");
    listening("127.0.0.4");
    assert_int_equal(go(LIST("127.0.0.2", "127.0.0.3", "127.0.0.4"), 9000, NULL).st, MBX_OK);
    assert_int_not_equal(go(LIST("127.0.0.2", "127.0.0.3"), 300, NULL).st, MBX_OK);
    close_net(state);
    net.n = 0;
    after = dup(0);
    close(after);
    assert_int_equal(after, before);
}

static void addresses_that_may_not_be(void **state)
{
    int good = listening("127.0.0.2"), bad = listening("127.0.0.3");
    const mbx_transport one = {.networks = "127.0.0.2"}, none = {.networks = ""}, port = {.ports = "143 993"};
    result r = go(LIST("169.254.169.254", "::ffff:127.0.0.3", "127.0.0.3", "127.0.0.2"), 5000, &one);

    (void)state;
    assert_int_equal(r.st, MBX_OK);
    assert_string_equal(r.facts.address, "127.0.0.2");
    assert_string_equal(r.facts.others, "");
    assert_true(visited(good));
    assert_false(visited(bad));
    /* A name service that says something else the second time is not asked a second time. */
    assert_int_equal(lookups, 1);
    r = go(LIST("127.0.0.2", "::1", "10.0.0.1"), 5000, &none);
    assert_int_equal(r.st, MBX_E_ARGUMENT);
    assert_int_equal(r.err.code, MBX_CODE_ADDRESS_REFUSED);
    r = go(LIST("::ffff:127.0.0.2", "0.0.0.0", "64:ff9b::7f00:2"), 5000, NULL);
    assert_int_equal(r.st, MBX_E_ARGUMENT);
    assert_int_equal(r.err.code, MBX_CODE_ADDRESS_REFUSED);
    lookups = 0;
    r = go(LIST("127.0.0.2"), 5000, &port);
    assert_int_equal(r.st, MBX_E_ARGUMENT);
    assert_int_equal(r.err.code, MBX_CODE_INPUT_PORT);
    assert_int_equal(lookups, 0);
    assert_false(visited(good));
}

/* A name service in the hands of somebody who wants in: one address to be checked, another one a moment later. */
static void rebinding(void **state)
{
    int good = listening("127.0.0.2"), bad = listening("127.0.0.3");
    const mbx_transport one = {.networks = "127.0.0.2"}, bounded = {.networks = "127.0.0.0/8", .within_networks = "127.0.0.2"};
    const mbx_transport *const all[] = {&one, &bounded};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        result r;

        lookups = 0;
        then = LIST("127.0.0.3");
        r = go(LIST("127.0.0.2"), 5000, all[i]);
        assert_int_equal(r.st, MBX_OK);
        assert_string_equal(r.facts.address, "127.0.0.2");
        assert_true(visited(good));
        assert_int_equal(lookups, 1);
        /* the next connection is checked by what it gets */
        r = go(says, 5000, all[i]);
        assert_int_equal(r.err.code, MBX_CODE_ADDRESS_REFUSED);
        then = LIST("127.0.0.2");
        r = go(LIST("127.0.0.3", "169.254.169.254", "::1"), 5000, all[i]);
        assert_int_equal(r.err.code, MBX_CODE_ADDRESS_REFUSED);
        assert_int_equal(lookups, 3);
        assert_false(visited(bad));
        assert_false(visited(good));
    }
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, open_net, close_net)
    const struct CMUnitTest tests[] = {CASE(first_answers), CASE(a_refusal_is_passed_at_once), CASE(silence_is_passed_after_the_stagger), CASE(a_refusal_beside_silence), CASE(families_take_turns),
                                       CASE(six_first_where_the_system_says_so), CASE(all_fail), CASE(no_descriptor_is_left), CASE(addresses_that_may_not_be), CASE(rebinding)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
