/* Message and Address: one parsed mail as PHP sees it. */
#include "php_message.h"

#include "zend_smart_str.h"

typedef struct message_object {
    php_mailbox_source *source;
    zend_object std;
} message_object;

static zend_object_handlers handlers;

static message_object *message_of(zend_object *o)
{
    return (message_object *)(void *)((char *)o - XtOffsetOf(message_object, std));
}

static zend_object *message_create(zend_class_entry *ce)
{
    message_object *m = zend_object_alloc(sizeof *m, ce);

    zend_object_std_init(&m->std, ce);
    object_properties_init(&m->std, ce);
    m->std.handlers = &handlers;
    return &m->std;
}

static zend_object *message_clone(zend_object *from)
{
    zend_object *to = message_create(from->ce);

    message_of(to)->source = message_of(from)->source ? php_mailbox_source_share(message_of(from)->source) : NULL;
    zend_objects_clone_members(to, from);
    return to;
}

static void message_free(zend_object *o)
{
    php_mailbox_source_free(message_of(o)->source);
    zend_object_std_dtor(o);
}

void php_mailbox_message_setup(void)
{
    php_mailbox_ce_message->create_object = message_create;
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = XtOffsetOf(message_object, std);
    handlers.free_obj = message_free;
    handlers.clone_obj = message_clone;
}

php_mailbox_source *php_mailbox_message_source(zend_object *message)
{
    php_mailbox_source *source = message_of(message)->source;

    if (!source)
        zend_throw_error(NULL, "The %s object was never constructed", ZSTR_VAL(message->ce->name));
    return source;
}

ZEND_METHOD(Mailbox_Message, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Mailbox_Address, __construct)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zend_string *name, *address;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_STR_OR_NULL(name)
        Z_PARAM_STR(address)
    ZEND_PARSE_PARAMETERS_END();

    if (!Z_ISUNDEF_P(php_mailbox_slot(self, PHP_MAILBOX_ADDRESS_SPEC))) {
        (void)php_mailbox_constructed(self);
        RETURN_THROWS();
    }
    if (name)
        ZVAL_STR_COPY(php_mailbox_slot(self, PHP_MAILBOX_ADDRESS_NAME), name);
    else
        ZVAL_NULL(php_mailbox_slot(self, PHP_MAILBOX_ADDRESS_NAME));
    ZVAL_STR_COPY(php_mailbox_slot(self, PHP_MAILBOX_ADDRESS_SPEC), address);
}

ZEND_METHOD(Mailbox_Address, __toString)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zval *name = php_mailbox_slot(self, PHP_MAILBOX_ADDRESS_NAME), *address = php_mailbox_slot(self, PHP_MAILBOX_ADDRESS_SPEC);
    smart_str text = {0};

    ZEND_PARSE_PARAMETERS_NONE();
    if (Z_TYPE_P(address) != IS_STRING) {
        zend_throw_error(NULL, "The Address object was never constructed");
        RETURN_THROWS();
    }
    if (Z_TYPE_P(name) != IS_STRING || Z_STRLEN_P(name) == 0)
        RETURN_STR_COPY(Z_STR_P(address));
    smart_str_append(&text, Z_STR_P(name));
    smart_str_appends(&text, " <");
    smart_str_append(&text, Z_STR_P(address));
    smart_str_appendc(&text, '>');
    RETURN_STR(smart_str_extract(&text));
}

/* A list of n values, which fill sets one after the other. */
static void set_list(zval *slot, size_t n, void (*fill)(zval *place, const void *from, size_t i), const void *from)
{
    if (!n) {
        ZVAL_EMPTY_ARRAY(slot);
        return;
    }
    array_init_size(slot, (uint32_t)n);
    zend_hash_real_init_packed(Z_ARRVAL_P(slot));
    ZEND_HASH_FILL_PACKED(Z_ARRVAL_P(slot)) {
        for (size_t i = 0; i < n; i++) {
            zval one;
            fill(&one, from, i);
            ZEND_HASH_FILL_ADD(&one);
        }
    } ZEND_HASH_FILL_END();
}

static void set_flags(zval *slot, uint32_t flags)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {{MBX_FLAG_SEEN, "\\Seen"},       {MBX_FLAG_ANSWERED, "\\Answered"}, {MBX_FLAG_FLAGGED, "\\Flagged"},
                 {MBX_FLAG_DELETED, "\\Deleted"}, {MBX_FLAG_DRAFT, "\\Draft"},       {MBX_FLAG_RECENT, "\\Recent"}};

    ZVAL_EMPTY_ARRAY(slot);
    for (size_t i = 0; flags && i < sizeof names / sizeof *names; i++)
        if (flags & names[i].bit) {
            SEPARATE_ARRAY(slot);
            add_next_index_string(slot, names[i].name);
        }
}

static void fill_address(zval *place, const void *from, size_t i)
{
    const mbx_address *a = (const mbx_address *)from + i;

    object_init_ex(place, php_mailbox_ce_address);
    php_mailbox_slot_str(Z_OBJ_P(place), PHP_MAILBOX_ADDRESS_NAME, a->name);
    ZVAL_STRINGL_FAST(php_mailbox_slot(Z_OBJ_P(place), PHP_MAILBOX_ADDRESS_SPEC), a->address.p ? a->address.p : "", a->address.n);
}

