#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct code_row {
    const char *name;
    mbx_status status;
    bool retryable;
    const char *hint;
} code_row;

static const code_row code_table[MBX_CODE_COUNT] = {
    [MBX_CODE_NONE] = {"NONE", MBX_OK, false, ""},
#define X(name, status, retry, hint) [MBX_CODE_##name] = {#name, status, retry, hint},
    MBX_CODES(X)
#undef X
};

static const char *const stage_names[MBX_STAGE_COUNT] = {
    [MBX_STAGE_NONE] = "",
    [MBX_STAGE_INPUT] = "input",
    [MBX_STAGE_DNS] = "dns",
    [MBX_STAGE_TCP] = "tcp",
    [MBX_STAGE_TLS] = "tls",
    [MBX_STAGE_CERTIFICATE] = "certificate",
    [MBX_STAGE_GREETING] = "greeting",
    [MBX_STAGE_STARTTLS] = "starttls",
    [MBX_STAGE_CAPABILITY] = "capability",
    [MBX_STAGE_AUTH] = "auth",
    [MBX_STAGE_IDENTIFY] = "identify",
    [MBX_STAGE_STRATEGY] = "strategy",
    [MBX_STAGE_LIST] = "list",
    [MBX_STAGE_FOLDER] = "folder",
    [MBX_STAGE_COUNTS] = "counts",
    [MBX_STAGE_SAMPLE] = "sample",
    [MBX_STAGE_THROUGHPUT] = "throughput",
    [MBX_STAGE_LOGOUT] = "logout",
    [MBX_STAGE_SEARCH] = "search",
    [MBX_STAGE_FETCH] = "fetch",
    [MBX_STAGE_PARSE] = "parse",
    [MBX_STAGE_BLOB] = "blob",
    [MBX_STAGE_STORE] = "store",
};

/* vsnprintf may cut a multi-byte character in two at the end of the buffer; the text must stay UTF-8. */
static void end_on_character(char *s)
{
    size_t n = strlen(s), start = n;
    while (start && ((unsigned char)s[start - 1] & 0xC0) == 0x80)
        start--;
    if (!start)
        return;
    unsigned char lead = (unsigned char)s[start - 1];
    size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (want > 1 && n - (start - 1) < want)
        s[start - 1] = '\0';
}

mbx_status mbx_fail(mbx_error *err, mbx_stage stage, mbx_code code, const char *fmt, ...)
{
    const code_row *row = &code_table[code];
    va_list ap;
    err->status = row->status;
    err->stage = stage;
    err->code = code;
    err->retryable = row->retryable;
    err->retry_after = 0;
    err->server_text[0] = '\0';
    va_start(ap, fmt);
    (void)vsnprintf(err->message, sizeof err->message, fmt, ap);
    va_end(ap);
    end_on_character(err->message);
    (void)snprintf(err->hint, sizeof err->hint, "%s", row->hint);
    return row->status;
}

mbx_status mbx_fail_memory(mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_NONE, MBX_CODE_MEMORY, "There is not enough memory.");
}

void mbx_error_hint(mbx_error *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(err->hint, sizeof err->hint, fmt, ap);
    va_end(ap);
    end_on_character(err->hint);
}

/* Length of the well-formed UTF-8 character at p (RFC 3629 section 4), 0 when it is not one. */
static size_t character_length(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    size_t want = c < 0x80 ? 1 : c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (!want || want > n)
        return 0;
    for (size_t i = 1; i < want; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) || (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F))
        return 0;
    return want;
}

void mbx_error_server_text(mbx_error *err, const char *text, size_t n)
{
    size_t out = 0, in = 0;
    const unsigned char *p = (const unsigned char *)text;
    while (in < n) {
        size_t len = character_length(p + in, n - in);
        /* C0, DEL and C1 (U+0080 to U+009F) could drive a terminal */
        bool printable = len > 1 ? !(p[in] == 0xC2 && p[in + 1] < 0xA0) : len == 1 && p[in] >= 0x20 && p[in] != 0x7F;
        size_t put = printable ? len : 1;
        if (out + put > sizeof err->server_text - 1)
            break;
        if (printable)
            memcpy(err->server_text + out, p + in, len);
        else
            err->server_text[out] = '?';
        out += put;
        in += len ? len : 1;
    }
    err->server_text[out] = '\0';
}

void mbx_error_clear(mbx_error *err)
{
    memset(err, 0, sizeof *err);
}

const char *mbx_code_name(mbx_code code)
{
    return (unsigned)code < MBX_CODE_COUNT ? code_table[code].name : "NONE";
}

const char *mbx_stage_name(mbx_stage stage)
{
    return (unsigned)stage < MBX_STAGE_COUNT ? stage_names[stage] : "";
}
