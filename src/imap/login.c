/* AUTHENTICATE PLAIN and LOGIN, written by us: libetpan keeps what it sends in its buffers and would load SASL
 * plugins. The bytes go straight to the stream; every buffer that held the password is wiped. */
#include "base/alloc.h"
#include "base/limits.h"
#include "imap/argument.h"
#include "imap/session_state.h"

#include <string.h>

#define MAX_USER 1024
#define MAX_PASSWORD 16384

/* Bytes that are wiped when they are done with. Fixed size: a growing buffer would leave copies behind. */
typedef struct scratch {
    char *p;
    size_t n, max;
} scratch;

static mbx_status scratch_new(scratch *b, size_t max, mbx_error *err)
{
    b->p = mbx_alloc(max);
    b->n = 0;
    b->max = max;
    return b->p ? MBX_OK : mbx_fail_memory(err);
}

static void scratch_free(scratch *b)
{
    if (b->p)
        mbx_wipe(b->p, b->max);
    mbx_release(b->p);
    b->p = NULL;
}

/* Sizes are computed by the callers; what does not fit is their error and is left out rather than written over. */
static void put(scratch *b, const char *p, size_t n)
{
    if (n <= b->max - b->n) {
        memcpy(b->p + b->n, p, n);
        b->n += n;
    }
}

static void put_base64(scratch *b, const unsigned char *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        char q[4] = {digits[v >> 18], digits[v >> 12 & 63], i + 1 < n ? digits[v >> 6 & 63] : '=', i + 2 < n ? digits[v & 63] : '='};
        put(b, q, 4);
        mbx_wipe(q, sizeof q);
    }
}

/* A mbx_argument_quote() into wiped memory. */
static void put_quoted(scratch *b, mbx_str value)
{
    put(b, "\"", 1);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\')
            put(b, "\\", 1);
        put(b, value.p + i, 1);
    }
    put(b, "\"", 1);
}

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

static void put_unescaped(scratch *b, mbx_str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] != '\\')
            put(b, value.p + i, 1);
}

/* Is a piece of the password there? Without backslashes on both sides: the text may have it as it was quoted to the server. */
static mbx_status repeats(mbx_str text, mbx_str password, bool *yes_r, mbx_error *err)
{
    scratch a = {NULL, 0, 0}, b = {NULL, 0, 0};
    mbx_status st;

    if ((st = scratch_new(&a, text.n + 1, err)) != MBX_OK || (st = scratch_new(&b, password.n + 1, err)) != MBX_OK)
        goto done;
    put_unescaped(&a, text);
    put_unescaped(&b, password);
    *yes_r = b.n == 0 || holds((mbx_str){a.p, a.n}, (mbx_str){b.p, b.n});
done:
    scratch_free(&a);
    scratch_free(&b);
    return st;
}

/* The server's words are shown and logged; a server that repeats what it was sent must not put a password there. Of a
 * login only the words of a NO are shown: who says BAD or BYE to it often repeats the line (mbx_reply_broken). */
