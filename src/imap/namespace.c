/* NAMESPACE (RFC 2342): the first personal one. */
#include "base/alloc.h"
#include "base/limits.h"
#include "imap/flight.h"
#include "imap/list.h"
#include "imap/mutf7.h"
#include "imap/token.h"

#include <string.h>

/* "* NAMESPACE (("INBOX." ".") ("#mh/" "/")) NIL NIL" */
static mbx_status on_line(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    mbx_namespace *n = ctx;
    const char *at = line.p, *end = line.p + line.n;
    unsigned words = 0;
    mbx_tokenizer t;
    mbx_token k = {.kind = MBX_TOKEN_MORE};
    mbx_status st = MBX_OK;

    (void)kind;
    if (n->told)
        return MBX_OK;
    mbx_tokenizer_init(&t, &(mbx_token_limits){.text = MBX_MAX_FOLDER, .depth = MBX_MAX_DEPTH});
    while (k.kind != MBX_TOKEN_END && (st = mbx_token_next(&t, &at, end, true, &k, err)) == MBX_OK) {
        if (k.kind == MBX_TOKEN_LITERAL)
            continue;
        words++;
        if ((words == 3 || words == 4) && k.kind != MBX_TOKEN_OPEN)
            break; /* NIL: none */
        if (words == 5 && (k.cut || k.kind != MBX_TOKEN_STRING))
            break;
        if (words == 5 && !(n->prefix = mbx_copy_bytes(k.text.p, k.text.n))) {
            st = mbx_fail_memory(err);
            break;
        }
        if (words == 6) {
            n->told = true;
            n->delimiter = k.kind == MBX_TOKEN_STRING && k.text.n == 1 ? k.text.p[0] : 0;
            break;
        }
    }
    mbx_tokenizer_free(&t);
    if (!n->told)
        mbx_namespace_free(n);
    return st;
}

mbx_status mbx_session_namespace(mbx_session *s, mbx_namespace *n_r, mbx_error *err)
{
    mbx_namespace n = {.told = false};
    const mbx_line_reader reader = {.ctx = &n, .line = on_line};
    mbx_command_flight f;
    mbx_status st = MBX_OK;

    mbx_session_stage(s, MBX_STAGE_LIST, -1);
    mbx_flight_init(&f, s);
    if (mbx_session_has(s, "NAMESPACE") || mbx_session_has(s, "IMAP4rev2"))
        st = mbx_flight_add(&f, MBX_STR("NAMESPACE"), &reader, err);
    if (st == MBX_OK)
        st = mbx_flight_run(&f, err);
    mbx_flight_free(&f);
    if (st == MBX_OK)
        *n_r = n;
    else
        mbx_namespace_free(&n);
    return st;
}

void mbx_namespace_free(mbx_namespace *n)
{
    mbx_release(n->prefix);
    memset(n, 0, sizeof *n);
}
