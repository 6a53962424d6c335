#include "mime/encoded_word.h"

#include "mime/base64.h"
#include "mime/charset.h"
#include "mime/header.h"
#include "mime/quoted_printable.h"

#define MAX_CHARSET 64
#define MAX_LOOK 2048 /* where a word is only looked at and perhaps refused, so that refusing stays linear */

typedef struct word {
    mbx_str charset; /* without the language of RFC 2231 section 5 */
    char encoding;   /* 'b' or 'q' */
    mbx_str text;
    size_t n;        /* of all of it; 0: none */
} word;

static word read_word(const char *p, size_t n, bool *no_end)
{
    word w = {0};
    size_t i = 2, star;
    if (*no_end || n < 8 || p[0] != '=' || p[1] != '?')
        return w;
    /* no blank belongs in here, but some write "iso 8859 1" */
    while (i < n && i < 2 + MAX_CHARSET && p[i] != '?' && (unsigned char)p[i] >= ' ' && p[i] != '=')
        i++;
    if (i == 2 || i + 3 > n || p[i] != '?' || p[i + 2] != '?')
        return w;
    char encoding = mbx_lower(p[i + 1]);
    if (encoding != 'b' && encoding != 'q')
        return w;
    for (star = 2; star < i && p[star] != '*'; star++)
        ;
    const char *text = p + i + 3, *stop = p + n, *end = text;
    while (end < stop && (end = memchr(end, '?', (size_t)(stop - end))) && end + 1 < stop && end[1] != '=')
        end++;
    if (!end || end + 1 >= stop) {
        *no_end = true;
        return w;
    }
    w.charset = (mbx_str){p + 2, star - 2};
    w.encoding = encoding;
    w.text = (mbx_str){text, (size_t)(end - text)};
    w.n = (size_t)(end + 2 - p);
    return w;
}

size_t mbx_encoded_word(const char *p, size_t n, bool *no_end)
{
    bool none = *no_end;
    size_t found = read_word(p, n < MAX_LOOK ? n : MAX_LOOK, &none).n;
    *no_end = none && n <= MAX_LOOK;
    return found;
}

/* The beginning of an escape: "=" or "=C", which a word may end with and the next one go on. */
typedef struct escape {
    char held[2];
    size_t n;
} escape;

static size_t escape_end(escape *e, char *out)
{
    size_t n = e->n;
    memcpy(out, e->held, n);
    e->n = 0;
    return n;
}

/* RFC 2047 section 4.2; "=" that begins no escape stays. out has room for two bytes more than there are in in. */
static size_t decode_q(escape *e, mbx_str in, char *out)
{
    char *o = out;
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        int v = e->n ? mbx_hex_value((unsigned char)c) : -1;
        if (v >= 0 && e->n == 2) {
            *o++ = (char)(mbx_hex_value((unsigned char)e->held[1]) << 4 | v);
            e->n = 0;
            continue;
        }
        if (v < 0)
            o += escape_end(e, o);
        if (v >= 0 || c == '=')
            e->held[e->n++] = c;
        else
            *o++ = c == '_' ? ' ' : c;
    }
    return (size_t)(o - out);
}

/* Words of one charset that stand together. */
typedef struct run {
    mbx_buf bytes;
    mbx_base64 base64; /* goes on over the border of two words when the first is not a whole number of units */
    escape q;          /* likewise */
    mbx_str charset;
    mbx_converters *kept;
    bool open;
} run;

static mbx_status run_flush(run *r, mbx_buf *out, bool *unknown_r)
{
    char tail[2];
    bool cut, bad = false;
    if (!r->open)
        return MBX_OK;
    size_t n = mbx_base64_end(&r->base64, tail, &cut), at = out->n;
    mbx_status st = mbx_buf_add(&r->bytes, tail, n);
    n = escape_end(&r->q, tail);
    if (st == MBX_OK)
        st = mbx_buf_add(&r->bytes, tail, n);
    const mbx_charset *cs = mbx_charset_find(r->charset);
    if (!cs)
        *unknown_r = true;
    if (st == MBX_OK)
        st = mbx_charset_decode(cs, r->kept, r->bytes.p, r->bytes.n, out, &bad);
    mbx_header_clean(out, at);
    mbx_buf_reset(&r->bytes);
    r->base64 = (mbx_base64){0};
    r->open = false;
    return st;
}

static mbx_status run_add(run *r, const word *w, mbx_buf *out, bool *unknown_r)
{
    mbx_status st = MBX_OK;
    if (r->open && !mbx_str_same_nocase(r->charset, w->charset))
        st = run_flush(r, out, unknown_r);
    if (st == MBX_OK)
        st = mbx_buf_reserve(&r->bytes, w->text.n + 6);
    if (st != MBX_OK)
        return st;
    r->open = true;
    r->charset = w->charset;
    if (w->encoding == 'b') {
        r->bytes.n += escape_end(&r->q, r->bytes.p + r->bytes.n);
        r->base64.padded = r->base64.over = false;
        r->bytes.n += mbx_base64_feed(&r->base64, w->text.p, w->text.n, r->bytes.p + r->bytes.n);
    } else {
        bool cut;
        r->bytes.n += mbx_base64_end(&r->base64, r->bytes.p + r->bytes.n, &cut);
        r->bytes.n += decode_q(&r->q, w->text, r->bytes.p + r->bytes.n);
    }
    return st;
}

mbx_status mbx_encoded_text(mbx_buf *out, mbx_str in, mbx_converters *kept, bool *raw8_r, bool *unknown_r)
{
    run r = {.kept = kept};
    mbx_status st = MBX_OK;
    bool no_end = false;
    size_t plain = 0, i = 0; /* in[plain..i) is text that was not written yet */
    mbx_buf_init(&r.bytes, in.n + 8);
    while (i < in.n && st == MBX_OK) {
        const char *eq = memchr(in.p + i, '=', in.n - i);
        if (!eq)
            break;
        i = (size_t)(eq - in.p);
        word w = read_word(eq, in.n - i, &no_end);
        if (!w.n) {
            i++;
            continue;
        }
        mbx_str between = {in.p + plain, i - plain};
        /* blanks between two words are the sender's line folding (RFC 2047 section 6.2) */
        if (!(r.open && mbx_header_trim(between).n == 0)) {
            st = run_flush(&r, out, unknown_r);
            if (st == MBX_OK)
                st = mbx_header_text(out, between.p, between.n, raw8_r);
        }
        if (st == MBX_OK)
            st = run_add(&r, &w, out, unknown_r);
        i += w.n;
        plain = i;
    }
    if (st == MBX_OK)
        st = run_flush(&r, out, unknown_r);
    if (st == MBX_OK)
        st = mbx_header_text(out, in.p + plain, in.n - plain, raw8_r);
    mbx_buf_free(&r.bytes);
    return st;
}
