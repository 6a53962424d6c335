#include "mime/parameter.h"

#include "base/limits.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mime/quoted_printable.h"

static bool token_char(char c)
{
    return (unsigned char)c > 0x20 && c != 0x7F && c != ';' && c != '=' && c != '"' && c != '(' && c != ',';
}

void mbx_params_read(mbx_params *p, mbx_str in)
{
    size_t i = mbx_header_skip_blank(in, 0), from = i;
    bool slash = false;
    while (i < in.n && in.p[i] != ';' && in.p[i] != ',' && in.p[i] != '=') {
        if (in.p[i] != '(' && !mbx_is_blank(in.p[i])) {
            slash = in.p[i++] == '/';
            continue;
        }
        /* blanks and comments may stand around the slash of a type (RFC 2045 section 5.1) */
        size_t behind = mbx_header_skip_blank(in, i);
        if (!slash && (behind == in.n || in.p[behind] != '/'))
            break;
        i = behind;
    }
    if (i < in.n && in.p[i] == '=')
        i = from; /* "Content-Disposition: filename=x": a parameter without a value before it */
    p->value = (mbx_str){in.p + from, i - from};
    p->rest = (mbx_str){in.p + i, in.n - i};
}

/* One "name=value" of the list. */
typedef struct param {
    mbx_str name;   /* with its stars */
    mbx_str value;  /* between the quotes when quoted */
    bool quoted;
} param;

static bool next(mbx_str s, size_t *at, param *p)
{
    size_t i = *at;
    while (i < s.n) {
        i = mbx_header_skip_blank(s, i);
        size_t from = i;
        while (i < s.n && token_char(s.p[i]))
            i++;
        size_t name_end = i;
        i = mbx_header_skip_blank(s, i);
        if (name_end == from || i >= s.n || s.p[i] != '=') {
            /* ";;", a word without a value, a stray quote: on behind it */
            if (i == from || (i < s.n && name_end == from))
                i++;
            continue;
        }
        p->name = (mbx_str){s.p + from, name_end - from};
        i = mbx_header_skip_blank(s, i + 1);
        p->quoted = i < s.n && s.p[i] == '"';
        if (p->quoted) {
            from = ++i;
            while (i < s.n && s.p[i] != '"')
                i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
            if (i > s.n)
                i = s.n;
            p->value = (mbx_str){s.p + from, i - from};
            if (i < s.n)
                i++;
        } else {
            /* up to the semicolon; blanks belong to it ("filename=my file.pdf") unless "name=" follows, or a comment */
            from = i;
            size_t end = i;
            while (i < s.n && s.p[i] != ';') {
                if (!mbx_is_blank(s.p[i])) {
                    end = ++i;
                    continue;
                }
                size_t k = i;
                while (k < s.n && mbx_is_blank(s.p[k]))
                    k++;
                if (k < s.n && s.p[k] == '(')
                    break;
                size_t t = k;
                while (t < s.n && token_char(s.p[t]))
                    t++;
                if (t > k && t < s.n && s.p[t] == '=' && s.p[t - 1] != '?') { /* "?=" ends an encoded word */
                    i = k;
                    break;
                }
                /* the word that was looked at is taken, so that no byte is looked at twice */
                end = t > k ? t : end;
                i = t > k ? t : k;
            }
            if (end > from && s.p[end - 1] == '"')
                end--; /* name=file" */
            p->value = (mbx_str){s.p + from, end - from};
        }
        *at = i;
        return true;
    }
    *at = i;
    return false;
}

/* name, name*, name*3, name*3*: which of them. index -1: no continuation. */
static bool matches(const param *p, mbx_str name, long *index_r, bool *extended_r)
{
    if (p->name.n < name.n || !mbx_str_same_nocase((mbx_str){p->name.p, name.n}, name))
        return false;
    mbx_str rest = {p->name.p + name.n, p->name.n - name.n};
    *index_r = -1;
    *extended_r = false;
    if (rest.n == 0)
        return true;
    if (rest.p[0] != '*')
        return false;
    if (rest.n == 1) {
        *extended_r = true;
        return true;
    }
    size_t i = 1;
    long v = 0;
    while (i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9' && i < 8)
        v = v * 10 + (rest.p[i++] - '0');
    if (i == 1)
        return false;
    *index_r = v;
    *extended_r = i + 1 == rest.n && rest.p[i] == '*';
    return i == rest.n || *extended_r;
}

static mbx_status add_value(mbx_buf *out, const param *p, bool text)
{
    mbx_status st = mbx_buf_reserve(out, p->value.n);
    if (st != MBX_OK)
        return st;
    for (size_t i = 0; i < p->value.n; i++) {
        char c = p->value.p[i];
        /* in names only \" and \\ are escapes in practice: Windows senders put C:\dir\file there */
        if (p->quoted && c == '\\' && i + 1 < p->value.n && (!text || p->value.p[i + 1] == '"' || p->value.p[i + 1] == '\\'))
            c = p->value.p[++i];
        out->p[out->n++] = c;
    }
    return MBX_OK;
}

static mbx_status add_percent(mbx_buf *out, mbx_str v)
{
    mbx_status st = mbx_buf_reserve(out, v.n);
    if (st != MBX_OK)
        return st;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (c == '%' && i + 2 < v.n) {
            int hi = mbx_hex_value((unsigned char)v.p[i + 1]), lo = mbx_hex_value((unsigned char)v.p[i + 2]);
            if (hi >= 0 && lo >= 0) {
                c = (char)(hi << 4 | lo);
                i += 2;
            }
        }
        out->p[out->n++] = c;
    }
    return MBX_OK;
}

