/* Put before every source of the core that a test compiles to count its work (-include, with gcc's and clang's
 * -fsanitize-coverage=trace-pc): one for each block of code that is run, and one for each byte that the C library is asked
 * to look at or to move. The same on every machine, unlike time. */
#ifndef COUNTED_H
#define COUNTED_H

#include <iconv.h>
#include <string.h>

extern unsigned long long mbx_test_work;

void *counted_memchr(const void *p, int c, size_t n);
int counted_memcmp(const void *a, const void *b, size_t n);
void *counted_memcpy(void *to, const void *from, size_t n);
void *counted_memmove(void *to, const void *from, size_t n);
void *counted_memset(void *p, int c, size_t n);
size_t counted_strlen(const char *s);
size_t counted_iconv(iconv_t cd, char **in, size_t *n, char **out, size_t *room);

#ifndef COUNTED_INSIDE
#undef memchr
#undef memcmp
#undef memcpy
#undef memmove
#undef memset
#undef strlen
#define memchr(p, c, n) counted_memchr(p, c, n)
#define memcmp(a, b, n) counted_memcmp(a, b, n)
#define memcpy(to, from, n) counted_memcpy(to, from, n)
#define memmove(to, from, n) counted_memmove(to, from, n)
#define memset(p, c, n) counted_memset(p, c, n)
#define strlen(s) counted_strlen(s)
#define iconv(cd, in, n, out, room) counted_iconv(cd, in, n, out, room)
#endif

#endif
