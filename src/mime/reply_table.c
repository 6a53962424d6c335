#include "mime/reply_table.h"

#include <stddef.h>

/* English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech, Russian,
 * Turkish, Japanese, Chinese, Korean; in this order in every list. A date at the beginning is a lead too. */
const char *const mbx_reply_leads[] = {
    "on ",     "at ",
    "am ",     "le ",     "el ",      "il ",
    "em ",     "a ",      "op ",
    "den ",    "d. ",     "man. ",    "tir. ",    "ons. ",   "tor. ",  "tors. ", "fre. ", "lør. ", "søn. ", "på ",
    "ma ",     "ti ",     "ke ",      "to ",      "pe ",     "la ",    "su ",
    "w dniu ", "dnia ",   "pon., ",   "wt., ",    "śr., ", "czw., ", "pt., ", "sob., ", "niedz., ",
    "dne ",    "po ",     "út ", "st ",      "čt ", "pá ", "so ",  "ne ",
    "пн, ", "вт, ", "ср, ", "чт, ", "пт, ", "сб, ", "вс, ",
    "在 ", "在", "于",
    NULL,
};

const char *const mbx_reply_verbs[] = {
    "wrote", "writes",
    "schrieb",
    "a écrit",
    "escribió",
    "ha scritto", "scrive",
    "escreveu",
    "schreef", "geschreven", "het volgende geschreven",
    "skrev",
    "kirjoitti",
    "napisał", "pisze",
    "napsal", "píše",
    "написал", "пишет", "писал",
    "yazdı", "şunları yazmış",
    "書きました", "のメール", "さんからの引用",
    "写道", "寫道", "写到", "寫到",
    "님이 작성", "작성",
    NULL,
};

const char *const mbx_reply_originals[] = {
    "original message", "original appointment", "reply message", "original email",
    "ursprüngliche nachricht", "ursprüngliche mail", "originalnachricht", "original-nachricht",
    "message d'origine", "message d’origine", "message original", "message initial",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "oorspronkelijk bericht", "origineel bericht",
    "ursprungligt meddelande", "originalmeddelande",
    "oprindelig meddelelse", "original meddelelse", "oprindelig besked",
    "opprinnelig melding", "original melding",
    "alkuperäinen viesti",
    "wiadomość oryginalna", "oryginalna wiadomość", "pierwotna wiadomość",
    "původní zpráva", "původní e-mail",
    "исходное сообщение", "Исходное сообщение",
    "Оригинальное сообщение",
    "özgün ileti", "Özgün ileti", "orijinal ileti", "orijinal mesaj",
    "元のメッセージ", "元のメール", "オリジナルメッセージ", "original message",
    "原始邮件", "原始郵件", "邮件原件", "回复的原邮件", "回复邮件",
    "원본 메시지", "원본 메일",
    NULL,
};

const char *const mbx_reply_forwards[] = {
    "forwarded message", "forwarded by", "forwarded mail", "begin forwarded message", "start of forwarded message",
    "weitergeleitete nachricht", "weitergeleitet von",
    "message transféré", "courriel transféré",
    "mensaje reenviado", "mensaje enviado",
    "messaggio inoltrato",
    "mensagem encaminhada", "mensagem reencaminhada",
    "doorgestuurd bericht", "doorgestuurde bericht",
    "vidarebefordrat meddelande", "vidarebefordrat mail",
    "videresendt meddelelse", "videresendt besked", "videresendt mail",
    "videresendt melding", "videresendt e-post",
    "välitetty viesti", "edelleenlähetetty viesti", "lähetetty edelleen",
    "przekazana wiadomość", "wiadomość przekazana",
    "přeposlaná zpráva", "přeposílaná zpráva",
    "пересылаемое сообщение", "Пересылаемое сообщение",
    "Пересланное сообщение", "Начало пересланного",
    "yönlendirilen ileti", "yönlendirilmiş ileti", "iletilen mesaj", "yönlendirilen mesaj",
    "転送メッセージ", "転送されたメッセージ", "転送メール",
    "转发的邮件", "转发邮件", "轉寄郵件", "轉寄的郵件", "转发邮件信息",
    "전달된 메일", "전달된 메시지",
    NULL,
};

