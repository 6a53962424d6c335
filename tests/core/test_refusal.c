/* What servers really say, and what it means: to a login, and to anything else. The strings come from the providers' own
 * pages and from the bug trackers of other clients; account names and links are shortened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "imap/refusal.h"

#include <stdio.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define NONE MBX_CODE_NONE

typedef struct words {
    const char *said;
    mbx_code login, later;
    int64_t retry_after;
} words;

static void judge(const words *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct {
            const char *where;
            mbx_refusal is;
            mbx_code should;
        } both[] = {{"login", mbx_refusal_of_login(mbx_str_of(rows[i].said)), rows[i].login}, {"later", mbx_refusal_of(mbx_str_of(rows[i].said)), rows[i].later}};

        for (size_t k = 0; k < 2; k++) {
            if (both[k].is.code != both[k].should)
                fail_msg("%s: %s: %s instead of %s", both[k].where, rows[i].said, mbx_code_name(both[k].is.code), mbx_code_name(both[k].should));
            if (both[k].is.retry_after != (both[k].should == NONE ? 0 : rows[i].retry_after))
                fail_msg("%s: %s: %lld ms", both[k].where, rows[i].said, (long long)both[k].is.retry_after);
        }
    }
}

#define AUTH(x) MBX_CODE_AUTH_##x
#define WAIT MBX_CODE_AUTH_TEMPORARY, MBX_CODE_SERVER_THROTTLED
#define LATER MBX_CODE_AUTH_TEMPORARY, MBX_CODE_SERVER_UNAVAILABLE

static void google(void **state)
{
    static const words rows[] = {
        {"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", NONE, NONE, 0},
        {"NO [ALERT] Invalid credentials (Failure)", NONE, NONE, 0},
        {"NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", AUTH(APP_PASSWORD_REQUIRED), NONE, 0},
        {"NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)", AUTH(WEBLOGIN), NONE, 0},
        {"NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1&scc=1&plt=x] Web login required.", AUTH(WEBLOGIN), NONE, 0},
        {"NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)", AUTH(IMAP_DISABLED), NONE, 0},
        {"NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)", AUTH(IMAP_DISABLED), NONE, 0},
        {"NO [UNAVAILABLE] IMAP access is disabled for your domain.", AUTH(IMAP_DISABLED), MBX_CODE_SERVER_UNAVAILABLE, 0},
        {"NO [UNAVAILABLE] Temporary System Problem (Failure)", LATER, 0},
        {"NO [ALERT] Too many simultaneous connections. (Failure)", WAIT, 0},
        {"BYE [ALERT] Too many simultaneous connections. (Failure)", WAIT, 0},
        {"NO [ALERT] Account exceeded command or bandwidth limits. (Failure)", WAIT, 0},
        {"BYE [OVERQUOTA] Account exceeded command or bandwidth limits.", WAIT, 0},
        {"OK Success [THROTTLED]", WAIT, 0},
        {"NO [THROTTLED] slow down", WAIT, 0},
        {"BYE Session expired, please login again.", WAIT, 0},
        {"NO Some messages could not be FETCHed (Failure)", NONE, NONE, 0},
        {"NO [NONEXISTENT] Unknown Mailbox: too many connections (Failure)", AUTH(TEMPORARY), NONE, 0},
    };
    (void)state;
    /* a login names no mailbox, so the last one has no meaning there */
    judge(rows, N(rows) - 1);
    assert_int_equal(mbx_refusal_of(mbx_str_of(rows[N(rows) - 1].said)).code, NONE);
}

static void microsoft(void **state)
{
    static const words rows[] = {
        {"NO AUTHENTICATE failed.", NONE, NONE, 0},
        {"NO LOGIN failed.", NONE, NONE, 0},
        {"NO LOGIN failed. BasicAuthBlocked", AUTH(OAUTH_REQUIRED), NONE, 0},
        {"NO Basic authentication is disabled.", AUTH(OAUTH_REQUIRED), NONE, 0},
        {"BAD User is authenticated but not connected.", AUTH(MAILBOX_NOT_GRANTED), AUTH(MAILBOX_NOT_GRANTED), 0},
        {"NO User is authenticated but not connected.", AUTH(MAILBOX_NOT_GRANTED), AUTH(MAILBOX_NOT_GRANTED), 0},
        {"BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds", WAIT, 299961},
        {"NO Request is throttled. Suggested Backoff Time: 89117 milliseconds", WAIT, 89117},
        {"BAD Request is throttled. Suggested Backoff Time: 3000000 milliseconds", WAIT, 3000000},
        {"NO Server Unavailable. 15", LATER, 0},
        {"BAD Server Unavailable. 15", LATER, 0},
        {"BYE Session invalidated - AccessTokenExpired", AUTH(TOKEN_EXPIRED), MBX_CODE_SERVER_BYE, 0},
        {"BAD [AUTHENTICATIONFAILED] Session invalidated - AccessTokenExpired", AUTH(TOKEN_EXPIRED), MBX_CODE_SERVER_BYE, 0},
        {"BYE Connection closed. 14", NONE, NONE, 0},
        {"BAD Command Error. 10", NONE, NONE, 0},
        {"NO SELECT failed", NONE, NONE, 0},
    };
    (void)state;
    judge(rows, N(rows));
}

