#include "imap/response_code.h"

#include "base/limits.h"
#include "imap/flag.h"
#include "imap/object_id.h"
#include "imap/token.h"

#include <string.h>

typedef enum shape { ANY = 0, NUMBER, NUMBER32, UID, FLAGS, OBJECT_ID, SET, UIDS, COPIES } shape; /* of the arguments */

static const struct {
    const char *name;
    shape arguments;
} names[] = {
    [MBX_RC_ALERT] = {"ALERT", ANY},
    [MBX_RC_ALREADYEXISTS] = {"ALREADYEXISTS", ANY},
    [MBX_RC_APPENDUID] = {"APPENDUID", UIDS},
    [MBX_RC_AUTHENTICATIONFAILED] = {"AUTHENTICATIONFAILED", ANY},
    [MBX_RC_AUTHORIZATIONFAILED] = {"AUTHORIZATIONFAILED", ANY},
    [MBX_RC_BADCHARSET] = {"BADCHARSET", ANY},
    [MBX_RC_CANNOT] = {"CANNOT", ANY},
    [MBX_RC_CAPABILITY] = {"CAPABILITY", ANY},
    [MBX_RC_CLIENTBUG] = {"CLIENTBUG", ANY},
    [MBX_RC_CLOSED] = {"CLOSED", ANY},
    [MBX_RC_CONTACTADMIN] = {"CONTACTADMIN", ANY},
    [MBX_RC_COPYUID] = {"COPYUID", COPIES},
    [MBX_RC_CORRUPTION] = {"CORRUPTION", ANY},
    [MBX_RC_EXPIRED] = {"EXPIRED", ANY},
    [MBX_RC_EXPUNGEISSUED] = {"EXPUNGEISSUED", ANY},
    [MBX_RC_HASCHILDREN] = {"HASCHILDREN", ANY},
    [MBX_RC_HIGHESTMODSEQ] = {"HIGHESTMODSEQ", NUMBER},
    [MBX_RC_INUSE] = {"INUSE", ANY},
    [MBX_RC_LIMIT] = {"LIMIT", ANY},
    [MBX_RC_MAILBOXID] = {"MAILBOXID", OBJECT_ID},
    [MBX_RC_MODIFIED] = {"MODIFIED", SET},
    [MBX_RC_NOMODSEQ] = {"NOMODSEQ", ANY},
    [MBX_RC_NONEXISTENT] = {"NONEXISTENT", ANY},
    [MBX_RC_NOPERM] = {"NOPERM", ANY},
    [MBX_RC_NOTSAVED] = {"NOTSAVED", ANY},
    [MBX_RC_OVERQUOTA] = {"OVERQUOTA", ANY},
    [MBX_RC_PARSE] = {"PARSE", ANY},
    [MBX_RC_PERMANENTFLAGS] = {"PERMANENTFLAGS", FLAGS},
    [MBX_RC_PRIVACYREQUIRED] = {"PRIVACYREQUIRED", ANY},
    [MBX_RC_READ_ONLY] = {"READ-ONLY", ANY},
    [MBX_RC_READ_WRITE] = {"READ-WRITE", ANY},
    [MBX_RC_SERVERBUG] = {"SERVERBUG", ANY},
    [MBX_RC_THROTTLED] = {"THROTTLED", ANY},
    [MBX_RC_TOOBIG] = {"TOOBIG", ANY},
    [MBX_RC_TRYCREATE] = {"TRYCREATE", ANY},
    [MBX_RC_UIDNEXT] = {"UIDNEXT", UID},
    [MBX_RC_UIDNOTSTICKY] = {"UIDNOTSTICKY", ANY},
    [MBX_RC_UIDVALIDITY] = {"UIDVALIDITY", NUMBER32},
    [MBX_RC_UNAVAILABLE] = {"UNAVAILABLE", ANY},
    [MBX_RC_UNKNOWN_CTE] = {"UNKNOWN-CTE", ANY},
    [MBX_RC_UNSEEN] = {"UNSEEN", NUMBER32},
};

typedef struct cursor {
    mbx_tokenizer t;
    const char *p, *end;
    mbx_token k;
} cursor;

/* Whatever cannot be read ends the line. */
static mbx_token_kind next(cursor *c)
{
    mbx_error unimportant;

    if (mbx_token_next(&c->t, &c->p, c->end, true, &c->k, &unimportant) != MBX_OK)
        c->k = (mbx_token){.kind = MBX_TOKEN_END};
    return c->k.kind;
}

static bool number(cursor *c, uint64_t max, uint64_t *v_r)
{
    if (next(c) != MBX_TOKEN_NUMBER || c->k.number > max)
        return false;
    *v_r = c->k.number;
    return true;
}

