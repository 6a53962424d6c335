#include "mime/html_token.h"

static bool space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool letter(char c)
{
    c = mbx_lower(c);
    return c >= 'a' && c <= 'z';
}

static const mbx_str names[MBX_HTML_ATTRIBUTES] = {
    MBX_STR("href"), MBX_STR("alt"), MBX_STR("style"), MBX_STR("hidden"), MBX_STR("start"), MBX_STR("value"), MBX_STR("type"), MBX_STR("class"),
};

/* The first of a name counts (13.2.5.33). */
static void keep_attribute(mbx_html_token *token, mbx_str name, mbx_str value)
{
    for (size_t i = 0; i < MBX_HTML_ATTRIBUTES; i++)
        if (!token->attributes[i].p && mbx_str_same_nocase(name, names[i]))
            token->attributes[i] = value;
}

/* One attribute from i on, behind blanks and slashes (13.2.5.32 to 39): the index behind it. */
static size_t attribute(mbx_str s, size_t i, mbx_html_token *token)
{
    mbx_str name = {s.p + i, 0}, value = {"", 0};
    size_t from = i++; /* "=" is a name's character in its first place */
    while (i < s.n && !space(s.p[i]) && s.p[i] != '/' && s.p[i] != '>' && s.p[i] != '=')
        i++;
    name.n = i - from;
    while (i < s.n && space(s.p[i]))
        i++;
    if (i < s.n && s.p[i] == '=') {
        i++;
        while (i < s.n && space(s.p[i]))
            i++;
        if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
            const char *close = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
            if (!close)
                return s.n;
            value = (mbx_str){s.p + i + 1, (size_t)(close - s.p) - i - 1};
            i = (size_t)(close - s.p) + 1;
        } else {
            from = i;
            while (i < s.n && !space(s.p[i]) && s.p[i] != '>')
                i++;
            value = (mbx_str){s.p + from, i - from};
        }
    }
    keep_attribute(token, name, value);
    return i;
}

/* The tag whose name begins at i. false: the end of the input is inside of it, so it is none (eof-in-tag). */
static bool tag(mbx_html_tokens *t, size_t i, mbx_html_token *token)
{
    mbx_str s = t->in;
    size_t from = i;
    while (i < s.n && !space(s.p[i]) && s.p[i] != '/' && s.p[i] != '>')
        i++;
    token->text = (mbx_str){s.p + from, i - from};
    token->element = mbx_html_element_find(token->text);
    while (i < s.n && s.p[i] != '>') {
        if (space(s.p[i]) || s.p[i] == '/')
            i++;
        else
            i = attribute(s, i, token);
    }
    t->at = i < s.n ? i + 1 : s.n;
    return i < s.n;
}

/* Behind "<!--" (13.2.5.43 to 51): the index behind the comment. Without an end it takes all the rest. */
static size_t comment(mbx_str s, size_t i)
{
    if (i < s.n && s.p[i] == '>')
        return i + 1;
    if (s.n - i >= 2 && s.p[i] == '-' && s.p[i + 1] == '>')
        return i + 2;
    for (;;) {
        const char *dash = i < s.n ? memchr(s.p + i, '-', s.n - i) : NULL;
        if (!dash)
            return s.n;
        i = (size_t)(dash - s.p) + 1;
        if (s.n - i >= 2 && s.p[i] == '-' && s.p[i + 1] == '>')
            return i + 2;
        if (s.n - i >= 3 && s.p[i] == '-' && s.p[i + 1] == '!' && s.p[i + 2] == '>')
            return i + 3;
    }
}

static size_t behind(mbx_str s, size_t i, char c)
{
    const char *found = i < s.n ? memchr(s.p + i, c, s.n - i) : NULL;
    return found ? (size_t)(found - s.p) + 1 : s.n;
}

/* Text up to the element's own end tag, which stays (13.2.5.9 to 14). */
static bool raw_text(mbx_html_tokens *t, mbx_html_token *token)
{
    const mbx_html_element *e = t->raw;
    mbx_str s = t->in;
    size_t i = t->at, n = e->name.n;
    t->raw = NULL;
    for (; e->content != MBX_HTML_CONTENT_PLAINTEXT; i++) {
        i = behind(s, i, '<') - 1;
        if (i + 1 >= s.n || s.p[i] != '<')
            break;
        if (s.n - i >= n + 3 && s.p[i + 1] == '/' && mbx_str_same_nocase((mbx_str){s.p + i + 2, n}, e->name) &&
            (space(s.p[i + 2 + n]) || s.p[i + 2 + n] == '/' || s.p[i + 2 + n] == '>')) {
            *token = (mbx_html_token){.text = {s.p + t->at, i - t->at}};
            t->at = i;
            token->kind = e->content == MBX_HTML_CONTENT_RCDATA ? MBX_HTML_TEXT : MBX_HTML_LITERAL;
            return token->text.n > 0;
        }
    }
    *token = (mbx_html_token){.text = {s.p + t->at, s.n - t->at}};
    token->kind = e->content == MBX_HTML_CONTENT_RCDATA ? MBX_HTML_TEXT : MBX_HTML_LITERAL;
    t->at = s.n;
    return token->text.n > 0;
}

/* Something begins with the '<' at t->at: true when it is a token, false when it was passed over. */
static bool markup(mbx_html_tokens *t, mbx_html_token *token)
{
    mbx_str s = t->in;
    size_t i = t->at + 1;
    char c = s.p[i];
    *token = (mbx_html_token){0};
    if (letter(c)) {
        token->kind = MBX_HTML_TAG;
        if (!tag(t, i, token))
            return false;
        if (token->element->content != MBX_HTML_CONTENT_MARKUP)
            t->raw = token->element;
        return true;
    }
    if (c == '/' && i + 1 < s.n && letter(s.p[i + 1])) {
        token->kind = MBX_HTML_END_TAG;
        return tag(t, i + 1, token);
    }
    if (c == '!' && s.n - i >= 3 && s.p[i + 1] == '-' && s.p[i + 2] == '-')
        t->at = comment(s, i + 3);
    else
        t->at = behind(s, i, '>'); /* a doctype, or a bogus comment: "<![endif]>", "<?xml", "</ x>" */
    return false;
}

bool mbx_html_next(mbx_html_tokens *t, mbx_html_token *token)
{
    mbx_str s = t->in;
    while (t->at < s.n) {
        if (t->raw) {
            if (raw_text(t, token))
                return true;
            continue;
        }
        size_t i = t->at;
        for (;; i++) {
            const char *open = i < s.n ? memchr(s.p + i, '<', s.n - i) : NULL;
            i = open ? (size_t)(open - s.p) : s.n;
            if (i + 1 >= s.n || (i + 2 == s.n && s.p[i + 1] == '/')) { /* eof-before-tag-name */
                i = s.n;
                break;
            }
            if (letter(s.p[i + 1]) || s.p[i + 1] == '/' || s.p[i + 1] == '!' || s.p[i + 1] == '?')
                break;
        }
        if (i > t->at) {
            *token = (mbx_html_token){.kind = MBX_HTML_TEXT, .text = {s.p + t->at, i - t->at}};
            t->at = i;
            return true;
        }
        if (markup(t, token))
            return true;
    }
    return false;
}
