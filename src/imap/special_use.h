/* Folders with a purpose (RFC 6154): the server's attributes, and the usual names for servers that tell none. */
#ifndef MBX_SPECIAL_USE_H
#define MBX_SPECIAL_USE_H

#include "imap/list.h"

/* "\Sent", or what XLIST called it. */
mbx_special_use mbx_special_use_of_attribute(mbx_str attribute);

/* People's name of a folder, without the folders above it. */
mbx_special_use mbx_special_use_of_name(mbx_str name);

#endif
