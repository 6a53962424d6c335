#include "net/resume.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <openssl/ssl.h>
#include <pthread.h>
#include <string.h>

typedef struct kept {
    struct kept *next;
    char *key;
    SSL_CTX *ctx; /* held, so that no other context can come to stand at its address */
    SSL_SESSION *session;
    mbx_time verified;
} kept;

struct mbx_resume {
    pthread_mutex_t lock;
    kept *newest;
    size_t n;
};

mbx_resume *mbx_resume_new(void)
{
    mbx_resume *r = mbx_alloc_zero(sizeof *r);

    if (r && pthread_mutex_init(&r->lock, NULL) != 0) {
        mbx_release(r);
        r = NULL;
    }
    return r;
}

static void drop(mbx_resume *r, kept **at)
{
    kept *k = *at;

    *at = k->next;
    r->n--;
    SSL_SESSION_free(k->session);
    SSL_CTX_free(k->ctx);
    mbx_release(k->key);
    mbx_release(k);
}

void mbx_resume_free(mbx_resume *r)
{
    if (!r)
        return;
    while (r->newest)
        drop(r, &r->newest);
    pthread_mutex_destroy(&r->lock);
    mbx_release(r);
}

bool mbx_resume_keep(mbx_resume *r, const char *key, struct ssl_ctx_st *ctx, struct ssl_session_st *session, mbx_time verified)
{
    kept *k = mbx_alloc_zero(sizeof *k), **last;

    if (!k || !(k->key = mbx_copy_string(key)) || SSL_CTX_up_ref(ctx) != 1) {
        if (k)
            mbx_release(k->key);
        mbx_release(k);
        return false;
    }
    k->ctx = ctx;
    k->session = session;
    k->verified = verified;
    pthread_mutex_lock(&r->lock);
    k->next = r->newest;
    r->newest = k;
    if (++r->n > MBX_MAX_TLS_SESSIONS) {
        for (last = &r->newest; (*last)->next; last = &(*last)->next)
            ;
        drop(r, last);
    }
    pthread_mutex_unlock(&r->lock);
    return true;
}

static bool stale(const kept *k)
{
    X509 *leaf = SSL_SESSION_get0_peer(k->session);

    return mbx_now() - k->verified > (mbx_time)MBX_TLS_RESUME_MS * 1000000 || !SSL_SESSION_is_resumable(k->session) || !leaf ||
           X509_cmp_current_time(X509_get0_notAfter(leaf)) <= 0;
}

struct ssl_session_st *mbx_resume_take(mbx_resume *r, const char *key, const struct ssl_ctx_st *ctx, mbx_time *verified_r)
{
    SSL_SESSION *found = NULL;

    pthread_mutex_lock(&r->lock);
    for (kept **at = &r->newest; *at && !found;) {
        if (stale(*at)) {
            drop(r, at);
        } else if ((*at)->ctx == ctx && strcmp((*at)->key, key) == 0 && SSL_SESSION_up_ref((*at)->session) == 1) {
            found = (*at)->session;
            *verified_r = (*at)->verified;
            drop(r, at);
        } else {
            at = &(*at)->next;
        }
    }
    pthread_mutex_unlock(&r->lock);
    return found;
}
