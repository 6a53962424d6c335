/* What an administrator sets, as accounts on other threads hold it: checked, copied, bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/ip_address.h"
#include "sync/account.h"

#include "base/alloc.h"

#include <pthread.h>
#include <string.h>

static void copies(void **state)
{
    char ca_file[] = "/ca.pem", pins[] = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", networks[] = "10.0.0.0/8", ports[] = "993", proxy[] = "socks5://proxy.example:1080", user[] = "Aladdin";
    char *const all[] = {ca_file, pins, networks, ports, proxy, user};
    const mbx_transport *t = NULL;
    mbx_secret *password = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_secret_new(&password, "open sesame", 11, &err), MBX_OK);
    mbx_transport from = {.ca_file = ca_file, .pins = pins, .pin_replaces_ca = true, .networks = networks, .ports = ports, .proxy = proxy, .proxy_user = user, .proxy_password = password,
                          .within_networks = networks, .within_ports = ports};
    assert_int_equal(mbx_transport_share(&t, &from, &err), MBX_OK);
    mbx_secret_free(password);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        memset(all[i], 'x', strlen(all[i]));
    assert_string_equal(t->ca_file, "/ca.pem");
    assert_string_equal(t->pins, "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_true(t->pin_replaces_ca);
    assert_string_equal(t->networks, "10.0.0.0/8");
    assert_string_equal(t->ports, "993");
    assert_string_equal(t->proxy, "socks5://proxy.example:1080");
    assert_string_equal(t->proxy_user, "Aladdin");
    assert_string_equal(t->within_networks, "10.0.0.0/8");
    assert_string_equal(t->within_ports, "993");
    assert_memory_equal(mbx_secret_bytes(t->proxy_password).p, "open sesame", 11);
    assert_int_equal(mbx_secret_bytes(t->proxy_password).n, 11);
    assert_ptr_equal(mbx_transport_hold(t), t);
    mbx_transport_release(t);
    assert_string_equal(t->ports, "993");
    mbx_transport_release(t);
    assert_null(mbx_transport_hold(NULL));
    mbx_transport_release(NULL);

    t = NULL;
    assert_int_equal(mbx_transport_share(&t, &(mbx_transport){.ports = "none"}, &err), MBX_E_ARGUMENT);
    assert_null(t);
    assert_int_equal(mbx_transport_share(&t, &(mbx_transport){.within_ports = "0"}, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_transport_share(&t, &(mbx_transport){.within_networks = "office"}, &err), MBX_E_ARGUMENT);
    assert_non_null(strstr(err.message, "office"));
    assert_int_equal(mbx_transport_share(&t, &(mbx_transport){0}, &err), MBX_OK); /* nothing is a NULL still, not an empty list */
    assert_null(t->networks);
    assert_null(t->ports);
    assert_null(t->pins);
    mbx_transport_release(t);
}

#define THREADS 8
#define ROUNDS 20000

static void *hold_and_release(void *t)
{
    for (int i = 0; i < ROUNDS; i++)
        mbx_transport_release(mbx_transport_hold(t));
    mbx_transport_release(t);
    return NULL;
}

static void threads(void **state)
{
    const mbx_transport *t = NULL;
    pthread_t thread[THREADS];
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_transport_share(&t, &(mbx_transport){.ports = "993"}, &err), MBX_OK);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, hold_and_release, (void *)(uintptr_t)mbx_transport_hold(t)), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    assert_string_equal(t->ports, "993");
    mbx_transport_release(t);
}

static bool reaches(const mbx_transport *t, const char *address)
{
    struct sockaddr_storage a;
    socklen_t n;

    assert_true(mbx_host_is_address(address, 993, &a, &n));
    return mbx_transport_address(t, &a);
}

/* Two words, and both must say yes; neither makes the other wider. */
static void bounds(void **state)
{
    const mbx_transport narrow = {.networks = "10.1.0.0/16 192.168.0.0/16", .ports = "143 993 2000-3000", .within_networks = "10.0.0.0/8", .within_ports = "993 2500-4000"};
    const mbx_transport own = {.within_networks = "", .within_ports = "993"}, none = {.networks = "", .within_networks = "10.0.0.0/8"};

    (void)state;
    assert_true(reaches(&narrow, "10.1.2.3"));
    assert_false(reaches(&narrow, "10.2.2.3"));
    assert_false(reaches(&narrow, "192.168.0.1"));
    assert_true(reaches(&narrow, "8.8.8.8"));
    assert_true(mbx_transport_port(&narrow, 993));
    assert_false(mbx_transport_port(&narrow, 143));
    assert_true(mbx_transport_port(&narrow, 2500));
    assert_false(mbx_transport_port(&narrow, 2499));
    assert_false(mbx_transport_port(&narrow, 3001));
    assert_false(reaches(&own, "10.1.2.3"));
    assert_false(reaches(&own, "127.0.0.1"));
    assert_true(reaches(&own, "8.8.8.8"));
    assert_false(mbx_transport_port(&own, 143));
    assert_false(reaches(&none, "10.1.2.3"));
}

static void of_an_account(void **state)
{
    mbx_account *a = mbx_alloc_zero(sizeof *a);
    mbx_transport by;
    mbx_endpoint to;
    mbx_error err;

    (void)state;
    assert_non_null(a);
    a->host = mbx_copy_string("imap.example");
    a->port = 993;
    to = mbx_account_endpoint(a, &by);
    assert_null(to.transport->ca_file);
    assert_int_equal(mbx_transport_share(&a->transport, &(mbx_transport){.ca_file = "/all.pem", .ports = "993"}, &err), MBX_OK);
    to = mbx_account_endpoint(a, &by);
    assert_string_equal(to.transport->ca_file, "/all.pem");
    assert_string_equal(to.transport->ports, "993");
    a->ca_file = mbx_copy_string("/own.pem");
    to = mbx_account_endpoint(a, &by);
    assert_string_equal(to.transport->ca_file, "/own.pem");
    mbx_account_free(a); /* the leak check sees to it that the transport goes too */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(copies), cmocka_unit_test(threads), cmocka_unit_test(bounds), cmocka_unit_test(of_an_account)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
