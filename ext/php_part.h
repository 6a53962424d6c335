/* Parts of a mail, and the two ways besides a string in which their content leaves: a stream and a file. */
#ifndef PHP_PART_H
#define PHP_PART_H

#include "php_source.h"

/* php_part.c */
void php_mailbox_part_setup(void);
void php_mailbox_part_of(zval *part_r, php_mailbox_source *source, uint32_t index); /* an Attachment where it is one */
uint32_t php_mailbox_part_index(zend_object *part);
const mbx_part *php_mailbox_part_facts(zend_object *part); /* borrows */
/* The content of the first max bytes of the body; returns owned. NULL: an exception is thrown. */
zend_string *php_mailbox_part_beginning(zend_object *part, uint64_t max);
/* The lines of its header as sent, at most MBX_MAX_HEADER_BLOCK, and where they begin in the raw message; returns owned.
 * NULL: an exception is thrown. */
zend_string *php_mailbox_part_header(zend_object *part, uint64_t *offset_r);
zend_string *php_mailbox_part_content_id(zend_object *part); /* borrows; NULL: it has none */

/* php_part_stream.c */
php_stream *php_mailbox_part_stream(php_mailbox_reader *r); /* takes what r holds */
/* Complete under its name, or not there. path: absolute, of a plain file. */
MBX_MUST_CHECK mbx_status php_mailbox_save(php_mailbox_reader *r, zend_string *path, uint64_t *written_r, mbx_error *err);

/* php_parse.c: takes source. Throws, or makes the Message. */
void php_mailbox_parse_source(zval *message_r, php_mailbox_source *source);

#endif
