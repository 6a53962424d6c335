/* The filter before libetpan: the same whatever the pieces, a fixed point (what it wrote it would write again), never
 * more than a small multiple of what came in, and libetpan understands every line of it and finds the same bodies. */
#include "fuzz.h"

#include "base/limits.h"
#include "imap/untagged.h"

#include <libetpan/libetpan.h>

typedef struct read_back { /* as libetpan would read it: lines written anew, and the bodies that are handed on */
    mbx_buf text;
    size_t lines;  /* of text: those that are complete */
    size_t before; /* of them: those before the first tagged one */
    size_t bodies; /* bytes of bodies handed on */
    bool ok;
} read_back;

static read_back filter(const char *in, size_t n, fuzz_cuts *cuts)
{
    mbx_guard_limits limits = mbx_guard_default_limits();
    mbx_guard g;
    mbx_untagged u;
    mbx_error err;
    read_back r = {.ok = true};
    bool body = false, tagged = false;
    mbx_guard_init(&g, &limits);
    mbx_guard_command(&g, false);
    mbx_untagged_init(&u);
    mbx_buf_init(&r.text, MBX_MIB(1));
    for (size_t at = 0, used = 0; r.ok && at < n; at += used) {
        size_t take = cuts ? fuzz_cut(cuts, in + at, n - at) : n - at, before = r.text.n;
        char *copy = fuzz_copy(in + at, take);
        bool in_body = g.literal_is_body && mbx_guard_literal_left(&g) > 0;
        mbx_guard_event event = MBX_GUARD_MORE;
        mbx_error_clear(&err);
        r.ok = mbx_guard_scan(&g, copy, take, &used, &event, &err) == MBX_OK;
        if (r.ok && in_body) {
            if (body) {
                REQUIRE(mbx_buf_add(&r.text, copy, used) == MBX_OK);
                r.bodies += used;
            }
        } else if (r.ok) {
            r.ok = mbx_untagged_take(&u, &g, copy, used, event, &r.text, &body, &err) == MBX_OK;
            REQUIRE(r.ok || err.code == MBX_CODE_PROTOCOL_SYNTAX);
            REQUIRE(!body || (event == MBX_GUARD_LITERAL && g.literal_is_body));
            tagged = tagged || (event == MBX_GUARD_LINE_END && g.kind == MBX_LINE_TAGGED);
            REQUIRE(event != MBX_GUARD_LINE_END || g.kind != MBX_LINE_TAGGED || r.text.n > before);
            if (r.ok && event == MBX_GUARD_LINE_END)
                r.lines = r.text.n;
            if (!tagged)
                r.before = r.lines;
        }
        free(copy);
    }
    mbx_untagged_free(&u);
    return r;
}

static ssize_t give(mailstream_low *low, void *to, size_t max)
{
    mbx_str *left = low->data;
    size_t n = left->n < max ? left->n : max;
    if (n == 0)
        return -1;
    memcpy(to, left->p, n);
    left->p += n;
    left->n -= n;
    return (ssize_t)n;
}

static ssize_t take(mailstream_low *low, const void *p, size_t n)
{
    (void)low;
    (void)p;
    return (ssize_t)n;
}

static int nothing(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int no_fd(mailstream_low *low)
{
    (void)low;
    return -1;
}

static void low_free(mailstream_low *low)
{
    free(low);
}

static bool count_body(int type, struct mailimap_msg_att_body_section *section, const char *p, size_t n, void *total)
{
    (void)type;
    (void)section;
    (void)p;
    *(size_t *)total += n;
    return true;
}

static void ignore(size_t now, size_t of, void *context)
{
    (void)now;
    (void)of;
    (void)context;
}

static void libetpan_understands(const char *p, size_t n, size_t bodies)
{
    static mailstream_low_driver driver = {.mailstream_read = give, .mailstream_write = take, .mailstream_close = nothing, .mailstream_get_fd = no_fd, .mailstream_free = low_free};
    static const char hello[] = "* OK x\r\n", done[] = "1 OK x\r\n";
    size_t all = strlen(hello) + n + strlen(done), counted = 0;
    char *answer = malloc(all);
    REQUIRE(answer);
    memcpy(answer, hello, strlen(hello));
    if (n)
        memcpy(answer + strlen(hello), p, n);
    memcpy(answer + strlen(hello) + n, done, strlen(done));
    mbx_str left = {answer, all};
    mailimap *imap = mailimap_new(0, NULL);
    mailstream_low *low = mailstream_low_new(&left, &driver);
    mailstream *m = mailstream_new(low, 8192);
    REQUIRE(imap && low && m);
    mailimap_set_progress_callback(imap, ignore, ignore, NULL);
    mailimap_set_msg_body_handler(imap, count_body, &counted);
    int r = mailimap_connect(imap, m);
    REQUIRE(r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED);
    r = mailimap_noop(imap);
    if (r != MAILIMAP_NO_ERROR)
        fprintf(stderr, "libetpan %d to:\n%.*s\n", r, (int)n, p);
    REQUIRE(r == MAILIMAP_NO_ERROR);
    REQUIRE(left.n == 0 && counted == bodies);
    imap->imap_stream = NULL; /* or it says LOGOUT */
    mailimap_free(imap);
    mailstream_close(m);
    free(answer);
}

/* Returns the bytes of its bodies; those that came as quoted strings are literals by now. */
static size_t comes_back(const char *text, size_t n)
{
    read_back again = filter(text, n, NULL);
    REQUIRE(again.ok && mbx_str_same(mbx_buf_str(&again.text), (mbx_str){text, n}));
    mbx_buf_free(&again.text);
    return again.bodies;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts cuts = fuzz_cuts_of(data, size);
    char *in = fuzz_copy(data, size);
    read_back whole = filter(in, size, NULL), cut = filter(in, size, &cuts);
    REQUIRE(whole.ok == cut.ok && whole.bodies == cut.bodies);
    REQUIRE(mbx_str_same(mbx_buf_str(&whole.text), mbx_buf_str(&cut.text)));
    REQUIRE(whole.text.n <= 4 * size);
    (void)comes_back(whole.text.p, whole.lines);
    libetpan_understands(whole.text.p, whole.before, comes_back(whole.text.p, whole.before));
    mbx_buf_free(&whole.text);
    mbx_buf_free(&cut.text);
    free(in);
    return 0;
}
