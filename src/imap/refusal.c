#include "imap/refusal.h"

#include "base/limits.h"
#include "base/scratch.h"
#include "imap/response_code.h"

#define N(a) (sizeof(a) / sizeof(a)[0])

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

/* What was said to a login (login) and to everything else (later). */
typedef struct meaning {
    const char *said;
    mbx_code login, later;
} meaning;

#define LOGIN_ONLY(reason) MBX_CODE_AUTH_##reason, MBX_CODE_NONE
#define ALWAYS(reason) MBX_CODE_AUTH_##reason, MBX_CODE_AUTH_##reason
#define THROTTLED MBX_CODE_AUTH_TEMPORARY, MBX_CODE_SERVER_THROTTLED
#define UNAVAILABLE MBX_CODE_AUTH_TEMPORARY, MBX_CODE_SERVER_UNAVAILABLE

/* Exact words, looked for first: they also come behind codes that say less, [ALERT], [AUTHENTICATIONFAILED] or [UNAVAILABLE].
 * The first that is mentioned counts. */
static const meaning exact[] = {
    {"application-specific password", LOGIN_ONLY(APP_PASSWORD_REQUIRED)}, /* Google */
    {"application password is required", LOGIN_ONLY(APP_PASSWORD_REQUIRED)}, /* Mail.ru */
    {"app-specific password", LOGIN_ONLY(APP_PASSWORD_REQUIRED)},         /* Apple */
    {"app password", LOGIN_ONLY(APP_PASSWORD_REQUIRED)},                  /* Yahoo, Fastmail, Zoho */
    {"authorization code", LOGIN_ONLY(CODE_REQUIRED)},                    /* QQ, 163 */
    {"authorized code", LOGIN_ONLY(CODE_REQUIRED)},
    {"account is abnormal", LOGIN_ONLY(CODE_REQUIRED)},                   /* QQ, to the account's own password */
    {"login error or password error", LOGIN_ONLY(CODE_REQUIRED)},         /* 163, likewise */
    {"log in via your web browser", LOGIN_ONLY(WEBLOGIN)},                /* Google */
    {"web login required", LOGIN_ONLY(WEBLOGIN)},
    {"authenticated but not connected", ALWAYS(MAILBOX_NOT_GRANTED)},     /* Microsoft 365 */
    {"accesstokenexpired", MBX_CODE_AUTH_TOKEN_EXPIRED, MBX_CODE_SERVER_BYE}, /* Microsoft 365: a session outlived its token */
    {"basicauthblocked", LOGIN_ONLY(OAUTH_REQUIRED)},                     /* Microsoft 365 */
    {"basic authentication is disabled", LOGIN_ONLY(OAUTH_REQUIRED)},
    {"imap access is disabled", LOGIN_ONLY(IMAP_DISABLED)},               /* Google */
    {"imap is disabled", LOGIN_ONLY(IMAP_DISABLED)},                      /* Google, Zoho, Yandex */
    {"not enabled for imap", LOGIN_ONLY(IMAP_DISABLED)},                  /* Google */
    {"enable imap", LOGIN_ONLY(IMAP_DISABLED)},                           /* Zoho */
    {"account is locked", LOGIN_ONLY(LOCKED)},
    {"account locked", LOGIN_ONLY(LOCKED)},
    {"account has been locked", LOGIN_ONLY(LOCKED)},
    {"account is disabled", LOGIN_ONLY(LOCKED)},
    {"authentication disallowed", LOGIN_ONLY(DISABLED)},                  /* Dovecot: plaintext, later cleartext */
    {"only available under a layer", LOGIN_ONLY(DISABLED)},               /* Cyrus */
    {"unsafe login", MBX_CODE_NONE, MBX_CODE_FOLDER_UNSAFE_LOGIN},        /* 163 and its sisters */
};

/* SERVERBUG is no reason to leave a server alone: Dovecot says it of one file that it cannot read. */
static const meaning codes[] = {
    {"EXPIRED", LOGIN_ONLY(EXPIRED)},
    {"PRIVACYREQUIRED", LOGIN_ONLY(DISABLED)},
    {"WEBALERT", LOGIN_ONLY(WEBLOGIN)},
    {"CONTACTADMIN", LOGIN_ONLY(TEMPORARY)},
    {"SERVERBUG", LOGIN_ONLY(TEMPORARY)},
    {"LIMIT", THROTTLED},
    {"THROTTLED", THROTTLED},
    {"OVERQUOTA", THROTTLED}, /* reading fills no mailbox: Google's limit of bytes a day */
    {"UNAVAILABLE", UNAVAILABLE},
    {"INUSE", UNAVAILABLE},
    {"TEMPFAIL", UNAVAILABLE},
};

