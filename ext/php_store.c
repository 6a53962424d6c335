/* The host's store: kept for one request, called from here only. */
#include "php_mailbox.h"

#include "seal/seal.h"
#include "sync/store.h"

PHP_FUNCTION(mailbox_set_store)
{
    zval *store;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ZVAL(store)
    ZEND_PARSE_PARAMETERS_END();

    if (!(Z_TYPE_P(store) == IS_OBJECT && instanceof_function(Z_OBJCE_P(store), php_mailbox_ce_store)) &&
        !zend_is_callable(store, 0, NULL)) {
        zend_argument_type_error(1, "must be of type Mailbox\\Store|callable, %s given", zend_zval_value_name(store));
        RETURN_THROWS();
    }
    zval old;
    ZVAL_COPY_VALUE(&old, &MAILBOX_G(store));
    ZVAL_COPY(&MAILBOX_G(store), store);
    zval_ptr_dtor(&old); /* last: a destructor may call us */
}

void php_mailbox_store_drop(void)
{
    zval old;

    ZVAL_COPY_VALUE(&old, &MAILBOX_G(store));
    ZVAL_UNDEF(&MAILBOX_G(store));
    zval_ptr_dtor(&old);
}

bool php_mailbox_store_get(zval *store_r)
{
    zval factory, made;

    if (Z_ISUNDEF(MAILBOX_G(store))) {
        zend_throw_error(NULL, "No store is set; call mailbox_set_store() first");
        return false;
    }
    if (Z_TYPE(MAILBOX_G(store)) == IS_OBJECT && instanceof_function(Z_OBJCE(MAILBOX_G(store)), php_mailbox_ce_store)) {
        ZVAL_COPY(store_r, &MAILBOX_G(store));
        return true;
    }
    ZVAL_COPY(&factory, &MAILBOX_G(store)); /* it may call mailbox_set_store() */
    ZVAL_UNDEF(&made);
    if (call_user_function(NULL, NULL, &factory, &made, 0, NULL) != SUCCESS && !EG(exception))
        zend_throw_error(NULL, "The factory given to mailbox_set_store() cannot be called");
    zval_ptr_dtor(&factory);
    if (EG(exception)) {
        zval_ptr_dtor(&made);
        return false;
    }
    if (Z_TYPE(made) != IS_OBJECT || !instanceof_function(Z_OBJCE(made), php_mailbox_ce_store)) {
        zend_type_error("The factory given to mailbox_set_store() must return a Mailbox\\Store, %s returned", zend_zval_value_name(&made));
        zval_ptr_dtor(&made);
        return false;
    }
    ZVAL_COPY_VALUE(&factory, &MAILBOX_G(store)); /* what stands there now; its destructor comes last, it may call us */
    ZVAL_COPY(&MAILBOX_G(store), &made);
    ZVAL_COPY_VALUE(store_r, &made);
    zval_ptr_dtor(&factory);
    return !EG(exception);
}

/* Turns the exception that is pending into a failure; exit() and a fiber's end are no failure and stay pending. */
static mbx_status take_exception(const char *method, zend_object **thrown_r, mbx_error *err)
{
    zend_object *thrown = EG(exception);
    mbx_code code;
    zval room, *message;

    if (zend_is_unwind_exit(thrown) || zend_is_graceful_exit(thrown))
        return mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_CANCELLED, "The store ended the program in %s().", method);
    code = instanceof_function(thrown->ce, php_mailbox_ce_stale_state) ? MBX_CODE_STORE_STALE : MBX_CODE_STORE_FAILED;
    GC_ADDREF(thrown);
    zend_clear_exception();
    message = zend_read_property(thrown->ce, thrown, "message", sizeof "message" - 1, 1, &room);
    *thrown_r = thrown;
    return mbx_fail(err, MBX_STAGE_STORE, code, "The store's %s() threw %s: %s", method, ZSTR_VAL(thrown->ce->name),
                    Z_TYPE_P(message) == IS_STRING ? Z_STRVAL_P(message) : "");
}

static mbx_status call(zval *store, const char *method, const char *lower, zval *result, uint32_t n, zval *arguments, zend_object **thrown_r,
                       mbx_error *err)
{
    zend_function *f = zend_hash_str_find_ptr(&Z_OBJCE_P(store)->function_table, lower, strlen(lower));

    ZVAL_UNDEF(result);
    zend_call_known_instance_method(f, Z_OBJ_P(store), result, n, arguments);
    if (!EG(exception))
        return MBX_OK;
    zval_ptr_dtor(result);
    ZVAL_UNDEF(result);
    return take_exception(method, thrown_r, err);
}

