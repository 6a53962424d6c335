#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "mime/delivery.h"
#include "trial.h"

#include <stdio.h>

static mbx_status put(mbx_buf *out, mbx_status st, const char *name, mbx_str value)
{
    if (st == MBX_OK && value.p)
        st = mbx_buf_printf(out, " %s=%.*s", name, (int)value.n, value.p);
    return st;
}

/* One line for each recipient. */
static mbx_status shown(mbx_str content, mbx_buf *out)
{
    mbx_arena arena;
    mbx_delivery d;
    mbx_arena_init(&arena, SIZE_MAX / 2);
    mbx_status st = mbx_delivery_read(content, &arena, &d);
    if (st == MBX_OK)
        st = put(out, st, "mta", d.reporting_mta);
    for (size_t i = 0; i < d.n && st == MBX_OK; i++) {
        const mbx_delivery_recipient *r = &d.recipients[i];
        st = put(out, mbx_buf_add_char(out, '\n'), "to", r->final_recipient);
        st = put(out, st, "was", r->original_recipient);
        st = put(out, st, "action", r->action);
        st = put(out, st, "status", r->status);
        st = put(out, st, "said", r->diagnostic);
        st = put(out, st, "at", r->remote_mta);
    }
    if (st == MBX_OK && d.more)
        st = mbx_buf_add_str(out, "\nmore");
    mbx_arena_free(&arena);
    return st;
}

/* RFC 3464 appendix E.1, E.2 and E.4 as they stand there. */
static const char simple[] =
    "Reporting-MTA: dns; cs.utk.edu\n\nOriginal-Recipient: rfc822;louisl@larry.slip.umd.edu\nFinal-Recipient: rfc822;louisl@larry.slip.umd.edu\n"
    "Action: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; 426 connection timed out\nLast-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400\n";
static const char several[] =
    "Reporting-MTA: dns; cs.utk.edu\n\n"
    "Original-Recipient: rfc822;arathib@vnet.ibm.com\nFinal-Recipient: rfc822;arathib@vnet.ibm.com\nAction: failed\nStatus: 5.0.0 (permanent failure)\n"
    "Diagnostic-Code: smtp;\n 550 'arathib@vnet.IBM.COM' is not a registered gateway user\nRemote-MTA: dns; vnet.ibm.com\n\n"
    "Original-Recipient: rfc822;johnh@hpnjld.njd.hp.com\nFinal-Recipient: rfc822;johnh@hpnjld.njd.hp.com\nAction: delayed\nStatus: 4.0.0 (hpnjld.njd.jp.com: host name lookup failure)\n\n"
    "Original-Recipient: rfc822;wsnell@sdcc13.ucsd.edu\nFinal-Recipient: rfc822;wsnell@sdcc13.ucsd.edu\nAction: failed\nStatus: 5.0.0\n"
    "Diagnostic-Code: smtp; 550 user unknown\nRemote-MTA: dns; sdcc13.ucsd.edu\n";

static void rfc3464(void **state)
{
    (void)state;
    trial_same(shown, simple, " mta=cs.utk.edu\n to=louisl@larry.slip.umd.edu was=louisl@larry.slip.umd.edu action=failed status=4.0.0 said=426 connection timed out");
    trial_same(shown, several,
               " mta=cs.utk.edu"
               "\n to=arathib@vnet.ibm.com was=arathib@vnet.ibm.com action=failed status=5.0.0 said=550 'arathib@vnet.IBM.COM' is not a registered gateway user at=vnet.ibm.com"
               "\n to=johnh@hpnjld.njd.hp.com was=johnh@hpnjld.njd.hp.com action=delayed status=4.0.0"
               "\n to=wsnell@sdcc13.ucsd.edu was=wsnell@sdcc13.ucsd.edu action=failed status=5.0.0 said=550 user unknown at=sdcc13.ucsd.edu");
}

static void as_sent(void **state)
{
    (void)state;
    trial_same(shown, "", "");
    trial_same(shown, "no fields\nat all\n", "");
    trial_same(shown, "Reporting-MTA: x\r\n\r\n\r\nFINAL-RECIPIENT: RFC822 ; a@b\r\nAction: FAILED\r\n", " mta=x\n to=a@b action=failed");
    /* no blank line between recipients; a field twice */
    trial_same(shown, "Final-Recipient: rfc822; a@b\nStatus: 5.1.1\nFinal-Recipient: rfc822; c@d\nStatus: 5.2.2\nStatus: 5.3.3\n", "\n to=a@b status=5.1.1\n to=c@d status=5.2.2");
    trial_same(shown, "Final-Recipient: a@b\nDiagnostic-Code: smtp; 550 5.1.1 a; b \xE9\x01\n", "\n to=a@b said=550 5.1.1 a; b \u00E9");
    trial_same(shown, "Final-Recipient: \nAction: failed\n", "");
}

static void limits(void **state)
{
    mbx_buf in, wanted;
    (void)state;
    mbx_buf_init(&in, 1 << 20);
    mbx_buf_init(&wanted, 1 << 20);
    for (int i = 0; i < MBX_MAX_REPORTED + 1; i++) {
        assert_int_equal(mbx_buf_printf(&in, "Final-Recipient: rfc822; %d@b\n\n", i), MBX_OK);
        if (i < MBX_MAX_REPORTED)
            assert_int_equal(mbx_buf_printf(&wanted, "\n to=%d@b", i), MBX_OK);
    }
    assert_int_equal(mbx_buf_add(&in, "", 1), MBX_OK);
    assert_int_equal(mbx_buf_add(&wanted, "\nmore", 6), MBX_OK);
    trial_same(shown, in.p, wanted.p);
    mbx_buf_reset(&in);
    mbx_buf_reset(&wanted);
    assert_int_equal(mbx_buf_printf(&in, "Final-Recipient: a\nDiagnostic-Code: smtp; %0*d", MBX_MAX_DIAGNOSTIC + 1, 0), MBX_OK);
    assert_int_equal(mbx_buf_printf(&wanted, "\n to=a said=%0*d", MBX_MAX_DIAGNOSTIC, 0), MBX_OK);
    assert_int_equal(mbx_buf_add(&in, "", 1), MBX_OK);
    assert_int_equal(mbx_buf_add(&wanted, "", 1), MBX_OK);
    trial_same(shown, in.p, wanted.p);
    mbx_buf_free(&in);
    mbx_buf_free(&wanted);
}

static void cut_anywhere(void **state)
{
    (void)state;
    trial_beginnings(shown, mbx_str_of(several));
}

static void slope(void **state)
{
    static const char *const pieces[] = {"a", "\n", "Final-Recipient: a\n", "Final-Recipient: a\n\n", "Status: 5\n", " a\n", "Action: "};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        trial_slope(shown, "Final-Recipient: a\nDiagnostic-Code: ", pieces[i], 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc3464), cmocka_unit_test(as_sent), cmocka_unit_test(limits), cmocka_unit_test(cut_anywhere), cmocka_unit_test(slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
