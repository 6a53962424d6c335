/* Encodings with a shift state, by our own bounded code: iconv's decoders for them have been the ones with holes. */
#ifndef MBX_STATEFUL_H
#define MBX_STATEFUL_H

#include "base/buf.h"

/* To the EUC form of the same characters, which iconv converts without a state. Never more than 3 bytes for 2. */
MBX_MUST_CHECK mbx_status mbx_iso2022_jp_to_euc(const char *p, size_t n, mbx_buf *out); /* RFC 1468, 1554, half-width kana */
MBX_MUST_CHECK mbx_status mbx_iso2022_kr_to_euc(const char *p, size_t n, mbx_buf *out); /* RFC 1557 */
MBX_MUST_CHECK mbx_status mbx_hz_to_euc(const char *p, size_t n, mbx_buf *out);         /* RFC 1843 */

/* RFC 2152, straight to UTF-8; U+FFFD and *bad_r for what is none. MBX_E_LIMIT as in charset.h. */
MBX_MUST_CHECK mbx_status mbx_utf7_decode(const char *p, size_t n, mbx_buf *out, bool *bad_r);

#endif
