/* All memory of the core comes from these four.
 *
 * They are the hook: src/base/alloc.c forwards to malloc, and a test that links its own definitions instead
 * (tests/core/failing_alloc.c) can make every allocation of a scenario fail in turn. Nothing in src/ calls
 * malloc, calloc, realloc, strdup or free. No function pointer, hence no global state and no cost. */
#ifndef MBX_ALLOC_H
#define MBX_ALLOC_H

#include <stddef.h>

void *mbx_alloc(size_t n);             /* n bytes, n > 0; NULL when there is no memory */
void *mbx_alloc_zero(size_t n);        /* the same, zeroed */
void *mbx_resize(void *p, size_t n);   /* realloc: on NULL the old block is untouched */
void mbx_release(void *p);             /* NULL is legal */

/* Built on them. */
char *mbx_copy_bytes(const char *p, size_t n); /* returns owned, NUL-terminated; NULL when there is no memory */
char *mbx_copy_string(const char *s);          /* the same for a C string; NULL stays NULL */

#endif
