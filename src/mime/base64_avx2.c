#include "mime/base64_avx2.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

#include <immintrin.h>

bool mbx_base64_avx2_here(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2");
}

/* What a high half-byte (the column) admits as low half-bytes, one bit a kind of column:
 * 1: 2_ has + and /; 2: 3_ has 0 to 9; 4: 4_ and 6_ have all but 0; 8: 5_ and 7_ have 0 to A; 16: the others nothing. */
#define NOT_2 1
#define NOT_3 2
#define NOT_4_6 4
#define NOT_5_7 8
#define NONE 16

#define BOTH_LANES(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

__attribute__((target("avx2"))) size_t mbx_base64_avx2(const unsigned char *p, size_t n, char *out, size_t room, size_t *out_n_r)
{
    const __m256i kind = BOTH_LANES(NONE, NONE, NOT_2, NOT_3, NOT_4_6, NOT_5_7, NOT_4_6, NOT_5_7, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    const __m256i refused =
        BOTH_LANES(NONE | NOT_2 | NOT_4_6, NONE | NOT_2, NONE | NOT_2, NONE | NOT_2, NONE | NOT_2, NONE | NOT_2, NONE | NOT_2, NONE | NOT_2,
                   NONE | NOT_2, NONE | NOT_2, NONE | NOT_2 | NOT_3, NONE | NOT_3 | NOT_5_7, NONE | NOT_2 | NOT_3 | NOT_5_7,
                   NONE | NOT_2 | NOT_3 | NOT_5_7, NONE | NOT_2 | NOT_3 | NOT_5_7, NONE | NOT_3 | NOT_5_7);
    /* from the letter to its value, by column; '/' shares one with '+' and takes the free one before it */
    const __m256i shift = BOTH_LANES(0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i bytes = BOTH_LANES(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i half = _mm256_set1_epi8(0x0F), slash = _mm256_set1_epi8('/');
    size_t i = 0, o = 0;
    while (n - i >= 32 && room - o >= 32) {
        __m256i in = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        __m256i column = _mm256_and_si256(_mm256_srli_epi32(in, 4), half);
        __m256i wrong = _mm256_and_si256(_mm256_shuffle_epi8(kind, column), _mm256_shuffle_epi8(refused, _mm256_and_si256(in, half)));
        unsigned letters = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(wrong, _mm256_setzero_si256()));
        /* six bits a byte, then 12 a pair, 24 a unit, and their three bytes */
        __m256i value = _mm256_add_epi8(in, _mm256_shuffle_epi8(shift, _mm256_add_epi8(column, _mm256_cmpeq_epi8(in, slash))));
        __m256i pairs = _mm256_maddubs_epi16(value, _mm256_set1_epi32(0x01400140));
        __m256i units = _mm256_shuffle_epi8(_mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000)), bytes);
        _mm_storeu_si128((__m128i *)(void *)(out + o), _mm256_castsi256_si128(units));
        _mm_storeu_si128((__m128i *)(void *)(out + o + 12), _mm256_extracti128_si256(units, 1));
        if (letters == UINT32_MAX) {
            i += 32;
            o += 24;
            continue;
        }
        /* what was stored from the first other byte on is written over by what comes next; units end before the 29th
         * byte, so that a line end behind them was loaded with them */
        unsigned good = (unsigned)__builtin_ctz(~letters);
        i += good & ~3u;
        o += (good & ~3u) / 4 * 3;
        if (p[i] == '\n')
            i++;
        else if (p[i] == '\r' && p[i + 1] == '\n')
            i += 2;
        else
            break;
    }
    *out_n_r = o;
    return i;
}

#else

bool mbx_base64_avx2_here(void)
{
    return false;
}

size_t mbx_base64_avx2(const unsigned char *p, size_t n, char *out, size_t room, size_t *out_n_r)
{
    (void)p;
    (void)n;
    (void)out;
    (void)room;
    *out_n_r = 0;
    return 0;
}

#endif