/* Apple Mail. */
const char *const mbx_reply_begins[] = {
    "begin forwarded message:",
    "anfang der weitergeleiteten nachricht:", "anfang der weitergeleiteten e-mail:",
    "début du message réexpédié :", "début du message transféré :", "début de l'e-mail transféré :",
    "inicio del mensaje reenviado:",
    "inizio messaggio inoltrato:",
    "início da mensagem reencaminhada:", "início da mensagem encaminhada:",
    "begin doorgestuurd bericht:",
    "vidarebefordrat brev:", "början på vidarebefordrat meddelande:",
    "start på videresendt besked:",
    "videresendt melding:",
    "välitetty viesti alkaa:",
    "początek przekazywanej wiadomości:",
    "začátek přeposílané zprávy:",
    "Начало переадресованного сообщения:",
    "iletilen ileti başlangıcı:",
    "転送されたメッセージ:",
    "开始转发的邮件：", "以下是轉寄的郵件：", "下面是被转发的邮件：",
    "전달된 메시지 시작:",
    NULL,
};

const char *const mbx_reply_lists[] = {"mailing list", "mailingliste", NULL};

const char *const mbx_reply_footers[] = {
    "sent from my ", "sent from mail for windows", "sent from outlook", "sent from yahoo mail", "sent from samsung", "sent from proton", "sent from gmail mobile",
    "sent via ", "sent with proton", "sent with [proton", "get outlook for ", "get [outlook for", "sent from a mobile", "sent from iphone",
    "von meinem ", "gesendet von ", "gesendet mit ", "von unterwegs gesendet", "holen sie sich outlook", "outlook für android beziehen", "outlook für ios beziehen",
    "diese nachricht wurde von meinem ",
    "envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "obtenez outlook pour", "télécharger outlook pour",
    "enviado desde ", "enviado con ", "obtener outlook para", "obtenga outlook para",
    "inviato da ", "inviato dal ", "inviato con ", "scarica outlook per", "ottieni outlook per",
    "enviado do meu ", "enviado de meu ", "enviado a partir d", "enviado por ", "enviada do meu ", "obter o outlook para",
    "verstuurd vanaf ", "verzonden vanaf ", "verzonden met ", "verstuurd via ", "outlook voor ios downloaden", "outlook voor android downloaden",
    "skickat från ", "skaffa outlook för", "hämta outlook för",
    "sendt fra ", "hent outlook til", "få outlook til",
    "sendt med ", "skaff deg outlook for",
    "lähetetty iphone", "lähetetty ipad", "lähetetty samsung", "lähetetty outlook", "lähetetty puhelimesta", "hanki outlook",
    "wysłano z ", "wysłane z ", "wysłano przez ", "pobierz aplikację outlook", "pobierz outlook",
    "odesláno z ", "odesláno ze ", "získat outlook pro", "získejte outlook pro",
    "Отправлено с ", "Отправлено из ", "отправлено с ", "отправлено из ",
    "小米邮箱", "发自我的", "發自我的", "从我的", "從我的", "從 iphone", "获取 outlook",
    "私のiphone", "outlook for ios を入手", "outlook for android を入手", "나의 ",
    NULL,
};

const char *const mbx_reply_tails[] = {
    " gesendet", " gesendet.", " über handy gesendet",
    "ımdan gönderildi", "umdan gönderildi", "imden gönderildi", "den gönderildi", "dan gönderildi",
    "から送信", "から送信されました", "傳送", "에서 보냄",
    NULL,
};

const char *const mbx_reply_devices[] = {
    "iphon", "ipad", "android", "samsung", "galaxy", "outlook", "gmail", "yahoo", "aol", "gmx", "web.de", "proton", "windows", "huawei", "xiaomi", "redmi",
    "blackberry", "nokia", "sony", "htc", "lg ", "motorola", "oneplus", "pixel", "bluemail", "k-9", "fairemail", "thunderbird", "spark", "airmail", "zoho",
    "mobile", "phone", "handy", "telefon", "téléphone", "portable", "móvil", "celular", "telemóvel", "cellulare", "telefoon", "mobiel", "mobil",
    "puhelim", "komórk", "телефон", "мобильн", "手机", "手機", "携帯", "아이폰", "mail.ru", "Яндекс", "小米",
    NULL,
};

