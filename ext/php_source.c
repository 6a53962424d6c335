#include "php_source.h"

#include <errno.h>

#define SMALL (2 * MBX_TRANSFER_SLACK) /* room for callers that have less */

static php_mailbox_source *source_new(int kind, zend_string *raw, uint64_t size)
{
    php_mailbox_source *s = ecalloc(1, sizeof *s);

    s->refs = 1;
    s->kind = kind;
    s->raw = raw ? zend_string_copy(raw) : NULL;
    s->size = size;
    return s;
}

php_mailbox_source *php_mailbox_source_nowhere(void)
{
    return source_new(PHP_MAILBOX_NOWHERE, NULL, 0);
}

php_mailbox_source *php_mailbox_source_of_string(zend_string *raw)
{
    return source_new(PHP_MAILBOX_STRING, raw, ZSTR_LEN(raw));
}

zend_string *php_mailbox_path_argument(zend_string *argument)
{
    const char *plain = ZSTR_VAL(argument);

    if (ZSTR_LEN(argument) == 0) {
        zend_argument_value_error(1, "cannot be empty");
        return NULL;
    }
    if (php_stream_locate_url_wrapper(ZSTR_VAL(argument), &plain, 0) != &php_plain_files_wrapper) {
        zend_argument_value_error(1, "must be the path of a plain file");
        return NULL;
    }
    char *full = expand_filepath(plain, NULL);
    zend_string *path = zend_string_init(full ? full : plain, strlen(full ? full : plain), 0);
    if (full)
        efree(full);
    return path;
}

mbx_status php_mailbox_allowed_path(zend_string *path, mbx_code code, mbx_error *err)
{
    if (php_check_open_basedir_ex(ZSTR_VAL(path), 0) != 0)
        return mbx_fail(err, MBX_STAGE_INPUT, code, "open_basedir does not allow the path %s.", ZSTR_VAL(path));
    return MBX_OK;
}

static void file_of(const zend_stat_t *st, php_mailbox_file *file)
{
    memset(file, 0, sizeof *file);
    file->device = (uint64_t)st->st_dev;
    file->node = (uint64_t)st->st_ino;
    file->size = (uint64_t)st->st_size;
    file->seconds = (int64_t)st->st_mtime;
#if defined(__linux__) || defined(__FreeBSD__)
    file->nanoseconds = (int64_t)st->st_mtim.tv_nsec;
#elif defined(__APPLE__)
    file->nanoseconds = (int64_t)st->st_mtimespec.tv_nsec;
#endif
}

static mbx_status no_plain_file(zend_string *path, mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_READ, "%s is no plain file.", ZSTR_VAL(path));
}

/* Opens a regular file. Looked at before it is opened, because to open a device may do something (not through PHP's cache
 * of such looks); and again afterwards, for it may have been replaced between: n is O_NONBLOCK, without which the
 * opening of a pipe waits for somebody to write. */
static mbx_status open_file(zend_string *path, php_stream **stream_r, php_mailbox_file *file_r, mbx_error *err)
{
    php_stream_statbuf st;
    zend_stat_t there;
    php_stream *s;

    if (php_mailbox_allowed_path(path, MBX_CODE_FILE_READ, err) != MBX_OK)
        return MBX_E_FILE;
    errno = 0;
    if (VCWD_STAT(ZSTR_VAL(path), &there) != 0)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_READ, "The file %s cannot be found: %s.", ZSTR_VAL(path), strerror(errno ? errno : ENOENT));
    if (S_ISDIR(there.st_mode))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_READ, "%s is a folder.", ZSTR_VAL(path));
    if (!S_ISREG(there.st_mode))
        return no_plain_file(path, err);
    s = php_stream_open_wrapper_ex(ZSTR_VAL(path), "rbn", STREAM_DISABLE_URL_PROTECTION, NULL, NULL);
    if (!s || php_stream_stat(s, &st) != 0) {
        int reason = errno;
        if (s)
            php_stream_close(s);
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_READ, "The file %s cannot be opened: %s.", ZSTR_VAL(path), strerror(reason));
    }
    if (!S_ISREG(st.sb.st_mode)) {
        php_stream_close(s);
        return no_plain_file(path, err);
    }
    /* what is read goes to the reader's own memory, and what fails is said by an exception */
    s->flags |= PHP_STREAM_FLAG_NO_BUFFER | PHP_STREAM_FLAG_SUPPRESS_ERRORS | PHP_STREAM_FLAG_NO_FCLOSE;
    file_of(&st.sb, file_r);
    *stream_r = s;
    return MBX_OK;
}

