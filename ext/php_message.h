/* A Message from within: its places, and what its methods share. */
#ifndef PHP_MESSAGE_H
#define PHP_MESSAGE_H

#include "php_part.h"

#include "sync/store.h"

/* In the order of the stub. */
enum {
    PHP_MAILBOX_UID,
    PHP_MAILBOX_FLAGS,
    PHP_MAILBOX_INTERNAL_DATE,
    PHP_MAILBOX_EMAIL_ID,
    PHP_MAILBOX_THREAD_ID,
    PHP_MAILBOX_LABELS,
    PHP_MAILBOX_SIZE,
    PHP_MAILBOX_RAW_KEPT,
    PHP_MAILBOX_MESSAGE_ID,
    PHP_MAILBOX_IN_REPLY_TO,
    PHP_MAILBOX_REFERENCES,
    PHP_MAILBOX_SUBJECT,
    PHP_MAILBOX_FROM,
    PHP_MAILBOX_TO,
    PHP_MAILBOX_CC,
    PHP_MAILBOX_BCC,
    PHP_MAILBOX_REPLY_TO,
    PHP_MAILBOX_DATE,
    PHP_MAILBOX_TEXT,
    PHP_MAILBOX_HTML,
    PHP_MAILBOX_TRUNCATED,
    PHP_MAILBOX_HEADERS,
    PHP_MAILBOX_ATTACHMENTS,
    PHP_MAILBOX_ANOMALIES,
    PHP_MAILBOX_INCOMPLETE,
    PHP_MAILBOX_AUTO_SUBMITTED,
    PHP_MAILBOX_LIST_ID,
    PHP_MAILBOX_LIST_UNSUBSCRIBE,
    PHP_MAILBOX_ONE_CLICK_UNSUBSCRIBE,
    PHP_MAILBOX_BULK,
    PHP_MAILBOX_AUTO_REPLY,
    PHP_MAILBOX_NO_AUTO_REPLY,
    PHP_MAILBOX_BOUNCE,
    PHP_MAILBOX_REPORT_TYPE
};

enum { PHP_MAILBOX_ADDRESS_NAME, PHP_MAILBOX_ADDRESS_SPEC };

/* Takes source, which says where the raw bytes are; NULL: nowhere, it was imported. */
void php_mailbox_message_of(zval *message_r, const mbx_item *item, php_mailbox_source *source);

/* Borrows. NULL, with an Error thrown: not the extension made the object, but something that calls no constructor
 * (PDO::FETCH_CLASS), and it has no properties either. */
php_mailbox_source *php_mailbox_message_source(zend_object *message);
void php_mailbox_anomaly_of(zval *anomaly_r, const mbx_anomaly *anomaly); /* as in Message::$anomalies */

/* A property that is a string; any other is absent. */
static inline mbx_str php_mailbox_slot_text(zend_object *message, uint32_t place)
{
    zval *v = php_mailbox_slot(message, place);

    return Z_TYPE_P(v) == IS_STRING ? (mbx_str){Z_STRVAL_P(v), Z_STRLEN_P(v)} : MBX_STR_NONE;
}

/* php_identity.c */
void php_mailbox_return_hex(zval *return_value, const uint8_t digest[MBX_SHA256_SIZE]);

#endif
