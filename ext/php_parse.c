#include "php_mailbox.h"

#include "blob/sink.h"
#include "sync/identity.h"
#include "sync/store.h"

static mbx_status parse(zend_string *raw, const mbx_part_sink *sink, mbx_item *item, mbx_error *err)
{
    mbx_status st = mbx_message_new(&item->message, sink, err);

    if (st == MBX_OK)
        st = mbx_message_feed(item->message, ZSTR_VAL(raw), ZSTR_LEN(raw), err);
    if (st == MBX_OK)
        st = mbx_message_finish(item->message, err);
    if (st == MBX_OK)
        st = mbx_sha256_once(ZSTR_VAL(raw), ZSTR_LEN(raw), item->raw_sha256, err);
    if (st == MBX_OK)
        st = mbx_header_digest(mbx_message_get(item->message), item->header_digest, err);
    return st;
}

/* PHP's memory limit leaves by longjmp; the core's memory must be given back first. False: that happened. */
static bool build(zval *return_value, const mbx_item *item, zend_string *raw)
{
    volatile bool done = false;

    zend_try {
        php_mailbox_message_of(return_value, item, raw);
        done = true;
    } zend_end_try();
    return done;
}

PHP_FUNCTION(mailbox_parse)
{
    mbx_part_sink sink;
    mbx_item item = {0};
    zend_string *raw;
    mbx_error err;
    mbx_status st;
    bool bailed = false;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(raw)
    ZEND_PARSE_PARAMETERS_END();

    st = mbx_blob_sink_new(&sink, NULL, &err);
    if (st == MBX_OK) {
        st = parse(raw, &sink, &item, &err);
        if (st == MBX_OK)
            bailed = !build(return_value, &item, raw);
        mbx_message_free(item.message);
        mbx_blob_sink_free(&sink);
    }
    if (bailed)
        zend_bailout();
    if (st != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
}