mbx_status php_mailbox_source_of_file(php_mailbox_source **source_r, zend_string *path, mbx_error *err)
{
    php_mailbox_file file;
    php_stream *s;
    mbx_status st = open_file(path, &s, &file, err);

    if (st != MBX_OK)
        return st;
    /* the kernel's own files have contents of no size; the size is what tells where a message ends */
    char first;
    bool sizeless = file.size == 0 && php_stream_read(s, &first, 1) != 0;
    php_stream_close(s);
    if (sizeless)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_READ, "The file %s has a size of 0, but is not empty.", ZSTR_VAL(path));
    *source_r = source_new(PHP_MAILBOX_FILE, path, file.size);
    (*source_r)->file = file;
    return MBX_OK;
}

php_mailbox_source *php_mailbox_source_window(const php_mailbox_source *source, uint64_t from, uint64_t to)
{
    php_mailbox_source *s = source_new(source->kind, source->raw, to - from);

    s->file = source->file;
    s->base = source->base + from;
    return s;
}

php_mailbox_source *php_mailbox_source_share(php_mailbox_source *source)
{
    source->refs++;
    return source;
}

static void release(zend_string *s)
{
    if (s)
        zend_string_release(s);
}

void php_mailbox_source_free(php_mailbox_source *source)
{
    if (!source || --source->refs)
        return;
    for (uint32_t i = 0; i < source->n; i++) {
        release(source->rows[i].content_type);
        release(source->rows[i].charset);
        release(source->rows[i].filename);
        release(source->rows[i].content_id);
    }
    if (source->rows)
        efree(source->rows);
    if (source->header_gaps.list)
        efree(source->header_gaps.list);
    release(source->raw);
    efree(source);
}

/* The row's own copy; s points into it afterwards. */
static zend_string *keep(mbx_str *s)
{
    if (!s->p)
        return NULL;
    zend_string *copy = zend_string_init(s->p, s->n, 0);
    *s = (mbx_str){ZSTR_VAL(copy), ZSTR_LEN(copy)};
    return copy;
}

void php_mailbox_source_parts(php_mailbox_source *source, const mbx_message_facts *facts)
{
    source->rows = safe_emalloc(facts->n_parts, sizeof *source->rows, 0);
    for (size_t i = 0; i < facts->n_parts; i++) {
        php_mailbox_row *row = &source->rows[i];
        *row = (php_mailbox_row){.part = facts->parts[i]};
        row->measured = source->kind == PHP_MAILBOX_NOWHERE && row->part.role == MBX_ROLE_ATTACHMENT; /* while it came in */
        row->content_type = keep(&row->part.content_type);
        row->charset = keep(&row->part.charset);
        row->filename = keep(&row->part.filename);
        row->content_id = keep(&row->part.content_id);
        source->n++;
    }
    if (facts->header_gaps->n) {
        source->header_gaps.list = safe_emalloc(facts->header_gaps->n, sizeof *facts->header_gaps->list, 0);
        source->header_gaps.n = facts->header_gaps->n;
        memcpy(source->header_gaps.list, facts->header_gaps->list, source->header_gaps.n * sizeof *source->header_gaps.list);
    }
}

mbx_status php_mailbox_reader_open(php_mailbox_reader *r, php_mailbox_source *source, uint64_t from, uint64_t to, mbx_encoding encoding,
                                   mbx_error *err)
{
    php_mailbox_file file;

    memset(r, 0, sizeof *r);
    r->source = php_mailbox_source_share(source);
    r->at = source->base + from;
    r->end = source->base + (to > from ? to : from);
    mbx_transfer_begin(&r->transfer, encoding);
    if (source->kind == PHP_MAILBOX_STRING)
        return MBX_OK;
    if (open_file(source->raw, &r->file, &file, err) != MBX_OK)
        return MBX_E_FILE;
    if (memcmp(&file, &source->file, sizeof file) != 0)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_CHANGED, "The file %s is not what it was when it was parsed.", ZSTR_VAL(source->raw));
    if (r->at && php_stream_seek(r->file, (zend_off_t)r->at, SEEK_SET) != 0)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_READ, "The file %s cannot be read from the middle.", ZSTR_VAL(source->raw));
    if (encoding != MBX_ENCODING_IDENTITY)
        r->in = emalloc(PHP_MAILBOX_PIECE);
    return MBX_OK;
}

