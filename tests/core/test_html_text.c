#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "mime/html_text.h"
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct pair {
    const char *html, *text;
} pair;

static void check(const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        trial_same(mbx_html_text, pairs[i].html, pairs[i].text);
}
#define CHECK(pairs) check(pairs, sizeof(pairs) / sizeof *(pairs))

/* The values are those of the HTML Standard 13.5; the first three pairs are its own examples in 13.2.5.73. */
static void references(void **state)
{
    static const pair pairs[] = {
        {"I'm &notit; I tell you", "I'm \u00ACit; I tell you"},
        {"I'm &notin; I tell you", "I'm \u2209 I tell you"},
        {"<img alt='I&amp;m &not=it &notit'>", "I&m &not=it &notit"},
        {"&amp;&lt;&gt;&quot;&apos;&AMP;&LT;&GT;&QUOT;", "&<>\"'&<>\""},
        {"&AElig;&AElig &eacute&nbsp;&szlig;&euro;&hellip;", "\u00C6\u00C6 \u00E9 \u00DF\u20AC\u2026"},
        {"&CounterClockwiseContourIntegral;&zwj;", "\u2233"},
        {"&NotEqualTilde;&acE;&fjlig;&Aopf;&ThickSpace;.", "\u2242\u0338\u223E\u0333fj\U0001D538 ."},
        {"&zwnj;a&nGt;&race;b", "a\u226B\u20D2\u223D\u0331b"},
        {"&brvbar&yuml&ETH", "\u00A6\u00FF\u00D0"},
        {"&Eacutex &eacutex", "\u00C9x \u00E9x"},
        {"&bogus; &; & &a &euro &#; &#x; &#xg;", "&bogus; &; & &a &euro &#; &#x; &#xg;"},
        {"&#65;&#066&#x43;&#X44;&#128512;", "ABCD\U0001F600"},
        /* 13.2.5.80: what these numbers mean is windows-1252 */
        {"&#128;&#x80;&#130;&#133;&#145;&#146;&#147;&#148;&#150;&#151;&#153;&#159;",
         "\u20AC\u20AC\u201A\u2026\u2018\u2019\u201C\u201D\u2013\u2014\u2122\u0178"},
        {"&#0;&#xD800;&#x110000;&#99999999999999999999;", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        {"&#0000000000000000000000000000065;", "A"},
        {"a&#10;b&#9;c&#32;&#160;d", "a b c d"},
    };
    (void)state;
    CHECK(pairs);
}

static void tags(void **state)
{
    static const pair pairs[] = {
        {"", ""},
        {"plain", "plain"},
        {"a<b>b</b>c<x-y z>d</x-y>", "abcd"},
        {"1 < 2 and 3<4 <", "1 < 2 and 3<4 <"},
        {"a<>b</>c</ x>d<?php e?>f", "a<>bcdf"},
        {"a<b title='>' x=\"</b>\" y=>b", "ab"},
        {"a<br/>b<BR >c<Br clear=all>d</br>e", "a\nb\nc\nd\ne"},
        {"a<b unfinished", "a"},
        {"a<", "a<"},
        {"a</", "a</"},
        {"a</b", "a"},
        {"a<b x='never closed>b", "a"},
        {"a<!-- b --> c<!-->d<!--->e<!-- f --!>g<!----->h<!doctype html>i<![CDATA[ j ]]>k", "a cdeghik"},
        {"a<!-- no end <b>b", "a"},
        {"a<!--[if mso]><b>b</b><![endif]--><!--[if !mso]><!-->c<!--<![endif]--><![if !vml]>d<![endif]>", "acd"},
        {"a<script>if (a < b) x = '<p>'; // </scripty>\n</script >b<style>p { }</STYLE>c", "abc"},
        {"<html><head><title>No &amp; title</title><meta charset=x><style>a</style></head><body>b</body></html>c", "bc"},
        {"a<title>never closed <p>b", "a"},
        {"a<textarea>b <i> &amp;\n c</textarea>d", "a\n\nb <i> &\n c\n\nd"},
        {"a<xmp><b>&amp;</xmp>b<plaintext></xmp>&lt;", "a\n\n<b>&amp;\n\nb\n\n</xmp>&lt;"},
        {"a<noframes>b</noframes><iframe>c</iframe><select><option>d</select><template>e<p>f</template>g", "ag"},
        {"<p>a<o:p>&nbsp;</o:p></p><v:shape>b</v:shape>", "a\n\nb"},
        {"<IMG SRC=x ALT=\"a &amp; b\">c<img>d<img alt=''>e", "a & bcde"},
    };
    (void)state;
    CHECK(pairs);
}

static void lines(void **state)
{
    static const pair pairs[] = {
        {"  a \n\t b  <b> c</b> ", "a b c"},
        {"<div>a</div><div>b</div>", "a\nb"},
        {"<div><div>a</div></div><div><div><div>b", "a\nb"},
        {"<p>a<p>b</p>c", "a\n\nb\n\nc"},
        {"<br><br>a<br>b<br><br>c<br><br><br><br>d<br><br>", "a\nb\n\nc\n\nd"},
        {"<div>a</div><div><br></div><div>b</div>", "a\n\nb"}, /* Gmail's blank line */
        {"<div>a<br></div><div>b</div>", "a\nb"},
        {"<h1>a</h1><h2>b</h2>c<hr>d", "a\n\nb\n\nc\n---\nd"},
        {"a&nbsp;&nbsp; b\u00A0<br>\u00A0<br>c", "a b\n\nc"},
        {"<pre>  a\n\tb\n\n\n\n  c \n</pre>d  e", "  a\n        b\n\n  c\n\nd e"},
        {"<pre>ab\tc&#9;d</pre>", "ab      c       d"},
        {"<p>\u65E5\u672C\u8A9E\u3000\u30C6\u30AD\u30B9\u30C8</p>", "\u65E5\u672C\u8A9E \u30C6\u30AD\u30B9\u30C8"},
        {"<dl><dt>a<dd>b<dt>c<dd>d</dl>e", "a\nb\nc\nd\n\ne"},
    };
    (void)state;
    CHECK(pairs);
}

static void lists_and_tables(void **state)
{
    static const pair pairs[] = {
        {"a<ul><li>b</li><li>c</li></ul>d", "a\n\n- b\n- c\n\nd"},
        {"<ul><li>b<li>c<br>d<li><p>e</p></ul>", "- b\n- c\n  d\n- e"},
        {"<ol><li>a<li value=7>b<li>c</ol><ol start=\"10\"><li>d</ol>", "1. a\n7. b\n8. c\n\n10. d"},
        {"<ul><li>a<ol><li>b<li>c</ol><li>d</ul>", "- a\n  1. b\n  2. c\n- d"},
        {"<ul><li></li><li>a</ul>b", "- a\n\nb"},
        {"<li>a<li>b", "- a\n- b"},
        {"<table><tr><td>a</td><td>b</td></tr><tr><th>c<td>d</table>e", "a\tb\nc\td\ne"},
        {"<table><tr><td></td><td> </td><td>a</td><td></td></tr><tr><td>b</td></tr></table>", "a\nb"},
        {"<table><tr><td><table><tr><td>a<td>b</table><td><div>c</div></table>", "a\tb\nc"},
        {"<ul><li>a</ul></div></li></ul></td></table>b", "- a\n\nb"},
    };
    (void)state;
    CHECK(pairs);
}

static void quotes(void **state)
{
    static const pair pairs[] = {
        {"a<blockquote type=cite>b<br>c<p>d</p></blockquote>e", "a\n\n> b\n> c\n>\n> d\n\ne"},
        {"<blockquote>a<blockquote>b</blockquote><blockquote>c</blockquote></blockquote>", "> a\n>\n> > b\n> >\n> > c"},
        {"<blockquote><ul><li>a</ul>b</blockquote>c", "> - a\n>\n> b\n\nc"},
        {"<blockquote>a", "> a"},
        {"a</blockquote>b", "ab"},
        /* a table's cell keeps what was begun outside of it */
        {"<blockquote><table><tr><td>a</blockquote>b</table>c</blockquote>d", "> ab\n> c\n\nd"},
        /* Gmail's "indent more" is no quote */
        {"a<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\"><div>b</div></blockquote>c", "a\n\n  b\n\nc"},
        {"<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Tue, 12 Mar 2024 at 10:11, Bob &lt;<a href=\"mailto:b@example.com\">b@example.com</a>&gt; wrote:<br></div>"
         "<blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)\">hi<br></blockquote></div>",
         "On Tue, 12 Mar 2024 at 10:11, Bob <b@example.com> wrote:\n\n> hi"},
    };
    (void)state;
    CHECK(pairs);
}

static void links(void **state)
{
    static const pair pairs[] = {
        {"<a href=\"https://example.com/a?b=1&amp;c=2&copy=3\">here</a>!", "here <https://example.com/a?b=1&c=2&copy=3>!"},
        {"<a href=https://www.Example.com/>example.com</a> <a href='mailto:a@example.com'>a@example.com</a>", "example.com a@example.com"},
        {"<a href=\"http://example.com/a\">http://example.com/a</a>", "http://example.com/a"},
        {"<a href=\"#top\">a</a> <a name=x>b</a> <a href='javascript:alert(1)'>c</a> <a href='tel:1'>d</a>", "a b c d"},
        {"<a href=\"https://a.example\"><img src=x></a>b", "b"},
        {"<a href=\"https://a.example\"><img alt=Shop></a>b", "Shop <https://a.example>b"},
        {"<a href=\"https://a.example\"><div>Button</div></a><p>b", "Button <https://a.example>\n\nb"},
        {"<a href=\" https://a.ex\nample/ b<c>\">a</a>", "a <https://a.example/%20b%3Cc%3E>"},
        {"<a href=https://a.example>a<a href=https://b.example>b", "a <https://a.example>b <https://b.example>"},
        {"<blockquote><a href=https://a.example>a.example</a></blockquote>", "> a.example"},
    };
    (void)state;
    CHECK(pairs);
}

static void hidden(void **state)
{
    static const pair pairs[] = {
        {"<div style=\"display:none\">a<div>b</div><br>c</div>d", "d"},
        {"<span style='color:red; DISPLAY : none !important'>a<span>b</span>c</span>d", "d"},
        {"<p hidden>a<p>b", "b"},
        {"<table><tr style=display:none><td>a<tr><td>b<td style=visibility:hidden>c<td>d</table>", "b\td"},
        {"<ul><li hidden>a<li>b</ul>", "- b"},
        {"<div style=\"max-height:0px;overflow:hidden;\">preview &zwnj;&nbsp;&#847;&shy;</div>a", "a"},
        {"<div style=\"opacity:0\">a</div><div style=\"opacity:0.5\">b</div>", "b"},
        {"<img hidden alt=a><br style=display:none>b", "b"},
        {"<a hidden href=https://a.example>a</a>b", "b"},
        /* what is shown although it looks like a trick: to all but Outlook; and with a size given further inside */
        {"<a style=\"mso-hide:all\" href=\"#\">Button</a>", "Button"},
        {"<td style=\"font-size:0\"><p style=\"font-size:14px\">a</p></td>", "a"},
        {"<body style=\"display:none\">a", "a"},
        {"<div style=\"max-height:0\">a</div><div style='overflow:hidden;width:100%'>b</div>", "a\nb"},
        {"<div hidden>a<table><tr><td>b</div>c</table>d</div>e", "e"},
        /* padding of preview lines; but joiners within words and emoji stay */
        {"a&zwnj;&nbsp;&zwnj;&nbsp;\u034F\u200B\u200B \uFEFFb\u00ADc", "a bc"},
        {"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \U0001F468\u200D\U0001F469 x\u200D <b>\u200Dy",
         "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \U0001F468\u200D\U0001F469 x y"},
        {"a\x01\x7F\xC2\x85" "b", "a b"},
    };
    (void)state;
    CHECK(pairs);
}

/* As sent: Outlook, Apple Mail, a newsletter. */
static const char outlook[] =
    "<html xmlns:v=\"urn:schemas-microsoft-com:vml\"><head><meta http-equiv=Content-Type content=\"text/html\"><!--[if !mso]><style>v\\:* {}</style><![endif]-->"
    "<style><!--\n@font-face {font-family:Calibri;}\np.MsoNormal {margin:0cm;}\n--></style></head>\n<body lang=DE link=\"#0563C1\">"
    "<div class=WordSection1><p class=MsoNormal>Hallo Frau M\u00FCller,<o:p></o:p></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"
    "<p class=MsoNormal>anbei\nder Vertrag.<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
    "<p class=MsoNormal><b>Von:</b> Bob &lt;bob@example.com&gt; <br><b>Gesendet:</b> Dienstag, 12. M\u00E4rz 2024 10:11<br><b>An:</b> Eva<br>"
    "<b>Betreff:</b> Vertrag<o:p></o:p></p></div></div><p class=MsoNormal>Alt<o:p></o:p></p></div></body></html>";
static const char outlook_text[] =
    "Hallo Frau M\u00FCller,\n\nanbei der Vertrag.\n\nVon: Bob <bob@example.com>\nGesendet: Dienstag, 12. M\u00E4rz 2024 10:11\nAn: Eva\nBetreff: Vertrag\n\nAlt";

static void as_sent(void **state)
{
    (void)state;
    trial_same(mbx_html_text, outlook, outlook_text);
    trial_beginnings(mbx_html_text, mbx_str_of(outlook));
    trial_limits(mbx_html_text, mbx_str_of(outlook));
}

static const char everything[] =
    "<p>a &amp; &notin;&#150;<b x='1' hidden=\"\">b</b><ol start=3><li>c<blockquote>d\u00E9\u200D<pre>\n e\t\n</pre></blockquote></ol>"
    "<a href='https://x.example/&amp;'>f</a><table><tr><td>g<td>h</table><!-- i --><style>j</style><textarea>k</textarea><![x]><hr>l&#x20AC;";

static void cut_anywhere(void **state)
{
    (void)state;
    trial_beginnings(mbx_html_text, mbx_str_of(everything));
    trial_limits(mbx_html_text, mbx_str_of(everything));
}

/* Deeper than the limits: the prefix is capped, and what closes is still found. */
static void depth(void **state)
{
    char html[30000], expected[300] = "";
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < MBX_MAX_QUOTE_DEPTH + 5; i++)
        n += (size_t)sprintf(html + n, "<blockquote>");
    n += (size_t)sprintf(html + n, "a");
    for (size_t i = 0; i < MBX_MAX_QUOTE_DEPTH + 5; i++)
        n += (size_t)sprintf(html + n, "</blockquote>");
    sprintf(html + n, "b");
    for (size_t i = 0; i < MBX_MAX_QUOTE_DEPTH; i++)
        strcat(expected, "> ");
    strcat(expected, "a\n\nb");
    trial_same(mbx_html_text, html, expected);

    n = 0;
    for (size_t i = 0; i < MBX_MAX_OPEN_ELEMENTS + 50; i++)
        n += (size_t)sprintf(html + n, "<blockquote style='border:none'>");
    n += (size_t)sprintf(html + n, "<style>x</style><div hidden>y<b>y</b></div>a");
    for (size_t i = 0; i < MBX_MAX_OPEN_ELEMENTS + 50; i++)
        n += (size_t)sprintf(html + n, "</blockquote>");
    sprintf(html + n, "b");
    trial_same(mbx_html_text, html, "                    a\n\nb");
}

