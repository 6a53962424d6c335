#include "php_mailbox.h"

#include "base/buf.h"

bool php_mailbox_guard(void (*work)(void *), void *ctx)
{
    volatile bool done = false;

    zend_try {
        work(ctx);
        done = true;
    } zend_end_try();
    return done;
}

typedef struct string_job {
    zval *out;
    const mbx_buf *b;
} string_job;

static void make_string(void *ctx)
{
    string_job *job = ctx;

    ZVAL_STR(job->out, zend_string_init_fast(job->b->n ? job->b->p : "", job->b->n));
}

void php_mailbox_return_buf(zval *return_value, mbx_buf *b)
{
    string_job job = {return_value, b};
    bool done = php_mailbox_guard(make_string, &job);

    mbx_buf_free(b);
    if (!done)
        zend_bailout();
}
