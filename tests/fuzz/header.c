/* Header values: fields of a block, encoded words (RFC 2047), parameters (RFC 2231). */
#include "fuzz.h"

#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mime/parameter.h"

static void text_of(mbx_str in)
{
    mbx_buf out = {0};
    bool raw8 = false, unknown = false;
    mbx_buf_init(&out, 6 * in.n + 16); /* what the callers give */
    REQUIRE(mbx_encoded_text(&out, in, NULL, &raw8, &unknown) == MBX_OK);
    REQUIRE(fuzz_one_line(mbx_buf_str(&out)));
    mbx_buf_reset(&out);
    REQUIRE(mbx_header_text(&out, in.p, in.n, &raw8) == MBX_OK);
    REQUIRE(fuzz_one_line(mbx_buf_str(&out)));
    mbx_buf_free(&out);
    for (size_t i = 0; i < in.n; i++) {
        bool none = false;
        size_t n = mbx_encoded_word(in.p + i, in.n - i, &none);
        REQUIRE(n <= in.n - i);
        REQUIRE(n == 0 || (n >= 8 && memcmp(in.p + i, "=?", 2) == 0 && memcmp(in.p + i + n - 2, "?=", 2) == 0));
        /* none: no "?=" ends the text of this word, nor that of a later one; its own "?Q?" may stand before a "=" */
        for (size_t k = i, marks = 0; none && k + 1 < in.n; k++) {
            REQUIRE(marks < 3 || in.p[k] != '?' || in.p[k + 1] != '=');
            marks += in.p[k] == '?';
        }
        const char *next = i + 1 < in.n ? memchr(in.p + i + 1, '=', in.n - i - 1) : NULL;
        if (!next)
            break;
        i = (size_t)(next - in.p) - 1;
    }
}

static void parameters_of(mbx_str in)
{
    static const char *const names[] = {"name", "filename", "charset", "boundary", "a"};
    mbx_params p;
    mbx_params_read(&p, in);
    REQUIRE(p.value.p >= in.p && p.value.p + p.value.n <= in.p + in.n);
    REQUIRE(p.rest.p >= in.p && p.rest.p + p.rest.n == in.p + in.n);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (int text = 0; text < 2; text++) {
            mbx_buf out = {0};
            mbx_param_notes notes = {0};
            bool found = false;
            mbx_buf_init(&out, 6 * in.n + 16);
            REQUIRE(mbx_params_get(&p, names[i], text, &out, &found, &notes) == MBX_OK);
            REQUIRE(found || !out.n);
            if (text)
                REQUIRE(fuzz_one_line(mbx_buf_str(&out)));
            else
                REQUIRE(out.n <= in.n);
            mbx_buf_free(&out);
        }
    }
}

static void fields_of(mbx_str block, const char *ends)
{
    mbx_fields it = {block, ends};
    mbx_field f;
    const char *from = block.p;
    while (mbx_fields_next(&it, &f)) {
        REQUIRE(f.name.n && f.name.p >= from && !memchr(f.name.p, ':', f.name.n));
        REQUIRE(f.value.p > f.name.p + f.name.n - 1 && f.value.p + f.value.n <= block.p + block.n);
        REQUIRE(it.rest.p >= f.value.p + f.value.n && it.rest.p + it.rest.n == block.p + block.n);
        from = f.value.p + f.value.n;
        mbx_buf value = {0};
        mbx_buf_init(&value, SIZE_MAX / 2);
        REQUIRE(mbx_header_unfold(&value, f.value) == MBX_OK && value.n <= f.value.n);
        REQUIRE(!value.n || (!memchr(value.p, '\r', value.n) && !memchr(value.p, '\n', value.n)));
        char *copy = fuzz_copy(value.p, value.n);
        text_of((mbx_str){copy, value.n});
        parameters_of((mbx_str){copy, value.n});
        free(copy);
        mbx_buf_free(&value);
    }
    REQUIRE(it.rest.n == 0);
}

/* The same text in words of both encodings, cut between bytes as careless senders do; but not between "B" words, whose
 * joined letters mean other bytes. */
static size_t write_words(char *out, const uint8_t *p, size_t n, fuzz_cuts *c)
{
    size_t o = 0;
    for (size_t i = 0; i < n;) {
        size_t take = 1 + fuzz_random(c) % 40;
        take = take < n - i ? take : n - i;
        if (o)
            o += (size_t)sprintf(out + o, fuzz_random(c) % 2 ? " " : " \t ");
        if (fuzz_random(c) % 2) {
            o += (size_t)sprintf(out + o, "=?utf-8?b?");
            o += fuzz_base64(p + i, take, out + o);
        } else {
            o += (size_t)sprintf(out + o, "=?UTF-8*en?Q?");
            for (size_t k = i; k < i + take; k++) {
                bool letter = (p[k] >= 'a' && p[k] <= 'z') || (p[k] >= '0' && p[k] <= '9');
                if (letter)
                    out[o++] = (char)p[k];
                else if (p[k] == ' ')
                    out[o++] = '_';
                else
                    o += (size_t)sprintf(out + o, "=%02X", p[k]);
            }
        }
        o += (size_t)sprintf(out + o, "?=");
        i += take;
    }
    return o;
}

static size_t write_segments(char *out, const uint8_t *p, size_t n, fuzz_cuts *c)
{
    size_t o = (size_t)sprintf(out, "attachment"), step = n / 60 + 1 + fuzz_random(c) % 20, index = 0;
    for (size_t i = 0; i < n || index == 0; i += step, index++) {
        o += (size_t)sprintf(out + o, "; filename*%zu*=%s", index, index ? "" : "UTF-8''");
        for (size_t k = i; k < n && k < i + step; k++)
            o += (size_t)sprintf(out + o, fuzz_random(c) % 2 ? "%%%02X" : "%%%02x", p[k]);
    }
    return o;
}

static void comes_back(const uint8_t *p, size_t n, fuzz_cuts *c)
{
    char *sent = malloc(n * 40 + 100);
    mbx_buf out = {0};
    bool raw8 = false, unknown = false, found = false;
    mbx_params params;
    mbx_param_notes notes = {0};
    mbx_str want = {(const char *)p, n};
    REQUIRE(sent);
    mbx_buf_init(&out, 6 * n + 16);
    REQUIRE(mbx_encoded_text(&out, (mbx_str){sent, write_words(sent, p, n, c)}, NULL, &raw8, &unknown) == MBX_OK);
    REQUIRE(mbx_str_same(mbx_buf_str(&out), want) && !raw8 && !unknown);
    mbx_buf_reset(&out);
    mbx_params_read(&params, (mbx_str){sent, write_segments(sent, p, n, c)});
    REQUIRE(mbx_params_get(&params, "filename", true, &out, &found, &notes) == MBX_OK);
    REQUIRE(found && mbx_str_same(mbx_buf_str(&out), want) && !notes.too_many && !notes.unknown_charset);
    mbx_buf_free(&out);
    free(sent);
}

/* Text that a header can carry as it is: on one line, without the C1 controls, which are made blanks. */
static bool clean(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (p[i] == 0xC2 && p[i + 1] < 0xA0)
            return false;
    return fuzz_one_line((mbx_str){(const char *)p, n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts c = fuzz_cuts_of(data, size);
    char *in = fuzz_copy(data, size);
    mbx_str whole = {in, size};
    text_of(whole);
    parameters_of(whole);
    fields_of(whole, "\n");
    fields_of(whole, "\r\n");
    if (size && size <= 1000 && clean(data, size))
        comes_back(data, size, &c);
    free(in);
    return 0;
}
