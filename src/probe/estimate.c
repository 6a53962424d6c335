#include "probe/estimate.h"

#include "base/limits.h"

#include <stdio.h>

/* Parsing a message and storing it in a database on the same machine: what the network does not tell. */
#define PER_MESSAGE 1500000

mbx_estimate mbx_estimate_of(uint64_t messages, bool bytes_known, uint64_t bytes, int64_t round_trip, uint64_t read_bytes, int64_t read_time)
{
    mbx_estimate e = {.messages = messages, .bytes_known = bytes_known, .bytes = bytes};
    double ns = (double)messages * PER_MESSAGE + (double)round_trip * (double)(messages / MBX_WINDOW_UIDS + 1);

    if (messages == 0) {
        e.seconds_known = true;
    } else if (bytes_known && read_bytes > 0) {
        ns += (double)bytes * (double)read_time / (double)read_bytes;
        e.seconds_known = true;
        e.seconds = ns < 9e18 ? (int64_t)(ns / 1e9 + 0.5) : 9000000000;
    }
    return e;
}

/* "1,234,567" */
static void grouped(uint64_t n, char out[32])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    size_t k = 0;

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[k++] = ',';
        out[k++] = digits[i];
    }
    out[k] = 0;
}

static void size_words(uint64_t bytes, char *out, size_t size)
{
    static const char *const units[] = {"KB", "MB", "GB", "TB"};
    double n = (double)bytes / 1000;
    size_t unit = 0;

    for (; n >= 999.5 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        n /= 1000;
    (void)snprintf(out, size, n < 9.95 && unit > 0 ? "%.1f %s" : "%.0f %s", n < 1 && unit == 0 ? 1.0 : n, units[unit]);
}

static void time_words(int64_t seconds, char *out, size_t size)
{
    if (seconds < 2)
        (void)snprintf(out, size, "in a moment");
    else if (seconds < 100)
        (void)snprintf(out, size, "about %d seconds", (int)seconds);
    else if (seconds < 100 * 60)
        (void)snprintf(out, size, "about %d minutes", (int)((seconds + 30) / 60));
    else if (seconds < 100 * 3600)
        (void)snprintf(out, size, "about %.1f hours", (double)seconds / 3600);
    else
        (void)snprintf(out, size, "about %lld days", (long long)((seconds + 43200) / 86400));
}

void mbx_estimate_words(const mbx_estimate *e, char *out, size_t size)
{
    char count[32], bytes[32] = "", seconds[32];
    size_t used;

    if (e->messages == 0) {
        (void)snprintf(out, size, "Nothing to import at first; new mail comes with the next runs.");
        return;
    }
    grouped(e->messages, count);
    used = (size_t)snprintf(out, size, "%s message%s", count, e->messages == 1 ? "" : "s");
    if (e->bytes_known) {
        size_words(e->bytes, bytes, sizeof bytes);
        used += (size_t)snprintf(out + used, size - used, ", about %s", bytes);
    }
    time_words(e->seconds, seconds, sizeof seconds);
    (void)snprintf(out + used, size - used, e->seconds_known ? ": first import %s." : ".", seconds);
}
