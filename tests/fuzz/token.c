/* The words of response lines: the same tokens whatever the pieces, within the limits, the same again when they are
 * written out and read once more, and literals and lines that end where the wire guard says they do. */
#include "fuzz.h"

#include "base/limits.h"
#include "imap/guard.h"
#include "imap/token.h"

enum { BEHIND_STATUS = 1, WHOLE_LINES = 2, PASS_OVER = 4, LARGE = 8 }; /* bits of the first byte */

typedef struct seen {
    mbx_token k; /* its text is owned */
    size_t at;   /* where it was told; exact only with pieces of one byte */
} seen;

typedef struct run {
    seen *e;
    size_t n;
    mbx_code failure;
    bool cut;
} run;

static mbx_token_limits limits_of(unsigned how)
{
    if (how & LARGE)
        return (mbx_token_limits){.text = MBX_MAX_LINE, .depth = MBX_MAX_DEPTH};
    return (mbx_token_limits){.text = 40, .depth = 4};
}

static void keep(run *r, const mbx_token *k, size_t at)
{
    if ((r->n & (r->n - 1)) == 0)
        REQUIRE((r->e = realloc(r->e, (r->n ? 2 * r->n : 1) * sizeof *r->e)) != NULL);
    r->cut = r->cut || k->cut;
    r->e[r->n].at = at;
    r->e[r->n].k = *k;
    r->e[r->n++].k.text.p = fuzz_copy(k->text.p, k->text.n);
}

static void forget(run *r)
{
    for (size_t i = 0; i < r->n; i++)
        free((char *)r->e[i].k.text.p);
    free(r->e);
}

/* piece 0: by cuts. Behind the word "set" come sets. */
static run read_tokens(unsigned how, const char *in, size_t n, size_t piece, fuzz_cuts *cuts)
{
    const mbx_token_limits limits = limits_of(how);
    mbx_tokenizer t;
    mbx_error err;
    run r = {0};
    size_t skip = 0;
    unsigned depth = 0;
    bool ended = true;
    mbx_tokenizer_init(&t, &limits);
    if (how & BEHIND_STATUS)
        mbx_tokenizer_behind_status(&t);
    for (size_t at = 0, take; at < n && r.failure == MBX_CODE_NONE; at += take) {
        take = how & WHOLE_LINES ? n - at : piece ? (piece < n - at ? piece : n - at) : fuzz_cut(cuts, in + at, n - at);
        if (skip > 0) {
            take = skip < take ? skip : take;
            skip -= take;
            continue;
        }
        char *copy = fuzz_copy(in + at, take);
        const char *p = copy;
        for (;;) {
            mbx_token k = {.kind = MBX_TOKEN_MORE};
            const char *before = p;
            mbx_error_clear(&err);
            if (mbx_token_next(&t, &p, copy + take, how & WHOLE_LINES, &k, &err) != MBX_OK) {
                REQUIRE(err.code == MBX_CODE_PROTOCOL_SYNTAX || err.code == MBX_CODE_LIMIT_DEPTH || err.code == MBX_CODE_LIMIT_LITERAL);
                r.failure = err.code;
                break;
            }
            REQUIRE(p >= before && p <= copy + take && t.text.cap <= 2 * limits.text);
            if (k.kind == MBX_TOKEN_MORE) {
                REQUIRE(p == copy + take && !(how & WHOLE_LINES));
                break;
            }
            REQUIRE(k.text.n <= limits.text && (!k.cut || k.text.n == limits.text));
            REQUIRE(k.kind != MBX_TOKEN_RANGE || (k.lo > 0 && k.lo <= k.hi));
            depth += k.kind == MBX_TOKEN_OPEN;
            depth -= k.kind == MBX_TOKEN_CLOSE;
            if (k.kind == MBX_TOKEN_CODE_CLOSE)
                depth = 0;
            REQUIRE(k.depth + (k.kind == MBX_TOKEN_OPEN) == depth && depth <= limits.depth);
            keep(&r, &k, at + (size_t)(p - copy));
            ended = k.kind == MBX_TOKEN_END;
            if (ended)
                depth = 0;
            if (k.kind == MBX_TOKEN_ATOM && mbx_str_same(k.text, MBX_STR("set")))
                mbx_token_expect_set(&t, true);
            if (k.last)
                mbx_token_expect_set(&t, false);
            if (k.kind == MBX_TOKEN_LITERAL && how & PASS_OVER && k.number > 0) {
                mbx_token_pass_over(&t);
                size_t left = (size_t)(copy + take - p);
                if (k.number > left) {
                    skip = k.number - left < n ? (size_t)k.number - left : n;
                    break;
                }
                p += k.number;
            } else if (k.kind == MBX_TOKEN_LITERAL && how & PASS_OVER) {
                mbx_token_pass_over(&t);
            }
            if (how & WHOLE_LINES && p == copy + take && ended)
                break;
        }
        free(copy);
    }
    mbx_tokenizer_free(&t);
    return r;
}

static void same(const run *a, const run *b, size_t n)
{
    REQUIRE(a->n >= n && b->n >= n);
    for (size_t i = 0; i < n; i++) {
        const mbx_token *x = &a->e[i].k, *y = &b->e[i].k;
        REQUIRE(x->kind == y->kind && mbx_str_same(x->text, y->text) && x->cut == y->cut && x->number == y->number);
        REQUIRE(x->lo == y->lo && x->hi == y->hi && x->last == y->last && x->depth == y->depth);
    }
}

