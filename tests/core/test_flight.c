#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "imap/flight.h"
#include "logged_in.h"

#include <stdio.h>
#include <string.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

typedef struct heard { /* the lines that a reader got, "|" between them */
    char text[400];
    size_t n;
} heard;

static mbx_status hear(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    heard *h = ctx;

    (void)kind;
    (void)err;
    h->n += (size_t)snprintf(h->text + h->n, sizeof h->text - h->n, "%s%.*s", h->n ? "|" : "", (int)line.n, line.p);
    return MBX_OK;
}

static mbx_status full(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    (void)ctx;
    (void)kind;
    (void)line;
    return mbx_fail(err, MBX_STAGE_FOLDER, MBX_CODE_LIMIT_BUFFER, "full");
}

#define COMMANDS 4
#define FLIGHT EXPECT("2 CAPABILITY"), EXPECT("3 ID NIL"), EXPECT("4 STATUS a (MESSAGES)"), EXPECT("5 STATUS b (MESSAGES)")

typedef struct outcome {
    mbx_status status;
    mbx_answer answer[COMMANDS];
    heard id, status_lines;
    mbx_error err;
} outcome;

static void fly(mbx_command_flight *f, outcome *o)
{
    static const char *const commands[COMMANDS] = {"CAPABILITY", "ID NIL", "STATUS a (MESSAGES)", "STATUS b (MESSAGES)"};
    const mbx_line_reader id = {.ctx = &o->id, .line = hear}, status = {.ctx = &o->status_lines, .line = hear};
    const mbx_line_reader *const readers[COMMANDS] = {NULL, &id, &status, &status};

    memset(o, 0, sizeof *o);
    mbx_flight_init(f, session);
    for (size_t i = 0; i < COMMANDS; i++)
        assert_int_equal(mbx_flight_add(f, mbx_str_of(commands[i]), readers[i], &o->err), MBX_OK);
    o->status = mbx_flight_run(f, &o->err);
    for (size_t i = 0; i < COMMANDS; i++)
        o->answer[i] = f->command[i].answer;
}

static outcome flown(const char *said)
{
    fake_step steps[] = {OPEN(""), FLIGHT, {FAKE_SEND, said, 0, 0}, STALL};
    mbx_command_flight f;
    outcome o;

    enter(steps, N(steps));
    fly(&f, &o);
    mbx_flight_free(&f);
    leave();
    return o;
}

static void answers_by_tag(void **state)
{
    outcome o;

    (void)state;
    o = flown("* CAPABILITY IMAP4rev1 X\r\n2 OK x\r\n* ID NIL\r\n3 OK x\r\n* STATUS a (MESSAGES 1)\r\n4 OK x\r\n* STATUS b (MESSAGES 2)\r\n5 OK x\r\n");
    assert_int_equal(o.status, MBX_OK);
    assert_string_equal(o.id.text, "* ID NIL");
    assert_string_equal(o.status_lines.text, "* STATUS a (MESSAGES 1)|* STATUS b (MESSAGES 2)");
    /* the other way round, all data first, and what nobody asked for in between */
    o = flown("* STATUS b (MESSAGES 2)\r\n* 7 EXISTS\r\n5 OK x\r\n* id NIL\r\n* FOO (\"(\" {3}\r\n)\r\n)\r\n* OK [ALERT] hello\r\n* 1 FETCH (BODY[] {4}\r\n5 OK)\r\n"
              "* STATUS {1}\r\na (MESSAGES 1)\r\n4 NO [X] gone\r\n3 BAD no\r\n* SEARCH 1\r\n2 OK x\r\n");
    assert_int_equal(o.status, MBX_OK);
    assert_int_equal(o.answer[0], MBX_ANSWER_OK);
    assert_int_equal(o.answer[1], MBX_ANSWER_BAD);
    assert_int_equal(o.answer[2], MBX_ANSWER_NO);
    assert_int_equal(o.answer[3], MBX_ANSWER_OK);
    assert_string_equal(o.id.text, "* id NIL");
    assert_string_equal(o.status_lines.text, "* STATUS b (MESSAGES 2)|* STATUS {1}\r\na (MESSAGES 1)");
    /* data of a command that was answered are nobody's */
    o = flown("3 OK x\r\n* ID (\"late\" \"1\")\r\n2 OK x\r\n4 OK x\r\n5 OK x\r\n");
    assert_int_equal(o.status, MBX_OK);
    assert_string_equal(o.id.text, "");
}

