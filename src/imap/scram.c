/* SCRAM (RFC 5802, RFC 7677): neither side sends the password, and the server proves that it knows it too.
 *
 * Four messages: "n,,n=user,r=nonce" / "r=nonce+,s=salt,i=count" / "c=biws,r=nonce+,p=proof" / "v=signature". With
 * -PLUS the proof also covers this very TLS channel (RFC 9266), so that nobody in between can pass it on. */
#include "imap/mechanism.h"

#include "base/base64text.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/secret.h"
#include "imap/saslprep.h"

#define NONCE_SIZE 24

typedef struct scram {
    unsigned done;
    bool proven; /* the server's signature was right */
    size_t gs2_n; /* the header at the beginning of client_first: "n,," */
    mbx_scratch client_first, auth_message; /* auth_message: client-first-bare "," server-first "," client-final-without-proof */
    char nonce[64];
    uint8_t server_signature[MBX_HASH_MAX];
} scram;

static mbx_status fits(const mbx_sasl_login *l, mbx_error *err)
{
    const mbx_str both[] = {l->user, l->secret};
    mbx_status st = MBX_OK;

    for (size_t i = 0; i < 2 && st == MBX_OK; i++) {
        mbx_scratch prepared;
        if ((st = mbx_scratch_new(&prepared, both[i].n, err)) != MBX_OK)
            return st;
        if (!mbx_saslprep(both[i], &prepared) || prepared.n == 0)
            st = mbx_fail(err, MBX_STAGE_INPUT, i == 0 ? MBX_CODE_INPUT_USER : MBX_CODE_INPUT_PASSWORD, "The %s holds a character that SCRAM cannot carry.",
                          i == 0 ? "user name" : "password");
        mbx_scratch_free(&prepared);
    }
    return st;
}

static void put(mbx_scratch *out, const char *text)
{
    mbx_scratch_put(out, text, strlen(text));
}

static mbx_status bad(mbx_error *err, const char *what)
{
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "%s", what);
}

static mbx_status make_nonce(scram *s, const mbx_sasl_login *l, mbx_error *err)
{
    uint8_t bytes[NONCE_SIZE];
    mbx_status st;

    if (l->nonce) {
        size_t n = strlen(l->nonce);
        memcpy(s->nonce, l->nonce, n < sizeof s->nonce ? n : sizeof s->nonce - 1);
        return MBX_OK;
    }
    if ((st = mbx_random_bytes(bytes, sizeof bytes, err)) != MBX_OK)
        return st;
    mbx_base64text_encode(bytes, sizeof bytes, s->nonce);
    return MBX_OK;
}

/* RFC 5802 section 5.1: "," and "=" of a prepared name are escaped. */
static mbx_status put_user(mbx_scratch *out, mbx_str user, mbx_error *err)
{
    mbx_scratch prepared;
    mbx_status st = mbx_scratch_new(&prepared, user.n, err);

    if (st != MBX_OK)
        return st;
    if (!mbx_saslprep(user, &prepared))
        st = bad(err, "The user name cannot be prepared for SCRAM.");
    for (size_t i = 0; i < prepared.n; i++) {
        if (prepared.p[i] == ',')
            put(out, "=2C");
        else if (prepared.p[i] == '=')
            put(out, "=3D");
        else
            mbx_scratch_put(out, prepared.p + i, 1);
    }
    mbx_scratch_free(&prepared);
    return st;
}

static mbx_status client_first(scram *s, bool plus, const mbx_sasl_login *l, mbx_scratch *out, mbx_error *err)
{
    const char *gs2 = plus ? "p=tls-exporter,," : l->bindings_known ? "y,," : "n,,";
    mbx_status st = make_nonce(s, l, err);

    if (st == MBX_OK)
        st = mbx_scratch_new(&s->client_first, 3 * l->user.n + 128, err);
    if (st != MBX_OK)
        return st;
    s->gs2_n = strlen(gs2);
    put(&s->client_first, gs2);
    put(&s->client_first, "n=");
    if ((st = put_user(&s->client_first, l->user, err)) != MBX_OK)
        return st;
    put(&s->client_first, ",r=");
    put(&s->client_first, s->nonce);
    mbx_scratch_put_str(out, mbx_scratch_str(&s->client_first));
    return MBX_OK;
}

/* The value of the attribute that the next part of a message has to be. */
static bool take(mbx_str *rest, char name, mbx_str *value_r)
{
    const char *comma;
    size_t n;

    if (rest->n < 2 || rest->p[0] != name || rest->p[1] != '=')
        return false;
    comma = memchr(rest->p, ',', rest->n);
    n = comma ? (size_t)(comma - rest->p) : rest->n;
    *value_r = (mbx_str){rest->p + 2, n - 2};
    *rest = comma ? (mbx_str){comma + 1, rest->n - n - 1} : (mbx_str){rest->p + n, 0};
    return true;
}

