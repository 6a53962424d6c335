/* mailbox_sync() and mailbox_sync_many(): the engine's events meet the host's store, on PHP's own thread.
 *
 * Whatever ends a run - an exception of a signal handler, exit() in the store, a fatal error that leaves by longjmp -
 * the workers are stopped and joined before it goes on its way. */
#include "php_mailbox.h"

#include "base/clock.h"
#include "engine/engine.h"

typedef struct run {
    zval store;
    php_mailbox_options options;
    mbx_time deadline;
    mbx_engine *engine;
    mbx_event *event;    /* taken and not yet answered */
    HashTable results;   /* staff id => result, in the order asked */
    zend_ulong pid;      /* who started the workers: a child forked by the store has none */
    JMP_BUF child;       /* where such a child goes on */
} run;

/* What is known of one account. */
typedef struct result {
    zend_long staff_id;
    bool ended;
    mbx_status status;
    mbx_error error;
    mbx_report report;
    zend_object *thrown; /* by the store: the cause of error; owned */
    zend_object *secret; /* the account's, owned; NULL: it has tokens */
    zval bound;          /* what has to be stored instead; UNDEF: nothing */
    bool bound_told;     /* to the store, which may have failed: */
    mbx_status bound_status;
    mbx_error bound_error;
    zend_object *bound_thrown; /* owned */
} result;

static bool is_forked(const run *r)
{
    return php_mailbox_process() != r->pid;
}

static void free_result(zval *slot)
{
    result *r = Z_PTR_P(slot);

    if (r->thrown)
        OBJ_RELEASE(r->thrown);
    if (r->bound_thrown)
        OBJ_RELEASE(r->bound_thrown);
    if (r->secret)
        OBJ_RELEASE(r->secret);
    zval_ptr_dtor(&r->bound);
    efree(r);
}

static result *result_of(run *r, int64_t staff_id)
{
    return zend_hash_index_find_ptr(&r->results, (zend_ulong)staff_id);
}

/* Keeps why a store call failed; a later one of the same account does not replace it. */
static void keep_thrown(result *of, zend_object *thrown)
{
    if (of->thrown && thrown)
        OBJ_RELEASE(thrown);
    else if (thrown)
        of->thrown = thrown;
}

/* An exception is pending, or a fatal error is about to be: nothing more may be done for this call. */
static bool must_end(const run *r)
{
    if (php_mailbox_interrupted())
        return true;
    if (!is_forked(r))
        return false;
    zend_throw_error(NULL, "A process that was forked by the store cannot go on with its parent's sync");
    return true;
}

static int64_t milliseconds(double seconds)
{
    return (int64_t)(seconds * 1000.0 + 0.999);
}

/* An account that logs in with access tokens needs one. */
static mbx_status token(void *ctx, int64_t staff_id, bool refresh, mbx_secret **token_r, mbx_error *err)
{
    run *r = ctx;
    zend_object *thrown = NULL;
    mbx_status st = php_mailbox_store_token(&r->store, (zend_long)staff_id, refresh, token_r, &thrown, err);

    keep_thrown(result_of(r, staff_id), thrown);
    if (is_forked(r)) { /* the engine's locks may be held by threads that are not there: no way back through it */
        mbx_secret_free(*token_r);
        LONGJMP(r->child, 1);
    }
    return st;
}

static mbx_status next_event(run *r, mbx_error *err)
{
    if (SETJMP(r->child) != 0)
        return MBX_OK; /* must_end() says so */
    return mbx_engine_next(r->engine, mbx_in_ms(PHP_MAILBOX_SLICE_MS), &r->event, err);
}

static mbx_status start_engine(run *r, mbx_error *err)
{
    mbx_tls *tls = php_mailbox_tls(err);
    const mbx_engine_options o = {
        .workers = r->options.workers,
        .tls = tls,
        .run = {.deadline = r->deadline, .retry_quarantined = r->options.retry_quarantined},
        .tokens = {r, token},
        .account_ms = milliseconds(r->options.account_seconds),
    };

    return tls ? mbx_engine_new(&r->engine, &o, err) : MBX_E_MEMORY;
}

/* Asks the store for one account and gives it to the engine. */
static mbx_status add_account(run *r, result *of, mbx_error *err)
{
    zval object;
    mbx_account *account = NULL;
    zend_object *thrown = NULL;
    mbx_status st = php_mailbox_store_account(&r->store, of->staff_id, &object, &thrown, err);

    keep_thrown(of, thrown);
    if (st != MBX_OK)
        return st;
    st = php_mailbox_account_copy(Z_OBJ(object), &account, err);
    of->secret = php_mailbox_account_secret(Z_OBJ(object));
    if (of->secret)
        GC_ADDREF(of->secret);
    zval_ptr_dtor(&object);
    if (st != MBX_OK)
        return st;
    if (account->blob_dir)
        return mbx_engine_add(r->engine, account, err);
    mbx_account_free(account);
    return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_BLOB_DIR, "The account names no folder for attachments ($blobDir).");
}

