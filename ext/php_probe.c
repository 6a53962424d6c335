/* mailbox_test_connection(): the probe runs on a thread of its own, so that a signal handler or a time limit of PHP
 * can end the wait for a server that says nothing. The thread touches memory of the core only. */
#include "php_mailbox.h"

#include "php_connection.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "probe/probe.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

typedef struct job {
    zval *store; /* borrowed, for access tokens; UNDEF: the account has a password */
    mbx_account *account;
    mbx_tls *tls;
    zend_ulong process; /* whose the thread is: not that of a child that PHP forks in the middle */
    mbx_time deadline;
    mbx_cancel *cancel;
    pthread_mutex_t lock;
    pthread_cond_t news; /* for PHP's thread */
    bool done;
    size_t over; /* stages of probe that nobody writes to any more */
    bool transcript;
    mbx_probe probe;
    mbx_status status;
    mbx_error error;
    /* The thread asks for an access token, PHP's thread answers. */
    pthread_cond_t answer;
    bool asking, refresh, answered;
    bool closing; /* no answer will come any more */
    mbx_secret *token;
    mbx_status token_status;
    mbx_error token_error;
    /* PHP's thread alone */
    zval *on_stage; /* borrowed, or NULL */
    zval stages;    /* those that are over */
    size_t made;
} job;

static mbx_status ask_token(void *ctx, bool refresh, mbx_secret **token_r, mbx_error *err)
{
    job *j = ctx;
    mbx_status st = MBX_OK;

    pthread_mutex_lock(&j->lock);
    j->asking = true;
    j->answered = false;
    j->refresh = refresh;
    pthread_cond_signal(&j->news);
    while (!j->answered && !j->closing)
        pthread_cond_wait(&j->answer, &j->lock);
    if (!j->answered) {
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_CANCELLED, "The test was stopped.");
    } else if ((st = j->token_status) != MBX_OK) {
        *err = j->token_error;
    } else {
        *token_r = j->token;
        j->token = NULL;
    }
    pthread_mutex_unlock(&j->lock);
    return st;
}

static void stage_over(void *ctx, const mbx_probe_stage *stage)
{
    job *j = ctx;

    (void)stage;
    pthread_mutex_lock(&j->lock);
    j->over++;
    pthread_cond_signal(&j->news);
    pthread_mutex_unlock(&j->lock);
}

static void *work(void *arg)
{
    job *j = arg;
    const mbx_probe_options options = {j->deadline, j->cancel, j->transcript, stage_over, j};
    mbx_status st = mbx_probe_run(&j->probe, j->account, j->tls, &options, &j->error);

    pthread_mutex_lock(&j->lock);
    j->status = st;
    j->done = true;
    pthread_cond_signal(&j->news);
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

/* Done, or a stage is over, or a token is wanted, or 100 ms have passed. */
static bool wait_slice(job *j, bool *asking_r, size_t *over_r)
{
    struct timespec until;
    bool done;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PHP_MAILBOX_SLICE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&j->lock);
    if (!j->done && !j->asking && j->over == j->made)
        (void)pthread_cond_timedwait(&j->news, &j->lock, &until);
    done = j->done;
    *asking_r = j->asking;
    *over_r = j->over;
    j->asking = false;
    pthread_mutex_unlock(&j->lock);
    return done;
}

/* May leave by longjmp(). */
static void answer_token(job *j)
{
    zend_object *thrown = NULL;
    mbx_secret *token = NULL;
    mbx_error err;
    mbx_status st = php_mailbox_store_token(j->store, (zend_long)j->account->staff_id, j->refresh, &token, &thrown, &err);

    if (thrown)
        OBJ_RELEASE(thrown); /* its words are in err */
    if (php_mailbox_process() != j->process) { /* the lock may be held by a thread that is not there */
        mbx_secret_free(token);
        return;
    }
    pthread_mutex_lock(&j->lock);
    j->token = token;
    j->token_status = st;
    j->token_error = err;
    j->answered = true;
    pthread_cond_signal(&j->answer);
    pthread_mutex_unlock(&j->lock);
}

