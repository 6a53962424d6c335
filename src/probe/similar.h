/* Which of a server's folders may have been meant. */
#ifndef MBX_SIMILAR_H
#define MBX_SIMILAR_H

#include "base/status.h"

#include <stddef.h>

/* Writes up to max of the names that are nearest to wanted, best first, comma-separated and whole, into out. */
MBX_MUST_CHECK mbx_status mbx_similar_names(const char *wanted, char *const *names, size_t n, size_t max, char *out, size_t out_size, mbx_error *err);

#endif
