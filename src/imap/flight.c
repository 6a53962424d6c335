#include "imap/flight.h"

#include "imap/argument.h"

#include <string.h>

typedef struct verb {
    const char *name, *takes[2]; /* the names of its untagged data */
    bool folder;                 /* its data or arguments name folders */
    bool last;                   /* everything that comes may be its data */
} verb;

static const verb verbs[] = {
    {"CAPABILITY", {"CAPABILITY", NULL}, false, false},
    {"ID", {"ID", NULL}, false, false},
    {"ENABLE", {"ENABLED", NULL}, false, false},
    {"NAMESPACE", {"NAMESPACE", NULL}, true, false},
    {"NOOP", {NULL, NULL}, false, false},
    {"LIST", {"LIST", "STATUS"}, true, false},
    {"STATUS", {"STATUS", NULL}, true, false},
    {"EXAMINE", {NULL, NULL}, true, true},
    {"SELECT", {NULL, NULL}, true, true},
};

#define ENABLE 2

void mbx_flight_init(mbx_command_flight *f, mbx_session *s)
{
    memset(f, 0, sizeof *f);
    f->session = s;
    mbx_buf_init(&f->out, MBX_MAX_FLIGHT * (MBX_MAX_COMMAND + 32));
}

void mbx_flight_free(mbx_command_flight *f)
{
    mbx_buf_free(&f->out);
}

static mbx_str first_word(mbx_str s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != ' ')
        n++;
    return (mbx_str){s.p, n};
}

static bool takes(const verb *v, mbx_str name)
{
    for (size_t i = 0; i < 2 && v->takes[i]; i++)
        if (mbx_str_same_nocase(name, mbx_str_of(v->takes[i])))
            return true;
    return false;
}

/* Could data of a be taken for b's? */
static bool alike(const verb *a, const verb *b)
{
    for (size_t i = 0; i < 2 && a->takes[i]; i++)
        if (takes(b, mbx_str_of(a->takes[i])))
            return true;
    return false;
}

static bool may_join(const mbx_command_flight *f, size_t row, const mbx_line_reader *reader)
{
    for (size_t i = 0; i < f->n; i++) {
        const mbx_flight_command *c = &f->command[i];

        if (verbs[c->verb].last || (c->verb == ENABLE && verbs[row].folder) || (alike(&verbs[c->verb], &verbs[row]) && c->reader != reader))
            return false;
    }
    return true;
}

mbx_status mbx_flight_add(mbx_command_flight *f, mbx_str text, const mbx_line_reader *reader, mbx_error *err)
{
    const size_t rows = sizeof verbs / sizeof verbs[0];
    mbx_session *s = f->session;
    mbx_flight_command *c;
    size_t row = 0, before = f->out.n;
    char tag[16];
    mbx_status st;

    if (f->n == MBX_MAX_FLIGHT || text.n > MBX_MAX_COMMAND)
        return mbx_fail(err, s->stage, MBX_CODE_LIMIT_BUFFER, "More commands at once, or longer ones, than are sent.");
    while (row < rows && !mbx_str_same_nocase(first_word(text), mbx_str_of(verbs[row].name)))
        row++;
    if (row == rows || !may_join(f, row, reader) || !mbx_argument_safe(text))
        return mbx_fail(err, s->stage, MBX_CODE_INPUT_VALUE, "A command may not travel with others.");
    mbx_reply_tag(s, tag, sizeof tag);
    st = mbx_buf_add_str(&f->out, tag);
    if (st == MBX_OK)
        st = mbx_buf_add(&f->out, text.p, text.n);
    if (st == MBX_OK)
        st = mbx_buf_add(&f->out, "\r\n", 2);
    if (st != MBX_OK) {
        f->out.n = before;
        return mbx_fail_memory(err);
    }
    c = &f->command[f->n++];
    c->tag = s->imap->imap_tag;
    c->verb = row;
    c->reader = reader;
    return MBX_OK;
}

/* "* LIST ..." -> "LIST"; of "* 3 EXISTS" it is a number, which no command's data are called. */
static mbx_str data_name(mbx_str line)
{
    size_t i = 1;

    while (i < line.n && line.p[i] == ' ')
        i++;
    return first_word((mbx_str){line.p + i, line.n - i});
}

static const mbx_flight_command *whose(const mbx_command_flight *f, mbx_line_kind kind, mbx_str line)
{
    for (size_t i = 0; i < f->n; i++) {
        const mbx_flight_command *c = &f->command[i];

        if (!c->answered && (verbs[c->verb].last || (kind == MBX_LINE_DATA && takes(&verbs[c->verb], data_name(line)))))
            return c;
    }
    return NULL;
}

static mbx_status answered(mbx_command_flight *f, mbx_error *err)
{
    mbx_session *s = f->session;
    mbx_str text = mbx_reply_text(s);
    int tag = mbx_reply_tag_said(s);
    mbx_status st;

    for (size_t i = 0; i < f->n; i++) {
        mbx_flight_command *c = &f->command[i];
        size_t n = text.n < sizeof c->text ? text.n : sizeof c->text - 1;

        if (c->answered || c->tag != tag)
            continue;
        if ((st = mbx_reply_verdict(s, &c->answer, err)) != MBX_OK)
            return st;
        memcpy(c->text, text.p, n);
        c->text[n] = 0;
        c->answered = true;
        return MBX_OK;
    }
    return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server answered a command that was not sent.");
}

static mbx_status take_line(mbx_command_flight *f, mbx_line_kind kind, mbx_error *err)
{
    const mbx_flight_command *c;
    mbx_str line = mbx_buf_str(&f->session->line);
    mbx_status st = mbx_reply_learn(f->session, kind, err);

    if (st != MBX_OK)
        return st;
    if (kind == MBX_LINE_CONTINUE)
        return mbx_fail(err, f->session->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server asked for more where nothing follows.");
    c = whose(f, kind, line);
    return c && c->reader ? c->reader->line(c->reader->ctx, kind, line, err) : MBX_OK;
}

mbx_status mbx_flight_run(mbx_command_flight *f, mbx_error *err)
{
    static const mbx_line_reader whole = {.literals = true};
    mbx_session *s = f->session;
    mbx_line_kind kind;
    mbx_status st;

    if (f->n == 0)
        return MBX_OK;
    mbx_wire_guard(s->wire)->numbers_allowed = false;
    if (mbx_wire_write(s->wire, f->out.p, f->out.n, err) != MBX_OK)
        return mbx_reply_broken(s, err);
    for (size_t left = f->n; left > 0;) {
        if ((st = mbx_reply_line(s, &whole, &kind, err)) != MBX_OK)
            return st;
        st = kind == MBX_LINE_TAGGED ? answered(f, err) : take_line(f, kind, err);
        if (st == MBX_OK && kind == MBX_LINE_TAGGED) {
            st = mbx_reply_learn(s, kind, err);
            left--;
        }
        if (st != MBX_OK)
            return st;
    }
    return MBX_OK;
}

mbx_status mbx_flight_refused(const mbx_command_flight *f, size_t command, mbx_error *err)
{
    const mbx_flight_command *c = &f->command[command];

    return mbx_reply_refusal(f->session, c->answer, mbx_str_of(c->text), err);
}
