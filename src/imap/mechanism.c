#include "imap/mechanism.h"

#include "base/limits.h"

/* Best first. CRAM-MD5, DIGEST-MD5 and NTLM are not here: their hashes are broken, and some servers that advertise
 * CRAM-MD5 refuse everything on the connection after it. */
static const mbx_mechanism *const known[MBX_MECHANISMS_MAX] = {
    &mbx_mechanism_scram_sha_256_plus, &mbx_mechanism_scram_sha_1_plus, &mbx_mechanism_scram_sha_256, &mbx_mechanism_scram_sha_1,
    &mbx_mechanism_oauthbearer,        &mbx_mechanism_xoauth2,          &mbx_mechanism_plain,         &mbx_mechanism_login,
};

bool mbx_capability_listed(const char *capabilities, const char *name)
{
    const mbx_str wanted = mbx_str_of(name);

    for (const char *p = capabilities + strspn(capabilities, " "); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (mbx_str_same_nocase((mbx_str){p, n}, wanted))
            return true;
        p += n;
    }
    return false;
}

static bool offered(const char *capabilities, const char *mechanism)
{
    static const char prefix[] = "AUTH=";
    const mbx_str name = mbx_str_of(mechanism);

    for (const char *p = capabilities + strspn(capabilities, " "); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n == sizeof prefix - 1 + name.n && mbx_str_same_nocase((mbx_str){p, sizeof prefix - 1}, MBX_STR("AUTH=")) &&
            mbx_str_same_nocase((mbx_str){p + sizeof prefix - 1, name.n}, name))
            return true;
        p += n;
    }
    return false;
}

size_t mbx_mechanisms_offered(const char *capabilities, mbx_credential_kind kind, bool can_bind, const mbx_mechanism *out[MBX_MECHANISMS_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < MBX_MECHANISMS_MAX; i++)
        if (known[i]->takes == kind && (can_bind || !known[i]->needs_binding) && offered(capabilities, known[i]->name))
            out[n++] = known[i];
    return n;
}

size_t mbx_mechanism_room(const mbx_sasl_login *l)
{
    return 3 * l->user.n + l->secret.n + l->host.n + MBX_MAX_CHALLENGE + 512;
}

mbx_status mbx_mechanism_asked_too_much(const mbx_mechanism *m, mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_PROTOCOL_SYNTAX, "The server asked for more than AUTHENTICATE %s has.", m->name);
}
