#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mime/reply_split.h"
#include "trial.h"

#include <stdio.h>

/* The segments as text: "N" and the like before each, "|" behind its head. */
static mbx_status shown(mbx_str text, mbx_buf *out)
{
    mbx_reply r = {.text = text};
    mbx_segment s;
    size_t at = 0;
    while (mbx_reply_next(&r, &s)) {
        assert_int_equal(s.offset, at);
        assert_true(s.length > 0 && s.head <= s.length);
        at += s.length;
        mbx_status st = mbx_buf_printf(out, "%c{", "NQSF"[s.kind]);
        if (st == MBX_OK && s.head) {
            st = mbx_buf_add(out, text.p + s.offset, s.head);
            if (st == MBX_OK)
                st = mbx_buf_add_char(out, '|');
        }
        if (st == MBX_OK)
            st = mbx_buf_add(out, text.p + s.offset + s.head, s.length - s.head);
        if (st == MBX_OK)
            st = mbx_buf_add_char(out, '}');
        if (st != MBX_OK)
            return st;
    }
    assert_int_equal(at, text.n);
    return MBX_OK;
}

typedef struct pair {
    const char *text, *segments;
} pair;

static void check(const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        trial_same(shown, pairs[i].text, pairs[i].segments);
}
#define CHECK(pairs) check(pairs, sizeof(pairs) / sizeof *(pairs))

/* Each line in the middle of a text: %s in both. */
static void around(const char *const *lines, size_t n, const char *text_format, const char *expected_format)
{
    char text[900], expected[900];
    for (size_t i = 0; i < n; i++) {
        snprintf(text, sizeof text, text_format, lines[i]);
        snprintf(expected, sizeof expected, expected_format, lines[i]);
        trial_same(shown, text, expected);
    }
}
#define AROUND(lines, text, expected) around(lines, sizeof(lines) / sizeof *(lines), text, expected)

static void quotes(void **state)
{
    static const pair pairs[] = {
        {"", ""},
        {"\n\n", "N{\n\n}"},
        {"a", "N{a}"},
        {"a\n\n> b\n\n> c\n\nd\n>e", "N{a\n\n}Q{> b\n\n> c\n\n}N{d\n}Q{>e}"},
        {"\n> b\nc", "Q{\n> b\n}N{c}"},
        /* RFC 3676 section 4.5 counts the signs, and a space-stuffed one is none */
        {">> a\n> b\n > c", "Q{>> a\n> b\n}N{ > c}"},
        {"a\r\n> b\r\nc\r\n", "N{a\r\n}Q{> b\r\n}N{c\r\n}"},
        /* an introduction without ">" reaches to the end, so something else must have been written before it */
        {"Hi\nOn 3 May 2023 10:11 Bob wrote:\nold\n", "N{Hi\n}Q{On 3 May 2023 10:11 Bob wrote:\n|old\n}"},
        {"On 3 May 2023 I wrote:\nplease pay.\nYou did not.\n", "N{On 3 May 2023 I wrote:\nplease pay.\nYou did not.\n}"},
        {"\nOn 3 May 2023 10:11 Bob wrote:\n\n> old\n", "Q{\nOn 3 May 2023 10:11 Bob wrote:\n|\n> old\n}"},
    };
    (void)state;
    CHECK(pairs);
}

