#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/resolve.h"
#include "net/stream.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name service of this program: what the host is called decides what it says. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool asked, may_answer;
static int freed, calls;

static struct addrinfo *one(const char *text, struct addrinfo *next)
{
    struct addrinfo *i = calloc(1, sizeof *i);
    struct sockaddr_in *a = calloc(1, sizeof *a);

    a->sin_family = AF_INET;
    inet_pton(AF_INET, text, &a->sin_addr);
    i->ai_family = AF_INET;
    i->ai_addr = (struct sockaddr *)a;
    i->ai_addrlen = sizeof *a;
    i->ai_next = next;
    return i;
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *want, struct addrinfo **list)
{
    (void)port;
    (void)want;
    calls++;
    if (strcmp(host, "slow.example") == 0) {
        pthread_mutex_lock(&lock);
        asked = true;
        pthread_cond_broadcast(&changed);
        while (!may_answer)
            pthread_cond_wait(&changed, &lock);
        pthread_mutex_unlock(&lock);
        *list = one("192.0.2.1", NULL);
        return 0;
    }
    if (strcmp(host, "two.example") == 0) {
        *list = one("192.0.2.1", one("169.254.169.254", one("192.0.2.2", NULL)));
        return 0;
    }
    if (strcmp(host, "metadata.example") == 0) {
        *list = one("169.254.169.254", one("0.0.0.0", NULL));
        return 0;
    }
    if (strcmp(host, "many.example") == 0) {
        *list = NULL;
        for (int i = 0; i < 100; i++)
            *list = one("192.0.2.9", *list);
        return 0;
    }
    return strcmp(host, "busy.example") == 0 ? EAI_AGAIN : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *list)
{
    for (struct addrinfo *next; list; list = next) {
        next = list->ai_next;
        free(list->ai_addr);
        free(list);
    }
    pthread_mutex_lock(&lock);
    freed++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void answers(void **state)
{
    mbx_host_addresses a;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_resolve("two.example", 993, mbx_in_ms(5000), NULL, &a, &err), MBX_OK);
    assert_int_equal(a.n, 2); /* the link-local one is left out */
    assert_int_equal(mbx_resolve("many.example", 993, mbx_in_ms(5000), NULL, &a, &err), MBX_OK);
    assert_int_equal(a.n, MBX_MAX_HOST_ADDRESSES);
    assert_int_equal(mbx_resolve("metadata.example", 993, mbx_in_ms(5000), NULL, &a, &err), MBX_E_ARGUMENT);
    assert_int_equal(err.code, MBX_CODE_ADDRESS_REFUSED);
    assert_int_equal(mbx_resolve("nobody.example", 993, mbx_in_ms(5000), NULL, &a, &err), MBX_E_CONNECT);
    assert_int_equal(err.code, MBX_CODE_DNS_NOT_FOUND);
    assert_int_equal(mbx_resolve("busy.example", 993, mbx_in_ms(5000), NULL, &a, &err), MBX_E_CONNECT);
    assert_int_equal(err.code, MBX_CODE_DNS_TEMPORARY);
    assert_true(err.retryable);
}