mbx_status php_mailbox_reader_unchanged(php_mailbox_reader *r, mbx_error *err)
{
    php_mailbox_file file;
    php_stream_statbuf st;

    if (!r->file)
        return MBX_OK;
    if (php_stream_stat(r->file, &st) == 0) {
        file_of(&st.sb, &file);
        if (memcmp(&file, &r->source->file, sizeof file) == 0)
            return MBX_OK;
    }
    return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_CHANGED, "The file %s was changed while it was read.", ZSTR_VAL(r->source->raw));
}

void php_mailbox_reader_close(php_mailbox_reader *r)
{
    if (r->file)
        php_stream_close(r->file);
    if (r->in)
        efree(r->in);
    if (r->small)
        efree(r->small);
    php_mailbox_source_free(r->source);
    memset(r, 0, sizeof *r);
}

static mbx_status file_bytes(php_mailbox_reader *r, char *out, size_t n, mbx_error *err)
{
    while (n) {
        ssize_t got = php_stream_read(r->file, out, n);
        if (got <= 0)
            return mbx_fail(err, MBX_STAGE_INPUT, got ? MBX_CODE_FILE_READ : MBX_CODE_FILE_CHANGED,
                            got ? "The file %s cannot be read." : "The file %s became shorter while it was read.", ZSTR_VAL(r->source->raw));
        out += got;
        n -= (size_t)got;
    }
    return MBX_OK;
}

/* room: at least SMALL where there is something to decode. */
static mbx_status next(php_mailbox_reader *r, char *out, size_t room, size_t *n_r, mbx_error *err)
{
    bool plain = r->transfer.encoding == MBX_ENCODING_IDENTITY;
    size_t n = plain ? room : room - MBX_TRANSFER_SLACK;
    const char *in = r->file ? r->in : ZSTR_VAL(r->source->raw) + r->at;

    if (r->at == r->end) {
        *n_r = 0;
        if (!plain && !r->ended)
            *n_r = mbx_transfer_end(&r->transfer, out, &r->bad, &r->cut);
        r->ended = true;
        return MBX_OK;
    }
    if (n > PHP_MAILBOX_PIECE)
        n = PHP_MAILBOX_PIECE;
    if (n > r->end - r->at)
        n = (size_t)(r->end - r->at);
    if (r->file && file_bytes(r, plain ? out : r->in, n, err) != MBX_OK)
        return MBX_E_FILE;
    if (plain && !r->file)
        memcpy(out, in, n);
    *n_r = plain ? n : mbx_transfer_feed(&r->transfer, in, n, out);
    r->at += n;
    return MBX_OK;
}

mbx_status php_mailbox_reader_read(php_mailbox_reader *r, char *out, size_t room, size_t *n_r, mbx_error *err)
{
    bool direct = r->transfer.encoding == MBX_ENCODING_IDENTITY || room >= SMALL;
    mbx_status st = MBX_OK;

    *n_r = 0;
    if (!room)
        return MBX_OK;
    if (r->small_at == r->small_n && !direct) {
        if (!r->small)
            r->small = emalloc(SMALL);
        r->small_at = r->small_n = 0;
        while (st == MBX_OK && !r->small_n && !r->ended)
            st = next(r, r->small, SMALL, &r->small_n, err);
    }
    if (r->small_at < r->small_n) {
        *n_r = r->small_n - r->small_at < room ? r->small_n - r->small_at : room;
        memcpy(out, r->small + r->small_at, *n_r);
        r->small_at += *n_r;
        return MBX_OK;
    }
    while (direct && st == MBX_OK && !*n_r && !r->ended)
        st = next(r, out, room, n_r, err);
    return st;
}
