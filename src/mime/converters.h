/* iconv descriptors that were opened and may be wanted again, kept for the next text or message. Opening one may load a
 * shared object, which costs more than most mails.
 *
 * Owned by whoever parses many messages: one thread uses it at a time. What is borrowed leaves it and is given back. */
#ifndef MBX_CONVERTERS_H
#define MBX_CONVERTERS_H

#include "base/status.h"

#include <iconv.h>

#define MBX_CONVERTERS_KEPT 8 /* mail of one person is written in few charsets that need iconv */

typedef struct mbx_converters {
    struct {
        const char *name; /* of a static table */
        iconv_t cd;
    } list[MBX_CONVERTERS_KEPT]; /* the last one used first */
    size_t n;
} mbx_converters; /* {0} is the beginning */

/* A descriptor from name to UTF-8, in its initial state. false: it could not be opened, errno says why. c NULL: nothing is kept. */
bool mbx_converters_take(mbx_converters *c, const char *name, iconv_t *cd_r);
/* Keeps it; the one that was not used for the longest time goes when there is no room. c NULL: closes it. */
void mbx_converters_give(mbx_converters *c, const char *name, iconv_t cd);
void mbx_converters_free(mbx_converters *c);

#endif
