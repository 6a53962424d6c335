"""Words, names and prose in the charsets that business mail is really sent in.

Every word of a charset's list can be written in that charset, so that a body or a header made from it is known
exactly before it is encoded: the manifest keeps the string, the mail keeps the bytes.
"""

WORDS = {
    'us-ascii': 'dear team we confirm the shipment of your order and send the signed contract as discussed on the phone '
                'please check the numbers before friday best regards from the office'.split(),
    'utf-8': 'Guten Tag die Rechnung für Ihr Büro liegt bei Größe naïve façade « devis » 注文 заявка 見積書 '
             'πληρωμή ödeme köszönöm 🚚 📎 😀 𝒳 50 € – bis morgen'.split(),
    'iso-8859-1': 'señor mañana reunión año à bientôt élève où ça Grüße Straße schön Übergabe smørrebrød på fløde'.split(),
    'iso-8859-15': 'montant 120 € cœur œuvre ÿ facture réglée à réception Žofie šest'.split(),
    'iso-8859-2': 'zamówienie będzie jutro dziękuję proszę źródło řeka šťastný děkuji közös tűz őszi'.split(),
    'windows-1252': '“quoted” it’s – really… 99 € naïve résumé ‰ † Übung Œuvre'.split(),
    'windows-1251': 'добрый день высылаем счёт на оплату за октябрь с уважением бухгалтерия № 17 Київ їжак'.split(),
    'koi8-r': 'добрый день прошу проверить договор и акт до пятницы спасибо ёлка'.split(),
    'iso-2022-jp': 'お世話 に なって おります 添付 資料 を ご 確認 下さい 会議 は 金曜日 です カタログ'.split(),
    'shift_jis': '注文書 を 送付 いたします 納期 は 来週 の 予定 です ソフト 表 十 能力'.split(),
    'euc-jp': '見積 金額 は 別紙 の とおり です よろしく お願い します'.split(),
    'gb2312': '您好 附件 是 本月 的 报价 单 请 确认 后 回复 谢谢'.split(),
    'big5': '您好 附上 本月 報價單 請 確認 後 回覆 許功蓋 謝謝'.split(),
    'euc-kr': '안녕하세요 견적서 를 첨부 합니다 확인 부탁드립니다 감사합니다'.split(),
}

# (charset, weight): what a CRM's inbox in Europe looks like, with every other family present.
CHARSETS = [('utf-8', 46), ('us-ascii', 12), ('iso-8859-1', 9), ('windows-1252', 8), ('iso-8859-15', 4), ('iso-8859-2', 4),
            ('windows-1251', 3), ('koi8-r', 2), ('iso-2022-jp', 3), ('shift_jis', 2), ('euc-jp', 1), ('gb2312', 2), ('big5', 2),
            ('euc-kr', 2)]

NAMES = ['Anna Schmidt', 'Grace Hopper', 'Jürgen Groß', 'Zofia Wójcik', 'Андрей Смирнов', '山田 花子', 'François Lefèvre',
         'Nguyễn Văn An', 'Support', "Miles O'Neil", 'Müller, Bernd', 'Dr. Eva "Evi" Lang', 'Sales (EMEA)', '陳 大文', '김 민수', '😀 Happy Shop']

FILE_STEMS = ['invoice', 'Offer 2026', 'Angebot für Größe', 'отчёт за октябрь', '見積書', 'scan.final.v2', 'fiche (copie)', "l'été",
              'a;b=c', 'emoji 📎 list', 'très long nom de fichier avec beaucoup de mots pour dépasser une seule ligne d’en-tête']

TYPES = [('application/pdf', 'pdf'), ('image/jpeg', 'jpg'), ('image/png', 'png'), ('application/zip', 'zip'),
         ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'), ('application/msword', 'doc'),
         ('application/octet-stream', 'bin')]


def charset(rng):
    return rng.choices([c for c, _ in CHARSETS], [w for _, w in CHARSETS])[0]


def phrase(rng, cs, words):
    return ' '.join(rng.choice(WORDS[cs]) for _ in range(words))


def prose(rng, cs, size):
    """About size characters in lines of some 70, without trailing spaces and without a line break at the end."""
    lines, line, total = [], '', 0
    while total < size:
        word = rng.choice(WORDS[cs])
        if len(line) + len(word) > 70:
            lines.append(line)
            if rng.random() < .1:
                lines.append('')
            line = word
        else:
            line = line + ' ' + word if line else word
        total += len(word) + 1
    lines.append(line)
    return '\n'.join(lines)


def page(rng, cs, text, images=()):
    """An HTML page around the text, as mail programs write it."""
    out = ['<!DOCTYPE html>', '<html><head><meta charset="%s"><style>p{margin:0}</style></head><body>' % cs]
    out += ['<p class="x%d">%s</p>' % (rng.randrange(9), line.replace('&', '&amp;').replace('<', '&lt;')) for line in text.split('\n')]
    out += ['<img src="cid:%s" alt="">' % cid for cid in images]
    out.append('<p><a href="https://shop.example/?id=%d&amp;t=%x">shop.example</a></p></body></html>' % (rng.randrange(10**6), rng.getrandbits(40)))
    return '\n'.join(out)
