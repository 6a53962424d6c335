/* The SASL mechanisms alone: what the RFCs and the providers publish, and servers that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base64text.h"
#include "base/digest.h"
#include "base/limits.h"
#include "imap/mechanism.h"
#include "imap/saslprep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

typedef struct talk {
    const mbx_mechanism *m;
    mbx_sasl_login l;
    void *state;
    mbx_scratch out;
    bool spent;
    mbx_error err;
} talk;

static talk begin(const mbx_mechanism *m, const char *user, const char *secret, const char *nonce)
{
    talk t = {.m = m, .l = {.user = mbx_str_of(user), .secret = mbx_str_of(secret), .nonce = nonce}};

    mbx_error_clear(&t.err);
    t.state = calloc(1, m->size);
    assert_int_equal(mbx_scratch_new(&t.out, mbx_mechanism_room(&t.l), &t.err), MBX_OK);
    return t;
}

static void end(talk *t)
{
    if (t->m->end)
        t->m->end(t->state);
    free(t->state);
    mbx_scratch_free(&t->out);
}

static mbx_status say(talk *t, const char *challenge)
{
    mbx_scratch_empty(&t->out);
    return t->m->answer(t->state, &t->l, mbx_str_of(challenge), &t->out, &t->spent, &t->err);
}

static void expect(talk *t, const char *challenge, const char *answer)
{
    assert_int_equal(say(t, challenge), MBX_OK);
    assert_false(t->out.full);
    assert_int_equal(t->out.n, strlen(answer));
    assert_memory_equal(t->out.p, answer, t->out.n);
}

static void base64_of_the_rfc(void **state)
{
    static const char *const rows[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "+/8="}};
    static const char *const wrong[] = {"Z", "Zg", "Zg=", "Zm8", "Zh==", "Zm9=", "=", "====", "Zg==Zg==", "Z=g=", "Zm9v\n", "Zm9-", "Z m8", "Zm9vYg=\0"};
    uint8_t out[32];
    char text[32];
    size_t n;

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        n = strlen(rows[i][0]);
        mbx_base64text_encode(rows[i][0], n, text);
        assert_int_equal(mbx_base64text_size(n), strlen(rows[i][1]));
        assert_memory_equal(text, rows[i][1], strlen(rows[i][1]));
        assert_true(mbx_base64text_decode(rows[i][1], strlen(rows[i][1]), out, &n));
        assert_int_equal(n, strlen(rows[i][0]));
        assert_memory_equal(out, rows[i][0], n);
    }
    for (size_t i = 0; i < N(wrong); i++)
        if (mbx_base64text_decode(wrong[i], strlen(wrong[i]), out, &n))
            fail_msg("\"%s\" was taken for base64", wrong[i]);
}

/* RFC 5802 section 5 and RFC 7677 section 3. */
#define NONCE_1 "fyko+d2lbbFgONRv9qkxdawL"
#define FIRST_1 "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
#define FINAL_1 "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="
#define NONCE_256 "rOprNGfwEbeRWgbNEkqO"
#define FIRST_256 "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
#define FINAL_256 "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static void scram_of_the_rfcs(void **state)
{
    static const struct {
        const mbx_mechanism *m;
        const char *nonce, *c1, *s1, *c2, *s2;
    } rows[] = {
        {&mbx_mechanism_scram_sha_1, NONCE_1, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", FIRST_1,
         "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", FINAL_1},
        {&mbx_mechanism_scram_sha_256, NONCE_256, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO", FIRST_256,
         "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", FINAL_256},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        talk t = begin(rows[i].m, "user", "pencil", rows[i].nonce);
        assert_int_equal(t.m->fits(&t.l, &t.err), MBX_OK);
        expect(&t, NULL, rows[i].c1);
        assert_false(t.spent);
        assert_int_equal(t.m->accepted(t.state, &t.err), MBX_E_AUTH);
        expect(&t, rows[i].s1, rows[i].c2);
        assert_true(t.spent);
        /* the server took the proof, but has not proved itself */
        assert_int_equal(t.m->accepted(t.state, &t.err), MBX_E_AUTH);
        assert_int_equal(t.err.code, MBX_CODE_AUTH_SERVER_PROOF);
        expect(&t, rows[i].s2, "");
        assert_int_equal(t.m->accepted(t.state, &t.err), MBX_OK);
        assert_int_equal(say(&t, rows[i].s2), MBX_E_PROTOCOL);
        end(&t);
    }
}

