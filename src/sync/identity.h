/* What tells a message apart from all others, beside its UID.
 *
 * The identity proper is the SHA-256 of the raw bytes. The header digest stands in where the raw bytes are not at
 * hand or were rewritten (migrations re-fold headers and change INTERNALDATE): it covers only what no server touches. */
#ifndef MBX_IDENTITY_H
#define MBX_IDENTITY_H

#include "mime/message.h"

/* d: any, begun anew. Looks at message_id, date, from, to, cc and subject only. */
void mbx_header_digest(const mbx_message_facts *f, mbx_sha256 *d, uint8_t out[MBX_SHA256_SIZE]);

#endif