static void numeric_asks_nobody(void **state)
{
    mbx_host_addresses a;
    mbx_error err;
    int before = calls;

    (void)state;
    assert_int_equal(mbx_resolve("127.0.0.1", 143, mbx_in_ms(5000), NULL, &a, &err), MBX_OK);
    assert_int_equal(a.n, 1);
    assert_int_equal(mbx_resolve("169.254.169.254", 143, mbx_in_ms(5000), NULL, &a, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_resolve("::ffff:169.254.169.254", 143, mbx_in_ms(5000), NULL, &a, &err), MBX_E_ARGUMENT);
    assert_int_equal(calls, before);
}

/* What filters of addresses have been talked past with. However it is written, nobody is asked for it and nothing is
 * connected to: it is refused as an address, or is no host name at all. */
static void ways_to_write_an_address(void **state)
{
    static const unsigned char never[][4] = {{169, 254, 169, 254}, {0, 0, 0, 0}, {255, 255, 255, 255}, {224, 0, 0, 1}, {240, 0, 0, 1}, {169, 254, 0, 1}, {100, 100, 100, 200}};
    static const char *const addresses[] = {"%u.%u.%u.%u", "::ffff:%u.%u.%u.%u", "::%u.%u.%u.%u", "64:ff9b::%u.%u.%u.%u", "::ffff:0:%u.%u.%u.%u", "%u.%u.%u.%u."};
    static const char *const colons[] = {"::ffff:%02x%02x:%02x%02x", "64:ff9b::%02x%02x:%02x%02x", "2002:%02x%02x:%02x%02x::", "0:0:0:0:0:FFFF:%02X%02X:%02X%02X", "::%02x%02x:%02x%02x"};
    static const char *const others[] = {"0x%02x%02x%02x%02x", "0x%x.0x%x.0x%x.0x%x", "0%o.0%o.0%o.0%o", "%03u.%03u.%03u.00%03u", "[::ffff:%u.%u.%u.%u]", "[%u.%u.%u.%u]", "%u.%u.%u.%u:993", "x@%u.%u.%u.%u",
                                         "//%u.%u.%u.%u", "%u.%u.%u.%u/", "%u.%u.%u.%u#", "%u.%u.%u.%u%%25lo", "%u.%u.%u.%u\\@a", " %u.%u.%u.%u", "%u.%u.%u.%u\t", "+%u.%u.%u.%u",
                                         "%u\xE3\x80\x82%u\xE3\x80\x82%u\xE3\x80\x82%u", "\xEF\xBC\x90%u.%u.%u.%u", "%u.%u.%u.%u\xE2\x80\x8B"};
    const struct {
        const char *const *forms;
        size_t n;
    } kinds[] = {{addresses, sizeof addresses / sizeof *addresses}, {colons, sizeof colons / sizeof *colons}, {others, sizeof others / sizeof *others}};
    int before = calls, tried = 0;

    (void)state;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        for (size_t k = 0; k < 3; k++)
            for (size_t f = 0; f < kinds[k].n; f++) {
                mbx_stream *s = NULL;
                mbx_error err;
                char host[100];
                mbx_endpoint to = {host, 993, MBX_ENCRYPTION_TLS, false, NULL};

                snprintf(host, sizeof host, kinds[k].forms[f], never[i][0], never[i][1], never[i][2], never[i][3]);
                mbx_status st = mbx_stream_connect(&s, &to, mbx_in_ms(5000), NULL, &err);
                if (st != MBX_E_ARGUMENT || (err.code != MBX_CODE_ADDRESS_REFUSED && err.code != MBX_CODE_INPUT_HOST))
                    fail_msg("\"%s\": status %d, %s", host, (int)st, mbx_code_name(err.code));
                tried++;
            }
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        for (int form = 0; form < 4; form++) {
            static const char *const forms[] = {"%u", "0%o", "0x%x", "%u."};
            const unsigned char *a = never[i];
            mbx_stream *s = NULL;
            mbx_error err;
            char host[40];
            mbx_endpoint to = {host, 993, MBX_ENCRYPTION_TLS, false, NULL};

            snprintf(host, sizeof host, forms[form], (unsigned)a[0] << 24 | (unsigned)a[1] << 16 | (unsigned)a[2] << 8 | a[3]);
            assert_int_equal(mbx_stream_connect(&s, &to, mbx_in_ms(5000), NULL, &err), MBX_E_ARGUMENT);
            assert_int_equal(err.code, MBX_CODE_INPUT_HOST);
            tried++;
        }
    assert_int_equal(calls, before);
    assert_true(tried >= 200);
}

static void *raise_when_asked(void *cancel)
{
    pthread_mutex_lock(&lock);
    while (!asked)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    mbx_cancel_raise(cancel);
    return NULL;
}

/* The thread that was left to itself gets its answer after everybody has gone; a sanitizer sees what it touches. */
static void release_the_thread(int before)
{
    pthread_mutex_lock(&lock);
    may_answer = true;
    pthread_cond_broadcast(&changed);
    while (freed == before)
        pthread_cond_wait(&changed, &lock);
    may_answer = false;
    asked = false;
    pthread_mutex_unlock(&lock);
}

static void silence_meets_the_deadline(void **state)
{
    mbx_host_addresses a;
    mbx_error err;
    mbx_time began = mbx_now();
    int before = freed;

    (void)state;
    assert_int_equal(mbx_resolve("slow.example", 993, mbx_in_ms(60), NULL, &a, &err), MBX_E_TIMEOUT);
    assert_int_equal(err.code, MBX_CODE_DNS_TIMEOUT);
    assert_int_equal(err.stage, MBX_STAGE_DNS);
    assert_in_range((mbx_now() - began) / 1000000, 60, 1000);
    release_the_thread(before);
}

static void cancel_ends_the_wait(void **state)
{
    mbx_host_addresses a;
    mbx_error err;
    mbx_cancel *c = NULL;
    pthread_t t;
    int before = freed;

    (void)state;
    assert_int_equal(mbx_cancel_new(&c, &err), MBX_OK);
    assert_int_equal(pthread_create(&t, NULL, raise_when_asked, c), 0);
    assert_int_equal(mbx_resolve("slow.example", 993, MBX_NEVER, c, &a, &err), MBX_E_CANCELLED);
    pthread_join(t, NULL);
    mbx_cancel_free(c);
    release_the_thread(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers), cmocka_unit_test(numeric_asks_nobody), cmocka_unit_test(ways_to_write_an_address), cmocka_unit_test(silence_meets_the_deadline), cmocka_unit_test(cancel_ends_the_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
