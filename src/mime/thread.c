#include "mime/thread.h"

#include "base/alloc.h"
#include "mime/header.h"
#include "mime/utf8.h"

/* What stands before the colon. In lower case as far as it is ASCII; of other letters both cases are listed. */
static const struct {
    const char *word;
    unsigned kind;
} prefixes[] = {
    {"re", MBX_SUBJECT_REPLY},     {"fw", MBX_SUBJECT_FORWARD},  {"fwd", MBX_SUBJECT_FORWARD},
    {"aw", MBX_SUBJECT_REPLY},     {"antw", MBX_SUBJECT_REPLY},  {"antwort", MBX_SUBJECT_REPLY}, /* German, Dutch */
    {"wg", MBX_SUBJECT_FORWARD},   {"doorst", MBX_SUBJECT_FORWARD},
    {"tr", MBX_SUBJECT_FORWARD},   {"ré", MBX_SUBJECT_REPLY}, {"rÉ", MBX_SUBJECT_REPLY}, /* French */
    {"rif", MBX_SUBJECT_REPLY},    {"r", MBX_SUBJECT_REPLY},     {"i", MBX_SUBJECT_FORWARD}, /* Italian */
    {"rv", MBX_SUBJECT_FORWARD},   {"res", MBX_SUBJECT_REPLY},   {"enc", MBX_SUBJECT_FORWARD}, /* Spanish, Portuguese */
    {"sv", MBX_SUBJECT_REPLY},     {"vb", MBX_SUBJECT_FORWARD},  {"vs", MBX_SUBJECT_REPLY}, /* Scandinavian, Finnish */
    {"vl", MBX_SUBJECT_FORWARD},
    {"odp", MBX_SUBJECT_REPLY},    {"pd", MBX_SUBJECT_FORWARD},  {"Отв", MBX_SUBJECT_REPLY}, /* Polish, Russian */
    {"vá", MBX_SUBJECT_REPLY},     {"VÁ", MBX_SUBJECT_REPLY},    {"továbbítás", MBX_SUBJECT_FORWARD}, /* Hungarian */
    {"ynt", MBX_SUBJECT_REPLY},    {"ilt", MBX_SUBJECT_FORWARD}, {"İlt", MBX_SUBJECT_FORWARD}, {"İLT", MBX_SUBJECT_FORWARD}, /* Turkish */
    {"bls", MBX_SUBJECT_REPLY},    {"trs", MBX_SUBJECT_FORWARD}, /* Indonesian */
    {"απ", MBX_SUBJECT_REPLY},     {"ΑΠ", MBX_SUBJECT_REPLY},    {"σχετ", MBX_SUBJECT_REPLY},  {"ΣΧΕΤ", MBX_SUBJECT_REPLY}, /* Greek */
    {"πρθ", MBX_SUBJECT_FORWARD},  {"ΠΡΘ", MBX_SUBJECT_FORWARD},
    {"תגובה", MBX_SUBJECT_REPLY},  {"הועבר", MBX_SUBJECT_FORWARD}, /* Hebrew */
    {"رد", MBX_SUBJECT_REPLY},     {"إعادة توجيه", MBX_SUBJECT_FORWARD}, /* Arabic */
    {"回复", MBX_SUBJECT_REPLY},   {"回覆", MBX_SUBJECT_REPLY},  {"答复", MBX_SUBJECT_REPLY},  {"答覆", MBX_SUBJECT_REPLY}, /* Chinese */
    {"转发", MBX_SUBJECT_FORWARD}, {"轉寄", MBX_SUBJECT_FORWARD}, {"轉發", MBX_SUBJECT_FORWARD},
    {"返信", MBX_SUBJECT_REPLY},   {"転送", MBX_SUBJECT_FORWARD}, {"회신", MBX_SUBJECT_REPLY}, {"전달", MBX_SUBJECT_FORWARD}, /* Japanese, Korean */
};

static size_t skip_blanks(mbx_str s, size_t i)
{
    while (i < s.n && mbx_is_blank(s.p[i]))
        i++;
    return i;
}

/* subj-blob at i: the index behind it and the blanks after it; i when there is none. */
static size_t skip_blob(mbx_str s, size_t i)
{
    if (i == s.n || s.p[i] != '[')
        return i;
    for (size_t k = i + 1; k < s.n && s.p[k] != '['; k++)
        if (s.p[k] == ']')
            return skip_blanks(s, k + 1);
    return i;
}

static bool begins(mbx_str s, size_t i, const char *word)
{
    return mbx_str_begins_nocase((mbx_str){s.p + i, s.n - i}, word);
}

