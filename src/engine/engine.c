#include "engine/engine.h"

#include "base/alloc.h"
#include "base/cancel.h"
#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Threads that sync files: syncs of several accounts at once share the disk's work. */
#define SETTLERS 4

/* One account: what its worker and the caller's thread share, under the engine's lock. */
typedef struct job {
    mbx_engine *engine;
    mbx_account *account;
    mbx_cancel *cancel;   /* while it runs: a descriptor each would be too many for all that wait */
    bool cancelled;
    pthread_cond_t answered;
    unsigned outstanding; /* COMMIT events without an answer, those that are being settled included */
    bool settling;        /* a thread makes the blobs of one of its batches durable */
    unsigned unsettled;   /* batches that wait for it, that one included */
    mbx_status failed;    /* of the first commit that failed; every later one fails alike */
    mbx_error error;
    bool loaded;          /* the LOAD event was answered: */
    mbx_status load_status;
    mbx_error load_error;
    char *state;
    size_t state_n;
    uint64_t version;
    bool token_answered;  /* the same for an access token: */
    mbx_status token_status;
    mbx_error token_error;
    mbx_secret *token;
    char *bound;          /* the envelope that belongs to its server */
} job;

/* What the caller sees, and what it is an event of. */
typedef struct posted {
    mbx_event event; /* first: the caller's pointer is ours */
    struct posted *next;
    job *job;
    bool asks_token, refresh; /* no event of the caller's: answered by the hook */
} posted;

struct mbx_engine {
    mbx_engine_options options;
    pthread_mutex_t lock;
    job **jobs;
    size_t n_jobs, cap_jobs;
    size_t next_job;   /* the first that no worker has taken */
    size_t done_jobs;  /* whose DONE event was taken by the caller */
    pthread_t *threads; /* workers, then settlers */
    size_t n_threads;
    posted *first, *last; /* events not taken yet; bounded by the outstanding limit of each running account */
    posted *asking;       /* the hook is running for it; still here: it never came back */
    posted *unsettled;    /* COMMIT events whose blobs are not durable yet, oldest first */
    pthread_cond_t to_settle;
    int wake;          /* eventfd: readable while events wait */
    bool closing;      /* no more answers will come */
};

mbx_status mbx_engine_new(mbx_engine **e_r, const mbx_engine_options *o, mbx_error *err)
{
    mbx_engine *e = mbx_alloc_zero(sizeof *e);
    if (!e)
        return mbx_fail_memory(err);
    e->options = *o;
    if (!e->options.workers)
        e->options.workers = MBX_DEFAULT_WORKERS;
    if (e->options.workers > MBX_MAX_WORKERS)
        e->options.workers = MBX_MAX_WORKERS;
    e->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int bad = e->wake < 0 ? errno : pthread_mutex_init(&e->lock, NULL);
    if (!bad && (bad = pthread_cond_init(&e->to_settle, NULL)))
        pthread_mutex_destroy(&e->lock);
    if (bad) {
        if (e->wake >= 0)
            (void)close(e->wake);
        mbx_release(e);
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_THREAD, "The system gives no descriptor or lock: %s.", strerror(bad));
    }
    *e_r = e;
    return MBX_OK;
}

mbx_status mbx_engine_add(mbx_engine *e, mbx_account *a, mbx_error *err)
{
    if (e->n_jobs == e->cap_jobs) {
        size_t cap = e->cap_jobs ? e->cap_jobs * 2 : 8;
        job **jobs = mbx_resize(e->jobs, cap * sizeof *jobs);
        if (!jobs) {
            mbx_account_free(a);
            return mbx_fail_memory(err);
        }
        e->jobs = jobs;
        e->cap_jobs = cap;
    }
    job *j = mbx_alloc_zero(sizeof *j);
    mbx_status st = j ? MBX_OK : mbx_fail_memory(err);
    if (st == MBX_OK && pthread_cond_init(&j->answered, NULL) != 0)
        st = mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_THREAD, "The system gives no more locks.");
    if (st != MBX_OK) {
        mbx_release(j);
        mbx_account_free(a);
        return st;
    }
    j->engine = e;
    j->account = a;
    e->jobs[e->n_jobs++] = j;
    return MBX_OK;
}

