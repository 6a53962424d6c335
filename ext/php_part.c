/* Part and Attachment: one node of a mail's MIME tree, its bytes read and decoded when they are asked for. */
#include "php_message.h"

#include "ext/spl/spl_exceptions.h"

#include "mime/leaf.h"

/* In the order of the stub; an attachment's own come after those of a part. */
enum {
    INDEX,
    PARENT,
    DEPTH,
    ROLE,
    CONTENT_TYPE,
    CHARSET,
    DISPOSITION,
    FILENAME,
    CONTENT_ID,
    ENCODING,
    HEADER_OFFSET,
    BODY_OFFSET,
    END_OFFSET,
    INLINE,
    PATH
};

typedef struct part_object {
    php_mailbox_source *source;
    uint32_t index;
    zend_object std;
} part_object;

static zend_object_handlers handlers;

static part_object *part_of(zend_object *o)
{
    return (part_object *)(void *)((char *)o - XtOffsetOf(part_object, std));
}

static zend_object *part_create(zend_class_entry *ce)
{
    part_object *p = zend_object_alloc(sizeof *p, ce);

    zend_object_std_init(&p->std, ce);
    object_properties_init(&p->std, ce);
    p->std.handlers = &handlers;
    return &p->std;
}

static zend_object *part_clone(zend_object *from)
{
    zend_object *to = part_create(from->ce);

    part_of(to)->source = part_of(from)->source ? php_mailbox_source_share(part_of(from)->source) : NULL;
    part_of(to)->index = part_of(from)->index;
    zend_objects_clone_members(to, from);
    return to;
}

static void part_free(zend_object *o)
{
    php_mailbox_source_free(part_of(o)->source);
    zend_object_std_dtor(o);
}

void php_mailbox_part_setup(void)
{
    php_mailbox_ce_part->create_object = part_create;
    php_mailbox_ce_attachment->create_object = part_create;
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = XtOffsetOf(part_object, std);
    handlers.free_obj = part_free;
    handlers.clone_obj = part_clone;
}

static void slot_string(zend_object *o, uint32_t place, zend_string *s)
{
    if (s)
        ZVAL_STR_COPY(php_mailbox_slot(o, place), s);
    else
        ZVAL_NULL(php_mailbox_slot(o, place));
}

void php_mailbox_part_of(zval *out, php_mailbox_source *source, uint32_t index)
{
    static const char *const roles[] = {"multipart", "text", "html", "attachment"};
    static const char *const encodings[] = {"identity", "base64", "quoted-printable", "x-uuencode"};
    const php_mailbox_row *row = &source->rows[index];
    const mbx_part *part = &row->part;
    char sha256[2 * MBX_SHA256_SIZE + 1];
    zend_object *o;

    object_init_ex(out, part->role == MBX_ROLE_ATTACHMENT ? php_mailbox_ce_attachment : php_mailbox_ce_part);
    o = Z_OBJ_P(out);
    part_of(o)->source = php_mailbox_source_share(source);
    part_of(o)->index = index;
    ZVAL_LONG(php_mailbox_slot(o, INDEX), (zend_long)index);
    if (part->parent == MBX_NO_PARENT)
        ZVAL_NULL(php_mailbox_slot(o, PARENT));
    else
        ZVAL_LONG(php_mailbox_slot(o, PARENT), (zend_long)part->parent);
    ZVAL_LONG(php_mailbox_slot(o, DEPTH), (zend_long)part->depth);
    ZVAL_STRING(php_mailbox_slot(o, ROLE), roles[part->role]);
    if (row->content_type)
        ZVAL_STR_COPY(php_mailbox_slot(o, CONTENT_TYPE), row->content_type);
    else
        ZVAL_EMPTY_STRING(php_mailbox_slot(o, CONTENT_TYPE));
    slot_string(o, CHARSET, row->charset);
    if (part->disposition == MBX_DISPOSITION_NONE)
        ZVAL_NULL(php_mailbox_slot(o, DISPOSITION));
    else
        ZVAL_STRING(php_mailbox_slot(o, DISPOSITION), part->disposition == MBX_DISPOSITION_INLINE ? "inline" : "attachment");
    slot_string(o, FILENAME, row->filename);
    slot_string(o, CONTENT_ID, row->content_id);
    ZVAL_STRING(php_mailbox_slot(o, ENCODING), encodings[part->encoding]);
    ZVAL_LONG(php_mailbox_slot(o, HEADER_OFFSET), (zend_long)part->header_start);
    ZVAL_LONG(php_mailbox_slot(o, BODY_OFFSET), (zend_long)part->body_start);
    ZVAL_LONG(php_mailbox_slot(o, END_OFFSET), (zend_long)part->body_end);
    if (part->role != MBX_ROLE_ATTACHMENT)
        return;
    ZVAL_BOOL(php_mailbox_slot(o, INLINE), part->inline_hint);
    if (part->stored) {
        mbx_hex(part->sha256, MBX_SHA256_SIZE, sha256);
        ZVAL_STR(php_mailbox_slot(o, PATH), zend_strpprintf(0, "%.2s/%s", sha256, sha256));
    } else {
        ZVAL_NULL(php_mailbox_slot(o, PATH));
    }
}

