#include "imap/flag.h"

#include "imap/session.h"

uint32_t mbx_flag_bit(mbx_str name)
{
    static const struct {
        mbx_str name;
        uint32_t bit;
    } flags[] = {{{"\\Seen", 5}, MBX_FLAG_SEEN},       {{"\\Answered", 9}, MBX_FLAG_ANSWERED}, {{"\\Flagged", 8}, MBX_FLAG_FLAGGED},
                 {{"\\Deleted", 8}, MBX_FLAG_DELETED}, {{"\\Draft", 6}, MBX_FLAG_DRAFT},       {{"\\Recent", 7}, MBX_FLAG_RECENT}};

    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (mbx_str_same_nocase(name, flags[i].name))
            return flags[i].bit;
    return 0;
}
