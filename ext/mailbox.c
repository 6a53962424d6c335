#include "php_part.h"

#include "ext/json/php_json.h"
#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"
#include "zend_attributes.h"

#include "imap/session.h"
#include "net/tls.h"

#include <zlib.h>

#include "mailbox_arginfo.h"

ZEND_DECLARE_MODULE_GLOBALS(mailbox)

zend_class_entry *php_mailbox_ce_encryption, *php_mailbox_ce_import_policy, *php_mailbox_ce_store, *php_mailbox_ce_secret_store,
    *php_mailbox_ce_token_store, *php_mailbox_ce_exception,
    *php_mailbox_ce_failure, *php_mailbox_ce_connection_failed, *php_mailbox_ce_tls_failed, *php_mailbox_ce_authentication_failed,
    *php_mailbox_ce_protocol_error, *php_mailbox_ce_server_refused, *php_mailbox_ce_timeout, *php_mailbox_ce_cancelled,
    *php_mailbox_ce_limit_exceeded, *php_mailbox_ce_store_failed, *php_mailbox_ce_stale_state, *php_mailbox_ce_file_failed, *php_mailbox_ce_key_ring,
    *php_mailbox_ce_sealed_secret, *php_mailbox_ce_transport, *php_mailbox_ce_account, *php_mailbox_ce_folder_state, *php_mailbox_ce_batch, *php_mailbox_ce_message,
    *php_mailbox_ce_header, *php_mailbox_ce_delivery_status, *php_mailbox_ce_address, *php_mailbox_ce_part, *php_mailbox_ce_attachment, *php_mailbox_ce_sync_options, *php_mailbox_ce_sync_report,
    *php_mailbox_ce_connection_stage, *php_mailbox_ce_connection_report;

bool php_mailbox_constructed(zend_object *object)
{
    if (Z_TYPE_P(php_mailbox_slot(object, 0)) == IS_UNDEF)
        return false;
    zend_throw_error(NULL, "%s is constructed already", ZSTR_VAL(object->ce->name));
    return true;
}

static PHP_GINIT_FUNCTION(mailbox)
{
#if defined(COMPILE_DL_MAILBOX) && defined(ZTS)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    ZVAL_UNDEF(&mailbox_globals->store);
    mailbox_globals->busy = false;
    mailbox_globals->converters = (mbx_converters){.n = 0};
}

static PHP_GSHUTDOWN_FUNCTION(mailbox)
{
    mbx_converters_free(&mailbox_globals->converters);
}

static void register_failures(void)
{
    zend_class_entry *parent;

    php_mailbox_ce_exception = register_class_Mailbox_Exception(zend_ce_throwable);
    php_mailbox_ce_failure = parent = register_class_Mailbox_Failure(spl_ce_RuntimeException, php_mailbox_ce_exception);
    php_mailbox_ce_connection_failed = register_class_Mailbox_ConnectionFailed(parent);
    php_mailbox_ce_tls_failed = register_class_Mailbox_TlsFailed(parent);
    php_mailbox_ce_authentication_failed = register_class_Mailbox_AuthenticationFailed(parent);
    php_mailbox_ce_protocol_error = register_class_Mailbox_ProtocolError(parent);
    php_mailbox_ce_server_refused = register_class_Mailbox_ServerRefused(parent);
    php_mailbox_ce_timeout = register_class_Mailbox_Timeout(parent);
    php_mailbox_ce_cancelled = register_class_Mailbox_Cancelled(parent);
    php_mailbox_ce_limit_exceeded = register_class_Mailbox_LimitExceeded(parent);
    php_mailbox_ce_store_failed = register_class_Mailbox_StoreFailed(parent);
    php_mailbox_ce_stale_state = register_class_Mailbox_StaleState(parent);
    php_mailbox_ce_file_failed = register_class_Mailbox_FileFailed(parent);
}

