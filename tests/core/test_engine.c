/* The engine without a server: accounts that cannot connect end with their own error, and whatever the caller does
 * with events, no worker is left and nothing leaks. Runs against real servers are in tests/e2e. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "engine/engine.h"
#include "seal/envelope.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct fixture {
    mbx_tls *tls;
    mbx_keyring *ring;
    char dir[64];
    int listener; /* accepts nobody: whoever connects waits for a greeting */
    uint16_t closed_port, silent_port;
} fixture;

static uint16_t bind_port(int fd)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    return ntohs(a.sin_port);
}

static int set_up(void **state)
{
    static fixture f;
    mbx_error e;
    f = (fixture){.dir = "/tmp/mailbox-engine-XXXXXX"};
    assert_non_null(mkdtemp(f.dir));
    assert_int_equal(mbx_tls_new(&f.tls, &e), MBX_OK);
    assert_int_equal(mbx_keyring_in_memory(&f.ring, &e), MBX_OK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    f.closed_port = bind_port(fd);
    close(fd);
    f.listener = socket(AF_INET, SOCK_STREAM, 0);
    f.silent_port = bind_port(f.listener);
    assert_int_equal(listen(f.listener, 50), 0);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    char command[128];
    close(f->listener);
    mbx_keyring_release(f->ring);
    mbx_tls_free(f->tls);
    (void)snprintf(command, sizeof command, "rm -rf %s", f->dir);
    return system(command);
}

static mbx_account *account(const fixture *f, int64_t staff, uint16_t port)
{
    mbx_error e;
    mbx_account *a = mbx_alloc_zero(sizeof *a);
    const mbx_seal_owner who = {.staff_id = staff, .sign_in_address = "anna@example.com", .purpose = "imap-password"};
    a->staff_id = staff;
    a->sign_in_address = mbx_copy_string("anna@example.com");
    a->user = mbx_copy_string("anna");
    a->host = mbx_copy_string("127.0.0.1");
    a->port = port;
    a->encryption = MBX_ENCRYPTION_NONE;
    a->folders = mbx_alloc_zero(sizeof *a->folders);
    a->folders[0] = mbx_copy_string("INBOX");
    a->n_folders = 1;
    a->blob_dir = mbx_copy_string(f->dir);
    a->ring = mbx_keyring_hold(f->ring);
    assert_int_equal(mbx_envelope_seal(f->ring, &who, "", "secret", 6, &a->sealed, &e), MBX_OK);
    return a;
}

static mbx_engine *engine_with(const fixture *f, unsigned workers, unsigned accounts, uint16_t port)
{
    mbx_engine *e;
    mbx_error err;
    const mbx_engine_options o = {.workers = workers, .tls = f->tls, .run = {.deadline = mbx_in_ms(60000)}};
    assert_int_equal(mbx_engine_new(&e, &o, &err), MBX_OK);
    for (unsigned i = 0; i < accounts; i++)
        assert_int_equal(mbx_engine_add(e, account(f, i + 1, port), &err), MBX_OK);
    assert_int_equal(mbx_engine_start(e, &err), MBX_OK);
    return e;
}

static void test_each_account_ends_once(void **state)
{
    fixture *f = *state;
    for (unsigned workers = 1; workers <= 8; workers *= 4) {
        mbx_engine *e = engine_with(f, workers, 20, f->closed_port);
        bool ended[21] = {0};
        mbx_error err;
        while (!mbx_engine_finished(e)) {
            mbx_event *event;
            assert_int_equal(mbx_engine_next(e, mbx_in_ms(30000), &event, &err), MBX_OK);
            if (!event)
                continue;
            assert_int_equal(event->kind, MBX_EVENT_DONE);
            assert_int_equal(event->status, MBX_E_CONNECT);
            assert_int_equal(event->error.code, MBX_CODE_TCP_REFUSED);
            assert_in_range(event->staff_id, 1, 20);
            assert_false(ended[event->staff_id]);
            ended[event->staff_id] = true;
            mbx_event_answer(e, event, NULL);
        }
        for (int i = 1; i <= 20; i++)
            assert_true(ended[i]);
        mbx_engine_free(e);
    }
}

static void test_cancel_ends_those_that_wait(void **state)
{
    fixture *f = *state;
    mbx_engine *e = engine_with(f, 4, 10, f->silent_port);
    mbx_error err;
    unsigned ended = 0;
    mbx_time begun = mbx_now();
    mbx_engine_cancel(e);
    while (!mbx_engine_finished(e)) {
        mbx_event *event;
        assert_int_equal(mbx_engine_next(e, mbx_in_ms(30000), &event, &err), MBX_OK);
        if (!event)
            continue;
        assert_int_equal(event->status, MBX_E_CANCELLED);
        ended++;
        mbx_event_answer(e, event, NULL);
    }
    assert_int_equal(ended, 10);
    assert_true(mbx_now() - begun < (mbx_time)10 * 1000000000); /* the greeting alone is awaited for 15 s */
    mbx_engine_free(e);
}

static void test_freed_in_the_middle(void **state)
{
    fixture *f = *state;
    mbx_engine_free(engine_with(f, 4, 10, f->silent_port));
    mbx_engine_free(engine_with(f, 4, 10, f->closed_port));
    mbx_engine_free(NULL);
}

static void test_no_accounts(void **state)
{
    mbx_engine *e = engine_with(*state, 4, 0, 0);
    mbx_event *event;
    mbx_error err;
    assert_true(mbx_engine_finished(e));
    assert_int_equal(mbx_engine_next(e, MBX_NEVER, &event, &err), MBX_OK);
    assert_null(event);
    mbx_engine_free(e);
}

static void test_no_event_in_time(void **state)
{
    fixture *f = *state;
    mbx_engine *e = engine_with(f, 1, 1, f->silent_port);
    mbx_event *event;
    mbx_error err;
    assert_int_equal(mbx_engine_next(e, mbx_in_ms(20), &event, &err), MBX_OK);
    assert_null(event);
    assert_false(mbx_engine_finished(e));
    mbx_engine_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_account_ends_once), cmocka_unit_test(test_cancel_ends_those_that_wait),
                                       cmocka_unit_test(test_freed_in_the_middle), cmocka_unit_test(test_no_accounts), cmocka_unit_test(test_no_event_in_time)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
