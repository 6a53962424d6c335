/* What changed, against a real server: a second connection, which is a bare socket, changes flags and deletes; the session has
 * to be told of just that. Dovecot with CONDSTORE and QRESYNC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dovecot_server.h"
#include "imap/select.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAILS 20

/* ---- the other connection ---- */

static int other = -1;
static char heard[100000];

/* Sends a line and reads up to the line that begins with until; what came is in heard. */
static void say(const char *line, const char *until)
{
    size_t n = 0;

    assert_int_equal(write(other, line, strlen(line)), (ssize_t)strlen(line));
    for (;;) {
        ssize_t got = read(other, heard + n, sizeof heard - 1 - n);
        const char *last;

        assert_true(got > 0);
        n += (size_t)got;
        heard[n] = 0;
        if (heard[n - 1] != '\n')
            continue;
        heard[n - 2] = 0;
        last = strrchr(heard, '\n');
        last = last ? last + 1 : heard;
        if (strncmp(last, until, strlen(until)) == 0)
            return;
        if (strncmp(last, "x NO", 4) == 0 || strncmp(last, "x BAD", 5) == 0)
            fail_msg("%s%s", line, last);
        heard[n - 2] = '\r';
    }
}

static void does(const char *command)
{
    char line[1000];

    snprintf(line, sizeof line, "x %s\r\n", command);
    say(line, "x OK");
}

static void append(void)
{
    say("x APPEND INBOX {25}\r\n", "+");
    say("Subject: a mail\r\n\r\nwords.\r\n", "x OK");
}

static void other_begins(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)dovecot_server_get()->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    other = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(other, (struct sockaddr *)&to, sizeof to), 0);
    say("x AUTHENTICATE PLAIN AGFubmEAczNjcmV0IHDDpHNz\r\n", "x OK");
    for (int i = 0; i < MAILS; i++)
        append();
    does("SELECT INBOX");
}

/* ---- the session ---- */

typedef struct told { /* the last of each UID */
    unsigned times[100];
    uint32_t flags[100];
    char keyword[100][20];
    uint64_t modseq[100];
    unsigned all;
} told;

static mbx_status on_change(void *ctx, const mbx_change *c, mbx_error *err)
{
    told *t = ctx;

    (void)err;
    assert_in_range(c->uid, 1, 99);
    t->all++;
    t->times[c->uid]++;
    t->flags[c->uid] = c->flags & ~(uint32_t)MBX_FLAG_RECENT;
    t->modseq[c->uid] = c->modseq;
    t->keyword[c->uid][0] = 0;
    if (c->keywords > 0)
        snprintf(t->keyword[c->uid], sizeof t->keyword[0], "%.*s", (int)c->keyword[0].n, c->keyword[0].p);
    return MBX_OK;
}

static mbx_mailbox opens(mbx_session *s, mbx_select how, told *t)
{
    const mbx_change_handler h = {t, on_change};
    mbx_mailbox m;
    mbx_error err;

    how.changes = &h;
    if (mbx_session_select(s, "INBOX", &how, &m, &err) != MBX_OK)
        fail_msg("%s", err.message);
    return m;
}

static void gone(mbx_session *s, const char *want)
{
    mbx_uidset set = {0};
    mbx_error err;
    mbx_buf b;
    bool all = false;

    mbx_buf_init(&b, 1000);
    assert_int_equal(mbx_session_vanished(s, &set, &all, &err), MBX_OK);
    assert_true(all);
    assert_int_equal(mbx_uidset_format(&set, &b), MBX_OK);
    assert_int_equal(mbx_buf_add_char(&b, 0), MBX_OK);
    assert_string_equal(b.p, want);
    mbx_uidset_free(&set);
    mbx_buf_free(&b);
}

static void asks(mbx_session *s, uint64_t since, bool vanished, told *t)
{
    const mbx_change_handler h = {t, on_change};
    mbx_uidset all = {0};
    mbx_error err;

    memset(t, 0, sizeof *t);
    assert_int_equal(mbx_uidset_add(&all, 1, UINT32_MAX), MBX_OK);
    if (mbx_session_changes(s, &all, since, vanished, &h, &err) != MBX_OK)
        fail_msg("%s: %s", err.message, err.server_text);
    mbx_uidset_free(&all);
}

