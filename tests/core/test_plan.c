/* The plan: what is fetched, in which order, and what a dead forerunner leaves behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "sync/plan.h"

#include <stdlib.h>
#include <string.h>

#define NOW 1795000000

static mbx_uidset set_of(const char *text)
{
    mbx_uidset s = {0};
    while (*text) {
        char *end;
        uint32_t lo = (uint32_t)strtoul(text, &end, 10), hi = lo;
        if (*end == ':')
            hi = (uint32_t)strtoul(end + 1, &end, 10);
        assert_int_equal(mbx_uidset_add(&s, lo, hi), MBX_OK);
        text = *end ? end + 1 : end;
    }
    return s;
}

static void assert_set(const mbx_uidset *s, const char *want)
{
    mbx_buf b;
    mbx_buf_init(&b, 10000);
    assert_int_equal(mbx_uidset_format(s, &b), MBX_OK);
    char *got = mbx_buf_take(&b, NULL);
    assert_string_equal(got, want);
    mbx_release(got);
}

static void add(mbx_uidset *s, const char *text)
{
    mbx_uidset more = set_of(text);
    assert_int_equal(mbx_uidset_unite(s, &more), MBX_OK);
    mbx_uidset_free(&more);
}

/* Opens with findings given as texts; returns how many were found. */
static uint64_t open_folder(mbx_state *s, mbx_mailbox m, mbx_policy policy, const char *all, const char *unseen, const char *since, const char *fresh)
{
    mbx_inquiry ask;
    mbx_findings f = {set_of(all), set_of(unseen), set_of(since), set_of(fresh)};
    bool changed;
    uint64_t found, skipped;
    assert_int_equal(mbx_plan_open(s, &m, policy, 1000, &ask, &changed), MBX_OK);
    assert_int_equal(mbx_plan_discover(s, &m, policy, &ask, &f, &found, &skipped), MBX_OK);
    mbx_findings_free(&f);
    return found;
}

static void assert_window(const mbx_state *s, const char *tried, uint32_t max, bool alone, const char *want)
{
    mbx_uidset t = set_of(tried);
    mbx_window w;
    assert_int_equal(mbx_plan_window(s, &t, NOW, false, max, &w), MBX_OK);
    assert_set(&w.uids, want);
    if (*want)
        assert_int_equal(w.alone, alone);
    mbx_uidset_free(&w.uids);
    mbx_uidset_free(&t);
}

static const mbx_mailbox ten = {.exists = 10, .uidvalidity = 7, .uidnext = 11};

static void test_first_run_by_policy(void **state)
{
    static const struct {
        mbx_policy policy;
        const char *pending, *skipped;
    } rows[] = {{MBX_POLICY_UNREAD, "3,5:6", "1:2,4,7:10"}, {MBX_POLICY_NEW, "", "1:10"}, {MBX_POLICY_SINCE, "8:10", "1:7"}, {MBX_POLICY_ALL, "1:10", ""}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        mbx_state s = {0};
        /* UID 12 arrived between EXAMINE and SEARCH: it is the next run's, as a new message */
        open_folder(&s, ten, rows[i].policy, "1:10,12", rows[i].policy == MBX_POLICY_UNREAD ? "3,5:6,12" : "", rows[i].policy == MBX_POLICY_SINCE ? "8:10,12" : "", "");
        assert_set(&s.pending, rows[i].pending);
        assert_set(&s.skipped, rows[i].skipped);
        assert_int_equal(s.live_next, 11);
        assert_int_equal(s.generation, 1);
        mbx_state_free(&s);
    }
}

static void test_inquiries(void **state)
{
    mbx_state s = {0};
    mbx_inquiry ask;
    bool changed;
    (void)state;
    assert_int_equal(mbx_plan_open(&s, &ten, MBX_POLICY_UNREAD, 0, &ask, &changed), MBX_OK);
    assert_true(ask.all && ask.unseen && !ask.since && !ask.fresh && changed);
    s.live_next = 11;
    assert_int_equal(mbx_plan_open(&s, &ten, MBX_POLICY_UNREAD, 0, &ask, &changed), MBX_OK);
    assert_false(ask.all || ask.unseen || ask.since || ask.fresh || changed); /* nothing new: nothing asked */
    mbx_mailbox more = ten;
    more.uidnext = 14;
    assert_int_equal(mbx_plan_open(&s, &more, MBX_POLICY_UNREAD, 0, &ask, &changed), MBX_OK);
    assert_true(ask.fresh && !ask.all);
    assert_int_equal(ask.fresh_from, 11);
    assert_int_equal(ask.fresh_to, 13);
    more.uidnext = 0; /* a server that does not say it */
    assert_int_equal(mbx_plan_open(&s, &more, MBX_POLICY_UNREAD, 0, &ask, &changed), MBX_OK);
    assert_true(ask.fresh);
    assert_int_equal(ask.fresh_to, UINT32_MAX);
    mbx_state_free(&s);
}

