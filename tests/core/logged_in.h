/* A session that is logged in to a fake peer, for the tests of what comes after; one at a time. */
#ifndef LOGGED_IN_H
#define LOGGED_IN_H

#include "fake_peer.h"
#include "imap/session.h"

#define OPEN(caps) SEND("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"), EXPECT("1 AUTHENTICATE PLAIN AGJvYgBzM2NyZXQ="), SEND("1 OK [CAPABILITY IMAP4rev1" caps "] in\r\n")

extern fake_peer *peer;
extern mbx_session *session;

void enter(const fake_step *steps, size_t n); /* they begin with OPEN() */
void leave(void);                             /* the peer heard what it expected */

#endif
