#include "mime/html_entity.h"

#include "mime/utf8.h"

#define MAX_NAME 31 /* CounterClockwiseContourIntegral */
#define MAX_SHORT 6 /* brvbar, the longest of those without semicolon */

static bool name_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The entry of a name, NULL when there is none. Its value follows the name and a NUL. */
static const char *find(const char *name, size_t n)
{
    size_t lo = 0, hi = MBX_HTML_ENTITIES;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const char *entry = mbx_html_entity_pool + mbx_html_entity_offsets[mid];
        int order = strncmp(entry, name, n);
        if (order == 0 && entry[n] == '\0')
            return entry;
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static size_t write_value(const char *entry, char out[MBX_HTML_ENTITY_ROOM])
{
    const char *value = entry + strlen(entry) + 1;
    value += *value == 1;
    size_t n = strlen(value);
    memcpy(out, value, n);
    return n;
}

static bool may_be_short(const char *entry)
{
    return entry[strlen(entry) + 1] == 1;
}

static size_t named(mbx_str s, size_t at, bool attribute, char out[MBX_HTML_ENTITY_ROOM], size_t *n_r)
{
    const char *name = s.p + at + 1, *entry;
    size_t left = s.n - at - 1, n = 0;
    while (n < left && n <= MAX_NAME && name_character(name[n]))
        n++;
    if (n && n < left && name[n] == ';' && (entry = find(name, n)) != NULL) {
        *n_r = write_value(entry, out);
        return n + 2;
    }
    for (size_t k = n < MAX_SHORT ? n : MAX_SHORT; k >= 2; k--) {
        entry = find(name, k);
        if (!entry || !may_be_short(entry))
            continue;
        if (attribute && k < left && (name[k] == '=' || name_character(name[k])))
            return 0;
        *n_r = write_value(entry, out);
        return k + 1;
    }
    return 0;
}

/* What 128 to 159 mean: windows-1252, which is what was meant (13.2.5.80). 0: the control character itself. */
static const uint16_t remapped[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static int digit(char c, bool hex)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = mbx_lower(c);
    return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t numeric(mbx_str s, size_t at, char out[MBX_HTML_ENTITY_ROOM], size_t *n_r)
{
    size_t i = at + 2, first;
    bool hex = i < s.n && mbx_lower(s.p[i]) == 'x';
    uint32_t c = 0;
    i += hex;
    for (first = i; i < s.n; i++) {
        int d = digit(s.p[i], hex);
        if (d < 0)
            break;
        if (c <= 0x10FFFF)
            c = c * (hex ? 16 : 10) + (uint32_t)d;
    }
    if (i == first)
        return 0;
    if (c >= 0x80 && c < 0xA0 && remapped[c - 0x80])
        c = remapped[c - 0x80];
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    *n_r = mbx_utf8_put(out, c);
    return i - at + (i < s.n && s.p[i] == ';');
}

size_t mbx_html_reference(mbx_str s, size_t at, bool attribute, char out[MBX_HTML_ENTITY_ROOM], size_t *n_r)
{
    if (at + 1 >= s.n)
        return 0;
    return s.p[at + 1] == '#' ? numeric(s, at, out, n_r) : named(s, at, attribute, out, n_r);
}
