/* Which way in, and what a failure allows.
 *
 * The best that the server offers comes first (mechanism.c); the LOGIN command last, or before PLAIN for names with a
 * slash or backslash: Exchange reads DOMAIN\user and user/alias there, while its PLAIN wants user@domain. Another way
 * is tried only if the server has not judged the secret: after BAD (it advertises what it cannot), and after a NO that
 * came before the secret was at stake (Dovecot and Cyrus offer SCRAM to accounts that have no SCRAM verifier). A second
 * wrong password in one run would lock accounts twice as fast. One exception is in the table of quirks: mailutils' imap4d
 * sends the salt of a verifier that it does not have and refuses every proof, so after a refused proof that no response code
 * explains (AUTHENTICATIONFAILED, RFC 5530) the password itself is shown there, once. On an open line nothing that shows
 * the secret follows something that does not: whoever can alter the line would make the first one fail; so it is after a
 * refused proof of a -PLUS, which is what somebody between two TLS connections would bring about. */
#include "base/limits.h"
#include "imap/after_login.h"
#include "imap/argument.h"
#include "imap/credential.h"
#include "imap/exchange.h"
#include "imap/quirk.h"
#include "imap/server_id.h"

static mbx_status check(const mbx_sasl_login *l, mbx_error *err)
{
    if (l->user.n == 0 || l->user.n > MBX_MAX_USER || !mbx_argument_safe(l->user))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_USER, "The user name is empty, too long or holds a line break.");
    if (l->secret.n == 0 || l->secret.n > MBX_MAX_PASSWORD || !mbx_argument_safe(l->secret))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PASSWORD, "The password is empty, too long or holds a line break.");
    return MBX_OK;
}

/* The LOGIN command is a NULL among the mechanisms. */
typedef struct ways {
    const mbx_mechanism *way[MBX_MECHANISMS_MAX + 1];
    size_t n;
} ways;

static ways ways_in(const mbx_session *s, mbx_credential_kind kind, const mbx_sasl_login *l)
{
    const mbx_mechanism *offered[MBX_MECHANISMS_MAX];
    size_t n = mbx_mechanisms_offered(mbx_session_capabilities(s), kind, l->binding.n > 0, offered);
    bool command = kind == MBX_CREDENTIAL_PASSWORD && !mbx_session_has(s, "LOGINDISABLED");
    bool domain = memchr(l->user.p, '\\', l->user.n) || memchr(l->user.p, '/', l->user.n);
    ways w = {.n = 0};

    for (size_t i = 0; i < n; i++) {
        if (command && domain && offered[i]->shows_secret) {
            w.way[w.n++] = NULL;
            command = false;
        }
        w.way[w.n++] = offered[i];
    }
    if (command)
        w.way[w.n++] = NULL;
    return w;
}

static mbx_status no_way(const mbx_session *s, mbx_credential_kind kind, mbx_error *err)
{
    const mbx_mechanism *ignored[MBX_MECHANISMS_MAX];

    if (kind == MBX_CREDENTIAL_TOKEN)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_NO_MECHANISM, "The server offers neither OAUTHBEARER nor XOAUTH2.");
    if (!s->encrypted)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_DISABLED, "The server refuses passwords without encryption.");
    if (mbx_mechanisms_offered(mbx_session_capabilities(s), MBX_CREDENTIAL_TOKEN, false, ignored) > 0)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_OAUTH_REQUIRED, "The server takes access tokens only, no passwords.");
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_NO_MECHANISM, "The server offers no login with a password.");
}

static bool shows_secret(const mbx_mechanism *m)
{
    return !m || m->shows_secret;
}

