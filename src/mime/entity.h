/* What a part's header says about its content, and what follows from it: body text, attachment or multipart. */
#ifndef MBX_ENTITY_H
#define MBX_ENTITY_H

#include "mime/charset.h"
#include "mime/converters.h"
#include "mime/header.h"
#include "mime/levels.h"
#include "mime/message.h"

/* The Content-* fields of one header, unfolded; each the first of its name. {NULL,0}: absent. */
typedef struct mbx_entity {
    mbx_converters *kept; /* to read with; may be NULL */
    mbx_str type, encoding, disposition, id;
    mbx_buf values; /* what they point into */
} mbx_entity;

void mbx_entity_free(mbx_entity *e);

/* Takes over a field if it is one of the four. *duplicate_r: it was there before. values must hold the whole header,
 * so it never moves: give room once with mbx_entity_begin(). */
MBX_MUST_CHECK mbx_status mbx_entity_begin(mbx_entity *e, size_t header_size);
MBX_MUST_CHECK mbx_status mbx_entity_field(mbx_entity *e, const mbx_field *f, bool *duplicate_r);

typedef struct mbx_content {
    bool multipart;          /* to be opened; level holds its boundary */
    bool html;               /* of a text leaf */
    const mbx_charset *charset;
    mbx_level level;
} mbx_content;

/* Fills part (strings go to the arena) and content_r. parent: the multipart around it, NULL for none. */
MBX_MUST_CHECK mbx_status mbx_entity_read(const mbx_entity *e, const mbx_level *parent, mbx_arena *arena, mbx_anomalies *notes,
                                          uint64_t offset, mbx_part *part, mbx_content *content_r);

#endif
