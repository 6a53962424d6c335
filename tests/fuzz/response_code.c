/* Response codes: every string is a part of the line, what is told is what its name asks for by the bytes alone, and the
 * code written out anew is the same code. */
#include "fuzz.h"

#include "imap/response_code.h"

#include <ctype.h>
#include <inttypes.h>
#include <strings.h>

/* The names by their codes' order, as the registry of IMAP response codes has them. */
static const char *const names[] = {
    [MBX_RC_ALERT] = "ALERT", [MBX_RC_ALREADYEXISTS] = "ALREADYEXISTS", [MBX_RC_APPENDUID] = "APPENDUID", [MBX_RC_AUTHENTICATIONFAILED] = "AUTHENTICATIONFAILED",
    [MBX_RC_AUTHORIZATIONFAILED] = "AUTHORIZATIONFAILED", [MBX_RC_BADCHARSET] = "BADCHARSET", [MBX_RC_CANNOT] = "CANNOT", [MBX_RC_CAPABILITY] = "CAPABILITY",
    [MBX_RC_CLIENTBUG] = "CLIENTBUG", [MBX_RC_CLOSED] = "CLOSED", [MBX_RC_CONTACTADMIN] = "CONTACTADMIN", [MBX_RC_COPYUID] = "COPYUID", [MBX_RC_CORRUPTION] = "CORRUPTION",
    [MBX_RC_EXPIRED] = "EXPIRED", [MBX_RC_EXPUNGEISSUED] = "EXPUNGEISSUED", [MBX_RC_HASCHILDREN] = "HASCHILDREN", [MBX_RC_HIGHESTMODSEQ] = "HIGHESTMODSEQ", [MBX_RC_INUSE] = "INUSE",
    [MBX_RC_LIMIT] = "LIMIT", [MBX_RC_MAILBOXID] = "MAILBOXID", [MBX_RC_MODIFIED] = "MODIFIED", [MBX_RC_NOMODSEQ] = "NOMODSEQ", [MBX_RC_NONEXISTENT] = "NONEXISTENT",
    [MBX_RC_NOPERM] = "NOPERM", [MBX_RC_NOTSAVED] = "NOTSAVED", [MBX_RC_OVERQUOTA] = "OVERQUOTA", [MBX_RC_PARSE] = "PARSE", [MBX_RC_PERMANENTFLAGS] = "PERMANENTFLAGS",
    [MBX_RC_PRIVACYREQUIRED] = "PRIVACYREQUIRED", [MBX_RC_READ_ONLY] = "READ-ONLY", [MBX_RC_READ_WRITE] = "READ-WRITE", [MBX_RC_SERVERBUG] = "SERVERBUG",
    [MBX_RC_THROTTLED] = "THROTTLED", [MBX_RC_TOOBIG] = "TOOBIG", [MBX_RC_TRYCREATE] = "TRYCREATE", [MBX_RC_UIDNEXT] = "UIDNEXT", [MBX_RC_UIDNOTSTICKY] = "UIDNOTSTICKY",
    [MBX_RC_UIDVALIDITY] = "UIDVALIDITY", [MBX_RC_UNAVAILABLE] = "UNAVAILABLE", [MBX_RC_UNKNOWN_CTE] = "UNKNOWN-CTE", [MBX_RC_UNSEEN] = "UNSEEN",
};

static void part_of(mbx_str s, const char *in, size_t n)
{
    REQUIRE(s.n == 0 || (s.p >= in && s.p + s.n <= in + n));
}

static bool only(mbx_str s, const char *letters)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == 0 || !strchr(letters, s.p[i]))
            return false;
    return s.n > 0;
}

static bool absent(mbx_str s)
{
    return s.p == NULL && s.n == 0;
}

static bool begins_with_number(mbx_str s, uint64_t number)
{
    char digits[64];
    size_t i = 0, o = 0;
    while (i < s.n && strchr(" )\r", s.p[i])) /* a parenthesis that closes nothing is none */
        i++;
    while (i < s.n && s.p[i] == '0')
        i++;
    for (; i < s.n && isdigit((unsigned char)s.p[i]) && o < sizeof digits - 1; i++)
        digits[o++] = s.p[i];
    digits[o] = 0;
    char want[32];
    snprintf(want, sizeof want, "%" PRIu64, number);
    return strcmp(digits, number == 0 ? "" : want) == 0;
}