static void test_later_runs_bring_everything_new(void **state)
{
    mbx_state s = {0};
    mbx_mailbox m = ten;
    (void)state;
    open_folder(&s, m, MBX_POLICY_NEW, "1:10", "", "", "");
    m.uidnext = 14;
    assert_int_equal(open_folder(&s, m, MBX_POLICY_NEW, "", "", "", "11,13"), 2); /* read or not is not asked */
    assert_set(&s.pending, "11,13");
    assert_int_equal(s.live_next, 14);
    /* "14:*" of a folder without a newer message names the last one */
    m.uidnext = 0;
    assert_int_equal(open_folder(&s, m, MBX_POLICY_NEW, "", "", "", "13"), 0);
    assert_int_equal(s.live_next, 14);
    assert_int_equal(open_folder(&s, m, MBX_POLICY_NEW, "", "", "", "20"), 1);
    assert_int_equal(s.live_next, 21);
    mbx_state_free(&s);
}

static void test_order(void **state)
{
    mbx_state s = {0};
    mbx_mailbox m = ten;
    (void)state;
    open_folder(&s, m, MBX_POLICY_ALL, "1:10", "", "", "");
    assert_window(&s, "", 4, false, "7:10"); /* the first import: newest first */
    m.uidnext = 14;
    open_folder(&s, m, MBX_POLICY_ALL, "", "", "", "11:13");
    assert_window(&s, "", 2, false, "11:12"); /* new mail before it, oldest first */
    assert_int_equal(mbx_plan_failed(&s, 12, MBX_TROUBLE_CONTENT, NOW), MBX_OK);
    assert_int_equal(mbx_plan_done(&s, 11), MBX_OK);
    assert_window(&s, "", 2, false, "13");
    assert_int_equal(mbx_plan_done(&s, 13), MBX_OK);
    assert_window(&s, "", 2, true, "12"); /* then retries, alone */
    assert_window(&s, "12", 2, false, "9:10");
    assert_int_equal(mbx_plan_failed(&s, 10, MBX_TROUBLE_TRANSPORT, NOW), MBX_OK);
    assert_window(&s, "12", 20, false, "1:9");
    s.pending.n = 0;
    assert_window(&s, "12", 20, true, "10"); /* what broke a connection comes last */
    assert_window(&s, "10,12", 20, false, "");
    mbx_state_free(&s);
}

static void assert_probe(const mbx_state *s, const char *tried, const char *want)
{
    mbx_uidset t = set_of(tried);
    mbx_window w;
    assert_int_equal(mbx_plan_probe(s, &t, &w), MBX_OK);
    assert_false(w.alone);
    assert_set(&w.uids, want);
    mbx_uidset_free(&w.uids);
    mbx_uidset_free(&t);
}

/* Of new mail the oldest goes first and of the first import the newest: a probe is far from where windows begin. */
static void test_probe_is_from_the_other_end(void **state)
{
    (void)state;
    mbx_state s = {.generation = 1, .uidvalidity = 7, .live_next = 31, .backfill_below = 21};
    assert_probe(&s, "", "");
    add(&s.pending, "5:12 25:30");
    assert_window(&s, "", 2, false, "25:26");
    assert_probe(&s, "", "30");
    assert_probe(&s, "28:30", "27");
    assert_window(&s, "25:30", 2, false, "11:12");
    assert_probe(&s, "25:30", "5");
    add(&s.suspects, "5:6");
    assert_probe(&s, "25:30", "7");
    assert_probe(&s, "7:30", "");
    mbx_state_free(&s);
}

