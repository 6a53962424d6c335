/* Random users, passwords and folders: what reaches the server is the planned commands with these values, byte for byte,
 * or nothing at all. Behind the stream is an IMAP reader of this file's own, which shares no line with src/.
 *
 * MBX_TRIPLES: how many (20,000 here, a million in bin/test --all); MBX_SEED: which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "imap/session.h"
#include "wire_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the server ---- */

typedef struct bytes {
    unsigned char p[16384];
    size_t n;
} bytes;

static struct server {
    const char *capability;
    bytes in;     /* of the command that is being sent */
    size_t asked; /* literals of it that were asked for */
    bool sasl;    /* the next line is a SASL message */
    bool greeted;
    /* what was understood */
    unsigned commands;
    char tag[32], names[8][16];
    bytes user, password, folder;
    const char *wrong;
} s;

static void say(const char *text)
{
    wire_say(text, strlen(text));
}

static void say_tagged(const char *text)
{
    say(s.tag);
    say(" ");
    say(text);
    say("\r\n");
}

static void wrong(const char *what)
{
    if (!s.wrong)
        s.wrong = what;
}

static bool put(bytes *b, unsigned c)
{
    if (b->n < sizeof b->p)
        b->p[b->n++] = (unsigned char)c;
    return true;
}

/* Is the command whole? A literal that still has to be asked for is asked for here, once. */
static bool whole(void)
{
    const unsigned char *p = s.in.p;
    size_t n = s.in.n, i = 0, literals = 0;
    bool quoted = false;

    while (i < n) {
        unsigned char c = p[i];

        if (c == 0 || c >= 0x80)
            wrong("NUL or 8-bit outside a literal");
        if (quoted) {
            if (c == '\r' || c == '\n')
                wrong("a line end within quotes");
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
            i++;
        } else if (c == '"') {
            quoted = true;
            i++;
        } else if (c == '{') {
            size_t size = 0, digits = 0;

            for (i++; i < n && p[i] >= '0' && p[i] <= '9'; i++, digits++)
                size = size * 10 + (size_t)(p[i] - '0');
            if (i + 3 > n)
                return false;
            if (digits == 0 || memcmp(p + i, "}\r\n", 3) != 0) {
                wrong("a brace that announces nothing");
                return false;
            }
            i += 3;
            literals++;
            if (literals > s.asked) {
                if (i != n)
                    wrong("a literal came before it was asked for");
                s.asked++;
                say("+ go\r\n");
                return false;
            }
            if (n - i < size)
                return false;
            i += size;
        } else if (c == '\r') {
            if (i + 1 == n)
                return false;
            if (p[i + 1] != '\n')
                wrong("CR alone");
            if (i + 2 != n)
                wrong("more than one command");
            return true;
        } else {
            if (c == '\n')
                wrong("LF alone");
            i++;
        }
    }
    return false;
}

/* astring (RFC 3501 section 9) from *at. */
static void astring(size_t *at, bytes *out)
{
    const unsigned char *p = s.in.p;
    size_t size = 0;

    out->n = 0;
    if (p[*at] == '"') {
        for (++*at; p[*at] != '"'; ++*at) {
            if (p[*at] == '\\') {
                ++*at;
                if (p[*at] != '"' && p[*at] != '\\')
                    wrong("a backslash before something else");
            }
            put(out, p[*at]);
        }
        ++*at;
    } else if (p[*at] == '{') {
        for (++*at; p[*at] != '}'; ++*at)
            size = size * 10 + (size_t)(p[*at] - '0');
        *at += 3;
        for (size_t i = 0; i < size; i++)
            put(out, p[(*at)++]);
    } else {
        for (; *at < s.in.n && p[*at] > 0x20 && !strchr("(){%*\"\\", p[*at]); ++*at)
            put(out, p[*at]);
        if (out->n == 0)
            wrong("an argument is missing");
    }
}

static void space(size_t *at)
{
    if (s.in.p[*at] != ' ')
        wrong("a space is missing");
    ++*at;
}

