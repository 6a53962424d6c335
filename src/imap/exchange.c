#include "imap/exchange.h"

#include "base/alloc.h"
#include "base/base64text.h"
#include "base/limits.h"
#include "base/secret.h"
#include "imap/refusal.h"

mbx_status mbx_exchange_await(mbx_session *s, bool *asked_r, mbx_answer *answer_r, mbx_error *err)
{
    mbx_line_kind kind;
    mbx_status st;

    for (unsigned lines = 0; lines < MBX_MAX_LOGIN_LINES; lines++) {
        if ((st = mbx_reply_line(s, NULL, &kind, err)) != MBX_OK)
            return st;
        if ((st = mbx_reply_learn(s, kind, err)) != MBX_OK)
            return st;
        if (kind == MBX_LINE_CONTINUE) {
            *asked_r = true;
            return MBX_OK;
        }
        if (kind == MBX_LINE_TAGGED) {
            *asked_r = false;
            return mbx_reply_answer(s, answer_r, err);
        }
    }
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_LIMIT_RESPONSE, "The server answers a login with more than %d lines.", MBX_MAX_LOGIN_LINES);
}

mbx_status mbx_exchange_send(mbx_session *s, mbx_str line, size_t open, mbx_error *err)
{
    return mbx_wire_write_secret(s->wire, line.p, line.n, open, err) == MBX_OK ? MBX_OK : mbx_reply_broken(s, err);
}

typedef struct exchange {
    mbx_session *session;
    const mbx_mechanism *mechanism;
    const mbx_sasl_login *login;
    void *state;
    mbx_scratch message; /* as the mechanism made it */
    mbx_scratch sent;    /* all lines of ours: the server's words are compared with them */
    size_t from;         /* where in sent the next begins */
    size_t encoded_at;   /* where in sent the base64 begins */
    uint8_t challenge[MBX_MAX_CHALLENGE];
    bool *spent;
} exchange;

/* The line is base64 behind "+ ", or words for people where a mechanism reads none: then the challenge is absent. */
static mbx_status read_challenge(exchange *x, mbx_str *challenge_r, mbx_error *err)
{
    mbx_str text = mbx_buf_str(&x->session->line);
    size_t at = 1, n = 0;

    while (at < text.n && text.p[at] == ' ')
        at++;
    while (text.n > at && text.p[text.n - 1] == ' ')
        text.n--;
    *challenge_r = MBX_STR_NONE;
    if (text.n - at > sizeof x->challenge / 3 * 4)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_LIMIT_BUFFER, "The server's part of the login has more than %zu bytes.", sizeof x->challenge);
    if (mbx_base64text_decode(text.p + at, text.n - at, x->challenge, &n))
        *challenge_r = (mbx_str){(const char *)x->challenge, n};
    return MBX_OK;
}

static mbx_status answer(exchange *x, mbx_str challenge, mbx_error *err)
{
    mbx_status st;

    mbx_scratch_empty(&x->message);
    st = x->mechanism->answer(x->state, x->login, challenge, &x->message, x->spent, err);
    if (st == MBX_OK && x->message.full)
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_LIMIT_BUFFER, "An answer of %s would be too long.", x->mechanism->name);
    return st;
}

static mbx_status end_line(exchange *x, size_t open, mbx_error *err)
{
    mbx_str line;

    mbx_scratch_put(&x->sent, "\r\n", 2);
    if (x->sent.full)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_LIMIT_BUFFER, "A line of the login would be too long.");
    line = (mbx_str){x->sent.p + x->from, x->sent.n - x->from};
    x->from = x->sent.n;
    return mbx_exchange_send(x->session, line, open, err);
}

static mbx_status send_answer(exchange *x, mbx_error *err)
{
    size_t open = x->sent.n - x->from;

    mbx_scratch_put_base64(&x->sent, x->message.p, x->message.n);
    return end_line(x, open, err);
}

/* The command, with the first answer where it may and can come along. An empty one is "=" then (RFC 4959 section 3), but
 * no mechanism here begins with one. */
