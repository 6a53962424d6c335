#include "imap/refusal.h"

#include "base/scratch.h"

/* Servers that repeat a line often show only its beginning, which may end in the middle of the password. */
#define PIECE 4

static bool holds(mbx_str text, mbx_str needle)
{
    size_t n = needle.n < PIECE ? needle.n : PIECE;

    for (size_t i = 0; n > 0 && i + n <= needle.n; i++)
        if (memmem(text.p, text.n, needle.p + i, n) != NULL)
            return true;
    return false;
}

static void put_unescaped(mbx_scratch *b, mbx_str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] != '\\')
            mbx_scratch_put(b, value.p + i, 1);
}

/* Without backslashes on both sides: the text may have the secret as it was quoted to the server. */
static mbx_status repeats(mbx_str text, mbx_str secret, bool *yes_r, mbx_error *err)
{
    mbx_scratch a = {0}, b = {0};
    mbx_status st;

    if ((st = mbx_scratch_new(&a, text.n, err)) != MBX_OK || (st = mbx_scratch_new(&b, secret.n, err)) != MBX_OK)
        goto done;
    put_unescaped(&a, text);
    put_unescaped(&b, secret);
    *yes_r = b.n == 0 || holds(mbx_scratch_str(&a), mbx_scratch_str(&b));
done:
    mbx_scratch_free(&a);
    mbx_scratch_free(&b);
    return st;
}

void mbx_refusal_words(const mbx_session *s, mbx_answer answer, mbx_str secret, mbx_str encoded, mbx_error *err)
{
    mbx_str text = mbx_reply_text(s);
    mbx_error ignored;
    bool yes = true;

    if (answer != MBX_ANSWER_BAD && repeats(text, secret, &yes, &ignored) == MBX_OK && !yes && !holds(text, encoded))
        mbx_error_server_text(err, text.p, text.n);
}

static bool mentions(mbx_str text, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= text.n; i++)
        if (mbx_str_same_nocase((mbx_str){text.p + i, n}, (mbx_str){word, n}))
            return true;
    return false;
}

mbx_code mbx_refusal_reason(const mbx_session *s, mbx_code otherwise)
{
    static const struct {
        const char *code;
        mbx_code as;
    } codes[] = {
        {"EXPIRED", MBX_CODE_AUTH_EXPIRED},       {"PRIVACYREQUIRED", MBX_CODE_AUTH_DISABLED}, {"UNAVAILABLE", MBX_CODE_AUTH_TEMPORARY},
        {"INUSE", MBX_CODE_AUTH_TEMPORARY},       {"LIMIT", MBX_CODE_AUTH_TEMPORARY},          {"THROTTLED", MBX_CODE_AUTH_TEMPORARY},
        {"SERVERBUG", MBX_CODE_AUTH_TEMPORARY},   {"CONTACTADMIN", MBX_CODE_AUTH_TEMPORARY},   {"WEBALERT", MBX_CODE_AUTH_WEBLOGIN},
    };
    /* The first that is mentioned: the more exact ones stand before the more general. Most of these stand behind
     * [ALERT] or [AUTHENTICATIONFAILED], so the words are looked at behind a code too. */
    static const struct {
        const char *words;
        mbx_code as;
    } known[] = {
        {"application-specific password", MBX_CODE_AUTH_APP_PASSWORD_REQUIRED}, /* Google */
        {"app-specific password", MBX_CODE_AUTH_APP_PASSWORD_REQUIRED},         /* Apple */
        {"app password", MBX_CODE_AUTH_APP_PASSWORD_REQUIRED},                  /* Yahoo, Fastmail, Zoho */
        {"authorization code", MBX_CODE_AUTH_CODE_REQUIRED},                    /* QQ, 163 */
        {"authorized code", MBX_CODE_AUTH_CODE_REQUIRED},
        {"log in via your web browser", MBX_CODE_AUTH_WEBLOGIN},                /* Google */
        {"web login required", MBX_CODE_AUTH_WEBLOGIN},
        {"authenticated but not connected", MBX_CODE_AUTH_MAILBOX_NOT_GRANTED}, /* Microsoft 365 */
        {"basicauthblocked", MBX_CODE_AUTH_OAUTH_REQUIRED},                     /* Microsoft 365 */
        {"basic authentication is disabled", MBX_CODE_AUTH_OAUTH_REQUIRED},
        {"imap access is disabled", MBX_CODE_AUTH_IMAP_DISABLED},               /* Google */
        {"imap is disabled", MBX_CODE_AUTH_IMAP_DISABLED},                      /* Google, Zoho, Yandex */
        {"not enabled for imap", MBX_CODE_AUTH_IMAP_DISABLED},                  /* Google */
        {"enable imap", MBX_CODE_AUTH_IMAP_DISABLED},
        {"account is locked", MBX_CODE_AUTH_LOCKED},
        {"account locked", MBX_CODE_AUTH_LOCKED},
        {"account has been locked", MBX_CODE_AUTH_LOCKED},
        {"account is disabled", MBX_CODE_AUTH_LOCKED},
        {"temporar", MBX_CODE_AUTH_TEMPORARY},
        {"try again later", MBX_CODE_AUTH_TEMPORARY},
        {"too many", MBX_CODE_AUTH_TEMPORARY},
    };
    mbx_str text = mbx_reply_text(s);

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (mbx_reply_code(s, codes[i].code))
            return codes[i].as;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (mentions(text, known[i].words))
            return known[i].as;
    return otherwise;
}
