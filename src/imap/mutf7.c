#include "imap/mutf7.h"

#include "base/base64text.h"

#include <stdint.h>

/* RFC 3501 5.1.3: base64 with "," for "/", without padding. */
#define LAST "+,"

/* One code point of UTF-8, shortest form only, no surrogates (RFC 3629); 0 bytes taken means malformed. */
static size_t take_utf8(const unsigned char *p, size_t n, uint32_t *c_r)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;
    uint32_t c;

    if (len == 0 || len > n)
        return 0;
    c = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3fu);
    }
    if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *c_r = c;
    return len;
}

static mbx_status put_utf8(mbx_buf *out, uint32_t c)
{
    char b[4];
    size_t n;

    if (c < 0x80) {
        b[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        b[0] = (char)(0xc0 | c >> 6);
        n = 2;
    } else if (c < 0x10000) {
        b[0] = (char)(0xe0 | c >> 12);
        n = 3;
    } else {
        b[0] = (char)(0xf0 | c >> 18);
        n = 4;
    }
    for (size_t i = 1; i < n; i++)
        b[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3f));
    return mbx_buf_add(out, b, n);
}

typedef struct bits { /* of the base64 run being written */
    uint32_t acc;
    unsigned n;
    bool open;
} bits;

static mbx_status put_unit(mbx_buf *out, bits *b, uint16_t unit)
{
    mbx_status st = MBX_OK;

    if (!b->open) {
        b->open = true;
        b->acc = 0;
        b->n = 0;
        st = mbx_buf_add_char(out, '&');
    }
    b->acc = b->acc << 16 | unit;
    b->n += 16;
    while (st == MBX_OK && b->n >= 6) {
        b->n -= 6;
        st = mbx_buf_add_char(out, mbx_base64_letter(b->acc >> b->n, LAST));
    }
    b->acc &= (1u << b->n) - 1;
    return st;
}

static mbx_status close_run(mbx_buf *out, bits *b)
{
    mbx_status st = MBX_OK;

    if (!b->open)
        return MBX_OK;
    b->open = false;
    if (b->n > 0)
        st = mbx_buf_add_char(out, mbx_base64_letter(b->acc << (6 - b->n), LAST));
    return st == MBX_OK ? mbx_buf_add_char(out, '-') : st;
}

static mbx_status overflow(mbx_status st, mbx_error *err)
{
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_INPUT_FOLDER, "The folder name is too long.");
}

mbx_status mbx_mutf7_encode(mbx_str name, mbx_buf *out, mbx_error *err)
{
    bits b = {0, 0, false};
    size_t before = out->n;
    mbx_status st = MBX_OK;

    if (name.n == 0)
        return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_INPUT_FOLDER, "No folder name is set.");
    if (name.n > MBX_MAX_FOLDER)
        return overflow(MBX_E_LIMIT, err);
    for (size_t i = 0; i < name.n && st == MBX_OK;) {
        uint32_t c = 0;
        size_t len = take_utf8((const unsigned char *)name.p + i, name.n - i, &c);

        if (len == 0)
            return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_INPUT_FOLDER, "The folder name is not UTF-8.");
        /* CR and LF would end our command and begin another one; no folder has control characters. */
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_INPUT_FOLDER, "The folder name holds a control character.");
        i += len;
        if (c < 0x7f) {
            st = close_run(out, &b);
            if (st == MBX_OK)
                st = c == '&' ? mbx_buf_add(out, "&-", 2) : mbx_buf_add_char(out, (char)c);
        } else if (c < 0x10000) {
            st = put_unit(out, &b, (uint16_t)c);
        } else {
            st = put_unit(out, &b, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
            if (st == MBX_OK)
                st = put_unit(out, &b, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)));
        }
    }
    if (st == MBX_OK)
        st = close_run(out, &b);
    if (st == MBX_OK && out->n - before > MBX_MAX_FOLDER)
        st = MBX_E_LIMIT;
    return st == MBX_OK ? MBX_OK : overflow(st, err);
}

/* One "&...-" run from p (after "&") to UTF-8. */
static mbx_status decode_run(const char *p, size_t n, mbx_buf *out, bool *ok)
{
    uint32_t acc = 0, high = 0;
    unsigned bit_n = 0;
    mbx_status st = MBX_OK;

    for (size_t i = 0; i < n && st == MBX_OK; i++) {
        int v = mbx_base64_value(p[i], LAST);
        uint32_t unit;

        if (v < 0) {
            *ok = false;
            return MBX_OK;
        }
        acc = (acc << 6 | (uint32_t)v) & 0xffffff;
        bit_n += 6;
        if (bit_n < 16)
            continue;
        bit_n -= 16;
        unit = acc >> bit_n & 0xffff;
        if (unit >= 0xd800 && unit < 0xdc00) {
            if (high)
                *ok = false;
            high = unit;
        } else if (unit >= 0xdc00 && unit < 0xe000) {
            if (!high)
                *ok = false;
            st = put_utf8(out, 0x10000 + ((high - 0xd800) << 10 & 0xffc00) + (unit - 0xdc00));
            high = 0;
        } else {
            if (high)
                *ok = false;
            st = put_utf8(out, unit);
        }
        if (!*ok)
            return MBX_OK;
    }
    if (high)
        *ok = false;
    return st;
}

static mbx_status decode(mbx_str wire, mbx_buf *out, bool *ok)
{
    mbx_status st = MBX_OK;

    for (size_t i = 0; i < wire.n && *ok && st == MBX_OK; i++) {
        const char *end;

        if (wire.p[i] != '&') {
            st = mbx_buf_add_char(out, wire.p[i]);
            continue;
        }
        end = memchr(wire.p + i, '-', wire.n - i);
        if (!end) {
            *ok = false;
            return MBX_OK;
        }
        if (end == wire.p + i + 1)
            st = mbx_buf_add_char(out, '&');
        else
            st = decode_run(wire.p + i + 1, (size_t)(end - wire.p) - i - 1, out, ok);
        i = (size_t)(end - wire.p);
    }
    return st;
}

mbx_status mbx_mutf7_decode(mbx_str wire, mbx_buf *out, bool *ok_r, mbx_error *err)
{
    mbx_buf name, again;
    mbx_error unused;
    bool ok = wire.n <= MBX_MAX_FOLDER;
    mbx_status st;

    /* Three bytes of UTF-8 can come out of less than three of base64. */
    mbx_buf_init(&name, 3 * MBX_MAX_FOLDER);
    mbx_buf_init(&again, 3 * MBX_MAX_FOLDER);
    st = ok ? decode(wire, &name, &ok) : MBX_OK;
    if (st == MBX_OK && ok) {
        /* A second spelling of the same name would never be found again under ours. */
        mbx_error_clear(&unused);
        st = mbx_mutf7_encode(mbx_buf_str(&name), &again, &unused);
        if (st != MBX_OK && st != MBX_E_MEMORY) {
            ok = false;
            st = MBX_OK;
        } else if (st == MBX_OK && !mbx_str_same(mbx_buf_str(&again), wire)) {
            ok = false;
        }
    }
    if (st == MBX_OK && ok)
        st = mbx_buf_add(out, name.p, name.n);
    mbx_buf_free(&name);
    mbx_buf_free(&again);
    if (st == MBX_E_MEMORY)
        return mbx_fail_memory(err);
    if (st != MBX_OK)
        return overflow(st, err);
    *ok_r = ok;
    return MBX_OK;
}