static bool iterations_of(mbx_str text, uint64_t *v_r)
{
    uint64_t v = 0;

    if (text.n == 0 || text.n > 19 || (text.n > 1 && text.p[0] == '0'))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(text.p[i] - '0');
    }
    *v_r = v;
    return true;
}

typedef struct server_first {
    mbx_str nonce, salt;
    unsigned iterations;
} server_first;

/* "m=" is how a server demands an extension; RFC 5802 section 5.1 wants failure from those who know none. Others are optional. */
static mbx_status read_server_first(const scram *s, mbx_str message, server_first *f, mbx_error *err)
{
    size_t own = strlen(s->nonce);
    uint64_t iterations = 0;
    mbx_str rest = message, count;

    if (!message.p)
        return bad(err, "The server's part of SCRAM is not base64.");
    if (memchr(message.p, 0, message.n))
        return bad(err, "The server's part of SCRAM holds NUL.");
    if (message.n >= 2 && memcmp(message.p, "m=", 2) == 0)
        return bad(err, "The server demands an extension of SCRAM that nobody knows.");
    if (!take(&rest, 'r', &f->nonce) || !take(&rest, 's', &f->salt) || !take(&rest, 'i', &count) || !iterations_of(count, &iterations))
        return bad(err, "The server's part of SCRAM is not nonce, salt and count.");
    for (mbx_str value; rest.n > 0;)
        if (rest.p[0] == 'm' || !take(&rest, rest.p[0], &value))
            return bad(err, "The server's part of SCRAM ends with something that is no extension.");
    if (f->nonce.n <= own || memcmp(f->nonce.p, s->nonce, own) != 0)
        return bad(err, "The server's part of SCRAM does not go on from our nonce.");
    /* few: whoever reads along guesses passwords cheaply; many: our processor works for the server */
    if (iterations < MBX_SCRAM_MIN_ITERATIONS || iterations > MBX_SCRAM_MAX_ITERATIONS)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_LIMIT_ITERATIONS, "The server asks for %llu rounds of SCRAM; %d to %d are accepted.",
                        (unsigned long long)iterations, MBX_SCRAM_MIN_ITERATIONS, MBX_SCRAM_MAX_ITERATIONS);
    f->iterations = (unsigned)iterations;
    return MBX_OK;
}

typedef struct keys {
    uint8_t salted[MBX_HASH_MAX], client[MBX_HASH_MAX], stored[MBX_HASH_MAX], server[MBX_HASH_MAX], signature[MBX_HASH_MAX];
} keys;

/* RFC 5802 section 3. k->client becomes the proof. */
static mbx_status prove(scram *s, mbx_hash h, const mbx_sasl_login *l, mbx_str salt, unsigned iterations, keys *k, mbx_error *err)
{
    const mbx_scratch *m = &s->auth_message;
    size_t n = mbx_hash_size(h);
    mbx_scratch password;
    mbx_status st = mbx_scratch_new(&password, l->secret.n, err);

    if (st != MBX_OK)
        return st;
    if (!mbx_saslprep(l->secret, &password))
        st = bad(err, "The password cannot be prepared for SCRAM.");
    if (st == MBX_OK)
        st = mbx_pbkdf2(h, password.p, password.n, salt.p, salt.n, iterations, k->salted, err);
    if (st == MBX_OK)
        st = mbx_hmac(h, k->salted, n, "Client Key", 10, k->client, err);
    if (st == MBX_OK)
        st = mbx_hash_once(h, k->client, n, k->stored, err);
    if (st == MBX_OK)
        st = mbx_hmac(h, k->stored, n, m->p, m->n, k->signature, err);
    for (size_t i = 0; i < n; i++)
        k->client[i] ^= k->signature[i];
    if (st == MBX_OK)
        st = mbx_hmac(h, k->salted, n, "Server Key", 10, k->server, err);
    if (st == MBX_OK)
        st = mbx_hmac(h, k->server, n, m->p, m->n, s->server_signature, err);
    mbx_scratch_free(&password);
    return st;
}

static mbx_status put_binding(scram *s, bool plus, const mbx_sasl_login *l, mbx_scratch *out, mbx_error *err)
{
    mbx_scratch input;
    mbx_status st = mbx_scratch_new(&input, s->gs2_n + l->binding.n, err);

    if (st != MBX_OK)
        return st;
    mbx_scratch_put(&input, s->client_first.p, s->gs2_n);
    if (plus)
        mbx_scratch_put_str(&input, l->binding);
    put(out, "c=");
    mbx_scratch_put_base64(out, input.p, input.n);
    mbx_scratch_free(&input);
    return MBX_OK;
}