static void set_addresses(zval *slot, const mbx_addresses *addresses)
{
    set_list(slot, addresses->n, fill_address, addresses->list);
}

static void fill_string(zval *place, const void *from, size_t i)
{
    const mbx_str *s = (const mbx_str *)from + i;

    ZVAL_STRINGL_FAST(place, s->p, s->n);
}

static void set_strings(zval *slot, const mbx_str *list, size_t n)
{
    set_list(slot, n, fill_string, list);
}

void php_mailbox_anomaly_of(zval *out, const mbx_anomaly *anomaly)
{
    array_init_size(out, 2);
    add_assoc_string(out, "name", (char *)mbx_anomaly_name(anomaly->kind));
    add_assoc_long(out, "offset", (zend_long)anomaly->offset);
}

static void fill_anomaly(zval *place, const void *from, size_t i)
{
    php_mailbox_anomaly_of(place, (const mbx_anomaly *)from + i);
}

static void set_attachments(zval *slot, php_mailbox_source *source)
{
    zval one;

    ZVAL_EMPTY_ARRAY(slot);
    for (uint32_t i = 0; i < source->n; i++)
        if (source->rows[i].part.role == MBX_ROLE_ATTACHMENT) {
            SEPARATE_ARRAY(slot);
            php_mailbox_part_of(&one, source, i);
            add_next_index_zval(slot, &one);
        }
}

static void set_automatic(zend_object *o, const mbx_automatic *a)
{
    php_mailbox_slot_str(o, PHP_MAILBOX_AUTO_SUBMITTED, a->auto_submitted);
    php_mailbox_slot_str(o, PHP_MAILBOX_LIST_ID, a->list_id);
    set_strings(php_mailbox_slot(o, PHP_MAILBOX_LIST_UNSUBSCRIBE), a->unsubscribe, a->n_unsubscribe);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_ONE_CLICK_UNSUBSCRIBE), a->one_click);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_BULK), a->bulk);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_AUTO_REPLY), a->auto_reply);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_NO_AUTO_REPLY), a->no_auto_reply);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_BOUNCE), a->null_return_path || mbx_str_same(a->report_type, MBX_STR("delivery-status")));
    php_mailbox_slot_str(o, PHP_MAILBOX_REPORT_TYPE, a->report_type);
}

/* Each has a NUL behind it. */
static void set_labels(zval *slot, mbx_str labels)
{
    array_init(slot);
    for (size_t i = 0; i < labels.n; i += strlen(labels.p + i) + 1)
        add_next_index_string(slot, labels.p + i);
}

static void set_server_ids(zend_object *o, const mbx_fetched *facts)
{
    php_mailbox_slot_str(o, PHP_MAILBOX_EMAIL_ID, facts->email_id[0] ? mbx_str_of(facts->email_id) : MBX_STR_NONE);
    php_mailbox_slot_str(o, PHP_MAILBOX_THREAD_ID, facts->thread_id[0] ? mbx_str_of(facts->thread_id) : MBX_STR_NONE);
    set_labels(php_mailbox_slot(o, PHP_MAILBOX_LABELS), facts->labels);
}

