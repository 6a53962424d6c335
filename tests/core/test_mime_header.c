/* Values of header fields against what the RFCs say they are: their own examples, and what mail really carries. */
#include "mime/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* Parses a header (and a body) and hands the facts to check. */
static mbx_message *parsed(const char *raw)
{
    mbx_error err = {0};
    mbx_message *m;
    assert_int_equal(mbx_message_new(&m, NULL, &err), MBX_OK);
    assert_int_equal(mbx_message_feed(m, raw, strlen(raw), &err), MBX_OK);
    assert_int_equal(mbx_message_finish(m, &err), MBX_OK);
    return m;
}

static void same(mbx_str got, const char *want, const char *of)
{
    if (got.n != strlen(want) || memcmp(got.p, want, got.n) != 0)
        fail_msg("%s: expected [%s], got [%.*s]", of, want, (int)got.n, got.p ? got.p : "");
}

static void subjects(void **state)
{
    static const char *const rows[][2] = {
        /* RFC 2047 section 8 */
        {"(=?ISO-8859-1?Q?a?=)", "(a)"},
        {"=?ISO-8859-1?Q?a?= b", "a b"},
        {"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
        {"=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"},
        {"=?ISO-8859-1?Q?a_b?=", "a b"},
        {"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"},
        /* RFC 2231 section 5 */
        {"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"},
        /* characters and base64 units cut between words */
        {"=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "\xC3\xA9"},
        {"=?utf-8?B?w?= =?utf-8?B?6k=?=", "\xC3\xA9"},
        {"=?utf-8?B?w6k=?==?utf-8?B?w6k=?=", "\xC3\xA9\xC3\xA9"},
        {"=?utf-8?Q?=C3=A?= =?utf-8?Q?9=?= =?utf-8?Q?C3=A9?=", "\xC3\xA9\xC3\xA9"},
        {"=?utf-8?Q?a=?= =?utf-8?Q?C?=", "a=C"},
        {"=?utf-8?Q?a=4?= =?utf-8?B?Yg==?=", "a=4b"},
        {"=?iso 8859 1?Q?caf=E9?=", "caf\xC3\xA9"},
        /* blanks inside, lower case, unknown letter, unclosed */
        {"=?utf-8?q?two words?=", "two words"},
        {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
        {"=?utf-8?Q?abc", "=?utf-8?Q?abc"},
        {"=?utf-8?Q?" "?=x", "x"},
        {"=?utf-8?Q?=ZZ=4?=", "=ZZ=4"},
        /* never a line break or NUL out of a header */
        {"=?utf-8?Q?a=0D=0AB=3A=00c?=", "a  B: c"},
        {"caf\xE9", "caf\xC3\xA9"},
        {"caf\xC3\xA9", "caf\xC3\xA9"},
        {"=?x-unknown-9?Q?caf=E9?=", "caf\xC3\xA9"},
        {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xE6\x97\xA5\xE6\x9C\xAC"},
        {"=?utf-8?Q?=FF?=", "\xEF\xBF\xBD"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char raw[512];
        snprintf(raw, sizeof raw, "Subject: %s\r\n\r\n", rows[i][0]);
        mbx_message *m = parsed(raw);
        same(mbx_message_get(m)->subject, rows[i][1], rows[i][0]);
        mbx_message_free(m);
    }
    /* blanks before the first line of all fold nothing */
    mbx_message *m = parsed(" Subject: first\r\nTo: a@b\r\n\r\n");
    same(mbx_message_get(m)->subject, "first", "blank before the first field");
    mbx_message_free(m);
    m = parsed("To: a@b\r\nno field\r\n Subject: a fold of it\r\n\r\n");
    assert_null(mbx_message_get(m)->subject.p);
    mbx_message_free(m);
    /* a CR that ends no line still parts words */
    m = parsed("To: a@b\r\nSubject: one\rtwo\r\n\r\n");
    same(mbx_message_get(m)->subject, "one two", "CR");
    mbx_message_free(m);
}

static void addresses(void **state)
{
    /* "name|address;..." */
    static const char *const rows[][2] = {
        /* RFC 5322 appendix A */
        {"\"Joe Q. Public\" <john.q.public@example.com>", "Joe Q. Public|john.q.public@example.com;"},
        {"<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>", "|boss@nil.test;Giant; \"Big\" Box|sysservices@example.net;"},
        {"A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;", "Ed Jones|c@a.test;|joe@where.test;John|jdoe@one.test;"},
        {"Undisclosed recipients:;", ""},
        {"Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete|pete@silly.test;"},
        {"Mary Smith <@node.test,@other.test:mary@example.net>, , jdoe@test  . example", "Mary Smith|mary@example.net;|jdoe@test.example;"},
        /* what is really sent */
        {"bbb@ddd.com (John X. Doe)", "John X. Doe|bbb@ddd.com;"},
        {"a@b; c@d", "|a@b;|c@d;"},
        {"<a@b> <c@d>", "|a@b;|c@d;"},
        {"A <a@b> B <c@d>", "A|a@b;B|c@d;"},
        {"A <a@b> trailing words, c@d", "A|a@b;|c@d;"},
        {"=?utf-8?Q?a,b?= <c@d>", "a,b|c@d;"},
        {"\"=?utf-8?Q?J=C3=BCrgen?=\" <c@d>", "J\xC3\xBCrgen|c@d;"},
        /* a raw quote in an encoded word quotes, an encoded one is a letter of the name: GMime's test suite and five others */
        {"=?utf-8?Q?\"J=C3=BCrgen\"?= <c@d>", "J\xC3\xBCrgen|c@d;"},
        {"=?utf-8?Q?a_\"b\"?= <c@d>", "a b|c@d;"},
        {"=?utf-8?Q?=22J=C3=BCrgen=22?= <c@d>", "\"J\xC3\xBCrgen\"|c@d;"},
        /* words of a phrase are words, whether blanks are between them or not */
        {"\"a\"\"b\" <c@d>", "a b|c@d;"},
        {"a\"b\" <c@d>", "a b|c@d;"},
        {"\"a\"b <c@d>", "a b|c@d;"},
        {"c@d (one) (two)", "one two|c@d;"},
        {"(a) (b) c@d (e)", "a b e|c@d;"},
        {") c@d )", "|c@d;"},
        {"A) B <c@d>", "A B|c@d;"},
        {"a@b <>", "|a@b;"},
        {"\"A, B\" a@b", "A, B|a@b;"},
        {"\"A \\\" B\" a@b", "A \" B|a@b;"},
        {"\"me @ home\" a@b, \"c@d\", \"e <f@g>\"", "me @ home|a@b;|c@d;e <f@g>|;"},
        {"\"A \\\"B\\\"\" C a@b", "A \"B\" C|a@b;"},
        {"<> a@b", "|a@b;"},
        /* what is opened and never closed does not swallow the rest */
        {"\"unclosed <a@b>, c@d", "unclosed|a@b;|c@d;"},
        {"unclosed\" <a@b>, c@d", "unclosed|a@b;|c@d;"},
        {"<\"a@b>, c@d", "|a@b;|c@d;"},
        {"<a(b@c>, d@e", "|ab@c;|d@e;"},
        {"(a (b) c@d", "a b|c@d;"},
        {"\"john doe\"@example.org", "|\"john doe\"@example.org;"},
        {"<=?utf-8?Q?x?=@example.org>", "|=?utf-8?Q?x?=@example.org;"},
        {"x@[IPv6:::1], y@z", "|x@[IPv6:::1];|y@z;"},
        {"J\xFCrgen <c@d>", "J\xC3\xBCrgen|c@d;"},
        {"MAILER DAEMON <>", "MAILER DAEMON|;"},
        {"<a@b, c@d", "|a@b;|c@d;"},
        {"Unbalanced (comment <a@b>", "Unbalanced comment|a@b;"},
        {"<<a@b>>", "|a@b;"},
        {"root", "|root;"},
        {",,,", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char raw[512], got[512];
        size_t n = 0;
        snprintf(raw, sizeof raw, "To: %s\r\n\r\n", rows[i][0]);
        mbx_message *m = parsed(raw);
        mbx_addresses a = mbx_message_get(m)->to;
        for (size_t k = 0; k < a.n; k++)
            n += (size_t)snprintf(got + n, sizeof got - n, "%.*s|%.*s;", (int)a.list[k].name.n, a.list[k].name.p ? a.list[k].name.p : "",
                                  (int)a.list[k].address.n, a.list[k].address.p ? a.list[k].address.p : "");
        same((mbx_str){got, n}, rows[i][1], rows[i][0]);
        mbx_message_free(m);
    }
}

static void dates(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t seconds; /* by date -u -d ... +%s */
    } rows[] = {
        {"Fri, 21 Nov 1997 09:55:06 -0600", true, 880127706},
        {"21 Nov 97 09:55:06 GMT", true, 880106106},
        {"Thu,\r\n 13\r\n Feb\r\n 1969\r\n 23:32\r\n -0330 (Newfoundland Time)", true, -27723480},
        {"Tue, 1 Jul 2003 ((tricky)\r\n comment) 10:52:37 +0200", true, 1057049557},
        {"Sun, 27 Oct 2002 23:57:07 EST", true, 1035781027},
        {"Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", true, 880127706}, /* RFC 5322 appendix A.6.3 */
        {"Fri, 21 Nov 1997 09 : 55 -0600", true, 880127700},
        {"Thu Feb 29 12:30:45 2024", true, 1709209845},
        {"2024-02-29T12:30:45Z", true, 1709209845},
        {"2024-02-29T12:30:45+01:00", true, 1709206245},
        {"29-Feb-2024 12:30:45 +0000", true, 1709209845},
        {"Thu, 29 Feb 124 12:30:45 +0000", true, 1709209845},
        {"29 Feb 2024 12:30:60 +0000", true, 1709209860},
        {"29 Feb 2024 12:30:45 XYZ", true, 1709209845},
        {"Sun, 29 Feb 2023 12:30:45 +0000", false, 0},
        {"31 Apr 2024 12:30:45 +0000", false, 0},
        {"29 Feb 2024 24:30:45 +0000", false, 0},
        /* a day without a time; but not where the time is what could not be read */
        {"Thu, 29 Feb 2024", true, 1709164800},
        {"2024-02-29", true, 1709164800},
        {"29 Feb 2024 123045 +0100", false, 0},
        {"17-6-2008 17:10:08", true, 1213722608}, /* GMime's test suite */
        {"29.02.2024 12:30:45", true, 1709209845},
        {"2024/02/29 12:30:45", true, 1709209845},
        {"02/29/2024 12:30:45", true, 1709209845},
        {"29/02/2024 12:30:45", true, 1709209845},
        {"28 Feb 0024 12:30:45 +0100", true, 1709119845},
        {"28 Feb 124 12:30:45 +0100", true, 1709119845},
        {"29 Feb 2024 12:30:45 +0100 +0200", true, 1709206245},
        {"29 Feb 2024 12:30:45 +0060", true, 1709206245},
        {"Fri, 009 Feb 2024 09:30:45 +0100", true, 1707467445},
        /* points in the time, as Python reads them; two numbers of one digit are no time */
        {"Wed, 02 Oct 2002 08.00.00 +0200", true, 1033538400},
        {"Oct 2, 2002 8.05", true, 1033545900},
        {"2 Oct 2002 8.5", false, 0},
        {"2 Oct 2002 08.00.", false, 0},
        {"29 Feb 2024 12:30:45 +01:30", true, 1709204445},
        {"29 Feb 2024 12:30:45 +01:999999999", true, 1709206245}, /* no minutes of an hour */
        {"30/30/2024 12:30:45", false, 0},
        {"1/2", false, 0},
        {"Tue, 7 Apr 2026 10:00:t", false, 0},
        {"yesterday", false, 0},
        {"", false, 0},
        {"99999999999999999999 99:99:99", false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char raw[256];
        snprintf(raw, sizeof raw, "Date: %s\r\n\r\n", rows[i].text);
        mbx_message *m = parsed(raw);
        const mbx_message_facts *f = mbx_message_get(m);
        if (f->has_date != rows[i].good || (f->has_date && f->date != rows[i].seconds))
            fail_msg("%s: %d %lld", rows[i].text, f->has_date, (long long)f->date);
        mbx_message_free(m);
    }
}

static void ids(void **state)
{
    (void)state;
    mbx_message *m = parsed("Message-ID: <1234   @   local(blah(blah))  .machine .example>\r\n" /* RFC 5322 appendix A.6.3 */
                            "References: <a(b)@c(d> <(e)f@(g\xC3\xA4)h>\r\n\r\n");
    same(mbx_message_get(m)->message_id, "1234@local.machine.example", "comment in a domain");
    same(mbx_message_get(m)->references[0], "a(b)@c(d", "what is no comment");
    same(mbx_message_get(m)->references[1], "(e)f@h", "comment in a domain");
    mbx_message_free(m);
    m = parsed("Message-ID: <a b@c>\r\nReferences: Your mail of <1@x> and\r\n <2@x>\r\n <<3@x> <> <open\r\n"
                            "In-Reply-To: <9@x> (a comment)\r\nMessage-ID: <second@x>\r\n\r\n");
    const mbx_message_facts *f = mbx_message_get(m);
    same(f->message_id, "ab@c", "id");
    assert_int_equal(f->n_references, 3);
    same(f->references[0], "1@x", "first");
    same(f->references[1], "2@x", "second");
    same(f->references[2], "3@x", "third");
    assert_int_equal(f->n_in_reply_to, 1);
    assert_int_equal(f->n_anomalies, 1);
    assert_int_equal(f->anomalies[0].kind, MBX_ANOMALY_HEADER_DUPLICATE);
    mbx_message_free(m);
    /* white space inside is no part of it, with brackets or without */
    m = parsed("Message-ID: bare @x (a comment)\r\n\r\n");
    same(mbx_message_get(m)->message_id, "bare@x", "bare");
    mbx_message_free(m);
    /* RFC 6532 section 3.3, and the Latin-1 that is sent as well */
    m = parsed("Message-ID: <f\xC3\xB6@x>\r\nIn-Reply-To: <f \xF6@x>\r\n\r\n");
    same(mbx_message_get(m)->message_id, "f\xC3\xB6@x", "UTF-8");
    same(mbx_message_get(m)->in_reply_to[0], "f\xC3\xB6@x", "Latin-1");
    mbx_message_free(m);
    m = parsed("Message-ID: (a comment) bare@x\r\n\r\n");
    same(mbx_message_get(m)->message_id, "bare@x", "behind a comment");
    mbx_message_free(m);
}

static void filenames(void **state)
{
    static const char *const rows[][2] = {
        {"Content-Disposition: attachment; filename=plain.txt", "plain.txt"},
        {"Content-Disposition: attachment; filename=two words.txt", "two words.txt"},
        {"Content-Disposition: attachment; filename=a.txt size=3", "a.txt"},
        {"Content-Disposition: attachment; filename=\"a\\\"b\\\\c;d.txt\"", "a\"b\\c;d.txt"},
        {"Content-Disposition: attachment; filename=\"C:\\dir\\file.txt\"", "C:\\dir\\file.txt"},
        {"Content-Disposition: attachment;; filename=x", "x"},
        {"Content-Disposition: filename=x", "x"},
        {"Content-Type: application/x (a (nested) comment) ; (another) name = \"x\"", "x"},
        /* RFC 2231 section 3 and 4 */
        {"Content-Type: application/x-stuff; name*0*=us-ascii'en'This%20is%20even%20more%20; name*1*=%2A%2A%2Afun%2A%2A%2A%20; name*2=\"isn't it!\"",
         "This is even more ***fun*** isn't it!"},
        {"Content-Disposition: attachment; filename=\"fallback\"; filename*=utf-8''%E2%82%AC", "\xE2\x82\xAC"},
        {"Content-Disposition: attachment; filename*1=b; filename*0=a", "ab"},
        {"Content-Disposition: attachment; filename*0*=utf-8''%E2%82; filename*1*=%AC", "\xE2\x82\xAC"},
        {"Content-Disposition: attachment; filename*=%41%zz%4", "A%zz%4"},
        {"Content-Disposition: attachment; filename=\"=?utf-8?B?w6k=?=.txt\"", "\xC3\xA9.txt"},
        {"Content-Disposition: attachment; filename==?utf-8?B?w6k=?=", "\xC3\xA9"},
        {"Content-Disposition: attachment; filename=\"\xE9.txt\"", "\xC3\xA9.txt"},
        {"Content-Disposition: attachment; filename=\"open", "open"},
        {"Content-Disposition: attachment; filename=shut\"", "shut"},
        /* a type that is none, and what is no text */
        {"Content-Type: image; name=x.gif", "x.gif"},
        {"Content-Disposition: attachment; filename==?utf-8?q?=C3=A9 b.txt?=", "\xC3\xA9 b.txt"},
        /* a piece that was lost takes only itself along */
        {"Content-Disposition: attachment; filename*0=a; filename*2=c.txt", "ac.txt"},
        {"Content-Type: application / (a comment) x-test (another) ; name=x", "x"},
        {"Content-Type: image/gif; name=\"type\"\r\nContent-Disposition: attachment; filename=\"disposition\"", "disposition"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char raw[512];
        snprintf(raw, sizeof raw, "%s\r\n\r\nx", rows[i][0]);
        mbx_message *m = parsed(raw);
        same(mbx_message_get(m)->parts[0].filename, rows[i][1], rows[i][0]);
        assert_int_equal(mbx_message_get(m)->parts[0].role, MBX_ROLE_ATTACHMENT);
        mbx_message_free(m);
    }
}

/* Content types that are none: the type as it is declared, and what becomes of the part. */
static void types(void **state)
{
    static const struct {
        const char *header, *type;
        mbx_role role;
    } rows[] = {
        {"Content-Type: text", "text/plain", MBX_ROLE_TEXT}, /* RFC 2045 section 5.2 */
        {"Content-Type: image; name=x.gif", "image", MBX_ROLE_ATTACHMENT},
        {"Content-Type: application/ (a comment) x-test", "application/x-test", MBX_ROLE_ATTACHMENT},
        {"Content-Type: \"text/html\"", "text/html", MBX_ROLE_HTML},
        {"Content-Type: multipart; boundary=b", "multipart/mixed", MBX_ROLE_MULTIPART},
        {"Content-Type: multipart/mixed; boundary=\"\\b\"", "multipart/mixed", MBX_ROLE_MULTIPART},
        /* a file name stands in "filename" of the disposition or in "name" of the type, nowhere else */
        {"Content-Type: text/plain; filename=x", "text/plain", MBX_ROLE_TEXT},
        {"Content-Disposition: inline; name=x", "text/plain", MBX_ROLE_TEXT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char raw[512];
        snprintf(raw, sizeof raw, "%s\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n", rows[i].header);
        mbx_message *m = parsed(raw);
        const mbx_message_facts *f = mbx_message_get(m);
        same(f->parts[0].content_type, rows[i].type, rows[i].header);
        if (f->parts[0].role != rows[i].role || (f->parts[0].role == MBX_ROLE_MULTIPART && f->n_parts != 2))
            fail_msg("%s: role %d, %zu parts", rows[i].header, (int)f->parts[0].role, f->n_parts);
        mbx_message_free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(subjects), cmocka_unit_test(addresses), cmocka_unit_test(dates), cmocka_unit_test(ids),
                                       cmocka_unit_test(filenames), cmocka_unit_test(types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