/* As the programs really write them: Gmail, Apple Mail, Thunderbird, Outlook, Yahoo, NetEase, in their languages. */
static void introductions(void **state)
{
    static const char *const lines[] = {
        "On Tue, Mar 12, 2024 at 10:11\u202FAM Bob Miller <bob@example.com> wrote:",
        "On 12 Mar 2024, at 10:11, Bob Miller <bob@example.com> wrote:",
        "On Tuesday, March 12, 2024, 10:11:12 AM EST, Bob <bob@example.com> wrote: ",
        "On 12/03/2024 10:11, Bob Miller wrote:",
        "Bob Miller <bob@example.com> writes:",
        "Am 12.03.2024 um 10:11 schrieb Bob Miller:",
        "Am Di., 12. März 2024 um 10:11 Uhr schrieb Bob Miller <bob@example.com>:",
        "Le mar. 12 mars 2024 à 10:11, Bob Miller <bob@example.com> a écrit\u00A0:",
        "Le 12/03/2024 à 10:11, Bob Miller a écrit :",
        "El mar, 12 mar 2024 a las 10:11, Bob Miller (<bob@example.com>) escribió:",
        "El 12/3/24 a las 10:11, Bob Miller escribió:",
        "Il giorno mar 12 mar 2024 alle ore 10:11 Bob Miller <bob@example.com> ha scritto:",
        "Il 12/03/2024 10:11, Bob Miller ha scritto:",
        "Em ter., 12 de mar. de 2024 às 10:11, Bob Miller <bob@example.com> escreveu:",
        "A terça, 12/03/2024, 10:11, Bob Miller <bob@example.com> escreveu:",
        "Op di 12 mrt 2024 om 10:11 schreef Bob Miller <bob@example.com>:",
        "Op 12-03-2024 om 10:11 schreef Bob Miller:",
        "Den tis 12 mars 2024 kl 10:11 skrev Bob Miller <bob@example.com>:",
        "Den 2024-03-12 kl. 10:11, skrev Bob Miller:",
        "Den tir. 12. mar. 2024 kl. 10.11 skrev Bob Miller <bob@example.com>:",
        "tir. 12. mar. 2024 kl. 10:11 skrev Bob Miller <bob@example.com>:",
        "ti 12. maalisk. 2024 klo 10.11 Bob Miller (bob@example.com) kirjoitti:",
        "wt., 12 mar 2024 o 10:11 Bob Miller <bob@example.com> napisał(a):",
        "W dniu 12.03.2024 o 10:11, Bob Miller pisze:",
        "út 12. 3. 2024 v 10:11 odesílatel Bob Miller <bob@example.com> napsal:",
        "Dne 12. 03. 24 v 10:11 Bob Miller napsal(a):",
        "вт, 12 мар. 2024\u202Fг. в 10:11, Bob Miller <bob@example.com>:",
        "12 марта 2024 г., в 10:11, Bob Miller <bob@example.com> написал(а):",
        "12.03.2024 10:11, Bob Miller пишет:",
        "Bob Miller <bob@example.com>, 12 Mar 2024 Sal, 10:11 tarihinde şunu yazdı:",
        "2024年3月12日(火) 10:11 Bob Miller <bob@example.com>:",
        "2024/03/12 10:11\u3001Bob Miller <bob@example.com>のメール:",
        "Bob Miller <bob@example.com> 于2024年3月12日周二 10:11写道\uFF1A",
        "在 2024-03-12 10:11:12\uFF0C\"Bob\" <bob@example.com> 写道\uFF1A",
        "Bob Miller <bob@example.com> 於 2024年3月12日 週二 上午10:11寫道\uFF1A",
        "2024년 3월 12일 (화) 오전 10:11, Bob Miller <bob@example.com>님이 작성:",
    };
    (void)state;
    AROUND(lines, "Thanks!\n\n%s\n\n> old\n>\n> more\n\nAnd this.\n",
           "N{Thanks!\n\n}Q{%s\n|\n> old\n>\n> more\n\n}N{And this.\n}");
}

static void introductions_wrapped(void **state)
{
    static const pair pairs[] = {
        {"Yes.\nOn Tue, Mar 12, 2024 at 10:11\u202FAM Bob Miller\n<bob@example.com> wrote:\n> a", "N{Yes.\n}Q{On Tue, Mar 12, 2024 at 10:11\u202FAM Bob Miller\n<bob@example.com> wrote:\n|> a}"},
        {"On Tue, Mar 12, 2024 at 10:11\nAM Bob <bob@example.com>\nwrote:\n\n> a", "Q{On Tue, Mar 12, 2024 at 10:11\nAM Bob <bob@example.com>\nwrote:\n|\n> a}"},
        {"On my way.\nOn 12/03/2024 10:11, Bob wrote:\n> a", "N{On my way.\n}Q{On 12/03/2024 10:11, Bob wrote:\n|> a}"},
        {"Den tis 12 mars 2024 kl 10:11 skrev Bob Miller <\nbob@example.com>:\n> a", "Q{Den tis 12 mars 2024 kl 10:11 skrev Bob Miller <\nbob@example.com>:\n|> a}"},
        {"Hi Eva,\nOn 12/03/2024 10:11, Bob wrote:\n> a", "N{Hi Eva,\n}Q{On 12/03/2024 10:11, Bob wrote:\n|> a}"},
        /* without ">" behind it all that follows is history */
        {"Yes.\n\nOn 12 Mar 2024, at 10:11, Bob <bob@example.com> wrote:\n\nold\n\nolder\n", "N{Yes.\n\n}Q{On 12 Mar 2024, at 10:11, Bob <bob@example.com> wrote:\n|\nold\n\nolder\n}"},
        {"Bob wrote:\n> a\nb", "Q{Bob wrote:\n|> a\n}N{b}"},
        /* sentences of the writer's own */
        {"Here is what I wrote:\n\na", "N{Here is what I wrote:\n\na}"},
        {"On Monday we meet at 10:11, as he wrote.\n> a", "N{On Monday we meet at 10:11, as he wrote.\n}Q{> a}"},
        {"Agenda 2024:\n- a\n", "N{Agenda 2024:\n- a\n}"},
        {"Please write to:\nbob@example.com\n", "N{Please write to:\nbob@example.com\n}"},
    };
    (void)state;
    CHECK(pairs);
}

