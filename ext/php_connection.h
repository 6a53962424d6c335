#ifndef PHP_MAILBOX_CONNECTION_H
#define PHP_MAILBOX_CONNECTION_H

#include "php_mailbox.h"

#include "probe/probe.h"

void php_mailbox_connection_stage(zval *stage_r, const mbx_probe_stage *s);
void php_mailbox_connection_report(zval *report_r, const mbx_probe *probe, zval *stages); /* takes stages */
zval *php_mailbox_connection_bound(zval *report); /* borrows its $boundSecret */

#endif
