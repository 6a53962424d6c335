/* Message, Address, Attachment: one parsed mail as PHP sees it. */
#include "php_mailbox.h"

#include "ext/spl/spl_exceptions.h"
#include "zend_smart_str.h"

#include "mime/anomaly.h"
#include "mime/message.h"
#include "sync/store.h"

/* In the order of the stub. */
enum {
    UID,
    FLAGS,
    INTERNAL_DATE,
    SIZE,
    RAW_SHA256,
    HEADER_DIGEST,
    RAW_KEPT,
    MESSAGE_ID,
    IN_REPLY_TO,
    REFERENCES,
    SUBJECT,
    FROM,
    TO,
    CC,
    BCC,
    REPLY_TO,
    DATE,
    TEXT,
    HTML,
    TRUNCATED,
    HEADERS,
    ATTACHMENTS,
    ANOMALIES,
    INCOMPLETE
};
enum { NAME, ADDRESS };
enum { FILENAME, CONTENT_TYPE, DISPOSITION, CONTENT_ID, INLINE, PART_SIZE, SHA256, PATH };

typedef struct attachment {
    zend_string *raw; /* the whole mail, so that content() can decode when asked; NULL for an imported one */
    mbx_part part;    /* offsets and encoding; its strings are not kept */
    zend_object std;
} attachment;

static zend_object_handlers attachment_handlers;

static attachment *attachment_of(zend_object *o)
{
    return (attachment *)(void *)((char *)o - XtOffsetOf(attachment, std));
}

static zend_object *attachment_create(zend_class_entry *ce)
{
    attachment *a = zend_object_alloc(sizeof *a, ce);

    zend_object_std_init(&a->std, ce);
    object_properties_init(&a->std, ce);
    a->std.handlers = &attachment_handlers;
    return &a->std;
}

static zend_object *attachment_clone(zend_object *from)
{
    zend_object *to = attachment_create(from->ce);
    attachment *a = attachment_of(to), *b = attachment_of(from);

    a->raw = b->raw ? zend_string_copy(b->raw) : NULL;
    a->part = b->part;
    zend_objects_clone_members(to, from);
    return to;
}

static void attachment_free(zend_object *o)
{
    if (attachment_of(o)->raw)
        zend_string_release(attachment_of(o)->raw);
    zend_object_std_dtor(o);
}

void php_mailbox_message_setup(void)
{
    php_mailbox_ce_attachment->create_object = attachment_create;
    memcpy(&attachment_handlers, &std_object_handlers, sizeof attachment_handlers);
    attachment_handlers.offset = XtOffsetOf(attachment, std);
    attachment_handlers.free_obj = attachment_free;
    attachment_handlers.clone_obj = attachment_clone;
}

ZEND_METHOD(Mailbox_Message, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Mailbox_Attachment, __construct)
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

    if (!Z_ISUNDEF_P(php_mailbox_slot(self, ADDRESS))) {
        (void)php_mailbox_constructed(self);
        RETURN_THROWS();
    }
    if (name)
        ZVAL_STR_COPY(php_mailbox_slot(self, NAME), name);
    else
        ZVAL_NULL(php_mailbox_slot(self, NAME));
    ZVAL_STR_COPY(php_mailbox_slot(self, ADDRESS), address);
}

ZEND_METHOD(Mailbox_Address, __toString)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zval *name = php_mailbox_slot(self, NAME), *address = php_mailbox_slot(self, ADDRESS);
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

typedef struct decoded {
    smart_str bytes;
} decoded;

static mbx_status take_decoded(void *ctx, const char *p, size_t n, mbx_error *err)
{
    decoded *d = ctx;

    (void)err;
    smart_str_appendl(&d->bytes, p, n);
    return MBX_OK;
}