/* The next way after a refusal; w->n: none. */
static size_t following(const mbx_session *s, const ways *w, size_t i, const mbx_exchange *x, const mbx_error *err)
{
    size_t next = i + 1;

    if (err->code != (x->answer == MBX_ANSWER_BAD ? MBX_CODE_SERVER_BAD : MBX_CODE_AUTH_BAD_CREDENTIALS))
        return w->n;
    if (x->answer != MBX_ANSWER_BAD && x->spent) {
        if (!(s->quirks & MBX_QUIRK_SCRAM_BLIND) || shows_secret(w->way[i]) || w->way[i]->needs_binding || mbx_reply_code(s).code != MBX_RC_NONE)
            return w->n;
        while (next < w->n && !shows_secret(w->way[next]))
            next++;
    }
    return next < w->n && !s->encrypted && !shows_secret(w->way[i]) && shows_secret(w->way[next]) ? w->n : next;
}

/* "y" tells a server that its -PLUS was taken out of the list on the way, so it is said only where none is in there; beside
 * one that is there but knows another binding it has to be "n". */
static void know_binding(const mbx_session *s, mbx_sasl_login *l, unsigned char binding[MBX_BINDING_SIZE])
{
    const mbx_mechanism *offered[MBX_MECHANISMS_MAX];
    size_t n = mbx_mechanisms_offered(mbx_session_capabilities(s), MBX_CREDENTIAL_PASSWORD, true, offered);

    if ((s->quirks & MBX_QUIRK_TLS_UNIQUE) || !mbx_stream_binding(s->stream, binding))
        return;
    l->bindings_known = true;
    if (s->quirks & MBX_QUIRK_UNBOUND)
        return;
    l->binding = (mbx_str){(const char *)binding, MBX_BINDING_SIZE};
    for (size_t i = 0; i < n; i++)
        if (offered[i]->needs_binding)
            l->bindings_known = false;
}

static mbx_status log_in(mbx_session *s, mbx_credential_kind kind, mbx_sasl_login *l, mbx_error *err)
{
    unsigned char binding[MBX_BINDING_SIZE];
    unsigned learned;
    bool tried = false;
    mbx_status st;
    ways w;

    if ((st = check(l, err)) != MBX_OK)
        return st;
    mbx_session_stage(s, MBX_STAGE_AUTH, -1);
    if ((st = mbx_session_ask_capabilities(s, err)) != MBX_OK)
        return st;
    mbx_session_stage(s, MBX_STAGE_AUTH, -1);
    mbx_session_know_server(s);
    know_binding(s, l, binding);
    w = ways_in(s, kind, l);
    for (size_t i = 0, next; i < w.n; i = next) {
        const mbx_mechanism *m = w.way[i];
        mbx_exchange x;

        next = i + 1;
        if (m && m->fits && (st = m->fits(l, err)) != MBX_OK) {
            if (st == MBX_E_MEMORY || i + 1 == w.n || (!s->encrypted && shows_secret(w.way[i + 1])))
                return st;
            continue;
        }
        tried = true;
        learned = s->learned;
        st = m ? mbx_exchange_run(s, m, l, &x, err) : mbx_login_command(s, l, &x, err);
        if (st != MBX_OK)
            return st;
        if (x.answer == MBX_ANSWER_OK) {
            s->mechanism = m ? m->name : "LOGIN";
            return mbx_after_login(s, s->learned != learned, err);
        }
        next = following(s, &w, i, &x, err);
    }
    return tried ? err->status : no_way(s, kind, err);
}

mbx_status mbx_session_login(mbx_session *s, const char *user, const mbx_secret *password, mbx_error *err)
{
    mbx_sasl_login l = {.user = mbx_str_of(user), .secret = mbx_secret_bytes(password)};

    return log_in(s, MBX_CREDENTIAL_PASSWORD, &l, err);
}

mbx_status mbx_session_login_token(mbx_session *s, const char *user, const mbx_secret *token, mbx_error *err)
{
    mbx_sasl_login l = {.user = mbx_str_of(user), .secret = mbx_secret_bytes(token)};

    return log_in(s, MBX_CREDENTIAL_TOKEN, &l, err);
}
