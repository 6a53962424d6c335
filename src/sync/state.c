#include "sync/state.h"

#include "base/alloc.h"
#include "base/digest.h"

#include <string.h>

#define MAGIC "MBXS"
#define FORMAT 1
#define CHECKSUM 8

/* Never renumbered: states live in databases. */
enum field {
    FIELD_GENERATION = 1,
    FIELD_UIDVALIDITY = 2,
    FIELD_LIVE_NEXT = 3,
    FIELD_BACKFILL_BELOW = 4,
    FIELD_HIGHESTMODSEQ = 5,
    FIELD_LAST_PASS = 6,
    FIELD_PENDING = 7,
    FIELD_SKIPPED = 8,
    FIELD_IN_FLIGHT = 9,
    FIELD_SUSPECTS = 10,
    FIELD_TROUBLES = 11
};

void mbx_state_free(mbx_state *s)
{
    mbx_uidset_free(&s->pending);
    mbx_uidset_free(&s->skipped);
    mbx_uidset_free(&s->in_flight);
    mbx_uidset_free(&s->suspects);
    mbx_release(s->troubles);
    memset(s, 0, sizeof *s);
}

/* Index of the trouble with this UID, or where it would be. */
static size_t trouble_at(const mbx_state *s, uint32_t uid)
{
    size_t lo = 0, hi = s->n_troubles;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->troubles[mid].uid < uid)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

mbx_trouble *mbx_state_trouble(const mbx_state *s, uint32_t uid)
{
    size_t i = trouble_at(s, uid);
    return i < s->n_troubles && s->troubles[i].uid == uid ? &s->troubles[i] : NULL;
}

mbx_status mbx_state_add_trouble(mbx_state *s, uint32_t uid, mbx_trouble **t_r)
{
    size_t i = trouble_at(s, uid);
    if (i == s->n_troubles || s->troubles[i].uid != uid) {
        if (s->n_troubles == s->cap_troubles) {
            size_t cap = s->cap_troubles ? s->cap_troubles * 2 : 8;
            mbx_trouble *t = mbx_resize(s->troubles, cap * sizeof *t);
            if (!t)
                return MBX_E_MEMORY;
            s->troubles = t;
            s->cap_troubles = cap;
        }
        memmove(s->troubles + i + 1, s->troubles + i, (s->n_troubles - i) * sizeof *s->troubles);
        s->troubles[i] = (mbx_trouble){.uid = uid};
        s->n_troubles++;
    }
    *t_r = &s->troubles[i];
    return MBX_OK;
}

void mbx_state_drop_trouble(mbx_state *s, uint32_t uid)
{
    size_t i = trouble_at(s, uid);
    if (i == s->n_troubles || s->troubles[i].uid != uid)
        return;
    s->n_troubles--;
    memmove(s->troubles + i, s->troubles + i + 1, (s->n_troubles - i) * sizeof *s->troubles);
}

/* ---- writing ---- */

static mbx_status put_number(mbx_buf *b, uint64_t v)
{
    char out[10];
    size_t n = 0;
    do {
        out[n++] = (char)((v & 0x7F) | (v > 0x7F ? 0x80 : 0));
        v >>= 7;
    } while (v);
    return mbx_buf_add(b, out, n);
}

static mbx_status put_field(mbx_buf *b, enum field tag, const mbx_buf *value)
{
    mbx_status st = put_number(b, tag);
    if (st == MBX_OK)
        st = put_number(b, value->n);
    return st == MBX_OK ? mbx_buf_add(b, value->p, value->n) : st;
}

static mbx_status put_number_field(mbx_buf *b, enum field tag, uint64_t v)
{
    mbx_buf value;
    mbx_buf_init(&value, 16);
    mbx_status st = v ? put_number(&value, v) : MBX_OK;
    if (st == MBX_OK && v)
        st = put_field(b, tag, &value);
    mbx_buf_free(&value);
    return st;
}

