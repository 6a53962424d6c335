/* ConnectionReport and ConnectionStage: what the connection test found. */
#include "php_connection.h"

#include "mime/utf8.h"

#include "zend_smart_str.h"

enum { NAME, STATUS, MILLISECONDS, ERROR_CODE, MESSAGE, HINT, DATA };
enum { OK, STAGES, SECONDS, TRANSCRIPT, BOUND_SECRET };

static const char *const status_names[] = {
    [MBX_PROBE_OK] = "ok",
    [MBX_PROBE_WARNING] = "warning",
    [MBX_PROBE_FAILED] = "failed",
    [MBX_PROBE_SKIPPED] = "skipped",
};

ZEND_METHOD(Mailbox_ConnectionStage, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Mailbox_ConnectionReport, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

static void text_or_null(zval *slot, const char *text)
{
    if (text && *text)
        ZVAL_STRING(slot, text);
    else
        ZVAL_NULL(slot);
}

void php_mailbox_connection_stage(zval *out, const mbx_probe_stage *s)
{
    bool troubled = s->status == MBX_PROBE_FAILED || s->status == MBX_PROBE_WARNING;
    zend_object *o;
    zval *data;

    object_init_ex(out, php_mailbox_ce_connection_stage);
    o = Z_OBJ_P(out);
    ZVAL_STRING(php_mailbox_slot(o, NAME), mbx_stage_name(s->stage));
    ZVAL_STRING(php_mailbox_slot(o, STATUS), status_names[s->status]);
    ZVAL_LONG(php_mailbox_slot(o, MILLISECONDS), (zend_long)s->milliseconds);
    text_or_null(php_mailbox_slot(o, ERROR_CODE), troubled ? mbx_code_name(s->error.code) : NULL);
    text_or_null(php_mailbox_slot(o, MESSAGE), s->status == MBX_PROBE_OK ? NULL : s->error.message);
    text_or_null(php_mailbox_slot(o, HINT), troubled ? s->error.hint : NULL);
    data = php_mailbox_slot(o, DATA);
    array_init_size(data, (uint32_t)s->n_facts);
    for (size_t i = 0; i < s->n_facts; i++) {
        if (s->facts[i].is_number)
            add_assoc_long(data, s->facts[i].name, (zend_long)s->facts[i].number);
        else
            add_assoc_string(data, s->facts[i].name, (char *)s->facts[i].value);
    }
    if (troubled && s->error.server_text[0])
        add_assoc_string(data, "server_text", (char *)s->error.server_text);
}

void php_mailbox_connection_report(zval *report_r, const mbx_probe *probe, zval *stages)
{
    zend_object *o;
    zval *lines;

    object_init_ex(report_r, php_mailbox_ce_connection_report);
    o = Z_OBJ_P(report_r);
    ZVAL_BOOL(php_mailbox_slot(o, OK), probe->ok);
    ZVAL_COPY_VALUE(php_mailbox_slot(o, STAGES), stages);
    ZVAL_DOUBLE(php_mailbox_slot(o, SECONDS), (double)probe->milliseconds / 1000.0);
    lines = php_mailbox_slot(o, TRANSCRIPT);
    array_init_size(lines, (uint32_t)probe->n_transcript);
    for (size_t i = 0; i < probe->n_transcript; i++)
        add_next_index_string(lines, probe->transcript[i]);
    if (probe->bound)
        php_mailbox_sealed_secret(php_mailbox_slot(o, BOUND_SECRET), probe->bound);
    else
        ZVAL_NULL(php_mailbox_slot(o, BOUND_SECRET));
}

zval *php_mailbox_connection_bound(zval *report)
{
    return php_mailbox_slot(Z_OBJ_P(report), BOUND_SECRET);
}

static void properties_to_array(zval *out, zend_object *o)
{
    zend_property_info *info;
    zend_string *name;
    zval *value;

    array_init(out);
    ZEND_HASH_FOREACH_STR_KEY_PTR(&o->ce->properties_info, name, info) {
        value = OBJ_PROP(o, info->offset);
        if (Z_ISUNDEF_P(value))
            continue;
        Z_TRY_ADDREF_P(value);
        zend_hash_update(Z_ARRVAL_P(out), name, value);
    } ZEND_HASH_FOREACH_END();
}

ZEND_METHOD(Mailbox_ConnectionStage, toArray)
{
    ZEND_PARSE_PARAMETERS_NONE();
    properties_to_array(return_value, Z_OBJ_P(ZEND_THIS));
}

/* data as an object: an empty array would be a list in JSON, and the type change with what was found. */
ZEND_METHOD(Mailbox_ConnectionStage, jsonSerialize)
{
    zval data;

    ZEND_PARSE_PARAMETERS_NONE();
    properties_to_array(return_value, Z_OBJ_P(ZEND_THIS));
    ZVAL_COPY(&data, php_mailbox_slot(Z_OBJ_P(ZEND_THIS), DATA));
    convert_to_object(&data);
    zend_hash_str_update(Z_ARRVAL_P(return_value), "data", sizeof "data" - 1, &data);
}

/* What is bound stays out of logs and JSON, sealed though it is. */
static void report_properties(zval *out, zend_object *o)
{
    properties_to_array(out, o);
    zend_hash_str_del(Z_ARRVAL_P(out), "boundSecret", sizeof "boundSecret" - 1);
}

static void report_to_array(zval *out, zend_object *o)
{
    zval list, one, *stages = php_mailbox_slot(o, STAGES), *stage;

    report_properties(out, o);
    array_init(&list);
    if (Z_TYPE_P(stages) == IS_ARRAY) {
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(stages), stage) {
            properties_to_array(&one, Z_OBJ_P(stage));
            add_next_index_zval(&list, &one);
        } ZEND_HASH_FOREACH_END();
    }
    zend_hash_str_update(Z_ARRVAL_P(out), "stages", sizeof "stages" - 1, &list);
}