static void as_its_name_asks(const mbx_response_code *r)
{
    bool numbered = false, set = false, copies = false, id = false, flags = false;
    uint64_t most = UINT32_MAX;
    switch (r->code) {
    case MBX_RC_COPYUID:
        copies = true; /* fallthrough */
    case MBX_RC_APPENDUID:
        numbered = set = true;
        break;
    case MBX_RC_HIGHESTMODSEQ:
        most = INT64_MAX; /* fallthrough */
    case MBX_RC_UIDNEXT:
    case MBX_RC_UIDVALIDITY:
    case MBX_RC_UNSEEN:
        numbered = true;
        break;
    case MBX_RC_MODIFIED:
        set = true;
        break;
    case MBX_RC_MAILBOXID:
        id = true;
        break;
    case MBX_RC_PERMANENTFLAGS:
        flags = true;
        break;
    default:
        break;
    }
    REQUIRE(numbered ? r->number <= most && begins_with_number(r->arguments, r->number) : r->number == 0);
    REQUIRE(r->code != MBX_RC_UIDNEXT || r->number > 0);
    REQUIRE(set ? only(r->uids, "0123456789:,") : absent(r->uids));
    REQUIRE(copies ? only(r->copies, "0123456789:,") : absent(r->copies));
    REQUIRE(id ? r->object_id.n <= 255 && only(r->object_id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") : absent(r->object_id));
    REQUIRE(flags || (r->flags == 0 && r->keywords == 0 && !r->new_keywords));
    REQUIRE(r->keywords <= r->arguments.n);
}

/* Whether a name that the table has, and that asks for nothing, stands there alone. */
static bool named_alone(mbx_str in)
{
    size_t i = 0, from;
    while (i < in.n && in.p[i] == ' ')
        i++;
    if (i == in.n || in.p[i++] != '[')
        return false;
    for (from = i; i < in.n && (isalpha((unsigned char)in.p[i]) || in.p[i] == '-'); i++) { }
    if (i == in.n || in.p[i] != ']')
        return false;
    static const mbx_rc asking[] = {MBX_RC_APPENDUID, MBX_RC_COPYUID, MBX_RC_HIGHESTMODSEQ, MBX_RC_MAILBOXID, MBX_RC_MODIFIED, MBX_RC_PERMANENTFLAGS, MBX_RC_UIDNEXT, MBX_RC_UIDVALIDITY, MBX_RC_UNSEEN};
    for (size_t k = MBX_RC_OTHER + 1; k < sizeof names / sizeof names[0]; k++) {
        bool asks = false;
        for (size_t a = 0; a < sizeof asking / sizeof asking[0]; a++)
            asks = asks || asking[a] == (mbx_rc)k;
        if (!asks && strlen(names[k]) == i - from && strncasecmp(names[k], in.p + from, i - from) == 0)
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *in = fuzz_copy(data, size);
    mbx_response_code r = mbx_response_code_read((mbx_str){in, size});
    part_of(r.name, in, size);
    part_of(r.arguments, in, size);
    part_of(r.text, in, size);
    part_of(r.uids, in, size);
    part_of(r.copies, in, size);
    part_of(r.object_id, in, size);
    REQUIRE(r.code < sizeof names / sizeof names[0]);
    REQUIRE(r.code <= MBX_RC_OTHER || (strlen(names[r.code]) == r.name.n && strncasecmp(names[r.code], r.name.p, r.name.n) == 0));
    REQUIRE(r.code != MBX_RC_NONE || (r.name.n == 0 && r.arguments.n == 0));
    REQUIRE(r.name.n == 0 || r.arguments.n == 0 || r.arguments.p >= r.name.p + r.name.n);
    REQUIRE(r.arguments.n == 0 || r.text.n == 0 || r.text.p > r.arguments.p + r.arguments.n);
    REQUIRE(!named_alone((mbx_str){in, size}) || r.code > MBX_RC_OTHER);
    as_its_name_asks(&r);
    /* without literals, whose last blanks the arguments do not have any more */
    if (r.code > MBX_RC_OTHER && (r.arguments.n == 0 || !memchr(r.arguments.p, '{', r.arguments.n))) {
        char *again = malloc(size + 8);
        REQUIRE(again);
        size_t n = (size_t)sprintf(again, "[%.*s%s", (int)r.name.n, r.name.p, r.arguments.n ? " " : "");
        memcpy(again + n, r.arguments.n ? r.arguments.p : "", r.arguments.n);
        n += r.arguments.n;
        again[n++] = ']';
        mbx_response_code b = mbx_response_code_read((mbx_str){again, n});
        REQUIRE(b.code == r.code && mbx_str_same(b.name, r.name) && mbx_str_same(b.arguments, r.arguments) && b.text.n == 0);
        REQUIRE(b.number == r.number && mbx_str_same(b.uids, r.uids) && mbx_str_same(b.copies, r.copies) && mbx_str_same(b.object_id, r.object_id));
        REQUIRE(b.flags == r.flags && b.keywords == r.keywords && b.new_keywords == r.new_keywords);
        free(again);
    }
    free(in);
    return 0;
}