/* ---- the workers' side ---- */

/* Wakes the caller's thread. */
static void ring(const mbx_engine *e)
{
    uint64_t one = 1;
    while (write(e->wake, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

/* Under the lock. */
static void append(mbx_engine *e, posted *p)
{
    p->next = NULL;
    if (e->last)
        e->last->next = p;
    else
        e->first = p;
    e->last = p;
    ring(e);
}

/* Under the lock. */
static mbx_status make_event(job *j, const mbx_event *event, posted **p_r, mbx_error *err)
{
    if (j->engine->closing)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_CANCELLED, "The run was stopped.");
    posted *p = mbx_alloc_zero(sizeof *p);
    if (!p)
        return mbx_fail_memory(err);
    p->event = *event;
    p->event.staff_id = j->account->staff_id;
    p->job = j;
    *p_r = p;
    return MBX_OK;
}

/* Under the lock. */
static mbx_status post(job *j, const mbx_event *event, mbx_error *err)
{
    posted *p = NULL;
    mbx_status st = make_event(j, event, &p, err);
    if (st == MBX_OK)
        append(j->engine, p);
    return st;
}

static mbx_status worker_load(void *ctx, const char *folder, char **state_r, size_t *n_r, uint64_t *version_r, mbx_error *err)
{
    job *j = ctx;
    mbx_engine *e = j->engine;
    const mbx_event ask = {.kind = MBX_EVENT_LOAD, .folder = folder, .bound = j->bound};
    pthread_mutex_lock(&e->lock);
    j->loaded = false;
    mbx_status st = post(j, &ask, err);
    while (st == MBX_OK && !j->loaded && !e->closing)
        pthread_cond_wait(&j->answered, &e->lock);
    if (st == MBX_OK && !j->loaded)
        st = mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_CANCELLED, "The run was stopped.");
    if (st == MBX_OK && j->load_status != MBX_OK) {
        *err = j->load_error;
        st = j->load_status;
    }
    if (st == MBX_OK) {
        *state_r = j->state;
        *n_r = j->state_n;
        *version_r = j->version;
        j->state = NULL;
    }
    pthread_mutex_unlock(&e->lock);
    return st;
}

static mbx_status worker_token(void *ctx, bool refresh, mbx_secret **token_r, mbx_error *err)
{
    job *j = ctx;
    mbx_engine *e = j->engine;
    const mbx_event nothing = {.kind = MBX_EVENT_LOAD};
    posted *p = NULL;
    pthread_mutex_lock(&e->lock);
    j->token_answered = false;
    mbx_status st = make_event(j, &nothing, &p, err);
    if (st == MBX_OK) {
        p->asks_token = true;
        p->refresh = refresh;
        append(e, p);
    }
    while (st == MBX_OK && !j->token_answered && !j->cancelled && !e->closing)
        pthread_cond_wait(&j->answered, &e->lock);
    if (st == MBX_OK && !j->token_answered)
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_CANCELLED, "The run was stopped.");
    if (st == MBX_OK && j->token_status != MBX_OK) {
        *err = j->token_error;
        st = j->token_status;
    }
    if (st == MBX_OK) {
        *token_r = j->token;
        j->token = NULL;
    }
    pthread_mutex_unlock(&e->lock);
    return st;
}

static mbx_status worker_bound(void *ctx, const char *sealed, mbx_error *err)
{
    job *j = ctx;
    char *copy = mbx_copy_string(sealed);
    if (!copy)
        return mbx_fail_memory(err);
    mbx_release(j->bound);
    j->bound = copy;
    return MBX_OK;
}

/* Under the lock: waits until at most so many commits are unanswered, or one has failed. */
static mbx_status wait_for_commits(job *j, unsigned outstanding, mbx_error *err)
{
    while (j->outstanding > outstanding && j->failed == MBX_OK && !j->engine->closing)
        pthread_cond_wait(&j->answered, &j->engine->lock);
    if (j->failed != MBX_OK) {
        *err = j->error;
        return j->failed;
    }
    if (j->outstanding > outstanding)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_CANCELLED, "The run was stopped.");
    return MBX_OK;
}

