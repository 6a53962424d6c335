/* The little of CSS that decides whether a mail's text is seen: declarations of one style attribute. */
#ifndef MBX_HTML_STYLE_H
#define MBX_HTML_STYLE_H

#include "base/str.h"

/* display:none, visibility:hidden, opacity:0, or a width or height of 0 with overflow:hidden: what preview lines are hidden
 * by. Not mso-hide and not font-size:0: the first hides from Outlook alone, the second is undone further inside. */
bool mbx_html_style_hides(mbx_str style);

/* Whether a property (lower case) has this keyword (lower case) as its first word. */
bool mbx_html_style_has(mbx_str style, const char *property, const char *keyword);

#endif
