/* A part's content as a PHP stream that decodes while it is read, and as a file. */
#include "php_part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t stream_read(php_stream *stream, char *out, size_t room)
{
    php_mailbox_reader *r = stream->abstract;
    mbx_error err;
    size_t got;

    if (php_mailbox_reader_read(r, out, room, &got, &err) != MBX_OK) {
        stream->eof = 1;
        php_error_docref(NULL, E_WARNING, "%s", err.message);
        return -1;
    }
    if (!got)
        stream->eof = 1;
    return (ssize_t)got;
}

static int stream_close(php_stream *stream, int close_handle)
{
    (void)close_handle;
    php_mailbox_reader_close(stream->abstract);
    efree(stream->abstract);
    return 0;
}

static int stream_flush(php_stream *stream)
{
    (void)stream;
    return 0;
}

static const php_stream_ops ops = {
    NULL, stream_read, stream_close, stream_flush, "Mailbox\\Part", NULL, NULL, NULL, NULL,
};

php_stream *php_mailbox_part_stream(php_mailbox_reader *r)
{
    php_mailbox_reader *own = emalloc(sizeof *own);

    *own = *r;
    php_stream *stream = php_stream_alloc(&ops, own, NULL, "rb");
    stream->flags |= PHP_STREAM_FLAG_NO_SEEK;
    stream->chunk_size = MBX_KIB(32);
    return stream;
}

/* A name beside path that nobody has: opening it fails where somebody does, links included. */
static int open_beside(zend_string *path, mode_t mode, zend_string **name_r)
{
    zend_string *dir = zend_string_init(ZSTR_VAL(path), ZSTR_LEN(path), 0);
    int fd = -1;

    ZSTR_LEN(dir) = zend_dirname(ZSTR_VAL(dir), ZSTR_LEN(dir));
    *name_r = NULL;
    for (unsigned n = 0; n < 100 && fd < 0; n++) {
        if (*name_r)
            zend_string_release(*name_r);
        *name_r = zend_strpprintf(0, "%s%c.mailbox-" ZEND_ULONG_FMT "-%u.tmp", ZSTR_VAL(dir), DEFAULT_SLASH, php_mailbox_process(), n);
        errno = 0;
        if (php_check_open_basedir_ex(ZSTR_VAL(*name_r), 0) == 0)
            fd = VCWD_OPEN_MODE(ZSTR_VAL(*name_r), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    int reason = errno;
    zend_string_efree(dir);
    errno = reason;
    return fd;
}

/* The new file, open. In the place of another one it has its mode: from the beginning nobody reads who could not read that. */
static php_stream *begin_file(zend_string *path, const zend_stat_t *there, zend_string **name_r)
{
    int fd = open_beside(path, there ? 0600 : 0666, name_r);
    php_stream *stream = NULL;

    if (fd < 0)
        return NULL;
    /* without the bits that run it as somebody else: its bytes come from a sender */
    if (!there || fchmod(fd, there->st_mode & 0777) == 0)
        stream = php_stream_fopen_from_fd(fd, "wb", NULL);
    if (!stream) {
        int reason = errno;
        (void)close(fd);
        (void)VCWD_UNLINK(ZSTR_VAL(*name_r));
        errno = reason;
    }
    return stream;
}

static mbx_status copy(php_mailbox_reader *r, php_stream *to, zend_string *path, uint64_t *written_r, mbx_error *err)
{
    char *piece = emalloc(PHP_MAILBOX_ROOM);
    mbx_status st;
    size_t got;

    *written_r = 0;
    to->flags |= PHP_STREAM_FLAG_SUPPRESS_ERRORS | PHP_STREAM_FLAG_NO_FCLOSE;
    while ((st = php_mailbox_reader_read(r, piece, PHP_MAILBOX_ROOM, &got, err)) == MBX_OK && got) {
        errno = 0;
        if (php_stream_write(to, piece, got) != (ssize_t)got) {
            st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_WRITE, "The file %s cannot be written: %s.", ZSTR_VAL(path), strerror(errno ? errno : ENOSPC));
            break;
        }
        *written_r += got;
    }
    efree(piece);
    return st;
}

mbx_status php_mailbox_save(php_mailbox_reader *r, zend_string *path, uint64_t *written_r, mbx_error *err)
{
    zend_string *beside;
    zend_stat_t there;
    php_stream *to;
    mbx_status st = php_mailbox_allowed_path(path, MBX_CODE_FILE_WRITE, err);

    if (st != MBX_OK)
        return st;
    /* the rename would put a file in the place of a device or a pipe, /dev/null for example */
    bool replaces = VCWD_STAT(ZSTR_VAL(path), &there) == 0;
    if (replaces && !S_ISREG(there.st_mode))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_WRITE, S_ISDIR(there.st_mode) ? "%s is a folder." : "%s is no plain file.", ZSTR_VAL(path));
    to = begin_file(path, replaces ? &there : NULL, &beside);
    if (!to) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_WRITE, "No file can be made beside %s: %s.", ZSTR_VAL(path), strerror(errno));
        zend_string_release(beside);
        return st;
    }
    st = copy(r, to, path, written_r, err);
    if (php_stream_close(to) != 0 && st == MBX_OK)
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_WRITE, "The file %s cannot be written: %s.", ZSTR_VAL(path), strerror(errno));
    if (st == MBX_OK && VCWD_RENAME(ZSTR_VAL(beside), ZSTR_VAL(path)) != 0)
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_FILE_WRITE, "The file %s cannot be replaced: %s.", ZSTR_VAL(path), strerror(errno));
    if (st != MBX_OK)
        (void)VCWD_UNLINK(ZSTR_VAL(beside));
    zend_string_release(beside);
    return st;
}