ZEND_METHOD(Mailbox_ConnectionReport, toArray)
{
    ZEND_PARSE_PARAMETERS_NONE();
    report_to_array(return_value, Z_OBJ_P(ZEND_THIS));
}

/* The stages stay objects: each knows its own form. */
ZEND_METHOD(Mailbox_ConnectionReport, jsonSerialize)
{
    ZEND_PARSE_PARAMETERS_NONE();
    report_properties(return_value, Z_OBJ_P(ZEND_THIS));
}

/* The first stage whose property at place is this text; NULL: none. */
static zval *find(zval *report, uint32_t place, mbx_str text)
{
    zval *stages = php_mailbox_slot(Z_OBJ_P(report), STAGES), *stage;

    if (Z_TYPE_P(stages) != IS_ARRAY)
        return NULL;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(stages), stage) {
        zval *is = php_mailbox_slot(Z_OBJ_P(stage), place);
        if (mbx_str_same((mbx_str){Z_STRVAL_P(is), Z_STRLEN_P(is)}, text))
            return stage;
    } ZEND_HASH_FOREACH_END();
    return NULL;
}

ZEND_METHOD(Mailbox_ConnectionReport, failed)
{
    zval *stage;

    ZEND_PARSE_PARAMETERS_NONE();
    if ((stage = find(ZEND_THIS, STATUS, MBX_STR("failed"))))
        RETURN_COPY(stage);
}

ZEND_METHOD(Mailbox_ConnectionReport, stage)
{
    zend_string *name;
    zval *stage;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    if ((stage = find(ZEND_THIS, NAME, (mbx_str){ZSTR_VAL(name), ZSTR_LEN(name)})))
        RETURN_COPY(stage);
}

#define SHOWN 100 /* bytes of one fact in a table; toArray() has all of it */

/* What a terminal would act upon becomes a space; the bytes come from a server. */
static void append_printable(smart_str *to, const char *text, size_t max)
{
    size_t n = strlen(text), end = n > max ? mbx_utf8_cut(text, max) : n;

    for (const unsigned char *p = (const unsigned char *)text; p < (const unsigned char *)text + end; p++)
        smart_str_appendc(to, *p < 0x20 || *p == 0x7F ? ' ' : (char)*p);
    if (end < n)
        smart_str_appends(to, "...");
}

static void append_line(smart_str *to, zval *text)
{
    if (Z_TYPE_P(text) != IS_STRING)
        return;
    smart_str_appends(to, "\n                        ");
    append_printable(to, Z_STRVAL_P(text), SIZE_MAX);
}

/* "✓ tcp              12 ms  address 192.0.2.1", and below it what is wrong and what to do. */
static void append_stage(smart_str *to, zend_object *stage)
{
    const char *status = Z_STRVAL_P(php_mailbox_slot(stage, STATUS));
    zval *code = php_mailbox_slot(stage, ERROR_CODE), *message = php_mailbox_slot(stage, MESSAGE), *value;
    const char *separator = "  ";
    zend_string *name;

    smart_str_appends(to, *status == 'o' ? "\u2713" : *status == 'w' ? "!" : *status == 'f' ? "\u2717" : "\u2013");
    smart_str_append_printf(to, " %-12s", Z_STRVAL_P(php_mailbox_slot(stage, NAME)));
    if (*status == 's') {
        smart_str_appends(to, "          ");
        append_printable(to, Z_STRVAL_P(message), SIZE_MAX);
        return;
    }
    smart_str_append_printf(to, "%5" ZEND_LONG_FMT_SPEC " ms", Z_LVAL_P(php_mailbox_slot(stage, MILLISECONDS)));
    if (Z_TYPE_P(code) == IS_STRING) {
        smart_str_appends(to, separator);
        smart_str_append(to, Z_STR_P(code));
        separator = "  ";
    }
    ZEND_HASH_FOREACH_STR_KEY_VAL(Z_ARRVAL_P(php_mailbox_slot(stage, DATA)), name, value) {
        smart_str_appends(to, separator);
        separator = ", ";
        smart_str_append(to, name);
        smart_str_appendc(to, ' ');
        if (Z_TYPE_P(value) == IS_LONG)
            smart_str_append_long(to, Z_LVAL_P(value));
        else
            append_printable(to, Z_STRVAL_P(value), SHOWN);
    } ZEND_HASH_FOREACH_END();
    append_line(to, message);
    append_line(to, php_mailbox_slot(stage, HINT));
}

ZEND_METHOD(Mailbox_ConnectionStage, __toString)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    smart_str text = {0};

    ZEND_PARSE_PARAMETERS_NONE();
    if (Z_TYPE_P(php_mailbox_slot(self, NAME)) == IS_STRING)
        append_stage(&text, self);
    RETURN_STR(smart_str_extract(&text));
}

ZEND_METHOD(Mailbox_ConnectionReport, __toString)
{
    zval *stages = php_mailbox_slot(Z_OBJ_P(ZEND_THIS), STAGES), *stage;
    smart_str text = {0};

    ZEND_PARSE_PARAMETERS_NONE();
    if (Z_TYPE_P(stages) == IS_ARRAY) {
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(stages), stage) {
            append_stage(&text, Z_OBJ_P(stage));
            smart_str_appendc(&text, '\n');
        } ZEND_HASH_FOREACH_END();
    }
    RETURN_STR(smart_str_extract(&text));
}
