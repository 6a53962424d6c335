/* The searches that work in large steps against loops that look at each byte. */
#include "fuzz.h"

#include "mime/scan.h"

static bool line_end(char c, bool cr)
{
    return c == '\n' || (cr && c == '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts c = fuzz_cuts_of(data, size);
    for (int cr = 0; cr < 2; cr++) {
        /* from several places on, so that every alignment comes */
        for (size_t from = 0, round = 0; from <= size && round < 8; from += 1 + fuzz_random(&c) % 40, round++) {
            size_t n = size - from, dashes = 1, end = 0;
            char *p = fuzz_copy(data + from, n);
            while (dashes + 1 < n && !(p[dashes] == '-' && p[dashes + 1] == '-' && line_end(p[dashes - 1], cr)))
                dashes++;
            if (dashes + 1 >= n)
                dashes = n;
            while (end < n && !line_end(p[end], cr))
                end++;
            REQUIRE(mbx_scan_dashes(p, n, cr) == dashes);
            REQUIRE(mbx_scan_dashes_plain(p, n, cr) == dashes);
            REQUIRE(mbx_scan_line_end(p, n, cr) == end);
            free(p);
        }
    }
    return 0;
}
