/* What the files of the binding share. Nothing here knows IMAP or MIME; nothing in src/ knows this. */
#ifndef PHP_MAILBOX_H
#define PHP_MAILBOX_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php.h"

#include "Zend/zend_enum.h"
#include "Zend/zend_exceptions.h"
#include "Zend/zend_interfaces.h"

#include "base/status.h"
#include "base/str.h"
#include "mime/converters.h"
#include "seal/seal.h"
#include "sync/account.h"
#include "sync/run.h"

#define PHP_MAILBOX_VERSION "0.1.0"

extern zend_module_entry mailbox_module_entry;
#define phpext_mailbox_ptr &mailbox_module_entry

/* What differs between PHP 8.1 and 8.5, all of it. */
#if PHP_VERSION_ID < 80200
#define php_mailbox_flag_get(flag) (*(flag))
#define php_mailbox_flag_drop(flag) (*(flag) = false)
#else
#define php_mailbox_flag_get(flag) zend_atomic_bool_load_ex(flag)
#define php_mailbox_flag_drop(flag) zend_atomic_bool_store_ex(flag, false)
#endif
#if PHP_VERSION_ID < 80300
#define zend_zval_value_name zend_zval_type_name
#endif

ZEND_BEGIN_MODULE_GLOBALS(mailbox)
    zval store; /* UNDEF, a Mailbox\Store, or a callable that makes one; dropped at the end of each request */
    mbx_converters converters; /* of mails parsed on this thread */
    bool busy;  /* a sync is running: its store must not start another one */
ZEND_END_MODULE_GLOBALS(mailbox)

ZEND_EXTERN_MODULE_GLOBALS(mailbox)
#define MAILBOX_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(mailbox, v)
#if defined(ZTS) && defined(COMPILE_DL_MAILBOX)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

extern zend_class_entry *php_mailbox_ce_encryption, *php_mailbox_ce_import_policy, *php_mailbox_ce_store, *php_mailbox_ce_secret_store,
    *php_mailbox_ce_token_store, *php_mailbox_ce_exception,
    *php_mailbox_ce_failure, *php_mailbox_ce_connection_failed, *php_mailbox_ce_tls_failed, *php_mailbox_ce_authentication_failed,
    *php_mailbox_ce_protocol_error, *php_mailbox_ce_server_refused, *php_mailbox_ce_timeout, *php_mailbox_ce_cancelled,
    *php_mailbox_ce_limit_exceeded, *php_mailbox_ce_store_failed, *php_mailbox_ce_stale_state, *php_mailbox_ce_file_failed, *php_mailbox_ce_key_ring,
    *php_mailbox_ce_sealed_secret, *php_mailbox_ce_transport, *php_mailbox_ce_account, *php_mailbox_ce_folder_state, *php_mailbox_ce_batch, *php_mailbox_ce_message,
    *php_mailbox_ce_header, *php_mailbox_ce_delivery_status, *php_mailbox_ce_address, *php_mailbox_ce_part, *php_mailbox_ce_attachment, *php_mailbox_ce_sync_options, *php_mailbox_ce_sync_report,
    *php_mailbox_ce_connection_stage, *php_mailbox_ce_connection_report;

/* Properties are written once, by their place in the class (the order of the stub), without a look-up by name. */
static inline zval *php_mailbox_slot(zend_object *object, uint32_t place)
{
    return OBJ_PROP_NUM(object, place);
}

static inline void php_mailbox_slot_str(zend_object *object, uint32_t place, mbx_str s) /* absent: null */
{
    if (s.p)
        ZVAL_STRINGL_FAST(php_mailbox_slot(object, place), s.p, s.n);
    else
        ZVAL_NULL(php_mailbox_slot(object, place));
}

/* True, with an Error thrown, when a constructor is called for an object that is constructed. */
bool php_mailbox_constructed(zend_object *object);

/* php_errors.c: the only place that knows which class a failure of the core becomes. */
void php_mailbox_failure(zval *exception_r, const mbx_error *err, zend_object *previous); /* makes it, does not throw; previous is borrowed */
void php_mailbox_throw(const mbx_error *err, zval *report, zend_object *previous);        /* report: borrowed, or NULL */
void php_mailbox_no_memory(void); /* throws that */
void php_mailbox_retry_after(zval *out, int64_t milliseconds); /* int of seconds, or null for 0 */