void php_mailbox_message_of(zval *message_r, const mbx_item *item, php_mailbox_source *source)
{
    const mbx_message_facts *f = mbx_message_get(item->message);
    zend_object *o;

    object_init_ex(message_r, php_mailbox_ce_message);
    o = Z_OBJ_P(message_r);
    if (!source) {
        source = php_mailbox_source_nowhere();
        source->hashed = source->matched = true;
        memcpy(source->raw_sha256, item->raw_sha256, MBX_SHA256_SIZE);
        memcpy(source->header_digest, item->header_digest, MBX_SHA256_SIZE);
    }
    message_of(o)->source = source;
    php_mailbox_source_parts(source, f);
    if (item->uid)
        ZVAL_LONG(php_mailbox_slot(o, PHP_MAILBOX_UID), (zend_long)item->uid);
    else
        ZVAL_NULL(php_mailbox_slot(o, PHP_MAILBOX_UID));
    set_flags(php_mailbox_slot(o, PHP_MAILBOX_FLAGS), item->facts.flags);
    if (item->facts.has_internal_date)
        ZVAL_LONG(php_mailbox_slot(o, PHP_MAILBOX_INTERNAL_DATE), (zend_long)item->facts.internal_date);
    else
        ZVAL_NULL(php_mailbox_slot(o, PHP_MAILBOX_INTERNAL_DATE));
    set_server_ids(o, &item->facts);
    ZVAL_LONG(php_mailbox_slot(o, PHP_MAILBOX_SIZE), (zend_long)f->raw_size);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_RAW_KEPT), item->raw_kept);
    php_mailbox_slot_str(o, PHP_MAILBOX_MESSAGE_ID, f->message_id);
    set_strings(php_mailbox_slot(o, PHP_MAILBOX_IN_REPLY_TO), f->in_reply_to, f->n_in_reply_to);
    set_strings(php_mailbox_slot(o, PHP_MAILBOX_REFERENCES), f->references, f->n_references);
    php_mailbox_slot_str(o, PHP_MAILBOX_SUBJECT, f->subject);
    set_addresses(php_mailbox_slot(o, PHP_MAILBOX_FROM), &f->from);
    set_addresses(php_mailbox_slot(o, PHP_MAILBOX_TO), &f->to);
    set_addresses(php_mailbox_slot(o, PHP_MAILBOX_CC), &f->cc);
    set_addresses(php_mailbox_slot(o, PHP_MAILBOX_BCC), &f->bcc);
    set_addresses(php_mailbox_slot(o, PHP_MAILBOX_REPLY_TO), &f->reply_to);
    if (f->has_date)
        ZVAL_LONG(php_mailbox_slot(o, PHP_MAILBOX_DATE), (zend_long)f->date);
    else
        ZVAL_NULL(php_mailbox_slot(o, PHP_MAILBOX_DATE));
    php_mailbox_slot_str(o, PHP_MAILBOX_TEXT, f->text);
    php_mailbox_slot_str(o, PHP_MAILBOX_HTML, f->html);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_TRUNCATED), f->text_truncated || f->html_truncated);
    ZVAL_STRINGL(php_mailbox_slot(o, PHP_MAILBOX_HEADERS), f->header_block.p ? f->header_block.p : "", f->header_block.n);
    set_attachments(php_mailbox_slot(o, PHP_MAILBOX_ATTACHMENTS), source);
    set_list(php_mailbox_slot(o, PHP_MAILBOX_ANOMALIES), f->n_anomalies, fill_anomaly, f->anomalies);
    ZVAL_BOOL(php_mailbox_slot(o, PHP_MAILBOX_INCOMPLETE), f->incomplete);
    set_automatic(o, &f->automatic);
}

ZEND_METHOD(Mailbox_Message, located)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS), *o;
    zend_long uid, internal_date = 0;
    bool no_date = true;
    HashTable *flags = NULL;
    zval *flag, *slot;

    ZEND_PARSE_PARAMETERS_START(1, 3)
        Z_PARAM_LONG(uid)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT(flags)
        Z_PARAM_LONG_OR_NULL(internal_date, no_date)
    ZEND_PARSE_PARAMETERS_END();

    if (!php_mailbox_message_source(self))
        RETURN_THROWS();
    if (uid < 1 || uid > UINT32_MAX) {
        zend_argument_value_error(1, "must be between 1 and 4294967295");
        RETURN_THROWS();
    }
    o = message_clone(self);
    RETVAL_OBJ(o);
    ZVAL_LONG(php_mailbox_slot(o, PHP_MAILBOX_UID), uid);
    slot = php_mailbox_slot(o, PHP_MAILBOX_FLAGS);
    zval_ptr_dtor(slot);
    array_init(slot);
    if (flags)
        ZEND_HASH_FOREACH_VAL(flags, flag) {
            zend_string *name = zval_try_get_string(flag);
            if (!name)
                RETURN_THROWS();
            add_next_index_str(slot, name);
        } ZEND_HASH_FOREACH_END();
    if (no_date)
        ZVAL_NULL(php_mailbox_slot(o, PHP_MAILBOX_INTERNAL_DATE));
    else
        ZVAL_LONG(php_mailbox_slot(o, PHP_MAILBOX_INTERNAL_DATE), internal_date);
}

/* Those that are attachments are there already; digests that one of them found are found for all. */
ZEND_METHOD(Mailbox_Message, parts)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    php_mailbox_source *source;
    zval *attachment, one;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(source = php_mailbox_message_source(self)))
        RETURN_THROWS();
    array_init_size(return_value, source->n);
    uint32_t next = 0;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(php_mailbox_slot(self, PHP_MAILBOX_ATTACHMENTS)), attachment) {
        for (uint32_t at = php_mailbox_part_index(Z_OBJ_P(attachment)); next < at; next++) {
            php_mailbox_part_of(&one, source, next);
            add_next_index_zval(return_value, &one);
        }
        Z_ADDREF_P(attachment);
        add_next_index_zval(return_value, attachment);
        next++;
    } ZEND_HASH_FOREACH_END();
    for (; next < source->n; next++) {
        php_mailbox_part_of(&one, source, next);
        add_next_index_zval(return_value, &one);
    }
}

ZEND_METHOD(Mailbox_Message, contentIds)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zval *attachment;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!php_mailbox_message_source(self))
        RETURN_THROWS();
    array_init(return_value);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(php_mailbox_slot(self, PHP_MAILBOX_ATTACHMENTS)), attachment) {
        zend_string *id = php_mailbox_part_content_id(Z_OBJ_P(attachment));
        if (id && !zend_symtable_exists(Z_ARRVAL_P(return_value), id)) {
            Z_ADDREF_P(attachment);
            zend_symtable_update(Z_ARRVAL_P(return_value), id, attachment);
        }
    } ZEND_HASH_FOREACH_END();
}
