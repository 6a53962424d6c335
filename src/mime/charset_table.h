/* The table behind charset.h. */
#ifndef MBX_CHARSET_TABLE_H
#define MBX_CHARSET_TABLE_H

#include "mime/charset.h"

#include <stdint.h>

typedef enum mbx_charset_kind {
    MBX_CHARSET_UTF8,
    MBX_CHARSET_ASCII,
    MBX_CHARSET_SINGLE,      /* one byte a character, by a table */
    MBX_CHARSET_MAC,         /* the same, unless it is UTF-8: no program that writes these still means them */
    MBX_CHARSET_ICONV,       /* stateless, by iconv */
    MBX_CHARSET_UTF16,       /* byte order mark, else by the look of it */
    MBX_CHARSET_UTF32,
    MBX_CHARSET_UTF7,
    MBX_CHARSET_ISO2022_JP,  /* taken apart into EUC, then iconv */
    MBX_CHARSET_ISO2022_KR,
    MBX_CHARSET_HZ
} mbx_charset_kind;

struct mbx_charset {
    mbx_charset_kind kind;
    unsigned char unit;      /* bytes to pass over when iconv refuses some */
    const char *iconv[2];    /* the best converter, and a poorer one where it is missing */
    const uint16_t *single;  /* 0x80 to 0xFF, of one of charset_single.h */
};

/* key: the label's letters and digits in lower case. */
const mbx_charset *mbx_charset_lookup(mbx_str key);

#endif
