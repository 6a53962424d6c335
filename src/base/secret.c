#include "base/secret.h"

#include "base/alloc.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct mbx_secret {
    char *p;     /* whole pages of its own */
    size_t n;    /* bytes of the secret */
    size_t size; /* bytes mapped */
};

void mbx_wipe(void *p, size_t n)
{
    if (p && n)
        explicit_bzero(p, n);
}

/* More than a login, or OpenSSL under it, goes down. */
#define STACK_BELOW (64 * 1024)

__attribute__((noinline)) void mbx_wipe_stack(void)
{
    char below[STACK_BELOW];

    mbx_wipe(below, sizeof below);
}

mbx_status mbx_secret_new(mbx_secret **s_r, const char *p, size_t n, mbx_error *err)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    mbx_secret *s = n > SIZE_MAX - page ? NULL : mbx_alloc(sizeof *s);
    if (!s)
        return mbx_fail_memory(err);
    s->n = n;
    s->size = (n + page) / page * page; /* at least one byte spare: the content is NUL-terminated by the fresh page */
    s->p = mmap(NULL, s->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (s->p == MAP_FAILED) {
        mbx_release(s);
        return mbx_fail_memory(err);
    }
    /* best effort: RLIMIT_MEMLOCK may be small, and a secret that can be swapped is better than no login */
    (void)mlock(s->p, s->size);
    (void)madvise(s->p, s->size, MADV_DONTDUMP);
    memcpy(s->p, p, n);
    *s_r = s;
    return MBX_OK;
}

void mbx_secret_free(mbx_secret *s)
{
    if (!s)
        return;
    mbx_wipe(s->p, s->size);
    (void)munmap(s->p, s->size);
    mbx_release(s);
}

mbx_str mbx_secret_bytes(const mbx_secret *s)
{
    return (mbx_str){s->p, s->n};
}