const mbx_reply_label mbx_reply_labels[] = {
    {"from", MBX_REPLY_FROM}, {"sent", MBX_REPLY_DATE}, {"date", MBX_REPLY_DATE}, {"to", MBX_REPLY_TO}, {"cc", MBX_REPLY_TO}, {"subject", MBX_REPLY_SUBJECT},
    {"von", MBX_REPLY_FROM}, {"gesendet", MBX_REPLY_DATE}, {"datum", MBX_REPLY_DATE}, {"an", MBX_REPLY_TO}, {"betreff", MBX_REPLY_SUBJECT},
    {"de", MBX_REPLY_FROM}, {"envoyé", MBX_REPLY_DATE}, {"À", MBX_REPLY_TO}, {"à", MBX_REPLY_TO}, {"objet", MBX_REPLY_SUBJECT}, {"expéditeur", MBX_REPLY_FROM},
    {"enviado", MBX_REPLY_DATE}, {"enviado el", MBX_REPLY_DATE}, {"fecha", MBX_REPLY_DATE}, {"para", MBX_REPLY_TO}, {"asunto", MBX_REPLY_SUBJECT},
    {"da", MBX_REPLY_FROM}, {"inviato", MBX_REPLY_DATE}, {"data", MBX_REPLY_DATE}, {"a", MBX_REPLY_TO}, {"oggetto", MBX_REPLY_SUBJECT},
    {"enviada em", MBX_REPLY_DATE}, {"enviado em", MBX_REPLY_DATE}, {"enviada", MBX_REPLY_DATE}, {"assunto", MBX_REPLY_SUBJECT},
    {"van", MBX_REPLY_FROM}, {"verzonden", MBX_REPLY_DATE}, {"aan", MBX_REPLY_TO}, {"onderwerp", MBX_REPLY_SUBJECT},
    {"från", MBX_REPLY_FROM}, {"skickat", MBX_REPLY_DATE}, {"till", MBX_REPLY_TO}, {"ämne", MBX_REPLY_SUBJECT}, {"Ämne", MBX_REPLY_SUBJECT},
    {"fra", MBX_REPLY_FROM}, {"sendt", MBX_REPLY_DATE}, {"dato", MBX_REPLY_DATE}, {"til", MBX_REPLY_TO}, {"emne", MBX_REPLY_SUBJECT},
    {"lähettäjä", MBX_REPLY_FROM}, {"lähetetty", MBX_REPLY_DATE}, {"päivämäärä", MBX_REPLY_DATE}, {"vastaanottaja", MBX_REPLY_TO}, {"aihe", MBX_REPLY_SUBJECT},
    {"od", MBX_REPLY_FROM}, {"wysłano", MBX_REPLY_DATE}, {"do", MBX_REPLY_TO}, {"temat", MBX_REPLY_SUBJECT},
    {"odesláno", MBX_REPLY_DATE}, {"komu", MBX_REPLY_TO}, {"předmět", MBX_REPLY_SUBJECT},
    {"От", MBX_REPLY_FROM}, {"Отправлено", MBX_REPLY_DATE}, {"Дата", MBX_REPLY_DATE},
    {"Кому", MBX_REPLY_TO}, {"Тема", MBX_REPLY_SUBJECT}, {"От кого", MBX_REPLY_FROM},
    {"kimden", MBX_REPLY_FROM}, {"gönderen", MBX_REPLY_FROM}, {"gönderildi", MBX_REPLY_DATE}, {"gönderme tarihi", MBX_REPLY_DATE}, {"tarih", MBX_REPLY_DATE},
    {"kime", MBX_REPLY_TO}, {"alıcı", MBX_REPLY_TO}, {"konu", MBX_REPLY_SUBJECT},
    {"差出人", MBX_REPLY_FROM}, {"送信者", MBX_REPLY_FROM}, {"送信日時", MBX_REPLY_DATE}, {"日時", MBX_REPLY_DATE}, {"日付", MBX_REPLY_DATE},
    {"宛先", MBX_REPLY_TO}, {"件名", MBX_REPLY_SUBJECT},
    {"发件人", MBX_REPLY_FROM}, {"寄件者", MBX_REPLY_FROM}, {"发送时间", MBX_REPLY_DATE}, {"发送日期", MBX_REPLY_DATE}, {"日期", MBX_REPLY_DATE},
    {"寄件日期", MBX_REPLY_DATE}, {"时间", MBX_REPLY_DATE}, {"收件人", MBX_REPLY_TO}, {"收件者", MBX_REPLY_TO}, {"主题", MBX_REPLY_SUBJECT}, {"主旨", MBX_REPLY_SUBJECT},
    {"보낸 사람", MBX_REPLY_FROM}, {"보낸 날짜", MBX_REPLY_DATE}, {"받는 사람", MBX_REPLY_TO}, {"제목", MBX_REPLY_SUBJECT},
    {NULL, MBX_REPLY_FROM},
};
