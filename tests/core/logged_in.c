#include "logged_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

fake_peer *peer;
mbx_session *session;

void enter(const fake_step *steps, size_t n)
{
    mbx_secret *secret = NULL;
    mbx_error err;

    peer = fake_peer_start(steps, n, NULL);
    mbx_endpoint to = {"127.0.0.1", fake_peer_port(peer), MBX_ENCRYPTION_NONE, false, NULL};
    assert_int_equal(mbx_secret_new(&secret, "s3cret", 6, &err), MBX_OK);
    assert_int_equal(mbx_session_open(&session, &to, NULL, mbx_in_ms(20000), NULL, &err), MBX_OK);
    assert_int_equal(mbx_session_login(session, "bob", secret, &err), MBX_OK);
    mbx_secret_free(secret);
}

void leave(void)
{
    size_t n;

    mbx_session_free(session);
    fake_peer_join(peer);
    if (!fake_peer_as_expected(peer))
        fail_msg("%s", fake_peer_heard(peer, &n));
    fake_peer_end(peer);
}
