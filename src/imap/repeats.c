#include "imap/repeats.h"

#include "base/alloc.h"
#include "base/base64text.h"
#include "base/buf.h"
#include "base/scratch.h"
#include "base/secret.h"
#include "imap/mutf7.h"

#include <stdint.h>

#define PIECE 6

struct mbx_repeats {
    uint64_t *pieces;  /* each PIECE bytes of each form, sorted; wiped in the end */
    size_t n, max;
    mbx_scratch brief;  /* forms that are shorter, each after its length in a byte */
};

static uint64_t piece_at(const char *p)
{
    uint64_t v = 0;

    for (size_t i = 0; i < PIECE; i++)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

/* Heap sort in place: qsort() leaves copies in memory that nobody wipes. */
static void sift(uint64_t *v, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        uint64_t t = v[root];

        if (child + 1 < n && v[child] < v[child + 1])
            child++;
        if (t >= v[child])
            return;
        v[root] = v[child];
        v[child] = t;
    }
}

static void sort(uint64_t *v, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(v, i, n);
    for (size_t i = n; i-- > 1;) {
        uint64_t t = v[0];

        v[0] = v[i];
        v[i] = t;
        sift(v, 0, i);
    }
}

static void add_form(mbx_repeats *r, mbx_str form)
{
    char n = (char)form.n;

    if (form.n < PIECE && form.n > 0) {
        mbx_scratch_put(&r->brief, &n, 1);
        mbx_scratch_put_str(&r->brief, form);
    }
    for (size_t i = 0; i + PIECE <= form.n && r->n < r->max; i++)
        r->pieces[r->n++] = piece_at(form.p + i);
}

/* What of its base64 does not depend on what stands before and behind it, with so many bytes before it. */
static void add_base64(mbx_repeats *r, mbx_str secret, size_t before, mbx_scratch *work, mbx_scratch *text)
{
    size_t from = (before * 8 + 5) / 6, to = (before + secret.n) * 8 / 6;

    mbx_scratch_empty(work);
    mbx_scratch_empty(text);
    mbx_scratch_put(work, "\0\0", before);
    mbx_scratch_put_str(work, secret);
    mbx_scratch_put_base64(text, work->p, work->n);
    if (to < from + 3) /* anything looks like that */
        return;
    add_form(r, (mbx_str){text->p + from, to - from});
    for (size_t i = 0; i < text->n; i++) /* RFC 4648 section 5 */
        text->p[i] = text->p[i] == '+' ? '-' : text->p[i] == '/' ? '_' : text->p[i];
    add_form(r, (mbx_str){text->p + from, to - from});
}

static void add_hex(mbx_repeats *r, mbx_str secret, mbx_scratch *text)
{
    static const char digits[] = "0123456789abcdef";

    mbx_scratch_empty(text);
    for (size_t i = 0; i < secret.n; i++) {
        unsigned char c = (unsigned char)secret.p[i];
        mbx_scratch_put(text, &digits[c >> 4], 1);
        mbx_scratch_put(text, &digits[c & 15], 1);
    }
    if (text->n >= 4)
        add_form(r, mbx_scratch_str(text));
}

static void put_without_backslashes(mbx_scratch *to, mbx_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\\')
            mbx_scratch_put(to, text.p + i, 1);
}

/* As a folder's name: only its base64 differs from what is looked for anyway. */
static mbx_status add_mutf7(mbx_repeats *r, mbx_str secret, mbx_error *err)
{
    mbx_error no_name;
    mbx_buf wire;
    mbx_status st;

    if (secret.n > MBX_MAX_FOLDER)
        return MBX_OK;
    mbx_buf_init(&wire, 3 * MBX_MAX_FOLDER);
    if ((st = mbx_buf_reserve(&wire, 3 * secret.n)) == MBX_OK) /* grown once, so that no copy is left behind */
        st = mbx_mutf7_encode(secret, &wire, &no_name);
    if (st == MBX_OK)
        add_form(r, mbx_buf_str(&wire));
    if (wire.p)
        mbx_wipe(wire.p, wire.cap);
    mbx_buf_free(&wire);
    return st == MBX_E_MEMORY ? mbx_fail_memory(err) : MBX_OK;
}

