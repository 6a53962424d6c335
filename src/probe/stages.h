/* The stages of a report while it is made: for the files of src/probe only. */
#ifndef MBX_STAGES_H
#define MBX_STAGES_H

#include "base/secret.h"
#include "imap/repeats.h"
#include "imap/session.h"
#include "probe/probe.h"

typedef struct mbx_walk {
    mbx_probe *p;
    const mbx_account *account;
    const mbx_probe_options *options;
    mbx_session *session;   /* NULL until it is open */
    mbx_stream_facts stream; /* as last told */
    size_t at;              /* the stage that is walked */
    size_t over;            /* stages of which the listener knows */
    mbx_time entered;
    mbx_repeats *secret;    /* NULL until it is known; owned by probe.c */
} mbx_walk;

/* Lists the stages of this encryption; the first is entered. */
void mbx_walk_begin(mbx_walk *w);

/* The stages before this one are over. One that is not in the list, or that was passed, changes nothing. */
void mbx_walk_enter(mbx_walk *w, mbx_stage stage);
mbx_probe_stage *mbx_walk_stage(mbx_walk *w); /* the one that is walked */

/* From now on no stage shows words of the server's that repeat this. */
MBX_MUST_CHECK mbx_status mbx_walk_withhold(mbx_walk *w, const mbx_secret *secret, mbx_error *err);

/* Facts of a stage that the connection has told of, once it is over; by probe.c. */
void mbx_walk_describe(mbx_walk *w, mbx_probe_stage *s);

bool mbx_walk_offers(const mbx_walk *w, const char *capability); /* the server, as last told */

/* Ends the walk: where it is, or at err's own stage where that one is not over yet. */
void mbx_walk_fail(mbx_walk *w, const mbx_error *err);
void mbx_walk_done(mbx_walk *w);

void mbx_stage_fact(mbx_probe_stage *s, const char *name, const char *fmt, ...) MBX_PRINTF(3, 4);
void mbx_stage_number(mbx_probe_stage *s, const char *name, int64_t n);
void mbx_stage_time(mbx_probe_stage *s, const char *name, int64_t seconds); /* since 1970: "2026-11-22 20:00:00 UTC" */

/* The first one of a stage counts. */
void mbx_stage_warn(mbx_probe_stage *s, mbx_code code, const char *fmt, ...) MBX_PRINTF(3, 4);
void mbx_stage_warn_error(mbx_probe_stage *s, const mbx_error *err);
void mbx_stage_skip(mbx_probe_stage *s, const char *why);

#endif