static void test_patience(void **state)
{
    static const struct {
        mbx_trouble_class why;
        uint32_t tries;
    } rows[] = {{MBX_TROUBLE_CONTENT, 3}, {MBX_TROUBLE_TRANSPORT, 5}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        mbx_state s = {.generation = 1};
        add(&s.pending, "5");
        for (uint32_t k = 1; k < rows[i].tries; k++) {
            assert_int_equal(mbx_plan_failed(&s, 5, rows[i].why, NOW), MBX_OK);
            assert_int_equal(mbx_plan_quarantined(&s, NOW), 0);
            assert_int_equal(mbx_plan_remaining(&s, NOW), 1);
        }
        assert_int_equal(mbx_plan_failed(&s, 5, rows[i].why, NOW), MBX_OK);
        assert_int_equal(mbx_plan_quarantined(&s, NOW), 1);
        assert_int_equal(mbx_plan_quarantined(&s, NOW + 3600), 0); /* an hour later it is due again */
        assert_int_equal(mbx_plan_failed(&s, 5, rows[i].why, NOW), MBX_OK);
        assert_int_equal(mbx_plan_quarantined(&s, NOW + 3600), 1); /* then six hours */
        assert_int_equal(mbx_plan_quarantined(&s, NOW + 6 * 3600), 0);
        assert_int_equal(mbx_plan_done(&s, 5), MBX_OK);
        assert_int_equal(s.n_troubles, 0);
        mbx_state_free(&s);
    }
}

static void die_with(mbx_state *s, const char *flight)
{
    mbx_uidset_free(&s->in_flight);
    add(&s->in_flight, flight);
    assert_int_equal(mbx_plan_inherit(s, NOW), MBX_OK);
    assert_true(mbx_uidset_empty(&s->in_flight));
}

static void test_what_kills_is_found_and_set_aside(void **state)
{
    mbx_state s = {.generation = 1, .backfill_below = 1};
    (void)state;
    add(&s.pending, "1:20");
    die_with(&s, "5:7");
    assert_set(&s.suspects, "5:7");
    assert_window(&s, "", 100, false, "1:4,8:20"); /* the others first */
    s.pending.n = 0;
    add(&s.pending, "5:7");
    assert_window(&s, "", 100, true, "5"); /* then one by one */
    assert_int_equal(mbx_plan_done(&s, 5), MBX_OK);
    assert_window(&s, "", 100, true, "6");
    die_with(&s, "6"); /* first death alone: it may have been chance */
    assert_window(&s, "", 100, true, "7"); /* but it comes last of all now */
    assert_int_equal(mbx_plan_done(&s, 7), MBX_OK);
    assert_window(&s, "", 100, true, "6");
    die_with(&s, "6");
    assert_window(&s, "", 100, true, "");
    assert_int_equal(mbx_plan_quarantined(&s, NOW), 1);
    mbx_state_free(&s);
}

static void test_what_is_set_aside_waits(void **state)
{
    mbx_state s = {.generation = 1, .backfill_below = 1};
    (void)state;
    add(&s.pending, "1:9");
    die_with(&s, "4:5");
    s.pending.n = 0;
    for (int i = 0; i < 5; i++) /* a suspect that breaks connections */
        assert_int_equal(mbx_plan_failed(&s, 4, MBX_TROUBLE_TRANSPORT, NOW), MBX_OK);
    assert_int_equal(mbx_plan_quarantined(&s, NOW), 1);
    assert_window(&s, "5", 100, true, "");
    assert_int_equal(mbx_plan_failed(&s, 5, MBX_TROUBLE_CONTENT, NOW), MBX_OK);
    assert_int_equal(mbx_plan_forgive(&s, 5), MBX_OK); /* the server was to blame */
    assert_null(mbx_state_trouble(&s, 5));
    assert_set(&s.pending, "5");
    assert_int_equal(mbx_plan_forgive(&s, 7), MBX_OK); /* there is nothing to forgive */
    assert_set(&s.pending, "5");
    mbx_state_free(&s);
}

static void test_uidvalidity(void **state)
{
    static const mbx_mailbox changes[] = {{.exists = 10, .uidvalidity = 8, .uidnext = 11}, {.exists = 10, .uidvalidity = 6, .uidnext = 11},
                                          {.exists = 10, .uidvalidity = 0, .uidnext = 11}, {.exists = 3, .uidvalidity = 7, .uidnext = 4}};
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        mbx_state s = {0};
        mbx_inquiry ask;
        bool changed;
        open_folder(&s, ten, MBX_POLICY_UNREAD, "1:10", "3", "", "");
        s.last_pass = NOW;
        add(&s.suspects, "3");
        assert_int_equal(mbx_plan_open(&s, &changes[i], MBX_POLICY_UNREAD, 0, &ask, &changed), MBX_OK);
        assert_true(changed && ask.all && ask.unseen && ask.since); /* what may have come in the blind interval */
        assert_int_equal(ask.since_time, NOW - 86400);
        assert_int_equal(s.generation, 2); /* old UIDs mean nothing now */
        assert_true(mbx_uidset_empty(&s.pending) && mbx_uidset_empty(&s.suspects) && mbx_uidset_empty(&s.skipped));
        mbx_state_free(&s);
    }
}

