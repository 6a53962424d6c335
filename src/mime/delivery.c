#include "mime/delivery.h"

#include "base/limits.h"
#include "mime/header.h"
#include "mime/utf8.h"

#define MAX_WORD 1000 /* bytes of an address or a name */

typedef enum field { FINAL, ORIGINAL, ACTION, STATUS, DIAGNOSTIC, REMOTE, REPORTING, FIELDS } field;

static const char *const names[FIELDS] = {
    "final-recipient", "original-recipient", "action", "status", "diagnostic-code", "remote-mta", "reporting-mta",
};

static mbx_status keep(mbx_arena *arena, mbx_str raw, size_t max, bool typed, bool word, mbx_str *out_r)
{
    mbx_buf flat = {0}, clean = {0};
    bool raw8 = false;
    mbx_buf_init(&flat, raw.n);
    mbx_status st = mbx_header_unfold(&flat, raw);
    mbx_str s = mbx_buf_str(&flat);
    const char *semicolon = typed && s.n ? memchr(s.p, ';', s.n) : NULL;
    if (semicolon)
        s = mbx_header_trim((mbx_str){semicolon + 1, (size_t)(s.p + s.n - semicolon - 1)});
    for (size_t i = 0; word && i < s.n; i++)
        if (mbx_is_blank(s.p[i]))
            s.n = i;
    s.n = s.n < max ? s.n : max;
    mbx_buf_init(&clean, MBX_HEADER_TEXT_ROOM(s.n));
    if (st == MBX_OK)
        st = mbx_header_text(&clean, s.p, s.n, &raw8);
    s = mbx_header_trim(mbx_buf_str(&clean));
    s.n = s.n < max ? s.n : mbx_utf8_cut(s.p, max);
    if (st == MBX_OK && s.n) {
        char *copy = mbx_arena_copy(arena, s.p, s.n);
        for (size_t i = 0; copy && word && i < s.n; i++)
            copy[i] = mbx_lower(copy[i]);
        *out_r = (mbx_str){copy, s.n};
        st = copy ? MBX_OK : MBX_E_MEMORY;
    }
    mbx_buf_free(&flat);
    mbx_buf_free(&clean);
    return st == MBX_E_LIMIT ? MBX_OK : st;
}

static mbx_status take_over(mbx_delivery *d, mbx_delivery_recipient *r, field which, mbx_str value, mbx_arena *arena)
{
    switch (which) {
    case FINAL:
        return keep(arena, value, MAX_WORD, true, false, &r->final_recipient);
    case ORIGINAL:
        return keep(arena, value, MAX_WORD, true, false, &r->original_recipient);
    case ACTION:
        return keep(arena, value, MAX_WORD, false, true, &r->action);
    case STATUS:
        return keep(arena, value, MAX_WORD, false, true, &r->status);
    case DIAGNOSTIC:
        return keep(arena, value, MBX_MAX_DIAGNOSTIC, true, false, &r->diagnostic);
    case REMOTE:
        return keep(arena, value, MAX_WORD, true, false, &r->remote_mta);
    case REPORTING:
        return keep(arena, value, MAX_WORD, true, false, &d->reporting_mta);
    default:
        return MBX_OK;
    }
}

static mbx_status add(mbx_delivery *d, const mbx_delivery_recipient *r, mbx_arena *arena)
{
    if (!r->final_recipient.n && !r->original_recipient.n)
        return MBX_OK;
    if (d->n == MBX_MAX_REPORTED) {
        d->more = true;
        return MBX_OK;
    }
    if (!d->recipients)
        d->recipients = mbx_arena_alloc(arena, MBX_MAX_REPORTED * sizeof *d->recipients);
    if (!d->recipients)
        return MBX_E_MEMORY;
    d->recipients[d->n++] = *r;
    return MBX_OK;
}

/* The group of fields up to the next blank line, which is taken off too. */
static mbx_str next_group(mbx_str *rest)
{
    mbx_str group = {rest->p, 0};
    size_t at = 0;
    while (at < rest->n) {
        const char *lf = memchr(rest->p + at, '\n', rest->n - at);
        size_t end = lf ? (size_t)(lf - rest->p) + 1 : rest->n;
        bool blank = !mbx_header_trim((mbx_str){rest->p + at, end - at}).n;
        at = end;
        if (blank)
            break;
        group.n = end;
    }
    *rest = (mbx_str){rest->p + at, rest->n - at};
    return group;
}

mbx_status mbx_delivery_read(mbx_str content, mbx_arena *arena, mbx_delivery *d_r)
{
    mbx_status st = MBX_OK;
    *d_r = (mbx_delivery){0};
    while (content.n && st == MBX_OK && !d_r->more) {
        mbx_fields it = {next_group(&content), "\n"};
        mbx_delivery_recipient r = {0};
        mbx_field f;
        unsigned seen = 0;
        while (st == MBX_OK && !d_r->more && mbx_fields_next(&it, &f)) {
            unsigned which = 0;
            while (which < FIELDS && !mbx_field_is(&f, names[which]))
                which++;
            if (which == FIELDS)
                continue;
            /* some leave out the blank line between two recipients */
            if (which == FINAL && seen >> FINAL & 1) {
                st = add(d_r, &r, arena);
                r = (mbx_delivery_recipient){0};
                seen = 0;
            }
            if (st == MBX_OK && !(seen >> which & 1))
                st = take_over(d_r, &r, (field)which, f.value, arena);
            seen |= 1u << which;
        }
        if (st == MBX_OK)
            st = add(d_r, &r, arena);
    }
    return st;
}
