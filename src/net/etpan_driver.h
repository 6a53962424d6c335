/* The wire between our stream and libetpan: its mailstream_low driver, with the guard in between, and the same bytes
 * for our own readers between libetpan's commands.
 *
 * libetpan gets the server's lines as imap/untagged.h leaves them, and never more than one of them, or one body, at a
 * time. So what the guard says of "the current line" is true whenever libetpan calls back, and after a command nothing
 * is left in libetpan's own buffer. Our own readers get the bytes as they came. */
#ifndef MBX_ETPAN_DRIVER_H
#define MBX_ETPAN_DRIVER_H

#include "imap/guard.h"
#include "imap/object_id.h"
#include "net/stream.h"

typedef struct mbx_wire mbx_wire;
struct _mailstream; /* libetpan's */

MBX_MUST_CHECK mbx_status mbx_wire_new(mbx_wire **w_r, mbx_stream *s, mbx_error *err); /* borrows s; returns owned */
void mbx_wire_free(mbx_wire *w); /* after mailstream_close() of its mailstream */

/* A mailstream over the wire: 16 KB buffer, because libetpan moves what is left of it with each line. NULL: no
 * memory. The caller ends it with mailstream_close(). */
struct _mailstream *mbx_wire_mailstream(mbx_wire *w);

mbx_guard *mbx_wire_guard(mbx_wire *w); /* borrows */

const mbx_object_ids *mbx_wire_ids(const mbx_wire *w); /* of the FETCH line that libetpan reads */

/* The tagged line of this command is kept back while libetpan reads another one's answer. tag 0: of none. */
void mbx_wire_put_aside(mbx_wire *w, int tag);

/* Was it answered meanwhile? Then its line is the guard's last tagged one from now on. */
bool mbx_wire_take_aside(mbx_wire *w);
void mbx_wire_stage(mbx_wire *w, mbx_stage stage); /* what failures of the guard carry */

/* The next run of bytes, up to an event of the guard; valid until the next call. At least one byte on MBX_OK. */
MBX_MUST_CHECK mbx_status mbx_wire_next(mbx_wire *w, const char **p_r, size_t *n_r, mbx_guard_event *event_r, mbx_error *err);
MBX_MUST_CHECK mbx_status mbx_wire_write(mbx_wire *w, const char *p, size_t n, mbx_error *err);
/* The same; of these bytes only the first open ones may be shown to anybody. */
MBX_MUST_CHECK mbx_status mbx_wire_write_secret(mbx_wire *w, const char *p, size_t n, size_t open, mbx_error *err);

/* The server has agreed to COMPRESS: what was read ahead behind its answer, and all that follows, is compressed. */
MBX_MUST_CHECK mbx_status mbx_wire_compress(mbx_wire *w, mbx_error *err);
bool mbx_wire_empty(const mbx_wire *w); /* nothing was read ahead */

void mbx_wire_stop(mbx_wire *w); /* every later read fails: a handler has had enough */
bool mbx_wire_failed(const mbx_wire *w, mbx_error *err); /* copies the failure behind libetpan's -1 */

#endif
