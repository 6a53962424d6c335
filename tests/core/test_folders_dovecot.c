/* Folders, their counts, and a fetch in several commands, against a real server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dovecot_server.h"
#include "imap/list.h"

#include <string.h>

static const mbx_folder *named(const mbx_folders *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->row[i].name && strcmp(f->row[i].name, name) == 0)
            return &f->row[i];
    fail_msg("no folder %s", name);
    return NULL;
}

static void folders(void **state)
{
    mbx_session *s = dovecot_logged_in();
    mbx_folders f;
    mbx_namespace ns;
    const mbx_folder *many;
    mbx_error err;

    (void)state;
    assert_non_null(strstr(mbx_session_server_id(s), "Dovecot"));
    assert_int_equal(mbx_session_namespace(s, &ns, &err), MBX_OK);
    assert_true(ns.told);
    assert_string_equal(ns.prefix, "");
    assert_int_equal(ns.delimiter, '.');
    mbx_namespace_free(&ns);
    if (mbx_session_folders(s, true, &f, &err) != MBX_OK)
        fail_msg("%s", err.message);
    assert_int_equal(f.n, 4);
    assert_ptr_equal(mbx_folders_by_use(&f, MBX_USE_SENT), named(&f, "Sent"));
    assert_ptr_equal(mbx_folders_by_use(&f, MBX_USE_DRAFTS), named(&f, "Entwürfe"));
    assert_string_equal(named(&f, "Entwürfe")->raw, "Entw&APw-rfe");
    assert_false(named(&f, "Entwürfe")->use_by_name);
    assert_true(named(&f, "Entwürfe")->attributes & MBX_FOLDER_SUBSCRIBED);
    assert_false(named(&f, "Sent")->attributes & MBX_FOLDER_SUBSCRIBED);
    many = named(&f, "Kunden & Co");
    assert_int_equal(many->delimiter, '.');
    assert_non_null(many->status);
    assert_int_equal(many->status->messages, 2300);
    assert_int_equal(many->status->unseen, 1150);
    assert_int_equal(many->status->uidnext, 2301);
    assert_true(many->status->told & MBX_TOLD_HIGHESTMODSEQ);
    mbx_folders_free(&f);
    mbx_session_free(s);
}

static void counts(void **state)
{
    static const char *const names[] = {"Kunden & Co", "no such folder", "Entwürfe", "INBOX", "Sent", "Sent", "INBOX", "Entwürfe", "inbox", "Kunden & Co"};
    mbx_session *s = dovecot_logged_in();
    mbx_folder_status status[sizeof names / sizeof names[0]];
    mbx_error err;

    (void)state;
    if (mbx_session_status(s, names, sizeof names / sizeof names[0], status, &err) != MBX_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(status[i].told != 0, i != 1);
        assert_int_equal(status[i].messages, i == 0 || i == 9 ? 2300 : 0);
    }
    mbx_session_free(s);
}

typedef struct got {
    mbx_uidset uids;
    unsigned ends, bodies;
} got;

static mbx_status on_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    (void)ctx;
    (void)uid;
    (void)err;
    assert_int_equal(n, 23); /* 20 and a CR for each LF */
    return MBX_OK;
}

static mbx_status on_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    (void)ctx;
    (void)p;
    (void)n;
    (void)err;
    return MBX_OK;
}

static mbx_status on_end(void *ctx, const mbx_fetched *f, mbx_error *err)
{
    got *g = ctx;

    (void)err;
    g->ends++;
    g->bodies += f->has_body;
    assert_false(mbx_uidset_has(&g->uids, f->uid));
    return mbx_uidset_add(&g->uids, f->uid, f->uid);
}

static void fetch_in_several_commands(void **state)
{
    mbx_session *s = dovecot_logged_in();
    mbx_uidset uids = {0};
    mbx_mailbox m;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_session_examine(s, "Kunden & Co", &m, &err), MBX_OK);
    assert_int_equal(m.exists, 2300);
    assert_int_equal(mbx_uidset_add(&uids, 1, 2300), MBX_OK);
    for (int with_body = 0; with_body < 2; with_body++) {
        got g = {.ends = 0};
        mbx_fetch_handler h = {&g, on_begin, on_body, on_end};

        if (mbx_session_fetch(s, &uids, with_body, &h, &err) != MBX_OK)
            fail_msg("%s", err.message);
        assert_int_equal(g.ends, 2300);
        assert_int_equal(g.bodies, with_body ? 2300 : 0);
        assert_int_equal(mbx_uidset_count(&g.uids), 2300);
        mbx_uidset_free(&g.uids);
    }
    mbx_uidset_free(&uids);
    mbx_session_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(folders), cmocka_unit_test(counts), cmocka_unit_test(fetch_in_several_commands)};
    return cmocka_run_group_tests(tests, dovecot_server_start, dovecot_server_stop);
}