static void refusal_is_one_commands_own(void **state)
{
    static const fake_step steps[] = {OPEN(""), FLIGHT, SEND("3 NO [LIMIT] not now\r\n2 OK x\r\n5 BAD what\r\n4 OK x\r\n"), EXPECT("6 EXAMINE \"INBOX\""),
                                      SEND("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n6 OK x\r\n"), STALL};
    mbx_command_flight f;
    mbx_mailbox m;
    outcome o;

    (void)state;
    enter(steps, N(steps));
    fly(&f, &o);
    assert_int_equal(o.status, MBX_OK);
    assert_int_equal(mbx_flight_refused(&f, 1, &o.err), MBX_E_REFUSED);
    assert_int_equal(o.err.code, MBX_CODE_SERVER_THROTTLED);
    assert_string_equal(o.err.server_text, "NO [LIMIT] not now");
    assert_int_equal(mbx_flight_refused(&f, 3, &o.err), MBX_E_PROTOCOL);
    assert_int_equal(o.err.code, MBX_CODE_SERVER_BAD);
    mbx_flight_free(&f);
    assert_int_equal(mbx_session_examine(session, "INBOX", &m, &o.err), MBX_OK); /* the session is in order */
    leave();
}

static void not_ours(void **state)
{
    static const char *const said[] = {
        "6 OK x\r\n",                     /* a command that was not sent */
        "1 OK x\r\n",                     /* one of before */
        "2 OK x\r\n2 OK x\r\n",           /* twice */
        "x OK x\r\n", "02 OK x\r\n", "99999999999 OK x\r\n",
        "2 OK x\r\n+ go on\r\n",          /* nothing follows */
    };
    (void)state;
    for (size_t i = 0; i < N(said); i++) {
        outcome o = flown(said[i]);

        assert_int_equal(o.status, MBX_E_PROTOCOL);
        assert_int_equal(o.err.code, MBX_CODE_PROTOCOL_SYNTAX);
    }
}

static void goodbye(void **state)
{
    static const fake_step steps[] = {OPEN(""), FLIGHT, SEND("2 OK x\r\n* BYE down\r\n")};
    mbx_command_flight f;
    outcome o;

    (void)state;
    enter(steps, N(steps));
    fly(&f, &o);
    mbx_flight_free(&f);
    leave();
    assert_int_equal(o.status, MBX_E_REFUSED);
    assert_int_equal(o.err.code, MBX_CODE_SERVER_BYE);
}

/* Cut at every byte, the same bytes one by one: never success before the last of them. */
static void cut_everywhere(void **state)
{
    static const char said[] = "* CAPABILITY IMAP4rev1 X\r\n* STATUS {1}\r\nb (MESSAGES 2)\r\n5 OK x\r\n3 NO x\r\n* STATUS a (MESSAGES 1)\r\n2 OK x\r\n4 OK x\r\n";
    fake_step bytes[N(said) + 12] = {OPEN(""), FLIGHT};
    size_t first = 0;
    mbx_command_flight f;
    outcome o;

    (void)state;
    while (bytes[first].text)
        first++;
    for (size_t at = 0; at < sizeof said; at++) {
        fake_step steps[] = {OPEN(""), FLIGHT, {FAKE_SEND, said, at, 0}, {FAKE_CLOSE, NULL, 0, 0}};

        if (at == 0) /* n 0 would be all of it */
            steps[N(steps) - 2] = steps[N(steps) - 1];
        enter(steps, N(steps));
        fly(&f, &o);
        mbx_flight_free(&f);
        leave();
        assert_int_equal(o.status, at < sizeof said - 1 ? MBX_E_CONNECT : MBX_OK);
    }
    for (size_t i = 0; i < sizeof said - 1; i++)
        bytes[first + i] = (fake_step){FAKE_SEND, said + i, 1, 0};
    bytes[first + sizeof said - 1] = (fake_step)STALL;
    enter(bytes, first + sizeof said);
    fly(&f, &o);
    mbx_flight_free(&f);
    leave();
    assert_int_equal(o.status, MBX_OK);
    assert_string_equal(o.status_lines.text, "* STATUS {1}\r\nb (MESSAGES 2)|* STATUS a (MESSAGES 1)");
}

