#include "imap/special_use.h"

static const struct {
    const char *attribute;
    mbx_special_use use;
} attributes[] = {
    {"\\All", MBX_USE_ALL},     {"\\Archive", MBX_USE_ARCHIVE}, {"\\Drafts", MBX_USE_DRAFTS},  {"\\Flagged", MBX_USE_FLAGGED}, {"\\Junk", MBX_USE_JUNK},
    {"\\Sent", MBX_USE_SENT},   {"\\Trash", MBX_USE_TRASH},     {"\\AllMail", MBX_USE_ALL},    {"\\Starred", MBX_USE_FLAGGED}, {"\\Spam", MBX_USE_JUNK},
};

/* As Outlook, Microsoft 365, Thunderbird, Roundcube, Courier and the large providers call them where they create them.
 * ASCII letters match in either case; the others as they stand here. */
static const struct {
    mbx_special_use use;
    const char *names[64];
} usual[] = {
    {MBX_USE_SENT,
     {"Sent", "Sent Items", "Sent Messages", "Sent Mail", "Sent-Mail", "Gesendet", "Gesendete Elemente", "Gesendete Objekte", "Gesendete Nachrichten", "Éléments envoyés", "Messages envoyés", "Envoyés", "Objets envoyés",
      "Elementos enviados", "Mensajes enviados", "Enviados", "Correo enviado", "Itens Enviados", "Mensagens enviadas", "E-mails enviados", "Posta inviata", "Inviata", "Inviati", "Elementi inviati", "Verzonden", "Verzonden items",
      "Verzonden berichten", "Wysłane", "Elementy wysłane", "Odeslaná pošta", "Odeslané", "Odoslaná pošta", "Odoslané", "Отправленные", "Надіслані", "Skickat", "Skickade objekt", "Sendt", "Sendte elementer", "Sendt post", "Lähetetyt",
      "Gönderilmiş Öğeler", "Gönderilenler", "Elküldött elemek", "Elküldött üzenetek", "Elemente trimise", "Trimise", "Απεσταλμένα", "Изпратени", "Poslano", "Poslane stavke", "送信済みアイテム", "送信済み", "已发送邮件", "已发送", "寄件備份",
      "보낸 편지함", "العناصر المرسلة"}},
    {MBX_USE_DRAFTS,
     {"Drafts", "Draft", "Entwürfe", "Entwurf", "Brouillons", "Borradores", "Rascunhos", "Bozze", "Concepten", "Wersje robocze", "Kopie robocze", "Szkice", "Koncepty", "Rozepsané", "Черновики", "Чернетки", "Utkast", "Kladder", "Luonnokset",
      "Taslaklar", "Piszkozatok", "Schițe", "Πρόχειρα", "Чернови", "Osnutki", "Skice", "下書き", "草稿", "草稿箱", "임시 보관함", "المسودات"}},
    {MBX_USE_TRASH,
     {"Trash", "Deleted", "Deleted Items", "Deleted Messages", "Bin", "Papierkorb", "Gelöscht", "Gelöschte Elemente", "Gelöschte Objekte", "Gelöschte Nachrichten", "Corbeille", "Éléments supprimés", "Papelera", "Elementos eliminados",
      "Eliminados", "Lixeira", "Lixo", "Itens Excluídos", "Itens Eliminados", "Cestino", "Posta eliminata", "Prullenbak", "Verwijderde items", "Verwijderd", "Kosz", "Elementy usunięte", "Koš", "Odstraněná pošta", "Kôš", "Удаленные",
      "Удалённые", "Корзина", "Кошик", "Видалені", "Papperskorgen", "Borttaget", "Slettet post", "Slettede elementer", "Papirkurv", "Roskakori", "Poistetut", "Silinmiş Öğeler", "Çöp Kutusu", "Törölt elemek", "Elemente șterse",
      "Coș", "Διαγραμμένα", "Кошче", "Smeti", "Smeće", "ごみ箱", "削除済みアイテム", "已删除邮件", "已删除", "垃圾桶", "지운 편지함", "휴지통", "العناصر المحذوفة"}},
    {MBX_USE_JUNK,
     {"Junk", "Junk Email", "Junk E-mail", "Junk Mail", "Spam", "Bulk", "Bulk Mail", "Spamverdacht", "Unerwünscht", "Junk-E-Mail", "Courrier indésirable", "Pourriel", "Indésirables", "Correo no deseado", "No deseado", "Lixo Eletrônico",
      "Lixo Eletrónico", "Posta indesiderata", "Indesiderata", "Ongewenst", "Ongewenste e-mail", "Ongewenste reclame", "Wiadomości-śmieci", "Niechciane", "Nevyžádaná pošta", "Nevyžiadaná pošta", "Нежелательная почта", "Спам", "Skräppost",
      "Søppelpost", "Uønsket e-post", "Uønsket mail", "Roskaposti", "Gereksiz E-posta", "Istenmeyen", "Levélszemét", "Ανεπιθύμητη αλληλογραφία", "Нежелана поща", "Neželena pošta", "Neželjena pošta", "迷惑メール", "垃圾邮件", "垃圾郵件",
      "정크 메일", "스팸", "البريد الإلكتروني غير الهام"}},
    {MBX_USE_ARCHIVE,
     {"Archive", "Archives", "Archiv", "Archivo", "Archivio", "Arquivo", "Arquivo Morto", "Archief", "Archiwum", "Архив", "Архів", "Arkiv", "Arkisto", "Arşiv", "Archívum", "Arhivă", "Αρχειοθήκη", "Arhiv", "Arhiva", "アーカイブ", "存档", "封存", "보관", "أرشيف"}},
    {MBX_USE_ALL, {"All Mail", "Alle Nachrichten", "Tous les messages", "Todos", "Todos os e-mails", "Tutti i messaggi", "Alle berichten", "Wszystkie"}},
    {MBX_USE_FLAGGED, {"Starred", "Flagged", "Markiert", "Suivis", "Destacados", "Com estrela", "Speciali", "Met ster", "Oznaczone gwiazdką"}},
};

mbx_special_use mbx_special_use_of_attribute(mbx_str attribute)
{
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
        if (mbx_str_same_nocase(attribute, mbx_str_of(attributes[i].attribute)))
            return attributes[i].use;
    return MBX_USE_NONE;
}

mbx_special_use mbx_special_use_of_name(mbx_str name)
{
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        for (size_t k = 0; k < sizeof usual[i].names / sizeof usual[i].names[0] && usual[i].names[k]; k++)
            if (mbx_str_same_nocase(name, mbx_str_of(usual[i].names[k])))
                return usual[i].use;
    return MBX_USE_NONE;
}

const char *mbx_special_use_name(mbx_special_use use)
{
    static const char *const names[] = {
        [MBX_USE_NONE] = "", [MBX_USE_ALL] = "all", [MBX_USE_ARCHIVE] = "archive", [MBX_USE_DRAFTS] = "drafts", [MBX_USE_FLAGGED] = "flagged",
        [MBX_USE_JUNK] = "junk", [MBX_USE_SENT] = "sent", [MBX_USE_TRASH] = "trash",
    };

    return names[use];
}
