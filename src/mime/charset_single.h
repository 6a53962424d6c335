/* Charsets of one byte a character whose lower half is ASCII: what 0x80 to 0xFF mean, 0 for nothing. iconv would do,
 * but opens a shared object for each piece of text. Made by tests/tools/make-charset-tables: do not edit. */
#ifndef MBX_CHARSET_SINGLE_H
#define MBX_CHARSET_SINGLE_H

#include <stdint.h>

extern const uint16_t mbx_single_latin2[128];
extern const uint16_t mbx_single_latin3[128];
extern const uint16_t mbx_single_latin4[128];
extern const uint16_t mbx_single_iso5[128];
extern const uint16_t mbx_single_iso6[128];
extern const uint16_t mbx_single_iso7[128];
extern const uint16_t mbx_single_iso8[128];
extern const uint16_t mbx_single_iso10[128];
extern const uint16_t mbx_single_iso13[128];
extern const uint16_t mbx_single_iso14[128];
extern const uint16_t mbx_single_iso15[128];
extern const uint16_t mbx_single_iso16[128];
extern const uint16_t mbx_single_windows_874[128];
extern const uint16_t mbx_single_windows_1250[128];
extern const uint16_t mbx_single_windows_1251[128];
extern const uint16_t mbx_single_windows_1252[128];
extern const uint16_t mbx_single_windows_1253[128];
extern const uint16_t mbx_single_windows_1254[128];
extern const uint16_t mbx_single_windows_1256[128];
extern const uint16_t mbx_single_windows_1257[128];
extern const uint16_t mbx_single_koi8_r[128];
extern const uint16_t mbx_single_koi8_u[128];
extern const uint16_t mbx_single_koi8_t[128];
extern const uint16_t mbx_single_macintosh[128];
extern const uint16_t mbx_single_mac_cyrillic[128];
extern const uint16_t mbx_single_mac_ce[128];
extern const uint16_t mbx_single_dos_437[128];
extern const uint16_t mbx_single_dos_737[128];
extern const uint16_t mbx_single_dos_775[128];
extern const uint16_t mbx_single_dos_850[128];
extern const uint16_t mbx_single_dos_852[128];
extern const uint16_t mbx_single_dos_855[128];
extern const uint16_t mbx_single_dos_857[128];
extern const uint16_t mbx_single_dos_858[128];
extern const uint16_t mbx_single_dos_860[128];
extern const uint16_t mbx_single_dos_861[128];
extern const uint16_t mbx_single_dos_862[128];
extern const uint16_t mbx_single_dos_863[128];
extern const uint16_t mbx_single_dos_865[128];
extern const uint16_t mbx_single_dos_866[128];
extern const uint16_t mbx_single_dos_869[128];
extern const uint16_t mbx_single_roman8[128];

#endif