mbx_status php_mailbox_store_account(zval *store, zend_long staff_id, zval *account_r, zend_object **thrown_r, mbx_error *err)
{
    zval argument;
    mbx_status st;

    ZVAL_LONG(&argument, staff_id);
    st = call(store, "account", "account", account_r, 1, &argument, thrown_r, err);
    if (st != MBX_OK)
        return st;
    if (Z_TYPE_P(account_r) != IS_OBJECT)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_ACCOUNT_UNKNOWN, "No mailbox is set up for staff member " ZEND_LONG_FMT ".", staff_id);
    /* one person's mail must never be fetched for another, whatever the store mixes up */
    if (php_mailbox_account_staff_id(Z_OBJ_P(account_r)) == staff_id)
        return MBX_OK;
    st = mbx_fail(err, MBX_STAGE_STORE, MBX_CODE_STORE_FAILED,
                  "The store was asked for the account of staff member " ZEND_LONG_FMT " and gave that of " ZEND_LONG_FMT ".", staff_id,
                  php_mailbox_account_staff_id(Z_OBJ_P(account_r)));
    zval_ptr_dtor(account_r);
    ZVAL_UNDEF(account_r);
    return st;
}

mbx_status php_mailbox_store_state(zval *store, zend_long staff_id, const char *folder, zval *state_r, zend_object **thrown_r, mbx_error *err)
{
    zval arguments[2];
    mbx_status st;

    ZVAL_LONG(&arguments[0], staff_id);
    ZVAL_STRING(&arguments[1], folder);
    st = call(store, "folderState", "folderstate", state_r, 2, arguments, thrown_r, err);
    zval_ptr_dtor(&arguments[1]);
    return st;
}

mbx_status php_mailbox_store_commit(zval *store, zend_long staff_id, const mbx_batch *batch, zend_object **thrown_r, mbx_error *err)
{
    zval arguments[2], nothing;
    mbx_status st;

    ZVAL_LONG(&arguments[0], staff_id);
    php_mailbox_batch_of(&arguments[1], batch);
    st = call(store, "commit", "commit", &nothing, 2, arguments, thrown_r, err);
    zval_ptr_dtor(&nothing);
    zval_ptr_dtor(&arguments[1]);
    return st;
}

/* The last copy that we know of; one that the host kept is the host's. */
static void wipe_token(zval *token)
{
    if (Z_TYPE_P(token) == IS_STRING && Z_REFCOUNTED_P(token) && Z_REFCOUNT_P(token) == 1)
        mbx_wipe(Z_STRVAL_P(token), Z_STRLEN_P(token));
    zval_ptr_dtor(token);
}

static mbx_status keep_token(const zval *token, mbx_secret **token_r, mbx_error *err)
{
    bool visible = Z_STRLEN_P(token) > 0 && Z_STRLEN_P(token) <= MBX_SEAL_MAX_PLAIN;

    for (size_t i = 0; visible && i < Z_STRLEN_P(token); i++)
        visible = Z_STRVAL_P(token)[i] > 0x20 && Z_STRVAL_P(token)[i] < 0x7F;
    if (!visible)
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_ACCESS_TOKEN, "The store's accessToken() did not give 1 to %d visible ASCII characters.", MBX_SEAL_MAX_PLAIN);
    return mbx_secret_new(token_r, Z_STRVAL_P(token), Z_STRLEN_P(token), err);
}

mbx_status php_mailbox_store_token(zval *store, zend_long staff_id, bool refresh, mbx_secret **token_r, zend_object **thrown_r, mbx_error *err)
{
    zval arguments[2], token;
    mbx_error why;
    mbx_status st;

    if (!instanceof_function(Z_OBJCE_P(store), php_mailbox_ce_token_store))
        return mbx_fail(err, MBX_STAGE_AUTH, MBX_CODE_ACCESS_TOKEN, "The account has no password, and the store is no Mailbox\\TokenStore that could be asked for an access token.");
    ZVAL_LONG(&arguments[0], staff_id);
    ZVAL_BOOL(&arguments[1], refresh);
    st = call(store, "accessToken", "accesstoken", &token, 2, arguments, thrown_r, &why);
    if (st == MBX_OK) {
        st = keep_token(&token, token_r, err);
        wipe_token(&token);
        return st;
    }
    if (!*thrown_r) { /* exit() */
        *err = why;
        return st;
    }
    return mbx_fail(err, MBX_STAGE_AUTH, instanceof_function((*thrown_r)->ce, php_mailbox_ce_authentication_failed) ? MBX_CODE_AUTH_TOKEN_EXPIRED : MBX_CODE_ACCESS_TOKEN,
                    "%s", why.message);
}

mbx_status php_mailbox_store_bound(zval *store, zend_long staff_id, zend_object *old, zval *bound, zend_object **thrown_r, mbx_error *err)
{
    zval arguments[3], nothing;
    mbx_status st;

    if (!instanceof_function(Z_OBJCE_P(store), php_mailbox_ce_secret_store))
        return MBX_OK;
    ZVAL_LONG(&arguments[0], staff_id);
    ZVAL_OBJ(&arguments[1], old);
    ZVAL_COPY_VALUE(&arguments[2], bound);
    st = call(store, "replaceSecret", "replacesecret", &nothing, 3, arguments, thrown_r, err);
    if (st == MBX_OK) {
        zval_ptr_dtor(&nothing);
        zval_ptr_dtor(bound);
        ZVAL_UNDEF(bound);
    }
    return st;
}
