/* Every login against a real server: Dovecot with its own SCRAM and its own check of access tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dovecot_server.h"
#include "imap/credential.h"
#include "imap/exchange.h"

#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

/* Logged in is who can open the inbox. */
static void examines(mbx_session *s)
{
    mbx_mailbox m;
    mbx_error err;
    if (mbx_session_examine(s, "INBOX", &m, &err) != MBX_OK)
        fail_msg("%s", err.message);
}

static void each_mechanism(void **state)
{
    const char *good = dovecot_server_get()->token, *expired = dovecot_server_get()->expired;
    const struct {
        const mbx_mechanism *m;
        const char *secret, *wrong;
        mbx_code code;
    } rows[] = {
        {&mbx_mechanism_plain, DOVECOT_PASSWORD, "s3cret", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {&mbx_mechanism_login, DOVECOT_PASSWORD, "s3cret", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {&mbx_mechanism_scram_sha_1, DOVECOT_PASSWORD, "s3cret", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {&mbx_mechanism_scram_sha_256, DOVECOT_PASSWORD, "s3cret", MBX_CODE_AUTH_BAD_CREDENTIALS},
        {&mbx_mechanism_oauthbearer, good, expired, MBX_CODE_AUTH_TOKEN_EXPIRED},
        {&mbx_mechanism_xoauth2, good, expired, MBX_CODE_AUTH_TOKEN_EXPIRED},
        {NULL, DOVECOT_PASSWORD, "s3cret", MBX_CODE_AUTH_BAD_CREDENTIALS}, /* the LOGIN command */
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        for (int wrong = 0; wrong < 2; wrong++) {
            const mbx_mechanism *m = rows[i].m;
            const mbx_sasl_login l = {.user = MBX_STR("anna"), .secret = mbx_str_of(wrong ? rows[i].wrong : rows[i].secret)};
            mbx_session *s = dovecot_greeted();
            mbx_exchange x;
            mbx_error err;
            mbx_error_clear(&err);
            mbx_session_stage(s, MBX_STAGE_AUTH, -1);
            mbx_status st = m ? mbx_exchange_run(s, m, &l, &x, &err) : mbx_login_command(s, &l, &x, &err);
            if (st != MBX_OK || x.answer != (wrong ? MBX_ANSWER_NO : MBX_ANSWER_OK) || !x.spent || (wrong && err.code != rows[i].code))
                fail_msg("%s, %s: %s %s (%s)", m ? m->name : "LOGIN command", wrong ? "wrong" : "right", mbx_code_name(err.code), err.message, err.server_text);
            if (!wrong)
                examines(s);
            mbx_session_free(s);
        }
}

static void the_session_chooses(void **state)
{
    const char *good = dovecot_server_get()->token;
    const struct {
        const char *user, *secret, *mechanism;
        bool token;
    } rows[] = {{"anna", DOVECOT_PASSWORD, "SCRAM-SHA-256", false}, {"anna", good, "OAUTHBEARER", true}, {"anna", "wrong", NULL, false}, {"nobody", DOVECOT_PASSWORD, NULL, false}, {"anna", "tok", NULL, true}};

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        mbx_session *s = dovecot_greeted();
        mbx_secret *secret = NULL;
        mbx_error err;
        mbx_error_clear(&err);
        assert_int_equal(mbx_secret_new(&secret, rows[i].secret, strlen(rows[i].secret), &err), MBX_OK);
        mbx_status st = (rows[i].token ? mbx_session_login_token : mbx_session_login)(s, rows[i].user, secret, &err);
        mbx_secret_free(secret);
        if ((st == MBX_OK) != (rows[i].mechanism != NULL))
            fail_msg("row %zu: %s", i, st == MBX_OK ? "logged in" : err.message);
        if (rows[i].mechanism) {
            assert_string_equal(mbx_session_mechanism(s), rows[i].mechanism);
            examines(s);
        } else {
            assert_int_equal(st, MBX_E_AUTH);
        }
        mbx_session_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_mechanism), cmocka_unit_test(the_session_chooses)};
    return cmocka_run_group_tests(tests, dovecot_server_start, dovecot_server_stop);
}
