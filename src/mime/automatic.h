/* Whether a mail was written by a person to this person: what its header says of lists, bulk, automatic answers, bounces.
 * Nothing here is proof: senders say it of themselves. */
#ifndef MBX_AUTOMATIC_H
#define MBX_AUTOMATIC_H

#include "base/arena.h"
#include "base/status.h"
#include "mime/header.h"

#include <stdint.h>

typedef struct mbx_automatic {
    mbx_str auto_submitted; /* RFC 3834 section 5: keyword, lower case ("auto-generated", "auto-replied"); {NULL,0}: absent or "no" */
    mbx_str list_id;        /* RFC 2919: what stands in < >; {NULL,0}: absent */
    mbx_str *unsubscribe;   /* RFC 2369: the http, https and mailto URIs of List-Unsubscribe, in order, at most MBX_MAX_UNSUBSCRIBE */
    size_t n_unsubscribe;
    bool one_click;         /* RFC 8058: List-Unsubscribe-Post, and an https URI to post to */
    mbx_str precedence;     /* lower case; {NULL,0}: absent */
    bool bulk;              /* to many: Precedence bulk, junk or list; List-Id or a List-* field of RFC 2369; Feedback-ID;
                             * a campaign's or a complaints field that mass mailers add */
    bool auto_reply;        /* a machine's answer to a mail: Auto-Submitted auto-replied, Precedence auto_reply, X-Autoreply and its like */
    bool no_auto_reply;     /* the sender, a machine mostly, wants no automatic answer: X-Auto-Response-Suppress */
    bool null_return_path;  /* Return-Path: <> (RFC 5321 section 4.5.5): a bounce or another notification */
    mbx_str report_type;    /* of multipart/report (RFC 6522): "delivery-status", "disposition-notification", ...; lower case */
    bool post;              /* List-Unsubscribe-Post asks for it; see one_click */
    uint32_t seen;          /* the fields that were there, by automatic.c's table: the first of each name counts */
} mbx_automatic;

/* Takes over a field of the message's own header if it is one of these. Strings go to the arena. */
MBX_MUST_CHECK mbx_status mbx_automatic_field(mbx_automatic *a, const mbx_field *field, mbx_arena *arena);

#endif
