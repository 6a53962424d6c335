/* Charsets: the first byte says which, the others are its text. Whole and cut, with and without room, and text that iconv
 * encoded comes back. The whole input is looked up as a label, too. */
#include "fuzz.h"

#include "mime/charset.h"
#include "mime/decoder.h"

#include <iconv.h>

/* Every converter of the table. iconv: what encodes for it, where the two agree on every character. */
static const struct {
    const char *label, *iconv;
} charsets[] = {
    {NULL, NULL}, {"utf-8", "UTF-8"}, {"us-ascii", NULL}, {"iso-8859-1", "CP1252"}, {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-5", "ISO-8859-5"}, {"iso-8859-6", "ISO-8859-6"}, {"iso-8859-7", "ISO-8859-7"}, {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-15", "ISO-8859-15"}, {"windows-1250", "CP1250"}, {"windows-1251", "CP1251"}, {"windows-1253", "CP1253"},
    {"windows-1254", "CP1254"}, {"windows-1255", "CP1255"}, {"windows-1256", "CP1256"}, {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"}, {"windows-874", "CP874"}, {"koi8-r", "KOI8-R"}, {"koi8-u", "KOI8-U"}, {"ibm850", "CP850"},
    {"ibm866", "CP866"}, {"cp864", NULL}, {"macintosh", NULL}, {"x-mac-cyrillic", NULL}, {"viscii", NULL}, {"tcvn", NULL},
    {"armscii-8", NULL}, {"georgian-ps", NULL}, {"roman8", NULL}, {"gb18030", "GB18030"}, {"gbk", "GBK"}, {"gb2312", "EUC-CN"},
    {"big5", "BIG5-HKSCS"}, {"euc-tw", "EUC-TW"}, {"euc-jp", "EUC-JP-MS"}, {"shift_jis", "CP932"}, {"euc-kr", "CP949"},
    {"johab", "JOHAB"}, {"utf-16", "UTF-16"}, {"utf-16be", "UTF-16BE"}, {"utf-16le", "UTF-16LE"}, {"utf-32", "UTF-32"},
    {"utf-32be", "UTF-32BE"}, {"utf-32le", "UTF-32LE"}, {"utf-7", "UTF-7"}, {"iso-2022-jp", "ISO-2022-JP"},
    {"iso-2022-jp-1", NULL}, {"iso-2022-kr", "ISO-2022-KR"}, {"hz-gb-2312", NULL}, {"x-nobody-knows", NULL},
};
#define CHARSETS (sizeof charsets / sizeof *charsets)

typedef struct text {
    mbx_buf out;
    mbx_status status;
    bool bad;
} text;

static text decode(const mbx_charset *cs, const char *p, size_t n, size_t before, size_t max)
{
    text t = {0};
    mbx_buf_init(&t.out, before + max);
    for (size_t i = 0; i < before; i++)
        REQUIRE(mbx_buf_add_char(&t.out, 'x') == MBX_OK);
    t.status = mbx_charset_decode(cs, NULL, p, n, &t.out, &t.bad);
    REQUIRE(t.status == MBX_OK || t.status == MBX_E_LIMIT);
    REQUIRE(t.out.n >= before && t.out.n <= before + max);
    REQUIRE(fuzz_utf8(t.out.p ? t.out.p : "", t.out.n));
    return t;
}

/* first: bytes that come in one piece at the beginning, as the order of UTF-16 is looked for there. */
static text decode_cut(const mbx_charset *cs, const char *p, size_t n, size_t first, size_t max, fuzz_cuts *cuts)
{
    text t = {0};
    mbx_decoder d = {0};
    mbx_buf_init(&t.out, max);
    mbx_decoder_begin(&d, cs, NULL, &t.out);
    for (size_t i = 0, take; t.status == MBX_OK && i < n; i += take) {
        take = i == 0 && first ? first : fuzz_cut(cuts, p + i, n - i);
        char *piece = fuzz_copy(p + i, take);
        t.status = mbx_decoder_feed(&d, piece, take, false);
        free(piece);
        REQUIRE(fuzz_utf8(t.out.n ? t.out.p : "", t.out.n));
    }
    if (t.status == MBX_OK)
        t.status = mbx_decoder_feed(&d, "", 0, true);
    t.bad = d.bad;
    mbx_decoder_free(&d);
    return t;
}

static void same(const text *a, const text *b)
{
    REQUIRE(a->status == b->status);
    REQUIRE(mbx_str_same(mbx_buf_str(&a->out), mbx_buf_str(&b->out)));
    REQUIRE(a->bad == b->bad || a->status != MBX_OK);
}

/* With less room: a beginning of the same text, as much as fits, wherever it is cut. What is only taken for UTF-8 as long as
 * it is may have no room left before the byte that shows that it is not. */
static void with_little_room(const mbx_charset *cs, const char *p, size_t n, size_t first, const text *whole, fuzz_cuts *c)
{
    size_t room = whole->out.n ? fuzz_random(c) % whole->out.n : 0;
    bool guessed = !cs || cs->kind == MBX_CHARSET_ASCII || cs->kind == MBX_CHARSET_MAC;
    text t = decode(cs, p, n, 3, room), cut = decode_cut(cs, p, n, first, room, c);
    REQUIRE(guessed || t.status == (whole->out.n > room ? MBX_E_LIMIT : MBX_OK));
    REQUIRE(guessed || whole->out.n == 0 || memcmp(t.out.p + 3, whole->out.p, t.out.n - 3) == 0);
    REQUIRE(guessed || t.status == MBX_OK || t.out.n - 3 + 4 > room);
    REQUIRE(t.status == cut.status);
    REQUIRE(mbx_str_same((mbx_str){t.out.p + 3, t.out.n - 3}, mbx_buf_str(&cut.out)));
    mbx_buf_free(&t.out);
    mbx_buf_free(&cut.out);
}

static void comes_back(const mbx_charset *cs, const char *name, const char *p, size_t n)
{
    iconv_t cd = iconv_open(name, "UTF-8");
    size_t room = n * 12 + 64, left = n;
    char *bytes = malloc(room), *in = (char *)(uintptr_t)p, *o = bytes;
    REQUIRE(cd != (iconv_t)-1 && bytes);
    /* what this charset has no character for is no test; nor are those that iconv replaces (a positive result) */
    if (iconv(cd, &in, &left, &o, &room) == 0 && iconv(cd, NULL, NULL, &o, &room) == 0) {
        char *exact = fuzz_copy(bytes, (size_t)(o - bytes));
        iconv_t back = iconv_open("UTF-8", name);
        size_t m = (size_t)(o - bytes), own_room = n * 4 + 16;
        char *own = malloc(own_room), *to = own, *from = exact;
        REQUIRE(back != (iconv_t)-1 && own);
        /* only where iconv itself comes back, or its tables are one-way there */
        if (iconv(back, &from, &m, &to, &own_room) == 0 && iconv(back, NULL, NULL, &to, &own_room) == 0 && (size_t)(to - own) == n &&
            memcmp(own, p, n) == 0) {
            text t = decode(cs, exact, (size_t)(o - bytes), 0, SIZE_MAX / 2);
            REQUIRE(t.status == MBX_OK && !t.bad);
            REQUIRE(mbx_str_same(mbx_buf_str(&t.out), (mbx_str){p, n}));
            mbx_buf_free(&t.out);
        }
        (void)iconv_close(back);
        free(own);
        free(exact);
    }
    (void)iconv_close(cd);
    free(bytes);
}

/* Controls carry no text and are what shifts and escapes are made of; a mark at the beginning may mean itself; a "~" and a
 * backslash are not in every Asian ASCII; U+FFFD stands for nothing. jis: glibc takes the signs of JIS X 0208, such as the pound,
 * for their narrow forms; browsers and we take the wide ones that Microsoft's tables have. Those signs are left out. */
static bool plain(const char *p, size_t n, bool jis)
{
    if (!fuzz_utf8(p, n))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((jis && (uint8_t)p[i] >= 0xC2 && (uint8_t)p[i] <= 0xE2) || (jis && p[i] == '\xE3' && p[i + 1] == '\x80') || (uint8_t)p[i] < 0x20 || p[i] == 0x7F || p[i] == '\\' || p[i] == '~' || (p[i] == '\xEF' && i + 1 < n && (p[i + 1] == '\xBF' || p[i + 1] == '\xBB')) ||
            (p[i] == '\xC2' && i + 1 < n && (uint8_t)p[i + 1] < 0xA0))
            return false;
    return n > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts c = fuzz_cuts_of(data, size);
    (void)mbx_charset_find((mbx_str){(const char *)data, size});
    if (size == 0)
        return 0;
    const char *label = charsets[data[0] % CHARSETS].label, *name = charsets[data[0] % CHARSETS].iconv;
    const mbx_charset *cs = mbx_charset_find(mbx_str_of(label));
    REQUIRE(cs || !label || label[0] == 'x');
    size_t n = size - 1, unit = cs ? cs->kind == MBX_CHARSET_WIDE ? n : 0 : 0;
    char *in = fuzz_copy(data + 1, n);
    text whole = decode(cs, in, n, 0, SIZE_MAX / 2), cut = decode_cut(cs, in, n, unit, SIZE_MAX / 2, &c);
    same(&whole, &cut);
    if (n)
        with_little_room(cs, in, n, unit, &whole, &c);
    if (name && n <= 400 && plain(in, n, strcmp(name, "ISO-2022-JP") == 0))
        comes_back(cs, name, in, n);
    mbx_buf_free(&whole.out);
    mbx_buf_free(&cut.out);
    free(in);
    return 0;
}
