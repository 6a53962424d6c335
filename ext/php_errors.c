#include "php_mailbox.h"

/* \Exception's own properties come first. */
#define FIRST_OWN ((uint32_t)zend_ce_exception->default_properties_count)

static zend_class_entry *class_of(const mbx_error *err)
{
    switch (err->status) {
    case MBX_E_CONNECT:
        return php_mailbox_ce_connection_failed;
    case MBX_E_TLS:
        return php_mailbox_ce_tls_failed;
    case MBX_E_AUTH:
        return php_mailbox_ce_authentication_failed;
    case MBX_E_PROTOCOL:
        return php_mailbox_ce_protocol_error;
    case MBX_E_REFUSED:
        return php_mailbox_ce_server_refused;
    case MBX_E_TIMEOUT:
        return php_mailbox_ce_timeout;
    case MBX_E_CANCELLED:
        return php_mailbox_ce_cancelled;
    case MBX_E_LIMIT:
    case MBX_E_MEMORY:
        return php_mailbox_ce_limit_exceeded;
    case MBX_E_STALE:
        return php_mailbox_ce_stale_state;
    case MBX_E_FILE:
        return php_mailbox_ce_file_failed;
    case MBX_E_STORE:
    case MBX_E_ARGUMENT: /* the caller named a staff member only: what cannot work came out of the store */
    case MBX_OK:
        break;
    }
    return php_mailbox_ce_store_failed;
}

static void set_text(zend_object *e, const char *name, size_t name_n, const char *text)
{
    zend_update_property_string(php_mailbox_ce_failure, e, name, name_n, text);
}
#define SET_TEXT(e, name, text) set_text(e, name, sizeof(name) - 1, text)

/* Seconds, so that nobody comes a moment too early. */
void php_mailbox_retry_after(zval *out, int64_t milliseconds)
{
    if (milliseconds > 0)
        ZVAL_LONG(out, (zend_long)((milliseconds + 999) / 1000));
    else
        ZVAL_NULL(out);
}

static void set_facts(zend_object *e, const char *code, const char *stage, const char *hint, const char *server_text, bool retryable, int64_t retry_after)
{
    zval after;

    SET_TEXT(e, "errorCode", code);
    SET_TEXT(e, "stage", stage);
    SET_TEXT(e, "hint", hint);
    SET_TEXT(e, "serverText", server_text);
    zend_update_property_bool(php_mailbox_ce_failure, e, "retryable", sizeof "retryable" - 1, retryable);
    php_mailbox_retry_after(&after, retry_after);
    zend_update_property(php_mailbox_ce_failure, e, "retryAfter", sizeof "retryAfter" - 1, &after);
}

static void make(zval *exception_r, const mbx_error *err, zval *report, zend_object *previous)
{
    zval none;

    object_init_ex(exception_r, class_of(err));
    zend_update_property_string(zend_ce_exception, Z_OBJ_P(exception_r), "message", sizeof "message" - 1, err->message);
    set_facts(Z_OBJ_P(exception_r), mbx_code_name(err->code), mbx_stage_name(err->stage), err->hint, err->server_text, err->retryable, err->retry_after);
    ZVAL_NULL(&none);
    zend_update_property(php_mailbox_ce_failure, Z_OBJ_P(exception_r), "report", sizeof "report" - 1, report ? report : &none);
    if (previous) {
        GC_ADDREF(previous);
        zend_exception_set_previous(Z_OBJ_P(exception_r), previous);
    }
}

void php_mailbox_failure(zval *exception_r, const mbx_error *err, zend_object *previous)
{
    make(exception_r, err, NULL, previous);
}

void php_mailbox_throw(const mbx_error *err, zval *report, zend_object *previous)
{
    zval exception;

    make(&exception, err, report, previous);
    zend_throw_exception_object(&exception);
}

void php_mailbox_no_memory(void)
{
    mbx_error err;

    (void)mbx_fail_memory(&err);
    php_mailbox_throw(&err, NULL, NULL);
}

/* The table's row of a code by its public name; false: not one of ours. */
static bool row_of(const char *name, mbx_error *row)
{
    for (int code = MBX_CODE_NONE + 1; code < MBX_CODE_COUNT; code++)
        if (strcmp(mbx_code_name((mbx_code)code), name) == 0) {
            (void)mbx_fail(row, MBX_STAGE_NONE, (mbx_code)code, "%s", "");
            return true;
        }
    return false;
}

/* A store that is written in PHP throws these too: what it leaves out comes from the table. */
ZEND_METHOD(Mailbox_Failure, __construct)
{
    zend_string *message = NULL, *code = NULL, *stage = NULL, *hint = NULL;
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zval *previous = NULL, none;
    bool retryable = false, retryable_null = true;
    mbx_error row;

    ZEND_PARSE_PARAMETERS_START(0, 6)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(message)
        Z_PARAM_STR(code)
        Z_PARAM_STR(stage)
        Z_PARAM_STR(hint)
        Z_PARAM_BOOL_OR_NULL(retryable, retryable_null)
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(previous, zend_ce_throwable)
    ZEND_PARSE_PARAMETERS_END();

    if (!Z_ISUNDEF_P(php_mailbox_slot(self, FIRST_OWN))) {
        zend_throw_error(NULL, "%s is constructed already", ZSTR_VAL(self->ce->name));
        RETURN_THROWS();
    }
    mbx_error_clear(&row);
    const char *name = code ? ZSTR_VAL(code) : "";
    if (!*name && instanceof_function(self->ce, php_mailbox_ce_stale_state))
        name = mbx_code_name(MBX_CODE_STORE_STALE);
    else if (!*name && instanceof_function(self->ce, php_mailbox_ce_store_failed))
        name = mbx_code_name(MBX_CODE_STORE_FAILED);
    (void)row_of(name, &row);
    if (message)
        zend_update_property_str(zend_ce_exception, self, "message", sizeof "message" - 1, message);
    set_facts(self, name, stage ? ZSTR_VAL(stage) : "", hint && ZSTR_LEN(hint) ? ZSTR_VAL(hint) : row.hint, "",
              retryable_null ? row.retryable : retryable, 0);
    ZVAL_NULL(&none);
    zend_update_property(php_mailbox_ce_failure, self, "report", sizeof "report" - 1, &none);
    if (previous) {
        Z_ADDREF_P(previous);
        zend_exception_set_previous(self, Z_OBJ_P(previous));
    }
}
