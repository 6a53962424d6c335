/* The two digests of Message, worked out when they are asked for; clones share what was found. */
#include "php_message.h"

#include "sync/identity.h"

void php_mailbox_return_hex(zval *return_value, const uint8_t digest[MBX_SHA256_SIZE])
{
    char text[2 * MBX_SHA256_SIZE + 1];

    mbx_hex(digest, MBX_SHA256_SIZE, text);
    RETVAL_STRINGL(text, 2 * MBX_SHA256_SIZE);
}

static mbx_status hash_file(php_mailbox_source *s, mbx_error *err)
{
    php_mailbox_reader r;
    mbx_sha256 *digest = NULL;
    size_t n = 0;
    mbx_status st = php_mailbox_reader_open(&r, s, 0, s->size, MBX_ENCODING_IDENTITY, err);
    char *piece = emalloc(PHP_MAILBOX_PIECE);

    if (st == MBX_OK)
        st = mbx_sha256_new(&digest, err);
    while (st == MBX_OK && (st = php_mailbox_reader_read(&r, piece, PHP_MAILBOX_PIECE, &n, err)) == MBX_OK && n)
        mbx_sha256_add(digest, piece, n);
    if (st == MBX_OK)
        st = php_mailbox_reader_unchanged(&r, err);
    if (st == MBX_OK)
        mbx_sha256_final(digest, s->raw_sha256);
    mbx_sha256_free(digest);
    efree(piece);
    php_mailbox_reader_close(&r);
    return st;
}

ZEND_METHOD(Mailbox_Message, rawSha256)
{
    php_mailbox_source *s;
    mbx_error err;
    mbx_status st = MBX_OK;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(s = php_mailbox_message_source(Z_OBJ_P(ZEND_THIS))))
        RETURN_THROWS();
    if (!s->hashed)
        st = s->kind == PHP_MAILBOX_FILE ? hash_file(s, &err) : mbx_sha256_once(ZSTR_VAL(s->raw) + s->base, (size_t)s->size, s->raw_sha256, &err);
    if (st != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    s->hashed = true;
    php_mailbox_return_hex(return_value, s->raw_sha256);
}

/* Those of one header, as the parser had them; list is freed by the caller. */
static mbx_addresses addresses_in(zend_object *o, uint32_t place)
{
    HashTable *from = Z_ARRVAL_P(php_mailbox_slot(o, place));
    mbx_addresses a = {safe_emalloc(zend_hash_num_elements(from), sizeof *a.list, 0), 0};
    zval *one;

    ZEND_HASH_FOREACH_VAL(from, one) {
        a.list[a.n++] = (mbx_address){.address = php_mailbox_slot_text(Z_OBJ_P(one), PHP_MAILBOX_ADDRESS_SPEC)};
    } ZEND_HASH_FOREACH_END();
    return a;
}

static mbx_status match(zend_object *o, uint8_t out[MBX_SHA256_SIZE], mbx_error *err)
{
    const zval *date = php_mailbox_slot(o, PHP_MAILBOX_DATE);
    mbx_message_facts f = {
        .message_id = php_mailbox_slot_text(o, PHP_MAILBOX_MESSAGE_ID),
        .subject = php_mailbox_slot_text(o, PHP_MAILBOX_SUBJECT),
        .has_date = Z_TYPE_P(date) == IS_LONG,
        .date = Z_TYPE_P(date) == IS_LONG ? (int64_t)Z_LVAL_P(date) : 0,
        .from = addresses_in(o, PHP_MAILBOX_FROM),
        .to = addresses_in(o, PHP_MAILBOX_TO),
        .cc = addresses_in(o, PHP_MAILBOX_CC),
    };
    mbx_sha256 *digest;
    mbx_status st = mbx_sha256_new(&digest, err);

    if (st == MBX_OK) {
        mbx_header_digest(&f, digest, out);
        mbx_sha256_free(digest);
    }
    efree(f.from.list);
    efree(f.to.list);
    efree(f.cc.list);
    return st;
}

ZEND_METHOD(Mailbox_Message, headerDigest)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    php_mailbox_source *s;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(s = php_mailbox_message_source(self)))
        RETURN_THROWS();
    if (!s->matched && match(self, s->header_digest, &err) != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    s->matched = true;
    php_mailbox_return_hex(return_value, s->header_digest);
}
