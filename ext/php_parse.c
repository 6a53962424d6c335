/* mailbox_parse() and mailbox_parse_file(): raw bytes in, a Message out. */
#include "php_message.h"

/* A file goes through in pieces; a string is there already. piece: NULL for a string. */
static mbx_status feed(php_mailbox_reader *r, char *piece, mbx_message *m, mbx_error *err)
{
    const php_mailbox_source *s = r->source;
    size_t n = 0;
    mbx_status st;

    if (!piece)
        return mbx_message_feed(m, ZSTR_VAL(s->raw) + s->base, (size_t)s->size, err);
    while ((st = php_mailbox_reader_read(r, piece, PHP_MAILBOX_PIECE, &n, err)) == MBX_OK && n)
        if ((st = mbx_message_feed(m, piece, n, err)) != MBX_OK)
            break;
    return st;
}

static mbx_status parse(php_mailbox_reader *r, char *piece, mbx_message **m_r, mbx_error *err)
{
    mbx_status st = mbx_message_new(m_r, NULL, err);

    if (st != MBX_OK)
        return st;
    mbx_message_lend(*m_r, &MAILBOX_G(converters));
    if ((st = feed(r, piece, *m_r, err)) == MBX_OK)
        st = mbx_message_finish(*m_r, err);
    return st;
}

typedef struct build_job {
    zval *out;
    const mbx_item *item;
    php_mailbox_source *source;
} build_job;

static void build(void *ctx)
{
    build_job *job = ctx;

    php_mailbox_message_of(job->out, job->item, job->source);
}

void php_mailbox_parse_source(zval *message_r, php_mailbox_source *source)
{
    php_mailbox_reader r;
    mbx_item item = {0};
    bool done = true;
    mbx_error err;
    mbx_status st = php_mailbox_reader_open(&r, source, 0, source->size, MBX_ENCODING_IDENTITY, &err);

    if (st == MBX_OK) {
        char *piece = r.file ? emalloc(PHP_MAILBOX_PIECE) : NULL;
        st = parse(&r, piece, &item.message, &err);
        if (piece)
            efree(piece);
    }
    if (st == MBX_OK)
        st = php_mailbox_reader_unchanged(&r, &err);
    php_mailbox_reader_close(&r);
    if (st == MBX_OK) {
        build_job job = {message_r, &item, source};
        done = php_mailbox_guard(build, &job);
    } else {
        php_mailbox_source_free(source);
    }
    mbx_message_free(item.message);
    if (!done)
        zend_bailout();
    if (st != MBX_OK)
        php_mailbox_throw(&err, NULL, NULL);
}

PHP_FUNCTION(mailbox_parse)
{
    zend_string *raw;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(raw)
    ZEND_PARSE_PARAMETERS_END();

    php_mailbox_parse_source(return_value, php_mailbox_source_of_string(raw));
}

PHP_FUNCTION(mailbox_parse_file)
{
    zend_string *name, *path;
    php_mailbox_source *source;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_PATH_STR(name)
    ZEND_PARSE_PARAMETERS_END();

    path = php_mailbox_path_argument(name);
    if (!path)
        RETURN_THROWS();
    mbx_status st = php_mailbox_source_of_file(&source, path, &err);
    zend_string_release(path);
    if (st != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    php_mailbox_parse_source(return_value, source);
}