static size_t string(char *out, mbx_str s)
{
    size_t o = 0;
    out[o++] = '"';
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            out[o++] = '\\';
        out[o++] = s.p[i];
    }
    out[o++] = '"';
    return o;
}

/* The tokens in the plainest spelling, up to the last line that is whole. */
static void written_out(const run *r, unsigned how)
{
    size_t n = r->n, room = 16, o = 0;
    while (n > 0 && r->e[n - 1].k.kind != MBX_TOKEN_END)
        n--;
    for (size_t i = 0; i < n; i++)
        room += 2 * r->e[i].k.text.n + 32 + (r->e[i].k.kind == MBX_TOKEN_LITERAL ? (size_t)r->e[i].k.number : 0);
    char *out = malloc(room);
    REQUIRE(out);
    for (size_t i = 0; i < n; i++) {
        const mbx_token *k = &r->e[i].k;
        const mbx_token *before = i > 0 ? &r->e[i - 1].k : NULL;
        bool element = k->kind == MBX_TOKEN_RANGE || (k->kind == MBX_TOKEN_ATOM && k->text.n == 0);
        bool content = before && before->kind == MBX_TOKEN_LITERAL && !(how & PASS_OVER);
        bool joined = before && (before->kind == MBX_TOKEN_RANGE || (before->kind == MBX_TOKEN_ATOM && before->text.n == 0)) && !before->last;
        if (before && k->kind != MBX_TOKEN_END && !content && !joined)
            out[o++] = ' ';
        if (element) {
            o += (size_t)(k->kind == MBX_TOKEN_ATOM ? sprintf(out + o, "0") : k->lo == k->hi ? sprintf(out + o, "%u", k->lo) : sprintf(out + o, "%u:%u", k->lo, k->hi));
            if (!k->last)
                out[o++] = ',';
        } else if (k->kind == MBX_TOKEN_LITERAL) {
            o += (size_t)sprintf(out + o, "{%llu}\r\n", (unsigned long long)k->number);
            if (how & PASS_OVER) {
                memset(out + o, '(', (size_t)k->number);
                o += (size_t)k->number;
            }
        } else if (k->kind == MBX_TOKEN_STRING && !content) {
            o += string(out + o, k->text);
        } else if (k->kind == MBX_TOKEN_OPEN || k->kind == MBX_TOKEN_CLOSE) {
            out[o++] = k->kind == MBX_TOKEN_OPEN ? '(' : ')';
        } else if (k->kind == MBX_TOKEN_CODE_OPEN || k->kind == MBX_TOKEN_CODE_CLOSE) {
            out[o++] = k->kind == MBX_TOKEN_CODE_OPEN ? '[' : ']';
        } else if (k->kind == MBX_TOKEN_END) {
            out[o++] = '\n';
        } else {
            memcpy(out + o, k->text.p, k->text.n);
            o += k->text.n;
        }
        REQUIRE(o <= room);
    }
    run again = read_tokens(how & ~(unsigned)WHOLE_LINES, out, o, o, NULL);
    if (again.failure != MBX_CODE_NONE || again.n != n)
        fprintf(stderr, "written out:\n%.*s\n", (int)o, out);
    REQUIRE(again.failure == MBX_CODE_NONE && again.n == n);
    same(r, &again, n);
    forget(&again);
    free(out);
}

/* Two readers of one stream that disagree on where a literal or a line ends can be told two stories. */
static void as_the_guard(const char *in, size_t n)
{
    mbx_guard_limits limits = mbx_guard_default_limits();
    run r = read_tokens(LARGE, in, n, 1, NULL);
    mbx_guard g;
    mbx_error err;
    size_t i = 0;
    mbx_guard_init(&g, &limits);
    mbx_guard_command(&g, false);
    for (size_t at = 0, used = 0; at < n; at += used) {
        mbx_guard_event event = MBX_GUARD_MORE;
        mbx_error_clear(&err);
        if (mbx_guard_scan(&g, in + at, n - at, &used, &event, &err) != MBX_OK)
            break;
        if (event != MBX_GUARD_LITERAL && event != MBX_GUARD_LINE_END)
            continue;
        while (i < r.n && r.e[i].k.kind != MBX_TOKEN_LITERAL && r.e[i].k.kind != MBX_TOKEN_END)
            i++;
        if (i == r.n && r.failure != MBX_CODE_NONE) /* it reads no more */
            break;
        REQUIRE(i < r.n && r.e[i].at == at + used);
        REQUIRE((event == MBX_GUARD_LITERAL) == (r.e[i].k.kind == MBX_TOKEN_LITERAL));
        REQUIRE(event != MBX_GUARD_LITERAL || r.e[i].k.number == g.literal_size);
        i++;
    }
    forget(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    fuzz_cuts cuts = fuzz_cuts_of(data, size);
    unsigned how = data[0];
    size_t n = size - 1;
    char *in = fuzz_copy(data + 1, n);
    run whole = read_tokens(how, in, n, size, NULL);
    if (!(how & WHOLE_LINES)) {
        run cut = read_tokens(how, in, n, 0, &cuts), bytes = read_tokens(how, in, n, 1, NULL);
        REQUIRE(whole.n == cut.n && whole.failure == cut.failure && whole.n == bytes.n && whole.failure == bytes.failure);
        same(&whole, &cut, whole.n);
        same(&whole, &bytes, whole.n);
        forget(&cut);
        forget(&bytes);
    }
    if (!whole.cut)
        written_out(&whole, how);
    as_the_guard(in, n);
    forget(&whole);
    free(in);
    return 0;
}
