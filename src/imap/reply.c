/* Commands and their answers: our own reader of lines, and the way through libetpan's parser. */
#include "base/limits.h"
#include "imap/argument.h"
#include "imap/mechanism.h"
#include "imap/refusal.h"
#include "imap/session_state.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

void mbx_session_stage(mbx_session *s, mbx_stage stage, int64_t ms)
{
    s->stage = stage;
    mbx_stream_stage(s->stream, stage, ms);
    if (s->wire)
        mbx_wire_stage(s->wire, stage);
}

mbx_status mbx_reply_broken(mbx_session *s, mbx_error *err)
{
    const mbx_guard *g = mbx_wire_guard(s->wire);

    if (!mbx_wire_failed(s->wire, err))
        return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer is not IMAP.");
    if (err->code == MBX_CODE_CONNECTION_LOST && g->bye_n > 0) {
        mbx_str text = {g->bye, g->bye_n};
        mbx_refusal why = s->stage == MBX_STAGE_AUTH ? mbx_refusal_of_login(text) : mbx_refusal_of(text);
        bool known = why.code != MBX_CODE_NONE && why.code != MBX_CODE_SERVER_UNAVAILABLE && why.code != MBX_CODE_FOLDER_UNSAFE_LOGIN;

        mbx_fail(err, s->stage, known ? why.code : MBX_CODE_SERVER_BYE, "The server ended the session.");
        err->retry_after = known ? why.retry_after : 0;
        /* of a login it might repeat the password */
        if (s->stage != MBX_STAGE_AUTH)
            mbx_error_server_text(err, g->bye, g->bye_n);
    }
    return err->status;
}

void mbx_reply_tag(mbx_session *s, char *out, size_t n)
{
    /* libetpan compares the tagged line with this counter, so our own commands count in it too. */
    s->imap->imap_tag = s->imap->imap_tag == INT_MAX ? 1 : s->imap->imap_tag + 1;
    mbx_guard_command(mbx_wire_guard(s->wire), false);
    snprintf(out, n, "%d ", s->imap->imap_tag);
}

mbx_status mbx_reply_command(mbx_session *s, mbx_str text, bool numbers, mbx_error *err)
{
    char tag[16];
    mbx_buf b;
    mbx_status st;

    if (!mbx_argument_safe(text))
        return mbx_fail(err, s->stage, MBX_CODE_INPUT_VALUE, "A command would hold a line break.");
    if (text.n > MBX_MAX_COMMAND)
        return mbx_fail(err, s->stage, MBX_CODE_LIMIT_BUFFER, "A command would be longer than %d bytes.", MBX_MAX_COMMAND);
    mbx_buf_init(&b, MBX_MAX_COMMAND + 32);
    mbx_reply_tag(s, tag, sizeof tag);
    st = mbx_buf_add_str(&b, tag);
    if (st == MBX_OK)
        st = mbx_buf_add(&b, text.p, text.n);
    if (st == MBX_OK)
        st = mbx_buf_add(&b, "\r\n", 2);
    if (st != MBX_OK) {
        st = mbx_fail_memory(err);
        goto done;
    }
    mbx_wire_guard(s->wire)->numbers_allowed = numbers;
    st = mbx_wire_write(s->wire, b.p, b.n, err);
    if (st != MBX_OK)
        st = mbx_reply_broken(s, err);
done:
    mbx_buf_free(&b);
    return st;
}

static mbx_status keep_line(mbx_session *s, const char *p, size_t n, mbx_error *err)
{
    mbx_status st = mbx_buf_add(&s->line, p, n);

    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    if (st != MBX_OK)
        return mbx_fail(err, s->stage, MBX_CODE_LIMIT_LINE, "The server sent a line of more than %zu bytes.", s->line.max);
    return MBX_OK;
}

/* literal: one is kept in it, perhaps at its end, and its own line breaks are no end of the line. */
static void end_line(mbx_buf *line, bool literal)
{
    if (line->n > 0 && line->p[line->n - 1] == '\n')
        line->n--;
    while (line->n > 0 && line->p[line->n - 1] == '\r') {
        line->n--;
        if (literal)
            return;
    }
}