/* Under the lock. A batch without blobs goes this way too when one of the same account is before it: order counts. */
static void leave_to_settle(job *j, posted *p)
{
    posted **end = &j->engine->unsettled;
    while (*end)
        end = &(*end)->next;
    *end = p;
    j->unsettled++;
    pthread_cond_signal(&j->engine->to_settle);
}

static mbx_status worker_submit(void *ctx, mbx_batch *batch, mbx_error *err)
{
    job *j = ctx;
    const mbx_event ask = {.kind = MBX_EVENT_COMMIT, .folder = batch->folder, .batch = batch};
    pthread_mutex_lock(&j->engine->lock);
    posted *p = NULL;
    mbx_status st = wait_for_commits(j, MBX_BATCHES_OUTSTANDING - 1, err);
    if (st == MBX_OK)
        st = make_event(j, &ask, &p, err);
    if (st == MBX_OK) {
        j->outstanding++;
        if (j->unsettled || mbx_batch_has_blobs(batch))
            leave_to_settle(j, p);
        else
            append(j->engine, p);
    }
    pthread_mutex_unlock(&j->engine->lock);
    if (st != MBX_OK)
        mbx_batch_free(batch);
    return st;
}

static mbx_status worker_settle(void *ctx, unsigned outstanding, mbx_error *err)
{
    job *j = ctx;
    pthread_mutex_lock(&j->engine->lock);
    mbx_status st = wait_for_commits(j, outstanding, err);
    pthread_mutex_unlock(&j->engine->lock);
    return st;
}

static mbx_status make_cancel(job *j, mbx_error *err)
{
    pthread_mutex_lock(&j->engine->lock);
    mbx_status st = j->cancelled ? mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_CANCELLED, "The run was stopped before it began.") : mbx_cancel_new(&j->cancel, err);
    pthread_mutex_unlock(&j->engine->lock);
    return st;
}

static void run_job(job *j)
{
    mbx_engine *e = j->engine;
    const mbx_store store = {.ctx = j, .load = worker_load, .submit = worker_submit, .bound = worker_bound, .settle = worker_settle};
    mbx_run_options options = e->options.run;
    mbx_event done = {.kind = MBX_EVENT_DONE};
    mbx_error ignored;
    if (j->account->with_token && !j->account->tokens.token)
        j->account->tokens = (mbx_token_source){j, worker_token};
    if (e->options.account_ms > 0)
        options.deadline = mbx_earlier(options.deadline, mbx_in_ms(e->options.account_ms));
    done.status = make_cancel(j, &done.error);
    /* after the deadline: not begun, not complete, the next call takes it */
    if (done.status == MBX_OK && !mbx_past(options.deadline))
        done.status = mbx_run(j->account, &store, e->options.tls, &options, j->cancel, &done.report, &done.error);
    done.bound = j->bound;
    pthread_mutex_lock(&e->lock);
    mbx_cancel_free(j->cancel);
    j->cancel = NULL;
    /* without memory for the event the account would never end: count it as taken instead */
    if (post(j, &done, &ignored) != MBX_OK) {
        e->done_jobs++;
        ring(e);
    }
    pthread_mutex_unlock(&e->lock);
}

static void *work(void *arg)
{
    mbx_engine *e = arg;
    for (;;) {
        pthread_mutex_lock(&e->lock);
        job *j = e->next_job < e->n_jobs && !e->closing ? e->jobs[e->next_job++] : NULL;
        pthread_mutex_unlock(&e->lock);
        if (!j)
            return NULL;
        run_job(j);
    }
}

/* ---- the settlers' side: blobs become durable beside the download, not in its way ---- */

/* Under the lock: the oldest event whose account has none in another settler's hands. */
static posted *take_unsettled(mbx_engine *e)
{
    for (posted **p = &e->unsettled; *p; p = &(*p)->next) {
        posted *found = *p;
        if (!found->job->settling) {
            *p = found->next;
            found->job->settling = true;
            return found;
        }
    }
    return NULL;
}

