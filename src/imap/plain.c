/* PLAIN (RFC 4616) and LOGIN (draft-murchison-sasl-login): the password as it is. */
#include "imap/mechanism.h"

typedef struct steps {
    unsigned done;
} steps;

/* [authzid] NUL authcid NUL passwd */
static mbx_status plain_answer(void *state, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err)
{
    steps *s = state;

    (void)challenge; /* RFC 4616 knows none; what servers write there is for people */
    if (s->done++ > 0)
        return mbx_mechanism_asked_too_much(&mbx_mechanism_plain, err);
    mbx_scratch_put(out, "", 1);
    mbx_scratch_put_str(out, l->user);
    mbx_scratch_put(out, "", 1);
    mbx_scratch_put_str(out, l->secret);
    *spent_r = true;
    return MBX_OK;
}

const mbx_mechanism mbx_mechanism_plain = {.name = "PLAIN", .shows_secret = true, .size = sizeof(steps), .answer = plain_answer};

/* Two questions, whatever their words are: some servers translate them. With SASL-IR the first answer goes along
 * (Dovecot and Exchange take it); the exchange asks for it in the same way. */
static mbx_status login_answer(void *state, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err)
{
    steps *s = state;

    (void)challenge;
    if (s->done > 1)
        return mbx_mechanism_asked_too_much(&mbx_mechanism_login, err);
    mbx_scratch_put_str(out, s->done == 0 ? l->user : l->secret);
    *spent_r = s->done == 1;
    s->done++;
    return MBX_OK;
}

const mbx_mechanism mbx_mechanism_login = {.name = "LOGIN", .shows_secret = true, .size = sizeof(steps), .answer = login_answer};
