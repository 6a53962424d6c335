#include "mime/character.h"

/* Ranges in order; what is not in here is seen. Unicode 15: White_Space, Default_Ignorable_Code_Point, Bidi_Control, and of
 * the marks (Mn, Me) the blocks that combine with any script and the emoji parts. */
static const struct {
    uint32_t from, to;
    mbx_character_kind kind;
} ranges[] = {
    {0x0000, 0x0008, MBX_CHARACTER_INVISIBLE},
    {0x0009, 0x0009, MBX_CHARACTER_BLANK},
    {0x000A, 0x000A, MBX_CHARACTER_BREAK},
    {0x000B, 0x000C, MBX_CHARACTER_BLANK},
    {0x000D, 0x000D, MBX_CHARACTER_BREAK},
    {0x000E, 0x001F, MBX_CHARACTER_INVISIBLE},
    {0x0020, 0x0020, MBX_CHARACTER_BLANK},
    {0x007F, 0x0084, MBX_CHARACTER_INVISIBLE},
    {0x0085, 0x0085, MBX_CHARACTER_BREAK},
    {0x0086, 0x009F, MBX_CHARACTER_INVISIBLE},
    {0x00A0, 0x00A0, MBX_CHARACTER_BLANK},
    {0x00AD, 0x00AD, MBX_CHARACTER_INVISIBLE}, /* soft hyphen */
    {0x0300, 0x034E, MBX_CHARACTER_COMBINING},
    {0x034F, 0x034F, MBX_CHARACTER_INVISIBLE}, /* combining grapheme joiner: padding of preview lines */
    {0x0350, 0x036F, MBX_CHARACTER_COMBINING},
    {0x0483, 0x0489, MBX_CHARACTER_COMBINING},
    {0x0591, 0x05BD, MBX_CHARACTER_COMBINING},
    {0x0610, 0x061A, MBX_CHARACTER_COMBINING},
    {0x061C, 0x061C, MBX_CHARACTER_DIRECTION},
    {0x064B, 0x065F, MBX_CHARACTER_COMBINING},
    {0x093A, 0x093C, MBX_CHARACTER_COMBINING},
    {0x093E, 0x094F, MBX_CHARACTER_COMBINING},
    {0x0E31, 0x0E31, MBX_CHARACTER_COMBINING},
    {0x0E34, 0x0E3A, MBX_CHARACTER_COMBINING},
    {0x0E47, 0x0E4E, MBX_CHARACTER_COMBINING},
    {0x115F, 0x1160, MBX_CHARACTER_INVISIBLE}, /* Hangul fillers */
    {0x1680, 0x1680, MBX_CHARACTER_BLANK},
    {0x17B4, 0x17B5, MBX_CHARACTER_INVISIBLE},
    {0x180B, 0x180F, MBX_CHARACTER_INVISIBLE},
    {0x1AB0, 0x1AFF, MBX_CHARACTER_COMBINING},
    {0x1DC0, 0x1DFF, MBX_CHARACTER_COMBINING},
    {0x2000, 0x200A, MBX_CHARACTER_BLANK},
    {0x200B, 0x200B, MBX_CHARACTER_INVISIBLE},
    {0x200C, 0x200D, MBX_CHARACTER_JOINER},
    {0x200E, 0x200F, MBX_CHARACTER_DIRECTION},
    {0x2028, 0x2029, MBX_CHARACTER_BREAK},
    {0x202A, 0x202E, MBX_CHARACTER_DIRECTION},
    {0x202F, 0x202F, MBX_CHARACTER_BLANK},
    {0x205F, 0x205F, MBX_CHARACTER_BLANK},
    {0x2060, 0x2065, MBX_CHARACTER_INVISIBLE},
    {0x2066, 0x2069, MBX_CHARACTER_DIRECTION},
    {0x206A, 0x206F, MBX_CHARACTER_INVISIBLE},
    {0x20D0, 0x20F0, MBX_CHARACTER_COMBINING},
    {0x2800, 0x2800, MBX_CHARACTER_BLANK}, /* braille without dots */
    {0x3000, 0x3000, MBX_CHARACTER_BLANK},
    {0x302A, 0x302F, MBX_CHARACTER_COMBINING},
    {0x3099, 0x309A, MBX_CHARACTER_COMBINING},
    {0x3164, 0x3164, MBX_CHARACTER_INVISIBLE},
    {0xFE00, 0xFE0F, MBX_CHARACTER_COMBINING}, /* variation selectors */
    {0xFE20, 0xFE2F, MBX_CHARACTER_COMBINING},
    {0xFEFF, 0xFEFF, MBX_CHARACTER_INVISIBLE},
    {0xFFA0, 0xFFA0, MBX_CHARACTER_INVISIBLE},
    {0xFFF0, 0xFFFC, MBX_CHARACTER_INVISIBLE}, /* annotations; the object replacement character stands for a picture */
    {0x1F3FB, 0x1F3FF, MBX_CHARACTER_COMBINING}, /* skin tones */
    {0xE0001, 0xE007F, MBX_CHARACTER_COMBINING}, /* tags: of a flag */
    {0xE0100, 0xE01EF, MBX_CHARACTER_COMBINING},
};

mbx_character_kind mbx_character_kind_of(uint32_t c)
{
    size_t lo = 0, hi = sizeof ranges / sizeof *ranges;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c > ranges[mid].to)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < sizeof ranges / sizeof *ranges && c >= ranges[lo].from ? ranges[lo].kind : MBX_CHARACTER_SEEN;
}

uint32_t mbx_character_next(mbx_str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.p + *at;
    size_t left = s.n - *at, len = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    uint32_t c = len < 2 ? p[0] : p[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (i == left || (p[i] & 0xC0) != 0x80) {
            len = 0;
            break;
        }
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (!len) {
        *at += 1;
        return 0xFFFD;
    }
    *at += len;
    return c;
}
