#include "imap/server_id.h"

#include "imap/quirk.h"
#include "imap/session_state.h"
#include "imap/token.h"

#include <string.h>

typedef struct field {
    const char *key;
    char *value;
    size_t size;
} field;

static void keep(const field *f, mbx_str value)
{
    size_t n = value.n < f->size - 1 ? value.n : f->size - 1;

    memcpy(f->value, value.p, n);
    f->value[n] = 0;
}

void mbx_server_id_read(mbx_str list, mbx_server_id *id_r)
{
    const field fields[] = {{"name", id_r->name, sizeof id_r->name}, {"version", id_r->version, sizeof id_r->version}, {"vendor", id_r->vendor, sizeof id_r->vendor}};
    const mbx_token_limits limits = {.text = 256, .depth = 2};
    const char *at = list.p;
    const field *of = NULL;
    bool key = true;
    mbx_tokenizer words;
    mbx_token t;
    mbx_error unused;

    memset(id_r, 0, sizeof *id_r);
    mbx_tokenizer_init(&words, &limits);
    mbx_tokenizer_behind_name(&words);
    while (mbx_token_next(&words, &at, list.p + list.n, true, &t, &unused) == MBX_OK && t.kind != MBX_TOKEN_END && t.kind != MBX_TOKEN_CLOSE) {
        if (t.kind == MBX_TOKEN_OPEN || t.kind == MBX_TOKEN_LITERAL)
            continue;
        if (key) {
            of = NULL;
            for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
                if (mbx_str_same_nocase(t.text, mbx_str_of(fields[i].key)))
                    of = &fields[i];
        } else if (of && t.kind != MBX_TOKEN_NIL) {
            keep(of, t.text);
        }
        key = !key;
    }
    mbx_tokenizer_free(&words);
}

void mbx_session_server(const mbx_session *s, mbx_server_id *id_r)
{
    mbx_server_id_read(mbx_str_of(mbx_session_server_id(s)), id_r);
}

void mbx_session_know_server(mbx_session *s)
{
    mbx_server_id id;

    s->quirks |= mbx_quirks_of(MBX_QUIRK_BY_CAPABILITY, mbx_str_of(mbx_session_capabilities(s)));
    mbx_session_server(s, &id);
    s->quirks |= mbx_quirks_of(MBX_QUIRK_BY_NAME, mbx_str_of(id.name));
}

unsigned mbx_session_quirks(const mbx_session *s)
{
    return s->quirks;
}