static const meaning general[] = {
    {"throttled", THROTTLED},                       /* Microsoft 365, and Google in brackets at the end of the text */
    {"bandwidth limits", THROTTLED},                /* Google */
    {"rate limit", THROTTLED},                      /* Yahoo */
    {"too many simultaneous", THROTTLED},           /* Google */
    {"too many connections", THROTTLED},
    {"maximum number of connections", THROTTLED},   /* Dovecot */
    {"maximum connection limit", THROTTLED},        /* Courier */
    {"session expired", THROTTLED},                 /* Google, over its limits */
    {"server unavailable", UNAVAILABLE},            /* Exchange */
    {"temporary system problem", UNAVAILABLE},      /* Google */
    {"try again later", UNAVAILABLE},               /* Yahoo, Courier */
    {"too many", LOGIN_ONLY(TEMPORARY)},
    {"temporar", LOGIN_ONLY(TEMPORARY)},
};

/* "Suggested Backoff Time: 299961 milliseconds" (Microsoft 365). */
static int64_t wait_of(mbx_str text)
{
    static const char before[] = "backoff time:";
    int64_t ms = 0;

    for (size_t i = 0; i + sizeof before - 1 <= text.n; i++) {
        if (!mbx_str_same_nocase((mbx_str){text.p + i, sizeof before - 1}, (mbx_str){before, sizeof before - 1}))
            continue;
        for (i += sizeof before - 1; i < text.n && text.p[i] == ' '; i++)
            ;
        for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && ms < MBX_MAX_RETRY_AFTER; i++)
            ms = ms * 10 + (text.p[i] - '0');
        break;
    }
    return ms < MBX_MAX_RETRY_AFTER ? ms : MBX_MAX_RETRY_AFTER;
}

/* What is wrong with the name says the code; the words behind it repeat the name, which may be any words. */
static bool of_a_folder(mbx_str code)
{
    return mbx_str_same_nocase(code, MBX_STR("NONEXISTENT")) || mbx_str_same_nocase(code, MBX_STR("TRYCREATE")) || mbx_str_same_nocase(code, MBX_STR("NOPERM"));
}

static mbx_refusal reason(mbx_str text, bool login)
{
    mbx_code as = MBX_CODE_NONE;
    mbx_str code = mbx_response_code_of(text).name;

    for (size_t i = 0; i < N(exact) && as == MBX_CODE_NONE; i++)
        if (mentions(text, exact[i].said))
            as = login ? exact[i].login : exact[i].later;
    for (size_t i = 0; i < N(codes) && as == MBX_CODE_NONE; i++)
        if (mbx_str_same_nocase(code, mbx_str_of(codes[i].said)))
            as = login ? codes[i].login : codes[i].later;
    for (size_t i = 0; i < N(general) && as == MBX_CODE_NONE && !of_a_folder(code); i++)
        if (mentions(text, general[i].said))
            as = login ? general[i].login : general[i].later;
    return (mbx_refusal){as, as == MBX_CODE_SERVER_THROTTLED || as == MBX_CODE_AUTH_TEMPORARY ? wait_of(text) : 0};
}

mbx_refusal mbx_refusal_of_login(mbx_str text)
{
    return reason(text, true);
}

mbx_refusal mbx_refusal_of(mbx_str text)
{
    return reason(text, false);
}

void mbx_refusal_describe_login(const mbx_session *s, mbx_answer answer, mbx_code otherwise, mbx_error *err)
{
    mbx_refusal r = mbx_refusal_of_login(mbx_reply_text(s));

    if (r.code != MBX_CODE_NONE)
        mbx_fail(err, MBX_STAGE_AUTH, r.code, "The server did not accept the login.");
    else if (answer == MBX_ANSWER_BAD)
        mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_SERVER_BAD, "The server did not understand the login.");
    else
        mbx_fail(err, MBX_STAGE_AUTH, otherwise, "The server did not accept the login.");
    err->retry_after = r.retry_after;
}

bool mbx_session_throttled(const mbx_session *s, mbx_error *err)
{
    mbx_str text = mbx_reply_text(s);

    if (!mentions(text, "[throttled]"))
        return false;
    mbx_fail(err, s->stage, MBX_CODE_SERVER_THROTTLED, "The server asks for a pause.");
    mbx_error_server_text(err, text.p, text.n);
    return true;
}
