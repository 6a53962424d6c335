/* Text out of HTML: whatever it is made of, lines of clean text come out, and with less room the beginning of them. */
#include "fuzz.h"

#include "mime/charset.h"
#include "mime/html_entity.h"
#include "mime/html_style.h"
#include "mime/html_text.h"
#include "mime/html_token.h"

static void tokens(mbx_str in)
{
    mbx_html_tokens t = {.in = in};
    mbx_html_token token;
    const char *end = in.p + in.n;
    while (mbx_html_next(&t, &token)) {
        REQUIRE(t.at <= in.n && token.text.p >= in.p && token.text.p + token.text.n <= end);
        if (token.kind == MBX_HTML_TAG || token.kind == MBX_HTML_END_TAG)
            REQUIRE(token.element && token.text.n);
        if (token.kind != MBX_HTML_TAG)
            continue;
        for (size_t i = 0; i < MBX_HTML_ATTRIBUTES; i++)
            REQUIRE(!token.attributes[i].n || (token.attributes[i].p >= in.p && token.attributes[i].p + token.attributes[i].n <= end));
        if (token.attributes[MBX_HTML_STYLE].p) {
            (void)mbx_html_style_hides(token.attributes[MBX_HTML_STYLE]);
            (void)mbx_html_style_has(token.attributes[MBX_HTML_STYLE], "display", "none");
        }
    }
}

static void references(mbx_str in)
{
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] != '&')
            continue;
        for (int attribute = 0; attribute < 2; attribute++) {
            char out[MBX_HTML_ENTITY_ROOM];
            size_t m = 0, n = mbx_html_reference(in, i, attribute, out, &m);
            REQUIRE(n <= in.n - i && n != 1 && m <= sizeof out);
            REQUIRE(n == 0 || (m && fuzz_utf8(out, m)));
        }
    }
}

static void lines(mbx_str text)
{
    REQUIRE(fuzz_utf8(text.p, text.n));
    if (!text.n)
        return;
    REQUIRE(text.p[0] != '\n' && text.p[text.n - 1] != '\n' && !memchr(text.p, '\r', text.n));
    for (size_t i = 0; i < text.n; i++)
        REQUIRE(text.p[i] != ' ' || (i + 1 < text.n && text.p[i + 1] != '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts c = fuzz_cuts_of(data, size);
    mbx_buf valid = {0}, whole = {0}, some = {0};
    bool bad = false;
    mbx_buf_init(&valid, SIZE_MAX / 2);
    REQUIRE(mbx_charset_decode(mbx_charset_find(MBX_STR("utf-8")), NULL, (const char *)data, size, &valid, &bad) == MBX_OK);
    char *in = fuzz_copy(valid.p, valid.n);
    mbx_str html = {in, valid.n};
    tokens(html);
    references(html);
    mbx_buf_init(&whole, SIZE_MAX / 2);
    REQUIRE(mbx_html_text(html, &whole) == MBX_OK);
    lines(mbx_buf_str(&whole));
    if (whole.n) {
        size_t room = fuzz_random(&c) % whole.n;
        mbx_buf_init(&some, room + 1);
        REQUIRE(mbx_buf_add_char(&some, 'x') == MBX_OK); /* stays */
        REQUIRE(mbx_html_text(html, &some) == MBX_E_LIMIT);
        REQUIRE(some.p[0] == 'x' && some.n <= room + 1 && fuzz_utf8(some.p, some.n));
        REQUIRE(memcmp(some.p + 1, whole.p, some.n - 1) == 0);
        mbx_buf_free(&some);
    }
    free(in);
    mbx_buf_free(&valid);
    mbx_buf_free(&whole);
    return 0;
}
