/* The ledger against a store that answers late: what may be read is always named as in flight by every state that
 * the store may hold, versions follow one another, and a failure is never committed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "sync/ledger.h"
#include "sync/plan.h"

#include <string.h>

#define MANY 400

/* Keeps what was submitted and answers only when somebody waits. */
typedef struct lazy_store {
    mbx_batch *batches[MANY];
    unsigned submitted, answered;
    unsigned fail_at; /* the commit that fails, counted from 1; 0: none */
    char *initial;
    size_t initial_n;
} lazy_store;

static mbx_status load(void *ctx, const char *folder, char **state_r, size_t *n_r, uint64_t *version_r, mbx_error *err)
{
    lazy_store *s = ctx;
    (void)err;
    assert_string_equal(folder, "INBOX");
    *state_r = s->initial ? mbx_copy_bytes(s->initial, s->initial_n) : NULL;
    *n_r = s->initial_n;
    *version_r = s->initial ? 41 : 0;
    return MBX_OK;
}

static mbx_status settle(void *ctx, unsigned outstanding, mbx_error *err)
{
    lazy_store *s = ctx;
    while (s->submitted - s->answered > outstanding) {
        if (s->fail_at && s->answered + 1 >= s->fail_at)
            return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STORE_STALE, "Somebody else was first.");
        s->answered++;
    }
    return MBX_OK;
}

static mbx_status submit(void *ctx, mbx_batch *batch, mbx_error *err)
{
    lazy_store *s = ctx;
    mbx_status st = settle(s, MBX_BATCHES_OUTSTANDING - 1, err);
    if (st != MBX_OK) {
        mbx_batch_free(batch);
        return st;
    }
    assert_in_range(s->submitted, 0, MANY - 1);
    s->batches[s->submitted++] = batch;
    return MBX_OK;
}

static void free_store(lazy_store *s)
{
    for (unsigned i = 0; i < s->submitted; i++)
        mbx_batch_free(s->batches[i]);
    mbx_release(s->initial);
}

static void decode(const mbx_batch *b, mbx_state *out)
{
    mbx_error e;
    memset(out, 0, sizeof *out);
    assert_int_equal(mbx_state_decode(out, b->state, b->state_n, &e), MBX_OK);
}

/* Every state that the store may hold now names uid. */
static void assert_named_everywhere(const lazy_store *s, uint32_t uid, bool alone)
{
    assert_true(s->answered > 0);
    for (unsigned i = s->answered - 1; i < s->submitted; i++) {
        mbx_state state;
        decode(s->batches[i], &state);
        assert_true(mbx_uidset_has(&state.in_flight, uid));
        if (alone)
            assert_int_equal(mbx_uidset_count(&state.in_flight), 1);
        mbx_state_free(&state);
    }
}

static mbx_item item_of(uint32_t uid)
{
    mbx_error e;
    mbx_item item = {.uid = uid};
    assert_int_equal(mbx_message_new(&item.message, NULL, &e), MBX_OK);
    assert_int_equal(mbx_message_feed(item.message, "Subject: x\r\n\r\ny\r\n", 17, &e), MBX_OK);
    assert_int_equal(mbx_message_finish(item.message, &e), MBX_OK);
    return item;
}

typedef struct bench {
    lazy_store kept;
    mbx_store store;
    mbx_report report;
    mbx_ledger ledger;
    mbx_uidset window;
} bench;

static void set_up(bench *b, uint32_t messages)
{
    static const mbx_account account = {.staff_id = 7};
    static const mbx_run_options options = {.deadline = MBX_NEVER};
    mbx_error e;
    b->store = (mbx_store){.ctx = &b->kept, .load = load, .submit = submit, .settle = settle};
    assert_int_equal(mbx_ledger_open(&b->ledger, &b->store, &account, "INBOX", &options, &b->report, &e), MBX_OK);
    b->ledger.state.generation = 1;
    assert_int_equal(mbx_uidset_add(&b->ledger.state.pending, 1, messages), MBX_OK);
    assert_int_equal(mbx_uidset_add(&b->window, 1, messages), MBX_OK);
}

static void tear_down(bench *b)
{
    mbx_ledger_free(&b->ledger);
    mbx_uidset_free(&b->window);
    free_store(&b->kept);
}

static mbx_status bring(bench *b, uint32_t uid, bool alone, mbx_error *e)
{
    mbx_status st = mbx_ledger_await(&b->ledger, uid, alone, &b->window, e);
    if (st != MBX_OK)
        return st;
    assert_named_everywhere(&b->kept, uid, alone);
    mbx_item item = item_of(uid);
    assert_int_equal(mbx_uidset_remove(&b->window, uid, uid), MBX_OK);
    return mbx_ledger_add(&b->ledger, &item, &b->window, e);
}