ZEND_METHOD(Mailbox_Attachment, content)
{
    attachment *a = attachment_of(Z_OBJ_P(ZEND_THIS));
    decoded d = {{0}};
    mbx_error err;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!a->raw) {
        zend_throw_exception(spl_ce_LogicException, "The content of an imported attachment is the file named by $path in the blob folder", 0);
        RETURN_THROWS();
    }
    smart_str_alloc(&d.bytes, (size_t)a->part.size, 0); /* once: growing would copy a large attachment again and again */
    if (mbx_part_decode(&a->part, ZSTR_VAL(a->raw), ZSTR_LEN(a->raw), take_decoded, &d, &err) != MBX_OK) {
        smart_str_free(&d.bytes);
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    RETURN_STR(smart_str_extract(&d.bytes));
}

static void set_flags(zval *slot, uint32_t flags)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {{MBX_FLAG_SEEN, "\\Seen"},       {MBX_FLAG_ANSWERED, "\\Answered"}, {MBX_FLAG_FLAGGED, "\\Flagged"},
                 {MBX_FLAG_DELETED, "\\Deleted"}, {MBX_FLAG_DRAFT, "\\Draft"},       {MBX_FLAG_RECENT, "\\Recent"}};

    array_init(slot);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (flags & names[i].bit)
            add_next_index_string(slot, names[i].name);
}

static void set_addresses(zval *slot, const mbx_addresses *addresses)
{
    zval address;

    array_init_size(slot, (uint32_t)addresses->n);
    for (size_t i = 0; i < addresses->n; i++) {
        object_init_ex(&address, php_mailbox_ce_address);
        php_mailbox_slot_str(Z_OBJ(address), NAME, addresses->list[i].name);
        ZVAL_STRINGL(php_mailbox_slot(Z_OBJ(address), ADDRESS), addresses->list[i].address.p ? addresses->list[i].address.p : "",
                     addresses->list[i].address.n);
        add_next_index_zval(slot, &address);
    }
}

