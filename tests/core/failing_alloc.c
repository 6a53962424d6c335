#include "failing_alloc.h"

#include "base/alloc.h"

#include <stdlib.h>

static long countdown = -1, asked, live;
static int once;

void mbx_test_fail_after(long n)
{
    countdown = n;
    once = 0;
    asked = 0;
}

void mbx_test_fail_once(long n)
{
    mbx_test_fail_after(n);
    once = 1;
}

long mbx_test_allocated(void)
{
    return asked;
}

long mbx_test_live(void)
{
    return live;
}

/* n = 1 is the next one. */
static int fails(void)
{
    asked++;
    if (countdown < 0)
        return 0;
    if (countdown > 1) {
        countdown--;
        return 0;
    }
    if (once)
        countdown = -1;
    return 1;
}

void *mbx_alloc(size_t n)
{
    void *p = fails() ? NULL : malloc(n);
    live += p != NULL;
    return p;
}

void *mbx_alloc_zero(size_t n)
{
    void *p = fails() ? NULL : calloc(1, n);
    live += p != NULL;
    return p;
}

void *mbx_resize(void *p, size_t n)
{
    void *q = fails() ? NULL : realloc(p, n);
    live += q && !p;
    return q;
}

void mbx_release(void *p)
{
    live -= p != NULL;
    free(p);
}