static void show_text(const mbx_session *s, mbx_str password, mbx_str encoded, mbx_error *err)
{
    mbx_str text = mbx_reply_text(s);
    mbx_error ignored;
    bool yes = true;

    if (repeats(text, password, &yes, &ignored) == MBX_OK && !yes && !holds(text, encoded))
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

/* Response codes first (RFC 5530, RFC 9051 section 7.1); the words only of servers that send none. */
static mbx_code classify(const mbx_session *s)
{
    static const struct {
        const char *code;
        mbx_code as;
    } codes[] = {
        {"AUTHENTICATIONFAILED", MBX_CODE_AUTH_BAD_CREDENTIALS}, {"AUTHORIZATIONFAILED", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {"EXPIRED", MBX_CODE_AUTH_EXPIRED},                      {"PRIVACYREQUIRED", MBX_CODE_AUTH_DISABLED},
        {"UNAVAILABLE", MBX_CODE_AUTH_TEMPORARY},                {"INUSE", MBX_CODE_AUTH_TEMPORARY},
        {"LIMIT", MBX_CODE_AUTH_TEMPORARY},                      {"THROTTLED", MBX_CODE_AUTH_TEMPORARY},
        {"SERVERBUG", MBX_CODE_AUTH_TEMPORARY},                  {"CONTACTADMIN", MBX_CODE_AUTH_TEMPORARY},
    };
    mbx_str text = mbx_reply_text(s);

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (mbx_reply_code(s, codes[i].code))
            return codes[i].as;
    if (mentions(text, "temporar") || mentions(text, "try again later") || mentions(text, "too many"))
        return MBX_CODE_AUTH_TEMPORARY;
    return MBX_CODE_AUTH_BAD_CREDENTIALS;
}

static mbx_status refused(mbx_session *s, mbx_answer answer, mbx_str password, mbx_str encoded, mbx_error *err)
{
    if (answer == MBX_ANSWER_BAD)
        mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_SERVER_BAD, "The server did not understand the login.");
    else
        mbx_fail(err, MBX_STAGE_AUTH, classify(s), "The server did not accept the login.");
    if (answer != MBX_ANSWER_BAD)
        show_text(s, password, encoded, err);
    return err->status;
}

/* Reads on until the server asks for the next piece (true) or has answered for good (false). */
static mbx_status await_continue(mbx_session *s, bool *asked_r, mbx_answer *answer_r, mbx_error *err)
{
    mbx_line_kind kind;
    mbx_status st;

    for (;;) {
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
}

static mbx_status send(mbx_session *s, const scratch *b, mbx_error *err)
{
    return mbx_wire_write(s->wire, b->p, b->n, err) == MBX_OK ? MBX_OK : mbx_reply_broken(s, err);
}

/* RFC 4616: [authzid] NUL authcid NUL passwd; sent with the command where RFC 4959 (SASL-IR) allows it. */
static mbx_status plain(mbx_session *s, mbx_str user, mbx_str password, mbx_answer *answer_r, mbx_error *err)
{
    static const char command[] = "AUTHENTICATE PLAIN";
    scratch message = {NULL, 0, 0}, line = {NULL, 0, 0};
    size_t n = user.n + password.n + 2, encoded = (n + 2) / 3 * 4;
    bool at_once = mbx_session_has(s, "SASL-IR") && encoded + sizeof command + 16 <= MBX_MAX_COMMAND, asked = false;
    mbx_str shown = {NULL, 0};
    mbx_status st;

    if ((st = scratch_new(&message, n, err)) != MBX_OK || (st = scratch_new(&line, encoded + 64, err)) != MBX_OK)
        goto done;
    put(&message, "", 1);
    put(&message, user.p, user.n);
    put(&message, "", 1);
    put(&message, password.p, password.n);
    if (at_once) {
        mbx_reply_tag(s, line.p, 16);
        line.n = strlen(line.p);
        put(&line, command, sizeof command - 1);
        put(&line, " ", 1);
    } else {
        if ((st = mbx_reply_command(s, mbx_str_of(command), false, err)) != MBX_OK)
            goto done;
        if ((st = await_continue(s, &asked, answer_r, err)) != MBX_OK)
            goto done;
        if (!asked)
            goto answered;
    }
    shown.p = line.p + line.n;
    put_base64(&line, (const unsigned char *)message.p, message.n);
    shown.n = (size_t)(line.p + line.n - shown.p);
    put(&line, "\r\n", 2);
    if ((st = send(s, &line, err)) != MBX_OK)
        goto done;
    if ((st = await_continue(s, &asked, answer_r, err)) != MBX_OK)
        goto done;
    if (asked) /* RFC 4616 knows one message only; a second question is not answered with anything */
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server asked for a second message in AUTHENTICATE PLAIN.");
answered:
    if (st == MBX_OK && *answer_r != MBX_ANSWER_OK)
        st = refused(s, *answer_r, password, shown, err);
    if (st == MBX_OK)
        s->mechanism = "PLAIN";
done:
    scratch_free(&message);
    scratch_free(&line);
    return st;
}

/* One argument of LOGIN. 8-bit values go as a literal, and only after the server asked for it (RFC 3501 section 4.3):
 * in quotes they are a syntax error on some servers. */
static mbx_status argument(mbx_session *s, scratch *line, mbx_str value, mbx_answer *answer_r, bool *refused_r, mbx_error *err)
{
    mbx_buf size;
    bool asked = false;
    mbx_status st;

    *refused_r = false;
    put(line, " ", 1);
    if (mbx_argument_quotable(value)) {
        put_quoted(line, value);
        return MBX_OK;
    }
    mbx_buf_init(&size, 32);
    if (mbx_buf_printf(&size, "{%zu}\r\n", value.n) != MBX_OK) {
        mbx_buf_free(&size);
        return mbx_fail_memory(err);
    }
    put(line, size.p, size.n);
    mbx_buf_free(&size);
    if ((st = send(s, line, err)) != MBX_OK)
        return st;
    mbx_wipe(line->p, line->n);
    line->n = 0;
    if ((st = await_continue(s, &asked, answer_r, err)) != MBX_OK)
        return st;
    if (!asked) {
        *refused_r = true;
        return MBX_OK;
    }
    put(line, value.p, value.n);
    return MBX_OK;
}

static mbx_status login(mbx_session *s, mbx_str user, mbx_str password, mbx_answer *answer_r, mbx_error *err)
{
    scratch line = {NULL, 0, 0};
    bool early = false, asked = false;
    mbx_status st;

    *answer_r = MBX_ANSWER_OK;
    if ((st = scratch_new(&line, 2 * (user.n + password.n) + 128, err)) != MBX_OK)
        return st;
    mbx_reply_tag(s, line.p, 16);
    line.n = strlen(line.p);
    put(&line, "LOGIN", 5);
    if ((st = argument(s, &line, user, answer_r, &early, err)) != MBX_OK)
        goto done;
    if (!early && (st = argument(s, &line, password, answer_r, &early, err)) != MBX_OK)
        goto done;
    if (!early) {
        put(&line, "\r\n", 2);
        if ((st = send(s, &line, err)) != MBX_OK)
            goto done;
        if ((st = await_continue(s, &asked, answer_r, err)) != MBX_OK)
            goto done;
        if (asked) {
            st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server asked for more after LOGIN.");
            goto done;
        }
    }
    if (early && *answer_r == MBX_ANSWER_OK)
        st = mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server accepted a login that was not finished.");
    else if (*answer_r != MBX_ANSWER_OK)
        st = refused(s, *answer_r, password, MBX_STR_NONE, err);
    else
        s->mechanism = "LOGIN";
done:
    scratch_free(&line);
    return st;
}

static mbx_status check(mbx_str user, mbx_str password, mbx_error *err)
{
    if (user.n == 0 || user.n > MAX_USER || !mbx_argument_safe(user))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_USER, "The user name is empty, too long or holds a line break.");
    if (password.n == 0 || password.n > MAX_PASSWORD || !mbx_argument_safe(password))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_PASSWORD, "The password is empty, too long or holds a line break.");
    return MBX_OK;
}