/* Random histories of arrivals and deletions against random deaths: after one clean pass each message that the
 * policy covers was fetched, and none that was committed is fetched again. */
static void test_random_histories(void **state)
{
    unsigned seed = 20261122;
    (void)state;
    for (int round = 0; round < 1500; round++) {
        bool exists[400] = {0}, committed[400] = {0};
        uint32_t next = 1;
        char *stored = NULL;
        size_t stored_n = 0;
        mbx_error e;
        for (int pass = 0; pass < 8; pass++) {
            for (int k = rand_r(&seed) % 40; k > 0 && next < 399; k--)
                exists[next++] = rand_r(&seed) % 5 != 0;
            for (int k = 0; k < 5; k++)
                exists[1 + (uint32_t)rand_r(&seed) % 399] &= rand_r(&seed) % 2;
            mbx_state s = {0};
            if (stored)
                assert_int_equal(mbx_state_decode(&s, stored, stored_n, &e), MBX_OK);
            mbx_mailbox m = {.uidvalidity = 1, .uidnext = rand_r(&seed) % 3 ? next : 0};
            mbx_inquiry ask;
            mbx_findings f = {0};
            bool changed;
            uint64_t found, skipped;
            int die_after = pass == 7 ? -1 : rand_r(&seed) % 30;
            assert_int_equal(mbx_plan_inherit(&s, NOW), MBX_OK);
            assert_int_equal(mbx_plan_open(&s, &m, MBX_POLICY_ALL, 0, &ask, &changed), MBX_OK);
            for (uint32_t u = 1; u < next; u++) {
                if (!exists[u])
                    continue;
                if (ask.all)
                    assert_int_equal(mbx_uidset_add(&f.all, u, u), MBX_OK);
                if (ask.fresh && u >= ask.fresh_from && u <= ask.fresh_to)
                    assert_int_equal(mbx_uidset_add(&f.fresh, u, u), MBX_OK);
            }
            assert_int_equal(mbx_plan_discover(&s, &m, MBX_POLICY_ALL, &ask, &f, &found, &skipped), MBX_OK);
            mbx_findings_free(&f);
            mbx_uidset tried = {0};
            for (bool more = true; more && die_after != 0;) {
                mbx_window w;
                assert_int_equal(mbx_plan_window(&s, &tried, NOW, true, 8, &w), MBX_OK);
                more = !mbx_uidset_empty(&w.uids);
                for (uint32_t u = mbx_uidset_min(&w.uids); more && u && u <= mbx_uidset_max(&w.uids) && die_after != 0; u++) {
                    if (!mbx_uidset_has(&w.uids, u))
                        continue;
                    mbx_release(stored); /* the commit that names it as in flight */
                    assert_int_equal(mbx_uidset_take(&w.uids, 1, false, &s.in_flight), MBX_OK);
                    assert_int_equal(mbx_state_encode(&s, &stored, &stored_n, &e), MBX_OK);
                    if (--die_after == 0)
                        break;
                    assert_false(committed[u]);
                    committed[u] = exists[u];
                    assert_int_equal(mbx_plan_done(&s, u), MBX_OK);
                    assert_int_equal(mbx_uidset_remove(&w.uids, u, u), MBX_OK);
                    s.in_flight.n = 0;
                    mbx_release(stored);
                    assert_int_equal(mbx_state_encode(&s, &stored, &stored_n, &e), MBX_OK);
                }
                mbx_uidset_free(&w.uids);
            }
            mbx_uidset_free(&tried);
            mbx_state_free(&s);
        }
        for (uint32_t u = 1; u < next; u++)
            if (exists[u] && !committed[u])
                fail_msg("round %d: UID %u was never imported", round, u);
        mbx_release(stored);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_run_by_policy),
        cmocka_unit_test(test_inquiries),
        cmocka_unit_test(test_later_runs_bring_everything_new),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_probe_is_from_the_other_end),
        cmocka_unit_test(test_patience),
        cmocka_unit_test(test_what_kills_is_found_and_set_aside),
        cmocka_unit_test(test_what_is_set_aside_waits),
        cmocka_unit_test(test_uidvalidity),
        cmocka_unit_test(test_random_histories),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
