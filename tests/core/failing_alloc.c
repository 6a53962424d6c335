#include "failing_alloc.h"

#include "base/alloc.h"

#include <malloc.h>
#include <stdlib.h>

static long countdown = -1, asked, live;
static int once;
static size_t bytes, peak, peak_of_hook, before;

/* all of malloc's blocks, ours and others'; 0 where it does not tell */
static size_t heap(void)
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
    struct mallinfo2 all = mallinfo2();
    return all.uordblks + all.hblkhd;
#else
    return 0;
#endif
}

void mbx_test_peak_begin(void)
{
    bytes = peak = peak_of_hook = 0;
    before = heap();
}

size_t mbx_test_peak(void)
{
    return peak;
}

size_t mbx_test_peak_of_hook(void)
{
    return peak_of_hook;
}

static void *counted(void *p, size_t moved)
{
    if (p) {
        bytes += malloc_usable_size(p);
        if (bytes + moved > peak_of_hook)
            peak_of_hook = bytes + moved;
        if (peak_of_hook > peak)
            peak = peak_of_hook;
        size_t all = malloc_usable_size(p) >= 4096 ? heap() : 0; /* asking takes time */
        if (all > before + peak)
            peak = all - before;
    }
    return p;
}

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
    return counted(p, 0);
}

void *mbx_alloc_zero(size_t n)
{
    void *p = fails() ? NULL : calloc(1, n);
    live += p != NULL;
    return counted(p, 0);
}

void *mbx_resize(void *p, size_t n)
{
    size_t old = p ? malloc_usable_size(p) : 0;
    void *q = fails() ? NULL : realloc(p, n);
    live += q && !p;
    bytes -= q ? old : 0;
    return counted(q, old);
}

void mbx_release(void *p)
{
    live -= p != NULL;
    bytes -= p ? malloc_usable_size(p) : 0;
    free(p);
}
