/* Linked instead of src/base/alloc.c: makes allocations fail on request, and counts what is not given back. */
#ifndef FAILING_ALLOC_H
#define FAILING_ALLOC_H

#include <stddef.h>

void mbx_test_fail_after(long n); /* the n-th allocation from now on fails, and every later one; n < 0: none does */
void mbx_test_fail_once(long n);  /* only the n-th fails */
long mbx_test_allocated(void);    /* allocations asked for since the last of these calls */
long mbx_test_live(void);         /* blocks that are not released */

/* The most bytes that were in use at once since mbx_test_peak_begin(): what the hook gave out, a block that moves counted
 * twice while it does, and where the C library tells (glibc) its own blocks (iconv's) too. */
void mbx_test_peak_begin(void);
size_t mbx_test_peak(void);
size_t mbx_test_peak_of_hook(void); /* without what other code of the process, such as a server in a thread, holds meanwhile */

#endif