/* PLAIN carries any user name and password as they are. LOGIN first for DOMAIN\user: Exchange reads the backslash
 * form there, while its PLAIN wants user@domain. A BAD answer to PLAIN is a server that advertises what it cannot. */
mbx_status mbx_session_login(mbx_session *s, const char *user, const mbx_secret *password, mbx_error *err)
{
    mbx_str name = mbx_str_of(user), secret = mbx_secret_bytes(password);
    bool can_plain, can_login, first_login;
    mbx_answer answer = MBX_ANSWER_OK;
    mbx_status st;

    if ((st = check(name, secret, err)) != MBX_OK)
        return st;
    mbx_session_stage(s, MBX_STAGE_AUTH, -1);
    if ((st = mbx_session_ask_capabilities(s, err)) != MBX_OK)
        return st;
    mbx_session_stage(s, MBX_STAGE_AUTH, -1);
    can_plain = mbx_session_has(s, "AUTH=PLAIN");
    can_login = !mbx_session_has(s, "LOGINDISABLED");
    if (!can_plain && !can_login)
        return s->encrypted ? mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_NO_MECHANISM, "The server offers neither LOGIN nor AUTHENTICATE PLAIN.")
                            : mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_AUTH_DISABLED, "The server refuses passwords without encryption.");
    first_login = can_login && (!can_plain || strchr(user, '\\') != NULL);
    st = first_login ? login(s, name, secret, &answer, err) : plain(s, name, secret, &answer, err);
    if (st != MBX_OK && !first_login && can_login && err->code == MBX_CODE_SERVER_BAD)
        st = login(s, name, secret, &answer, err);
    return st;
}
