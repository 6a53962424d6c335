/* Which servers are treated otherwise: by name, by what they say and offer, and by what they call themselves. The greetings,
 * capabilities and answers to ID are real ones, from bug trackers and from other clients' logs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/quirk.h"
#include "imap/server_id.h"

#include <stdio.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define IDENTIFY MBX_QUIRK_IDENTIFY
#define NO_DATES MBX_QUIRK_NO_DATE_SEARCH
#define NO_QRESYNC MBX_QUIRK_NO_QRESYNC
#define MAILUTILS (MBX_QUIRK_SELECT | MBX_QUIRK_UNBOUND | MBX_QUIRK_SCRAM_BLIND)

typedef struct row {
    const char *text;
    unsigned quirks;
} row;

static void judge(mbx_quirk_source by, const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mbx_quirks_of(by, mbx_str_of(rows[i].text)) != rows[i].quirks)
            fail_msg("%s: %#x instead of %#x", rows[i].text, mbx_quirks_of(by, mbx_str_of(rows[i].text)), rows[i].quirks);
}

static void hosts(void **state)
{
    static const row rows[] = {
        {"imap.163.com", IDENTIFY}, {"IMAP.YEAH.NET.", IDENTIFY}, {"126.com", IDENTIFY}, {"imap.qiye.163.com", IDENTIFY}, {"imap.188.com", IDENTIFY}, {"imap.netease.com", IDENTIFY},
        {"not163.com", 0}, {"imap.163.com.example.org", 0}, {"", 0}, {".", 0}, {"com", 0},
        {"imap.mail.me.com", NO_QRESYNC}, {"p01-imap.mail.me.com", NO_QRESYNC}, {"mail.me.com.example", 0}, {"me.com", 0},
        {"imap.qq.com", NO_DATES}, {"imap.exmail.qq.com", NO_DATES}, {"imap.mail.ru", NO_DATES}, {"gmail.ru", 0},
        {"imap.mail.yahoo.com", MBX_QUIRK_SHOWS_10000}, {"imap.bizmail.yahoo.com", MBX_QUIRK_SHOWS_10000}, {"imap.aol.com", MBX_QUIRK_SHOWS_10000}, {"export.imap.mail.yahoo.com", 0}, {"export.imap.aol.com", 0},
        {"imap.gmail.com", 0}, {"outlook.office365.com", 0}, {"imap.fastmail.com", 0},
    };
    (void)state;
    judge(MBX_QUIRK_BY_HOST, rows, N(rows));
}

static void greetings(void **state)
{
    static const row rows[] = {
        {"* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE] Courier-IMAP ready. Copyright 1998-2018 Double Precision, Inc.", MBX_QUIRK_SELECT},
        {"* OK IMAP4rev1", MAILUTILS},
        {"* OK IMAP4rev1 Service Ready", 0},
        {"* OK imap.163.com", 0},
        {"* OK Coremail System IMap Server Ready(163com[726cd87d72d896a1ac393507346040fa])", IDENTIFY},
        {"* OK [CAPABILITY IMAP4 IMAP4rev1 ID AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2 NAMESPACE] QQMail XMIMAP4Server ready", NO_DATES},
        {"* OK Yandex IMAP4rev1 at imap53p.mail.yandex.net:993 ready to talk with ::ffff:192.0.2.1:39078, 2018-May-29 10:37:40, ebI8JB0ug4Y1", NO_DATES},
        {"* OK IMAP4rev1 SmarterMail", NO_DATES},
        {"* OK Domino IMAP4 Server Release 10.0.1FP3 ready Wed, 30 Oct 2019 09:28:06 +0100", NO_DATES},
        {"* OK svwall.zoho.com IMAP4 Server (Zoho Mail IMAP4rev1 Server version 1.0)", NO_QRESYNC},
        {"* OK [CAPABILITY XAPPLEPUSHSERVICE IMAP4 IMAP4rev1 SASL-IR AUTH=ATOKEN AUTH=PLAIN] (2109B29-d3afe4d5aba6) pv33p00im-iscream021.me.com", 0},
        {"* OK The Microsoft Exchange IMAP4 service is ready. [TABOADIAUABSADEAMQBDAEEA]", 0},
        {"* OK Gimap ready for requests from 192.0.2.1 h98mb854172451pjb", 0},
        {"* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot ready.", 0},
        {"* OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE AUTH=PLAIN SASL-IR] mail.example.org Cyrus IMAP 3.2.6-Debian-3.2.6-2+deb11u2 server ready", MBX_QUIRK_TLS_UNIQUE},
        {"* OK Welcome! IMAP Server up and ready to accept your request", 0},
        {"", 0},
    };
    (void)state;
    judge(MBX_QUIRK_BY_GREETING, rows, N(rows));
}

static void capabilities(void **state)
{
    static const row rows[] = {
        {"IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS XAPPLEPUSHSERVICE UIDPLUS X-CM-EXT-1", IDENTIFY},
        {"CONDSTORE CONTEXT=SORT ENABLE ESEARCH ESORT ID IDLE IMAP4 IMAP4rev1 LIST-STATUS QRESYNC X-APPLE-REMOTE-LINKS XAPPLELITERAL XAPPLEPUSHSERVICE", NO_QRESYNC},
        {"IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN x-gm-ext-1 UIDPLUS", MBX_QUIRK_MAY_SHOW_1000},
        {"IMAP4rev1 ID MOVE NAMESPACE X-ID-ACLID UIDPLUS LITERAL+ XAPPLEPUSHSERVICE XYMHIGHESTMODSEQ", MBX_QUIRK_SHOWS_10000},
        {"IMAP4rev1 X-GM-EXT-10 XX-CM-EXT-1", 0},
        {"X-CM-EXT-1", IDENTIFY},
        {"  X-CM-EXT-1  ", IDENTIFY},
        {"", 0},
    };
    (void)state;
    judge(MBX_QUIRK_BY_CAPABILITY, rows, N(rows));
}

static void names(void **state)
{
    static const row rows[] = {{"Yandex Mail", NO_DATES}, {"SmarterMail", NO_DATES}, {"Dovecot", 0}, {"Coremail", 0}, {"GImap", 0}, {"", 0}};

    (void)state;
    judge(MBX_QUIRK_BY_NAME, rows, N(rows));
}

/* A quirk is in the table for whoever the source names, not for who only mentions it in another. */
static void sources_do_not_mix(void **state)
{
    static const row rows[] = {{"Courier-IMAP", 0}, {"qq.com", 0}, {"X-GM-EXT-1", 0}, {"SmarterMail", NO_DATES}};

    (void)state;
    judge(MBX_QUIRK_BY_NAME, rows, N(rows));
    assert_int_equal(mbx_quirks_of(MBX_QUIRK_BY_HOST, MBX_STR("Coremail")), 0);
    assert_int_equal(mbx_quirks_of(MBX_QUIRK_BY_CAPABILITY, MBX_STR("Coremail")), 0);
}