static void unbase64(const unsigned char *p, size_t n, bytes *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t v = 0;
    size_t bits = 0, letters = 0;

    out->n = 0;
    for (size_t i = 0; i < n; i++) {
        const char *at = p[i] ? strchr(alphabet, p[i]) : NULL;

        if (!at) {
            if (p[i] != '=' || n % 4 != 0 || i + 2 < n)
                wrong("not base64");
            continue;
        }
        letters++;
        v = v << 6 | (uint32_t)(at - alphabet);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            put(out, v >> bits & 0xff);
        }
    }
    if (letters % 4 == 1 || (v & ((1u << bits) - 1)) != 0)
        wrong("base64 with bits to spare");
}

static void plain(const unsigned char *p, size_t n)
{
    bytes m;
    size_t i = 1;

    unbase64(p, n, &m);
    if (m.n < 2 || m.p[0] != 0)
        wrong("an identity to act for");
    for (s.user.n = 0; i < m.n && m.p[i]; i++)
        put(&s.user, m.p[i]);
    for (s.password.n = 0, i++; i < m.n; i++)
        put(&s.password, m.p[i]);
    say_tagged("OK [CAPABILITY IMAP4rev1] in");
}

static void obey(void)
{
    size_t at = 0, n = 0, end = s.in.n - 2;
    char name[16];

    if (s.sasl) {
        s.sasl = false;
        plain(s.in.p, end);
        return;
    }
    while (at < end && s.in.p[at] > 0x20 && at < sizeof s.tag - 1) {
        s.tag[at] = (char)s.in.p[at];
        at++;
    }
    s.tag[at] = 0;
    space(&at);
    while (at < end && s.in.p[at] != ' ' && n < sizeof name - 1)
        name[n++] = (char)s.in.p[at++];
    name[n] = 0;
    if (s.commands < 8)
        memcpy(s.names[s.commands], name, n + 1);
    s.commands++;
    if (strcmp(name, "CAPABILITY") == 0) {
        say("* CAPABILITY ");
        say(s.capability);
        say("\r\n");
        say_tagged("OK done");
    } else if (strcmp(name, "LOGIN") == 0) {
        space(&at);
        astring(&at, &s.user);
        space(&at);
        astring(&at, &s.password);
        say_tagged("OK [CAPABILITY IMAP4rev1] in");
    } else if (strcmp(name, "AUTHENTICATE") == 0) {
        if (end - at < 6 || memcmp(s.in.p + at, " PLAIN", 6) != 0)
            wrong("another mechanism");
        at += 6;
        if (at == end) {
            s.sasl = true;
            say("+ \r\n");
        } else {
            space(&at);
            plain(s.in.p + at, end - at);
            at = end;
        }
    } else if (strcmp(name, "EXAMINE") == 0) {
        space(&at);
        astring(&at, &s.folder);
        say("* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 2] x\r\n");
        say_tagged("OK [READ-ONLY] done");
    } else {
        wrong("a command that was not planned");
        say_tagged("BAD what");
    }
    if (at != end)
        wrong("an argument too many");
}

size_t wire_piece(size_t at, size_t most)
{
    (void)at;
    s.greeted = true;
    return most;
}

void wire_heard(const char *p, size_t n)
{
    if (!s.greeted)
        wrong("spoke before the greeting");
    for (size_t i = 0; i < n; i++)
        put(&s.in, (unsigned char)p[i]);
    if (whole()) {
        obey();
        s.in.n = s.asked = 0;
    }
}

/* ---- what is random ---- */

static uint64_t random_state;

static uint32_t any(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % below;
}

static size_t value(char *out, size_t max)
{
    static const char *const pieces[] = {"\"", "\\", "{", "}", "{5}", "{5+}", "{0}", "(", ")", "%", "*", "]", "[", "&", "-", "&-", "&AOQ-", "/", ".", ",", "~", "+", " ", "  ", "NIL", "INBOX", "\t", "\x01", "\x7f",
                                         "\xc3\xa4", "\xe2\x82\xac", "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x93\xac", "a\xcc\x88", "\\\"", "\" \"", "LOGIN", "@example.test", "CORP\\", "=", "\x80", "\xff", "\xed\xa0\x80", "\xc0\x80",
                                         "\r\n2 DELETE INBOX\r\n", "\n", "\r", "\" {3}"};
    static const size_t tame = 40; /* those before the bytes that are no UTF-8 */
    uint32_t kind = any(16), length = any(kind == 0 ? 300 : 12);
    size_t n = 0;

    for (uint32_t i = 0; i < length; i++) {
        const char *piece = pieces[any((uint32_t)(kind == 1 ? sizeof pieces / sizeof *pieces : tame))];
        char letter[2] = {(char)('!' + any(94)), 0};
        size_t k;

        if (any(2) == 0)
            piece = letter;
        k = strlen(piece);
        if (n + k >= max)
            break;
        memcpy(out + n, piece, k);
        n += k;
    }
    out[n] = 0;
    return n;
}

