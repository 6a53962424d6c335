#include "probe/transcript.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "mime/utf8.h"
#include "imap/repeats.h"

#include <stdio.h>

typedef struct entry {
    mbx_time at;
    char who; /* 'C', 'S', or 0 for a remark */
    char *text; /* as it came, still to be escaped */
    size_t n;
} entry;

struct mbx_transcript {
    mbx_time began;
    entry *entries;
    size_t n, cap, bytes;
    bool full, no_memory;
    /* the server's line that is being heard */
    mbx_buf line;       /* its beginning */
    mbx_stage stage;    /* where it began */
    bool open;
    uint64_t line_bytes; /* without bodies and line ends */
    uint64_t body;       /* bytes of one that comes now */
    /* since we last spoke: those beyond MBX_TRANSCRIPT_ANSWER, of which the last one is kept */
    size_t lines;
    uint64_t hidden, hidden_bytes, last_bytes;
    mbx_buf last;
    mbx_time last_at;
};

mbx_status mbx_transcript_new(mbx_transcript **t_r, mbx_error *err)
{
    mbx_transcript *t = mbx_alloc_zero(sizeof *t);

    if (!t)
        return mbx_fail_memory(err);
    t->began = mbx_now();
    mbx_buf_init(&t->line, MBX_TRANSCRIPT_LINE + 128);
    mbx_buf_init(&t->last, MBX_TRANSCRIPT_LINE + 128);
    *t_r = t;
    return MBX_OK;
}

void mbx_transcript_free(mbx_transcript *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        mbx_release(t->entries[i].text);
    mbx_release(t->entries);
    mbx_buf_free(&t->line);
    mbx_buf_free(&t->last);
    mbx_release(t);
}

static void keep(mbx_transcript *t, mbx_time at, char who, const char *p, size_t n)
{
    entry *more;

    if (t->full || t->no_memory)
        return;
    if (t->n >= MBX_TRANSCRIPT_LINES || t->bytes + n > MBX_TRANSCRIPT_BYTES) {
        t->full = true;
        return;
    }
    if (t->n == t->cap) {
        more = mbx_resize(t->entries, (t->cap ? t->cap * 2 : 64) * sizeof *more);
        if (!more) {
            t->no_memory = true;
            return;
        }
        t->entries = more;
        t->cap = t->cap ? t->cap * 2 : 64;
    }
    t->entries[t->n] = (entry){at, who, mbx_copy_bytes(p, n), n};
    if (!t->entries[t->n].text) {
        t->no_memory = true;
        return;
    }
    t->bytes += n;
    t->n++;
}

/* The size of something secret tells of it too: only its order of magnitude is written down. */
static void put_secret(mbx_buf *b, size_t n)
{
    size_t class = 64;

    while (class < n)
        class *= 4;
    (void)!mbx_buf_printf(b, "<up to %zu bytes>", class);
}

static bool begins(mbx_str text, const char *with)
{
    size_t n = strlen(with);

    return text.n >= n && mbx_str_same_nocase((mbx_str){text.p, n}, (mbx_str){with, n});
}

/* ---- the server ---- */

static size_t word_at(mbx_str text, size_t at)
{
    size_t n = 0;

    while (at + n < text.n && text.p[at + n] != ' ')
        n++;
    return n;
}