static void *settle(void *arg)
{
    mbx_engine *e = arg;
    pthread_mutex_lock(&e->lock);
    while (!e->closing) {
        posted *p = take_unsettled(e);
        if (!p) {
            pthread_cond_wait(&e->to_settle, &e->lock);
            continue;
        }
        job *j = p->job;
        mbx_error err;
        bool wanted = j->failed == MBX_OK;
        pthread_mutex_unlock(&e->lock);
        mbx_status st = wanted ? mbx_batch_settle(p->event.batch, &err) : MBX_OK;
        pthread_mutex_lock(&e->lock);
        j->settling = false;
        j->unsettled--;
        if (j->failed == MBX_OK && st != MBX_OK) {
            j->failed = st;
            j->error = err;
            pthread_cond_broadcast(&j->answered);
        }
        /* one of a failed account is dropped where events are taken */
        append(e, p);
        if (j->unsettled)
            pthread_cond_signal(&e->to_settle);
    }
    pthread_mutex_unlock(&e->lock);
    return NULL;
}

/* ---- start ---- */

mbx_status mbx_engine_start(mbx_engine *e, mbx_error *err)
{
    size_t workers = e->options.workers < e->n_jobs ? e->options.workers : e->n_jobs;
    size_t settlers = workers < SETTLERS ? workers : SETTLERS;
    pthread_attr_t attr;
    sigset_t all, before;
    int bad = 0;
    if (!workers)
        return MBX_OK;
    e->threads = mbx_alloc((workers + settlers) * sizeof *e->threads);
    if (!e->threads || pthread_attr_init(&attr) != 0)
        return mbx_fail_memory(err);
    /* musl's default of 128 KiB is too little for libetpan's parser at the depth that the guard lets through */
    (void)pthread_attr_setstacksize(&attr, MBX_THREAD_STACK);
    /* signals belong to the caller's thread: PHP's timers and pcntl handlers run there */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    /* One of each kind is needed; fewer than wished for are enough. A settler comes first, so that no account is begun
     * whose mail could not be kept. */
    for (size_t i = 0; i < workers + settlers && !bad; i++) {
        bool settler = i == 0 || i > workers;
        bad = pthread_create(&e->threads[e->n_threads], &attr, settler ? settle : work, e);
        e->n_threads += !bad;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    if (e->n_threads < 2)
        return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_THREAD, "Threads could not be started: %s.", strerror(bad));
    return MBX_OK;
}

/* ---- the caller's side ---- */

static posted *take_first(mbx_engine *e)
{
    posted *p = e->first;
    if (p) {
        e->first = p->next;
        if (!e->first)
            e->last = NULL;
    }
    return p;
}

static void drop(posted *p)
{
    mbx_batch_free(p->event.batch);
    mbx_release(p);
}

/* A batch behind one that was not committed would be committed over a gap: it is dropped instead. */
static posted *take_wanted(mbx_engine *e)
{
    posted *p;
    while ((p = take_first(e)) && p->event.kind == MBX_EVENT_COMMIT && p->job->failed != MBX_OK)
        drop(p);
    return p;
}

/* Without the lock, on the caller's thread. The hook may leave by longjmp(): what it was called for is freed with the engine then. */
static void answer_token(mbx_engine *e, posted *p)
{
    const mbx_token_hook *hook = &e->options.tokens;
    job *j = p->job;
    mbx_secret *token = NULL;
    mbx_error err;
    e->asking = p;
    mbx_error_clear(&err);
    mbx_status st = hook->token ? hook->token(hook->ctx, p->event.staff_id, p->refresh, &token, &err)
                                : mbx_fail(&err, MBX_STAGE_AUTH, MBX_CODE_ACCESS_TOKEN, "Nobody is there to ask for an access token.");
    pthread_mutex_lock(&e->lock);
    mbx_secret_free(j->token);
    j->token = token;
    j->token_status = st;
    j->token_error = err;
    j->token_answered = true;
    e->asking = NULL;
    pthread_cond_broadcast(&j->answered);
    pthread_mutex_unlock(&e->lock);
    drop(p);
}

bool mbx_engine_finished(const mbx_engine *e)
{
    mbx_engine *own = (mbx_engine *)(uintptr_t)e;
    pthread_mutex_lock(&own->lock);
    bool finished = e->done_jobs == e->n_jobs;
    pthread_mutex_unlock(&own->lock);
    return finished;
}