mbx_status mbx_reply_line(mbx_session *s, const mbx_line_reader *reader, mbx_line_kind *kind_r, mbx_error *err)
{
    const mbx_guard *g = mbx_wire_guard(s->wire);
    bool in_literal = false, keep = false, handed = false;
    mbx_guard_event event = MBX_GUARD_MORE;
    mbx_status st;

    mbx_buf_reset(&s->line);
    while (event != MBX_GUARD_LINE_END) {
        const char *p;
        size_t n;

        if (mbx_wire_next(s->wire, &p, &n, &event, err) != MBX_OK)
            return mbx_reply_broken(s, err);
        if (in_literal) {
            in_literal = event != MBX_GUARD_LITERAL_END;
            if (!keep)
                continue;
        }
        if (event == MBX_GUARD_LITERAL) {
            in_literal = mbx_guard_literal_left(g) > 0;
            keep = reader && reader->literals && !g->literal_is_body;
        }
        if (g->kind == MBX_LINE_NUMBERS && reader && reader->numbers) {
            /* The pieces before the kind was known were kept; they come first. */
            if (!handed && s->line.n > 0 && (st = reader->numbers(reader->ctx, s->line.p, s->line.n, err)) != MBX_OK)
                return st;
            handed = true;
            mbx_buf_reset(&s->line);
            if ((st = reader->numbers(reader->ctx, p, n, err)) != MBX_OK)
                return st;
            continue;
        }
        if (g->kind == MBX_LINE_NUMBERS) { /* VANISHED may be as long as MBX_MAX_LINE_NUMBERS: imap/news.h hears it */
            mbx_buf_reset(&s->line);
            continue;
        }
        if ((st = keep_line(s, p, n, err)) != MBX_OK)
            return st;
    }
    end_line(&s->line, keep);
    *kind_r = g->kind;
    return MBX_OK;
}

static bool same_word(const char *p, size_t n, const char *word)
{
    return mbx_str_same_nocase((mbx_str){p, n}, mbx_str_of(word));
}

static mbx_status learn(mbx_session *s, mbx_str words, mbx_error *err)
{
    mbx_status st;

    while (words.n > 0 && words.p[words.n - 1] == ' ')
        words.n--;
    mbx_buf_reset(&s->capabilities);
    st = mbx_buf_add(&s->capabilities, words.p, words.n);
    if (st == MBX_OK)
        st = mbx_buf_add_char(&s->capabilities, 0);
    if (st != MBX_OK)
        return mbx_fail_memory(err);
    s->capabilities.n--;
    s->learned++;
    return MBX_OK;
}

mbx_status mbx_reply_learn(mbx_session *s, mbx_line_kind kind, mbx_error *err)
{
    static const char untagged[] = "* CAPABILITY ";
    mbx_str line = mbx_buf_str(&s->line);
    mbx_response_code code;
    size_t n = 0;

    if (kind == MBX_LINE_DATA && line.n >= sizeof untagged - 1 && same_word(line.p, sizeof untagged - 1, untagged))
        return learn(s, (mbx_str){line.p + sizeof untagged - 1, line.n - (sizeof untagged - 1)}, err);
    if (kind != MBX_LINE_TAGGED && kind != MBX_LINE_STATUS)
        return MBX_OK;
    while (n < line.n && line.p[n] != ' ')
        n++;
    code = mbx_response_code_of((mbx_str){line.p + n, line.n - n});
    return code.code == MBX_RC_CAPABILITY ? learn(s, code.arguments, err) : MBX_OK;
}

int mbx_reply_tag_said(const mbx_session *s)
{
    uint64_t tag = 0;
    size_t i;

    for (i = 0; i < s->line.n && s->line.p[i] >= '0' && s->line.p[i] <= '9' && tag < INT_MAX; i++)
        tag = tag * 10 + (uint64_t)(s->line.p[i] - '0');
    return i > 0 && i < s->line.n && s->line.p[i] == ' ' && s->line.p[0] != '0' && tag <= INT_MAX ? (int)tag : 0;
}

mbx_status mbx_reply_verdict(const mbx_session *s, mbx_answer *answer_r, mbx_error *err)
{
    mbx_str text = mbx_reply_text(s);

    if (text.n >= 2 && same_word(text.p, 2, "OK"))
        *answer_r = MBX_ANSWER_OK;
    else if (text.n >= 2 && same_word(text.p, 2, "NO"))
        *answer_r = MBX_ANSWER_NO;
    else if (text.n >= 3 && same_word(text.p, 3, "BAD"))
        *answer_r = MBX_ANSWER_BAD;
    else
        return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer to a command is neither OK, NO nor BAD.");
    return MBX_OK;
}

mbx_status mbx_reply_answer(const mbx_session *s, mbx_answer *answer_r, mbx_error *err)
{
    if (mbx_reply_tag_said(s) != s->imap->imap_tag)
        return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server answered a command that was not sent.");
    return mbx_reply_verdict(s, answer_r, err);
}

