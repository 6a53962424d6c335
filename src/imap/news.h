/* What a server says of the open folder without being asked: how many messages it has, and which are gone. It may come with
 * the answer to any command and is said once, so it is heard beside whoever reads that answer (mbx_guard_listen()).
 *
 * UIDs are told by VANISHED (RFC 7162 section 3.2.10), which servers send after ENABLE QRESYNC. They are a server's word,
 * no more: live messages have been called vanished, so whoever acts on it counts first. */
#ifndef MBX_NEWS_H
#define MBX_NEWS_H

#include "imap/guard.h"
#include "imap/token.h"
#include "imap/uidranges.h"

typedef struct mbx_news {
    bool exists_told;
    uint32_t exists;    /* what the last EXISTS said; messages that go afterwards are in gone */
    uint64_t expunged;  /* EXPUNGE lines: a message each, its number only */
    uint64_t vanished;  /* UIDs of VANISHED lines without (EARLIER): messages of this session, as EXPUNGE */
    uint64_t gone;      /* of both, those since the last EXISTS */
    uint64_t malformed; /* VANISHED lines that are none; nothing of them is kept */
    bool cut;           /* more than MBX_MAX_VANISHED ranges, or no memory for them: the set is not all */
} mbx_news;

typedef struct mbx_news_ear {
    mbx_news news;
    mbx_uidranges vanished; /* (EARLIER) too */
    /* the VANISHED line that is being read */
    mbx_tokenizer words;
    bool reading, earlier, bad;
    uint64_t uids;
    size_t ranges_before;
    mbx_uidrange last_before;
    bool unsorted_before;
} mbx_news_ear;

void mbx_news_init(mbx_news_ear *e);
void mbx_news_free(mbx_news_ear *e);
void mbx_news_forget(mbx_news_ear *e); /* another folder */

/* A mbx_guard_listener; ctx is the ear. */
void mbx_news_hear(void *ear, const mbx_guard *g, const char *p, size_t n);

#endif