static void who_may_fly_together(void **state)
{
    static const fake_step steps[] = {OPEN(""), STALL};
    static const char *const alone[] = {"LOGIN a b", "LOGOUT", "STARTTLS", "COMPRESS DEFLATE", "UID FETCH 1 (FLAGS)", "UID SEARCH ALL", "FETCH 1 FLAGS", "IDLE", "", "NOOP\r\n1 LOGOUT", "LISTING"};
    heard one, two;
    const mbx_line_reader a = {.ctx = &one, .line = hear}, b = {.ctx = &two, .line = hear};
    mbx_command_flight f;
    mbx_error err;

    (void)state;
    enter(steps, N(steps));
    mbx_flight_init(&f, session);
    for (size_t i = 0; i < N(alone); i++)
        assert_int_equal(mbx_flight_add(&f, mbx_str_of(alone[i]), NULL, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("status x (UIDNEXT)"), &a, &err), MBX_OK);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("STATUS y (UIDNEXT)"), &b, &err), MBX_E_ARGUMENT); /* whose would a STATUS line be? */
    assert_int_equal(mbx_flight_add(&f, MBX_STR("LIST \"\" *"), &b, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("LIST \"\" *"), &a, &err), MBX_OK);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("ENABLE UTF8=ACCEPT"), NULL, &err), MBX_OK);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("STATUS z (UIDNEXT)"), &a, &err), MBX_E_ARGUMENT); /* how is z written? */
    assert_int_equal(mbx_flight_add(&f, MBX_STR("EXAMINE z"), &a, &err), MBX_E_ARGUMENT);
    mbx_flight_free(&f);
    mbx_flight_init(&f, session);
    for (size_t i = 0; i < MBX_MAX_FLIGHT; i++)
        assert_int_equal(mbx_flight_add(&f, MBX_STR("NOOP"), NULL, &err), MBX_OK);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("NOOP"), NULL, &err), MBX_E_LIMIT);
    mbx_flight_free(&f);
    leave();
}

/* A folder is opened last: what is nobody else's is about it. */
static void examine_comes_last(void **state)
{
    static const fake_step steps[] = {OPEN(""), EXPECT("2 ID NIL"), EXPECT("3 EXAMINE x"), SEND("* ID NIL\r\n* 1 EXISTS\r\n* OK [UIDNEXT 2] x\r\n2 OK x\r\n* ID NIL\r\n3 OK [READ-ONLY] x\r\n"), STALL};
    heard id = {.n = 0}, folder = {.n = 0};
    const mbx_line_reader a = {.ctx = &id, .line = hear}, b = {.ctx = &folder, .line = hear};
    mbx_command_flight f;
    mbx_error err;

    (void)state;
    enter(steps, N(steps));
    mbx_flight_init(&f, session);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("ID NIL"), &a, &err), MBX_OK);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("EXAMINE x"), &b, &err), MBX_OK);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("NOOP"), NULL, &err), MBX_E_ARGUMENT);
    assert_int_equal(mbx_flight_run(&f, &err), MBX_OK);
    assert_string_equal(id.text, "* ID NIL");
    assert_string_equal(folder.text, "* 1 EXISTS|* OK [UIDNEXT 2] x|* ID NIL");
    mbx_flight_free(&f);
    leave();
}

static void readers_refusal_ends_it(void **state)
{
    static const fake_step steps[] = {OPEN(""), EXPECT("2 ID NIL"), SEND("* ID NIL\r\n2 OK x\r\n"), STALL};
    const mbx_line_reader a = {.line = full};
    mbx_command_flight f;
    mbx_error err;

    (void)state;
    enter(steps, N(steps));
    mbx_flight_init(&f, session);
    assert_int_equal(mbx_flight_add(&f, MBX_STR("ID NIL"), &a, &err), MBX_OK);
    assert_int_equal(mbx_flight_run(&f, &err), MBX_E_LIMIT);
    mbx_flight_free(&f);
    leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_by_tag),       cmocka_unit_test(refusal_is_one_commands_own), cmocka_unit_test(not_ours), cmocka_unit_test(goodbye),
                                       cmocka_unit_test(cut_everywhere),       cmocka_unit_test(who_may_fly_together),        cmocka_unit_test(examine_comes_last),
                                       cmocka_unit_test(readers_refusal_ends_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
