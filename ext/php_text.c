/* The methods of Message that read its text: plain text, reply, quote, signature, snippet, uuencoded files, and what its thread is. All of them
 * work from the strings that the object has, so on imported messages too. */
#include "php_message.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "mime/flowed.h"
#include "mime/html_text.h"
#include "mime/reply_split.h"
#include "mime/snippet.h"
#include "mime/thread.h"
#include "mime/transfer.h"
#include "mime/uu_file.h"

#define MAX_SNIPPET 10000

static bool blank(mbx_str s)
{
    size_t i = 0;

    while (i < s.n && (unsigned char)s.p[i] <= ' ')
        i++;
    return i == s.n;
}

/* A function of mime/ filled its buffer as far as it goes, or has no memory: then b is freed and an exception thrown. */
static bool usable(mbx_status st, mbx_buf *b)
{
    if (st == MBX_OK || st == MBX_E_LIMIT)
        return true;
    mbx_buf_free(b);
    php_mailbox_no_memory();
    return false;
}

/* The part whose parameters hold for the whole of $text: all of its parts are format=flowed in the same way. */
static const mbx_part *flowed(const php_mailbox_source *source)
{
    const mbx_part *first = NULL;

    for (uint32_t i = 0; i < source->n; i++) {
        const mbx_part *p = &source->rows[i].part;
        if (p->role != MBX_ROLE_TEXT)
            continue;
        if (!p->flowed || (first && p->delsp != first->delsp))
            return NULL;
        first = p;
    }
    return first;
}

/* What there is to read: text_r is the object's own, or in made. Many senders add an empty text to their HTML. False, with
 * an exception thrown: no memory, or no message. */
static bool plain_text(zend_object *o, mbx_buf *made, mbx_str *text_r)
{
    const php_mailbox_source *source = php_mailbox_message_source(o);
    mbx_str html = php_mailbox_slot_text(o, PHP_MAILBOX_HTML);
    const mbx_part *part;

    if (!source)
        return false;
    mbx_buf_init(made, MBX_MAX_TEXT);
    *text_r = php_mailbox_slot_text(o, PHP_MAILBOX_TEXT);
    if (!html.n || !blank(*text_r)) {
        if (!text_r->n || !(part = flowed(source)))
            return true;
        if (!usable(mbx_flowed_text(*text_r, part->delsp, made), made))
            return false;
        *text_r = mbx_buf_str(made);
        return true;
    }
    if (!usable(mbx_html_text(html, made), made))
        return false;
    *text_r = mbx_buf_str(made);
    return true;
}

ZEND_METHOD(Mailbox_Message, plainText)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    mbx_buf made;
    mbx_str text;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!plain_text(self, &made, &text))
        RETURN_THROWS();
    if (made.n)
        php_mailbox_return_buf(return_value, &made);
    else if (text.n)
        RETVAL_COPY(php_mailbox_slot(self, PHP_MAILBOX_TEXT));
    else
        RETVAL_EMPTY_STRING();
}

/* The line that divides a signature from the text is no part of it (RFC 3676 section 4.3). */
static mbx_str without_divider(mbx_str s)
{
    const char *end = memchr(s.p, '\n', s.n);
    size_t n = end ? (size_t)(end - s.p) : s.n;

    if (n >= 2 && n <= 4 && memcmp(s.p, "--", 2) == 0 && blank((mbx_str){s.p + 2, n - 2})) {
        n += end ? 1 : 0;
        s.p += n;
        s.n -= n;
    }
    return s;
}

