/* Where the raw bytes of a parsed mail lie, and its part table: what a Message and its Parts share.
 *
 * The bytes are a PHP string, a file, or nowhere at hand (imported mail). A mail inside a mail is a window into the same
 * bytes. A file is not kept open: it is opened when something is asked of it, and must still be the one that was parsed. */
#ifndef PHP_SOURCE_H
#define PHP_SOURCE_H

#include "php_mailbox.h"

#include "mime/message.h"
#include "mime/transfer.h"

/* One part. What is known of its content only when it was decoded once is kept here for all who ask later. */
typedef struct php_mailbox_row {
    mbx_part part; /* its strings are the four below; size and sha256 count once measured is set */
    zend_string *content_type, *charset, *filename, *content_id;
    bool measured, bad, cut;
} php_mailbox_row;

/* What tells a file from another that has its name later. */
typedef struct php_mailbox_file {
    uint64_t device, node, size;
    int64_t seconds, nanoseconds; /* of its last change */
} php_mailbox_file;

typedef struct php_mailbox_source {
    uint32_t refs;
    enum { PHP_MAILBOX_NOWHERE, PHP_MAILBOX_STRING, PHP_MAILBOX_FILE } kind;
    zend_string *raw; /* the string, or the file's absolute path */
    php_mailbox_file file;
    uint64_t base, size; /* the window */
    bool hashed;  /* raw_sha256 is known */
    bool matched; /* header_digest is known */
    uint8_t raw_sha256[MBX_SHA256_SIZE], header_digest[MBX_SHA256_SIZE];
    php_mailbox_row *rows;
    uint32_t n;
    mbx_gaps header_gaps; /* of the message's header; PHP's memory */
} php_mailbox_source;

/* Return owned. A string or path is copied by reference. */
php_mailbox_source *php_mailbox_source_nowhere(void);
php_mailbox_source *php_mailbox_source_of_string(zend_string *raw);
/* Looks at the file, reads nothing. */
MBX_MUST_CHECK mbx_status php_mailbox_source_of_file(php_mailbox_source **source_r, zend_string *path, mbx_error *err);
php_mailbox_source *php_mailbox_source_window(const php_mailbox_source *source, uint64_t from, uint64_t to); /* without parts */
php_mailbox_source *php_mailbox_source_share(php_mailbox_source *source);
void php_mailbox_source_free(php_mailbox_source *source); /* NULL is legal */

/* Copies the part table and the gaps of the header. */
void php_mailbox_source_parts(php_mailbox_source *source, const mbx_message_facts *facts);

/* Bytes of a source, their transfer encoding taken off while they are read. Holds nothing of the core. */
typedef struct php_mailbox_reader {
    php_mailbox_source *source;
    php_stream *file;      /* NULL: a string */
    uint64_t at, end;      /* in the string or file */
    mbx_transfer transfer;
    char *in;              /* a piece of the file that is to be decoded */
    char *small;           /* decoded, for callers with little room */
    size_t small_at, small_n;
    bool ended, bad, cut;  /* bad, cut: valid when it ended */
} php_mailbox_reader;

/* from, to: within the source. r needs php_mailbox_reader_close() whatever the outcome. */
MBX_MUST_CHECK mbx_status php_mailbox_reader_open(php_mailbox_reader *r, php_mailbox_source *source, uint64_t from, uint64_t to,
                                                  mbx_encoding encoding, mbx_error *err);
/* *n_r 0: there is no more. Allocates no memory of PHP once room is large (PHP_MAILBOX_PIECE + MBX_TRANSFER_SLACK). */
MBX_MUST_CHECK mbx_status php_mailbox_reader_read(php_mailbox_reader *r, char *out, size_t room, size_t *n_r, mbx_error *err);
/* The file is still the one that was opened; a string always is. */
MBX_MUST_CHECK mbx_status php_mailbox_reader_unchanged(php_mailbox_reader *r, mbx_error *err);
void php_mailbox_reader_close(php_mailbox_reader *r);

#define PHP_MAILBOX_PIECE MBX_KIB(64)
#define PHP_MAILBOX_ROOM (PHP_MAILBOX_PIECE + MBX_TRANSFER_SLACK)

/* The first argument of the function that runs as the absolute path of a plain file; returns owned. NULL, with a ValueError
 * thrown: it is empty or names something else, such as php://stdin or a URL. */
zend_string *php_mailbox_path_argument(zend_string *argument);
/* Fails where open_basedir forbids it. */
MBX_MUST_CHECK mbx_status php_mailbox_allowed_path(zend_string *path, mbx_code code, mbx_error *err);

#endif
