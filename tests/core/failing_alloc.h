/* Linked instead of src/base/alloc.c: makes allocations fail on request, and counts what is not given back. */
#ifndef FAILING_ALLOC_H
#define FAILING_ALLOC_H

void mbx_test_fail_after(long n); /* the n-th allocation from now on fails, and every later one; n < 0: none does */
void mbx_test_fail_once(long n);  /* only the n-th fails */
long mbx_test_allocated(void);    /* allocations asked for since the last of these calls */
long mbx_test_live(void);         /* blocks that are not released */

#endif