static bool known_code(mbx_str code)
{
    static const char *const known[] = {"ALERT",      "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "CLIENTBUG", "CONTACTADMIN", "EXPIRED", "INUSE",
                                        "LIMIT",      "NOPERM",               "OVERQUOTA",           "PRIVACYREQUIRED", "SERVERBUG", "THROTTLED", "UNAVAILABLE",
                                        "WEBALERT"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (mbx_str_same_nocase(code, mbx_str_of(known[i])))
            return true;
    return begins(code, "CAPABILITY ");
}

/* Of the answer to a login: "3 NO [AUTHENTICATIONFAILED] <23 bytes>". What a server says there may be what we said. */
static void judge_login(mbx_str line, uint64_t bytes, mbx_buf *out)
{
    static const char *const statuses[] = {"OK", "NO", "BAD", "BYE"};
    size_t tag = word_at(line, 0), status = tag < line.n ? word_at(line, tag + 1) : 0, at;
    bool ours = tag == 1 && line.p[0] == '*', known = false;

    if (begins(line, "* CAPABILITY ")) {
        (void)!mbx_buf_add(out, line.p, line.n);
        return;
    }
    if (begins(line, "+")) {
        (void)!mbx_buf_add_str(out, "+ ");
        put_secret(out, (size_t)bytes);
        return;
    }
    if (tag > 0 && strspn(line.p, "0123456789") == tag)
        ours = true;
    for (size_t i = 0; ours && i < sizeof statuses / sizeof statuses[0]; i++)
        known = known || mbx_str_same_nocase((mbx_str){line.p + tag + 1, status}, mbx_str_of(statuses[i]));
    if (!known) {
        (void)!mbx_buf_printf(out, "<%llu bytes>", (unsigned long long)bytes);
        return;
    }
    at = tag + 1 + status;
    (void)!mbx_buf_add(out, line.p, at);
    if (at + 1 < line.n && line.p[at + 1] == '[') {
        const char *end = memchr(line.p + at, ']', line.n - at);

        if (end && known_code((mbx_str){line.p + at + 2, (size_t)(end - line.p) - at - 2})) {
            (void)!mbx_buf_add(out, line.p + at, (size_t)(end + 1 - line.p) - at);
            at = (size_t)(end + 1 - line.p);
        }
    }
    if (bytes > at + 1)
        (void)!mbx_buf_printf(out, " <%llu bytes>", (unsigned long long)(bytes - at - 1));
}

/* What of the finished line may be written down, into t->last. */
static void judge(mbx_transcript *t, bool whole)
{
    mbx_str line = mbx_buf_str(&t->line);

    mbx_buf_reset(&t->last);
    if (t->stage == MBX_STAGE_GREETING && !(whole && (begins(line, "* OK ") || (begins(line, "* OK") && line.n == 4))))
        (void)!mbx_buf_printf(&t->last, "<%llu bytes that are not shown>", (unsigned long long)t->line_bytes);
    else if (t->stage == MBX_STAGE_AUTH)
        judge_login(line, t->line_bytes, &t->last);
    else
        (void)!mbx_buf_add(&t->last, line.p, line.n);
    if (!whole)
        (void)!mbx_buf_add_str(&t->last, " <broken off>");
}

static void put_body(mbx_transcript *t)
{
    if (t->body > 0)
        (void)!mbx_buf_printf(&t->line, "<%llu bytes>", (unsigned long long)t->body);
    t->body = 0;
}

static void end_line(mbx_transcript *t, bool whole)
{
    put_body(t);
    if (t->stage != MBX_STAGE_AUTH && t->line_bytes > MBX_TRANSCRIPT_LINE)
        (void)!mbx_buf_printf(&t->line, " <%llu bytes more>", (unsigned long long)(t->line_bytes - MBX_TRANSCRIPT_LINE));
    judge(t, whole);
    t->last_at = mbx_now();
    if (++t->lines <= MBX_TRANSCRIPT_ANSWER) {
        keep(t, t->last_at, 'S', t->last.p ? t->last.p : "", t->last.n);
    } else {
        t->hidden++;
        t->hidden_bytes += t->last_bytes;
        t->last_bytes = t->line_bytes;
    }
    mbx_buf_reset(&t->line);
    t->line_bytes = 0;
    t->open = false;
}

void mbx_transcript_heard(mbx_transcript *t, mbx_stage stage, const char *p, size_t n, bool end)
{
    if (!t->open)
        t->stage = stage;
    t->open = true;
    if (!p)
        t->body += n;
    else if (n > 0)
        put_body(t);
    for (size_t i = 0; p && i < n; i++) {
        if (p[i] == '\r' || p[i] == '\n')
            continue;
        if (t->line_bytes++ < MBX_TRANSCRIPT_LINE)
            (void)!mbx_buf_add_char(&t->line, p[i]);
    }
    if (end)
        end_line(t, true);
}

/* We speak, or it is over. */
static void end_answer(mbx_transcript *t)
{
    char text[96];
    int n;

    if (t->open)
        end_line(t, false);
    if (t->hidden > 1) {
        n = snprintf(text, sizeof text, "<%llu lines more, %llu bytes>", (unsigned long long)(t->hidden - 1), (unsigned long long)t->hidden_bytes);
        keep(t, t->last_at, 'S', text, (size_t)n);
    }
    if (t->hidden > 0)
        keep(t, t->last_at, 'S', t->last.p ? t->last.p : "", t->last.n);
    t->lines = 0;
    t->hidden = t->hidden_bytes = t->last_bytes = 0;
}

/* ---- the client ---- */

void mbx_transcript_said(mbx_transcript *t, mbx_stage stage, const char *p, size_t n, size_t open)
{
    size_t shown = open < MBX_TRANSCRIPT_LINE ? open : MBX_TRANSCRIPT_LINE;
    mbx_buf line;

    (void)stage;
    end_answer(t);
    mbx_buf_init(&line, MBX_TRANSCRIPT_LINE + 128);
    while (shown > 0 && (p[shown - 1] == '\n' || p[shown - 1] == '\r' || p[shown - 1] == ' '))
        shown--;
    if (mbx_buf_add(&line, p, shown) != MBX_OK)
        t->no_memory = true;
    if (open > MBX_TRANSCRIPT_LINE)
        (void)!mbx_buf_printf(&line, " <%zu bytes more>", open - shown);
    if (open < n) {
        if (shown > 0)
            (void)!mbx_buf_add_char(&line, ' ');
        put_secret(&line, n - open);
    }
    keep(t, mbx_now(), 'C', line.p ? line.p : "", line.n);
    mbx_buf_free(&line);
}

/* ---- the end ---- */

/* Marks that turn the direction of reading around would make a line look like another one. */
static bool turns_around(const char *p, size_t n)
{
    return n >= 3 && (unsigned char)p[0] == 0xE2 &&
           (((unsigned char)p[1] == 0x80 && (((unsigned char)p[2] >= 0xAA && (unsigned char)p[2] <= 0xAE) || (unsigned char)p[2] == 0x8E || (unsigned char)p[2] == 0x8F)) ||
            ((unsigned char)p[1] == 0x81 && (unsigned char)p[2] >= 0xA6 && (unsigned char)p[2] <= 0xA9));
}

static mbx_status escape(const char *p, size_t n, mbx_buf *out)
{
    mbx_status st = MBX_OK;

    for (size_t i = 0, len; i < n && st == MBX_OK; i += len) {
        unsigned char c = (unsigned char)p[i];
        size_t want = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        bool valid = want <= n - i && mbx_utf8_valid(p + i, want, NULL) == want;

        len = valid ? want : 1;
        if (valid && (len > 1 ? !(c == 0xC2 && (unsigned char)p[i + 1] < 0xA0) && !turns_around(p + i, n - i) : c >= 0x20 && c != 0x7F)) {
            st = mbx_buf_add(out, p + i, len);
            continue;
        }
        for (size_t k = 0; k < len && st == MBX_OK; k++)
            st = mbx_buf_printf(out, "\\x%02X", (unsigned)(unsigned char)p[i + k]);
    }
    return st;
}

static mbx_status line_of(const mbx_transcript *t, const entry *e, const mbx_repeats *secret, char **line_r, mbx_error *err)
{
    int64_t ms = (e->at - t->began) / 1000000;
    bool repeats = false;
    mbx_buf out;
    mbx_status st = secret ? mbx_repeats_find(secret, (mbx_str){e->text, e->n}, &repeats, err) : MBX_OK;

    if (st != MBX_OK)
        return st;
    mbx_buf_init(&out, 4 * (MBX_TRANSCRIPT_LINE + 128) + 64);
    st = mbx_buf_printf(&out, "%4lld.%03d %c: ", (long long)(ms / 1000), (int)(ms % 1000), e->who);
    if (st == MBX_OK)
        st = repeats ? mbx_buf_add_str(&out, "<withheld: it repeats a piece of the password>") : escape(e->text, e->n, &out);
    *line_r = st == MBX_OK ? mbx_buf_take(&out, NULL) : NULL;
    mbx_buf_free(&out);
    return *line_r ? MBX_OK : mbx_fail_memory(err);
}

mbx_status mbx_transcript_lines(mbx_transcript *t, const mbx_secret *secret, char ***lines_r, size_t *n_r, mbx_error *err)
{
    static const char rest[] = "<the rest is left out>";
    mbx_repeats *forms = NULL;
    char **lines = NULL;
    size_t n = 0;
    mbx_status st = MBX_OK;

    end_answer(t);
    lines = mbx_alloc_zero((t->n + 2) * sizeof *lines);
    if (!lines || t->no_memory) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if (secret && (st = mbx_repeats_new(&forms, mbx_secret_bytes(secret), err)) != MBX_OK)
        goto done;
    for (; n < t->n; n++)
        if ((st = line_of(t, &t->entries[n], forms, &lines[n], err)) != MBX_OK)
            goto done;
    if (t->full && !(lines[n++] = mbx_copy_string(rest)))
        st = mbx_fail_memory(err);
done:
    mbx_repeats_free(forms);
    if (st == MBX_OK) {
        *lines_r = lines;
        *n_r = n;
        return MBX_OK;
    }
    for (size_t i = 0; lines && i < n; i++)
        mbx_release(lines[i]);
    mbx_release(lines);
    return st;
}
