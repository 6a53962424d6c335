#include "sync/sign_in.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "imap/credential.h"
#include "imap/repeats.h"
#include "seal/envelope.h"

#include <string.h>

#define MAX_BINDING 512

static mbx_seal_owner owner_of(const mbx_account *a)
{
    return (mbx_seal_owner){.staff_id = a->staff_id, .sign_in_address = a->sign_in_address, .purpose = "imap-password", .epoch = a->epoch};
}

/* What an envelope is bound to: the host, and that it was reached without encryption where it was. So a password that
 * was first accepted over TLS does not open for the same name in clear. ":" is in no host name. */
static mbx_status binding_of(const mbx_account *a, bool clear, mbx_buf *out, mbx_error *err)
{
    mbx_buf_reset(out);
    if ((clear && mbx_buf_add_str(out, "clear:") != MBX_OK) || mbx_buf_add(out, a->host, strlen(a->host) + 1) != MBX_OK)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_HOST, "The server's name is too long.");
    return MBX_OK;
}

static mbx_status open_envelope(mbx_sign_in *i, mbx_error *err)
{
    const mbx_account *a = i->account;
    const mbx_seal_owner owner = owner_of(a);
    mbx_opened opened = {false, false};
    size_t n = strlen(a->sealed);
    mbx_buf binding;
    mbx_status st;

    mbx_buf_init(&binding, MAX_BINDING);
    st = binding_of(a, a->encryption == MBX_ENCRYPTION_NONE, &binding, err);
    if (st == MBX_OK)
        st = mbx_envelope_open(a->ring, &owner, binding.p, a->sealed, n, &i->secret, &opened, err);
    i->bind_due = st == MBX_OK && !opened.bound;
    /* bound without encryption, and with it now: better than before */
    if (st != MBX_OK && err->code == MBX_CODE_SEAL_HOST && a->encryption != MBX_ENCRYPTION_NONE) {
        mbx_error first = *err;
        st = binding_of(a, true, &binding, err);
        if (st == MBX_OK)
            st = mbx_envelope_open(a->ring, &owner, binding.p, a->sealed, n, &i->secret, &opened, err);
        i->bind_due = st == MBX_OK;
        if (st == MBX_E_AUTH)
            *err = first;
    }
    if (st != MBX_OK && st != MBX_E_MEMORY)
        err->stage = MBX_STAGE_AUTH;
    mbx_buf_free(&binding);
    return st;
}

static mbx_status ask(mbx_sign_in *i, bool refresh, mbx_error *err)
{
    const mbx_token_source *tokens = &i->account->tokens;
    mbx_secret *token = NULL;
    mbx_status st = tokens->token ? tokens->token(tokens->ctx, refresh, &token, err)
                                  : mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_ACCESS_TOKEN, "Nobody is there to ask for an access token.");

    if (st != MBX_OK)
        return st;
    mbx_secret_free(i->secret);
    i->secret = token;
    return MBX_OK;
}

mbx_status mbx_sign_in_prepare(mbx_sign_in *i, const mbx_account *a, mbx_error *err)
{
    *i = (mbx_sign_in){.account = a};
    return a->with_token ? ask(i, false, err) : open_envelope(i, err);
}

mbx_status mbx_sign_in_use(mbx_sign_in *i, mbx_session *s, mbx_error *err)
{
    const mbx_account *a = i->account;
    mbx_status st;

    if (!a->with_token)
        return mbx_session_login(s, a->user, i->secret, err);
    st = mbx_session_login_token(s, a->user, i->secret, err);
    if (st == MBX_OK || err->code != MBX_CODE_AUTH_TOKEN_EXPIRED)
        return st;
    /* once: a server that takes no token would have it refreshed for ever, and providers revoke what is refreshed too often */
    if ((st = ask(i, true, err)) != MBX_OK)
        return st;
    return mbx_session_login_token(s, a->user, i->secret, err);
}

mbx_status mbx_sign_in_bound(const mbx_sign_in *i, char **text_r, mbx_error *err)
{
    const mbx_account *a = i->account;
    const mbx_seal_owner owner = owner_of(a);
    mbx_str bytes;
    mbx_buf binding;
    mbx_status st;

    *text_r = NULL;
    if (!i->bind_due)
        return MBX_OK;
    mbx_buf_init(&binding, MAX_BINDING);
    bytes = mbx_secret_bytes(i->secret);
    st = binding_of(a, a->encryption == MBX_ENCRYPTION_NONE, &binding, err);
    if (st == MBX_OK)
        st = mbx_envelope_seal(a->ring, &owner, binding.p, bytes.p, bytes.n, text_r, err);
    mbx_buf_free(&binding);
    return st;
}

mbx_status mbx_sign_in_renewed(const mbx_account *a, char **text_r, mbx_error *err)
{
    const mbx_seal_owner owner = owner_of(a);
    bool clear = a->encryption == MBX_ENCRYPTION_NONE;
    size_t n = strlen(a->sealed);
    mbx_buf binding;
    mbx_error other;
    mbx_status st;

    mbx_buf_init(&binding, MAX_BINDING);
    st = binding_of(a, clear, &binding, err);
    if (st == MBX_OK)
        st = mbx_envelope_renew(a->ring, &owner, binding.p, a->sealed, n, text_r, err);
    /* encryption was switched on since: the next login will bind it to that */
    if (st != MBX_OK && !clear && err->code == MBX_CODE_SEAL_HOST && binding_of(a, true, &binding, &other) == MBX_OK &&
        mbx_envelope_renew(a->ring, &owner, binding.p, a->sealed, n, text_r, &other) == MBX_OK)
        st = MBX_OK;
    mbx_buf_free(&binding);
    mbx_wipe_stack();
    return st;
}

void mbx_sign_in_withhold(const mbx_account *a, mbx_error *err)
{
    mbx_sign_in i = {.account = a};
    mbx_repeats *secret = NULL;
    mbx_error ignored;
    bool yes = true;

    if (!err->server_text[0] || a->with_token)
        return;
    if (open_envelope(&i, &ignored) != MBX_OK || mbx_repeats_new(&secret, mbx_secret_bytes(i.secret), &ignored) != MBX_OK ||
        mbx_repeats_find(secret, mbx_str_of(err->server_text), &yes, &ignored) != MBX_OK || yes)
        err->server_text[0] = 0;
    mbx_repeats_free(secret);
    mbx_sign_in_end(&i);
}

void mbx_sign_in_end(mbx_sign_in *i)
{
    mbx_secret_free(i->secret);
    i->secret = NULL;
    mbx_wipe_stack();
}