static void markers(void **state)
{
    static const char *const lines[] = {
        "-----Original Message-----", "-----Ursprüngliche Nachricht-----", "-----Message d'origine-----", "-----Mensaje original-----",
        "-----Messaggio originale-----", "-----Mensagem original-----", "-----Oorspronkelijk bericht-----", "-----Ursprungligt meddelande-----",
        "-----Oprindelig meddelelse-----", "-----Opprinnelig melding-----", "-----Alkuperäinen viesti-----", "-----Wiadomość oryginalna-----",
        "-----Původní zpráva-----", "-----Исходное сообщение-----", "-----Orijinal ileti-----",
        "-----元のメッセージ-----", "------------------ 原始邮件 ------------------", "-----원본 메시지-----",
        "-------- Original message --------",
        "________________________________\nFrom: Bob Miller <bob@example.com>\nSent: Tuesday, March 12, 2024 10:11\nTo: Eva <eva@example.com>\nSubject: Contract",
        "From: Bob Miller\nDate: Tuesday, 12 March 2024 at 10:11\nTo: Eva\nCc: Tom,\n Tim\nSubject: Contract",
        "*From:* Bob Miller\n*Sent:* Tuesday, March 12, 2024 10:11\n*To:* Eva\n*Subject:* Contract",
        "Von: Bob Miller <bob@example.com> \nGesendet: Dienstag, 12. März 2024 10:11\nAn: Eva\nBetreff: Vertrag",
        "De\u00A0: Bob Miller\nEnvoyé\u00A0: mardi 12 mars 2024 10:11\nÀ\u00A0: Eva\nObjet\u00A0: Contrat",
        "De: Bob Miller\nEnviado el: martes, 12 de marzo de 2024 10:11\nPara: Eva\nAsunto: Contrato",
        "Da: Bob Miller\nInviato: martedì 12 marzo 2024 10:11\nA: Eva\nOggetto: Contratto",
        "De: Bob Miller\nEnviada em: terça-feira, 12 de março de 2024 10:11\nPara: Eva\nAssunto: Contrato",
        "Van: Bob Miller\nVerzonden: dinsdag 12 maart 2024 10:11\nAan: Eva\nOnderwerp: Contract",
        "Från: Bob Miller\nSkickat: den 12 mars 2024 10:11\nTill: Eva\nÄmne: Avtal",
        "Fra: Bob Miller\nSendt: 12. marts 2024 10:11\nTil: Eva\nEmne: Kontrakt",
        "Lähettäjä: Bob Miller\nLähetetty: tiistai 12. maaliskuuta 2024 10.11\nVastaanottaja: Eva\nAihe: Sopimus",
        "Od: Bob Miller\nWysłano: wtorek, 12 marca 2024 10:11\nDo: Eva\nTemat: Umowa",
        "Od: Bob Miller\nOdesláno: úterý 12. března 2024 10:11\nKomu: Eva\nPředmět: Smlouva",
        "От: Bob Miller\nОтправлено: 12 марта 2024\nКому: Eva\nТема: Договор",
        "Kimden: Bob Miller\nGönderildi: 12 Mart 2024 10:11\nKime: Eva\nKonu: Sözleşme",
        "差出人: Bob Miller\n送信日時: 2024年3月12日 10:11\n宛先: Eva\n件名: 契約",
        "发件人: Bob Miller\n发送时间: 2024年3月12日 10:11\n收件人: Eva\n主题: 合同",
        "寄件者\uFF1ABob Miller\n寄件日期\uFF1A2024年3月12日\n收件者\uFF1AEva\n主旨\uFF1A合約",
    };
    (void)state;
    AROUND(lines, "Fine.\n\n%s\n\nold\n> older\n\nold again\n-- \nBob\n",
           "N{Fine.\n\n}Q{%s\n|\nold\n> older\n\nold again\n-- \nBob\n}");
}