mbx_status mbx_engine_next(mbx_engine *e, mbx_time until, mbx_event **event_r, mbx_error *err)
{
    uint64_t count;
    *event_r = NULL;
    for (;;) {
        pthread_mutex_lock(&e->lock);
        posted *p = take_wanted(e);
        bool finished = e->done_jobs == e->n_jobs;
        if (!p) /* emptied before the wait, under the lock that post() takes: no wake-up is lost */
            while (read(e->wake, &count, sizeof count) < 0 && errno == EINTR)
                ;
        if (p && p->asks_token) {
            pthread_mutex_unlock(&e->lock);
            answer_token(e, p);
            return MBX_OK;
        }
        if (p && p->event.kind == MBX_EVENT_DONE)
            e->done_jobs++;
        pthread_mutex_unlock(&e->lock);
        if (p) {
            *event_r = &p->event;
            return MBX_OK;
        }
        if (finished)
            return MBX_OK;
        struct pollfd fd = {e->wake, POLLIN, 0};
        int n = poll(&fd, 1, mbx_poll_ms(until));
        if (n == 0 || (n < 0 && errno == EINTR))
            return MBX_OK;
        if (n < 0)
            return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_THREAD, "Waiting for the workers failed: %s.", strerror(errno));
    }
}

static void answer_load(job *j, const mbx_answer *answer)
{
    j->load_status = answer->status;
    j->load_error = answer->error;
    mbx_release(j->state);
    j->state = NULL;
    j->state_n = 0;
    j->version = answer->version;
    if (answer->status == MBX_OK && answer->state) {
        j->state = mbx_copy_bytes(answer->state, answer->state_n);
        j->state_n = answer->state_n;
        if (!j->state)
            j->load_status = mbx_fail_memory(&j->load_error);
    }
    j->loaded = true;
}

void mbx_event_answer(mbx_engine *e, mbx_event *event, const mbx_answer *answer)
{
    posted *p = (posted *)(void *)event;
    job *j = p->job;
    pthread_mutex_lock(&e->lock);
    if (event->kind == MBX_EVENT_LOAD) {
        answer_load(j, answer);
    } else if (event->kind == MBX_EVENT_COMMIT) {
        /* outstanding stays where it is after a failure: the batches behind it are dropped, not committed over a gap */
        if (answer->status == MBX_OK && j->failed == MBX_OK) {
            j->outstanding--;
        } else if (j->failed == MBX_OK) {
            j->failed = answer->status;
            j->error = answer->error;
        }
    }
    pthread_cond_broadcast(&j->answered);
    pthread_mutex_unlock(&e->lock);
    drop(p);
}

void mbx_engine_cancel(mbx_engine *e)
{
    pthread_mutex_lock(&e->lock);
    for (size_t i = 0; i < e->n_jobs; i++) {
        e->jobs[i]->cancelled = true;
        mbx_cancel_raise(e->jobs[i]->cancel);
        pthread_cond_broadcast(&e->jobs[i]->answered);
    }
    pthread_mutex_unlock(&e->lock);
}

void mbx_engine_free(mbx_engine *e)
{
    posted *p;
    if (!e)
        return;
    mbx_engine_cancel(e);
    pthread_mutex_lock(&e->lock);
    e->closing = true;
    for (size_t i = 0; i < e->n_jobs; i++)
        pthread_cond_broadcast(&e->jobs[i]->answered);
    pthread_cond_broadcast(&e->to_settle);
    pthread_mutex_unlock(&e->lock);
    for (size_t i = 0; i < e->n_threads; i++)
        pthread_join(e->threads[i], NULL);
    while ((p = take_first(e)))
        drop(p);
    if (e->asking)
        drop(e->asking);
    while ((p = e->unsettled)) {
        e->unsettled = p->next;
        drop(p);
    }
    for (size_t i = 0; i < e->n_jobs; i++) {
        job *j = e->jobs[i];
        pthread_cond_destroy(&j->answered);
        mbx_account_free(j->account);
        mbx_release(j->state);
        mbx_release(j->bound);
        mbx_secret_free(j->token);
        mbx_release(j);
    }
    mbx_release(e->jobs);
    mbx_release(e->threads);
    pthread_cond_destroy(&e->to_settle);
    pthread_mutex_destroy(&e->lock);
    (void)close(e->wake);
    mbx_release(e);
}
