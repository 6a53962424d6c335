/* FolderState and Batch. */
#include "php_message.h"

enum { STATE_BYTES, STATE_VERSION };
enum { STAFF_ID, FOLDER, GENERATION, UID_VALIDITY, MESSAGES, STATE, EXPECTED_VERSION, REMAINING, IMPORTED };

ZEND_METHOD(Mailbox_FolderState, __construct)
{
    zend_string *bytes;
    zend_long version;
    zend_object *self = Z_OBJ_P(ZEND_THIS);

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_STR(bytes)
        Z_PARAM_LONG(version)
    ZEND_PARSE_PARAMETERS_END();

    if (php_mailbox_constructed(self))
        RETURN_THROWS();
    if (version < 1) {
        zend_argument_value_error(2, "must be greater than 0");
        RETURN_THROWS();
    }
    ZVAL_STR_COPY(php_mailbox_slot(self, STATE_BYTES), bytes);
    ZVAL_LONG(php_mailbox_slot(self, STATE_VERSION), version);
}

bool php_mailbox_state_read(zend_object *state, zend_string **bytes_r, uint64_t *version_r)
{
    if (Z_TYPE_P(php_mailbox_slot(state, STATE_BYTES)) != IS_STRING)
        return false;
    *bytes_r = Z_STR_P(php_mailbox_slot(state, STATE_BYTES));
    *version_r = (uint64_t)Z_LVAL_P(php_mailbox_slot(state, STATE_VERSION));
    return true;
}

void php_mailbox_batch_of(zval *batch_r, const mbx_batch *batch)
{
    zend_object *self, *state;
    zval *slot, message;

    object_init_ex(batch_r, php_mailbox_ce_batch);
    self = Z_OBJ_P(batch_r);
    ZVAL_LONG(php_mailbox_slot(self, STAFF_ID), (zend_long)batch->staff_id);
    ZVAL_STRING(php_mailbox_slot(self, FOLDER), batch->folder);
    ZVAL_LONG(php_mailbox_slot(self, GENERATION), (zend_long)batch->generation);
    ZVAL_LONG(php_mailbox_slot(self, UID_VALIDITY), (zend_long)batch->uidvalidity);
    slot = php_mailbox_slot(self, MESSAGES);
    array_init_size(slot, (uint32_t)batch->n_items);
    for (size_t i = 0; i < batch->n_items; i++) {
        php_mailbox_message_of(&message, &batch->items[i], NULL);
        add_next_index_zval(slot, &message);
    }
    slot = php_mailbox_slot(self, STATE);
    object_init_ex(slot, php_mailbox_ce_folder_state);
    state = Z_OBJ_P(slot);
    ZVAL_STRINGL(php_mailbox_slot(state, STATE_BYTES), batch->state, batch->state_n);
    ZVAL_LONG(php_mailbox_slot(state, STATE_VERSION), (zend_long)batch->version);
    ZVAL_LONG(php_mailbox_slot(self, EXPECTED_VERSION), (zend_long)batch->expected_version);
    ZVAL_LONG(php_mailbox_slot(self, REMAINING), (zend_long)batch->remaining);
    ZVAL_LONG(php_mailbox_slot(self, IMPORTED), (zend_long)batch->imported);
}

static bool all_messages(HashTable *messages)
{
    zval *message;

    if (!zend_array_is_list(messages))
        return false;
    ZEND_HASH_FOREACH_VAL(messages, message) {
        ZVAL_DEREF(message);
        if (Z_TYPE_P(message) != IS_OBJECT || Z_OBJCE_P(message) != php_mailbox_ce_message)
            return false;
    } ZEND_HASH_FOREACH_END();
    return true;
}

/* For a store's own tests: the core makes its batches itself. */
ZEND_METHOD(Mailbox_Batch, __construct)
{
    zend_long staff_id, generation, uid_validity, expected_version, remaining = 0, imported = 0;
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zend_string *folder;
    zval *messages, *state;

    ZEND_PARSE_PARAMETERS_START(7, 9)
        Z_PARAM_LONG(staff_id)
        Z_PARAM_STR(folder)
        Z_PARAM_LONG(generation)
        Z_PARAM_LONG(uid_validity)
        Z_PARAM_ARRAY(messages)
        Z_PARAM_OBJECT_OF_CLASS(state, php_mailbox_ce_folder_state)
        Z_PARAM_LONG(expected_version)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(remaining)
        Z_PARAM_LONG(imported)
    ZEND_PARSE_PARAMETERS_END();

    if (php_mailbox_constructed(self))
        RETURN_THROWS();
    if (!all_messages(Z_ARRVAL_P(messages))) {
        zend_argument_type_error(5, "must be a list of Mailbox\\Message objects");
        RETURN_THROWS();
    }
    ZVAL_LONG(php_mailbox_slot(self, STAFF_ID), staff_id);
    ZVAL_STR_COPY(php_mailbox_slot(self, FOLDER), folder);
    ZVAL_LONG(php_mailbox_slot(self, GENERATION), generation);
    ZVAL_LONG(php_mailbox_slot(self, UID_VALIDITY), uid_validity);
    ZVAL_COPY(php_mailbox_slot(self, MESSAGES), messages);
    ZVAL_COPY(php_mailbox_slot(self, STATE), state);
    ZVAL_LONG(php_mailbox_slot(self, EXPECTED_VERSION), expected_version);
    ZVAL_LONG(php_mailbox_slot(self, REMAINING), remaining);
    ZVAL_LONG(php_mailbox_slot(self, IMPORTED), imported);
}
