/* What puts mails into one conversation: base subject and ancestors. */
#ifndef MBX_THREAD_H
#define MBX_THREAD_H

#include "base/buf.h"
#include "mime/message.h"

#define MBX_SUBJECT_REPLY 1u
#define MBX_SUBJECT_FORWARD 2u

/* Adds the base subject of RFC 5256 section 2.1 out of a decoded subject (mbx_message_facts): without reply and forward
 * prefixes, "(fwd)", [list] tags and [Fwd: ...]. Beyond the RFC the prefixes of other languages (AW:, SV:, RIF:, TR:, ...),
 * counters (Re^2:, Re(2):) and the full-width colon count as well. Letters keep their case: compare without it. *kind_r: bits
 * above, of everything taken off ("(fwd)" and [Fwd:] are FORWARD). MBX_E_LIMIT: as in mbx_html_text(). */
MBX_MUST_CHECK mbx_status mbx_base_subject(mbx_str subject, mbx_buf *out, unsigned *kind_r);

/* The ids that this mail descends from, oldest first: References, and at the end the first id of In-Reply-To unless it is
 * there (RFC 5322 section 3.6.4; RFC 5256 section 3 step 1 B). No id twice (the first counts), not the mail's own.
 * *list_r: owned, mbx_release() it; NULL when empty; the strings are f's. MBX_E_MEMORY is the only failure. */
MBX_MUST_CHECK mbx_status mbx_thread_ancestors(const mbx_message_facts *f, mbx_str **list_r, size_t *n_r);

#endif