static mbx_status client_final(scram *s, mbx_hash h, bool plus, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, mbx_error *err)
{
    server_first f = {.iterations = 0};
    uint8_t salt[MBX_MAX_CHALLENGE];
    size_t salt_n = 0;
    keys k;
    mbx_status st = read_server_first(s, challenge, &f, err);

    if (st != MBX_OK)
        return st;
    if (f.salt.n == 0 || f.salt.n > sizeof salt || !mbx_base64text_decode(f.salt.p, f.salt.n, salt, &salt_n))
        return bad(err, "The salt of the server's part of SCRAM is not base64.");
    if ((st = put_binding(s, plus, l, out, err)) != MBX_OK)
        return st;
    put(out, ",r=");
    mbx_scratch_put_str(out, f.nonce);
    if ((st = mbx_scratch_new(&s->auth_message, s->client_first.n + challenge.n + out->n + 2, err)) != MBX_OK)
        return st;
    mbx_scratch_put(&s->auth_message, s->client_first.p + s->gs2_n, s->client_first.n - s->gs2_n);
    put(&s->auth_message, ",");
    mbx_scratch_put_str(&s->auth_message, challenge);
    put(&s->auth_message, ",");
    mbx_scratch_put_str(&s->auth_message, mbx_scratch_str(out));
    st = prove(s, h, l, (mbx_str){(const char *)salt, salt_n}, f.iterations, &k, err);
    if (st == MBX_OK) {
        put(out, ",p=");
        mbx_scratch_put_base64(out, k.client, mbx_hash_size(h));
    }
    mbx_wipe(&k, sizeof k);
    return st;
}

/* Whoever does not know the password, or a verifier of it, cannot make this signature: it is not our server. */
static mbx_status server_final(scram *s, mbx_hash h, mbx_str challenge, mbx_error *err)
{
    uint8_t signature[MBX_HASH_MAX + 3];
    mbx_str rest = challenge, value = MBX_STR_NONE;
    size_t n = 0;

    if (!challenge.p)
        return bad(err, "The server's proof in SCRAM is not base64.");
    if (challenge.n >= 2 && memcmp(challenge.p, "e=", 2) == 0)
        return MBX_OK; /* its tagged NO follows, and accepted() refuses an OK */
    if (!take(&rest, 'v', &value) || value.n > sizeof signature / 3 * 4 || !mbx_base64text_decode(value.p, value.n, signature, &n) ||
        n != mbx_hash_size(h) || !mbx_same_bytes(signature, s->server_signature, n))
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_SERVER_PROOF, "The server's proof that it knows the password is wrong.");
    s->proven = true;
    return MBX_OK;
}

static mbx_status answer(scram *s, const mbx_mechanism *m, mbx_hash h, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err)
{
    switch (s->done++) {
    case 0:
        return client_first(s, m->needs_binding, l, out, err);
    case 1:
        *spent_r = true;
        return client_final(s, h, m->needs_binding, l, challenge, out, err);
    case 2:
        return server_final(s, h, challenge, err);
    default:
        return mbx_mechanism_asked_too_much(m, err);
    }
}

/* RFC 5802 section 3: without the server's signature an OK is worth nothing. */
static mbx_status accepted(const void *state, mbx_error *err)
{
    const scram *s = state;

    return s->proven ? MBX_OK : mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_SERVER_PROOF, "The server accepted the login without proof that it knows the password.");
}

static void end(void *state)
{
    scram *s = state;

    mbx_scratch_free(&s->client_first);
    mbx_scratch_free(&s->auth_message);
}

#define SCRAM(id, text, hash, plus)                                                                                                              \
    static mbx_status answer_##id(void *state, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err)       \
    {                                                                                                                                            \
        return answer(state, &mbx_mechanism_##id, hash, l, challenge, out, spent_r, err);                                                        \
    }                                                                                                                                            \
    const mbx_mechanism mbx_mechanism_##id = {.name = text, .needs_binding = plus, .size = sizeof(scram), .fits = fits, .answer = answer_##id,    \
                                              .accepted = accepted, .end = end}

SCRAM(scram_sha_1, "SCRAM-SHA-1", MBX_HASH_SHA1, false);
SCRAM(scram_sha_256, "SCRAM-SHA-256", MBX_HASH_SHA256, false);
SCRAM(scram_sha_1_plus, "SCRAM-SHA-1-PLUS", MBX_HASH_SHA1, true);
SCRAM(scram_sha_256_plus, "SCRAM-SHA-256-PLUS", MBX_HASH_SHA256, true);
