/* DeliveryStatus: what became of a mail, out of the reports of mail servers. */
#include "php_message.h"

#include "base/limits.h"
#include "mime/delivery.h"

#define MAX_REPORT MBX_MIB(1) /* as sent; a hundred recipients need a tenth of it */

enum { RECIPIENT, ORIGINAL_RECIPIENT, ACTION, STATUS, DIAGNOSTIC, REMOTE_MTA, REPORTING_MTA };

ZEND_METHOD(Mailbox_DeliveryStatus, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

typedef struct recipients_job {
    zval *list;
    const mbx_delivery *found;
} recipients_job;

static void add_recipients(void *ctx)
{
    recipients_job *job = ctx;
    const mbx_delivery *d = job->found;

    for (size_t i = 0; i < d->n; i++) {
        const mbx_delivery_recipient *r = &d->recipients[i];
        zval one;
        zend_object *o;

        object_init_ex(&one, php_mailbox_ce_delivery_status);
        add_next_index_zval(job->list, &one);
        o = Z_OBJ(one);
        php_mailbox_slot_str(o, RECIPIENT, r->final_recipient);
        php_mailbox_slot_str(o, ORIGINAL_RECIPIENT, r->original_recipient);
        php_mailbox_slot_str(o, ACTION, r->action);
        php_mailbox_slot_str(o, STATUS, r->status);
        php_mailbox_slot_str(o, DIAGNOSTIC, r->diagnostic);
        php_mailbox_slot_str(o, REMOTE_MTA, r->remote_mta);
        php_mailbox_slot_str(o, REPORTING_MTA, d->reporting_mta);
    }
}

/* list: an array that is there already. False: an exception is thrown. */
static bool read_report(zval *list, const char *p, size_t n)
{
    mbx_arena arena;
    mbx_delivery found = {0};

    mbx_arena_init(&arena, SIZE_MAX / 2); /* the reader has limits of its own */
    mbx_status st = mbx_delivery_read((mbx_str){p, n}, &arena, &found);
    recipients_job job = {list, &found};
    bool done = st != MBX_OK || php_mailbox_guard(add_recipients, &job);
    mbx_arena_free(&arena);
    if (!done)
        zend_bailout();
    if (st != MBX_OK)
        php_mailbox_no_memory();
    return st == MBX_OK;
}

ZEND_METHOD(Mailbox_DeliveryStatus, parse)
{
    zend_string *content;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(content)
    ZEND_PARSE_PARAMETERS_END();

    array_init(return_value);
    if (!read_report(return_value, ZSTR_VAL(content), ZSTR_LEN(content)))
        RETURN_THROWS();
}

static bool is_report(zend_object *part)
{
    mbx_str type = php_mailbox_part_facts(part)->content_type;

    return mbx_str_same(type, MBX_STR("message/delivery-status")) || mbx_str_same(type, MBX_STR("message/global-delivery-status"));
}

ZEND_METHOD(Mailbox_Message, deliveryStatus)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zval *attachment;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!php_mailbox_message_source(self))
        RETURN_THROWS();
    array_init(return_value);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(php_mailbox_slot(self, PHP_MAILBOX_ATTACHMENTS)), attachment) {
        if (!is_report(Z_OBJ_P(attachment)))
            continue;
        zend_string *content = php_mailbox_part_beginning(Z_OBJ_P(attachment), MAX_REPORT);
        if (!content)
            RETURN_THROWS();
        bool ok = read_report(return_value, ZSTR_VAL(content), ZSTR_LEN(content));
        zend_string_release(content);
        if (!ok)
            RETURN_THROWS();
    } ZEND_HASH_FOREACH_END();
}
