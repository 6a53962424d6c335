/* gmime FILE LIMIT [check]   GMime 3 over a corpus: substreams of one mapping, so that parts are references into it, a null
 * stream for attachments, and one growing buffer for text; only charsets other than UTF-8 and ASCII go through iconv. */
#include "peer.h"

#include <gmime/gmime.h>

typedef struct reader {
    sums *s;
    GMimeStream *null, *memory;
    GByteArray *bytes;        /* memory's */
    uint32_t c_plain, c_html; /* of the current message */
} reader;

static void message(reader *r, GMimeMessage *m);

static void addresses(sums *s, InternetAddressList *list)
{
    for (int i = 0; list && i < internet_address_list_length(list); i++) {
        InternetAddress *a = internet_address_list_get_address(list, i);
        if (!INTERNET_ADDRESS_IS_MAILBOX(a))
            continue;
        const char *name = internet_address_get_name(a), *addr = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(a));
        count_string(s, &s->c_name, name, name ? strlen(name) : 0);
        count_string(s, &s->c_address, addr, addr ? strlen(addr) : 0);
    }
}

static void rewind_memory(reader *r)
{
    g_mime_stream_reset(r->memory);
    g_byte_array_set_size(r->bytes, 0);
}

static void text(reader *r, GMimeContentType *type, GMimeDataWrapper *content)
{
    sums *s = r->s;
    const char *charset = g_mime_content_type_get_parameter(type, "charset");
    GMimeFilter *filter = NULL;
    rewind_memory(r);
    if (charset && g_ascii_strcasecmp(charset, "utf-8") != 0 && g_ascii_strcasecmp(charset, "us-ascii") != 0)
        filter = g_mime_filter_charset_new(charset, "utf-8");
    if (filter) {
        GMimeStream *through = g_mime_stream_filter_new(r->memory);
        g_mime_stream_filter_add((GMimeStreamFilter *)through, filter);
        g_object_unref(filter);
        g_mime_data_wrapper_write_to_stream(content, through);
        g_mime_stream_flush(through);
        g_object_unref(through);
    } else {
        const char *end;
        g_mime_data_wrapper_write_to_stream(content, r->memory);
        if (!g_utf8_validate_len((const char *)r->bytes->data, r->bytes->len, &end))
            exit(1);
    }
    if (!s->check) {
        s->text_bytes += r->bytes->len;
    } else if (g_mime_content_type_is_type(type, "text", "html")) {
        r->c_html = (uint32_t)check_text(r->c_html, (const char *)r->bytes->data, r->bytes->len, &s->text_bytes);
    } else {
        r->c_plain = (uint32_t)check_text(r->c_plain, (const char *)r->bytes->data, r->bytes->len, &s->text_bytes);
    }
}

static void leaf(reader *r, GMimePart *part)
{
    sums *s = r->s;
    GMimeContentType *type = g_mime_object_get_content_type((GMimeObject *)part);
    const char *disposition = g_mime_object_get_disposition((GMimeObject *)part), *name;
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    bool shown = g_mime_content_type_is_type(type, "text", "plain") || g_mime_content_type_is_type(type, "text", "html");
    if (!content)
        return;
    if (shown && (!disposition || g_ascii_strcasecmp(disposition, "attachment") != 0)) {
        text(r, type, content);
        return;
    }
    s->attachments++;
    name = g_mime_part_get_filename(part);
    count_string(s, &s->c_filename, name, name ? strlen(name) : 0);
    if (s->check) {
        rewind_memory(r);
        g_mime_data_wrapper_write_to_stream(content, r->memory);
        s->c_attachment += crc32(0, r->bytes->data, r->bytes->len);
        s->attachment_bytes += r->bytes->len;
    } else {
        g_mime_stream_reset(r->null);
        ((GMimeStreamNull *)r->null)->written = 0;
        g_mime_data_wrapper_write_to_stream(content, r->null);
        s->attachment_bytes += ((GMimeStreamNull *)r->null)->written;
    }
}

static void walk(reader *r, GMimeObject *o)
{
    if (GMIME_IS_MULTIPART(o)) {
        for (int i = 0, n = g_mime_multipart_get_count((GMimeMultipart *)o); i < n; i++)
            walk(r, g_mime_multipart_get_part((GMimeMultipart *)o, i));
    } else if (GMIME_IS_MESSAGE_PART(o)) {
        reader inner = *r;
        r->s->attached++;
        message(&inner, g_mime_message_part_get_message((GMimeMessagePart *)o));
    } else if (GMIME_IS_PART(o)) {
        leaf(r, (GMimePart *)o);
    }
}

static void message(reader *r, GMimeMessage *m)
{
    sums *s = r->s;
    const char *subject = g_mime_message_get_subject(m);
    GDateTime *date = g_mime_message_get_date(m);
    count_string(s, &s->c_subject, subject, subject ? strlen(subject) : 0);
    addresses(s, g_mime_message_get_from(m));
    addresses(s, g_mime_message_get_to(m));
    s->c_date += date ? (uint64_t)g_date_time_to_unix(date) : 0;
    r->c_plain = r->c_html = 0;
    walk(r, g_mime_message_get_mime_part(m));
    s->c_plain += r->c_plain;
    s->c_html += r->c_html;
}

int main(int argc, char **argv)
{
    corpus c = corpus_open(argv[1], strtoull(argv[2], NULL, 10));
    sums s = {.check = argc > 3};
    reader r = {.s = &s, .bytes = g_byte_array_new()};
    g_mime_init();
    /* the same mapping as corpus_open()'s in all but its address */
    munmap((void *)(uintptr_t)c.p, c.n);
    GMimeStream *all = g_mime_stream_mmap_new(c.fd, PROT_READ, MAP_PRIVATE | MAP_POPULATE);
    r.null = g_mime_stream_null_new();
    r.memory = g_mime_stream_mem_new_with_byte_array(r.bytes);
    g_mime_stream_mem_set_owner((GMimeStreamMem *)r.memory, FALSE);
    clock_start(&s);
    for (; s.messages < c.messages; s.messages++) {
        gint64 at = (gint64)c.index[s.messages].at;
        GMimeStream *one = g_mime_stream_substream(all, at, at + (gint64)c.index[s.messages].n);
        GMimeParser *parser = g_mime_parser_new_with_stream(one);
        GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
        if (!m)
            exit(1);
        message(&r, m);
        g_object_unref(m);
        g_object_unref(parser);
        g_object_unref(one);
    }
    clock_stop(&s);
    tell(&s);
    return 0;
}
