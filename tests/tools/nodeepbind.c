/* Preloaded in front of libasan: Debian 12's PHP opens extensions with RTLD_DEEPBIND, and ASan refuses such a load
 * because its own malloc would then be bypassed. Takes the flag away, nothing else. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

void *dlopen(const char *file, int mode)
{
    void *(*next)(const char *, int) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "dlopen");
    return next(file, mode & ~RTLD_DEEPBIND);
}