mbx_status mbx_repeats_new(mbx_repeats **r_r, mbx_str secret, mbx_error *err)
{
    mbx_repeats *r = mbx_alloc_zero(sizeof *r);
    mbx_scratch work = {0}, text = {0};
    mbx_status st;

    if (!r)
        return mbx_fail_memory(err);
    r->max = 16 * secret.n + 64; /* the forms have fewer bytes together */
    r->pieces = mbx_alloc(r->max * sizeof *r->pieces);
    if (!r->pieces) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if ((st = mbx_scratch_new(&r->brief, 512, err)) != MBX_OK ||
        (st = mbx_scratch_new(&work, secret.n + 3, err)) != MBX_OK || (st = mbx_scratch_new(&text, 2 * secret.n + 16, err)) != MBX_OK)
        goto done;
    add_form(r, secret);
    put_without_backslashes(&work, secret);
    if (work.n < secret.n)
        add_form(r, mbx_scratch_str(&work));
    for (size_t before = 0; before < 3; before++)
        add_base64(r, secret, before, &work, &text);
    add_hex(r, secret, &text);
    if ((st = add_mutf7(r, secret, err)) != MBX_OK)
        goto done;
    sort(r->pieces, r->n);
    *r_r = r;
    r = NULL;
done:
    mbx_scratch_free(&work);
    mbx_scratch_free(&text);
    mbx_repeats_free(r);
    return st;
}

void mbx_repeats_free(mbx_repeats *r)
{
    if (!r)
        return;
    if (r->pieces)
        mbx_wipe(r->pieces, r->max * sizeof *r->pieces);
    mbx_release(r->pieces);
    mbx_scratch_free(&r->brief);
    mbx_release(r);
}

static bool is_piece(const mbx_repeats *r, uint64_t v)
{
    size_t low = 0, high = r->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (r->pieces[middle] == v)
            return true;
        if (r->pieces[middle] < v)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool holds(const mbx_repeats *r, mbx_str text)
{
    for (size_t i = 0; i + PIECE <= text.n; i++)
        if (is_piece(r, piece_at(text.p + i)))
            return true;
    for (size_t i = 0; i < r->brief.n; i += 1 + (size_t)r->brief.p[i])
        if (memmem(text.p, text.n, r->brief.p + i + 1, (size_t)r->brief.p[i]))
            return true;
    return false;
}

static int digit(char c)
{
    c = mbx_lower(c);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "%41" (URLs) and "=41" (quoted-printable). */
static void put_decoded(mbx_scratch *to, mbx_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        int high = i + 2 < text.n ? digit(text.p[i + 1]) : -1, low = i + 2 < text.n ? digit(text.p[i + 2]) : -1;
        char c = text.p[i];

        if ((c == '%' || c == '=') && high >= 0 && low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        }
        mbx_scratch_put(to, &c, 1);
    }
}

mbx_status mbx_repeats_find(const mbx_repeats *r, mbx_str line, bool *yes_r, mbx_error *err)
{
    mbx_scratch work;
    mbx_status st;

    if ((*yes_r = holds(r, line)) || line.n == 0)
        return MBX_OK;
    if ((st = mbx_scratch_new(&work, line.n, err)) != MBX_OK)
        return st;
    put_without_backslashes(&work, line);
    *yes_r = holds(r, mbx_scratch_str(&work));
    mbx_scratch_empty(&work);
    put_decoded(&work, line);
    *yes_r = *yes_r || holds(r, mbx_scratch_str(&work));
    mbx_scratch_empty(&work);
    for (size_t i = 0; i < line.n; i++) { /* hexadecimal in capitals */
        char c = mbx_lower(line.p[i]);
        mbx_scratch_put(&work, &c, 1);
    }
    *yes_r = *yes_r || holds(r, mbx_scratch_str(&work));
    mbx_scratch_free(&work);
    return MBX_OK;
}
