#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dovecot_server.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static dovecot_server server;
static pid_t pid;
static int input;
static mbx_tls *tls;

/* Beside this file's folder, wherever the build is. */
int dovecot_server_start(void **state)
{
    char path[600];
    int in[2], out[2];
    mbx_error err;
    FILE *f;
    (void)state;
    snprintf(path, sizeof path, "%.*s../servers/logins", (int)(strrchr(__FILE__, '/') + 1 - __FILE__), __FILE__);
    if (pipe(in) != 0 || pipe(out) != 0 || (pid = fork()) < 0)
        return -1;
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[0]);
        close(in[1]);
        close(out[0]);
        close(out[1]);
        execl(path, path, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input = in[1];
    f = fdopen(out[0], "r");
    int found = f ? fscanf(f, "%u %999s %999s", &server.port, server.token, server.expired) : 0;
    fclose(f);
    return found == 3 && mbx_tls_new(&tls, &err) == MBX_OK ? 0 : -1;
}

int dovecot_server_stop(void **state)
{
    int status;
    (void)state;
    mbx_tls_free(tls);
    close(input);
    return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

const dovecot_server *dovecot_server_get(void)
{
    return &server;
}

mbx_session *dovecot_greeted(void)
{
    const mbx_endpoint to = {.host = "127.0.0.1", .port = (uint16_t)server.port, .encryption = MBX_ENCRYPTION_NONE};
    mbx_session *s = NULL;
    mbx_error err;
    if (mbx_session_open(&s, &to, tls, mbx_in_ms(30000), NULL, &err) != MBX_OK)
        fail_msg("%s", err.message);
    return s;
}

mbx_session *dovecot_logged_in(void)
{
    mbx_session *s = dovecot_greeted();
    mbx_secret *secret = NULL;
    mbx_error err;

    assert_int_equal(mbx_secret_new(&secret, DOVECOT_PASSWORD, strlen(DOVECOT_PASSWORD), &err), MBX_OK);
    if (mbx_session_login(s, "anna", secret, &err) != MBX_OK)
        fail_msg("%s", err.message);
    mbx_secret_free(secret);
    return s;
}