static void set_strings(zval *slot, const mbx_str *list, size_t n)
{
    array_init_size(slot, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        add_next_index_stringl(slot, list[i].p, list[i].n);
}

static void set_hex(zval *slot, const uint8_t digest[MBX_SHA256_SIZE])
{
    char text[2 * MBX_SHA256_SIZE + 1];

    mbx_hex(digest, MBX_SHA256_SIZE, text);
    ZVAL_STRINGL(slot, text, 2 * MBX_SHA256_SIZE);
}

static void set_anomalies(zval *slot, const mbx_message_facts *f)
{
    zval anomaly;

    array_init_size(slot, (uint32_t)f->n_anomalies);
    for (size_t i = 0; i < f->n_anomalies; i++) {
        array_init_size(&anomaly, 2);
        add_assoc_string(&anomaly, "name", (char *)mbx_anomaly_name(f->anomalies[i].kind));
        add_assoc_long(&anomaly, "offset", (zend_long)f->anomalies[i].offset);
        add_next_index_zval(slot, &anomaly);
    }
}

static void attachment_from(zval *out, const mbx_part *part, zend_string *raw)
{
    zend_object *o;
    zval *sha256;

    object_init_ex(out, php_mailbox_ce_attachment);
    o = Z_OBJ_P(out);
    attachment_of(o)->raw = raw ? zend_string_copy(raw) : NULL;
    attachment_of(o)->part = *part;
    attachment_of(o)->part.content_type = attachment_of(o)->part.charset = attachment_of(o)->part.filename =
        attachment_of(o)->part.content_id = MBX_STR_NONE;
    php_mailbox_slot_str(o, FILENAME, part->filename);
    ZVAL_STRINGL(php_mailbox_slot(o, CONTENT_TYPE), part->content_type.p ? part->content_type.p : "", part->content_type.n);
    if (part->disposition == MBX_DISPOSITION_NONE)
        ZVAL_NULL(php_mailbox_slot(o, DISPOSITION));
    else
        ZVAL_STRING(php_mailbox_slot(o, DISPOSITION), part->disposition == MBX_DISPOSITION_INLINE ? "inline" : "attachment");
    php_mailbox_slot_str(o, CONTENT_ID, part->content_id);
    ZVAL_BOOL(php_mailbox_slot(o, INLINE), part->inline_hint);
    ZVAL_LONG(php_mailbox_slot(o, PART_SIZE), (zend_long)part->size);
    sha256 = php_mailbox_slot(o, SHA256);
    set_hex(sha256, part->sha256);
    if (part->stored)
        ZVAL_STR(php_mailbox_slot(o, PATH), zend_strpprintf(0, "%.2s/%s", Z_STRVAL_P(sha256), Z_STRVAL_P(sha256)));
    else
        ZVAL_NULL(php_mailbox_slot(o, PATH));
}

static void set_attachments(zval *slot, const mbx_message_facts *f, zend_string *raw)
{
    zval one;

    array_init(slot);
    for (size_t i = 0; i < f->n_parts; i++)
        if (f->parts[i].role == MBX_ROLE_ATTACHMENT) {
            attachment_from(&one, &f->parts[i], raw);
            add_next_index_zval(slot, &one);
        }
}

void php_mailbox_message_of(zval *message_r, const mbx_item *item, zend_string *raw)
{
    const mbx_message_facts *f = mbx_message_get(item->message);
    zend_object *o;

    object_init_ex(message_r, php_mailbox_ce_message);
    o = Z_OBJ_P(message_r);
    if (item->uid)
        ZVAL_LONG(php_mailbox_slot(o, UID), (zend_long)item->uid);
    else
        ZVAL_NULL(php_mailbox_slot(o, UID));
    set_flags(php_mailbox_slot(o, FLAGS), item->facts.flags);
    if (item->facts.has_internal_date)
        ZVAL_LONG(php_mailbox_slot(o, INTERNAL_DATE), (zend_long)item->facts.internal_date);
    else
        ZVAL_NULL(php_mailbox_slot(o, INTERNAL_DATE));
    ZVAL_LONG(php_mailbox_slot(o, SIZE), (zend_long)f->raw_size);
    set_hex(php_mailbox_slot(o, RAW_SHA256), item->raw_sha256);
    set_hex(php_mailbox_slot(o, HEADER_DIGEST), item->header_digest);
    ZVAL_BOOL(php_mailbox_slot(o, RAW_KEPT), item->raw_kept);
    php_mailbox_slot_str(o, MESSAGE_ID, f->message_id);
    set_strings(php_mailbox_slot(o, IN_REPLY_TO), f->in_reply_to, f->n_in_reply_to);
    set_strings(php_mailbox_slot(o, REFERENCES), f->references, f->n_references);
    php_mailbox_slot_str(o, SUBJECT, f->subject);
    set_addresses(php_mailbox_slot(o, FROM), &f->from);
    set_addresses(php_mailbox_slot(o, TO), &f->to);
    set_addresses(php_mailbox_slot(o, CC), &f->cc);
    set_addresses(php_mailbox_slot(o, BCC), &f->bcc);
    set_addresses(php_mailbox_slot(o, REPLY_TO), &f->reply_to);
    if (f->has_date)
        ZVAL_LONG(php_mailbox_slot(o, DATE), (zend_long)f->date);
    else
        ZVAL_NULL(php_mailbox_slot(o, DATE));
    php_mailbox_slot_str(o, TEXT, f->text);
    php_mailbox_slot_str(o, HTML, f->html);
    ZVAL_BOOL(php_mailbox_slot(o, TRUNCATED), f->text_truncated || f->html_truncated);
    ZVAL_STRINGL(php_mailbox_slot(o, HEADERS), f->header_block.p ? f->header_block.p : "", f->header_block.n);
    set_attachments(php_mailbox_slot(o, ATTACHMENTS), f, raw);
    set_anomalies(php_mailbox_slot(o, ANOMALIES), f);
    ZVAL_BOOL(php_mailbox_slot(o, INCOMPLETE), f->incomplete);
}
