/* SyncReport: the numbers of one account's run. */
#include "php_mailbox.h"

/* In the order of the stub; all but the first two and the last four are counts. */
enum {
    STAFF_ID,
    COMPLETE,
    EXISTS,
    FOUND,
    IMPORTED,
    SKIPPED,
    QUARANTINED,
    GONE,
    REMAINING,
    ATTACHMENTS,
    ATTACHMENT_BYTES,
    MESSAGE_BYTES,
    BYTES_IN,
    BYTES_OUT,
    WIRE_BYTES_IN,
    WIRE_BYTES_OUT,
    ROUND_TRIPS,
    COMMITS,
    SECONDS,
    RETRY_AFTER,
    CAUSE,
    BOUND_SECRET
};

ZEND_METHOD(Mailbox_SyncReport, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

void php_mailbox_report_of(zval *report_r, zend_long staff_id, const mbx_report *r, zval *error, zval *bound)
{
    const struct {
        uint32_t place;
        uint64_t n;
    } counts[] = {
        {EXISTS, r->exists},
        {FOUND, r->found},
        {IMPORTED, r->imported},
        {SKIPPED, r->skipped},
        {QUARANTINED, r->quarantined},
        {GONE, r->gone},
        {REMAINING, r->remaining},
        {ATTACHMENTS, r->attachments},
        {ATTACHMENT_BYTES, r->attachment_bytes},
        {MESSAGE_BYTES, r->message_bytes},
        {BYTES_IN, r->bytes_in},
        {BYTES_OUT, r->bytes_out},
        {WIRE_BYTES_IN, r->wire_in},
        {WIRE_BYTES_OUT, r->wire_out},
        {ROUND_TRIPS, r->round_trips},
        {COMMITS, r->commits},
    };
    zend_object *o;

    object_init_ex(report_r, php_mailbox_ce_sync_report);
    o = Z_OBJ_P(report_r);
    ZVAL_LONG(php_mailbox_slot(o, STAFF_ID), staff_id);
    ZVAL_BOOL(php_mailbox_slot(o, COMPLETE), r->complete);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        ZVAL_LONG(php_mailbox_slot(o, counts[i].place), (zend_long)counts[i].n);
    ZVAL_DOUBLE(php_mailbox_slot(o, SECONDS), (double)r->milliseconds / 1000.0);
    php_mailbox_retry_after(php_mailbox_slot(o, RETRY_AFTER), r->retry_after);
    if (error)
        ZVAL_COPY(php_mailbox_slot(o, CAUSE), error);
    else
        ZVAL_NULL(php_mailbox_slot(o, CAUSE));
    if (Z_ISUNDEF_P(bound))
        ZVAL_NULL(php_mailbox_slot(o, BOUND_SECRET));
    else
        ZVAL_COPY(php_mailbox_slot(o, BOUND_SECRET), bound);
}

/* The failure as data: no trace, so no arguments of anybody's functions. */
static void error_to_array(zval *out, zend_object *error)
{
    static const char *const names[] = {"errorCode", "stage", "message", "hint", "retryable", "retryAfter"};
    zval room, *value;

    array_init(out);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        value = zend_read_property(error->ce, error, names[i], strlen(names[i]), 1, &room);
        Z_TRY_ADDREF_P(value);
        add_assoc_zval(out, names[i], value);
    }
}

static void to_array(INTERNAL_FUNCTION_PARAMETERS)
{
    zend_object *o = Z_OBJ_P(ZEND_THIS);
    zend_property_info *info;
    zval error, *value;
    zend_string *name;

    ZEND_PARSE_PARAMETERS_NONE();
    array_init(return_value);
    ZEND_HASH_FOREACH_STR_KEY_PTR(&o->ce->properties_info, name, info) {
        value = OBJ_PROP(o, info->offset);
        if (Z_ISUNDEF_P(value) || value == php_mailbox_slot(o, BOUND_SECRET)) /* never into logs and JSON, sealed though it is */
            continue;
        if (Z_TYPE_P(value) == IS_OBJECT) {
            error_to_array(&error, Z_OBJ_P(value));
            value = &error;
        } else {
            Z_TRY_ADDREF_P(value);
        }
        zend_hash_update(Z_ARRVAL_P(return_value), name, value);
    } ZEND_HASH_FOREACH_END();
}

ZEND_METHOD(Mailbox_SyncReport, toArray)
{
    to_array(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Mailbox_SyncReport, jsonSerialize)
{
    to_array(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}
