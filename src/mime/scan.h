/* Finding where a boundary line may begin, in large steps. */
#ifndef MBX_SCAN_H
#define MBX_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* The first i > 0 where p[i-1] ends a line (LF; with cr also CR) and "--" stands at p[i]; n when there is none. */
size_t mbx_scan_dashes(const char *p, size_t n, bool cr);

/* The same without SIMD, for machines that have none and for tests. */
size_t mbx_scan_dashes_plain(const char *p, size_t n, bool cr);

/* The first line end: LF, with cr also CR; n when there is none. */
size_t mbx_scan_line_end(const char *p, size_t n, bool cr);

/* CRLF and lone CR become LF, in place. Returns how many bytes are left. */
size_t mbx_scan_to_lf(char *p, size_t n);

#endif
