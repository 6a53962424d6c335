#include "sync/identity.h"

static void add_number(mbx_sha256 *d, uint64_t v)
{
    uint8_t b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (uint8_t)(v >> (56 - 8 * i));
    mbx_sha256_add(d, b, sizeof b);
}

/* Length first: no two different lists of fields give the same bytes. */
static void add_field(mbx_sha256 *d, mbx_str s)
{
    add_number(d, s.n);
    mbx_sha256_add(d, s.p, s.n);
}

static void add_addresses(mbx_sha256 *d, const mbx_addresses *a)
{
    add_number(d, a->n);
    for (size_t i = 0; i < a->n; i++)
        add_field(d, a->list[i].address);
}

void mbx_header_digest(const mbx_message_facts *f, mbx_sha256 *d, uint8_t out[MBX_SHA256_SIZE])
{
    mbx_sha256_reset(d);
    add_field(d, MBX_STR("mailbox header digest 1"));
    add_field(d, f->message_id);
    add_number(d, f->has_date ? (uint64_t)f->date : UINT64_MAX);
    add_addresses(d, &f->from);
    add_addresses(d, &f->to);
    add_addresses(d, &f->cc);
    add_field(d, f->subject);
    mbx_sha256_final(d, out);
}
