/* Preloaded: every name below fake.test is this machine, so that certificates for real names can be tried. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res)
{
    int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
    size_t n = node ? strlen(node) : 0;

    if (n > 0 && node[n - 1] == '.')
        n--;
    if (n > 10 && strncasecmp(node + n - 10, ".fake.test", 10) == 0)
        node = "127.0.0.1";
    return next(node, service, hints, res);
}