static PHP_MINIT_FUNCTION(mailbox)
{
    php_mailbox_ce_encryption = register_class_Mailbox_Encryption();
    php_mailbox_ce_import_policy = register_class_Mailbox_ImportPolicy();
    php_mailbox_ce_store = register_class_Mailbox_Store();
    php_mailbox_ce_secret_store = register_class_Mailbox_SecretStore(php_mailbox_ce_store);
    php_mailbox_ce_token_store = register_class_Mailbox_TokenStore(php_mailbox_ce_store);
    register_failures();
    php_mailbox_ce_key_ring = register_class_Mailbox_KeyRing();
    php_mailbox_ce_sealed_secret = register_class_Mailbox_SealedSecret();
    php_mailbox_ce_transport = register_class_Mailbox_Transport();
    php_mailbox_ce_account = register_class_Mailbox_Account();
    php_mailbox_ce_folder_state = register_class_Mailbox_FolderState();
    php_mailbox_ce_batch = register_class_Mailbox_Batch();
    php_mailbox_ce_message = register_class_Mailbox_Message();
    php_mailbox_ce_header = register_class_Mailbox_Header();
    php_mailbox_ce_delivery_status = register_class_Mailbox_DeliveryStatus();
    php_mailbox_ce_address = register_class_Mailbox_Address(zend_ce_stringable);
    php_mailbox_ce_part = register_class_Mailbox_Part();
    php_mailbox_ce_attachment = register_class_Mailbox_Attachment(php_mailbox_ce_part);
    php_mailbox_ce_sync_options = register_class_Mailbox_SyncOptions();
    php_mailbox_ce_sync_report = register_class_Mailbox_SyncReport(php_json_serializable_ce);
    php_mailbox_ce_connection_stage = register_class_Mailbox_ConnectionStage(php_json_serializable_ce, zend_ce_stringable);
    php_mailbox_ce_connection_report = register_class_Mailbox_ConnectionReport(php_json_serializable_ce, zend_ce_stringable);
    php_mailbox_secrets_setup();
    php_mailbox_transport_setup(type, module_number);
    php_mailbox_account_setup();
    php_mailbox_message_setup();
    php_mailbox_part_setup();
    php_mailbox_tls_startup();
    return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(mailbox)
{
    php_mailbox_transport_end(type, module_number);
    php_mailbox_tls_shutdown();
    return SUCCESS;
}

static PHP_RINIT_FUNCTION(mailbox)
{
#if defined(COMPILE_DL_MAILBOX) && defined(ZTS)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    MAILBOX_G(busy) = false; /* a fatal error may have left it set */
    return SUCCESS;
}

static PHP_RSHUTDOWN_FUNCTION(mailbox)
{
    php_mailbox_store_drop();
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(mailbox)
{
    char etpan[32];
    int built = mbx_session_library_built();

    snprintf(etpan, sizeof etpan, "%d.%d", built / 100, built % 100);
    php_info_print_table_start();
    php_info_print_table_row(2, "mailbox support", "enabled");
    php_info_print_table_row(2, "mailbox version", PHP_MAILBOX_VERSION);
    php_info_print_table_row(2, "libetpan built against", etpan);
    php_info_print_table_row(2, "libetpan running", mbx_session_library_version());
    php_info_print_table_row(2, "OpenSSL built against", mbx_seal_library_built());
    php_info_print_table_row(2, "OpenSSL running", mbx_tls_library_version());
    php_info_print_table_row(2, "zlib built against", ZLIB_VERSION);
    php_info_print_table_row(2, "zlib running", zlibVersion());
    php_info_print_table_end();
    DISPLAY_INI_ENTRIES();
}

static const zend_module_dep mailbox_deps[] = {
    ZEND_MOD_REQUIRED("json")
    ZEND_MOD_REQUIRED("spl")
    ZEND_MOD_REQUIRED("date")
    ZEND_MOD_END
};

zend_module_entry mailbox_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    mailbox_deps,
    "mailbox",
    ext_functions,
    PHP_MINIT(mailbox),
    PHP_MSHUTDOWN(mailbox),
    PHP_RINIT(mailbox),
    PHP_RSHUTDOWN(mailbox),
    PHP_MINFO(mailbox),
    PHP_MAILBOX_VERSION,
    PHP_MODULE_GLOBALS(mailbox),
    PHP_GINIT(mailbox),
    PHP_GSHUTDOWN(mailbox),
    NULL,
    STANDARD_MODULE_PROPERTIES_EX
};

#ifdef COMPILE_DL_MAILBOX
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
ZEND_GET_MODULE(mailbox)
#endif
