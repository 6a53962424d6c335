/* HTML cut into text and tags (HTML Standard 13.2.5). Comments, doctypes, CDATA and processing instructions are passed over.
 * No memory, linear; whatever bytes come, tokens come out. */
#ifndef MBX_HTML_TOKEN_H
#define MBX_HTML_TOKEN_H

#include "mime/html_element.h"

/* The attributes that matter to text. */
typedef enum mbx_html_attribute {
    MBX_HTML_HREF,
    MBX_HTML_ALT,
    MBX_HTML_STYLE,
    MBX_HTML_HIDDEN,
    MBX_HTML_START,
    MBX_HTML_VALUE,
    MBX_HTML_TYPE,
    MBX_HTML_CLASS,
    MBX_HTML_ATTRIBUTES
} mbx_html_attribute;

typedef enum mbx_html_kind { MBX_HTML_TEXT, MBX_HTML_LITERAL /* text without references */, MBX_HTML_TAG, MBX_HTML_END_TAG } mbx_html_kind;

typedef struct mbx_html_token {
    mbx_html_kind kind;
    mbx_str text;                    /* of a tag: its name as sent */
    const mbx_html_element *element; /* of a tag; never NULL */
    mbx_str attributes[MBX_HTML_ATTRIBUTES]; /* of a start tag: raw values; {NULL,0}: absent */
} mbx_html_token;

typedef struct mbx_html_tokens {
    mbx_str in; /* {in} begins */
    size_t at;
    const mbx_html_element *raw; /* inside of an element whose content is text up to its end tag */
} mbx_html_tokens;

bool mbx_html_next(mbx_html_tokens *t, mbx_html_token *token_r); /* false: there are no more */

#endif