uint32_t php_mailbox_part_index(zend_object *part)
{
    return part_of(part)->index;
}

const mbx_part *php_mailbox_part_facts(zend_object *part)
{
    return &part_of(part)->source->rows[part_of(part)->index].part;
}

zend_string *php_mailbox_part_content_id(zend_object *part)
{
    zval *id = php_mailbox_slot(part, CONTENT_ID);

    return Z_TYPE_P(id) == IS_STRING ? Z_STR_P(id) : NULL;
}

ZEND_METHOD(Mailbox_Part, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

/* NULL, with an exception thrown: there is nothing to read. */
static php_mailbox_row *row_of(zend_object *o, bool bytes)
{
    part_object *p = part_of(o);

    if (!p->source) {
        zend_throw_error(NULL, "The %s object was never constructed", ZSTR_VAL(o->ce->name));
        return NULL;
    }
    if (bytes && p->source->kind == PHP_MAILBOX_NOWHERE) {
        zend_throw_exception(spl_ce_LogicException,
                             p->source->rows[p->index].part.role == MBX_ROLE_ATTACHMENT
                                 ? "The content of an imported attachment is the file named by $path in the blob folder"
                                 : "The raw bytes of an imported message are not at hand; its text is in the Message",
                             0);
        return NULL;
    }
    return &p->source->rows[p->index];
}

static bool fail(php_mailbox_reader *r, const mbx_error *err)
{
    php_mailbox_reader_close(r);
    php_mailbox_throw(err, NULL, NULL);
    return false;
}

/* Everything between two offsets as one string. guess: how long it probably is, at most. NULL: thrown. */
static zend_string *read_all(php_mailbox_source *source, uint64_t from, uint64_t to, mbx_encoding encoding, uint64_t guess, php_mailbox_row *row)
{
    php_mailbox_reader r;
    mbx_error err;
    size_t n = 0, got;
    size_t room = encoding == MBX_ENCODING_IDENTITY ? 1 : PHP_MAILBOX_ROOM; /* 1: so that the end is seen */

    if (php_mailbox_reader_open(&r, source, from, to, encoding, &err) != MBX_OK) {
        (void)fail(&r, &err);
        return NULL;
    }
    zend_string *out = zend_string_safe_alloc(1, (size_t)guess, room, 0);
    for (;;) {
        if (ZSTR_LEN(out) - n < room)
            out = zend_string_safe_realloc(out, 2, ZSTR_LEN(out), room, 0);
        if (php_mailbox_reader_read(&r, ZSTR_VAL(out) + n, ZSTR_LEN(out) - n, &got, &err) != MBX_OK) {
            zend_string_efree(out);
            (void)fail(&r, &err);
            return NULL;
        }
        if (!got)
            break;
        n += got;
    }
    if (row && !row->measured) {
        row->bad = r.bad;
        row->cut = r.cut;
    }
    php_mailbox_reader_close(&r);
    out = zend_string_truncate(out, n, 0);
    ZSTR_VAL(out)[n] = '\0';
    return out;
}

static zend_string *content_of(php_mailbox_source *source, php_mailbox_row *row)
{
    const mbx_part *p = &row->part;
    uint64_t n = p->body_end - p->body_start;

    if (row->measured)
        n = p->size;
    else if (p->encoding == MBX_ENCODING_BASE64 || p->encoding == MBX_ENCODING_UUENCODE)
        n = n / 4 * 3 + 3;
    return read_all(source, p->body_start, p->body_end, p->encoding, n, row);
}

ZEND_METHOD(Mailbox_Part, raw)
{
    part_object *p = part_of(Z_OBJ_P(ZEND_THIS));
    const php_mailbox_row *row;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = row_of(&p->std, true)))
        RETURN_THROWS();
    zend_string *out = read_all(p->source, row->part.header_start, row->part.body_end, MBX_ENCODING_IDENTITY, row->part.body_end - row->part.header_start, NULL);
    if (!out)
        RETURN_THROWS();
    RETURN_STR(out);
}