/* The stages become objects one by one; somebody may listen. May leave by longjmp(). */
static void tell_stages(job *j, size_t over)
{
    zval stage, answer;

    while (j->made < over && !EG(exception) && php_mailbox_process() == j->process) {
        php_mailbox_connection_stage(&stage, &j->probe.stages[j->made++]);
        add_next_index_zval(&j->stages, &stage);
        if (!j->on_stage)
            continue;
        ZVAL_UNDEF(&answer);
        call_user_function(NULL, NULL, j->on_stage, &answer, 1, &stage);
        zval_ptr_dtor(&answer);
    }
}

/* False: a fatal error is on its way (longjmp) and is to be sent on. */
static bool wait_guarded(job *j, zval *report_r)
{
    volatile bool finished = false;
    bool asking, done;
    size_t over;

    zend_try {
        array_init_size(&j->stages, MBX_PROBE_STAGES);
        do {
            done = wait_slice(j, &asking, &over);
            tell_stages(j, over);
            if (asking && !EG(exception) && php_mailbox_process() == j->process)
                answer_token(j);
        } while (!done && !EG(exception) && php_mailbox_process() == j->process && !php_mailbox_interrupted());
        if (done && j->status == MBX_OK && !EG(exception)) {
            php_mailbox_connection_report(report_r, &j->probe, &j->stages);
            ZVAL_UNDEF(&j->stages);
        }
        finished = true;
    } zend_end_try();
    return finished;
}

static mbx_status start_thread(pthread_t *thread_r, job *j, mbx_error *err)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    int failed;

    /* PHP's signals are for PHP's thread */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, MBX_THREAD_STACK);
    failed = pthread_create(thread_r, &attributes, work, j);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed ? mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_THREAD, "The system refused a thread: %s.", strerror(failed)) : MBX_OK;
}

static job *job_new(mbx_account *account, zval *store, double seconds, bool transcript, zval *on_stage, mbx_error *err)
{
    pthread_condattr_t monotonic;
    job *j = mbx_alloc_zero(sizeof *j);

    if (!j) {
        (void)mbx_fail_memory(err);
        return NULL;
    }
    j->tls = php_mailbox_tls(err);
    if (!j->tls || mbx_cancel_new(&j->cancel, err) != MBX_OK) {
        mbx_release(j);
        return NULL;
    }
    j->store = store;
    j->transcript = transcript;
    j->on_stage = on_stage;
    j->process = php_mailbox_process();
    j->account = account;
    if (account->with_token)
        account->tokens = (mbx_token_source){j, ask_token};
    j->deadline = mbx_in_ms((int64_t)(seconds * 1000.0 + 0.999));
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->answer, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&j->news, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return j;
}

static void job_free(job *j)
{
    mbx_secret_free(j->token);
    mbx_probe_free(&j->probe);
    pthread_cond_destroy(&j->answer);
    pthread_cond_destroy(&j->news);
    pthread_mutex_destroy(&j->lock);
    mbx_cancel_free(j->cancel);
    mbx_release(j);
}

static void close_job(job *j)
{
    mbx_cancel_raise(j->cancel); /* nothing to stop unless we were interrupted */
    pthread_mutex_lock(&j->lock);
    j->closing = true;
    pthread_cond_signal(&j->answer);
    pthread_mutex_unlock(&j->lock);
}

/* account and store are borrowed. */
static void probe(zval *return_value, mbx_account *account, zval *store, double seconds, bool transcript, zval *on_stage)
{
    mbx_error err;
    mbx_status st = MBX_E_MEMORY;
    pthread_t thread;
    bool finished = true;
    job *j = job_new(account, store, seconds, transcript, on_stage, &err);

    if (j)
        st = start_thread(&thread, j, &err);
    if (st == MBX_OK) {
        finished = wait_guarded(j, return_value);
        if (php_mailbox_process() != j->process) { /* forked by a signal handler, the store or the listener: thread, socket and cancel are the parent's */
            if (!finished)
                zend_bailout();
            zval_ptr_dtor(&j->stages);
            if (!EG(exception))
                zend_throw_error(NULL, "A process that was forked during a connection test cannot go on with its parent's");
            return;
        }
        close_job(j);
        pthread_join(thread, NULL);
        st = j->status;
        err = j->error;
        if (finished)
            zval_ptr_dtor(&j->stages);
    }
    if (j)
        job_free(j);
    if (!finished) {
        mbx_account_free(account);
        zend_bailout();
    }
    if (st != MBX_OK && !EG(exception))
        php_mailbox_throw(&err, NULL, NULL);
}

