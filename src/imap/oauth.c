/* OAUTHBEARER (RFC 7628) and XOAUTH2 (Google's and Microsoft's older form of it): an access token instead of a password.
 *
 * A refusal comes in two steps: the reason as JSON in a challenge, which wants a dummy answer, then the tagged NO. */
#include "imap/mechanism.h"

typedef struct oauth {
    unsigned done;
    mbx_code reason;
} oauth;

/* RFC 6750 section 2.1. What is outside could end a key ("\1") or the header field. */
static mbx_status fits(const mbx_sasl_login *l, mbx_error *err)
{
    static const char more[] = "-._~+/=";

    for (size_t i = 0; i < l->secret.n; i++) {
        char c = mbx_lower(l->secret.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr(more, c))))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_ACCESS_TOKEN, "The access token holds a character that no token may hold.");
    }
    for (size_t i = 0; i < l->user.n; i++)
        if (l->user.p[i] == 1)
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_USER, "The user name holds a control character.");
    return MBX_OK;
}

static void put(mbx_scratch *out, const char *text)
{
    mbx_scratch_put(out, text, strlen(text));
}

/* The saslname of RFC 5801 section 4. */
static void put_name(mbx_scratch *out, mbx_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == ',')
            put(out, "=2C");
        else if (name.p[i] == '=')
            put(out, "=3D");
        else
            mbx_scratch_put(out, name.p + i, 1);
    }
}

static void put_number(mbx_scratch *out, unsigned v)
{
    char digits[10];
    size_t n = sizeof digits;

    do {
        digits[--n] = (char)('0' + v % 10);
    } while ((v /= 10) > 0);
    mbx_scratch_put(out, digits + n, sizeof digits - n);
}

static void skip_space(mbx_str json, size_t *at)
{
    while (*at < json.n && strchr(" \t\r\n", json.p[*at]) && json.p[*at])
        ++*at;
}

/* A string at *at, quotes excluded; escapes stay as they are: none of the words looked for has one. */
static bool take_string(mbx_str json, size_t *at, mbx_str *s_r)
{
    size_t from = *at + 1;

    if (*at >= json.n || json.p[*at] != '"')
        return false;
    for (size_t i = from; i < json.n; i++) {
        if (json.p[i] == '\\')
            i++;
        else if (json.p[i] == '"') {
            *s_r = (mbx_str){json.p + from, i - from};
            *at = i + 1;
            return true;
        }
    }
    return false;
}

/* The string of the outermost member "status": one pass, whatever else is in there. */
static mbx_str status_of(mbx_str json)
{
    int depth = 0;

    for (size_t i = 0; i < json.n;) {
        mbx_str name, value;
        if (json.p[i] != '"') {
            depth += json.p[i] == '{' || json.p[i] == '[' ? 1 : json.p[i] == '}' || json.p[i] == ']' ? -1 : 0;
            i++;
            continue;
        }
        if (!take_string(json, &i, &name))
            break;
        skip_space(json, &i);
        if (i >= json.n || json.p[i] != ':')
            continue;
        i++;
        skip_space(json, &i);
        if (depth == 1 && mbx_str_same(name, MBX_STR("status")) && take_string(json, &i, &value))
            return value;
    }
    return MBX_STR_NONE;
}

/* RFC 7628 section 3.2.2 has words, XOAUTH2 has HTTP's numbers (Google says 400 for a token that ran out). */
static mbx_code reason_of(mbx_str json)
{
    static const struct {
        const char *status;
        mbx_code code;
    } known[] = {
        {"invalid_token", MBX_CODE_AUTH_TOKEN_EXPIRED}, {"401", MBX_CODE_AUTH_TOKEN_EXPIRED}, {"400", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"insufficient_scope", MBX_CODE_AUTH_SCOPE},    {"403", MBX_CODE_AUTH_SCOPE},         {"invalid_request", MBX_CODE_SERVER_BAD},
    };
    mbx_str status = status_of(json);

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (mbx_str_same_nocase(status, mbx_str_of(known[i].status)))
            return known[i].code;
    return MBX_CODE_AUTH_TOKEN_EXPIRED;
}

static mbx_code refused(const void *state)
{
    return ((const oauth *)state)->reason;
}

static mbx_status answer(oauth *s, const mbx_mechanism *m, mbx_str challenge, const char *dummy, mbx_scratch *out, mbx_error *err)
{
    if (s->done > 2)
        return mbx_mechanism_asked_too_much(m, err);
    s->reason = reason_of(challenge);
    put(out, dummy);
    return MBX_OK;
}

static void put_token(mbx_scratch *out, mbx_str token)
{
    put(out, "\1auth=Bearer ");
    mbx_scratch_put_str(out, token);
    put(out, "\1\1");
}

static mbx_status bearer_answer(void *state, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err)
{
    oauth *s = state;

    *spent_r = true;
    if (s->done++ > 0) /* RFC 7628 section 3.2.3: one %x01 */
        return answer(s, &mbx_mechanism_oauthbearer, challenge, "\1", out, err);
    put(out, "n,a=");
    put_name(out, l->user);
    put(out, ",");
    if (l->host.n > 0) {
        put(out, "\1host=");
        mbx_scratch_put_str(out, l->host);
        put(out, "\1port=");
        put_number(out, l->port);
    }
    put_token(out, l->secret);
    return MBX_OK;
}

static mbx_status xoauth2_answer(void *state, const mbx_sasl_login *l, mbx_str challenge, mbx_scratch *out, bool *spent_r, mbx_error *err)
{
    oauth *s = state;

    *spent_r = true;
    if (s->done++ > 0)
        return answer(s, &mbx_mechanism_xoauth2, challenge, "", out, err);
    put(out, "user=");
    mbx_scratch_put_str(out, l->user);
    put_token(out, l->secret);
    return MBX_OK;
}

const mbx_mechanism mbx_mechanism_oauthbearer = {.name = "OAUTHBEARER", .takes = MBX_CREDENTIAL_TOKEN, .shows_secret = true, .size = sizeof(oauth),
                                                 .fits = fits, .answer = bearer_answer, .refused = refused};
const mbx_mechanism mbx_mechanism_xoauth2 = {.name = "XOAUTH2", .takes = MBX_CREDENTIAL_TOKEN, .shows_secret = true, .size = sizeof(oauth),
                                             .fits = fits, .answer = xoauth2_answer, .refused = refused};
