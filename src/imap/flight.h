/* Several commands on the way at once: one round trip for all of them.
 *
 * A tagged answer belongs to the command of its tag, in whatever order they come; one to any other tag ends the session.
 * Untagged data have no tag, so only commands whose data nobody can mistake for another's may fly together (RFC 3501
 * and 9051 section 5.5): CAPABILITY, ID, ENABLE, NAMESPACE, NOOP, LIST, STATUS of folders that are not open, and last of
 * all EXAMINE or SELECT. A line goes to the first command not answered yet that its name belongs to; STATUS lines may
 * be any STATUS command's (they name their folder), so these share one reader, and do not fly with a LIST that has
 * another. ENABLE may change how folder names are written: nothing that names one flies behind it. What is nobody's is
 * dropped, as always, unless a folder is being opened: then it is that folder's.
 *
 * What changes the state of the connection (login, STARTTLS, COMPRESS, LOGOUT) travels alone, so does what may be
 * answered with numbers of messages (SEARCH, FETCH). */
#ifndef MBX_FLIGHT_H
#define MBX_FLIGHT_H

#include "base/limits.h"
#include "imap/session_state.h"

typedef struct mbx_flight_command {
    int tag;
    size_t verb; /* row of the table in flight.c */
    const mbx_line_reader *reader; /* borrowed; NULL: its data are dropped. Lines come with their literals in them */
    bool answered;
    mbx_answer answer;
    char text[sizeof ((mbx_error *)0)->server_text]; /* the tagged line, cut */
} mbx_flight_command;

typedef struct mbx_command_flight {
    mbx_session *session;
    mbx_buf out;
    mbx_flight_command command[MBX_MAX_FLIGHT];
    size_t n;
} mbx_command_flight;

void mbx_flight_init(mbx_command_flight *f, mbx_session *s);
void mbx_flight_free(mbx_command_flight *f);

/* One command more, not sent yet; its number is f->n - 1 then. INPUT_VALUE: it may not fly with the others, or holds a
 * line break; LIMIT_BUFFER: the flight is full. */
MBX_MUST_CHECK mbx_status mbx_flight_add(mbx_command_flight *f, mbx_str text, const mbx_line_reader *reader, mbx_error *err);

/* Sends them in one go and reads until each is answered. OK, NO and BAD are each the command's own affair. */
MBX_MUST_CHECK mbx_status mbx_flight_run(mbx_command_flight *f, mbx_error *err);

/* The NO or BAD of a command: what imap/refusal.h makes of it, else SERVER_NO or SERVER_BAD. */
mbx_status mbx_flight_refused(const mbx_command_flight *f, size_t command, mbx_error *err);

#endif
