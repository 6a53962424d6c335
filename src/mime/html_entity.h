/* Character references: &amp; &#233; &#xE9; (HTML Standard 13.2.5.72 to 80 and 13.5). */
#ifndef MBX_HTML_ENTITY_H
#define MBX_HTML_ENTITY_H

#include "base/str.h"

#include <stdint.h>

#define MBX_HTML_ENTITIES 2125      /* names that end with a semicolon; 106 of them may stand without */
#define MBX_HTML_ENTITY_ROOM 8      /* UTF-8 of the longest: two characters */

/* html_entity_table.c: name NUL [1: also without semicolon] UTF-8 NUL, sorted by name, and where each begins. */
extern const char mbx_html_entity_pool[];
extern const uint16_t mbx_html_entity_offsets[MBX_HTML_ENTITIES];

/* The reference at s.p[at] == '&': its length, 0 when it is none. Writes what it means to out. attribute: in the value of an
 * attribute, where a name without semicolon does not count before "=" or a letter or digit ("?a=1&copy=2"). */
size_t mbx_html_reference(mbx_str s, size_t at, bool attribute, char out[MBX_HTML_ENTITY_ROOM], size_t *n_r);

#endif