static void scram_headers(void **state)
{
    talk t = begin(&mbx_mechanism_scram_sha_256, "a=b,c\xc2\xa0\xc2\xad" "d", "pw", "abc");

    (void)state;
    expect(&t, NULL, "n,,n=a=3Db=2Cc d,r=abc"); /* escaped, no-break space to space, soft hyphen to nothing */
    end(&t);
    t = begin(&mbx_mechanism_scram_sha_256, "user", "pencil", NONCE_256);
    t.l.bindings_known = true; /* "y": the server seems not to know bindings; one that does must notice the alteration */
    expect(&t, NULL, "y,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assert_int_equal(say(&t, FIRST_256), MBX_OK);
    assert_memory_equal(t.out.p, "c=eSws,r=", 9);
    end(&t);
    t = begin(&mbx_mechanism_scram_sha_256_plus, "user", "pencil", NONCE_256);
    t.l.binding = MBX_STR("0123456789abcdef0123456789abcdef");
    expect(&t, NULL, "p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assert_int_equal(say(&t, FIRST_256), MBX_OK);
    /* base64("p=tls-exporter,,0123456789abcdef0123456789abcdef") */
    assert_memory_equal(t.out.p, "c=cD10bHMtZXhwb3J0ZXIsLDAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm,r=", 69);
    end(&t);
}

static void scram_nonces_differ(void **state)
{
    char seen[100][64];

    (void)state;
    for (size_t i = 0; i < N(seen); i++) {
        talk t = begin(&mbx_mechanism_scram_sha_256, "u", "p", NULL);
        assert_int_equal(say(&t, NULL), MBX_OK);
        assert_int_equal(t.out.n, 9 + 32);
        snprintf(seen[i], sizeof seen[i], "%.*s", (int)t.out.n, t.out.p);
        assert_memory_equal(seen[i], "n,,n=u,r=", 9);
        assert_null(strchr(seen[i] + 9, ','));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(seen[i], seen[j]);
        end(&t);
    }
}

#define R "r=" NONCE_256 "xyz,"
#define S "s=W22ZaJ0SNY7soEsUEjb6gQ==,"

static void scram_lies_in_the_first_message(void **state)
{
    static const struct {
        const char *message;
        mbx_code code;
    } rows[] = {
        {NULL, MBX_CODE_PROTOCOL_SYNTAX}, /* was not base64 */
        {"", MBX_CODE_PROTOCOL_SYNTAX},
        {"r=", MBX_CODE_PROTOCOL_SYNTAX},
        {"e=other-error", MBX_CODE_PROTOCOL_SYNTAX},
        {"r=otherNonce," S "i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {"r=," S "i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {"r=" NONCE_256 "," S "i=4096", MBX_CODE_PROTOCOL_SYNTAX}, /* ours alone: a replay could be ready for it */
        {"r=rOprNGfwEbeRWgbNEkqo123," S "i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {"m=new," R S "i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=4096,m=new", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=4096,", MBX_CODE_PROTOCOL_SYNTAX + 1000}, /* an empty rest is no rest */
        {R S "i=4096,x", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=4096,x=1,y=2", MBX_CODE_PROTOCOL_SYNTAX + 1000}, /* optional extensions */
        {S R "i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {R "s=,i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {R "s=!!!!,i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {R "s=W22,i=4096", MBX_CODE_PROTOCOL_SYNTAX},
        {R S, MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=-4096", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=04096", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=4096x", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=99999999999999999999999999", MBX_CODE_PROTOCOL_SYNTAX},
        {R S "i=0", MBX_CODE_LIMIT_ITERATIONS},
        {R S "i=1", MBX_CODE_LIMIT_ITERATIONS},
        {R S "i=4095", MBX_CODE_LIMIT_ITERATIONS},
        {R S "i=1000001", MBX_CODE_LIMIT_ITERATIONS},
        {R S "i=1000000000", MBX_CODE_LIMIT_ITERATIONS},
        {R S "i=4294971392", MBX_CODE_LIMIT_ITERATIONS}, /* 2^32 + 4096 */
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        talk t = begin(&mbx_mechanism_scram_sha_256, "user", "pencil", NONCE_256);
        bool fine = rows[i].code == (mbx_code)(MBX_CODE_PROTOCOL_SYNTAX + 1000);

        assert_int_equal(say(&t, NULL), MBX_OK);
        mbx_status st = say(&t, rows[i].message);
        if ((st == MBX_OK) != fine || (!fine && t.err.code != rows[i].code))
            fail_msg("\"%s\": %s", rows[i].message ? rows[i].message : "", st == MBX_OK ? "accepted" : mbx_code_name(t.err.code));
        if (!fine && memmem(t.out.p, t.out.n, "p=", 2))
            fail_msg("\"%s\" got a proof", rows[i].message);
        end(&t);
    }
}

static void scram_lies_in_the_last_message(void **state)
{
    static const char *const wrong[] = {NULL, "", "v=", "v=AAAA", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                                        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4", "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                                        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=AAAA", "x=1,v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="};

    (void)state;
    for (size_t i = 0; i < N(wrong); i++) {
        talk t = begin(&mbx_mechanism_scram_sha_256, "user", "pencil", NONCE_256);
        assert_int_equal(say(&t, NULL), MBX_OK);
        assert_int_equal(say(&t, FIRST_256), MBX_OK);
        if (say(&t, wrong[i]) == MBX_OK || t.m->accepted(t.state, &t.err) == MBX_OK)
            fail_msg("\"%s\" was taken for the server's proof", wrong[i] ? wrong[i] : "");
        end(&t);
    }
    /* an error of the server waits for its tagged NO; with an OK it is none of a login */
    talk t = begin(&mbx_mechanism_scram_sha_256, "user", "pencil", NONCE_256);
    assert_int_equal(say(&t, NULL), MBX_OK);
    assert_int_equal(say(&t, FIRST_256), MBX_OK);
    expect(&t, "e=invalid-proof", "");
    assert_int_equal(t.m->accepted(t.state, &t.err), MBX_E_AUTH);
    assert_int_equal(t.err.code, MBX_CODE_AUTH_SERVER_PROOF);
    end(&t);
}

/* RFC 7628 section 4.1; host and port are optional keys. */
static void oauthbearer_of_the_rfc(void **state)
{
    static const char error[] = "{\"status\":\"invalid_token\",\"scope\":\"example_scope\",\"openid-configuration\":\"https://example.com/.well-known/openid-configuration\"}";
    talk t = begin(&mbx_mechanism_oauthbearer, "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", NULL);
    char text[400];

    (void)state;
    t.l.host = MBX_STR("server.example.com");
    t.l.port = 143;
    assert_int_equal(t.m->fits(&t.l, &t.err), MBX_OK);
    assert_int_equal(say(&t, NULL), MBX_OK);
    mbx_base64text_encode(t.out.p, t.out.n, text);
    text[mbx_base64text_size(t.out.n)] = 0;
    assert_string_equal(text, "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
    assert_int_equal(t.m->refused(t.state), MBX_CODE_NONE);
    expect(&t, error, "\1");
    assert_int_equal(t.m->refused(t.state), MBX_CODE_AUTH_TOKEN_EXPIRED);
    assert_int_equal(say(&t, error), MBX_E_PROTOCOL); /* enough is enough */
    end(&t);
    t = begin(&mbx_mechanism_oauthbearer, "a,b=c", "tok", NULL);
    expect(&t, NULL, "n,a=a=2Cb=3Dc,\1auth=Bearer tok\1\1");
    end(&t);
}

/* developers.google.com/gmail/imap/xoauth2-protocol and learn.microsoft.com (Authenticate an IMAP connection using OAuth). */
static void xoauth2_of_the_providers(void **state)
{
    static const char *const rows[][3] = {
        {"someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
         "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="},
        {"test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA",
         "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ=="},
    };
    char text[400];

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        talk t = begin(&mbx_mechanism_xoauth2, rows[i][0], rows[i][1], NULL);
        assert_int_equal(say(&t, NULL), MBX_OK);
        mbx_base64text_encode(t.out.p, t.out.n, text);
        text[mbx_base64text_size(t.out.n)] = 0;
        assert_string_equal(text, rows[i][2]);
        expect(&t, "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}", "");
        assert_int_equal(t.m->refused(t.state), MBX_CODE_AUTH_TOKEN_EXPIRED);
        end(&t);
    }
}

static void oauth_reasons(void **state)
{
    static const struct {
        const char *json;
        mbx_code code;
    } rows[] = {
        {"{\"status\":\"insufficient_scope\"}", MBX_CODE_AUTH_SCOPE},
        {" { \"scope\" : \"x\" , \"status\" : \"403\" } ", MBX_CODE_AUTH_SCOPE},
        {"{\"a\":{\"status\":\"403\"},\"status\":\"401\"}", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"{\"a\":[\"status\",\":\",\"403\"],\"b\":\"\\\"status\\\":\\\"403\\\"\"}", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"{\"status\":\"invalid_request\"}", MBX_CODE_SERVER_BAD},
        {"{\"status\":403}", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"{\"status\":\"", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"{\"status\\", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"{\"status\"", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {"", MBX_CODE_AUTH_TOKEN_EXPIRED},
        {NULL, MBX_CODE_AUTH_TOKEN_EXPIRED},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        talk t = begin(&mbx_mechanism_oauthbearer, "u", "t", NULL);
        assert_int_equal(say(&t, NULL), MBX_OK);
        expect(&t, rows[i].json, "\1");
        if (t.m->refused(t.state) != rows[i].code)
            fail_msg("%s: %s", rows[i].json, mbx_code_name(t.m->refused(t.state)));
        end(&t);
    }
}

static void tokens_that_are_none(void **state)
{
    static const char *const wrong[] = {"a b", "a\1b", "a,b", "a\"b", "a\x80", "a\tb"};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(wrong); i++) {
        mbx_sasl_login l = {.user = MBX_STR("u"), .secret = mbx_str_of(wrong[i])};
        assert_int_equal(mbx_mechanism_xoauth2.fits(&l, &err), MBX_E_STORE);
        assert_int_equal(err.code, MBX_CODE_ACCESS_TOKEN);
        assert_null(strstr(err.message, wrong[i]));
    }
    mbx_sasl_login l = {.user = MBX_STR("u\1auth=Bearer x"), .secret = MBX_STR("AZaz09-._~+/=")};
    assert_int_equal(mbx_mechanism_xoauth2.fits(&l, &err), MBX_E_ARGUMENT);
    l.user = MBX_STR("u");
    assert_int_equal(mbx_mechanism_xoauth2.fits(&l, &err), MBX_OK);
}

static void plain_and_login(void **state)
{
    talk t = begin(&mbx_mechanism_plain, "b\xc3\xb6" "b", "p w", NULL);

    (void)state;
    assert_int_equal(say(&t, NULL), MBX_OK);
    assert_int_equal(t.out.n, 9);
    assert_memory_equal(t.out.p, "\0b\xc3\xb6" "b\0p w", 9);
    assert_int_equal(say(&t, ""), MBX_E_PROTOCOL);
    end(&t);
    t = begin(&mbx_mechanism_login, "bob", "p w", NULL);
    expect(&t, NULL, "bob");
    assert_false(t.spent);
    expect(&t, "Password:", "p w");
    assert_true(t.spent);
    assert_int_equal(say(&t, "Again:"), MBX_E_PROTOCOL);
    end(&t);
}

static void prepared_strings(void **state)
{
    static const struct {
        const char *text, *prepared; /* NULL: refused */
    } rows[] = {
        {"", ""}, {"user", "user"}, {"USER", "USER"},                 /* RFC 4013 section 3, rows 2 and 3 */
        {"I\xc2\xadX", "IX"},                                          /* row 1 */
        {"\xc2\xaa", NULL}, {"\xe2\x85\xa8", NULL},                    /* rows 4 and 5: to be normalised */
        {"\x07", NULL}, {"\xd8\xa7" "1", NULL},                        /* rows 6 and 7 */
        {"p\xc3\xa4ss", "p\xc3\xa4ss"}, {"pa\xcc\x88ss", NULL},        /* composed; decomposed would have to be composed */
        {"\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c"},
        {"\xe5\xaf\x86\xe7\xa0\x81", "\xe5\xaf\x86\xe7\xa0\x81"},      {"a\xe3\x80\x80" "b", "a b"},
        {"\x80", NULL}, {"\xc3", NULL}, {"\xc0\xaf", NULL}, {"\xed\xa0\x80", NULL}, {"\xf4\x90\x80\x80", NULL}, {"\xef\xbf\xbf", NULL}, {"\xf0\x9f\x98\x80", NULL},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        mbx_scratch out;
        mbx_error err;
        assert_int_equal(mbx_scratch_new(&out, strlen(rows[i].text), &err), MBX_OK);
        bool ok = mbx_saslprep(mbx_str_of(rows[i].text), &out);
        if (ok != (rows[i].prepared != NULL) || (ok && !mbx_str_same(mbx_scratch_str(&out), mbx_str_of(rows[i].prepared))))
            fail_msg("row %zu", i);
        mbx_scratch_free(&out);
    }
}

static void offered(const char *capabilities, mbx_credential_kind kind, bool can_bind, const char *want)
{
    const mbx_mechanism *m[MBX_MECHANISMS_MAX];
    char got[300] = "";
    size_t n = mbx_mechanisms_offered(capabilities, kind, can_bind, m);

    for (size_t i = 0; i < n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? " " : "", m[i]->name);
    assert_string_equal(got, want);
}

static void the_best_first(void **state)
{
    static const char all[] = "IMAP4rev1 AUTH=LOGIN AUTH=PLAIN auth=xoauth2 AUTH=CRAM-MD5 AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256 AUTH=OAUTHBEARER AUTH=SCRAM-SHA-256-PLUS";

    (void)state;
    offered(all, MBX_CREDENTIAL_PASSWORD, false, "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN");
    offered(all, MBX_CREDENTIAL_PASSWORD, true, "SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN");
    offered(all, MBX_CREDENTIAL_TOKEN, false, "OAUTHBEARER XOAUTH2");
    offered("IMAP4rev1 AUTH=PLAINX XAUTH=PLAIN AUTH= PLAIN AUTH=CRAM-MD5", MBX_CREDENTIAL_PASSWORD, false, "");
    offered("", MBX_CREDENTIAL_TOKEN, true, "");
    assert_true(mbx_capability_listed("A  LITERAL+ B", "literal+"));
    assert_false(mbx_capability_listed("A LITERAL+ B", "LITERAL"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_of_the_rfc),         cmocka_unit_test(scram_of_the_rfcs),
        cmocka_unit_test(scram_headers),             cmocka_unit_test(scram_nonces_differ),
        cmocka_unit_test(scram_lies_in_the_first_message), cmocka_unit_test(scram_lies_in_the_last_message),
        cmocka_unit_test(oauthbearer_of_the_rfc),    cmocka_unit_test(xoauth2_of_the_providers),
        cmocka_unit_test(oauth_reasons),             cmocka_unit_test(tokens_that_are_none),
        cmocka_unit_test(plain_and_login),           cmocka_unit_test(prepared_strings),
        cmocka_unit_test(the_best_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
