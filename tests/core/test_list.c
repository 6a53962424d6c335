#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "failing_alloc.h"
#include "imap/list.h"
#include "logged_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])
#define PLAIN EXPECT("2 LIST \"\" \"*\"")

/* raw|name|delimiter|attributes|use(?), one row a line. */
static char *shown(const mbx_folders *f)
{
    static char text[20000];
    size_t n = 0;

    text[0] = 0;
    for (size_t i = 0; i < f->n; i++) {
        const mbx_folder *r = &f->row[i];

        n += (size_t)snprintf(text + n, sizeof text - n, "%s|%s|%c|%u|%s%s", r->raw, r->name ? r->name : "-", r->delimiter ? r->delimiter : '0', r->attributes, mbx_special_use_name(r->use), r->use_by_name ? "?" : "");
        if (r->status)
            n += (size_t)snprintf(text + n, sizeof text - n, "|%u:%u,%u,%u,%u,%llu,%llu,%s", r->status->told, r->status->messages, r->status->unseen, r->status->uidnext, r->status->uidvalidity,
                                  (unsigned long long)r->status->highestmodseq, (unsigned long long)r->status->size, r->status->mailboxid);
        n += (size_t)snprintf(text + n, sizeof text - n, "\n");
    }
    return text;
}

static void lists(const fake_step *steps, size_t n, bool with_status, const char *want)
{
    mbx_folders f = {0};
    mbx_error err;

    enter(steps, n);
    if (mbx_session_folders(session, with_status, &f, &err) != MBX_OK)
        fail_msg("%s: %s", mbx_code_name(err.code), err.message);
    assert_string_equal(shown(&f), want);
    mbx_folders_free(&f);
    leave();
}

#define LISTS(with_status, want, ...)                          \
    do {                                                       \
        static const fake_step steps[] = {__VA_ARGS__, STALL}; \
        lists(steps, N(steps), with_status, want);             \
    } while (0)

static void rows(void **state)
{
    (void)state;
    LISTS(true, "INBOX|INBOX|/|0|\ntop|top|/|1|\ngone|gone|/|3|\nEntw&APw-rfe|Entwürfe|/|8|sent\na b\"c|a b\"c|/|0|\nbad&name|-|0|0|\nx\"y|x\"y|\\|0|\n2024|2024|.|0|\nnil|nil|.|0|\n[Gmail]/Alle|[Gmail]/Alle|/|16|all\n",
          OPEN(""), PLAIN,
          SEND("* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\Noselect) \"/\" top\r\n* LIST (\\NonExistent) \"/\" gone\r\n* LIST (\\noinferiors \\Sent) \"/\" \"Entw&APw-rfe\"\r\n"
               "* LIST () \"/\" {5}\r\na b\"c\r\n* LIST () NIL \"bad&name\"\r\n* LIST () \"\\\\\" \"x\\\"y\"\r\n* LIST () . 2024\r\n* list () \".\" nil\r\n* LIST (\\HasChildren \\All \\X-Foo) \"/\" [Gmail]/Alle\r\n2 OK x\r\n"));
    /* the same folder twice, STATUS nobody asked for, and lines that are no rows of ours */
    LISTS(false, "INBOX|INBOX|/|20|\n\xc3\xa4|-|/|0|\n",
          OPEN(""), PLAIN,
          SEND("* LIST (\\HasChildren) \"/\" INBOX\r\n* LIST (\\Subscribed) \"/\" \"INBOX\"\r\n* LIST () \"/\" \xc3\xa4\r\n* LIST () \"/\" \"\"\r\n* LIST () \"/\"\r\n* LIST (\\X\r\n* LIST INBOX\r\n* LIST\r\n* LIST () \"/\" (a)\r\n"
               "* LIST () \"/\" My Folder\r\n* LSUB () \"/\" x\r\n* 3 EXISTS\r\n* LISTEN () \"/\" y\r\n* LIST () (\"/\") z\r\n* LIST \"/\" \"/\" z\r\n2 OK x\r\n"));
    LISTS(false, "", OPEN(""), PLAIN, SEND("2 OK x\r\n"));
}