zend_string *php_mailbox_part_header(zend_object *part, uint64_t *offset_r)
{
    const php_mailbox_row *row = row_of(part, true);

    if (!row)
        return NULL;
    uint64_t from = row->part.header_start, to = row->part.body_start;
    *offset_r = from;
    to = to - from > MBX_MAX_HEADER_BLOCK ? from + MBX_MAX_HEADER_BLOCK : to;
    return read_all(part_of(part)->source, from, to, MBX_ENCODING_IDENTITY, to - from, NULL);
}

zend_string *php_mailbox_part_beginning(zend_object *part, uint64_t max)
{
    const php_mailbox_row *row = row_of(part, true);

    if (!row)
        return NULL;
    uint64_t from = row->part.body_start, to = row->part.body_end;
    to = to - from > max ? from + max : to;
    return read_all(part_of(part)->source, from, to, row->part.encoding, to - from, NULL);
}

ZEND_METHOD(Mailbox_Part, content)
{
    part_object *p = part_of(Z_OBJ_P(ZEND_THIS));
    php_mailbox_row *row;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = row_of(&p->std, true)))
        RETURN_THROWS();
    zend_string *out = content_of(p->source, row);
    if (!out)
        RETURN_THROWS();
    RETURN_STR(out);
}

/* The body goes the way that a body text goes while parsing, so that the two never differ. */
static mbx_status read_text(php_mailbox_reader *r, const mbx_part *part, mbx_text *text, char *piece, mbx_error *err)
{
    mbx_leaf leaf = {.kept = &MAILBOX_G(converters)};
    mbx_anomalies notes = {.n = 0};
    size_t got;
    mbx_status st = mbx_leaf_begin_text(&leaf, text, mbx_charset_find(part->charset), part->encoding, 0);

    while (st == MBX_OK && (st = php_mailbox_reader_read(r, piece, PHP_MAILBOX_PIECE, &got, err)) == MBX_OK && got)
        st = mbx_leaf_data(&leaf, NULL, piece, got, err);
    if (st == MBX_OK)
        st = mbx_leaf_end(&leaf, NULL, NULL, &notes, err);
    mbx_leaf_free(&leaf, NULL);
    if (st == MBX_OK && text->truncated)
        st = mbx_fail(err, MBX_STAGE_PARSE, MBX_CODE_LIMIT_BUFFER, "The text is longer than %zu bytes; read it with content() or stream().", (size_t)MBX_MAX_TEXT);
    return st;
}

ZEND_METHOD(Mailbox_Part, text)
{
    part_object *p = part_of(Z_OBJ_P(ZEND_THIS));
    const php_mailbox_row *row;
    php_mailbox_reader r;
    mbx_text text = {0};
    mbx_error err;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = row_of(&p->std, true)))
        RETURN_THROWS();
    if (!mbx_str_begins_nocase(row->part.content_type, "text/")) {
        zend_throw_exception_ex(spl_ce_LogicException, 0, "A part of the type %s has no text", ZSTR_VAL(row->content_type));
        RETURN_THROWS();
    }
    if (php_mailbox_reader_open(&r, p->source, row->part.body_start, row->part.body_end, MBX_ENCODING_IDENTITY, &err) != MBX_OK) {
        (void)fail(&r, &err);
        RETURN_THROWS();
    }
    char *piece = emalloc(PHP_MAILBOX_PIECE);
    mbx_text_init(&text);
    mbx_status st = read_text(&r, &row->part, &text, piece, &err);
    efree(piece);
    php_mailbox_reader_close(&r);
    if (st == MBX_OK)
        php_mailbox_return_buf(return_value, &text.out);
    mbx_buf_free(&text.out);
    if (st != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
}

ZEND_METHOD(Mailbox_Part, stream)
{
    part_object *p = part_of(Z_OBJ_P(ZEND_THIS));
    const php_mailbox_row *row;
    php_mailbox_reader r;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = row_of(&p->std, true)))
        RETURN_THROWS();
    if (php_mailbox_reader_open(&r, p->source, row->part.body_start, row->part.body_end, row->part.encoding, &err) != MBX_OK) {
        (void)fail(&r, &err);
        RETURN_THROWS();
    }
    php_stream *stream = php_mailbox_part_stream(&r);
    php_stream_to_zval(stream, return_value);
}