static void forwards(void **state)
{
    static const char *const lines[] = {
        "---------- Forwarded message ---------", "-------- Weitergeleitete Nachricht --------", "---------- Message transféré ---------",
        "---------- Mensaje reenviado ---------", "---------- Messaggio inoltrato ---------", "---------- Mensagem encaminhada ---------",
        "---------- Doorgestuurd bericht ---------", "---------- Vidarebefordrat meddelande ---------", "---------- Videresendt meddelelse ---------",
        "---------- Videresendt melding ---------", "---------- Edelleenlähetetty viesti ---------", "---------- Przekazana wiadomość ---------",
        "---------- Přeposlaná zpráva ---------", "-------- Пересылаемое сообщение --------",
        "---------- Yönlendirilen ileti ---------", "---------- 転送メッセージ ---------", "-------- 转发的邮件 --------",
        "----- Forwarded by Bob Miller/ACME on 12/03/2024 10:11 -----",
        "Begin forwarded message:", "Anfang der weitergeleiteten Nachricht:", "Début du message réexpédié :", "Inizio messaggio inoltrato:",
    };
    static const pair pairs[] = {
        {"Fyi\n\n---------- Forwarded message ---------\nFrom: Bob <bob@example.com>\nDate: Tue, Mar 12, 2024 at 10:11\nSubject: Contract\nTo: Eva <eva@example.com>\n\n\nHello\n> x\n",
         "N{Fyi\n\n}F{---------- Forwarded message ---------\nFrom: Bob <bob@example.com>\nDate: Tue, Mar 12, 2024 at 10:11\nSubject: Contract\nTo: Eva <eva@example.com>\n|\n\nHello\n> x\n}"},
        /* nothing new above: an Outlook forward */
        {"-- \nEva\n\nFrom: Bob\nSent: 1 March 2024\nTo: Eva\nSubject: a\n\nold", "S{-- \nEva\n\n}F{From: Bob\nSent: 1 March 2024\nTo: Eva\nSubject: a\n|\nold}"},
        {"-----Original Message-----\nFrom: Bob\nSent: 1 March 2024\nTo: Eva\n\nold", "F{-----Original Message-----\nFrom: Bob\nSent: 1 March 2024\nTo: Eva\n|\nold}"},
        /* no header blocks */
        {"From: the beginning\nto the end\n\na", "N{From: the beginning\nto the end\n\na}"},
        {"To: Eva\nSubject: a\nb", "N{To: Eva\nSubject: a\nb}"},
        {"From: a\nDate: b\n\nc", "N{From: a\nDate: b\n\nc}"},
        {"-----\na\n=====\n", "N{-----\na\n=====\n}"},
    };
    (void)state;
    AROUND(lines, "See below.\n\n%s\n\nHello\n",
           "N{See below.\n\n}F{%s\n|\nHello\n}");
    CHECK(pairs);
}

static void signatures(void **state)
{
    static const char *const lines[] = {
        "Sent from my iPhone", "Sent from Mail for Windows", "Get Outlook for iOS <https://aka.ms/o0ukef>", "Von meinem iPhone gesendet", "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Inviato da iPhone", "Enviado do meu iPhone", "Verstuurd vanaf mijn iPhone", "Skickat från min iPhone",
        "Sendt fra min iPhone", "Lähetetty iPhonesta", "Wysłane z iPhone'a", "Odesláno z iPhonu", "Отправлено с iPhone",
        "iPhone'umdan gönderildi", "iPhoneから送信", "发自我的iPhone", "從我的 iPhone 傳送", "나의 iPhone에서 보냄",
        "Sent from my Galaxy", "Holen Sie sich Outlook für Android<https://aka.ms/ghei36>",
    };
    static const pair pairs[] = {
        {"a\n-- \nEva\n\nACME\n> b\nc", "N{a\n}S{-- \nEva\n\nACME\n}Q{> b\n}N{c}"},
        {"a\n--\nEva", "N{a\n}S{--\nEva}"},
        {"a\n---\nb\n --\nc\n-- x\n", "N{a\n---\nb\n --\nc\n-- x\n}"},
        {"a\n\n-- \nSent from my iPhone\nEva\n", "N{a\n\n}S{-- \nSent from my iPhone\nEva\n}"},
        {"a\n\nSent from my iPhone\n\n-- \nEva\n", "N{a\n\n}S{Sent from my iPhone\n\n-- \nEva\n}"},
        /* sentences */
        {"Sent from my warehouse yesterday.\nIch habe es gestern gesendet\nSent via DHL\n", "N{Sent from my warehouse yesterday.\nIch habe es gestern gesendet\nSent via DHL\n}"},
    };
    (void)state;
    AROUND(lines, "Yes.\n\n%s\n\n> old\n",
           "N{Yes.\n\n}S{%s\n\n}Q{> old\n}");
    CHECK(pairs);
}