static void extensions(void **state)
{
    (void)state;
    LISTS(true, "INBOX|INBOX|.|4||95:231,5,44292,7,917162500,0,F2\nArch|Arch|.|0|archive|6:0,3,4,0,0,0,\nnone|none|.|0|\n",
          OPEN(" LIST-EXTENDED SPECIAL-USE LIST-STATUS CONDSTORE OBJECTID STATUS=SIZE"),
          EXPECT("2 LIST \"\" \"*\" RETURN (SUBSCRIBED SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ SIZE MAILBOXID))"),
          /* RFC 5258 section 6: extended data; RFC 5819: STATUS anywhere; values left out or too large */
          SEND("* LIST (\\Subscribed) \".\" INBOX (\"CHILDINFO\" (\"SUBSCRIBED\") X {3}\r\na)b (1 (2)))\r\n* STATUS none ()\r\n* STATUS arch (MESSAGES 9)\r\n* STATUS Arch (MESSAGES 4294967296 UNSEEN 3 UIDVALIDITY UIDNEXT 4 SIZE 99999999999999999999 MAILBOXID (a/b))\r\n"
               "* LIST (\\Archive) \".\" Arch\r\n* STATUS \"inbox\" (MESSAGES 1)\r\n"
               "* STATUS {5}\r\nINBOX (MESSAGES 231 uidnext 44292 UNSEEN 5 UIDVALIDITY 7 HIGHESTMODSEQ 917162500 MAILBOXID (F2) X (Y) RECENT 1)\r\n* LIST () \".\" none\r\n* STATUS Arch (UNSEEN 8)\r\n2 OK x\r\n"));
    LISTS(true, "a|a|/|4|\n", OPEN(" LIST-EXTENDED"), EXPECT("2 LIST \"\" \"*\" RETURN (SUBSCRIBED)"), SEND("* LIST (\\Subscribed) \"/\" a\r\n2 OK x\r\n"));
    LISTS(false, "a|a|/|0|\n", OPEN(" LIST-STATUS SPECIAL-USE"), PLAIN, SEND("* LIST () \"/\" a\r\n2 OK x\r\n"));
    LISTS(true, "a|a|/|0|\n", OPEN(" LIST-STATUS SPECIAL-USE"), PLAIN, SEND("* LIST () \"/\" a\r\n2 OK x\r\n")); /* iCloud's: options that it takes no list of */
    LISTS(true, "a|a|/|0||67:1,2,0,0,0,0,12345678901234567890\n", OPEN(" LIST-EXTENDED LIST-STATUS OBJECTID"), EXPECT("2 LIST \"\" \"*\" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY MAILBOXID))"),
          SEND("* LIST () \"/\" a\r\n* STATUS a (MESSAGES 1 UNSEEN 2 MAILBOXID (12345678901234567890))\r\n2 OK x\r\n"));
    /* offered, and refused all the same */
    LISTS(true, "a|a|/|0|\n", OPEN(" LIST-EXTENDED"), EXPECT("2 LIST \"\" \"*\" RETURN (SUBSCRIBED)"), SEND("2 BAD what\r\n"), EXPECT("3 LIST \"\" \"*\""), SEND("* LIST () \"/\" a\r\n3 OK x\r\n"));
    /* names as they are once the server has agreed to UTF-8 */
    LISTS(false, "Entw\xc3\xbcrfe|Entw\xc3\xbcrfe|/|0|drafts?\nA&B|A&B|/|0|\n\xff|-|/|0|\n", OPEN(" ENABLE UTF8=ONLY"), EXPECT("2 ENABLE UTF8=ACCEPT"), SEND("* ENABLED UTF8=ACCEPT\r\n2 OK x\r\n"), EXPECT("3 LIST \"\" \"*\""),
          SEND("* LIST () \"/\" \"Entw\xc3\xbcrfe\"\r\n* LIST () \"/\" A&B\r\n* LIST () \"/\" \"\xff\"\r\n3 OK x\r\n"));
}

