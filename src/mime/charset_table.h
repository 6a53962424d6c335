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
    MBX_CHARSET_WIDE,        /* UTF-16 and UTF-32: byte order mark, else by the look of it */
    MBX_CHARSET_WIDE_BE,
    MBX_CHARSET_WIDE_LE,
    MBX_CHARSET_UTF7,
    MBX_CHARSET_ISO2022_JP,  /* taken apart into EUC, then iconv */
    MBX_CHARSET_ISO2022_KR,
    MBX_CHARSET_HZ
} mbx_charset_kind;

#define MBX_CHARSET_NAMES 3

struct mbx_charset {
    mbx_charset_kind kind;
    unsigned char unit;      /* of the wide ones: 2 or 4 bytes */
    bool ascii;              /* of ICONV and those taken apart: bytes below 0x80 at the beginning of a character are ASCII */
    const char *iconv[MBX_CHARSET_NAMES]; /* the best converter, and poorer ones where a C library lacks it (musl, libiconv) */
    const uint16_t *single;  /* 0x80 to 0xFF, of one of charset_single.h */
};

/* key: the label's letters and digits in lower case. */
const mbx_charset *mbx_charset_lookup(mbx_str key);

#endif