static mbx_status put_set_field(mbx_buf *b, enum field tag, const mbx_uidset *s)
{
    mbx_buf value;
    mbx_status st = MBX_OK;
    uint32_t last = 0;
    if (!s->n)
        return MBX_OK;
    mbx_buf_init(&value, MBX_STATE_MAX);
    for (size_t i = 0; i < s->n && st == MBX_OK; i++) {
        st = put_number(&value, s->r[i].lo - last);
        if (st == MBX_OK)
            st = put_number(&value, s->r[i].hi - s->r[i].lo);
        last = s->r[i].hi;
    }
    if (st == MBX_OK)
        st = put_field(b, tag, &value);
    mbx_buf_free(&value);
    return st;
}

static mbx_status put_troubles(mbx_buf *b, const mbx_state *s)
{
    mbx_buf value;
    mbx_status st = MBX_OK;
    if (!s->n_troubles)
        return MBX_OK;
    mbx_buf_init(&value, MBX_STATE_MAX);
    for (size_t i = 0; i < s->n_troubles && st == MBX_OK; i++) {
        const mbx_trouble *t = &s->troubles[i];
        const uint64_t numbers[] = {t->uid, t->why, t->attempts, (uint64_t)t->next_try};
        for (size_t k = 0; k < 4 && st == MBX_OK; k++)
            st = put_number(&value, numbers[k]);
    }
    if (st == MBX_OK)
        st = put_field(b, FIELD_TROUBLES, &value);
    mbx_buf_free(&value);
    return st;
}

static mbx_status put_fields(mbx_buf *b, const mbx_state *s)
{
    const struct {
        enum field tag;
        uint64_t v;
    } numbers[] = {{FIELD_GENERATION, s->generation},
                   {FIELD_UIDVALIDITY, s->uidvalidity},
                   {FIELD_LIVE_NEXT, s->live_next},
                   {FIELD_BACKFILL_BELOW, s->backfill_below},
                   {FIELD_HIGHESTMODSEQ, s->highestmodseq},
                   {FIELD_LAST_PASS, (uint64_t)s->last_pass}};
    const struct {
        enum field tag;
        const mbx_uidset *set;
    } sets[] = {{FIELD_PENDING, &s->pending}, {FIELD_SKIPPED, &s->skipped}, {FIELD_IN_FLIGHT, &s->in_flight}, {FIELD_SUSPECTS, &s->suspects}};
    mbx_status st = MBX_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && st == MBX_OK; i++)
        st = put_number_field(b, numbers[i].tag, numbers[i].v);
    for (size_t i = 0; i < sizeof sets / sizeof *sets && st == MBX_OK; i++)
        st = put_set_field(b, sets[i].tag, sets[i].set);
    return st == MBX_OK ? put_troubles(b, s) : st;
}

mbx_status mbx_state_encode(const mbx_state *s, char **p_r, size_t *n_r, mbx_error *err)
{
    mbx_buf b;
    uint8_t sum[MBX_SHA256_SIZE];
    mbx_buf_init(&b, MBX_STATE_MAX);
    mbx_status st = mbx_buf_add(&b, MAGIC "\x01", 5);
    if (st == MBX_OK)
        st = put_fields(&b, s);
    if (st == MBX_OK) {
        st = mbx_sha256_once(b.p, b.n, sum, err);
        if (st != MBX_OK)
            goto done;
        st = mbx_buf_add(&b, (const char *)sum, CHECKSUM);
    }
    if (st == MBX_E_LIMIT)
        st = mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_LIMIT_BUFFER, "The folder's state is larger than %zu bytes.", MBX_STATE_MAX);
    else if (st != MBX_OK || !(*p_r = mbx_buf_take(&b, n_r)))
        st = mbx_fail_memory(err);
done:
    mbx_buf_free(&b);
    return st;
}

/* ---- reading ---- */

typedef struct reader {
    const unsigned char *p;
    size_t n;
} reader;

static bool get_number(reader *r, uint64_t max, uint64_t *v_r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (!r->n)
            return false;
        unsigned char c = *r->p++;
        r->n--;
        if (shift == 63 && c > 1)
            return false;
        v |= (uint64_t)(c & 0x7F) << shift;
        if (!(c & 0x80)) {
            *v_r = v;
            return v <= max;
        }
    }
    return false;
}

