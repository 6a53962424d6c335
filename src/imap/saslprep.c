#include "imap/saslprep.h"

#include <stdint.h>

typedef struct range {
    uint32_t from, to;
} range;

/* Letters and signs that NFKC maps to themselves, that combine with no neighbour, and that are not written from right
 * to left (RFC 3454 section 6). Latin-1 and Latin Extended-A without the compatibility forms, Greek, Cyrillic,
 * Vietnamese, general punctuation, kana, Han and Hangul syllables. */
static const range unchanged[] = {
    {0x20, 0x7E},     {0xA1, 0xA7},     {0xA9, 0xA9},     {0xAB, 0xAC},     {0xAE, 0xAE},     {0xB0, 0xB1},     {0xB6, 0xB7},
    {0xBB, 0xBB},     {0xBF, 0x131},    {0x134, 0x13E},   {0x141, 0x148},   {0x14A, 0x17E},   {0x180, 0x1C3},   {0x386, 0x386},
    {0x388, 0x38A},   {0x38C, 0x38C},   {0x38E, 0x3A1},   {0x3A3, 0x3CE},   {0x400, 0x482},   {0x48A, 0x4CE},   {0x1EA0, 0x1EF9},
    {0x2010, 0x2010}, {0x2012, 0x2016}, {0x2018, 0x2023}, {0x2030, 0x2032}, {0x2039, 0x203B}, {0x20A0, 0x20A7}, {0x20A9, 0x20B1},
    {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x30FC, 0x30FC}, {0x4E00, 0x9FA5}, {0xAC00, 0xD7A3},
};

/* RFC 3454 tables B.1 and C.1.2. */
static const range nothing[] = {{0xAD, 0xAD}, {0x1806, 0x1806}, {0x180B, 0x180D}, {0x200B, 0x200D}, {0x2060, 0x2060}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}};
static const range space[] = {{0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};

static bool in(const range *table, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= table[i].from && c <= table[i].to)
            return true;
    return false;
}

#define IN(table, c) in(table, sizeof(table) / sizeof(table)[0], c)

/* The bytes of the character at p, 0 for none (RFC 3629). */
static size_t decode(const unsigned char *p, size_t n, uint32_t *c_r)
{
    size_t size = p[0] < 0x80 ? 1 : p[0] >= 0xC2 && p[0] < 0xE0 ? 2 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3 : p[0] >= 0xF0 && p[0] < 0xF5 ? 4 : 0;
    uint32_t c = size == 1 ? p[0] : p[0] & (0xFFu >> (size + 1));

    if (size == 0 || size > n)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3F);
    }
    if ((size == 3 && (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))) || (size == 4 && (c < 0x10000 || c > 0x10FFFF)))
        return 0;
    *c_r = c;
    return size;
}

bool mbx_saslprep(mbx_str text, mbx_scratch *out)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = 0;
        size_t n = decode((const unsigned char *)text.p + i, text.n - i, &c);

        if (n == 0)
            return false;
        if (IN(space, c))
            mbx_scratch_put(out, " ", 1);
        else if (IN(unchanged, c))
            mbx_scratch_put(out, text.p + i, n);
        else if (!IN(nothing, c))
            return false;
        i += n;
    }
    return !out->full;
}
