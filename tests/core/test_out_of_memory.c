/* Seal and blob with each allocation failing in turn, once and from then on: an error, no crash, nothing kept. */
#include "failing_alloc.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "blob/sink.h"
#include "seal/envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const mbx_seal_owner ANNA = {.staff_id = 7, .sign_in_address = "anna@example.com", .purpose = "imap-password"};

static char dir[64];

static mbx_status seal_and_open(mbx_error *err)
{
    char path[100];
    const mbx_str key = MBX_STR("application");
    mbx_keyring *k = NULL, *site = NULL;
    mbx_secret *s = NULL;
    char *text = NULL, *bound = NULL;
    mbx_status st;

    snprintf(path, sizeof path, "%s/ring", dir);
    (void)unlink(path);
    st = mbx_keyring_create(path, err);
    if (st == MBX_OK)
        st = mbx_keyring_load(&k, path, err);
    if (st == MBX_OK)
        st = mbx_keyring_rotate(path, err);
    if (st == MBX_OK)
        st = mbx_keyring_for_site(&site, k, "site", &key, 1, err);
    if (st == MBX_OK)
        st = mbx_envelope_seal(site, &ANNA, "", "a password", 10, &text, err);
    if (st == MBX_OK)
        st = mbx_envelope_bind(site, &ANNA, "host", text, strlen(text), &bound, err);
    if (st == MBX_OK)
        st = mbx_envelope_open(site, &ANNA, "host", bound, strlen(bound), &s, NULL, err);
    if (st == MBX_OK)
        assert_true(mbx_str_same(mbx_secret_bytes(s), MBX_STR("a password")));
    mbx_secret_free(s);
    mbx_release(text);
    mbx_release(bound);
    mbx_keyring_release(site);
    mbx_keyring_release(k);
    return st;
}

static mbx_status keep_a_file(mbx_error *err)
{
    static char bytes[MBX_KIB(300)];
    mbx_blob_store *b = NULL;
    mbx_part_sink sink = {0};
    mbx_part part = {0};
    void *handle = NULL;
    mbx_status st = mbx_blob_store_new(&b, dir, err);

    if (st == MBX_OK)
        st = mbx_blob_sink_new(&sink, b, err);
    if (st == MBX_OK)
        st = sink.open(sink.ctx, &part, &handle, err);
    for (size_t at = 0; st == MBX_OK && at < sizeof bytes; at += MBX_KIB(50)) {
        st = sink.write(sink.ctx, handle, bytes + at, MBX_KIB(50), err);
        if (st != MBX_OK)
            sink.abandon(sink.ctx, handle);
    }
    if (st == MBX_OK)
        st = sink.close(sink.ctx, handle, &part, err);
    mbx_blob_sink_free(&sink);
    mbx_blob_store_free(b);
    return st;
}

static void each_in_turn(mbx_status (*scenario)(mbx_error *err), long at_least)
{
    mbx_error err;

    mbx_test_fail_after(-1); /* counts from here */
    assert_int_equal(scenario(&err), MBX_OK);
    long n = mbx_test_allocated();
    assert_true(n >= at_least);
    assert_int_equal(mbx_test_live(), 0);
    for (long i = 1; i <= n; i++)
        for (int once = 0; once < 2; once++) {
            (once ? mbx_test_fail_once : mbx_test_fail_after)(i);
            mbx_status st = scenario(&err);
            mbx_test_fail_after(-1);
            if (st != MBX_E_MEMORY && st != MBX_E_STORE)
                fail_msg("allocation %ld of %ld, %s: status %d", i, n, once ? "once" : "from then on", (int)st);
            assert_int_equal(err.status, st);
            assert_int_equal(mbx_test_live(), 0);
        }
    assert_int_equal(scenario(&err), MBX_OK);
    print_message("%ld allocations failed, twice each\n", n);
}

static void test_seal(void **state)
{
    (void)state;
    each_in_turn(seal_and_open, 8);
}

static void test_blob(void **state)
{
    char tmp[100];
    (void)state;
    each_in_turn(keep_a_file, 6);
    snprintf(tmp, sizeof tmp, "%s/tmp", dir);
    assert_int_equal(rmdir(tmp), 0); /* empty: no temporary file was left */
}

static int make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/mbx-memory-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_seal), cmocka_unit_test(test_blob)};
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