static void uses(void **state)
{
    (void)state;
    /* Microsoft 365, German: no attributes at all */
    LISTS(false,
          "INBOX|INBOX|/|0|\nArchiv|Archiv|/|0|archive?\nEntw&APw-rfe|Entwürfe|/|0|drafts?\nGel&APY-schte Elemente|Gelöschte Elemente|/|0|trash?\nGesendete Elemente|Gesendete Elemente|/|0|sent?\nJunk-E-Mail|Junk-E-Mail|/|0|junk?\nKunden|Kunden|/|0|\nKunden/Gesendet|Kunden/Gesendet|/|0|\n",
          OPEN(""), PLAIN,
          SEND("* LIST () \"/\" INBOX\r\n* LIST () \"/\" Archiv\r\n* LIST () \"/\" Entw&APw-rfe\r\n* LIST () \"/\" \"Gel&APY-schte Elemente\"\r\n* LIST () \"/\" \"Gesendete Elemente\"\r\n* LIST () \"/\" Junk-E-Mail\r\n* LIST () \"/\" Kunden\r\n"
               "* LIST () \"/\" Kunden/Gesendet\r\n2 OK x\r\n"));
    /* French; Courier's prefix; what cannot be opened is nobody's sent mail; the one nearest to the top */
    LISTS(false, "INBOX.Old.Sent|INBOX.Old.Sent|.|0|\nINBOX.&AMk-l&AOk-ments envoy&AOk-s|INBOX.Éléments envoyés|.|0|sent?\nSent|Sent|.|1|\nINBOX.SPAM|INBOX.SPAM|.|0|junk?\n", OPEN(""), PLAIN,
          SEND("* LIST () \".\" INBOX.Old.Sent\r\n* LIST () \".\" \"INBOX.&AMk-l&AOk-ments envoy&AOk-s\"\r\n* LIST (\\Noselect) \".\" Sent\r\n* LIST () \".\" INBOX.SPAM\r\n2 OK x\r\n"));
    /* what the server says goes before what a folder is called */
    LISTS(false, "Sent|Sent|/|0|\nOut|Out|/|0|sent\nTrash|Trash|/|0|trash?\n", OPEN(""), PLAIN, SEND("* LIST () \"/\" Sent\r\n* LIST (\\Sent) \"/\" Out\r\n* LIST () \"/\" Trash\r\n2 OK x\r\n"));
}

static void refused(void **state)
{
    static const fake_step no[] = {OPEN(""), PLAIN, SEND("2 NO [NOPERM] not for you\r\n"), STALL};
    static const fake_step cut[] = {OPEN(""), PLAIN, SEND("* LIST () \"/\" INBOX\r\n")};
    mbx_folders f = {0};
    mbx_error err;

    (void)state;
    enter(no, N(no));
    assert_int_equal(mbx_session_folders(session, false, &f, &err), MBX_E_REFUSED);
    assert_string_equal(err.server_text, "NO [NOPERM] not for you");
    leave();
    enter(cut, N(cut));
    assert_int_equal(mbx_session_folders(session, false, &f, &err), MBX_E_CONNECT);
    leave();
    assert_int_equal(f.n, 0);
}

/* More folders than are kept, in an order that hurts, each twice, their STATUS the other way round. */
static void many(void **state)
{
    size_t cap = MBX_MIB(3), n = 0, rows_n = MBX_MAX_FOLDERS + 5;
    char *said = malloc(cap);
    mbx_folders f = {0};
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < rows_n; i++)
        n += (size_t)snprintf(said + n, cap - n, "* LIST () \"/\" f%zu\r\n", i * 7919 % rows_n);
    for (size_t i = 0; i < 1000; i++)
        n += (size_t)snprintf(said + n, cap - n, "* STATUS f%zu (UNSEEN %zu)\r\n", i, i + 1);
    n += (size_t)snprintf(said + n, cap - n, "2 OK x\r\n");
    fake_step steps[] = {OPEN(""), PLAIN, {FAKE_SEND, said, n, 0}, STALL};
    enter(steps, N(steps));
    assert_int_equal(mbx_session_folders(session, false, &f, &err), MBX_OK);
    assert_int_equal(f.n, MBX_MAX_FOLDERS);
    assert_true(f.cut);
    for (size_t i = 0; i < f.n; i++) {
        size_t number = strtoul(f.row[i].raw + 1, NULL, 10);

        assert_int_equal(number, i * 7919 % rows_n); /* the server's order */
        assert_int_equal(f.row[i].status != NULL, number < 1000);
        if (number < 1000)
            assert_int_equal(f.row[i].status->unseen, number + 1);
    }
    mbx_folders_free(&f);
    leave();
    free(said);
}