/* php_secrets.c */
void php_mailbox_secrets_setup(void);
mbx_keyring *php_mailbox_ring_of(zend_object *key_ring);        /* borrows */
zend_string *php_mailbox_sealed_of(zend_object *sealed_secret); /* borrows */
void php_mailbox_sealed_secret(zval *secret_r, const char *text);
void php_mailbox_return_sealed(zval *return_value, char *text); /* null for NULL; frees text, whatever happens */

/* php_transport.c */
void php_mailbox_transport_setup(int type, int module_number); /* the entries of php.ini too */
void php_mailbox_transport_end(int type, int module_number);
/* What an account needs: of its transport, or NULL for what php.ini says; *t_r stays NULL where that is nothing. Returns owned. */
MBX_MUST_CHECK mbx_status php_mailbox_transport_copy(zend_object *transport, const mbx_transport **t_r, mbx_error *err);

/* php_account.c */
void php_mailbox_account_setup(void);
/* Copies everything into memory of the core. May call PHP (getTimestamp()), so an exception may be pending when it fails. */
MBX_MUST_CHECK mbx_status php_mailbox_account_copy(zend_object *account, mbx_account **a_r, mbx_error *err); /* returns owned */
zend_long php_mailbox_account_staff_id(zend_object *account);
zend_object *php_mailbox_account_secret(zend_object *account); /* borrows; NULL: access tokens */
char *php_mailbox_absolute_path(const char *path); /* emalloc'ed; NULL: open_basedir forbids it */

/* php_message.c */
void php_mailbox_message_setup(void);

/* php_guard.c: PHP's memory limit and its fatal errors leave by longjmp; memory of the core must be given back first. Runs
 * work, which may allocate from PHP; false: it was left that way, and the caller has to zend_bailout() when it is ready. */
bool php_mailbox_guard(void (*work)(void *), void *ctx);
/* Makes a PHP string of b and frees b, whatever happens. */
struct mbx_buf;
void php_mailbox_return_buf(zval *return_value, struct mbx_buf *b);

/* php_batch.c */
struct mbx_batch;
void php_mailbox_batch_of(zval *batch_r, const struct mbx_batch *batch);
bool php_mailbox_state_read(zend_object *state, zend_string **bytes_r, uint64_t *version_r); /* borrows; false: not constructed */

/* php_options.c */
typedef struct php_mailbox_options {
    double seconds, account_seconds;
    unsigned workers;
    bool retry_quarantined;
} php_mailbox_options;
php_mailbox_options php_mailbox_options_of(zend_object *options); /* NULL: the defaults */

/* php_report.c */
void php_mailbox_report_of(zval *report_r, zend_long staff_id, const mbx_report *report, zval *error, zval *bound); /* copied; error: or NULL; bound: or UNDEF */

/* php_store.c: every call of the host's store goes through here. Each returns MBX_OK or says in err why not; the
 * exception that the store threw is then in *thrown_r (owned, may be NULL) and not pending any more - except exit()
 * and the like, which stay pending: EG(exception) is to be checked first. */
bool php_mailbox_store_get(zval *store_r); /* returns owned; false with an exception pending */
void php_mailbox_store_drop(void);
mbx_status php_mailbox_store_account(zval *store, zend_long staff_id, zval *account_r, zend_object **thrown_r, mbx_error *err);
mbx_status php_mailbox_store_state(zval *store, zend_long staff_id, const char *folder, zval *state_r, zend_object **thrown_r, mbx_error *err);
mbx_status php_mailbox_store_commit(zval *store, zend_long staff_id, const struct mbx_batch *batch, zend_object **thrown_r, mbx_error *err);
mbx_status php_mailbox_store_token(zval *store, zend_long staff_id, bool refresh, mbx_secret **token_r, zend_object **thrown_r, mbx_error *err); /* returns owned */
/* Gives a SecretStore what is to be stored, and empties *bound then; of another store nothing is asked. */
mbx_status php_mailbox_store_bound(zval *store, zend_long staff_id, zend_object *old, zval *bound, zend_object **thrown_r, mbx_error *err);

/* php_interrupt.c: to be called at least every 100 ms while waiting. True when the call has to end: a signal
 * handler threw, or PHP's time limit struck (then the engine raises its fatal error when we return). */
#define PHP_MAILBOX_SLICE_MS 100
bool php_mailbox_interrupted(void);

/* A signal handler or a store may fork: threads belong to the process that started them (always 0 on Windows). */
zend_ulong php_mailbox_process(void);

/* php_tls.c: one TLS context store for the whole process, made at first use. NULL with err filled. */
mbx_tls *php_mailbox_tls(mbx_error *err);
void php_mailbox_tls_startup(void);
void php_mailbox_tls_shutdown(void);

#endif
