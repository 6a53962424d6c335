/* etpan FILE LIMIT [check]   libetpan over a corpus: mailmime_parse() on the mapping, mailmime_part_parse() for each leaf,
 * charconv_buffer() for texts that are not UTF-8 or ASCII. Text is not checked for being valid UTF-8; libetpan has nothing
 * for that. */
#include "peer.h"

#include <libetpan/libetpan.h>

static bool is(const char *a, const char *b)
{
    return a && strcasecmp(a, b) == 0;
}

static void decoded(sums *s, uint64_t *check, const char *raw)
{
    size_t at = 0, n = raw ? strlen(raw) : 0;
    char *out = NULL;
    if (raw && mailmime_encoded_phrase_parse("us-ascii", raw, n, &at, "utf-8", &out) == MAILIMF_NO_ERROR)
        count_string(s, check, out, strlen(out));
    free(out);
}

static void mailbox(sums *s, struct mailimf_mailbox *mb)
{
    decoded(s, &s->c_name, mb->mb_display_name);
    count_string(s, &s->c_address, mb->mb_addr_spec, strlen(mb->mb_addr_spec));
}

static void headers(sums *s, struct mailimf_fields *fields)
{
    struct mailimf_single_fields f;
    clistiter *i;
    mailimf_single_fields_init(&f, fields);
    if (f.fld_subject)
        decoded(s, &s->c_subject, f.fld_subject->sbj_value);
    if (f.fld_from)
        for (i = clist_begin(f.fld_from->frm_mb_list->mb_list); i; i = clist_next(i))
            mailbox(s, clist_content(i));
    if (f.fld_to)
        for (i = clist_begin(f.fld_to->to_addr_list->ad_list); i; i = clist_next(i)) {
            struct mailimf_address *a = clist_content(i);
            if (a->ad_type == MAILIMF_ADDRESS_MAILBOX)
                mailbox(s, a->ad_data.ad_mailbox);
        }
    if (f.fld_orig_date) {
        struct mailimf_date_time *d = f.fld_orig_date->dt_date_time;
        struct tm t = {.tm_year = d->dt_year - 1900, .tm_mon = d->dt_month - 1, .tm_mday = d->dt_day, .tm_hour = d->dt_hour, .tm_min = d->dt_min, .tm_sec = d->dt_sec};
        s->c_date += (uint64_t)(timegm(&t) - (d->dt_zone / 100 * 60 + d->dt_zone % 100) * 60);
    }
}

typedef struct texts {
    uint32_t plain, html;
} texts;

static void text(sums *s, uint32_t *check, const char *charset, const char *p, size_t n)
{
    char *utf8 = NULL;
    size_t utf8_n;
    uint64_t left = 0;
    if (charset && !is(charset, "utf-8") && !is(charset, "us-ascii")) {
        if (charconv_buffer("utf-8", charset, p, n, &utf8, &utf8_n) != MAIL_CHARCONV_NO_ERROR)
            return;
        p = utf8;
        n = utf8_n;
    }
    if (s->check)
        *check = (uint32_t)check_text(*check, p, n, &left);
    s->text_bytes += s->check ? left : n;
    if (utf8)
        charconv_buffer_free(utf8);
}

static void leaf(sums *s, struct mailmime *m, texts *t)
{
    struct mailmime_single_fields f;
    struct mailmime_data *d = m->mm_data.mm_single;
    size_t at = 0, n;
    char *p;
    mailmime_single_fields_init(&f, m->mm_mime_fields, m->mm_content_type);
    const char *kind = f.fld_content && f.fld_content->ct_subtype ? f.fld_content->ct_subtype : "plain";
    bool is_text = !f.fld_content || (f.fld_content->ct_type->tp_type == MAILMIME_TYPE_DISCRETE_TYPE &&
                                      f.fld_content->ct_type->tp_data.tp_discrete_type->dt_type == MAILMIME_DISCRETE_TYPE_TEXT);
    bool attached = f.fld_disposition && f.fld_disposition->dsp_type && f.fld_disposition->dsp_type->dsp_type == MAILMIME_DISPOSITION_TYPE_ATTACHMENT;
    if (!d || d->dt_type != MAILMIME_DATA_TEXT ||
        mailmime_part_parse(d->dt_data.dt_text.dt_data, d->dt_data.dt_text.dt_length, &at, d->dt_encoding, &p, &n) != MAILIMF_NO_ERROR)
        return;
    if (is_text && !attached && (is(kind, "plain") || is(kind, "html"))) {
        text(s, is(kind, "html") ? &t->html : &t->plain, f.fld_content_charset, p, n);
    } else {
        const char *name = f.fld_disposition_filename ? f.fld_disposition_filename : f.fld_content_name;
        s->attachments++;
        s->attachment_bytes += n;
        count_string(s, &s->c_filename, name, name ? strlen(name) : 0);
        if (s->check)
            s->c_attachment += crc32(0, (const Bytef *)p, (uInt)n);
    }
    mailmime_decoded_part_free(p);
}

static void walk(sums *s, struct mailmime *m, texts *t, int depth)
{
    if (m->mm_type == MAILMIME_SINGLE) {
        leaf(s, m, t);
    } else if (m->mm_type == MAILMIME_MULTIPLE) {
        for (clistiter *i = clist_begin(m->mm_data.mm_multipart.mm_mp_list); i; i = clist_next(i))
            walk(s, clist_content(i), t, depth);
    } else {
        texts own = {0, 0};
        if (depth)
            s->attached++;
        if (m->mm_data.mm_message.mm_fields)
            headers(s, m->mm_data.mm_message.mm_fields);
        if (m->mm_data.mm_message.mm_msg_mime)
            walk(s, m->mm_data.mm_message.mm_msg_mime, &own, depth + 1);
        s->c_plain += own.plain;
        s->c_html += own.html;
    }
}

int main(int argc, char **argv)
{
    corpus c = corpus_open(argv[1], strtoull(argv[2], NULL, 10));
    sums s = {.check = argc > 3};
    clock_start(&s);
    for (; s.messages < c.messages; s.messages++) {
        struct mailmime *m;
        size_t at = 0;
        if (mailmime_parse(c.p + c.index[s.messages].at, c.index[s.messages].n, &at, &m) != MAILIMF_NO_ERROR)
            exit(1);
        walk(&s, m, NULL, 0);
        mailmime_free(m);
    }
    clock_stop(&s);
    tell(&s);
    return 0;
}
