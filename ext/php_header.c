/* Header, and the methods of Message and Part that look at the header lines as they were sent. */
#include "php_message.h"

#include "mime/encoded_word.h"
#include "mime/header.h"

enum { NAME, VALUE, RAW, OFFSET };

ZEND_METHOD(Mailbox_Header, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

/* The fields of a header. A lone CR ends lines where it ended the first one, as in mime/feed.c. */
static mbx_fields fields_of(const zend_string *block)
{
    const char *p = ZSTR_VAL(block), *end = p + ZSTR_LEN(block);

    while (p < end && *p != '\r' && *p != '\n')
        p++;
    bool cr = p < end && *p == '\r';
    while (p < end && *p == '\r')
        p++;
    return (mbx_fields){{ZSTR_VAL(block), ZSTR_LEN(block)}, cr && (p == end || *p != '\n') ? "\r\n" : "\n"};
}

static mbx_status decode(mbx_buf *out, mbx_str value)
{
    mbx_buf plain = {0};
    bool raw8 = false, unknown = false;

    mbx_buf_init(&plain, value.n + 1);
    mbx_buf_init(out, MBX_ENCODED_TEXT_ROOM(value.n));
    mbx_status st = mbx_header_unfold(&plain, value);
    if (st == MBX_OK)
        st = mbx_encoded_text(out, mbx_buf_str(&plain), &MAILBOX_G(converters), &raw8, &unknown);
    mbx_buf_free(&plain);
    return st == MBX_E_LIMIT ? MBX_OK : st;
}

typedef struct header_job {
    zval *list;
    const mbx_field *field;
    mbx_buf value;
    uint64_t offset;
} header_job;

static void add_header(void *ctx)
{
    header_job *job = ctx;
    const mbx_field *f = job->field;
    zend_object *o;
    zval header;

    object_init_ex(&header, php_mailbox_ce_header);
    add_next_index_zval(job->list, &header);
    o = Z_OBJ(header);
    ZVAL_STRINGL(php_mailbox_slot(o, NAME), f->name.p, f->name.n);
    ZVAL_STRINGL(php_mailbox_slot(o, VALUE), job->value.n ? job->value.p : "", job->value.n);
    ZVAL_STRINGL(php_mailbox_slot(o, RAW), f->name.p, (size_t)(f->value.p + f->value.n - f->name.p));
    ZVAL_LONG(php_mailbox_slot(o, OFFSET), (zend_long)job->offset);
}

/* As a list of Header; offset: of the block in the raw message. Throws when there is no memory. */
static void return_list(zval *return_value, const zend_string *block, uint64_t offset, const mbx_gaps *gaps)
{
    mbx_fields it = fields_of(block);
    mbx_field f;

    array_init(return_value);
    while (mbx_fields_next(&it, &f)) {
        size_t at = (size_t)(f.name.p - ZSTR_VAL(block));
        header_job job = {return_value, &f, {0}, offset + at + mbx_gaps_before(gaps, at)};
        mbx_status st = decode(&job.value, f.value);
        bool done = st != MBX_OK || php_mailbox_guard(add_header, &job);
        mbx_buf_free(&job.value);
        if (!done)
            zend_bailout();
        if (st != MBX_OK) {
            php_mailbox_no_memory();
            return;
        }
    }
}

/* The first of that name as a string, else null. Throws when there is no memory. */
static void return_first(zval *return_value, const zend_string *block, const zend_string *name)
{
    mbx_fields it = fields_of(block);
    mbx_field f;

    while (mbx_fields_next(&it, &f)) {
        mbx_buf value;
        if (!mbx_str_same_nocase(f.name, (mbx_str){ZSTR_VAL(name), ZSTR_LEN(name)}))
            continue;
        if (decode(&value, f.value) == MBX_OK) {
            php_mailbox_return_buf(return_value, &value);
        } else {
            mbx_buf_free(&value);
            php_mailbox_no_memory();
        }
        return;
    }
    RETVAL_NULL();
}

static const zend_string *block_of(zend_object *message)
{
    return Z_STR_P(php_mailbox_slot(message, PHP_MAILBOX_HEADERS));
}

ZEND_METHOD(Mailbox_Message, headerList)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    const php_mailbox_source *source;

    ZEND_PARSE_PARAMETERS_NONE();
    if ((source = php_mailbox_message_source(self)))
        return_list(return_value, block_of(self), source->rows[0].part.header_start, &source->header_gaps);
}

ZEND_METHOD(Mailbox_Message, header)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zend_string *name;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();

    if (php_mailbox_message_source(self))
        return_first(return_value, block_of(self), name);
}

ZEND_METHOD(Mailbox_Part, headerList)
{
    zend_string *block;
    uint64_t offset;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(block = php_mailbox_part_header(Z_OBJ_P(ZEND_THIS), &offset)))
        RETURN_THROWS();
    return_list(return_value, block, offset, &(mbx_gaps){0});
    zend_string_release(block);
}

ZEND_METHOD(Mailbox_Part, header)
{
    zend_string *name, *block;
    uint64_t offset;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();

    if (!(block = php_mailbox_part_header(Z_OBJ_P(ZEND_THIS), &offset)))
        RETURN_THROWS();
    return_first(return_value, block, name);
    zend_string_release(block);
}