/* The segments of some kinds, one behind the other, without the blank lines at either end. */
static mbx_status collect(mbx_str text, unsigned kinds, mbx_buf *out)
{
    mbx_reply r = {.text = text};
    mbx_status st = MBX_OK;
    mbx_segment s;

    while (st == MBX_OK && mbx_reply_next(&r, &s)) {
        mbx_str piece = {text.p + s.offset, s.length};
        if (!(kinds >> s.kind & 1))
            continue;
        if (s.kind == MBX_SEGMENT_SIGNATURE)
            piece = without_divider(piece);
        while (!out->n && piece.n && piece.p[0] == '\n') {
            piece.p++;
            piece.n--;
        }
        if (out->n && out->p[out->n - 1] != '\n')
            st = mbx_buf_add(out, "\n", 1);
        if (st == MBX_OK)
            st = mbx_buf_add(out, piece.p, piece.n);
    }
    while (out->n && (unsigned char)out->p[out->n - 1] <= ' ')
        out->n--;
    return st;
}

static void segments(INTERNAL_FUNCTION_PARAMETERS, unsigned kinds)
{
    mbx_buf made, out;
    mbx_str text;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!plain_text(Z_OBJ_P(ZEND_THIS), &made, &text))
        RETURN_THROWS();
    mbx_buf_init(&out, text.n + 16);
    mbx_status st = collect(text, kinds, &out);
    mbx_buf_free(&made);
    if (!usable(st, &out))
        RETURN_THROWS();
    php_mailbox_return_buf(return_value, &out);
}

/* A forwarded message belongs to what is new: its reader has not seen it. */
ZEND_METHOD(Mailbox_Message, replyText)
{
    segments(INTERNAL_FUNCTION_PARAM_PASSTHRU, 1u << MBX_SEGMENT_NEW | 1u << MBX_SEGMENT_FORWARD);
}

ZEND_METHOD(Mailbox_Message, quotedText)
{
    segments(INTERNAL_FUNCTION_PARAM_PASSTHRU, 1u << MBX_SEGMENT_QUOTE);
}

ZEND_METHOD(Mailbox_Message, signatureText)
{
    segments(INTERNAL_FUNCTION_PARAM_PASSTHRU, 1u << MBX_SEGMENT_SIGNATURE);
}

ZEND_METHOD(Mailbox_Message, snippet)
{
    zend_long characters = 200;
    mbx_buf made, out;
    mbx_str text;

    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(characters)
    ZEND_PARSE_PARAMETERS_END();

    if (characters < 1 || characters > MAX_SNIPPET) {
        zend_argument_value_error(1, "must be between 1 and %d", MAX_SNIPPET);
        RETURN_THROWS();
    }
    if (!plain_text(Z_OBJ_P(ZEND_THIS), &made, &text))
        RETURN_THROWS();
    mbx_buf_init(&out, 4 * (size_t)characters + 16);
    mbx_status st = mbx_snippet(text, (size_t)characters, &out);
    mbx_buf_free(&made);
    if (!usable(st, &out))
        RETURN_THROWS();
    php_mailbox_return_buf(return_value, &out);
}

/* False, with an exception thrown: no memory, or no message. */
static bool base_subject(zend_object *o, mbx_buf *out, unsigned *kind_r)
{
    mbx_str subject = php_mailbox_slot_text(o, PHP_MAILBOX_SUBJECT);

    if (!php_mailbox_message_source(o))
        return false;
    mbx_buf_init(out, subject.n + 16);
    *kind_r = 0;
    return usable(mbx_base_subject(subject, out, kind_r), out);
}

ZEND_METHOD(Mailbox_Message, baseSubject)
{
    unsigned kind;
    mbx_buf base;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!base_subject(Z_OBJ_P(ZEND_THIS), &base, &kind))
        RETURN_THROWS();
    php_mailbox_return_buf(return_value, &base);
}

static void subject_is(INTERNAL_FUNCTION_PARAMETERS, unsigned wanted)
{
    unsigned kind;
    mbx_buf base;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!base_subject(Z_OBJ_P(ZEND_THIS), &base, &kind))
        RETURN_THROWS();
    mbx_buf_free(&base);
    RETVAL_BOOL(kind & wanted);
}