/* "^2", "(2)": how some programs count their answers. */
static size_t skip_count(mbx_str s, size_t i)
{
    size_t k = i;
    if (k == s.n || (s.p[k] != '^' && s.p[k] != '('))
        return i;
    bool bracket = s.p[k++] == '(';
    size_t digits = k;
    while (k < s.n && s.p[k] >= '0' && s.p[k] <= '9')
        k++;
    if (k == digits || (bracket && (k == s.n || s.p[k] != ')')))
        return i;
    return skip_blanks(s, k + bracket);
}

/* subj-refwd at i: the index behind its colon, i when there is none. */
static size_t skip_refwd(mbx_str s, size_t i, unsigned *kind)
{
    for (size_t w = 0; w < sizeof prefixes / sizeof *prefixes; w++) {
        if (!begins(s, i, prefixes[w].word))
            continue;
        size_t k = skip_blanks(s, i + strlen(prefixes[w].word));
        k = skip_count(s, skip_blob(s, k));
        size_t colon = k < s.n && s.p[k] == ':' ? 1 : s.n - k >= 3 && memcmp(s.p + k, "\xEF\xBC\x9A", 3) == 0 ? 3 : 0;
        if (!colon)
            continue;
        *kind |= prefixes[w].kind;
        return k + colon;
    }
    return i;
}

/* Step 2: blanks and "(fwd)" at the end. */
static void drop_trailer(mbx_str *s, unsigned *kind)
{
    for (;;) {
        while (s->n && mbx_is_blank(s->p[s->n - 1]))
            s->n--;
        if (s->n < 5 || !begins(*s, s->n - 5, "(fwd)"))
            return;
        *kind |= MBX_SUBJECT_FORWARD;
        s->n -= 5;
    }
}

/* Steps 3 to 5. Where the run of blobs is not followed by a prefix it never will be, however many blobs are taken off:
 * that is why each blob is looked at once. */
static void drop_leaders(mbx_str *s, unsigned *kind)
{
    for (;;) {
        size_t i = skip_blanks(*s, 0), run = i, next;
        while ((next = skip_blob(*s, run)) != run)
            run = next;
        next = skip_refwd(*s, run, kind);
        if (next == run) {
            /* step 4, for each blob: what is left must not be empty */
            while ((next = skip_blob(*s, i)) != i && next < s->n)
                i = next;
            *s = (mbx_str){s->p + i, s->n - i};
            return;
        }
        *s = (mbx_str){s->p + next, s->n - next};
    }
}

mbx_status mbx_base_subject(mbx_str s, mbx_buf *out, unsigned *kind_r)
{
    mbx_status st = MBX_OK;
    *kind_r = 0;
    for (;;) {
        drop_trailer(&s, kind_r);
        drop_leaders(&s, kind_r);
        if (s.n < 6 || !begins(s, 0, "[fwd:") || s.p[s.n - 1] != ']')
            break;
        *kind_r |= MBX_SUBJECT_FORWARD;
        s = (mbx_str){s.p + 5, s.n - 6};
    }
    /* step 1, here, so that it costs no copy: one blank for each run of them */
    for (size_t i = 0; i < s.n && st == MBX_OK;) {
        size_t from = i;
        while (i < s.n && !mbx_is_blank(s.p[i]))
            i++;
        st = mbx_utf8_add_valid(out, s.p + from, i - from);
        if (i < s.n && st == MBX_OK)
            st = mbx_buf_add_char(out, ' ');
        i = skip_blanks(s, i);
    }
    return st;
}

static size_t hash(mbx_str id)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < id.n; i++)
        h = (h ^ (unsigned char)id.p[i]) * 16777619u;
    return h;
}

mbx_status mbx_thread_ancestors(const mbx_message_facts *f, mbx_str **list_r, size_t *n_r)
{
    size_t max = f->n_references + 1, slots = 4, n = 0;
    *list_r = NULL;
    *n_r = 0;
    if (!f->n_references && !f->n_in_reply_to)
        return MBX_OK;
    while (slots < 2 * max)
        slots *= 2;
    mbx_str *list = mbx_alloc(max * sizeof *list);
    size_t *table = mbx_alloc_zero(slots * sizeof *table); /* index into list + 1 */
    if (!list || !table) {
        mbx_release(list);
        mbx_release(table);
        return MBX_E_MEMORY;
    }
    for (size_t i = 0; i < max; i++) {
        if (i == f->n_references && !f->n_in_reply_to)
            break;
        mbx_str id = i < f->n_references ? f->references[i] : f->in_reply_to[0];
        size_t at = hash(id) & (slots - 1);
        while (table[at] && !mbx_str_same(list[table[at] - 1], id))
            at = (at + 1) & (slots - 1);
        if (table[at] || mbx_str_same(id, f->message_id))
            continue;
        list[n++] = id;
        table[at] = n;
    }
    mbx_release(table);
    if (!n) {
        mbx_release(list);
        return MBX_OK;
    }
    *list_r = list;
    *n_r = n;
    return MBX_OK;
}
