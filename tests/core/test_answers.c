/* Random answers to EXAMINE, LIST and UID FETCH, made of pieces of real ones: whatever comes, libetpan gets nothing that it
 * does not understand, and a message is told with its own bytes or not at all.
 *
 * MBX_ANSWERS: how many (20,000); MBX_SEED: which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/list.h"
#include "wire_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_state;

static uint32_t any(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % below;
}

/* ---- the server ---- */

static void say_any(void)
{
    static const char *const pieces[] = {
        "* ", "1 ", "3 ", "FETCH ", "(", ")", " ", "\r\n", "UID 1", "UID 2", "UID 3", "UID 4294967296", "UID", "FLAGS ", "(\\Seen)", "(\\Seen $x \\", "RFC822.SIZE 5", "RFC822.SIZE 99999999999", "RFC822.SIZE (",
        "INTERNALDATE ", "\"17-Jul-1996 02:44:25 -0700\"", "\"\"", "NIL", "BODY[] ", "body[] {5}\r\nHELLO", "BODY[] {0}\r\n", "BODY[] \"HELLO\"", "BODY[TEXT] {2}\r\n))", "BODY[HEADER.FIELDS (To)]<0> \"x\"", "{3}\r\nabc", "~{2}\r\nab",
        "{3}  \r\na)b", "{4294967299}\r\n", "{-1}\r\n", "{", "X-FOO (a (b \"c)\" {1}\r\n)) d)", "MODSEQ (5)", "ENVELOPE (NIL NIL)", "EMAILID (M1)", "[", "]", "\"", "\\", "*", "+ go", "OK ", "NO ", "BYE ", "[UIDNEXT 5] x", "[UIDVALIDITY ",
        "[HIGHESTMODSEQ 99999999999999999999]", "[X (\"]\")]", "EXISTS", "EXPUNGE", "LIST ", "(\\HasNoChildren \\X)", "\"/\" ", "INBOX", "&AOQ-", "STATUS ", "(UIDNEXT 4 UIDVALIDITY)", "SEARCH 1 2", "VANISHED (EARLIER) 1:3", "ESEARCH (TAG \"1\") UID ALL 1",
        "\xc3\xa4", "\x01", "\xff", "\t", "\n", "\r", "1 OK x\r\n", "2 OK",
    };
    static const char *const lines[] = {
        "* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 5 BODY[] {5}\r\nHELLO)\r\n", "* 2 FETCH (BODY[] {5}\r\nHELLO RFC822.SIZE 5 UID 2)\r\n", "* LIST (\\Noselect) \"/\" \"a b\"\r\n",
        "* STATUS INBOX (UIDNEXT 5 UIDVALIDITY 7)\r\n", "* OK [UIDVALIDITY 7] x\r\n", "* 3 EXISTS\r\n", "* 1 FETCH (UID 3 X-FOO (a b) BODY[] \"HELLO\" EMAILID (M1))\r\n",
    };

    for (uint32_t i = any(4); i > 0; i--) {
        const char *line = lines[any(sizeof lines / sizeof *lines)];
        size_t n = strlen(line), at = any((uint32_t)n), cut = any(3) ? n : at;
        const char *piece = pieces[any(sizeof pieces / sizeof *pieces)];

        switch (any(4)) {
        case 0: /* as it is */
            wire_say(line, n);
            break;
        case 1: /* with something in the middle */
            wire_say(line, at);
            wire_say(piece, strlen(piece));
            wire_say(line + at, n - at);
            break;
        case 2: /* a piece of it is missing */
            wire_say(line, at);
            at += any((uint32_t)(n - at));
            wire_say(line + at, cut > at ? cut - at : 0);
            break;
        default:
            wire_say("* ", 2);
            for (uint32_t k = any(10); k > 0; k--) {
                piece = pieces[any(sizeof pieces / sizeof *pieces)];
                wire_say(piece, strlen(piece));
            }
            wire_say("\r\n", 2);
        }
    }
}

size_t wire_piece(size_t at, size_t most)
{
    (void)at;
    return any(2) ? 1 + any((uint32_t)most) : most;
}

void wire_heard(const char *p, size_t n)
{
    const char *tag_end = memchr(p, ' ', n);

    assert_non_null(tag_end);
    say_any();
    wire_say(p, (size_t)(tag_end - p));
    wire_say(" OK done\r\n", 10);
}

/* ---- the client ---- */

typedef struct told {
    unsigned messages;
    char body[16];
    size_t n;
    unsigned seen; /* bits by UID */
} told;

static mbx_status on_begin(void *ctx, uint32_t uid, uint64_t n, mbx_error *err)
{
    told *t = ctx;

    (void)uid;
    (void)n;
    (void)err;
    t->n = 0;
    return MBX_OK;
}

static mbx_status on_body(void *ctx, const char *p, size_t n, mbx_error *err)
{
    told *t = ctx;

    (void)err;
    for (size_t i = 0; i < n && t->n < sizeof t->body; i++)
        t->body[t->n++] = p[i];
    return MBX_OK;
}

static mbx_status on_end(void *ctx, const mbx_fetched *f, mbx_error *err)
{
    told *t = ctx;

    (void)err;
    assert_in_range(f->uid, 1, 3);
    assert_int_equal(t->seen & 1u << f->uid, 0); /* once each */
    t->seen |= 1u << f->uid;
    if (f->has_body)
        assert_int_equal(f->body_bytes, t->n < sizeof t->body ? t->n : f->body_bytes);
    t->messages += f->has_body && t->n == 5 && memcmp(t->body, "HELLO", 5) == 0;
    return MBX_OK;
}

static void nothing_is_misunderstood(void **state)
{
    const char *times = getenv("MBX_ANSWERS"), *seed = getenv("MBX_SEED");
    unsigned long n = times ? strtoul(times, NULL, 10) : 20000, good = 0, failed = 0;
    mbx_endpoint to = {"localhost", 143, MBX_ENCRYPTION_NONE, false, NULL};

    (void)state;
    random_state = seed ? strtoull(seed, NULL, 10) * 2 + 1 : 20261122;
    for (unsigned long i = 0; i < n; i++) {
        mbx_session *s = NULL;
        told t = {0};
        mbx_fetch_handler h = {&t, on_begin, on_body, on_end};
        mbx_uidset uids = {0};
        mbx_mailbox m;
        mbx_error err;
        mbx_folders f = {0};
        mbx_status st;

        wire_begin();
        wire_say("* OK x\r\n", 8);
        mbx_error_clear(&err);
        assert_int_equal(mbx_session_open(&s, &to, NULL, MBX_NEVER, NULL, &err), MBX_OK);
        assert_int_equal(mbx_uidset_add(&uids, 1, 3), MBX_OK);
        switch (any(4)) {
        case 0:
            st = mbx_session_examine(s, "INBOX", &m, &err);
            break;
        case 1:
            st = mbx_session_folders(s, false, &f, &err);
            break;
        default:
            st = mbx_session_fetch(s, &uids, true, &h, &err);
        }
        if (st != MBX_OK && strstr(err.message, "could not be understood"))
            fail_msg("libetpan refused an answer (number %lu)", i);
        good += t.messages;
        failed += st != MBX_OK;
        mbx_folders_free(&f);
        mbx_uidset_free(&uids);
        mbx_session_free(s);
    }
    /* neither all was refused nor all taken */
    assert_true(good > n / 20);
    assert_true(failed > n / 20 && failed < n - n / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_misunderstood)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