static void slope(void **state)
{
    static const char *const heads[] = {"", "<blockquote><table><tr><td>", "<div hidden>"};
    static const char *const pieces[] = {
        "a", " ", "<", "<b>", "</b>", "<blockquote>", "</blockquote>", "<div>", "</div>", "<br>", "<p>a", "<li>", "<ul><li>", "<a href=http://a>b",
        "<table><tr><td>", "&", "&notit", "&#0", "&CounterClockwiseContourIntegra", "<!--", "<!-- -", "<a b='", "<a b=\"c\" ", "</", "<style>", "<textarea>",
        "</style", "<pre>\t", "\xE2\x80\x8C", "\xC2\xA0", "<p hidden>", "<x style='a:b;c:d'>", "<blockquote>a<br>", "<img alt='&amp;'>", "<plaintext>",
    };
    (void)state;
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
            trial_slope(mbx_html_text, heads[h], pieces[i], 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references), cmocka_unit_test(tags),         cmocka_unit_test(lines), cmocka_unit_test(lists_and_tables),
        cmocka_unit_test(quotes),     cmocka_unit_test(links),        cmocka_unit_test(hidden), cmocka_unit_test(as_sent),
        cmocka_unit_test(cut_anywhere), cmocka_unit_test(depth),      cmocka_unit_test(slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