static void just_what_changed(void **state)
{
    mbx_mailbox first, second, third;
    told t = {.all = 0};
    mbx_session *s;
    mbx_uidset found = {0};
    mbx_error err;

    (void)state;
    other_begins();
    s = dovecot_logged_in();
    first = opens(s, (mbx_select){.modseqs = true}, &t);
    assert_int_equal(first.exists, MAILS);
    assert_int_equal(first.uidnext, MAILS + 1);
    assert_true(first.uidvalidity > 0 && first.highestmodseq > 0 && !first.no_modseq && first.read_only && !first.resynced);
    asks(s, 0, false, &t); /* every message, once, as the other connection sees it */
    assert_int_equal(t.all, MAILS);
    for (unsigned uid = 1; uid <= MAILS; uid++)
        assert_true(t.times[uid] == 1 && t.flags[uid] == 0 && t.modseq[uid] > 0 && t.modseq[uid] <= first.highestmodseq);
    asks(s, first.highestmodseq, true, &t);
    assert_int_equal(t.all, 0);
    mbx_session_logout(s);
    mbx_session_free(s);

    does("UID STORE 3 +FLAGS (\\Seen $Work)");
    does("UID STORE 5 +FLAGS (\\Flagged \\Answered)");
    does("UID STORE 7,9:10 +FLAGS (\\Deleted)");
    does("EXPUNGE");
    append();

    s = dovecot_logged_in();
    memset(&t, 0, sizeof t);
    second = opens(s, (mbx_select){.uidvalidity = first.uidvalidity, .modseq = first.highestmodseq, .known_to = first.uidnext - 1}, &t);
    assert_true(second.resynced && second.highestmodseq > first.highestmodseq);
    assert_int_equal(second.exists, MAILS - 3 + 1);
    assert_int_equal(second.uidnext, MAILS + 2);
    assert_int_equal(t.times[3], 1);
    assert_int_equal(t.flags[3], MBX_FLAG_SEEN);
    assert_string_equal(t.keyword[3], "$Work");
    assert_int_equal(t.times[5], 1);
    assert_int_equal(t.flags[5], MBX_FLAG_FLAGGED | MBX_FLAG_ANSWERED);
    assert_int_equal(t.all - t.times[MAILS + 1], 2); /* the new mail is news as well, but not all servers say so here */
    gone(s, "7,9:10");

    /* while the folder is open */
    does("UID STORE 11 +FLAGS (\\Draft)");
    does("UID STORE 12 +FLAGS (\\Deleted)");
    does("EXPUNGE");
    asks(s, second.highestmodseq, true, &t);
    assert_int_equal(t.all, 1);
    assert_int_equal(t.flags[11], MBX_FLAG_DRAFT);
    gone(s, "7,9:10,12");
    does("UID STORE 13 +FLAGS (\\Deleted)");
    does("EXPUNGE");
    /* said with whatever is asked next; Dovecot still finds what it then calls vanished */
    assert_int_equal(mbx_session_search(s, MBX_SEARCH_ALL, 0, NULL, &found, &err), MBX_OK);
    assert_int_equal(mbx_uidset_remove(&found, 13, 13), MBX_OK);
    assert_int_equal(mbx_uidset_count(&found), MAILS - 3 + 1 - 2);
    gone(s, "7,9:10,12:13");
    assert_int_equal(mbx_session_news(s)->expunged, 0); /* RFC 7162 section 3.2.3: VANISHED in place of EXPUNGE */
    assert_int_equal(mbx_session_unselect(s, &err), MBX_OK);

    /* the same session once more, and nothing since */
    third = opens(s, (mbx_select){.modseqs = true}, &t);
    memset(&t, 0, sizeof t);
    opens(s, (mbx_select){.uidvalidity = third.uidvalidity, .modseq = third.highestmodseq, .known_to = third.uidnext - 1}, &t);
    assert_int_equal(t.all, 0);
    gone(s, "");

    /* another UIDVALIDITY than the server's: nothing is told as if it were this folder's */
    second = opens(s, (mbx_select){.uidvalidity = third.uidvalidity + 1, .modseq = 1, .known_to = 20}, &t);
    assert_false(second.resynced);
    assert_int_equal(t.all, 0);
    gone(s, "");
    mbx_uidset_free(&found);
    mbx_session_free(s);

    /* opened for writing and left: what is marked stays */
    does("UID STORE 14 +FLAGS (\\Deleted)");
    s = dovecot_logged_in();
    first = opens(s, (mbx_select){.write = true}, &t);
    assert_true(!first.read_only && first.permanent_flags_told && first.new_keywords && (first.permanent_flags & MBX_FLAG_DELETED));
    assert_int_equal(mbx_session_unselect(s, &err), MBX_OK);
    first = opens(s, (mbx_select){.write = false}, &t);
    assert_int_equal(first.exists, third.exists);
    mbx_session_free(s);
    close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(just_what_changed)};
    return cmocka_run_group_tests(tests, dovecot_server_start, dovecot_server_stop);
}
