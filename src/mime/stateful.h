/* Encodings with a shift state, by our own bounded code: iconv's decoders for them have been the ones with holes. */
#ifndef MBX_STATEFUL_H
#define MBX_STATEFUL_H

#include "base/buf.h"

#include <stdint.h>

typedef struct mbx_shift {
    unsigned char set; /* what a byte means now; 0 at the beginning */
    /* UTF-7 only */
    unsigned char have;
    uint32_t bits, high;
} mbx_shift; /* {0} is the beginning */

#define MBX_EUC_ROOM(n) ((n) * 3 / 2 + 8)

/* To the EUC form of the same characters, which iconv converts without a state. out has room for MBX_EUC_ROOM(n) bytes,
 * *out_n_r of them are the result. Return value as that of mbx_held_step. */
typedef size_t mbx_to_euc(mbx_shift *s, const char *p, size_t n, bool last, char *out, size_t *out_n_r);
mbx_to_euc mbx_iso2022_jp_to_euc; /* RFC 1468, 1554, half-width kana */
mbx_to_euc mbx_iso2022_kr_to_euc; /* RFC 1557 */
mbx_to_euc mbx_hz_to_euc;         /* RFC 1843 */

/* RFC 2152, straight to UTF-8; U+FFFD and *bad_r for what is none. MBX_E_LIMIT as in charset.h. */
MBX_MUST_CHECK mbx_status mbx_utf7_feed(mbx_shift *s, const char *p, size_t n, bool last, mbx_buf *out, bool *bad_r);

#endif