/* The account of a staff id, from the store. False with an exception pending. */
static bool account_from_store(zval *store, zend_long staff_id, zval *account_r)
{
    zend_object *thrown = NULL;
    mbx_error err;
    mbx_status st;

    if (!php_mailbox_store_get(store))
        return false;
    st = php_mailbox_store_account(store, staff_id, account_r, &thrown, &err);
    if (st != MBX_OK && !EG(exception))
        php_mailbox_throw(&err, NULL, thrown);
    if (thrown)
        OBJ_RELEASE(thrown);
    return st == MBX_OK;
}

/* The stored secret's server has taken it. */
static void keep_bound(zval *report, zval *store, zend_object *account)
{
    zend_object *thrown = NULL;
    mbx_error err;
    zval *slot = php_mailbox_connection_bound(report);

    if (Z_TYPE_P(slot) != IS_OBJECT)
        return;
    if (php_mailbox_store_bound(store, php_mailbox_account_staff_id(account), php_mailbox_account_secret(account), slot, &thrown, &err) == MBX_OK) {
        if (Z_ISUNDEF_P(slot))
            ZVAL_NULL(slot);
        return;
    }
    if (!EG(exception))
        php_mailbox_throw(&err, NULL, thrown);
    if (thrown)
        OBJ_RELEASE(thrown);
}

PHP_FUNCTION(mailbox_test_connection)
{
    zend_object *object = NULL;
    zend_long staff_id = 0;
    mbx_account *account = NULL;
    double seconds = 30.0;
    bool transcript = false;
    zend_fcall_info on_stage = empty_fcall_info;
    zend_fcall_info_cache on_stage_cache = empty_fcall_info_cache;
    zval from_store, store;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(1, 4)
        Z_PARAM_OBJ_OF_CLASS_OR_LONG(object, php_mailbox_ce_account, staff_id)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(seconds)
        Z_PARAM_BOOL(transcript)
        Z_PARAM_FUNC_OR_NULL(on_stage, on_stage_cache)
    ZEND_PARSE_PARAMETERS_END();

    if (!object && staff_id < 1) {
        zend_argument_value_error(1, "must be greater than 0");
        RETURN_THROWS();
    }
    if (!(seconds > 0) || seconds > 3600.0) {
        zend_argument_value_error(2, "must be greater than 0 and at most 3600");
        RETURN_THROWS();
    }
    ZVAL_UNDEF(&from_store);
    ZVAL_UNDEF(&store);
    if (object) {
        if (!php_mailbox_account_secret(object) && php_mailbox_account_staff_id(object) && !php_mailbox_store_get(&store))
            RETURN_THROWS();
    } else if (account_from_store(&store, staff_id, &from_store)) {
        object = Z_OBJ(from_store);
    } else {
        zval_ptr_dtor(&store);
        RETURN_THROWS();
    }
    if (php_mailbox_account_copy(object, &account, &err) == MBX_OK) {
        probe(return_value, account, &store, seconds, transcript, ZEND_FCI_INITIALIZED(on_stage) ? &on_stage.function_name : NULL);
        mbx_account_free(account);
        if (!Z_ISUNDEF(from_store) && Z_TYPE_P(return_value) == IS_OBJECT)
            keep_bound(return_value, &store, object);
    } else if (!EG(exception)) {
        php_mailbox_throw(&err, NULL, NULL);
    }
    zval_ptr_dtor(&from_store);
    zval_ptr_dtor(&store);
}
