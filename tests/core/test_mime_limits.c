/* Every limit of the MIME section of limits.h reached: one below, at it, and beyond; beyond it the message says so, and
 * what comes before is what it would be without. The last test looks whether a limit was forgotten. Run from the
 * project's folder. */
#include "base/limits.h"
#include "mime/message.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

typedef struct raw {
    char *p;
    size_t n, cap;
} raw;

static void add(raw *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void add(raw *r, const char *fmt, ...)
{
    char line[512];
    va_list ap;
    va_start(ap, fmt);
    size_t n = (size_t)vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    assert_true(n < sizeof line);
    if (r->cap - r->n < n) {
        r->cap = (r->n + n) * 2;
        r->p = realloc(r->p, r->cap);
        assert_non_null(r->p);
    }
    memcpy(r->p + r->n, line, n);
    r->n += n;
}

static mbx_message *parsed(raw *r)
{
    mbx_error err = {0};
    mbx_message *m;
    assert_int_equal(mbx_message_new(&m, NULL, &err), MBX_OK);
    for (size_t i = 0; i < r->n; i += 10007)
        assert_int_equal(mbx_message_feed(m, r->p + i, r->n - i < 10007 ? r->n - i : 10007, &err), MBX_OK);
    assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
    free(r->p);
    *r = (raw){0};
    return m;
}

static size_t count(const mbx_message *m, mbx_anomaly_kind kind)
{
    const mbx_message_facts *f = mbx_message_get(m);
    size_t n = 0;
    for (size_t i = 0; i < f->n_anomalies; i++)
        n += f->anomalies[i].kind == kind;
    return n;
}

static bool reached[MBX_ANOMALY_COUNT];

/* It was seen once, at this byte. */
static void seen_at(const mbx_message *m, mbx_anomaly_kind kind, size_t at)
{
    const mbx_message_facts *f = mbx_message_get(m);
    assert_int_equal(count(m, kind), 1);
    for (size_t i = 0; i < f->n_anomalies; i++)
        if (f->anomalies[i].kind == kind && f->anomalies[i].offset != at)
            fail_msg("%s: expected at %zu, got %zu", mbx_anomaly_name(kind), at, (size_t)f->anomalies[i].offset);
}

/* The limit was met exactly if beyond, at this byte, and then the message is incomplete. */
static void said(const mbx_message *m, mbx_anomaly_kind kind, bool beyond, size_t at)
{
    if (!beyond) {
        assert_int_equal(count(m, kind), 0);
        return;
    }
    seen_at(m, kind, at);
    assert_true(mbx_message_get(m)->incomplete);
    reached[kind] = true;
}

static void is(mbx_str s, const char *want)
{
    if (s.n != strlen(want) || (s.n && memcmp(s.p, want, s.n) != 0))
        fail_msg("expected [%s], got [%.*s]", want, (int)s.n, s.p);
}

static void depth(void **state)
{
    (void)state;
    for (int n = MBX_MAX_MIME_DEPTH - 1; n <= MBX_MAX_MIME_DEPTH + 1; n++) {
        raw r = {0};
        size_t innermost = 0; /* header of the multipart that is one too deep */
        for (int i = 0; i < n; i++) {
            innermost = r.n;
            add(&r, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
        }
        add(&r, "\r\nbottom\r\n");
        for (int i = n; i-- > 0;)
            add(&r, "--b%d--\r\n", i);
        mbx_message *m = parsed(&r);
        const mbx_message_facts *f = mbx_message_get(m);
        bool beyond = n > MBX_MAX_MIME_DEPTH;
        said(m, MBX_ANOMALY_LIMIT_DEPTH, beyond, innermost);
        assert_int_equal(f->n_parts, beyond ? MBX_MAX_MIME_DEPTH + 1 : n + 1);
        assert_int_equal(f->parts[f->n_parts - 1].depth, f->n_parts - 1);
        assert_int_equal(f->parts[f->n_parts - 1].role, beyond ? MBX_ROLE_ATTACHMENT : MBX_ROLE_TEXT);
        if (!beyond)
            is(f->text, "bottom");
        for (size_t i = 1; i < f->n_parts; i++)
            assert_int_equal(f->parts[i].parent, i - 1);
        mbx_message_free(m);
    }
}

static void parts(void **state)
{
    (void)state;
    for (int n = MBX_MAX_PARTS - 2; n <= MBX_MAX_PARTS; n++) {
        raw r = {0};
        add(&r, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        size_t last = 0;
        for (int i = 0; i < n; i++) {
            last = r.n + strlen("--b\r\n");
            add(&r, "--b\r\n\r\nx\r\n");
        }
        add(&r, "--b--\r\n");
        mbx_message *m = parsed(&r);
        said(m, MBX_ANOMALY_LIMIT_PARTS, n + 1 > MBX_MAX_PARTS, last);
        assert_int_equal(mbx_message_get(m)->n_parts, n + 1 > MBX_MAX_PARTS ? MBX_MAX_PARTS : n + 1);
        mbx_str text = mbx_message_get(m)->text;
        assert_int_equal(text.n, 2 * (mbx_message_get(m)->n_parts - 1) - 1);
        for (size_t i = 0; i < text.n; i++)
            assert_int_equal(text.p[i], i % 2 ? '\n' : 'x');
        mbx_message_free(m);
    }
}

static void header_block(void **state)
{
    (void)state;
    for (int over = -1; over <= 1; over++) {
        raw r = {0};
        size_t want = MBX_MAX_HEADER_BLOCK + (size_t)(over + 2) - 2;
        add(&r, "Subject: early\r\nX-Big: ");
        while (r.n < want - 2)
            add(&r, "%.*s", (int)(want - 2 - r.n < 100 ? want - 2 - r.n : 100),
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        add(&r, "\r\n");
        assert_int_equal(r.n, want);
        add(&r, "\r\nbody");
        mbx_message *m = parsed(&r);
        const mbx_message_facts *f = mbx_message_get(m);
        said(m, MBX_ANOMALY_LIMIT_HEADER_BLOCK, over > 0, strlen("Subject: early\r\n"));
        assert_int_equal(f->header_block.n, over > 0 ? 16 : want);
        is(f->subject, "early");
        is(f->text, "body");
        mbx_message_free(m);
    }
    /* a line that is too large goes, what follows it does not */
    raw r = {0};
    add(&r, "From: a@b\r\nX-Big: ");
    for (int i = 0; i < 40000; i++)
        add(&r, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    add(&r, "\r\n folded\r\nSubject: late\r\n\r\nbody");
    mbx_message *m = parsed(&r);
    said(m, MBX_ANOMALY_LIMIT_HEADER_BLOCK, true, strlen("From: a@b\r\n"));
    is(mbx_message_get(m)->subject, "late");
    is(mbx_message_get(m)->header_block, "From: a@b\r\nSubject: late\r\n");
    mbx_message_free(m);
}

/* Lines that are left out do not move what stands behind them. */
static void offsets(void **state)
{
    static const char *const ends[] = {"\r\n", "\n", "\r"};
    (void)state;
    for (size_t e = 0; e < 3; e++) {
        raw r = {0};
        size_t at[3];
        for (int k = 0; k < 3; k++) {
            add(&r, "%sX-Big: ", k ? "" : "From: a@b (");
            for (int i = 0; i < 40000; i++)
                add(&r, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
            add(&r, "%s fold%s", ends[e], ends[e]);
            at[k] = r.n;
            if (k == 0)
                add(&r, "Date: when it was late%sX-Small: 1", ends[e]);
            else if (k == 1)
                add(&r, "Subject: caf");
            else
                add(&r, "Subject: again");
            at[k] = k == 1 ? r.n : at[k];
            add(&r, "%s%s", k == 1 ? "\xC3\xA9" : "", ends[e]);
        }
        add(&r, "%sbody", ends[e]);
        mbx_message *m = parsed(&r);
        const mbx_message_facts *f = mbx_message_get(m);
        static const mbx_anomaly_kind kinds[] = {MBX_ANOMALY_DATE_BAD, MBX_ANOMALY_HEADER_8BIT, MBX_ANOMALY_HEADER_DUPLICATE};
        for (size_t k = 0; k < 3; k++)
            seen_at(m, kinds[k], at[k]);
        is(f->text, "body");
        mbx_message_free(m);
    }
}

static void header_lines(void **state)
{
    (void)state;
    for (int n = MBX_MAX_HEADER_LINES - 1; n <= MBX_MAX_HEADER_LINES + 1; n++) {
        raw r = {0};
        for (int i = 1; i < n; i++)
            add(&r, "X: y\r\n");
        size_t last = r.n;
        add(&r, "Subject: last\r\n\r\nbody");
        mbx_message *m = parsed(&r);
        said(m, MBX_ANOMALY_LIMIT_HEADER_LINES, n > MBX_MAX_HEADER_LINES, last);
        is(mbx_message_get(m)->subject, n > MBX_MAX_HEADER_LINES ? "" : "last");
        is(mbx_message_get(m)->text, "body");
        mbx_message_free(m);
    }
}

static void addresses(void **state)
{
    (void)state;
    for (size_t n = MBX_MAX_ADDRESSES - 1; n <= MBX_MAX_ADDRESSES + 1; n++) {
        raw r = {0};
        add(&r, "Subject: s\r\nTo: ");
        for (size_t i = 0; i < n - 1; i++)
            add(&r, "a%zu@x,%s", i, i % 10 ? "" : "\r\n ");
        add(&r, "last@x\r\n\r\n");
        mbx_message *m = parsed(&r);
        said(m, MBX_ANOMALY_LIMIT_ADDRESSES, n > MBX_MAX_ADDRESSES, strlen("Subject: s\r\n"));
        mbx_addresses to = mbx_message_get(m)->to;
        assert_int_equal(to.n, n > MBX_MAX_ADDRESSES ? MBX_MAX_ADDRESSES : n);
        for (size_t i = 0; i < to.n && i < n - 1; i++) {
            char want[32];
            snprintf(want, sizeof want, "a%zu@x", i);
            is(to.list[i].address, want);
        }
        mbx_message_free(m);
    }
    /* of the whole message, not of each header */
    raw r = {0};
    for (int i = 0; i < MBX_MAX_ADDRESSES / 2 + 1; i++)
        add(&r, "To: a@x\r\nCc: b@x\r\n");
    mbx_message *m = parsed(&r);
    said(m, MBX_ANOMALY_LIMIT_ADDRESSES, true, MBX_MAX_ADDRESSES / 2 * strlen("To: a@x\r\nCc: b@x\r\n"));
    assert_int_equal(mbx_message_get(m)->to.n + mbx_message_get(m)->cc.n, MBX_MAX_ADDRESSES);
    mbx_message_free(m);
}

static void references(void **state)
{
    (void)state;
    for (size_t n = MBX_MAX_REFERENCES - 1; n <= MBX_MAX_REFERENCES + 1; n++) {
        raw r = {0};
        add(&r, "Subject: s\r\nReferences:");
        for (size_t i = 0; i < n; i++)
            add(&r, "\r\n <%zu@x>", i);
        add(&r, "\r\n\r\n");
        mbx_message *m = parsed(&r);
        said(m, MBX_ANOMALY_LIMIT_REFERENCES, n > MBX_MAX_REFERENCES, strlen("Subject: s\r\n"));
        assert_int_equal(mbx_message_get(m)->n_references, n > MBX_MAX_REFERENCES ? MBX_MAX_REFERENCES : n);
        for (size_t i = 0; i < mbx_message_get(m)->n_references; i++) {
            char want[32];
            snprintf(want, sizeof want, "%zu@x", i);
            is(mbx_message_get(m)->references[i], want);
        }
        mbx_message_free(m);
    }
}

/* A part of a multipart, up to its first field; the offset of its header. */
static size_t begin_part(raw *r)
{
    add(r, "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n");
    size_t header = r->n;
    add(r, "X: y\r\n");
    return header;
}

static void segments(void **state)
{
    (void)state;
    for (int n = MBX_MAX_PARAM_SEGMENTS - 1; n <= MBX_MAX_PARAM_SEGMENTS + 1; n++) {
        raw r = {0};
        size_t header = begin_part(&r);
        add(&r, "Content-Disposition: attachment");
        for (int i = 0; i < n; i++)
            add(&r, ";\r\n filename*%d=x", i);
        add(&r, "\r\n\r\n");
        mbx_message *m = parsed(&r);
        said(m, MBX_ANOMALY_LIMIT_PARAM_SEGMENTS, n > MBX_MAX_PARAM_SEGMENTS, header);
        assert_int_equal(mbx_message_get(m)->parts[1].filename.n, n > MBX_MAX_PARAM_SEGMENTS ? MBX_MAX_PARAM_SEGMENTS : n);
        mbx_message_free(m);
    }
}

static void boundary(void **state)
{
    (void)state;
    for (int n = MBX_MAX_BOUNDARY - 1; n <= MBX_MAX_BOUNDARY + 30; n++) {
        char b[128];
        raw r = {0};
        memset(b, 'b', sizeof b);
        b[n] = '\0';
        size_t header = begin_part(&r);
        add(&r, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n\r\none\r\n--%s  \r\n\r\ntwo\r\n--%s--\r\nepilogue\r\n--outer--\r\n", b, b, b, b);
        mbx_message *m = parsed(&r);
        if (n > MBX_MAX_BOUNDARY)
            seen_at(m, MBX_ANOMALY_BOUNDARY_LONG, header);
        else
            assert_int_equal(count(m, MBX_ANOMALY_BOUNDARY_LONG), 0);
        assert_int_equal(mbx_message_get(m)->n_parts, 4);
        assert_int_equal(mbx_message_get(m)->text.n, 7);
        assert_int_equal(count(m, MBX_ANOMALY_BOUNDARY_UNCLOSED), 0);
        mbx_message_free(m);
    }
}

static void text(void **state)
{
    static const char *const types[] = {"plain; charset=utf-8", "html; charset=koi8-r"};
    (void)state;
    for (int t = 0; t < 2; t++) {
        for (int over = -1; over <= 1; over++) {
            raw r = {0};
            add(&r, "Content-Type: text/%s\r\n\r\n", types[t]);
            size_t body = r.n, want = r.n + MBX_MAX_TEXT + (size_t)(over + 1) - 1, n = want - r.n;
            r.p = realloc(r.p, want);
            assert_non_null(r.p);
            r.cap = want;
            memset(r.p + r.n, 'x', n);
            r.n = want;
            mbx_message *m = parsed(&r);
            const mbx_message_facts *f = mbx_message_get(m);
            said(m, MBX_ANOMALY_LIMIT_TEXT, over > 0, body);
            assert_int_equal(t ? f->html_truncated : f->text_truncated, over > 0);
            assert_int_equal(t ? f->text_truncated : f->html_truncated, false);
            mbx_str text = t ? f->html : f->text;
            assert_int_equal(text.n, over > 0 ? MBX_MAX_TEXT : n);
            for (size_t i = 0; i < text.n; i++)
                assert_true(text.p[i] == 'x');
            mbx_message_free(m);
        }
    }
    /* cut between characters: e with acute accent is two bytes, and the limit is even */
    raw r = {0};
    add(&r, "Content-Type: text/plain; charset=iso-8859-1\r\n\r\na");
    size_t at = r.n;
    r.n += MBX_MAX_TEXT / 2 + 10;
    r.p = realloc(r.p, r.n);
    assert_non_null(r.p);
    memset(r.p + at, 0xE9, r.n - at);
    mbx_message *m = parsed(&r);
    assert_true(mbx_message_get(m)->text_truncated);
    assert_int_equal(mbx_message_get(m)->text.n, MBX_MAX_TEXT - 1);
    mbx_message_free(m);
    /* in the part that was too much, which is not the first one, and only there */
    r = (raw){0};
    (void)begin_part(&r);
    add(&r, "\r\nfirst\r\n--outer\r\n\r\n");
    size_t body = r.n;
    while (r.n < body + MBX_MAX_TEXT)
        add(&r, "%0100d", 0);
    add(&r, "\r\n--outer\r\n\r\nlast\r\n--outer--\r\n");
    m = parsed(&r);
    said(m, MBX_ANOMALY_LIMIT_TEXT, true, body);
    mbx_message_free(m);
}

/* Of all parts together; the message's own header does not count. */
static void part_facts(void **state)
{
    (void)state;
    for (int few = 1; few >= 0; few--) {
        /* each name is 1004 bytes, each type 9 */
        const size_t fit = MBX_MAX_PART_FACTS / 1100, n = few ? fit : MBX_MAX_PART_FACTS / 1013 + 1;
        raw r = {0};
        add(&r, "Subject: before\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n");
        size_t *headers = malloc(n * sizeof *headers), lost = 0;
        assert_non_null(headers);
        for (int i = 0; i < (int)n; i++) {
            headers[i] = r.n + strlen("--b\r\n");
            add(&r, "--b\r\nContent-Type: image/png; name=\"");
            for (int k = 0; k < 100; k++)
                add(&r, "0123456789");
            add(&r, "%04d\"\r\n\r\nx\r\n", i);
        }
        add(&r, "--b\r\n\r\nlast\r\n--b--\r\n");
        mbx_message *m = parsed(&r);
        const mbx_message_facts *f = mbx_message_get(m);
        while (lost < n - 1 && f->parts[2 + lost].filename.n)
            lost++;
        said(m, MBX_ANOMALY_LIMIT_PART_FACTS, !few, headers[lost]);
        free(headers);
        is(f->subject, "before");
        assert_int_equal(f->n_parts, n + 3);
        for (size_t i = 0; i < fit; i++)
            assert_true(f->parts[2 + i].filename.n == 1004 && (size_t)atoi(f->parts[2 + i].filename.p + 1000) == i);
        assert_int_equal(f->parts[f->n_parts - 2].filename.n, few ? 1004 : 0);
        assert_int_equal(f->parts[f->n_parts - 2].role, MBX_ROLE_ATTACHMENT);
        /* a part that keeps nothing has nothing that could be too long */
        is(f->text, "text\nlast");
        mbx_message_free(m);
    }
}

static void filename(void **state)
{
    (void)state;
    for (size_t n = MBX_MAX_FILENAME - 1; n <= MBX_MAX_FILENAME + 1; n++) {
        raw r = {0};
        size_t header = begin_part(&r);
        add(&r, "Content-Disposition: attachment; filename=\"");
        for (size_t i = 0; i < n - 2; i++)
            add(&r, "x");
        add(&r, "\xC3\xA9\"\r\n\r\n");
        mbx_message *m = parsed(&r);
        said(m, MBX_ANOMALY_LIMIT_FILENAME, n > MBX_MAX_FILENAME, header);
        /* beyond it the last character, which is two bytes, goes whole */
        assert_int_equal(mbx_message_get(m)->parts[1].filename.n, n > MBX_MAX_FILENAME ? MBX_MAX_FILENAME - 1 : n);
        mbx_message_free(m);
    }
}

/* What a list says of itself: what is too much of it is left out, and no part of the mail with it. */
static void list_fields(void **state)
{
    (void)state;
    for (size_t n = MBX_MAX_UNSUBSCRIBE - 1; n <= MBX_MAX_UNSUBSCRIBE + 1; n++) {
        raw r = {0};
        add(&r, "List-Unsubscribe: ");
        for (size_t i = 0; i < n; i++)
            add(&r, "%s<https://x/%zu>", i ? ",\r\n " : "", i);
        add(&r, "\r\n\r\n");
        mbx_message *m = parsed(&r);
        const mbx_automatic *a = &mbx_message_get(m)->automatic;
        assert_int_equal(a->n_unsubscribe, n < MBX_MAX_UNSUBSCRIBE ? n : MBX_MAX_UNSUBSCRIBE);
        is(a->unsubscribe[a->n_unsubscribe - 1], n < MBX_MAX_UNSUBSCRIBE ? "https://x/8" : "https://x/9");
        mbx_message_free(m);
    }
    for (size_t over = 0; over <= 2; over++) {
        raw r = {0};
        size_t uri = MBX_MAX_URI - 1 + over, id = MBX_MAX_LIST_ID - 1 + over;
        add(&r, "List-Unsubscribe: <https://");
        for (size_t i = 8; i < uri; i++)
            add(&r, "u");
        add(&r, ">\r\nList-Id: <");
        for (size_t i = 0; i < id; i++)
            add(&r, "i");
        add(&r, ">\r\nSubject: s\r\n\r\n");
        mbx_message *m = parsed(&r);
        const mbx_automatic *a = &mbx_message_get(m)->automatic;
        for (size_t i = 0; i < a->n_unsubscribe; i++)
            assert_true(a->unsubscribe[i].n <= MBX_MAX_URI);
        assert_true(over == 2 || (a->n_unsubscribe == 1 && a->unsubscribe[0].n == uri));
        assert_true(a->list_id.n <= MBX_MAX_LIST_ID && (over == 2 || a->list_id.n == id));
        is(mbx_message_get(m)->subject, "s");
        mbx_message_free(m);
    }
}

static void anomalies(void **state)
{
    (void)state;
    for (int n = MBX_MAX_ANOMALIES - 1; n <= MBX_MAX_ANOMALIES + 1; n++) {
        raw r = {0};
        add(&r, "Subject: x\r\n");
        for (int i = 0; i < n; i++)
            add(&r, "no colon\r\n");
        add(&r, "Content-Type: multipart/mixed\r\n\r\nx");
        mbx_message *m = parsed(&r);
        const mbx_message_facts *f = mbx_message_get(m);
        assert_int_equal(f->n_anomalies, n < MBX_MAX_ANOMALIES ? n + 1 : MBX_MAX_ANOMALIES);
        assert_true(f->incomplete); /* said by the missing boundary, though it found no room in the list */
        mbx_message_free(m);
    }
}

/* Is a file of the core tests about it? */
static bool mentioned(const char *limit)
{
    DIR *dir = opendir("tests/core");
    struct dirent *e;
    bool found = false;
    assert_non_null(dir);
    while (!found && (e = readdir(dir))) {
        char path[512], line[512];
        if (strncmp(e->d_name, "test_", 5) != 0)
            continue;
        snprintf(path, sizeof path, "tests/core/%s", e->d_name);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        while (!found && fgets(line, sizeof line, in)) {
            const char *p = strstr(line, limit);
            found = p && !isalnum((unsigned char)p[strlen(limit)]) && p[strlen(limit)] != '_';
        }
        fclose(in);
    }
    closedir(dir);
    return found;
}

static void none_forgotten(void **state)
{
    (void)state;
    for (int k = 0; k < MBX_ANOMALY_COUNT; k++)
        if (strncmp(mbx_anomaly_name((mbx_anomaly_kind)k), "limit_", 6) == 0 && !reached[k])
            fail_msg("nothing here reached %s", mbx_anomaly_name((mbx_anomaly_kind)k));
    FILE *in = fopen("src/base/limits.h", "r");
    char line[512], name[128];
    bool mime = false;
    size_t limits = 0;
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        if (strncmp(line, "/* ", 3) == 0)
            mime = strncmp(line, "/* MIME ", 8) == 0;
        if (!mime || sscanf(line, "#define %127s", name) != 1)
            continue;
        limits++;
        if (!mentioned(name))
            fail_msg("no test mentions %s", name);
    }
    fclose(in);
    assert_true(limits >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(depth),      cmocka_unit_test(parts),    cmocka_unit_test(header_block), cmocka_unit_test(header_lines),
        cmocka_unit_test(addresses),  cmocka_unit_test(segments), cmocka_unit_test(references),   cmocka_unit_test(boundary),
        cmocka_unit_test(text),       cmocka_unit_test(filename), cmocka_unit_test(anomalies),    cmocka_unit_test(part_facts),
        cmocka_unit_test(offsets),    cmocka_unit_test(list_fields),
        cmocka_unit_test(none_forgotten), /* the last */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
