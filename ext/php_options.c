#include "php_mailbox.h"

#include "base/limits.h"

#define MAX_SECONDS 86400.0 * 365

enum { SECONDS, ACCOUNT_SECONDS, WORKERS, RETRY_QUARANTINED };

static const php_mailbox_options defaults = {300.0, 0.0, MBX_DEFAULT_WORKERS, false};

php_mailbox_options php_mailbox_options_of(zend_object *o)
{
    if (!o || Z_TYPE_P(php_mailbox_slot(o, SECONDS)) == IS_UNDEF)
        return defaults;
    return (php_mailbox_options){
        .seconds = Z_DVAL_P(php_mailbox_slot(o, SECONDS)),
        .account_seconds = Z_DVAL_P(php_mailbox_slot(o, ACCOUNT_SECONDS)),
        .workers = (unsigned)Z_LVAL_P(php_mailbox_slot(o, WORKERS)),
        .retry_quarantined = Z_TYPE_P(php_mailbox_slot(o, RETRY_QUARANTINED)) == IS_TRUE,
    };
}

ZEND_METHOD(Mailbox_SyncOptions, __construct)
{
    php_mailbox_options o = defaults;
    zend_long workers = o.workers;
    zend_object *self = Z_OBJ_P(ZEND_THIS);

    ZEND_PARSE_PARAMETERS_START(0, 4)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(o.seconds)
        Z_PARAM_DOUBLE(o.account_seconds)
        Z_PARAM_LONG(workers)
        Z_PARAM_BOOL(o.retry_quarantined)
    ZEND_PARSE_PARAMETERS_END();

    if (php_mailbox_constructed(self))
        RETURN_THROWS();
    if (!(o.seconds > 0) || o.seconds > MAX_SECONDS) { /* also when it is not a number */
        zend_argument_value_error(1, "must be greater than 0 and at most a year");
        RETURN_THROWS();
    }
    if (!(o.account_seconds >= 0) || o.account_seconds > MAX_SECONDS) {
        zend_argument_value_error(2, "must not be negative and at most a year");
        RETURN_THROWS();
    }
    if (workers < 1 || workers > MBX_MAX_WORKERS) {
        zend_argument_value_error(3, "must be between 1 and %d", MBX_MAX_WORKERS);
        RETURN_THROWS();
    }
    ZVAL_DOUBLE(php_mailbox_slot(self, SECONDS), o.seconds);
    ZVAL_DOUBLE(php_mailbox_slot(self, ACCOUNT_SECONDS), o.account_seconds);
    ZVAL_LONG(php_mailbox_slot(self, WORKERS), workers);
    ZVAL_BOOL(php_mailbox_slot(self, RETRY_QUARANTINED), o.retry_quarantined);
}