mbx_status mbx_reply_finish(mbx_session *s, const mbx_line_reader *reader, mbx_answer *answer_r, mbx_error *err)
{
    mbx_line_kind kind;
    mbx_status st;

    for (;;) {
        if ((st = mbx_reply_line(s, reader, &kind, err)) != MBX_OK)
            return st;
        if ((st = mbx_reply_learn(s, kind, err)) != MBX_OK)
            return st;
        if (kind == MBX_LINE_TAGGED)
            return mbx_reply_answer(s, answer_r, err);
        if (reader && reader->line && (st = reader->line(reader->ctx, kind, mbx_buf_str(&s->line), err)) != MBX_OK)
            return st;
        if (kind == MBX_LINE_CONTINUE && !(reader && reader->line))
            return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server asked for more where nothing follows.");
    }
}

mbx_status mbx_reply_parse(mbx_session *s, int tag, mbx_answer *answer_r, mbx_error *err)
{
    struct mailimap_response *response = NULL;
    int r, last = s->imap->imap_tag;
    mbx_status st;

    mbx_guard_command(mbx_wire_guard(s->wire), false);
    s->imap->imap_tag = tag;
    r = mailimap_read_line(s->imap) ? mailimap_parse_response(s->imap, &response) : MAILIMAP_ERROR_STREAM;
    s->imap->imap_tag = last;
    if (r == MAILIMAP_NO_ERROR)
        mailimap_response_free(response);
    /* libetpan gives a broken stream different names, depending on what it was parsing. */
    if (mbx_wire_failed(s->wire, err))
        return mbx_reply_broken(s, err);
    if (r == MAILIMAP_ERROR_MEMORY)
        return mbx_fail_memory(err);
    if (r != MAILIMAP_NO_ERROR && r != MAILIMAP_ERROR_PROTOCOL)
        return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server's answer could not be understood.");
    if ((st = mbx_reply_verdict(s, answer_r, err)) != MBX_OK)
        return st;
    /* BAD and a foreign tag have the same name there (MAILIMAP_ERROR_PROTOCOL). */
    if (r == MAILIMAP_ERROR_PROTOCOL && *answer_r != MBX_ANSWER_BAD)
        return mbx_fail(err, s->stage, MBX_CODE_PROTOCOL_SYNTAX, "The server answered a command that was not sent.");
    return MBX_OK;
}

mbx_str mbx_reply_text(const mbx_session *s)
{
    const mbx_guard *g = mbx_wire_guard(s->wire);

    return (mbx_str){g->tagged, g->tagged_n};
}

mbx_response_code mbx_reply_code(const mbx_session *s)
{
    return mbx_response_code_of(mbx_reply_text(s));
}

mbx_status mbx_reply_refusal(const mbx_session *s, mbx_answer answer, mbx_str text, mbx_error *err)
{
    mbx_refusal why = mbx_refusal_of(text);

    if (why.code != MBX_CODE_NONE)
        mbx_fail(err, s->stage, why.code, "The server refused a request.");
    else if (answer == MBX_ANSWER_BAD)
        mbx_fail(err, s->stage, MBX_CODE_SERVER_BAD, "The server did not understand a request.");
    else
        mbx_fail(err, s->stage, MBX_CODE_SERVER_NO, "The server refused a request.");
    err->retry_after = why.retry_after;
    mbx_error_server_text(err, text.p, text.n);
    return err->status;
}

mbx_status mbx_reply_refused(const mbx_session *s, mbx_answer answer, mbx_error *err)
{
    return mbx_reply_refusal(s, answer, mbx_reply_text(s), err);
}

bool mbx_session_has(const mbx_session *s, const char *capability)
{
    return mbx_capability_listed(mbx_session_capabilities(s), capability);
}

void mbx_session_forget_capabilities(mbx_session *s)
{
    mbx_buf_reset(&s->capabilities);
}

mbx_status mbx_session_ask_capabilities(mbx_session *s, mbx_error *err)
{
    mbx_stage before = s->stage;
    mbx_answer answer;
    mbx_status st;

    if (s->capabilities.n > 0)
        return MBX_OK;
    mbx_session_stage(s, MBX_STAGE_CAPABILITY, -1);
    if ((st = mbx_reply_command(s, MBX_STR("CAPABILITY"), false, err)) != MBX_OK)
        return st;
    if ((st = mbx_reply_finish(s, NULL, &answer, err)) != MBX_OK)
        return st;
    if (answer != MBX_ANSWER_OK)
        return mbx_reply_refused(s, answer, err);
    mbx_session_stage(s, before, -1);
    return MBX_OK;
}