/* False: there is nothing to start, or the call has to end. */
static bool add_accounts(run *r)
{
    size_t added = 0;
    result *of;

    ZEND_HASH_FOREACH_PTR(&r->results, of) {
        of->status = add_account(r, of, &of->error);
        of->ended = of->status != MBX_OK;
        added += !of->ended;
        if (must_end(r))
            return false;
    } ZEND_HASH_FOREACH_END();
    return added > 0;
}

static void load(run *r, const mbx_event *event, zval *state, mbx_answer *answer)
{
    zend_object *thrown = NULL;
    zend_string *bytes;

    answer->status = php_mailbox_store_state(&r->store, (zend_long)event->staff_id, event->folder, state, &thrown, &answer->error);
    keep_thrown(result_of(r, event->staff_id), thrown);
    if (answer->status != MBX_OK || Z_TYPE_P(state) != IS_OBJECT)
        return;
    if (!php_mailbox_state_read(Z_OBJ_P(state), &bytes, &answer->version)) {
        answer->status = mbx_fail(&answer->error, MBX_STAGE_STORE, MBX_CODE_STORE_FAILED, "The store gave a FolderState that was never constructed.");
        return;
    }
    answer->state = ZSTR_VAL(bytes);
    answer->state_n = ZSTR_LEN(bytes);
}

static void commit(run *r, const mbx_event *event, mbx_answer *answer)
{
    zend_object *thrown = NULL;

    answer->status = php_mailbox_store_commit(&r->store, (zend_long)event->staff_id, event->batch, &thrown, &answer->error);
    keep_thrown(result_of(r, event->staff_id), thrown);
}

/* The server has taken the password: from now on it is to open for that one alone. Told with the first event after the login,
 * so that a crash in a long import does not lose it. */
static void keep_bound(run *r, const mbx_event *event)
{
    result *of = result_of(r, event->staff_id);

    if (!event->bound || of->bound_told)
        return;
    of->bound_told = true;
    php_mailbox_sealed_secret(&of->bound, event->bound);
    of->bound_status = php_mailbox_store_bound(&r->store, of->staff_id, of->secret, &of->bound, &of->bound_thrown, &of->bound_error);
}

static void finish(run *r, const mbx_event *event)
{
    result *of = result_of(r, event->staff_id);

    of->ended = true;
    of->report = event->report;
    of->status = event->status;
    of->error = event->error;
    keep_bound(r, event);
    if (of->status == MBX_OK && of->bound_status != MBX_OK) {
        of->status = of->bound_status;
        of->error = of->bound_error;
        keep_thrown(of, of->bound_thrown);
        of->bound_thrown = NULL;
    }
}

static void answer_event(run *r)
{
    mbx_event *event = r->event;
    mbx_answer answer = {0};
    zval state;

    ZVAL_UNDEF(&state);
    switch (event->kind) {
    case MBX_EVENT_LOAD:
        keep_bound(r, event);
        if (!must_end(r) && !is_forked(r))
            load(r, event, &state, &answer);
        else
            answer.status = mbx_fail(&answer.error, MBX_STAGE_STORE, MBX_CODE_CANCELLED, "The run was stopped.");
        break;
    case MBX_EVENT_COMMIT:
        commit(r, event, &answer);
        break;
    case MBX_EVENT_DONE:
        finish(r, event);
        break;
    }
    if (!is_forked(r)) {
        r->event = NULL;
        mbx_event_answer(r->engine, event, event->kind == MBX_EVENT_DONE ? NULL : &answer);
    }
    zval_ptr_dtor(&state);
}

static void loop(run *r)
{
    mbx_error err;
    mbx_status st;

    if (!php_mailbox_store_get(&r->store))
        return;
    st = start_engine(r, &err);
    if (st == MBX_OK && !add_accounts(r))
        return;
    if (st == MBX_OK)
        st = mbx_engine_start(r->engine, &err);
    while (st == MBX_OK && !mbx_engine_finished(r->engine)) {
        st = next_event(r, &err);
        if (st == MBX_OK && r->event)
            answer_event(r);
        if (must_end(r))
            return;
    }
    if (st != MBX_OK && !EG(exception))
        php_mailbox_throw(&err, NULL, NULL);
}

/* Stops and joins whatever still works. Its state is not lost: each account's last commit stands. */
static void stop(run *r)
{
    mbx_answer cancelled = {0};

    if (!r->engine || is_forked(r))
        return;
    mbx_engine_cancel(r->engine);
    if (r->event) {
        cancelled.status = mbx_fail(&cancelled.error, MBX_STAGE_STORE, MBX_CODE_CANCELLED, "The run was stopped.");
        mbx_event_answer(r->engine, r->event, r->event->kind == MBX_EVENT_DONE ? NULL : &cancelled);
        r->event = NULL;
    }
    mbx_engine_free(r->engine);
    r->engine = NULL;
}