ZEND_METHOD(Mailbox_Message, isReply)
{
    subject_is(INTERNAL_FUNCTION_PARAM_PASSTHRU, MBX_SUBJECT_REPLY);
    if (Z_TYPE_P(return_value) == IS_FALSE)
        RETVAL_BOOL(zend_hash_num_elements(Z_ARRVAL_P(php_mailbox_slot(Z_OBJ_P(ZEND_THIS), PHP_MAILBOX_IN_REPLY_TO))) > 0);
}

ZEND_METHOD(Mailbox_Message, isForward)
{
    subject_is(INTERNAL_FUNCTION_PARAM_PASSTHRU, MBX_SUBJECT_FORWARD);
}

/* The ids of a property as the core has them; emalloc'ed, the bytes are the property's. */
static mbx_str *ids_of(zend_object *o, uint32_t place, size_t *n_r)
{
    HashTable *ids = Z_ARRVAL_P(php_mailbox_slot(o, place));
    mbx_str *list = safe_emalloc(zend_hash_num_elements(ids) + 1, sizeof *list, 0);
    zval *id;

    *n_r = 0;
    ZEND_HASH_FOREACH_VAL(ids, id) {
        list[(*n_r)++] = (mbx_str){Z_STRVAL_P(id), Z_STRLEN_P(id)};
    } ZEND_HASH_FOREACH_END();
    return list;
}

typedef struct ids_job {
    zval *out;
    const mbx_str *list;
    size_t n;
} ids_job;

static void add_ids(void *ctx)
{
    ids_job *job = ctx;

    array_init_size(job->out, (uint32_t)job->n);
    for (size_t i = 0; i < job->n; i++)
        add_next_index_stringl(job->out, job->list[i].p, job->list[i].n);
}

ZEND_METHOD(Mailbox_Message, threadIds)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    mbx_message_facts f = {.message_id = php_mailbox_slot_text(self, PHP_MAILBOX_MESSAGE_ID)};
    mbx_str *found = NULL;
    size_t n = 0;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!php_mailbox_message_source(self))
        RETURN_THROWS();
    mbx_str *references = ids_of(self, PHP_MAILBOX_REFERENCES, &f.n_references);
    mbx_str *answered = ids_of(self, PHP_MAILBOX_IN_REPLY_TO, &f.n_in_reply_to);
    f.references = references;
    f.in_reply_to = answered;
    mbx_status st = mbx_thread_ancestors(&f, &found, &n);
    ids_job job = {return_value, found, n};
    bool done = st != MBX_OK || php_mailbox_guard(add_ids, &job);
    mbx_release(found);
    if (!done)
        zend_bailout();
    efree(references);
    efree(answered);
    if (st != MBX_OK) {
        php_mailbox_no_memory();
        RETURN_THROWS();
    }
}

ZEND_METHOD(Mailbox_Message, uuencodedFiles)
{
    mbx_str text = php_mailbox_slot_text(Z_OBJ_P(ZEND_THIS), PHP_MAILBOX_TEXT);
    mbx_uu_file file;
    size_t at = 0;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!php_mailbox_message_source(Z_OBJ_P(ZEND_THIS)))
        RETURN_THROWS();
    array_init(return_value);
    while (mbx_uu_file_next(text, &at, &file)) {
        zend_string *content = zend_string_alloc(file.block.n + 2 * MBX_TRANSFER_SLACK, 0);
        mbx_transfer t;
        bool bad, cut;
        zval one;

        mbx_transfer_begin(&t, MBX_ENCODING_UUENCODE);
        size_t n = mbx_transfer_feed(&t, file.block.p, file.block.n, ZSTR_VAL(content));
        n += mbx_transfer_end(&t, ZSTR_VAL(content) + n, &bad, &cut);
        content = zend_string_truncate(content, n, 0);
        ZSTR_VAL(content)[n] = '\0';
        array_init_size(&one, 2);
        add_assoc_stringl(&one, "filename", file.name.p, file.name.n);
        add_assoc_str(&one, "content", content);
        add_next_index_zval(return_value, &one);
    }
}
