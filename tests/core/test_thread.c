#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "mime/thread.h"
#include "trial.h"

#include <stdio.h>

#define RE MBX_SUBJECT_REPLY
#define FW MBX_SUBJECT_FORWARD

static mbx_status base(mbx_str subject, mbx_buf *out)
{
    unsigned kind;
    return mbx_base_subject(subject, out, &kind);
}

typedef struct expected {
    const char *subject, *base;
    unsigned kind;
} expected;

static void check(const expected *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mbx_buf out;
        unsigned kind = 99;
        trial_same(base, list[i].subject, list[i].base);
        mbx_buf_init(&out, 1000);
        assert_int_equal(mbx_base_subject(mbx_str_of(list[i].subject), &out, &kind), MBX_OK);
        if (kind != list[i].kind)
            print_error("%s\n", list[i].subject);
        assert_int_equal(kind, list[i].kind);
        mbx_buf_free(&out);
    }
}
#define CHECK(list) check(list, sizeof(list) / sizeof *(list))

/* Each rule of the ABNF in RFC 5256 section 5 and each step of section 2.1. */
static void rfc5256(void **state)
{
    static const expected list[] = {
        {"", "", 0},
        {"test", "test", 0},
        {" a \t b  c ", "a b c", 0},                 /* step 1 */
        {"test (fwd)", "test", FW},                  /* step 2 */
        {"test  (FWD) \t(fwd) ", "test", FW},
        {"test(fwd)", "test", FW},
        {"(fwd)", "", FW},
        {"Re: test", "test", RE},                    /* step 3 */
        {"re:test", "test", RE},
        {"RE \t: test", "test", RE},
        {"Re[2]: test", "test", RE},
        {"Re [x y] : test", "test", RE},
        {"Fw: test", "test", FW},
        {"FWD: test", "test", FW},
        {"[list] Re: test", "test", RE},
        {"[a] [b][c]Fwd: test", "test", FW},
        {"Re: Fwd: Re: test", "test", RE | FW},
        {"Re: [list] Re: test", "test", RE},
        {"[list] test", "test", 0},                  /* step 4 */
        {"[a][b] test", "test", 0},
        {"[list]", "[list]", 0},
        {"[a] [b]", "[b]", 0},
        {"Re: [a] [b]", "[b]", RE},
        {"Re:", "", RE},
        {"[a[b] test", "[a[b] test", 0},
        {"a] test", "a] test", 0},
        {"[Fwd: test]", "test", FW},                 /* step 6 */
        {"[fwd: Re: test (fwd)]", "test", RE | FW},
        {"Re: [Fwd: [Fwd: [list] test]] (fwd)", "test", RE | FW},
        {"[Fwd: test] x", "x", 0},
        {"[Fwd: test", "[Fwd: test", 0},
        /* nothing of it */
        {"Regarding: test", "Regarding: test", 0},
        {"Re test", "Re test", 0},
        {"Re- test", "Re- test", 0},
        {"test Re: test", "test Re: test", 0},
        {"Fwds: test", "Fwds: test", 0},
        {"Re[[2]]: test", "Re[[2]]: test", 0},
    };
    (void)state;
    CHECK(list);
}

static void other_languages(void **state)
{
    static const expected list[] = {
        {"AW: Vertrag", "Vertrag", RE},
        {"WG: AW: Vertrag", "Vertrag", RE | FW},
        {"Antwort: Vertrag", "Vertrag", RE},
        {"TR : RE : Contrat", "Contrat", RE | FW},
        {"RÉ: Contrat", "Contrat", RE},
        {"RIF: R: I: Contratto", "Contratto", RE | FW},
        {"RV: Contrato", "Contrato", FW},
        {"RES: ENC: Contrato", "Contrato", RE | FW},
        {"Antw: Doorst: Contract", "Contract", RE | FW},
        {"SV: VB: VS: Avtal", "Avtal", RE | FW},
        {"VL: Sopimus", "Sopimus", FW},
        {"Odp: PD: Umowa", "Umowa", RE | FW},
        {"YNT: İLT: Sözleşme", "Sözleşme", RE | FW},
        {"Отв: Договор", "Договор", RE},
        {"回复\uFF1A转发: 合同", "合同", RE | FW},
        {"答复: 合同", "合同", RE},
        {"回覆: 轉寄: 合約", "合約", RE | FW},
        {"返信: 契約", "契約", RE},
        {"ΠΡΘ: α", "α", FW},
        {"Re^2: Re(3): RE[4]: test", "test", RE},
        {"Re(x): test", "Re(x): test", 0},
        {"Re^: test", "Re^: test", 0},
        {"I am: here", "I am: here", 0},
        {"TRS-80: a", "TRS-80: a", 0},
    };
    (void)state;
    CHECK(list);
}

