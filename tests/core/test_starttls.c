/* Data behind the consent to STARTTLS (CVE-2020-15953, CVE-2011-0411), the whole of it in two packets cut at every byte: nothing of
 * it counts, and no login leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_peer.h"
#include "fake_pki.h"
#include "imap/session.h"

#include <string.h>

static void injected_at_every_byte(void **state)
{
    static const char *const more[] = {"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n", "2 OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] in\r\n", "x", "\r\n", "\x17\x03\x03"};
    const mbx_transport by = {.ca_file = fake_pki_ca_file()};
    mbx_tls *tls = NULL;
    mbx_error err;

    (void)state;
    assert_int_equal(mbx_tls_new(&tls, &err), MBX_OK);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        char text[100] = "1 OK begin\r\n";
        size_t n = strlen(strcat(text, more[i]));

        for (size_t cut = 1; cut < n; cut++) {
            const fake_step steps[] = {SEND("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n"), EXPECT("1 STARTTLS"), {FAKE_SEND, text, cut, 0}, {FAKE_SEND, text + cut, n - cut, 0}, STALL};
            fake_peer *p = fake_peer_start(steps, sizeof steps / sizeof *steps, NULL);
            mbx_endpoint to = {"localhost", fake_peer_port(p), MBX_ENCRYPTION_STARTTLS, false, &by};
            mbx_session *s = NULL;
            const char *heard;
            size_t heard_n;

            assert_int_equal(mbx_session_open(&s, &to, tls, mbx_in_ms(10000), NULL, &err), MBX_E_TLS);
            assert_int_equal(err.code, MBX_CODE_STARTTLS_INJECTED);
            assert_null(s);
            fake_peer_join(p);
            assert_true(fake_peer_as_expected(p));
            heard = fake_peer_heard(p, &heard_n);
            assert_memory_equal(heard, "1 STARTTLS\r\n", 12);
            /* behind it there is nothing, or the first record of a handshake (RFC 8446 section 5.1) */
            assert_true(heard_n == 12 || heard[12] == 22);
            fake_peer_end(p);
        }
    }
    mbx_tls_free(tls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(injected_at_every_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
