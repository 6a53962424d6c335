/* The wire guard: the same events whatever the pieces, literals of exactly the size that was announced, and everything
 * that passed within the limits, counted here by the bytes alone. */
#include "fuzz.h"

#include "imap/guard.h"

#include <errno.h>
#include <strings.h>

typedef struct seen { /* all that a caller may use after an event */
    mbx_guard_event event;
    size_t at;
    mbx_line_kind kind;
    uint32_t uid;
    unsigned bodies;
    uint64_t size;
    bool body;
    char item[MBX_GUARD_TOKEN], prefix[MBX_GUARD_PREFIX + 1], tagged[MBX_GUARD_STATUS + 1], bye[MBX_GUARD_STATUS + 1];
} seen;

typedef struct run {
    seen *e;
    size_t n, taken; /* taken: bytes when it ended; exact only with pieces of one byte */
    mbx_code failure;
} run;

static mbx_guard_limits limits_of(uint8_t choice)
{
    if (choice & 1)
        return mbx_guard_default_limits();
    return (mbx_guard_limits){.line = 200, .line_numbers = 500, .literal = 50, .literal_other = 20, .depth = 5, .lines = 12, .text = 700};
}

static void keep(run *r, const mbx_guard *g, mbx_guard_event event)
{
    if ((r->n & (r->n - 1)) == 0)
        REQUIRE((r->e = realloc(r->e, (r->n ? 2 * r->n : 1) * sizeof *r->e)) != NULL);
    seen *s = &r->e[r->n++];
    memset(s, 0, sizeof *s);
    s->event = event;
    s->at = r->taken;
    s->kind = g->kind;
    s->uid = g->line_uid;
    s->bodies = g->line_bodies;
    s->size = g->literal_size;
    s->body = g->literal_is_body;
    REQUIRE(g->prefix_n <= sizeof g->prefix && g->tagged_n <= MBX_GUARD_STATUS && g->bye_n <= MBX_GUARD_STATUS);
    memcpy(s->prefix, g->prefix, g->prefix_n);
    memcpy(s->item, g->literal_item, strlen(g->literal_item));
    REQUIRE(strlen(g->tagged) == g->tagged_n && strlen(g->bye) == g->bye_n);
    memcpy(s->tagged, g->tagged, g->tagged_n);
    memcpy(s->bye, g->bye, g->bye_n);
}

/* cuts NULL: all that is there at once. A new command begins behind each tagged line, every other one a search. */
static run feed(uint8_t choice, const char *in, size_t n, size_t piece, fuzz_cuts *cuts)
{
    mbx_guard_limits limits = limits_of(choice);
    mbx_guard g;
    mbx_error err;
    run r = {NULL, 0, 0, MBX_CODE_NONE};
    bool numbers = choice & 2;
    mbx_guard_init(&g, &limits);
    mbx_guard_command(&g, numbers);
    while (r.taken < n && r.failure == MBX_CODE_NONE) {
        size_t left = n - r.taken, used = 0;
        size_t take = cuts ? fuzz_cut(cuts, in + r.taken, left) : left < piece ? left : piece;
        char *copy = fuzz_copy(in + r.taken, take);
        uint64_t before = mbx_guard_literal_left(&g);
        mbx_guard_event event = MBX_GUARD_MORE;
        mbx_error_clear(&err);
        mbx_status st = mbx_guard_scan(&g, copy, take, &used, &event, &err);
        free(copy);
        if (st != MBX_OK) {
            r.failure = err.code;
            REQUIRE(err.code != MBX_CODE_NONE && err.message[0]);
            REQUIRE(mbx_guard_scan(&g, "a OK x\r\n", 8, &used, &event, &err) != MBX_OK);
            break;
        }
        REQUIRE(used > 0 && used <= take && (event != MBX_GUARD_MORE || used == take));
        REQUIRE(before == 0 || mbx_guard_literal_left(&g) == before - used);
        r.taken += used;
        if (event != MBX_GUARD_MORE)
            keep(&r, &g, event);
        if (event == MBX_GUARD_LINE_END && g.kind == MBX_LINE_TAGGED) {
            numbers = !numbers;
            mbx_guard_command(&g, numbers);
        }
    }
    return r;
}

static void same(const run *a, const run *b)
{
    REQUIRE(a->n == b->n && a->failure == b->failure);
    REQUIRE(a->failure != MBX_CODE_NONE || a->taken == b->taken);
    for (size_t i = 0; i < a->n; i++)
        REQUIRE(memcmp(&a->e[i], &b->e[i], sizeof a->e[i]) == 0);
}

/* "{12} \r\n" at the end of the text, read backwards (RFC 3501 section 9: literal; Domino's blank; a lone LF too). */
static bool announces(const char *p, size_t n, unsigned long long *size_r)
{
    size_t from;
    if (n == 0 || p[--n] != '\n')
        return false;
    n -= n > 0 && p[n - 1] == '\r';
    while (n > 0 && p[n - 1] == ' ')
        n--;
    if (n == 0 || p[--n] != '}')
        return false;
    for (from = n; from > 0 && p[from - 1] >= '0' && p[from - 1] <= '9';)
        from--;
    if (from == n || from == 0 || p[from - 1] != '{')
        return false;
    errno = 0;
    *size_r = strtoull(p + from, NULL, 10);
    return errno == 0;
}

static bool structured(mbx_line_kind k)
{
    return k == MBX_LINE_DATA || k == MBX_LINE_FETCH || k == MBX_LINE_NUMBERS;
}