static void test_in_flight_before_it_is_read(void **state)
{
    bench b = {0};
    mbx_error e;
    (void)state;
    set_up(&b, 1000);
    for (uint32_t uid = 1; uid <= 1000; uid++)
        assert_int_equal(bring(&b, uid, false, &e), MBX_OK);
    assert_int_equal(mbx_ledger_close(&b.ledger, false, &e), MBX_OK);
    assert_int_equal(b.report.imported, 1000);
    assert_int_equal(b.kept.answered, b.kept.submitted);
    assert_int_equal(b.report.commits, b.kept.submitted);
    /* one to name the first, 15 full ones, the rest: no commit for nothing */
    assert_int_equal(b.kept.submitted, 17);
    uint64_t items = 0;
    for (unsigned i = 0; i < b.kept.submitted; i++) {
        const mbx_batch *batch = b.kept.batches[i];
        mbx_state s;
        decode(batch, &s);
        assert_int_equal(batch->expected_version, i);
        assert_int_equal(batch->version, i + 1);
        items += batch->n_items;
        assert_int_equal(batch->imported, items);
        assert_int_equal(batch->remaining, 1000 - items);
        assert_int_equal(mbx_uidset_count(&s.pending), 1000 - items); /* gone from pending in the commit that stores it */
        mbx_state_free(&s);
    }
    mbx_state last;
    decode(b.kept.batches[b.kept.submitted - 1], &last);
    assert_true(mbx_uidset_empty(&last.in_flight));
    mbx_state_free(&last);
    tear_down(&b);
}

static void test_any_order_of_answers(void **state)
{
    bench b = {0};
    mbx_error e;
    (void)state;
    set_up(&b, 1000);
    for (uint32_t k = 0; k < 1000; k += 7) /* a server that answers in an order of its own */
        assert_int_equal(bring(&b, (k * 373) % 1000 + 1, false, &e), MBX_OK);
    assert_int_equal(mbx_ledger_close(&b.ledger, false, &e), MBX_OK);
    assert_int_equal(b.report.imported, 143);
    tear_down(&b);
}

static void test_alone(void **state)
{
    bench b = {0};
    mbx_error e;
    (void)state;
    set_up(&b, 10);
    for (uint32_t uid = 1; uid <= 10; uid++)
        assert_int_equal(bring(&b, uid, true, &e), MBX_OK);
    assert_int_equal(mbx_ledger_close(&b.ledger, false, &e), MBX_OK);
    assert_int_equal(b.report.imported, 10);
    tear_down(&b);
}

static void test_failure_is_not_committed_over(void **state)
{
    (void)state;
    for (unsigned fail_at = 1; fail_at <= 6; fail_at++) {
        bench b = {0};
        mbx_error e;
        mbx_status st = MBX_OK;
        set_up(&b, 1000);
        b.kept.fail_at = fail_at;
        for (uint32_t uid = 1; uid <= 1000 && st == MBX_OK; uid++)
            st = bring(&b, uid, false, &e);
        assert_int_equal(st, MBX_E_STALE);
        assert_int_equal(b.kept.answered, fail_at - 1);
        /* counted is what was committed, no more */
        assert_int_equal(b.report.imported, fail_at < 2 ? 0 : (fail_at - 2) * 64);
        assert_int_equal(mbx_ledger_close(&b.ledger, false, &e), MBX_E_STALE);
        tear_down(&b);
    }
}

static void test_goes_on_from_what_is_stored(void **state)
{
    bench b = {0};
    mbx_state before = {.generation = 5, .uidvalidity = 9, .live_next = 77};
    mbx_error e;
    (void)state;
    assert_int_equal(mbx_uidset_add(&before.in_flight, 3, 4), MBX_OK);
    assert_int_equal(mbx_state_encode(&before, &b.kept.initial, &b.kept.initial_n, &e), MBX_OK);
    mbx_state_free(&before);
    set_up(&b, 10);
    assert_int_equal(b.ledger.state.live_next, 77);
    assert_int_equal(b.ledger.version, 41);
    assert_int_equal(mbx_ledger_close(&b.ledger, true, &e), MBX_OK);
    assert_int_equal(b.kept.batches[0]->expected_version, 41);
    assert_int_equal(b.kept.batches[0]->version, 42);
    tear_down(&b);
}

/* The heir of a run that died on a message commits what it made of that before it reads the message again. */
static void test_a_forerunners_flight_counts_for_nothing(void **state)
{
    bench b = {0};
    mbx_state before = {.generation = 1};
    mbx_error e;
    (void)state;
    assert_int_equal(mbx_uidset_add(&before.in_flight, 1, 1), MBX_OK);
    assert_int_equal(mbx_state_encode(&before, &b.kept.initial, &b.kept.initial_n, &e), MBX_OK);
    mbx_state_free(&before);
    set_up(&b, 1);
    mbx_ledger_forget_flight(&b.ledger);
    assert_int_equal(mbx_ledger_await(&b.ledger, 1, true, &b.window, &e), MBX_OK);
    assert_int_equal(b.kept.answered, 1);
    assert_named_everywhere(&b.kept, 1, true);
    tear_down(&b);
}

static void test_nothing_to_say_commits_nothing(void **state)
{
    bench b = {0};
    mbx_error e;
    (void)state;
    set_up(&b, 10);
    assert_int_equal(mbx_ledger_close(&b.ledger, false, &e), MBX_OK);
    assert_int_equal(b.kept.submitted, 0);
    tear_down(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_flight_before_it_is_read), cmocka_unit_test(test_any_order_of_answers),      cmocka_unit_test(test_alone),
        cmocka_unit_test(test_failure_is_not_committed_over), cmocka_unit_test(test_goes_on_from_what_is_stored), cmocka_unit_test(test_nothing_to_say_commits_nothing),
        cmocka_unit_test(test_a_forerunners_flight_counts_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