/* False: a fatal error is on its way (longjmp) and is to be sent on. */
static bool guarded(run *r)
{
    volatile bool done = false;

    MAILBOX_G(busy) = true;
    zend_try {
        loop(r);
        done = true;
    } zend_end_try();
    stop(r);
    MAILBOX_G(busy) = false;
    return done;
}

/* What is left unsaid when the call was cut short. */
static void fill_unended(run *r)
{
    result *of;

    ZEND_HASH_FOREACH_PTR(&r->results, of) {
        if (!of->ended)
            of->status = mbx_fail(&of->error, MBX_STAGE_NONE, MBX_CODE_CANCELLED, "The run was stopped.");
    } ZEND_HASH_FOREACH_END();
}

static bool begin(run *r, zend_object *options)
{
    if (MAILBOX_G(busy)) {
        zend_throw_error(NULL, "A store must not start a sync while one is running");
        return false;
    }
    memset(r, 0, sizeof *r);
    ZVAL_UNDEF(&r->store);
    r->options = php_mailbox_options_of(options);
    r->deadline = mbx_in_ms(milliseconds(r->options.seconds));
    r->pid = php_mailbox_process();
    zend_hash_init(&r->results, 8, NULL, free_result, 0);
    return true;
}

static void ask_for(run *r, zend_long staff_id)
{
    result *of;

    if (result_of(r, staff_id))
        return; /* named twice: one sync does */
    of = ecalloc(1, sizeof *of);
    of->staff_id = staff_id;
    zend_hash_index_add_new_ptr(&r->results, (zend_ulong)staff_id, of);
}

static void end(run *r)
{
    zend_hash_destroy(&r->results);
    zval_ptr_dtor(&r->store);
}

PHP_FUNCTION(mailbox_sync)
{
    zend_object *options = NULL;
    zend_long staff_id;
    result *of;
    zval report;
    run r;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_LONG(staff_id)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(options, php_mailbox_ce_sync_options)
    ZEND_PARSE_PARAMETERS_END();

    if (staff_id < 1) {
        zend_argument_value_error(1, "must be greater than 0");
        RETURN_THROWS();
    }
    if (!begin(&r, options))
        RETURN_THROWS();
    ask_for(&r, staff_id);
    if (!guarded(&r))
        zend_bailout();
    if (!EG(exception)) {
        fill_unended(&r);
        of = result_of(&r, staff_id);
        php_mailbox_report_of(&report, staff_id, &of->report, NULL, &of->bound);
        if (of->status == MBX_OK) {
            ZVAL_COPY_VALUE(return_value, &report);
        } else {
            php_mailbox_throw(&of->error, &report, of->thrown);
            zval_ptr_dtor(&report);
        }
    }
    end(&r);
}

static bool check_ids(HashTable *ids)
{
    zval *id;

    ZEND_HASH_FOREACH_VAL(ids, id) {
        ZVAL_DEREF(id);
        if (Z_TYPE_P(id) != IS_LONG) {
            zend_argument_type_error(1, "must be a list of int, %s given in it", zend_zval_value_name(id));
            return false;
        }
        if (Z_LVAL_P(id) < 1) {
            zend_argument_value_error(1, "must hold staff ids greater than 0");
            return false;
        }
    } ZEND_HASH_FOREACH_END();
    return true;
}

static void report_all(run *r, zval *return_value)
{
    zval report, error;
    result *of;

    array_init_size(return_value, zend_hash_num_elements(&r->results));
    ZEND_HASH_FOREACH_PTR(&r->results, of) {
        ZVAL_NULL(&error);
        if (of->status != MBX_OK)
            php_mailbox_failure(&error, &of->error, of->thrown);
        php_mailbox_report_of(&report, of->staff_id, &of->report, of->status != MBX_OK ? &error : NULL, &of->bound);
        zval_ptr_dtor(&error);
        zend_hash_index_add_new(Z_ARRVAL_P(return_value), (zend_ulong)of->staff_id, &report);
    } ZEND_HASH_FOREACH_END();
}

PHP_FUNCTION(mailbox_sync_many)
{
    zend_object *options = NULL;
    HashTable *ids;
    zval *id;
    run r;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_ARRAY_HT(ids)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(options, php_mailbox_ce_sync_options)
    ZEND_PARSE_PARAMETERS_END();

    if (!check_ids(ids) || !begin(&r, options))
        RETURN_THROWS();
    ZEND_HASH_FOREACH_VAL(ids, id) {
        ZVAL_DEREF(id);
        ask_for(&r, Z_LVAL_P(id));
    } ZEND_HASH_FOREACH_END();
    if (!guarded(&r))
        zend_bailout();
    if (!EG(exception)) {
        fill_unended(&r);
        report_all(&r, return_value);
    }
    end(&r);
}
