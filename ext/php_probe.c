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
    mbx_account *account;
    mbx_tls *tls;
    mbx_time deadline;
    mbx_cancel *cancel;
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool done;
    mbx_probe probe;
    mbx_status status;
    mbx_error error;
} job;

static void *work(void *arg)
{
    job *j = arg;
    mbx_status st = mbx_probe_run(&j->probe, j->account, j->tls, j->deadline, j->cancel, &j->error);

    pthread_mutex_lock(&j->lock);
    j->status = st;
    j->done = true;
    pthread_cond_signal(&j->over);
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

static bool wait_slice(job *j)
{
    struct timespec until;
    bool done;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PHP_MAILBOX_SLICE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&j->lock);
    if (!j->done)
        (void)pthread_cond_timedwait(&j->over, &j->lock, &until);
    done = j->done;
    pthread_mutex_unlock(&j->lock);
    return done;
}

/* False: a fatal error is on its way (longjmp) and is to be sent on. */
static bool wait_guarded(job *j)
{
    volatile bool finished = false;

    zend_try {
        while (!wait_slice(j) && !php_mailbox_interrupted())
            continue;
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

static job *job_new(mbx_account *account, double seconds, mbx_error *err)
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
    j->account = account;
    j->deadline = mbx_in_ms((int64_t)(seconds * 1000.0 + 0.999));
    pthread_mutex_init(&j->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&j->over, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return j;
}

static void job_free(job *j)
{
    pthread_cond_destroy(&j->over);
    pthread_mutex_destroy(&j->lock);
    mbx_cancel_free(j->cancel);
    mbx_release(j);
}

/* account is borrowed. */
static void probe(zval *return_value, mbx_account *account, double seconds)
{
    mbx_error err;
    mbx_status st = MBX_E_MEMORY;
    pthread_t thread;
    bool finished = true;
    zend_ulong process = php_mailbox_process();
    job *j = job_new(account, seconds, &err);

    if (j)
        st = start_thread(&thread, j, &err);
    if (st == MBX_OK) {
        finished = wait_guarded(j);
        if (php_mailbox_process() != process) { /* forked by a signal handler: thread, socket and cancel are the parent's */
            if (!finished)
                zend_bailout();
            if (!EG(exception))
                zend_throw_error(NULL, "A process that was forked during a connection test cannot go on with its parent's");
            return;
        }
        mbx_cancel_raise(j->cancel); /* nothing to stop unless we were interrupted */
        pthread_join(thread, NULL);
        st = j->status;
        err = j->error;
        if (finished && st == MBX_OK && !EG(exception))
            php_mailbox_connection_report(return_value, &j->probe);
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
static bool account_from_store(zend_long staff_id, zval *account_r)
{
    zend_object *thrown = NULL;
    zval store;
    mbx_error err;
    mbx_status st;

    if (!php_mailbox_store_get(&store))
        return false;
    st = php_mailbox_store_account(&store, staff_id, account_r, &thrown, &err);
    zval_ptr_dtor(&store);
    if (st != MBX_OK && !EG(exception))
        php_mailbox_throw(&err, NULL, thrown);
    if (thrown)
        OBJ_RELEASE(thrown);
    return st == MBX_OK;
}

PHP_FUNCTION(mailbox_test_connection)
{
    zend_object *object = NULL;
    zend_long staff_id = 0;
    mbx_account *account = NULL;
    double seconds = 30.0;
    zval from_store;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_OBJ_OF_CLASS_OR_LONG(object, php_mailbox_ce_account, staff_id)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(seconds)
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
    if (!object) {
        if (!account_from_store(staff_id, &from_store))
            RETURN_THROWS();
        object = Z_OBJ(from_store);
    }
    if (php_mailbox_account_copy(object, &account, &err) == MBX_OK) {
        probe(return_value, account, seconds);
        mbx_account_free(account);
    } else if (!EG(exception)) {
        php_mailbox_throw(&err, NULL, NULL);
    }
    zval_ptr_dtor(&from_store);
}