static void other_providers(void **state)
{
    static const words rows[] = {
        /* Yahoo */
        {"NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials", NONE, NONE, 0},
        {"NO [AUTHORIZATIONFAILED] LOGIN Invalid credentials", NONE, NONE, 0},
        {"NO [LIMIT] UID FETCH Rate limit hit.", WAIT, 0},
        {"NO [UNAVAILABLE] UID FETCH Server error while fetching messages", LATER, 0},
        {"NO [UNAVAILABLE] UID FETCH Server error - Please try again later", LATER, 0},
        {"NO [SERVERBUG] UID FETCH Server error - Please try again later", AUTH(TEMPORARY), MBX_CODE_SERVER_UNAVAILABLE, 0},
        /* iCloud */
        {"NO [AUTHENTICATIONFAILED] Authentication Failed", NONE, NONE, 0},
        {"BAD [UNAVAILABLE] Service temporarily unavailable", LATER, 0},
        /* Zoho */
        {"NO [ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)", AUTH(IMAP_DISABLED), NONE, 0},
        {"NO [AUTHENTICATIONFAILED] Invalid credentials(Failure)", NONE, NONE, 0},
        /* Yandex, Mail.ru */
        {"NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials or IMAP is disabled sc=ebI8JB0ug4Y1_290737_53p", AUTH(IMAP_DISABLED), NONE, 0},
        {"NO [AUTHENTICATIONFAILED] Application password is REQUIRED", AUTH(APP_PASSWORD_REQUIRED), NONE, 0},
        {"NO [CANNOT] Unsupported search criterion: SINCE 1-JAN-2020", NONE, NONE, 0},
        /* QQ */
        {"NO Login fail. Please using authorization code to login.More information at http://service.mail.qq.com", AUTH(CODE_REQUIRED), NONE, 0},
        {"NO Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.", AUTH(CODE_REQUIRED), NONE, 0},
        /* 163, 126, yeah, 188 */
        {"NO LOGIN Login error or password error", AUTH(CODE_REQUIRED), NONE, 0},
        {"NO SELECT Unsafe Login. Please contact kefu@188.com for help", NONE, MBX_CODE_FOLDER_UNSAFE_LOGIN, 0},
        {"NO EXAMINE Unsafe Login. Please contact kefu@188.com for help", NONE, MBX_CODE_FOLDER_UNSAFE_LOGIN, 0},
    };
    (void)state;
    judge(rows, N(rows));
}

static void server_programs(void **state)
{
    static const words rows[] = {
        /* Dovecot */
        {"NO [AUTHENTICATIONFAILED] Authentication failed.", NONE, NONE, 0},
        {"NO [UNAVAILABLE] Temporary authentication failure. [host:2024-01-01 00:00:00]", LATER, 0},
        {"NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", LATER, 0},
        {"NO Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", WAIT, 0},
        {"NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.", AUTH(DISABLED), NONE, 0},
        {"NO Cleartext authentication disallowed on non-secure (SSL/TLS) connections.", AUTH(DISABLED), NONE, 0},
        {"NO [EXPIRED] Password expired", AUTH(EXPIRED), NONE, 0},
        {"NO [SERVERBUG] Internal error occurred. Refer to server log for more information. [2024-01-01 00:00:00]", AUTH(TEMPORARY), NONE, 0},
        {"NO [INUSE] Mailbox is locked, will abort in 30 seconds", LATER, 0},
        {"NO [NONEXISTENT] Mailbox doesn't exist: rate limit", NONE, NONE, 0},
        /* Cyrus */
        {"NO Login failed: authentication failure", NONE, NONE, 0},
        {"NO authentication failure", NONE, NONE, 0},
        {"NO Login only available under a layer", AUTH(DISABLED), NONE, 0},
        {"NO Mailbox does not exist", NONE, NONE, 0},
        /* Courier */
        {"NO Login failed.", NONE, NONE, 0},
        {"BYE Temporary problem, please try again later", LATER, 0},
        {"BYE [ALERT] Maximum connection limit reached for 192.0.2.1", WAIT, 0},
        /* what needs no server */
        {"", NONE, NONE, 0},
        {"NO", NONE, NONE, 0},
        {"NO [", NONE, NONE, 0},
        {"NO Account throttled", WAIT, 0},
        {"NO [LIMIT", WAIT, 0},
        {"NO [LIMITED] x", NONE, NONE, 0},
        {"NO x [LIMIT]", NONE, NONE, 0},
    };
    (void)state;
    judge(rows, N(rows));
}

/* The number is the server's: whatever it is, nobody is sent away for more than an hour. */
static void waits(void **state)
{
    static const struct {
        const char *said;
        int64_t ms;
    } rows[] = {
        {"BAD Request is throttled. Suggested Backoff Time: 0 milliseconds", 0},
        {"BAD Request is throttled. Suggested Backoff Time: -5 milliseconds", 0},
        {"BAD Request is throttled. Suggested Backoff Time:", 0},
        {"BAD Request is throttled. Suggested Backoff Time:12", 12},
        {"BAD Request is throttled. suggested backoff time:    3599999 milliseconds", 3599999},
        {"BAD Request is throttled. Suggested Backoff Time: 3600001 milliseconds", MBX_MAX_RETRY_AFTER},
        {"BAD Request is throttled. Suggested Backoff Time: 99999999999999999999999999999999 milliseconds", MBX_MAX_RETRY_AFTER},
        {"NO [LIMIT] again. Suggested Backoff Time: 7 milliseconds", 7},
        {"NO [NONEXISTENT] Suggested Backoff Time: 7 milliseconds", 0},
    };

    (void)state;
    for (size_t i = 0; i < N(rows); i++)
        if (mbx_refusal_of(mbx_str_of(rows[i].said)).retry_after != rows[i].ms)
            fail_msg("%s", rows[i].said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(google), cmocka_unit_test(microsoft), cmocka_unit_test(other_providers), cmocka_unit_test(server_programs), cmocka_unit_test(waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
