/* Which servers are treated otherwise, by name and by what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/quirk.h"

static void known_and_unknown(void **state)
{
    static const struct {
        mbx_quirk_source by;
        const char *text;
        unsigned quirks;
    } rows[] = {
        {MBX_QUIRK_BY_HOST, "imap.163.com", MBX_QUIRK_IDENTIFY},
        {MBX_QUIRK_BY_HOST, "IMAP.YEAH.NET.", MBX_QUIRK_IDENTIFY},
        {MBX_QUIRK_BY_HOST, "126.com", MBX_QUIRK_IDENTIFY},
        {MBX_QUIRK_BY_HOST, "not163.com", 0},
        {MBX_QUIRK_BY_HOST, "imap.163.com.example.org", 0},
        {MBX_QUIRK_BY_HOST, "", 0},
        {MBX_QUIRK_BY_GREETING, "* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready. Copyright", MBX_QUIRK_SELECT},
        {MBX_QUIRK_BY_GREETING, "* OK IMAP4rev1", MBX_QUIRK_SELECT | MBX_QUIRK_UNBOUND},
        {MBX_QUIRK_BY_GREETING, "* OK IMAP4rev1 Service Ready", 0},
        {MBX_QUIRK_BY_GREETING, "* OK imap.163.com", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(mbx_quirks_of(rows[i].by, mbx_str_of(rows[i].text)), rows[i].quirks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_and_unknown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
