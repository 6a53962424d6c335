/* Dates and message ids. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "mime/date.h"
#include "mime/msgid.h"

#include <time.h>

/* A moment written down by the C library must be read as that moment. */
static void moment(uint64_t x)
{
    static const char *const formats[] = {"%a, %d %b %Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%A, %d-%b-%Y %H:%M:%S (no zone yet)", "%Y-%m-%dT%H:%M:%S"};
    static const int zones[] = {0, 60, -300, 330, -1, 845, -720};
    int64_t t = (int64_t)(x % 7258118400u), seconds = 0; /* up to the year 2199 */
    int zone = zones[x / 3 % 7], minutes = zone < 0 ? -zone : zone;
    time_t local = (time_t)(t + zone * 60);
    struct tm tm;
    char text[128];
    REQUIRE(gmtime_r(&local, &tm));
    if (local < 0)
        return;
    size_t form = x / 21 % 4, n = strftime(text, sizeof text, formats[form], &tm);
    n += (size_t)sprintf(text + n, form == 3 ? "%c%02d:%02d" : " %c%02d%02d", zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
    char *exact = fuzz_copy(text, n);
    REQUIRE(mbx_date_read((mbx_str){exact, n}, &seconds));
    REQUIRE(seconds == t);
    free(exact);
}

static bool clean(mbx_str id)
{
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] == ' ')
            return false;
    return (id.p || !id.n) && fuzz_one_line(id);
}

static void ids(mbx_str in)
{
    mbx_arena arena;
    mbx_msgids list = {0};
    mbx_str one = MBX_STR_NONE;
    size_t open = 0;
    for (size_t i = 0; i < in.n; i++)
        open += in.p[i] == '<';
    mbx_arena_init(&arena, SIZE_MAX / 2);
    REQUIRE(mbx_msgid_read(&arena, in, &one) && clean(one) && one.n <= 3 * in.n);
    for (int round = 0; round < 2; round++) {
        REQUIRE(mbx_msgids_add(&list, &arena, in));
        REQUIRE(list.n <= open * 2 && list.n <= MBX_MAX_REFERENCES);
    }
    for (size_t i = 0; i < list.n; i++)
        REQUIRE(list.list[i].n && clean(list.list[i]) && !memchr(list.list[i].p, '<', list.list[i].n) && !memchr(list.list[i].p, '>', list.list[i].n));
    mbx_release(list.list);
    mbx_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *in = fuzz_copy(data, size);
    mbx_str s = {in, size};
    int64_t seconds = 0;
    /* the years 0 to 9999 are all that four digits can say */
    if (mbx_date_read(s, &seconds))
        REQUIRE(seconds >= -62167219200 - 86400 * 2 && seconds <= 253402300799 + 86400 * 2);
    ids(s);
    moment(fuzz_hash(data, size));
    free(in);
    return 0;
}
