#include "imap/folder_status.h"

#include "base/limits.h"
#include "imap/flight.h"
#include "imap/folder_name.h"
#include "imap/mutf7.h"
#include "imap/session_state.h"

#include <string.h>

static const struct {
    const char *name;
    unsigned bit;
    const char *needs[2]; /* one of these offered; none: every server can */
} items[] = {
    {"MESSAGES", MBX_TOLD_MESSAGES, {NULL}},
    {"UNSEEN", MBX_TOLD_UNSEEN, {NULL}},
    {"UIDNEXT", MBX_TOLD_UIDNEXT, {NULL}},
    {"UIDVALIDITY", MBX_TOLD_UIDVALIDITY, {NULL}},
    {"HIGHESTMODSEQ", MBX_TOLD_HIGHESTMODSEQ, {"CONDSTORE", "QRESYNC"}},
    {"SIZE", MBX_TOLD_SIZE, {"STATUS=SIZE", "IMAP4rev2"}},
    {"MAILBOXID", MBX_TOLD_MAILBOXID, {"OBJECTID", NULL}},
};

#define ITEMS (sizeof items / sizeof items[0])

mbx_status mbx_folder_status_items(const mbx_session *s, mbx_buf *out, mbx_error *err)
{
    mbx_status st = mbx_buf_add_str(out, " (");

    for (size_t i = 0; i < ITEMS && st == MBX_OK; i++)
        if (!items[i].needs[0] || mbx_session_has(s, items[i].needs[0]) || (items[i].needs[1] && mbx_session_has(s, items[i].needs[1])))
            st = mbx_buf_printf(out, "%s%s", i ? " " : "", items[i].name);
    if (st == MBX_OK)
        st = mbx_buf_add_char(out, ')');
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

bool mbx_folder_same(mbx_str a, mbx_str b)
{
    return mbx_str_same(a, b) || (mbx_str_same_nocase(a, MBX_STR("INBOX")) && mbx_str_same_nocase(b, MBX_STR("INBOX")));
}

static void take_number(mbx_folder_status *f, unsigned bit, uint64_t v)
{
    bool large = bit == MBX_TOLD_HIGHESTMODSEQ || bit == MBX_TOLD_SIZE;

    if (v > (large ? INT64_MAX : UINT32_MAX)) /* RFC 7162 section 1: 63 bits */
        return;
    f->told |= bit;
    switch (bit) {
    case MBX_TOLD_MESSAGES:
        f->messages = (uint32_t)v;
        break;
    case MBX_TOLD_UNSEEN:
        f->unseen = (uint32_t)v;
        break;
    case MBX_TOLD_UIDNEXT:
        f->uidnext = (uint32_t)v;
        break;
    case MBX_TOLD_UIDVALIDITY:
        f->uidvalidity = (uint32_t)v;
        break;
    case MBX_TOLD_HIGHESTMODSEQ:
        f->highestmodseq = v;
        break;
    case MBX_TOLD_SIZE:
        f->size = v;
        break;
    default:
        f->told &= ~bit;
    }
}

/* Not by pairs: some servers leave a number out and go on with the next name. */
static void take_word(mbx_folder_status *f, const mbx_token *k, unsigned *expected)
{
    if (k->kind == MBX_TOKEN_OPEN)
        return;
    if (k->depth == 2 && *expected == MBX_TOLD_MAILBOXID && (k->kind == MBX_TOKEN_ATOM || k->kind == MBX_TOKEN_NUMBER || k->kind == MBX_TOKEN_NIL) && !k->cut && mbx_is_objectid(k->text)) {
        memcpy(f->mailboxid, k->text.p, k->text.n);
        f->mailboxid[k->text.n] = 0;
        f->told |= MBX_TOLD_MAILBOXID;
    }
    if (k->depth == 1 && k->kind == MBX_TOKEN_NUMBER && *expected)
        take_number(f, *expected, k->number);
    *expected = 0;
    for (size_t i = 0; i < ITEMS && k->depth == 1 && k->kind == MBX_TOKEN_ATOM; i++)
        if (mbx_str_same_nocase(k->text, mbx_str_of(items[i].name)))
            *expected = items[i].bit;
}

mbx_status mbx_folder_status_read(mbx_str line, mbx_buf *name, mbx_folder_status *status_r, bool *told_r, mbx_error *err)
{
    mbx_folder_status f = {.told = 0};
    const char *at = line.p, *end = line.p + line.n;
    unsigned words = 0, expected = 0;
    mbx_tokenizer t;
    mbx_token k = {.kind = MBX_TOKEN_MORE};
    mbx_status st = MBX_OK;

    *told_r = false;
    mbx_buf_reset(name);
    mbx_tokenizer_init(&t, &(mbx_token_limits){.text = MBX_MAX_FOLDER, .depth = MBX_MAX_DEPTH});
    while (st == MBX_OK && k.kind != MBX_TOKEN_END && (st = mbx_token_next(&t, &at, end, true, &k, err)) == MBX_OK) {
        if (k.kind == MBX_TOKEN_LITERAL || k.kind == MBX_TOKEN_END)
            continue;
        words++;
        if (words <= 2)
            continue; /* the caller knows: "* STATUS" */
        if (words > 3) {
            if (words == 4 && k.kind != MBX_TOKEN_OPEN)
                break;
            *told_r = true;
            take_word(&f, &k, &expected);
            continue;
        }
        if (k.cut || (k.kind != MBX_TOKEN_ATOM && k.kind != MBX_TOKEN_STRING && k.kind != MBX_TOKEN_NUMBER && k.kind != MBX_TOKEN_NIL))
            break;
        if (mbx_buf_add(name, k.text.p, k.text.n) != MBX_OK)
            st = mbx_fail_memory(err);
    }
    mbx_tokenizer_free(&t);
    *status_r = f;
    return st;
}

/* ---- STATUS ---- */

typedef struct asked { /* of one flight */
    const mbx_str *raw; /* names as the wire has them */
    mbx_folder_status *status;
    size_t n;
    mbx_buf name;
} asked;

static mbx_status on_line(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    asked *a = ctx;
    mbx_folder_status f;
    bool told;
    mbx_status st = mbx_folder_status_read(line, &a->name, &f, &told, err);

    (void)kind;
    if (st != MBX_OK || !told)
        return st;
    for (size_t i = 0; i < a->n; i++)
        /* where only one was asked for, the server may spell its name as it likes */
        if (a->status[i].told == 0 && (a->n == 1 || mbx_folder_same(a->raw[i], mbx_buf_str(&a->name)))) {
            a->status[i] = f;
            break;
        }
    return MBX_OK;
}

/* The name between quotes, as it stands in a command, without quotes and escapes: in place. */
static mbx_str unquoted(char *p, size_t n)
{
    size_t to = 0;

    for (size_t i = 1; i + 1 < n; i++) {
        if (p[i] == '\\')
            i++;
        p[to++] = p[i];
    }
    return (mbx_str){p, to};
}

static mbx_status fly(mbx_session *s, const char *const *names, size_t n, mbx_folder_status *status_r, mbx_error *err)
{
    mbx_str raw[MBX_MAX_FLIGHT];
    mbx_buf quoted[MBX_MAX_FLIGHT], command;
    asked a = {raw, status_r, n, {0}};
    const mbx_line_reader reader = {.ctx = &a, .line = on_line};
    mbx_command_flight f;
    mbx_status st = MBX_OK;

    mbx_buf_init(&a.name, MBX_MAX_FOLDER);
    mbx_buf_init(&command, MBX_MAX_COMMAND);
    mbx_flight_init(&f, s);
    for (size_t i = 0; i < n; i++)
        mbx_buf_init(&quoted[i], 6 * MBX_MAX_FOLDER + 2);
    for (size_t i = 0; i < n && st == MBX_OK; i++) {
        if ((st = mbx_folder_name_add(s, names[i], &quoted[i], err)) != MBX_OK)
            break;
        mbx_buf_reset(&command);
        if (mbx_buf_add_str(&command, "STATUS ") != MBX_OK || mbx_buf_add(&command, quoted[i].p, quoted[i].n) != MBX_OK)
            st = mbx_fail_memory(err);
        if (st == MBX_OK)
            st = mbx_folder_status_items(s, &command, err);
        if (st == MBX_OK)
            st = mbx_flight_add(&f, mbx_buf_str(&command), &reader, err);
        raw[i] = unquoted(quoted[i].p, quoted[i].n);
    }
    if (st == MBX_OK)
        st = mbx_flight_run(&f, err);
    for (size_t i = 0; i < n; i++) {
        mbx_buf_free(&quoted[i]);
        if (st == MBX_OK && f.command[i].answer != MBX_ANSWER_OK)
            memset(&status_r[i], 0, sizeof status_r[i]);
    }
    mbx_flight_free(&f);
    mbx_buf_free(&command);
    mbx_buf_free(&a.name);
    return st;
}

mbx_status mbx_session_status(mbx_session *s, const char *const *names, size_t n, mbx_folder_status *status_r, mbx_error *err)
{
    mbx_status st = MBX_OK;

    mbx_session_stage(s, MBX_STAGE_COUNTS, -1);
    for (size_t i = 0; i < n; i++)
        memset(&status_r[i], 0, sizeof status_r[i]);
    for (size_t at = 0, part; at < n && st == MBX_OK; at += part) {
        part = n - at < MBX_MAX_FLIGHT ? n - at : MBX_MAX_FLIGHT;
        st = fly(s, names + at, part, status_r + at, err);
    }
    return st;
}
