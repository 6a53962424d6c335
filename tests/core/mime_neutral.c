/* Prints one JSON line per file in the neutral format of tests/corpus/README.md, for tests/corpus/compare.py.
 * usage: mime_neutral [--chunk N] FILE...   N bytes a feed; 0: all at once (default); -1: random sizes */
#include "neutral.h"

#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    long chunk = 0;
    int i = 1, bad = 0;
    if (argc > 2 && strcmp(argv[1], "--chunk") == 0) {
        chunk = atol(argv[2]);
        i = 3;
    }
    for (; i < argc; i++) {
        size_t n;
        char *raw = read_whole(argv[i], &n);
        if (!raw)
            perror(argv[i]);
        bad |= !raw || !print_neutral(stdout, argv[i], raw, n, chunk);
        free(raw);
    }
    return bad;
}