static void what_servers_call_themselves(void **state)
{
    static char endless[3000];
    static const struct {
        const char *list, *name, *version, *vendor;
    } rows[] = {
        {"(\"name\" \"Dovecot\")", "Dovecot", "", ""},
        {"(\"name\" \"GImap\" \"vendor\" \"Google, Inc.\" \"support-url\" \"http://mail.google.com/support\" \"remote-host\" \"127.0.0.1\")", "GImap", "", "Google, Inc."},
        {"(\"NAME\" \"Zimbra\" \"VERSION\" \"8.8.15_GA_3869\" \"RELEASE\" \"20190918004220\")", "Zimbra", "8.8.15_GA_3869", ""},
        {"(\"name\" \"Cyrus IMAPD\" \"version\" \"3.2.6\" \"vendor\" \"Project Cyrus\" \"support-url\" \"https://www.cyrusimap.org\")", "Cyrus IMAPD", "3.2.6", "Project Cyrus"},
        {"(\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")", "Microsoft.Exchange.Imap4.Imap4Server", "15.20", ""},
        {"(\"version\" NIL \"name\" \"a \\\"b\\\" \\\\c\")", "a \"b\" \\c", "", ""},
        {"(\"name\" {3}\r\nfoo \"version\" {1}\r\n2)", "foo", "2", ""},
        {"(\"name\" NIL)", "", "", ""},
        {"NIL", "", "", ""},
        {"", "", "", ""},
        {"(", "", "", ""},
        {"(\"name\"", "", "", ""},
        {"(\"name\" \"without end", "", "", ""},
        {"(name Courier version 5)", "Courier", "5", ""},
        {"(\"version\" \"name\" \"name\" \"version\")", "version", "name", ""},
        {"(\"name\" \"a\") (\"name\" \"b\")", "a", "", ""},
    };
    mbx_server_id id;

    (void)state;
    for (size_t i = 0; i < N(rows); i++) {
        mbx_server_id_read(mbx_str_of(rows[i].list), &id);
        if (strcmp(id.name, rows[i].name) != 0 || strcmp(id.version, rows[i].version) != 0 || strcmp(id.vendor, rows[i].vendor) != 0)
            fail_msg("%s: \"%s\" \"%s\" \"%s\"", rows[i].list, id.name, id.version, id.vendor);
    }
    snprintf(endless, sizeof endless, "(\"name\" \"%02000d\" \"version\" \"%0500d\")", 0, 0);
    mbx_server_id_read(mbx_str_of(endless), &id);
    assert_int_equal(strlen(id.name), sizeof id.name - 1);
    assert_int_equal(strlen(id.version), sizeof id.version - 1);
    memset(endless, '(', sizeof endless - 1);
    mbx_server_id_read(mbx_str_of(endless), &id);
    assert_string_equal(id.name, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts), cmocka_unit_test(greetings),          cmocka_unit_test(capabilities),
        cmocka_unit_test(names), cmocka_unit_test(sources_do_not_mix), cmocka_unit_test(what_servers_call_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