static mbx_status get_set(reader r, mbx_uidset *s)
{
    uint64_t gap, more, last = 0;
    while (r.n) {
        if (!get_number(&r, UINT32_MAX, &gap) || !get_number(&r, UINT32_MAX, &more) || !gap || last + gap + more > UINT32_MAX)
            return MBX_E_STORE;
        mbx_status st = mbx_uidset_add(s, (uint32_t)(last + gap), (uint32_t)(last + gap + more));
        if (st != MBX_OK)
            return st;
        last += gap + more;
    }
    return MBX_OK;
}

static mbx_status get_troubles(reader r, mbx_state *s)
{
    while (r.n) {
        uint64_t uid, why, attempts, next;
        mbx_trouble *t;
        if (!get_number(&r, UINT32_MAX, &uid) || !get_number(&r, MBX_TROUBLE_CRASH, &why) || !get_number(&r, UINT32_MAX, &attempts) ||
            !get_number(&r, INT64_MAX, &next) || !uid || !why)
            return MBX_E_STORE;
        mbx_status st = mbx_state_add_trouble(s, (uint32_t)uid, &t);
        if (st != MBX_OK)
            return st;
        *t = (mbx_trouble){(uint32_t)uid, (mbx_trouble_class)why, (uint32_t)attempts, (int64_t)next};
    }
    return MBX_OK;
}

static mbx_status get_field(mbx_state *s, uint64_t tag, reader value)
{
    uint64_t v = 0;
    uint32_t *small = NULL;
    switch (tag) {
    case FIELD_PENDING: return get_set(value, &s->pending);
    case FIELD_SKIPPED: return get_set(value, &s->skipped);
    case FIELD_IN_FLIGHT: return get_set(value, &s->in_flight);
    case FIELD_SUSPECTS: return get_set(value, &s->suspects);
    case FIELD_TROUBLES: return get_troubles(value, s);
    case FIELD_GENERATION: small = &s->generation; break;
    case FIELD_UIDVALIDITY: small = &s->uidvalidity; break;
    case FIELD_LIVE_NEXT: small = &s->live_next; break;
    case FIELD_BACKFILL_BELOW: small = &s->backfill_below; break;
    case FIELD_HIGHESTMODSEQ:
    case FIELD_LAST_PASS: break;
    default: return MBX_E_ARGUMENT;
    }
    uint64_t max = small ? UINT32_MAX : tag == FIELD_LAST_PASS ? INT64_MAX : UINT64_MAX;
    if (!get_number(&value, max, &v) || value.n)
        return MBX_E_STORE;
    if (small)
        *small = (uint32_t)v;
    else if (tag == FIELD_LAST_PASS)
        s->last_pass = (int64_t)v;
    else
        s->highestmodseq = v;
    return MBX_OK;
}

mbx_status mbx_state_decode(mbx_state *s_r, const char *p, size_t n, mbx_error *err)
{
    uint8_t sum[MBX_SHA256_SIZE];
    mbx_status st;
    uint64_t tag = 0, length = 0;
    if (n < 5 + CHECKSUM || memcmp(p, MAGIC, 4) != 0)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STATE_CORRUPT, "The stored folder state (%zu bytes) is not one.", n);
    if (p[4] != FORMAT)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STATE_VERSION, "The stored folder state has format %u, known is %d.", (unsigned char)p[4], FORMAT);
    st = mbx_sha256_once(p, n - CHECKSUM, sum, err);
    if (st != MBX_OK)
        return st;
    if (memcmp(p + n - CHECKSUM, sum, CHECKSUM) != 0)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STATE_CORRUPT, "The stored folder state (%zu bytes) fails its checksum.", n);
    reader r = {(const unsigned char *)p + 5, n - 5 - CHECKSUM};
    while (r.n && st == MBX_OK) {
        if (!get_number(&r, UINT64_MAX, &tag) || !get_number(&r, r.n, &length) || length > r.n) {
            st = MBX_E_STORE;
            break;
        }
        st = get_field(s_r, tag, (reader){r.p, (size_t)length});
        r.p += length;
        r.n -= (size_t)length;
    }
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    if (st == MBX_E_ARGUMENT)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STATE_VERSION, "The stored folder state has an unknown field %llu.", (unsigned long long)tag);
    if (st != MBX_OK)
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STATE_CORRUPT, "The stored folder state (%zu bytes) does not parse at field %llu.", n, (unsigned long long)tag);
    return MBX_OK;
}