static bool set(cursor *c, mbx_str *set_r)
{
    if (next(c) != MBX_TOKEN_ATOM && c->k.kind != MBX_TOKEN_NUMBER)
        return false;
    for (size_t i = 0; i < c->k.text.n; i++)
        if (!strchr("0123456789,:", c->k.text.p[i]) || c->k.text.p[i] == 0)
            return false;
    *set_r = c->k.text;
    return true;
}

static bool flags(cursor *c, mbx_response_code *r)
{
    if (next(c) != MBX_TOKEN_OPEN)
        return false;
    while (next(c) == MBX_TOKEN_ATOM || c->k.kind == MBX_TOKEN_NUMBER || c->k.kind == MBX_TOKEN_NIL) {
        uint32_t bit = mbx_flag_bit(c->k.text);

        r->flags |= bit;
        if (mbx_str_same(c->k.text, MBX_STR("\\*")))
            r->new_keywords = true;
        else if (bit == 0)
            r->keywords++;
    }
    return c->k.kind == MBX_TOKEN_CLOSE;
}

static bool object_id(cursor *c, mbx_str *id_r)
{
    if (next(c) != MBX_TOKEN_OPEN || (next(c) != MBX_TOKEN_ATOM && c->k.kind != MBX_TOKEN_NUMBER && c->k.kind != MBX_TOKEN_NIL) || !mbx_is_objectid(c->k.text))
        return false;
    *id_r = c->k.text;
    return next(c) == MBX_TOKEN_CLOSE;
}

static bool arguments(cursor *c, shape s, mbx_response_code *r)
{
    switch (s) {
    case ANY:
        return true;
    case NUMBER: /* mod-sequences have 63 bits (RFC 7162 section 7) */
        return number(c, INT64_MAX, &r->number);
    case NUMBER32:
        return number(c, UINT32_MAX, &r->number);
    case UID:
        return number(c, UINT32_MAX, &r->number) && r->number > 0;
    case FLAGS:
        return flags(c, r);
    case OBJECT_ID:
        return object_id(c, &r->object_id);
    case SET:
        return set(c, &r->uids);
    case UIDS:
        return number(c, UINT32_MAX, &r->number) && set(c, &r->uids);
    default:
        return number(c, UINT32_MAX, &r->number) && set(c, &r->uids) && set(c, &r->copies);
    }
}

static mbx_rc code_of(mbx_str name)
{
    for (size_t i = MBX_RC_OTHER + 1; i < sizeof names / sizeof names[0]; i++)
        if (mbx_str_same_nocase(name, mbx_str_of(names[i].name)))
            return (mbx_rc)i;
    return MBX_RC_OTHER;
}

static mbx_str trimmed(const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    return (mbx_str){from, (size_t)(to - from)};
}

/* Up to and with the closing bracket. Without one everything was within it, and its last word may be half a word. */
static void skip(cursor *c, mbx_response_code *r, const char *from)
{
    while (c->k.kind != MBX_TOKEN_CODE_CLOSE && c->k.kind != MBX_TOKEN_END)
        (void)next(c);
    r->arguments = trimmed(from, c->k.kind == MBX_TOKEN_CODE_CLOSE ? c->p - 1 : c->end);
    if (c->k.kind == MBX_TOKEN_END)
        *r = (mbx_response_code){.code = MBX_RC_OTHER, .name = r->name, .arguments = r->arguments};
}

static void read_code(cursor *c, mbx_response_code *r)
{
    const char *from = c->p;

    r->code = MBX_RC_OTHER;
    if (next(c) == MBX_TOKEN_ATOM || c->k.kind == MBX_TOKEN_NUMBER || c->k.kind == MBX_TOKEN_NIL) {
        mbx_response_code known = *r;

        r->name = known.name = c->k.text;
        from = c->p;
        known.code = code_of(known.name);
        if (known.code != MBX_RC_OTHER && arguments(c, names[known.code].arguments, &known))
            *r = known;
    }
    skip(c, r, from);
}

mbx_response_code mbx_response_code_read(mbx_str text)
{
    const mbx_token_limits limits = {.text = MBX_MAX_LINE, .depth = MBX_MAX_DEPTH};
    mbx_response_code r = {.code = MBX_RC_NONE};
    cursor c = {.p = text.p};

    if (text.n == 0)
        return r;
    c.end = text.p + text.n;
    mbx_tokenizer_init(&c.t, &limits);
    mbx_tokenizer_behind_status(&c.t);
    if (next(&c) == MBX_TOKEN_CODE_OPEN) {
        read_code(&c, &r);
        (void)next(&c);
    }
    if (c.k.kind == MBX_TOKEN_TEXT)
        r.text = c.k.text;
    mbx_tokenizer_free(&c.t);
    return r;
}

mbx_response_code mbx_response_code_of(mbx_str status)
{
    size_t n = 0;

    while (n < status.n && status.p[n] == ' ')
        n++;
    while (n < status.n && status.p[n] != ' ')
        n++;
    return mbx_response_code_read((mbx_str){status.p + n, status.n - n});
}
