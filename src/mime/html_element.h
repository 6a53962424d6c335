/* What the elements of HTML do to text. */
#ifndef MBX_HTML_ELEMENT_H
#define MBX_HTML_ELEMENT_H

#include "base/str.h"

typedef enum mbx_html_content {
    MBX_HTML_CONTENT_MARKUP,
    MBX_HTML_CONTENT_RAW,      /* text without references, up to the end tag */
    MBX_HTML_CONTENT_RCDATA,   /* text with references, up to the end tag */
    MBX_HTML_CONTENT_PLAINTEXT /* text without references, up to the end of all */
} mbx_html_content;

typedef enum mbx_html_role {
    MBX_HTML_INLINE,
    MBX_HTML_BLOCK,     /* on lines of its own */
    MBX_HTML_PARAGRAPH, /* with a blank line before and after it */
    MBX_HTML_PREFORMATTED,
    MBX_HTML_QUOTE,
    MBX_HTML_BULLETS,
    MBX_HTML_NUMBERS,
    MBX_HTML_ITEM,
    MBX_HTML_TABLE,
    MBX_HTML_ROW,
    MBX_HTML_CELL,
    MBX_HTML_LINK,
    MBX_HTML_BREAK,
    MBX_HTML_RULE,
    MBX_HTML_IMAGE,
    MBX_HTML_ROOT,   /* html, body: never hidden, their end means nothing */
    MBX_HTML_DROPPED /* with all that is in it */
} mbx_html_role;

typedef struct mbx_html_element {
    mbx_str name; /* lower case; empty: an element that is not in the table */
    mbx_html_role role;
    mbx_html_content content;
    bool empty; /* has no content and no end tag */
} mbx_html_element;

const mbx_html_element *mbx_html_element_find(mbx_str name); /* never NULL */

#endif
