#include "mime/html_element.h"

#define MARKUP MBX_HTML_CONTENT_MARKUP
#define RAW MBX_HTML_CONTENT_RAW
#define RCDATA MBX_HTML_CONTENT_RCDATA

/* Sorted by name. What is missing is inline. */
static const mbx_html_element elements[] = {
    {MBX_STR("a"), MBX_HTML_LINK, MARKUP, false},
    {MBX_STR("address"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("area"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("article"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("aside"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("base"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("basefont"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("bgsound"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("blockquote"), MBX_HTML_QUOTE, MARKUP, false},
    {MBX_STR("body"), MBX_HTML_ROOT, MARKUP, false},
    {MBX_STR("br"), MBX_HTML_BREAK, MARKUP, true},
    {MBX_STR("caption"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("center"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("col"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("datalist"), MBX_HTML_DROPPED, MARKUP, false},
    {MBX_STR("dd"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("details"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("dialog"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("dir"), MBX_HTML_BULLETS, MARKUP, false},
    {MBX_STR("div"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("dl"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("dt"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("embed"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("fieldset"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("figcaption"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("figure"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("footer"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("form"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("frame"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("h1"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("h2"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("h3"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("h4"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("h5"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("h6"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("header"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("hgroup"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("hr"), MBX_HTML_RULE, MARKUP, true},
    {MBX_STR("html"), MBX_HTML_ROOT, MARKUP, false},
    {MBX_STR("iframe"), MBX_HTML_DROPPED, RAW, false},
    {MBX_STR("image"), MBX_HTML_IMAGE, MARKUP, true},
    {MBX_STR("img"), MBX_HTML_IMAGE, MARKUP, true},
    {MBX_STR("input"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("keygen"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("legend"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("li"), MBX_HTML_ITEM, MARKUP, false},
    {MBX_STR("link"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("listing"), MBX_HTML_PREFORMATTED, MARKUP, false},
    {MBX_STR("main"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("menu"), MBX_HTML_BULLETS, MARKUP, false},
    {MBX_STR("meta"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("nav"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("noembed"), MBX_HTML_DROPPED, RAW, false},
    {MBX_STR("noframes"), MBX_HTML_DROPPED, RAW, false},
    {MBX_STR("ol"), MBX_HTML_NUMBERS, MARKUP, false},
    {MBX_STR("optgroup"), MBX_HTML_DROPPED, MARKUP, false},
    {MBX_STR("p"), MBX_HTML_PARAGRAPH, MARKUP, false},
    {MBX_STR("param"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("plaintext"), MBX_HTML_PREFORMATTED, MBX_HTML_CONTENT_PLAINTEXT, false},
    {MBX_STR("pre"), MBX_HTML_PREFORMATTED, MARKUP, false},
    {MBX_STR("script"), MBX_HTML_DROPPED, RAW, false},
    {MBX_STR("section"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("select"), MBX_HTML_DROPPED, MARKUP, false},
    {MBX_STR("source"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("style"), MBX_HTML_DROPPED, RAW, false},
    {MBX_STR("summary"), MBX_HTML_BLOCK, MARKUP, false},
    {MBX_STR("svg"), MBX_HTML_DROPPED, MARKUP, false},
    {MBX_STR("table"), MBX_HTML_TABLE, MARKUP, false},
    {MBX_STR("td"), MBX_HTML_CELL, MARKUP, false},
    {MBX_STR("template"), MBX_HTML_DROPPED, MARKUP, false},
    {MBX_STR("textarea"), MBX_HTML_PREFORMATTED, RCDATA, false},
    {MBX_STR("th"), MBX_HTML_CELL, MARKUP, false},
    {MBX_STR("title"), MBX_HTML_DROPPED, RCDATA, false},
    {MBX_STR("tr"), MBX_HTML_ROW, MARKUP, false},
    {MBX_STR("track"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("ul"), MBX_HTML_BULLETS, MARKUP, false},
    {MBX_STR("wbr"), MBX_HTML_INLINE, MARKUP, true},
    {MBX_STR("xmp"), MBX_HTML_PREFORMATTED, RAW, false},
};

static const mbx_html_element unknown = {MBX_STR(""), MBX_HTML_INLINE, MARKUP, false};

const mbx_html_element *mbx_html_element_find(mbx_str name)
{
    size_t lo = 0, hi = sizeof elements / sizeof *elements;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2, i = 0;
        const mbx_str other = elements[mid].name;
        while (i < name.n && i < other.n && mbx_lower(name.p[i]) == other.p[i])
            i++;
        if (i == name.n && i == other.n)
            return &elements[mid];
        if (i < other.n && (i == name.n || (unsigned char)mbx_lower(name.p[i]) < (unsigned char)other.p[i]))
            hi = mid;
        else
            lo = mid + 1;
    }
    return &unknown;
}
