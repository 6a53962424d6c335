#include "imap/quirk.h"

#include <stdbool.h>

static const struct {
    mbx_quirk_source by;
    const char *text;
    unsigned quirks;
} rows[] = {
    /* Their UIDs are only kept when a folder is opened for writing. The second is all that mailutils' imap4d says. */
    {MBX_QUIRK_BY_GREETING, "Courier-IMAP", MBX_QUIRK_SELECT},
    /* cyrusimap/cyrus-imapd#4191 */
    {MBX_QUIRK_BY_GREETING, "Cyrus IMAP", MBX_QUIRK_TLS_UNIQUE},
    {MBX_QUIRK_BY_GREETING, "* OK IMAP4rev1", MBX_QUIRK_SELECT | MBX_QUIRK_UNBOUND | MBX_QUIRK_SCRAM_BLIND},
    /* NetEase: "NO EXAMINE Unsafe Login" (himalaya#651, node-imap#908). Companies run its program under their own names. */
    {MBX_QUIRK_BY_GREETING, "Coremail", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_CAPABILITY, "X-CM-EXT-1", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "163.com", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "126.com", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "yeah.net", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "188.com", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "netease.com", MBX_QUIRK_IDENTIFY},
    /* iCloud: VANISHED without numbers, no ENABLED (Mailspring-Sync#91, MailKit#1871). */
    {MBX_QUIRK_BY_HOST, "mail.me.com", MBX_QUIRK_NO_QRESYNC},
    {MBX_QUIRK_BY_CAPABILITY, "XAPPLELITERAL", MBX_QUIRK_NO_QRESYNC},
    /* Zoho (Mailspring-Sync#141). */
    {MBX_QUIRK_BY_GREETING, "Zoho Mail", MBX_QUIRK_NO_QRESYNC},
    /* Dates: imapsync's notes on these servers; Mail.ru says "[CANNOT] Unsupported search criterion" (imap_tools#108). */
    {MBX_QUIRK_BY_HOST, "qq.com", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_GREETING, "QQMail", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_HOST, "mail.ru", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_GREETING, "Yandex IMAP4rev1", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_NAME, "Yandex", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_GREETING, "SmarterMail", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_NAME, "SmarterMail", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_GREETING, "Domino IMAP4 Server", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_NAME, "Domino", MBX_QUIRK_NO_DATE_SEARCH},
    {MBX_QUIRK_BY_GREETING, "Softalk", MBX_QUIRK_NO_DATE_SEARCH},
    /* Yahoo's export servers show all, but may only be read. */
    {MBX_QUIRK_BY_HOST, "export.imap.mail.yahoo.com", 0},
    {MBX_QUIRK_BY_HOST, "export.imap.aol.com", 0},
    {MBX_QUIRK_BY_HOST, "yahoo.com", MBX_QUIRK_SHOWS_10000},
    {MBX_QUIRK_BY_HOST, "imap.aol.com", MBX_QUIRK_SHOWS_10000},
    {MBX_QUIRK_BY_CAPABILITY, "XYMHIGHESTMODSEQ", MBX_QUIRK_SHOWS_10000}, /* Yahoo's servers under the names of other companies */
    {MBX_QUIRK_BY_CAPABILITY, "X-GM-EXT-1", MBX_QUIRK_MAY_SHOW_1000},
};

static bool within_domain(mbx_str host, mbx_str domain)
{
    while (host.n > 0 && host.p[host.n - 1] == '.')
        host.n--;
    return host.n >= domain.n && mbx_str_same_nocase((mbx_str){host.p + host.n - domain.n, domain.n}, domain) &&
           (host.n == domain.n || host.p[host.n - domain.n - 1] == '.');
}

static bool holds(mbx_str text, mbx_str words)
{
    for (size_t i = 0; i + words.n <= text.n; i++)
        if (mbx_str_same_nocase((mbx_str){text.p + i, words.n}, words))
            return true;
    return false;
}

static bool greets(mbx_str line, mbx_str words)
{
    return words.p[0] == '*' ? mbx_str_same_nocase(line, words) : holds(line, words);
}

static bool lists(mbx_str list, mbx_str word)
{
    for (size_t at = 0, end; at < list.n; at = end + 1) {
        for (end = at; end < list.n && list.p[end] != ' ';)
            end++;
        if (mbx_str_same_nocase((mbx_str){list.p + at, end - at}, word))
            return true;
    }
    return false;
}

unsigned mbx_quirks_of(mbx_quirk_source source, mbx_str text)
{
    static bool (*const fits[])(mbx_str, mbx_str) = {
        [MBX_QUIRK_BY_HOST] = within_domain, [MBX_QUIRK_BY_GREETING] = greets, [MBX_QUIRK_BY_CAPABILITY] = lists, [MBX_QUIRK_BY_NAME] = holds};
    unsigned quirks = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].by != source || !fits[source](text, mbx_str_of(rows[i].text)))
            continue;
        quirks |= rows[i].quirks;
        if (source == MBX_QUIRK_BY_HOST)
            break;
    }
    return quirks;
}
