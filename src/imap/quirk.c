#include "imap/quirk.h"

#include <stdbool.h>

static const struct {
    mbx_quirk_source by;
    const char *text;
    unsigned quirks;
} rows[] = {
    /* Their UIDs are only kept when a folder is opened for writing. The second is all that mailutils' imap4d says. */
    {MBX_QUIRK_BY_GREETING, "Courier-IMAP", MBX_QUIRK_SELECT},
    {MBX_QUIRK_BY_GREETING, "* OK IMAP4rev1", MBX_QUIRK_SELECT | MBX_QUIRK_UNBOUND},
    /* NetEase: "NO EXAMINE Unsafe Login" (himalaya#651, node-imap#908). */
    {MBX_QUIRK_BY_GREETING, "Coremail", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "163.com", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "126.com", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "yeah.net", MBX_QUIRK_IDENTIFY},
    {MBX_QUIRK_BY_HOST, "188.com", MBX_QUIRK_IDENTIFY},
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

unsigned mbx_quirks_of(mbx_quirk_source source, mbx_str text)
{
    unsigned quirks = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].by == source && (rows[i].text[0] == '*' ? mbx_str_same_nocase(text, mbx_str_of(rows[i].text)) : (source == MBX_QUIRK_BY_HOST ? within_domain : holds)(text, mbx_str_of(rows[i].text))))
            quirks |= rows[i].quirks;
    return quirks;
}