/* What passed, by its bytes alone. */
static void within(const run *r, uint8_t choice, const char *in, size_t n)
{
    const mbx_guard_limits limits = limits_of(choice);
    bool numbers = choice & 2, quoted = false, escaped = false;
    size_t from = 0, line = 0, open = 0;
    unsigned bodies = 0;
    uint64_t lines = 0, text = 0;
    for (size_t i = 0; i < r->n; i++) {
        const seen *s = &r->e[i];
        size_t take = s->at - from;
        unsigned long long size = 0;
        REQUIRE(s->at <= n && take > 0);
        if (s->event == MBX_GUARD_LITERAL_END) {
            REQUIRE(i > 0 && s[-1].event == MBX_GUARD_LITERAL && take == s[-1].size);
            REQUIRE(s->body || !memchr(in + from, 0, take));
            from = s->at;
            continue;
        }
        REQUIRE(i == 0 || s[-1].event != MBX_GUARD_LITERAL || s[-1].size == 0);
        REQUIRE(memchr(in + from, '\n', take) == in + s->at - 1 && !memchr(in + from, 0, take));
        lines += line == 0;
        line += take;
        if (s->kind != MBX_LINE_NUMBERS)
            text += take;
        REQUIRE(lines <= limits.lines && text <= limits.text);
        /* VANISHED may come at any time (RFC 7162 section 3.2.10) */
        bool vanished = strncasecmp(s->prefix + strspn(s->prefix, "* ()"), "VANISHED", 8) == 0;
        REQUIRE(line <= (s->kind == MBX_LINE_NUMBERS && (numbers || vanished) ? limits.line_numbers : limits.line));
        if (structured(s->kind)) {
            for (size_t k = from; k < s->at; k++) {
                bool was = escaped;
                escaped = quoted && !was && in[k] == '\\';
                if (in[k] == '"' && !was)
                    quoted = !quoted;
                else if (!quoted && in[k] == '(')
                    REQUIRE(++open <= limits.depth);
                else if (!quoted && in[k] == ')' && open > 0)
                    open--;
            }
        }
        if (s->event == MBX_GUARD_LITERAL) {
            REQUIRE(announces(in + from, take, &size) && size == s->size);
            REQUIRE(s->size <= (s->body ? limits.literal : limits.literal_other));
            REQUIRE(!s->body || (s->kind == MBX_LINE_FETCH && open == 1 && s->item[0]));
            bodies += s->body;
            text += s->body ? 0 : s->size;
        } else {
            REQUIRE(s->kind != MBX_LINE_UNKNOWN && (s->uid == 0 || s->kind == MBX_LINE_FETCH));
            /* Who reads the line by other rules than the guard must not find a literal where the guard finds none. */
            REQUIRE(!structured(s->kind) || (!announces(in + from, take, &size) && !quoted));
            if (s->kind == MBX_LINE_TAGGED) {
                REQUIRE(strncasecmp(s->tagged, "OK", 2) == 0 || strncasecmp(s->tagged, "NO", 2) == 0 || strncasecmp(s->tagged, "BAD", 3) == 0);
                lines = text = 0;
                numbers = !numbers;
            }
            line = open = 0;
            quoted = escaped = false;
        }
        REQUIRE(s->bodies == bodies);
        if (s->event == MBX_GUARD_LINE_END)
            bodies = 0;
        from = s->at;
    }
    REQUIRE(r->failure != MBX_CODE_NONE || r->taken == n);
}

/* The reason that is given for the byte that was refused. */
static void named(const run *r, uint8_t choice, const char *in)
{
    const mbx_guard_limits limits = limits_of(choice);
    size_t from = 0, begin = 0, literals = 0;
    unsigned long long size;
    for (size_t i = 0; i < r->n; i++) {
        if (r->e[i].event == MBX_GUARD_LITERAL_END)
            literals += r->e[i].at - from;
        from = r->e[i].at;
        if (r->e[i].event == MBX_GUARD_LINE_END) {
            begin = from;
            literals = 0;
        }
    }
    switch (r->failure) {
    case MBX_CODE_PROTOCOL_NUL:
        REQUIRE(in[r->taken] == 0);
        break;
    case MBX_CODE_LIMIT_DEPTH:
        REQUIRE(in[r->taken] == '(');
        break;
    case MBX_CODE_LIMIT_LINE:
        REQUIRE(r->taken + 1 - begin - literals > limits.line);
        break;
    case MBX_CODE_LIMIT_LITERAL:
        REQUIRE(!announces(in + from, r->taken + 1 - from, &size) || size > limits.literal_other);
        break;
    case MBX_CODE_NONE:
    case MBX_CODE_LIMIT_RESPONSE:
        break;
    default:
        REQUIRE(r->failure == MBX_CODE_PROTOCOL_SYNTAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    fuzz_cuts cuts = fuzz_cuts_of(data, size);
    uint8_t choice = data[0];
    char *in = fuzz_copy(data + 1, size - 1);
    run whole = feed(choice, in, size - 1, size, NULL), cut = feed(choice, in, size - 1, 0, &cuts), bytes = feed(choice, in, size - 1, 1, NULL);
    same(&whole, &cut);
    same(&whole, &bytes);
    within(&bytes, choice, in, size - 1);
    named(&bytes, choice, in);
    free(whole.e);
    free(cut.e);
    free(bytes.e);
    free(in);
    return 0;
}
