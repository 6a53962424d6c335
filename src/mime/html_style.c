#include "mime/html_style.h"

#include "mime/header.h"

typedef struct declaration {
    mbx_str property, value; /* value: its first word */
} declaration;

static mbx_str first_word(mbx_str s)
{
    size_t n = 0;
    s = mbx_header_trim(s);
    while (n < s.n && !mbx_is_blank(s.p[n]) && s.p[n] != '!')
        n++;
    return (mbx_str){s.p, n};
}

/* Takes the next declaration off style. false: there are no more. */
static bool next(mbx_str *style, declaration *d)
{
    if (!style->n)
        return false;
    const char *end = memchr(style->p, ';', style->n);
    mbx_str one = {style->p, end ? (size_t)(end - style->p) : style->n};
    size_t used = one.n + (end != NULL);
    *style = (mbx_str){style->p + used, style->n - used};
    const char *colon = one.n ? memchr(one.p, ':', one.n) : NULL;
    *d = (declaration){0};
    if (colon) {
        size_t n = (size_t)(colon - one.p);
        d->property = mbx_header_trim((mbx_str){one.p, n});
        d->value = first_word((mbx_str){colon + 1, one.n - n - 1});
    }
    return true;
}

static bool is(mbx_str s, const char *word)
{
    return mbx_str_same_nocase(s, mbx_str_of(word));
}

/* "0", "0px", "0.0": not "0.5". */
static bool zero(mbx_str v)
{
    size_t i = 0;
    while (i < v.n && (v.p[i] == '0' || v.p[i] == '.'))
        i++;
    return i && (i == v.n || v.p[i] < '0' || v.p[i] > '9');
}

bool mbx_html_style_hides(mbx_str style)
{
    declaration d;
    bool flat = false, cut = false;
    while (next(&style, &d)) {
        if ((is(d.property, "display") && is(d.value, "none")) || (is(d.property, "visibility") && is(d.value, "hidden")) ||
            (is(d.property, "opacity") && zero(d.value)))
            return true;
        flat |= (is(d.property, "max-height") || is(d.property, "height") || is(d.property, "max-width") || is(d.property, "width")) && zero(d.value);
        cut |= is(d.property, "overflow") && is(d.value, "hidden");
    }
    return flat && cut;
}

bool mbx_html_style_has(mbx_str style, const char *property, const char *keyword)
{
    declaration d;
    while (next(&style, &d))
        if (is(d.property, property) && is(d.value, keyword))
            return true;
    return false;
}
