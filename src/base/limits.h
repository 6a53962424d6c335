/* Every limit of the core, in one place. Each is reached by a test; each has an error or a flag of its own. */
#ifndef MBX_LIMITS_H
#define MBX_LIMITS_H

#define MBX_KIB(n) ((size_t)(n) << 10)
#define MBX_MIB(n) ((size_t)(n) << 20)

/* The wire (imap/guard.h) */
#define MBX_MAX_LINE MBX_KIB(64)         /* one response line outside literals */
#define MBX_MAX_LINE_NUMBERS MBX_MIB(16) /* a SEARCH, ESEARCH or VANISHED answer: numbers only */
#define MBX_MAX_LITERAL MBX_MIB(64)      /* one literal = one message fetched whole */
#define MBX_MAX_LITERAL_OTHER MBX_KIB(64)/* a literal that is not a message body */
#define MBX_MAX_DEPTH 25                 /* parentheses outside strings */
#define MBX_MAX_RESPONSE_LINES 4000000   /* untagged lines of one command */
#define MBX_MAX_VANISHED 100000          /* ranges of UIDs that are kept of what a server says is gone */
#define MBX_MAX_KEYWORDS 32              /* of one message; more are only counted */
#define MBX_MAX_OBJECTID 255             /* RFC 8474 section 7 */
#define MBX_MAX_FOLDERS 20000            /* rows of one LIST */
#define MBX_MAX_LABELS MBX_KIB(16)       /* Gmail's of one message, UTF-8 */
#define MBX_MAX_FETCHES 2                /* UID FETCH commands on the way at once */
#define MBX_MAX_FLIGHT 8                 /* commands on the way at once (imap/flight.h) */
#define MBX_MAX_COMMAND 8000             /* a command line that we send (Exchange refuses longer ones) */

/* Logging in (imap/login.c) */
#define MBX_MAX_USER 1024
#define MBX_MAX_PASSWORD 16384            /* access tokens too */
#define MBX_MAX_LOGIN_LINES 1000          /* that a server sends in answer to one login */
#define MBX_MAX_CHALLENGES 8              /* questions of one SASL exchange */
#define MBX_MAX_CHALLENGE MBX_KIB(4)      /* bytes of one, decoded */
#define MBX_SCRAM_MIN_ITERATIONS 4096     /* RFC 7677 section 4 */
#define MBX_SCRAM_MAX_ITERATIONS 1000000  /* about a second of CPU time */

/* Waiting, milliseconds */
#define MBX_TIMEOUT_CONNECT 10000
#define MBX_CONNECT_STAGGER 250   /* before the next address is tried too: RFC 8305 section 8 */
#define MBX_TIMEOUT_TLS 10000
#define MBX_TIMEOUT_GREETING 15000
#define MBX_TIMEOUT_COMMAND 30000 /* without a single byte */
#define MBX_MAX_RETRY_AFTER 3600000 /* how long a server may send us away; Microsoft 365 asks for up to 50 minutes */
#define MBX_RATE_WINDOW 30000     /* of waiting (net/pace.h) in which there must be ... */
#define MBX_RATE_BYTES 1000       /* ... so much ... */
#define MBX_RATE_PIECES 8         /* ... unless it came in fewer pieces, or as whole lines */

/* COMPRESS=DEFLATE (net/deflate.h) */
#define MBX_DEFLATE_RATIO 100          /* inflated bytes for each that came ... */
#define MBX_DEFLATE_BURST MBX_MIB(4)   /* ... and so many beyond: mail of zeros that is no longer than this still comes */
#define MBX_DEFLATE_SILENCE MBX_KIB(4) /* bytes that came and made none */

/* TLS sessions that are taken up again (net/resume.h) */
#define MBX_MAX_TLS_SESSIONS 256
#define MBX_TLS_RESUME_MS 3600000 /* after the certificate was checked; then it is checked anew */

#define MBX_MAX_PROXY_ANSWER MBX_KIB(8) /* headers of an HTTP proxy's consent */

/* MIME (mime/) */
#define MBX_MAX_MIME_DEPTH 100
#define MBX_MAX_PARTS 10000
#define MBX_MAX_PART_FACTS MBX_MIB(2) /* types, file names and ids of all parts of a message, in memory */
#define MBX_MAX_HEADER_BLOCK MBX_MIB(1)
#define MBX_MAX_HEADER_LINES 10000
#define MBX_MAX_ADDRESSES 4096
#define MBX_MAX_REFERENCES 1000
#define MBX_MAX_PARAM_SEGMENTS 64
#define MBX_MAX_BOUNDARY 70
#define MBX_MAX_TEXT MBX_MIB(4) /* all text bodies of a message, UTF-8; the HTML bodies likewise */
#define MBX_MAX_FILENAME 1024
#define MBX_MAX_ANOMALIES 100
#define MBX_MAX_UNSUBSCRIBE 10 /* URIs of List-Unsubscribe */
#define MBX_MAX_URI 8192
#define MBX_MAX_LIST_ID 255
#define MBX_MAX_REPORTED 100     /* recipients of a delivery report */
#define MBX_MAX_DIAGNOSTIC 2000  /* bytes of what a server said */
#define MBX_MAX_QUOTE_DEPTH 10  /* "> " before a line of text made from HTML */
#define MBX_MAX_OPEN_ELEMENTS 200 /* of HTML; what is nested deeper has no effect on the text but its line breaks */

/* A batch of one commit (sync/run.h) */
#define MBX_BATCH_MESSAGES 64
#define MBX_BATCH_BYTES MBX_MIB(2)  /* text, HTML and headers kept in memory */
#define MBX_BATCHES_OUTSTANDING 2   /* handed to the store, not yet answered */
#define MBX_WINDOW_UIDS 1000        /* one UID FETCH command */

/* The test of a connection (probe/) */
#define MBX_TRANSCRIPT_LINE 400   /* bytes of one line that are shown */
#define MBX_TRANSCRIPT_ANSWER 30  /* lines of the server's to one of ours, and the last one */
#define MBX_TRANSCRIPT_LINES 1000
#define MBX_TRANSCRIPT_BYTES MBX_KIB(128)
#define MBX_PROBE_SIZES 2000      /* messages whose sizes are asked for an estimate ... */
#define MBX_PROBE_WINDOWS 8       /* ... in so many ranges spread over the folder */
#define MBX_PROBE_NEWEST 20       /* of which one is read as a sample, and as many as ... */
#define MBX_PROBE_BYTES MBX_MIB(1)/* ... this allows to measure the speed */
#define MBX_PROBE_SAMPLE MBX_MIB(8)/* no larger one is read */

/* The engine */
#define MBX_MAX_WORKERS 64
#define MBX_DEFAULT_WORKERS 16
#define MBX_THREAD_STACK MBX_MIB(1)

#endif
