/* The LOGIN command, for servers without SASL. Every buffer that held the password is wiped. */
#include "base/limits.h"
#include "imap/argument.h"
#include "imap/credential.h"
#include "imap/exchange.h"
#include "imap/refusal.h"

#include <stdio.h>

/* A mbx_argument_quote() into wiped memory. */
static void put_quoted(mbx_scratch *b, mbx_str value)
{
    mbx_scratch_put(b, "\"", 1);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\')
            mbx_scratch_put(b, "\\", 1);
        mbx_scratch_put(b, value.p + i, 1);
    }
    mbx_scratch_put(b, "\"", 1);
}

/* One argument. 8-bit values go as a literal, and only after the server asked for it (RFC 3501 section 4.3): in quotes
 * they are a syntax error on some servers. *asked_r = false: it has answered instead. */
static mbx_status put_argument(mbx_session *s, mbx_scratch *line, size_t *open, mbx_str value, bool *asked_r, mbx_answer *answer_r, mbx_error *err)
{
    char size[32];
    mbx_status st;

    *asked_r = true;
    mbx_scratch_put(line, " ", 1);
    if (mbx_argument_quotable(value)) {
        put_quoted(line, value);
        return MBX_OK;
    }
    (void)snprintf(size, sizeof size, "{%zu}\r\n", value.n);
    mbx_scratch_put_str(line, mbx_str_of(size));
    if ((st = mbx_exchange_send(s, mbx_scratch_str(line), *open, err)) != MBX_OK)
        return st;
    *open = 0;
    mbx_scratch_empty(line);
    if ((st = mbx_exchange_await(s, asked_r, answer_r, err)) != MBX_OK)
        return st;
    if (*asked_r)
        mbx_scratch_put_str(line, value);
    return MBX_OK;
}

static mbx_status converse(mbx_session *s, const mbx_sasl_login *l, mbx_scratch *line, mbx_exchange *x, mbx_error *err)
{
    size_t open = line->n; /* the name and the password are not */
    bool asked = false;
    mbx_status st;

    if ((st = put_argument(s, line, &open, l->user, &asked, &x->answer, err)) != MBX_OK || !asked)
        return st;
    if ((st = put_argument(s, line, &open, l->secret, &asked, &x->answer, err)) != MBX_OK || !asked)
        return st;
    mbx_scratch_put(line, "\r\n", 2);
    if ((st = mbx_exchange_send(s, mbx_scratch_str(line), open, err)) != MBX_OK)
        return st;
    x->spent = true;
    if ((st = mbx_exchange_await(s, &asked, &x->answer, err)) != MBX_OK)
        return st;
    return asked ? mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server asked for more after LOGIN.") : MBX_OK;
}

mbx_status mbx_login_command(mbx_session *s, const mbx_sasl_login *l, mbx_exchange *x_r, mbx_error *err)
{
    mbx_scratch line;
    char tag[16];
    mbx_status st;

    *x_r = (mbx_exchange){.answer = MBX_ANSWER_NO};
    if ((st = mbx_scratch_new(&line, 2 * (l->user.n + l->secret.n) + 128, err)) != MBX_OK)
        return st;
    mbx_reply_tag(s, tag, sizeof tag);
    mbx_scratch_put_str(&line, mbx_str_of(tag));
    mbx_scratch_put_str(&line, MBX_STR("LOGIN"));
    st = converse(s, l, &line, x_r, err);
    mbx_scratch_free(&line);
    if (st != MBX_OK)
        return st;
    if (x_r->answer == MBX_ANSWER_OK)
        return x_r->spent ? MBX_OK : mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server accepted a login that was not finished.");
    mbx_refusal_describe_login(s, x_r->answer, MBX_CODE_AUTH_BAD_CREDENTIALS, err);
    mbx_refusal_words(s, x_r->answer, l->secret, MBX_STR_NONE, err);
    return MBX_OK;
}