static void cut_anywhere(void **state)
{
    static const char subject[] = " Re[2]: [a] [Fwd: 回复\uFF1A [b] Ré^3: test  é (fwd)] (fwd) ";
    (void)state;
    trial_same(base, subject, "test é");
    trial_beginnings(base, mbx_str_of(subject));
    trial_limits(base, mbx_str_of(subject));
}

static void slope(void **state)
{
    static const char *const pieces[] = {"a", " ", "[", "[a]", "[a", "]", "Re:", "[Fwd:", "[Fwd: Re: ", "(fwd)", " (fwd)", "Re(1", "Re[", "Re[a]", "[a] Re: "};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        trial_slope(base, "", pieces[i], 300000);
    trial_slope(base, "[Fwd: ", "[Fwd: [a]]", 300000);
}

static void ids(mbx_str *list, size_t *n, const char *words)
{
    *n = 0;
    while (*words) {
        size_t len = strcspn(words, " ");
        list[(*n)++] = (mbx_str){words, len};
        words += len + (words[len] == ' ');
    }
}

static void ancestors_are(const char *own, const char *references, const char *in_reply_to, const char *wanted)
{
    mbx_str references_list[20], in_reply_to_list[20], *list;
    mbx_message_facts f = {.message_id = mbx_str_of(own), .references = references_list, .in_reply_to = in_reply_to_list};
    char got[200] = "";
    size_t n;
    ids(references_list, &f.n_references, references);
    ids(in_reply_to_list, &f.n_in_reply_to, in_reply_to);
    assert_int_equal(mbx_thread_ancestors(&f, &list, &n), MBX_OK);
    for (size_t i = 0; i < n; i++)
        sprintf(got + strlen(got), "%s%.*s", i ? " " : "", (int)list[i].n, list[i].p);
    assert_string_equal(got, wanted);
    assert_true((n == 0) == (list == NULL));
    mbx_release(list);
}

static void ancestors(void **state)
{
    (void)state;
    ancestors_are("m@x", "", "", "");
    ancestors_are("m@x", "a@x b@x", "b@x", "a@x b@x");
    ancestors_are("m@x", "a@x b@x", "c@x", "a@x b@x c@x");
    ancestors_are("m@x", "a@x b@x", "a@x", "a@x b@x");
    ancestors_are("m@x", "", "b@x c@x", "b@x");
    ancestors_are("m@x", "a@x b@x a@x b@x", "b@x", "a@x b@x");
    ancestors_are("m@x", "a@x m@x b@x", "m@x", "a@x b@x");
    ancestors_are("m@x", "m@x", "", "");
    ancestors_are(NULL, "a@x A@x", "", "a@x A@x");
}

static void many_ancestors(void **state)
{
    static mbx_str references[MBX_MAX_REFERENCES];
    static char text[MBX_MAX_REFERENCES][16];
    mbx_message_facts f = {.references = references, .n_references = MBX_MAX_REFERENCES};
    mbx_str *list;
    size_t n;
    (void)state;
    for (size_t i = 0; i < MBX_MAX_REFERENCES; i++) {
        sprintf(text[i], "%u@x", (unsigned)(i / 2));
        references[i] = mbx_str_of(text[i]);
    }
    assert_int_equal(mbx_thread_ancestors(&f, &list, &n), MBX_OK);
    assert_int_equal(n, MBX_MAX_REFERENCES / 2);
    for (size_t i = 0; i < n; i++)
        assert_true(mbx_str_same(list[i], references[2 * i]));
    mbx_release(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc5256), cmocka_unit_test(other_languages), cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(slope),   cmocka_unit_test(ancestors),       cmocka_unit_test(many_ancestors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
