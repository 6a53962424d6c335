/* A private Dovecot for a test group: tests/servers/logins. */
#ifndef MBX_DOVECOT_SERVER_H
#define MBX_DOVECOT_SERVER_H

#include "imap/session.h"

#define DOVECOT_PASSWORD "s3cret p\xc3\xa4ss" /* anna's */

typedef struct dovecot_server {
    unsigned port;
    char token[1000], expired[1000]; /* access tokens for anna */
} dovecot_server;

const dovecot_server *dovecot_server_get(void); /* while it runs */

/* For cmocka_run_group_tests(). */
int dovecot_server_start(void **state);
int dovecot_server_stop(void **state);

mbx_session *dovecot_greeted(void); /* fails the test otherwise */
mbx_session *dovecot_logged_in(void); /* as anna */

#endif
