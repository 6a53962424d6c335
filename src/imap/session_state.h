/* The inside of a session, for the files of src/imap only. */
#ifndef MBX_SESSION_STATE_H
#define MBX_SESSION_STATE_H

#include "base/buf.h"
#include "imap/news.h"
#include "imap/response_code.h"
#include "imap/session.h"
#include "net/etpan_driver.h"

#include <libetpan/libetpan.h>

struct mbx_fetch_state; /* fetch.c */

typedef enum mbx_open { MBX_OPEN_NOTHING = 0, MBX_OPEN_READ_ONLY, MBX_OPEN_WRITABLE } mbx_open; /* how a folder was opened: imap/select.h */

struct mbx_session {
    mbx_stream *stream;
    mbx_wire *wire;
    mailimap *imap; /* owns nothing of ours; its imap_stream is closed and unset before mailimap_free() */
    mbx_stage stage;
    mbx_buf line;         /* the last line our own reader took */
    mbx_buf capabilities; /* space-separated, NUL-terminated; empty: unknown */
    const char *mechanism;
    bool encrypted;
    bool compress_asked, compressed;
    unsigned quirks; /* imap/quirk.h */
    bool identified;
    mbx_buf server_id;  /* what it said to ID, from the parenthesis on, NUL-terminated; cut at 4 KiB; empty: nothing */
    unsigned learned;   /* times that capabilities were told */
    unsigned enabled;   /* imap/enable.h */
    bool utf8; /* folder names travel as UTF-8 (RFC 6855), not in modified UTF-7 */
    unsigned enable_asked; /* imap/enable.h: bits that a server was asked for */
    mbx_open open;
    bool modseqs;       /* the folder that is open has mod-sequences */
    mbx_news_ear news;  /* of that folder */
    struct mbx_fetch_state *fetch; /* while a fetch runs: whose answers the callbacks get */
};

typedef enum mbx_answer { MBX_ANSWER_OK = 0, MBX_ANSWER_NO, MBX_ANSWER_BAD } mbx_answer;

/* A reader of the lines of one of our own commands. */
typedef struct mbx_line_reader {
    void *ctx;
    mbx_status (*line)(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err);       /* complete, without its end and literals */
    mbx_status (*numbers)(void *ctx, const char *p, size_t n, mbx_error *err); /* pieces of number lines, ends included; NULL: as other lines */
    bool literals; /* lines come with their literals in them, announcements too; but never with a message's body */
} mbx_line_reader;

void mbx_session_stage(mbx_session *s, mbx_stage stage, int64_t ms);

/* Sends "<tag> text CRLF". text must have passed the argument gate; it is checked once more. */
MBX_MUST_CHECK mbx_status mbx_reply_command(mbx_session *s, mbx_str text, bool numbers, mbx_error *err);

/* Begins a command: writes "<tag> " to out (16 bytes are enough) for those who send the rest themselves. */
void mbx_reply_tag(mbx_session *s, char *out, size_t n);

/* Reads one line into s->line; number lines go to reader->numbers where it is set. */
MBX_MUST_CHECK mbx_status mbx_reply_line(mbx_session *s, const mbx_line_reader *reader, mbx_line_kind *kind_r, mbx_error *err);

/* Reads up to the tagged line of the last command; reader may be NULL. Capabilities told on the way are kept. */
MBX_MUST_CHECK mbx_status mbx_reply_finish(mbx_session *s, const mbx_line_reader *reader, mbx_answer *answer_r, mbx_error *err);

/* The answer in s->line, which is a tagged line; PROTOCOL_SYNTAX when its tag is not the last command's. */
MBX_MUST_CHECK mbx_status mbx_reply_answer(const mbx_session *s, mbx_answer *answer_r, mbx_error *err);

int mbx_reply_tag_said(const mbx_session *s); /* the tag of s->line, a tagged line; 0: none that we could have sent */

/* OK, NO or BAD of s->line, whichever command it is for. */
MBX_MUST_CHECK mbx_status mbx_reply_verdict(const mbx_session *s, mbx_answer *answer_r, mbx_error *err);

/* Keeps the capabilities that s->line tells: "* CAPABILITY ..." or a response code. */
MBX_MUST_CHECK mbx_status mbx_reply_learn(mbx_session *s, mbx_line_kind kind, mbx_error *err);

/* Through libetpan, for the answers to FETCH: it parses what comes up to the tagged line of that command, one of ours that is
 * on the way, and calls back. */
MBX_MUST_CHECK mbx_status mbx_reply_parse(mbx_session *s, int tag, mbx_answer *answer_r, mbx_error *err);

/* What a failure of the wire means here: the stream's own error, or SERVER_BYE when the server had said goodbye. */
mbx_status mbx_reply_broken(mbx_session *s, mbx_error *err);

/* A tagged NO or BAD with the server's words: what imap/refusal.h makes of them, else SERVER_NO or SERVER_BAD. */
mbx_status mbx_reply_refusal(const mbx_session *s, mbx_answer answer, mbx_str text, mbx_error *err);
mbx_status mbx_reply_refused(const mbx_session *s, mbx_answer answer, mbx_error *err); /* of the last tagged line */

mbx_str mbx_reply_text(const mbx_session *s);              /* the tagged line after its tag: "NO [INUSE] later" */
mbx_response_code mbx_reply_code(const mbx_session *s);    /* its response code, cut where the guard cuts the line */
bool mbx_session_has(const mbx_session *s, const char *capability); /* of what is known now */
void mbx_session_forget_capabilities(mbx_session *s);
MBX_MUST_CHECK mbx_status mbx_session_ask_capabilities(mbx_session *s, mbx_error *err); /* only if none are known */

/* libetpan's callbacks (fetch.c). */
void mbx_fetch_on_answer(struct mailimap_msg_att *answer, void *session);
bool mbx_fetch_on_body(int type, struct mailimap_msg_att_body_section *section, const char *p, size_t n, void *session);

#endif