static mbx_status begin(exchange *x, bool *asked_r, mbx_answer *answer_r, mbx_error *err)
{
    mbx_session *s = x->session;
    mbx_status st = answer(x, MBX_STR_NONE, err);
    char tag[16];

    if (st != MBX_OK)
        return st;
    mbx_reply_tag(s, tag, sizeof tag);
    mbx_scratch_put_str(&x->sent, mbx_str_of(tag));
    mbx_scratch_put_str(&x->sent, MBX_STR("AUTHENTICATE "));
    mbx_scratch_put_str(&x->sent, mbx_str_of(x->mechanism->name));
    if (mbx_session_has(s, "SASL-IR") && mbx_base64text_size(x->message.n) + x->sent.n <= MBX_MAX_COMMAND) {
        mbx_scratch_put(&x->sent, " ", 1);
        x->encoded_at = x->sent.n;
        if ((st = send_answer(x, err)) != MBX_OK)
            return st;
        return mbx_exchange_await(s, asked_r, answer_r, err);
    }
    if ((st = end_line(x, x->sent.n, err)) != MBX_OK || (st = mbx_exchange_await(s, asked_r, answer_r, err)) != MBX_OK)
        return st;
    x->encoded_at = x->sent.n;
    if (!*asked_r) { /* refused, or accepted, before a word of ours was said */
        *x->spent = false;
        return MBX_OK;
    }
    if ((st = send_answer(x, err)) != MBX_OK)
        return st;
    return mbx_exchange_await(s, asked_r, answer_r, err);
}

static mbx_status go_on(exchange *x, bool *asked_r, mbx_answer *answer_r, mbx_error *err)
{
    mbx_str challenge;
    mbx_status st = read_challenge(x, &challenge, err);

    if (st == MBX_OK)
        st = answer(x, challenge, err);
    if (st == MBX_OK)
        st = send_answer(x, err);
    return st == MBX_OK ? mbx_exchange_await(x->session, asked_r, answer_r, err) : st;
}

static void describe(const exchange *x, mbx_answer answer, mbx_error *err)
{
    const mbx_mechanism *m = x->mechanism;
    mbx_code known = m->refused ? m->refused(x->state) : MBX_CODE_NONE;
    mbx_code otherwise = known != MBX_CODE_NONE ? known : m->takes == MBX_CREDENTIAL_TOKEN ? MBX_CODE_AUTH_TOKEN_EXPIRED : MBX_CODE_AUTH_BAD_CREDENTIALS;

    mbx_refusal_describe_login(x->session, answer, otherwise, err);
    mbx_refusal_words(x->session, answer, x->login->secret, (mbx_str){x->sent.p + x->encoded_at, x->sent.n - x->encoded_at}, err);
}

mbx_status mbx_exchange_run(mbx_session *s, const mbx_mechanism *m, const mbx_sasl_login *l, mbx_exchange *x_r, mbx_error *err)
{
    exchange x = {.session = s, .mechanism = m, .login = l, .spent = &x_r->spent};
    size_t room = mbx_mechanism_room(l);
    bool asked = false;
    mbx_status st;

    *x_r = (mbx_exchange){.answer = MBX_ANSWER_NO};
    x.state = mbx_alloc_zero(m->size);
    if (!x.state)
        return mbx_fail_memory(err);
    if ((st = mbx_scratch_new(&x.message, room, err)) != MBX_OK || (st = mbx_scratch_new(&x.sent, 2 * mbx_base64text_size(room) + 256, err)) != MBX_OK)
        goto done;
    st = begin(&x, &asked, &x_r->answer, err);
    for (unsigned n = 0; st == MBX_OK && asked; n++)
        st = n < MBX_MAX_CHALLENGES ? go_on(&x, &asked, &x_r->answer, err) : mbx_mechanism_asked_too_much(m, err);
    if (st != MBX_OK)
        goto done;
    if (x_r->answer != MBX_ANSWER_OK)
        describe(&x, x_r->answer, err);
    else if (m->accepted)
        st = m->accepted(x.state, err);
    else if (!x_r->spent)
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server accepted a login that was not finished.");
done:
    if (m->end)
        m->end(x.state);
    mbx_wipe(x.state, m->size);
    mbx_release(x.state);
    mbx_scratch_free(&x.message);
    mbx_scratch_free(&x.sent);
    return st;
}