static bool utf8(const char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)p[i];
        size_t more = c < 0x80 ? 0 : c < 0xc2 ? 9 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 9;

        if (more == 9 || i + more >= n + (more == 0))
            return false;
        for (size_t k = 1; k <= more; k++)
            if (((unsigned char)p[i + k] & 0xc0) != 0x80)
                return false;
        if ((c == 0xe0 && (unsigned char)p[i + 1] < 0xa0) || (c == 0xed && (unsigned char)p[i + 1] > 0x9f) || (c == 0xf0 && (unsigned char)p[i + 1] < 0x90) || (c == 0xf4 && (unsigned char)p[i + 1] > 0x8f))
            return false;
        i += more + 1;
    }
    return true;
}

static void add_utf8(bytes *out, uint32_t c)
{
    if (c < 0x80) {
        put(out, c);
    } else if (c < 0x800) {
        put(out, 0xc0 | c >> 6);
        put(out, 0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(out, 0xe0 | c >> 12);
        put(out, 0x80 | (c >> 6 & 0x3f));
        put(out, 0x80 | (c & 0x3f));
    } else {
        put(out, 0xf0 | c >> 18);
        put(out, 0x80 | (c >> 12 & 0x3f));
        put(out, 0x80 | (c >> 6 & 0x3f));
        put(out, 0x80 | (c & 0x3f));
    }
}

/* RFC 3501 section 5.1.3 */
static void from_modified_utf7(const bytes *in, bytes *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    out->n = 0;
    for (size_t i = 0; i < in->n; i++) {
        uint32_t v = 0, high = 0;
        unsigned bits = 0;

        if (in->p[i] < 0x20 || in->p[i] > 0x7e)
            wrong("a character that must be encoded");
        if (in->p[i] != '&') {
            put(out, in->p[i]);
            continue;
        }
        if (i + 1 < in->n && in->p[i + 1] == '-') {
            put(out, '&');
            i++;
            continue;
        }
        for (i++; i < in->n && in->p[i] != '-'; i++) {
            const char *at = in->p[i] ? strchr(alphabet, in->p[i]) : NULL;

            if (!at)
                wrong("not modified base64");
            v = v << 6 | (uint32_t)(at ? at - alphabet : 0);
            bits += 6;
            if (bits >= 16) {
                uint32_t unit = v >> (bits - 16) & 0xffff;

                bits -= 16;
                if (unit >= 0x20 && unit <= 0x7e)
                    wrong("an encoded character that stands for itself");
                if (unit >= 0xd800 && unit < 0xdc00)
                    high = unit;
                else if (unit >= 0xdc00 && unit < 0xe000)
                    add_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
                else
                    add_utf8(out, unit);
            }
        }
        if (i >= in->n || bits >= 6 || (v & ((1u << bits) - 1)) != 0)
            wrong("modified base64 that ends in the middle");
    }
}

static bool same(const bytes *got, const char *want, size_t n)
{
    return got->n == n && memcmp(got->p, want, n) == 0;
}

static bool line_break(const char *p, size_t n)
{
    return memchr(p, '\r', n) || memchr(p, '\n', n) || memchr(p, 0, n);
}

static bool control(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
            return true;
    return false;
}

static void show(const char *what, const char *p, size_t n)
{
    print_error("%s \"", what);
    for (size_t i = 0; i < n; i++)
        print_error(p[i] >= 0x20 && p[i] < 0x7f ? "%c" : "\\x%02x", (unsigned char)p[i]);
    print_error("\"\n");
}

/* What must not leave the client; the names of the codes are what a caller is told. */
static const char *refusal(const char *user, size_t user_n, const char *password, size_t password_n)
{
    if (user_n == 0 || line_break(user, user_n))
        return "INPUT_USER";
    if (password_n == 0 || line_break(password, password_n))
        return "INPUT_PASSWORD";
    return NULL;
}

static void one(void)
{
    static const char *const capabilities[] = {"IMAP4rev1", "IMAP4rev1 AUTH=PLAIN", "IMAP4rev1 AUTH=PLAIN SASL-IR", "IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR"};
    char user[1024], password[1024], folder[1024];
    size_t user_n = value(user, sizeof user), password_n = value(password, sizeof password), folder_n = value(folder, sizeof folder);
    mbx_endpoint to = {"localhost", 143, MBX_ENCRYPTION_NONE, false, NULL};
    const char *refused;
    mbx_session *session = NULL;
    mbx_secret *secret = NULL;
    mbx_mailbox m;
    mbx_error err;
    bytes name;
    unsigned before;
    mbx_status st;

    if (password_n > 0 && any(64) == 0)
        password[any((uint32_t)password_n)] = 0;
    s.in.n = s.user.n = s.password.n = s.folder.n = s.asked = 0;
    wire_begin();
    s.sasl = s.greeted = false;
    s.commands = 0;
    s.wrong = NULL;
    s.capability = capabilities[any(4)];
    say("* OK [CAPABILITY ");
    say(s.capability);
    say("] ready\r\n");
    mbx_error_clear(&err);
    if (mbx_session_open(&session, &to, NULL, MBX_NEVER, NULL, &err) != MBX_OK || mbx_secret_new(&secret, password, password_n, &err) != MBX_OK)
        fail_msg("%s", err.message);
    refused = refusal(user, user_n, password, password_n);
    st = mbx_session_login(session, user, secret, &err);
    if (refused) {
        if (st == MBX_OK || strcmp(mbx_code_name(err.code), refused) != 0)
            wrong("a value that never may go out was not refused");
        if (s.commands || s.in.n)
            wrong("something was sent of what was refused");
        goto done;
    }
    if (st != MBX_OK) {
        wrong(err.message);
        goto done;
    }
    if (s.commands != 1 || (strcmp(s.names[0], "LOGIN") != 0 && strcmp(s.names[0], "AUTHENTICATE") != 0))
        wrong("more or less than one login");
    if (!same(&s.user, user, user_n) || !same(&s.password, password, password_n))
        wrong("the login arrived changed");
    before = s.commands;
    st = mbx_session_examine(session, folder, &m, &err);
    if (folder_n == 0 || control(folder, folder_n) || !utf8(folder, folder_n)) {
        if (st == MBX_OK || strcmp(mbx_code_name(err.code), "INPUT_FOLDER") != 0)
            wrong("a folder that has no name on the wire was not refused");
        if (s.commands != before || s.in.n)
            wrong("something was sent of a folder that was refused");
        goto done;
    }
    if (st != MBX_OK && strcmp(mbx_code_name(err.code), "INPUT_FOLDER") == 0 && s.commands == before && s.in.n == 0 && folder_n > 250)
        goto done; /* longer than a name may be */
    if (st != MBX_OK)
        wrong(err.message);
    if (s.commands != before + 1 || strcmp(s.names[before < 8 ? before : 7], "EXAMINE") != 0)
        wrong("more or less than one EXAMINE");
    from_modified_utf7(&s.folder, &name);
    if (!same(&name, folder, folder_n))
        wrong("the folder's name arrived changed");
done:
    mbx_session_free(session);
    mbx_secret_free(secret);
    if (s.wrong) {
        show("user", user, user_n);
        show("password", password, password_n);
        show("folder", folder, folder_n);
        show("unfinished", (const char *)s.in.p, s.in.n);
        fail_msg("%s (capabilities %s)", s.wrong, s.capability);
    }
}

static void exactly_the_planned_commands(void **state)
{
    const char *times = getenv("MBX_TRIPLES"), *seed = getenv("MBX_SEED");
    unsigned long n = times ? strtoul(times, NULL, 10) : 20000;

    (void)state;
    random_state = seed ? strtoull(seed, NULL, 10) * 2 + 1 : 20261122;
    for (unsigned long i = 0; i < n; i++)
        one();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exactly_the_planned_commands)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