/* The default footers of Mailman 2 and 3. */
static void list_footers(void **state)
{
#define RULER "_______________________________________________\n"
    static const pair pairs[] = {
        {"a\n" RULER "dev mailing list\ndev@example.org\nhttps://example.org/mailman/listinfo/dev\n",
         "N{a\n}S{" RULER "dev mailing list\ndev@example.org\nhttps://example.org/mailman/listinfo/dev\n}"},
        {"> a\n\n" RULER "dev mailing list -- dev@example.org\nTo unsubscribe send an email to dev-leave@example.org\n\n",
         "Q{> a\n\n}S{" RULER "dev mailing list -- dev@example.org\nTo unsubscribe send an email to dev-leave@example.org\n\n}"},
        {"a\nSent from my iPhone\n" RULER "Dev Mailingliste\nDev@example.org", "N{a\n}S{Sent from my iPhone\n" RULER "Dev Mailingliste\nDev@example.org}"},
        /* in doubt it is shown: something follows, other words, another line, no list, nothing that leads to it, too much */
        {RULER "dev mailing list\ndev@example.org\nand so on", "N{" RULER "dev mailing list\ndev@example.org\nand so on}"},
        {RULER "dev mailing list\ndev@example.org\n> a@b", "N{" RULER "dev mailing list\ndev@example.org\n}Q{> a@b}"},
        {RULER "This mailing list is new\ndev@example.org", "N{" RULER "This mailing list is new\ndev@example.org}"},
        {"__________\ndev mailing list\ndev@example.org", "N{__________\ndev mailing list\ndev@example.org}"},
        {"--------------------\ndev mailing list\ndev@example.org", "N{--------------------\ndev mailing list\ndev@example.org}"},
        {RULER "dev@example.org", "N{" RULER "dev@example.org}"},
        {RULER "dev mailing list\n", "N{" RULER "dev mailing list\n}"},
        {RULER, "N{" RULER "}"},
        {RULER "dev mailing list\na@b\na@b\na@b\na@b\na@b\na@b", "N{" RULER "dev mailing list\na@b\na@b\na@b\na@b\na@b\na@b}"},
    };
    (void)state;
    CHECK(pairs);
}

static void cut_anywhere(void **state)
{
    static const char text[] = "a\n\nOn Tue, Mar 12, 2024 at 10:11\u202FAM Bob\n<b@example.com> wrote:\n\n> b\n\nSent from my iPhone\n-- \nc\n\n_____\nFrom: d\nSent: e\n\nTo: f\n\ng";
    (void)state;
    trial_beginnings(shown, mbx_str_of(text));
}

static mbx_status walk(mbx_str text, mbx_buf *out)
{
    mbx_reply r = {.text = text};
    mbx_segment s;
    (void)out;
    while (mbx_reply_next(&r, &s))
        continue;
    return MBX_OK;
}

static void slope(void **state)
{
    static const char *const pieces[] = {
        "\n", "a\n", "a", ">\n", ">\n\n", "> a\nb\n", "-", "--\n", "-----\n", "_____\n\n\n", "From: a\n", "From: a\nTo: b\n", "On 1\n", "On 2024\n", "a@b:\n", "wrote:\n\n",
        "On 12/03/2024 10:11, Bob\n\n", "Sent from my iPhone\n", "Sent from my iPhone", "wrote wrote ", ":\n", "____________________\nx mailing list\na@b\n\n", "\xC2\xA0", "2024 @\n2024:\n", "Bob wrote:\n\n\n\n\n\n\n\n\n\na\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        trial_slope(walk, "", pieces[i], 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes),  cmocka_unit_test(introductions), cmocka_unit_test(introductions_wrapped), cmocka_unit_test(markers), cmocka_unit_test(forwards),
        cmocka_unit_test(signatures), cmocka_unit_test(list_footers),   cmocka_unit_test(cut_anywhere), cmocka_unit_test(slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