/* charset'language'text: the charset, and what is left. Without the two quotes all of it is text. */
static mbx_str split_charset(mbx_str v, mbx_str *charset_r)
{
    const char *a = memchr(v.p, '\'', v.n), *b = a ? memchr(a + 1, '\'', (size_t)(v.p + v.n - a - 1)) : NULL;
    *charset_r = MBX_STR_NONE;
    if (!b)
        return v;
    *charset_r = (mbx_str){v.p, (size_t)(a - v.p)};
    return (mbx_str){b + 1, (size_t)(v.p + v.n - b - 1)};
}

/* Bytes to text, with the charset of RFC 2231, or guessed. */
static mbx_status finish(mbx_buf *out, const mbx_buf *bytes, mbx_str charset, bool text, mbx_param_notes *notes)
{
    bool bad = false;
    size_t at = out->n;
    if (!text)
        return mbx_buf_add(out, bytes->p, bytes->n);
    const mbx_charset *cs = charset.n ? mbx_charset_find(charset) : NULL;
    if (charset.n && !cs)
        notes->unknown_charset = true;
    mbx_status st = mbx_charset_decode(cs, notes->kept, bytes->p, bytes->n, out, &bad);
    mbx_header_clean(out, at);
    return st;
}

mbx_status mbx_params_get(const mbx_params *p, const char *key, bool text, mbx_buf *out, bool *found_r, mbx_param_notes *notes)
{
    mbx_str name = mbx_str_of(key), charset = MBX_STR_NONE;
    param pieces[MBX_MAX_PARAM_SEGMENTS], one = {0}, plain = {0}, extended = {0};
    bool is_extended[MBX_MAX_PARAM_SEGMENTS] = {false}, have[MBX_MAX_PARAM_SEGMENTS] = {false};
    bool have_plain = false, have_extended = false, ext;
    long index;
    size_t at = 0;
    mbx_buf bytes = {0};
    mbx_status st = MBX_OK;
    *found_r = false;
    while (next(p->rest, &at, &one)) {
        if (!matches(&one, name, &index, &ext))
            continue;
        if (index >= 0) {
            if (index >= MBX_MAX_PARAM_SEGMENTS) {
                notes->too_many = true;
            } else if (!have[index]) {
                have[index] = true;
                is_extended[index] = ext;
                pieces[index] = one;
            }
        } else if (ext && !have_extended) {
            have_extended = true;
            extended = one;
        } else if (!ext && !have_plain) {
            have_plain = true;
            plain = one;
        }
    }
    mbx_buf_init(&bytes, p->rest.n + 1);
    /* numbering that begins with 1 is somebody's mistake, but its meaning is clear */
    size_t first = !have[0] && have[1] ? 1 : 0;
    if (have_extended) {
        st = add_percent(&bytes, split_charset(extended.value, &charset));
        if (st == MBX_OK)
            st = finish(out, &bytes, charset, text, notes);
        *found_r = true;
    } else if (have[first] && !(have_plain && !is_extended[first] && !have[first + 1])) {
        bool coded = false;
        for (size_t i = first; i < MBX_MAX_PARAM_SEGMENTS && st == MBX_OK; i++) {
            if (!have[i])
                continue; /* lost on the way; what is left says more than its beginning alone */
            mbx_str v = pieces[i].value;
            if (i == first && is_extended[i])
                v = split_charset(v, &charset);
            coded |= is_extended[i];
            st = is_extended[i] ? add_percent(&bytes, v) : add_value(&bytes, &pieces[i], text);
        }
        /* without a single star the sender's program knows only half of RFC 2231, and may use RFC 2047 in it */
        if (st == MBX_OK && text && !coded)
            st = mbx_encoded_text(out, mbx_buf_str(&bytes), notes->kept, &notes->raw8, &notes->unknown_charset);
        else if (st == MBX_OK)
            st = finish(out, &bytes, charset, text, notes);
        *found_r = true;
    } else if (have_plain) {
        st = add_value(&bytes, &plain, text);
        if (st == MBX_OK)
            st = text ? mbx_encoded_text(out, mbx_buf_str(&bytes), notes->kept, &notes->raw8, &notes->unknown_charset)
                      : mbx_buf_add(out, bytes.p, bytes.n);
        *found_r = true;
    }
    mbx_buf_free(&bytes);
    return st;
}
