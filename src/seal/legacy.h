/* Passwords as older modules stored them - in clear, or by CodeIgniter's Encryption library - on their way into envelopes. */
#ifndef MBX_LEGACY_H
#define MBX_LEGACY_H

#include "seal/envelope.h"

typedef enum mbx_legacy_kind { MBX_LEGACY_ENVELOPE = 0, MBX_LEGACY_CODEIGNITER, MBX_LEGACY_PLAIN } mbx_legacy_kind;

/* Seals what the value stands for, unbound, and has opened it again before it says MBX_OK: the old value may be
 * overwritten then. *text_r: returns owned; NULL for MBX_LEGACY_ENVELOPE, which is left alone, so a conversion can be
 * run again. application_key: what CodeIgniter encrypted with (APP_ENC_KEY). What looks encrypted and does not open is
 * AUTH_SEAL: it is never taken for a password in clear. */
MBX_MUST_CHECK mbx_status mbx_legacy_seal(const mbx_keyring *k, const mbx_seal_owner *o, const char *value, size_t n, mbx_str application_key, mbx_legacy_kind *kind_r,
                                          char **text_r, mbx_error *err);

#endif