ZEND_METHOD(Mailbox_Part, saveTo)
{
    part_object *p = part_of(Z_OBJ_P(ZEND_THIS));
    const php_mailbox_row *row;
    php_mailbox_reader r;
    zend_string *name, *path;
    uint64_t written;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_PATH_STR(name)
    ZEND_PARSE_PARAMETERS_END();

    if (!(row = row_of(&p->std, true)))
        RETURN_THROWS();
    path = php_mailbox_path_argument(name);
    if (!path)
        RETURN_THROWS();
    mbx_status st = php_mailbox_reader_open(&r, p->source, row->part.body_start, row->part.body_end, row->part.encoding, &err);
    if (st == MBX_OK)
        st = php_mailbox_save(&r, path, &written, &err);
    php_mailbox_reader_close(&r);
    zend_string_release(path);
    if (st != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    RETURN_LONG((zend_long)written);
}

static mbx_status digest(php_mailbox_reader *r, php_mailbox_row *row, char *piece, mbx_error *err)
{
    mbx_sha256 *d;
    uint64_t size = 0;
    size_t got;
    mbx_status st = mbx_sha256_new(&d, err);

    if (st != MBX_OK)
        return st;
    while ((st = php_mailbox_reader_read(r, piece, PHP_MAILBOX_ROOM, &got, err)) == MBX_OK && got) {
        mbx_sha256_add(d, piece, got);
        size += got;
    }
    if (st == MBX_OK) {
        mbx_sha256_final(d, row->part.sha256);
        row->part.size = size;
        row->bad = r->bad;
        row->cut = r->cut;
        row->measured = true;
    }
    mbx_sha256_free(d);
    return st;
}

/* Decodes the content once to know what it is. NULL: thrown. */
static php_mailbox_row *measure(zend_object *o)
{
    part_object *p = part_of(o);
    php_mailbox_row *row = row_of(o, false);
    php_mailbox_reader r;
    mbx_error err;

    if (!row || row->measured)
        return row;
    if (!(row = row_of(o, true)))
        return NULL;
    if (php_mailbox_reader_open(&r, p->source, row->part.body_start, row->part.body_end, row->part.encoding, &err) != MBX_OK) {
        (void)fail(&r, &err);
        return NULL;
    }
    char *piece = emalloc(PHP_MAILBOX_ROOM);
    mbx_status st = digest(&r, row, piece, &err);
    efree(piece);
    if (st != MBX_OK) {
        (void)fail(&r, &err);
        return NULL;
    }
    php_mailbox_reader_close(&r);
    return row;
}

ZEND_METHOD(Mailbox_Part, size)
{
    const php_mailbox_row *row;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = measure(Z_OBJ_P(ZEND_THIS))))
        RETURN_THROWS();
    RETURN_LONG((zend_long)row->part.size);
}

ZEND_METHOD(Mailbox_Part, sha256)
{
    const php_mailbox_row *row;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = measure(Z_OBJ_P(ZEND_THIS))))
        RETURN_THROWS();
    php_mailbox_return_hex(return_value, row->part.sha256);
}

static void add_anomaly(zval *list, mbx_anomaly_kind kind, uint64_t offset)
{
    zval anomaly;

    php_mailbox_anomaly_of(&anomaly, &(mbx_anomaly){kind, offset});
    add_next_index_zval(list, &anomaly);
}

ZEND_METHOD(Mailbox_Part, anomalies)
{
    const php_mailbox_row *row;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!row_of(Z_OBJ_P(ZEND_THIS), true) || !(row = measure(Z_OBJ_P(ZEND_THIS))))
        RETURN_THROWS();
    array_init(return_value);
    if (row->bad)
        add_anomaly(return_value, MBX_ANOMALY_ENCODING_BAD_DATA, row->part.body_start);
    if (row->cut)
        add_anomaly(return_value, MBX_ANOMALY_ENCODING_CUT, row->part.body_start);
}

static bool is_message(const mbx_part *p)
{
    return mbx_str_same(p->content_type, MBX_STR("message/rfc822")) || mbx_str_same(p->content_type, MBX_STR("message/global")) ||
           mbx_str_same(p->content_type, MBX_STR("message/news"));
}

ZEND_METHOD(Mailbox_Part, message)
{
    part_object *p = part_of(Z_OBJ_P(ZEND_THIS));
    php_mailbox_source *inner;
    php_mailbox_row *row;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(row = row_of(&p->std, true)))
        RETURN_THROWS();
    if (!is_message(&row->part)) {
        zend_throw_exception_ex(spl_ce_LogicException, 0, "A part of the type %s is no message", ZSTR_VAL(row->content_type));
        RETURN_THROWS();
    }
    if (row->part.encoding == MBX_ENCODING_IDENTITY) {
        inner = php_mailbox_source_window(p->source, row->part.body_start, row->part.body_end);
    } else {
        /* RFC 2046 section 5.2.1 forbids it, RFC 6532 section 3.5 does not */
        zend_string *content = content_of(p->source, row);
        if (!content)
            RETURN_THROWS();
        inner = php_mailbox_source_of_string(content);
        zend_string_release(content);
    }
    php_mailbox_parse_source(return_value, inner);
}