static void namespaces(void **state)
{
    static const struct {
        const char *said, *prefix;
        char delimiter;
    } table[] = {
        {"* NAMESPACE ((\"INBOX.\" \".\")) ((\"Other Users/\" \"/\")) NIL\r\n", "INBOX.", '.'},
        {"* NAMESPACE ((\"\" \"/\" \"X-PARAM\" (\"a\" \"b\"))(\"#mh/\" \"/\")) NIL NIL\r\n", "", '/'},
        {"* NAMESPACE (({3}\r\na) \"\\\\\")) NIL NIL\r\n", "a) ", '\\'},
        {"* NAMESPACE ((\"\" NIL)) NIL NIL\r\n", "", 0},
        {"* NAMESPACE NIL NIL ((\"\" \".\"))\r\n", NULL, 0},
        {"* NAMESPACE\r\n", NULL, 0},
        {"", NULL, 0},
    };
    static const fake_step silent[] = {OPEN(""), STALL};
    mbx_namespace ns;
    mbx_error err;

    (void)state;
    for (size_t i = 0; i < N(table); i++) {
        fake_step steps[] = {OPEN(" NAMESPACE"), EXPECT("2 NAMESPACE"), {FAKE_SEND, table[i].said, strlen(table[i].said), 0}, SEND("2 OK x\r\n"), STALL};

        if (!table[i].said[0])
            steps[4] = (fake_step)SEND("2 NO x\r\n"), steps[5] = (fake_step)STALL;
        enter(steps, N(steps));
        assert_int_equal(mbx_session_namespace(session, &ns, &err), MBX_OK);
        assert_int_equal(ns.told, table[i].prefix != NULL);
        if (ns.told) {
            assert_memory_equal(ns.prefix, table[i].prefix, strlen(table[i].prefix));
            assert_int_equal(ns.delimiter, table[i].delimiter);
        }
        mbx_namespace_free(&ns);
        leave();
    }
    enter(silent, N(silent));
    assert_int_equal(mbx_session_namespace(session, &ns, &err), MBX_OK);
    assert_false(ns.told);
    leave();
}

/* In flights of eight, told apart by name, whatever order they come in; a NO is one folder's own. */
static void counts(void **state)
{
    static const char *const names[] = {"INBOX", "Entwürfe", "a \"b\"", "gone", "e", "f", "g", "h", "i"};
    static const fake_step steps[] = {
        OPEN(" CONDSTORE"), EXPECT("2 STATUS \"INBOX\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"), EXPECT("3 STATUS \"Entw&APw-rfe\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"),
        EXPECT("4 STATUS \"a \\\"b\\\"\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"), EXPECT(NULL), EXPECT(NULL), EXPECT(NULL), EXPECT(NULL), EXPECT("9 STATUS \"h\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"),
        SEND("* STATUS \"a \\\"b\\\"\" (MESSAGES 3)\r\n4 OK x\r\n5 NO [NONEXISTENT] x\r\n* STATUS gone (MESSAGES 9)\r\n* STATUS Entw&APw-rfe (MESSAGES 2 HIGHESTMODSEQ 5)\r\n* STATUS inbox (MESSAGES 1)\r\n2 OK x\r\n3 OK x\r\n"
             "* STATUS x (MESSAGES 7)\r\n6 OK x\r\n7 OK x\r\n8 OK x\r\n9 OK x\r\n"),
        EXPECT("10 STATUS \"i\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"), SEND("* STATUS \"otherwise spelt\" (MESSAGES 10)\r\n10 OK x\r\n"), STALL};
    static const uint32_t want[] = {1, 2, 3, 0, 0, 0, 0, 0, 10};
    static const fake_step none[] = {OPEN(""), STALL};
    mbx_folder_status got[N(names)];
    mbx_error err;

    (void)state;
    enter(steps, N(steps));
    assert_int_equal(mbx_session_status(session, names, N(names), got, &err), MBX_OK);
    for (size_t i = 0; i < N(names); i++) {
        assert_int_equal(got[i].messages, want[i]);
        assert_int_equal(got[i].told & MBX_TOLD_MESSAGES, want[i] ? MBX_TOLD_MESSAGES : 0);
    }
    assert_int_equal(got[1].highestmodseq, 5);
    leave();
    enter(none, N(none));
    assert_int_equal(mbx_session_status(session, (const char *const[]){"a\r\nb"}, 1, got, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_session_status(session, names, 0, got, &err), MBX_OK);
    leave();
}

/* The same rows whatever pieces they come in, and never a list that is taken for whole when it was cut. */
static void cut_everywhere(void **state)
{
    static const char said[] = "* LIST (\\Sent) \"/\" {4}\r\nS\"nt\r\n* STATUS \"S\\\"nt\" (UNSEEN 2)\r\n* LIST () \"/\" \"a\" (X (y))\r\n2 OK x\r\n", want[] = "S\"nt|S\"nt|/|0|sent|2:0,2,0,0,0,0,\na|a|/|0|\n";
    fake_step bytes[N(said) + 6] = {OPEN(""), PLAIN};
    mbx_error err;

    (void)state;
    for (size_t at = 1; at < sizeof said; at++) {
        fake_step steps[] = {OPEN(""), PLAIN, {FAKE_SEND, said, at, 0}};
        mbx_folders f = {0};
        mbx_status st;

        enter(steps, N(steps));
        st = mbx_session_folders(session, false, &f, &err);
        assert_int_equal(st, at < sizeof said - 1 ? MBX_E_CONNECT : MBX_OK);
        if (st == MBX_OK)
            assert_string_equal(shown(&f), want);
        mbx_folders_free(&f);
        leave();
    }
    for (size_t i = 0; i < sizeof said - 1; i++)
        bytes[4 + i] = (fake_step){FAKE_SEND, said + i, 1, 0};
    bytes[4 + sizeof said - 1] = (fake_step)STALL;
    lists(bytes, 4 + sizeof said, false, want);
}

/* Each allocation fails in turn: said so, and nothing is kept. */
static void out_of_memory(void **state)
{
    static const fake_step steps[] = {
        OPEN(" LIST-EXTENDED LIST-STATUS NAMESPACE"), EXPECT(NULL), SEND("* LIST () \"/\" a\r\n* STATUS a (UNSEEN 1)\r\n* LIST (\\Sent) \"/\" b\r\n* LIST () \"/\" a\r\n* STATUS c (UNSEEN 1)\r\n2 OK x\r\n"),
        EXPECT(NULL), SEND("* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\r\n3 OK x\r\n"), EXPECT(NULL), EXPECT(NULL), SEND("* STATUS a (UNSEEN 1)\r\n* STATUS b (UNSEEN 2)\r\n4 OK x\r\n5 OK x\r\n"), STALL};
    unsigned complete = 0;
    long live;

    (void)state;
    for (long nth = 1; nth < 80; nth++) {
        static const char *const names[] = {"a", "b"};
        mbx_folders f = {0};
        mbx_namespace ns = {.told = false};
        mbx_folder_status counts_of[2];
        mbx_error err;
        mbx_status st;

        live = mbx_test_live();
        mbx_error_clear(&err);
        enter(steps, N(steps));
        mbx_test_fail_once(nth);
        st = mbx_session_folders(session, true, &f, &err);
        if (st == MBX_OK)
            st = mbx_session_namespace(session, &ns, &err);
        if (st == MBX_OK)
            st = mbx_session_status(session, names, 2, counts_of, &err);
        mbx_test_fail_after(-1);
        assert_true(st == MBX_OK || st == MBX_E_MEMORY);
        if (st == MBX_OK) {
            complete++;
            assert_string_equal(shown(&f), "a|a|/|0||2:0,1,0,0,0,0,\nb|b|/|0|sent\n");
            assert_string_equal(ns.prefix, "INBOX.");
            assert_int_equal(counts_of[1].unseen, 2);
        }
        mbx_folders_free(&f);
        mbx_namespace_free(&ns);
        mbx_session_free(session);
        fake_peer_end(peer);
        assert_int_equal(mbx_test_live(), live);
    }
    assert_in_range(complete, 1, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows),       cmocka_unit_test(extensions), cmocka_unit_test(uses),   cmocka_unit_test(refused),
                                       cmocka_unit_test(many),       cmocka_unit_test(namespaces), cmocka_unit_test(counts), cmocka_unit_test(cut_everywhere),
                                       cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
