#include "imap/list.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "imap/flight.h"
#include "imap/folder_name.h"
#include "imap/folder_status.h"
#include "imap/mutf7.h"
#include "imap/special_use.h"
#include "imap/token.h"

#include <stdlib.h>
#include <string.h>

typedef struct told { /* a STATUS line, its folder not yet found */
    char *raw;
    mbx_folder_status *status;
} told;

typedef struct reading {
    mbx_session *session;
    mbx_folders rows;
    size_t rows_cap;
    told *told;
    size_t n_told, told_cap;
    mbx_buf name;
} reading;

static void row_free(mbx_folder *f)
{
    mbx_release(f->raw);
    mbx_release(f->name);
    mbx_release(f->status);
}

void mbx_folders_free(mbx_folders *f)
{
    for (size_t i = 0; i < f->n; i++)
        row_free(&f->row[i]);
    mbx_release(f->row);
    memset(f, 0, sizeof *f);
}

static void reading_free(reading *r)
{
    mbx_folders_free(&r->rows);
    for (size_t i = 0; i < r->n_told; i++) {
        mbx_release(r->told[i].raw);
        mbx_release(r->told[i].status);
    }
    mbx_release(r->told);
    mbx_buf_free(&r->name);
}

/* Room for one more; *p is moved to a larger place. */
static mbx_status grow(void **p, size_t n, size_t *cap, size_t size, mbx_error *err)
{
    size_t wanted = *cap ? *cap * 2 : 32;
    void *larger;

    if (n < *cap)
        return MBX_OK;
    larger = mbx_resize(*p, wanted * size);
    if (!larger)
        return mbx_fail_memory(err);
    *p = larger;
    *cap = wanted;
    return MBX_OK;
}

/* ---- LIST ---- */

static void take_attribute(mbx_folder *f, mbx_str name)
{
    static const struct {
        const char *name;
        unsigned bits;
    } known[] = {
        {"\\Noselect", MBX_FOLDER_NOSELECT},       {"\\NonExistent", MBX_FOLDER_NONEXISTENT | MBX_FOLDER_NOSELECT},
        {"\\Subscribed", MBX_FOLDER_SUBSCRIBED},   {"\\Noinferiors", MBX_FOLDER_NOINFERIORS},
        {"\\HasChildren", MBX_FOLDER_HAS_CHILDREN}, {"\\Remote", MBX_FOLDER_REMOTE},
    };
    mbx_special_use use = mbx_special_use_of_attribute(name);

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (mbx_str_same_nocase(name, mbx_str_of(known[i].name)))
            f->attributes |= known[i].bits;
    if (f->use == MBX_USE_NONE)
        f->use = use;
}

static bool is_word(const mbx_token *k)
{
    return k->kind == MBX_TOKEN_ATOM || k->kind == MBX_TOKEN_STRING || k->kind == MBX_TOKEN_NUMBER || k->kind == MBX_TOKEN_NIL;
}

/* '(flags) "/" name', then perhaps '(extended data)' (RFC 5258 section 6). The name goes to r->name; *row_r false: this is
 * no row of ours. */
static mbx_status read_row(reading *r, mbx_str line, mbx_folder *f, bool *row_r, mbx_error *err)
{
    enum { STAR, LIST, FLAGS, IN_FLAGS, DELIMITER, NAME, BEHIND } at_word = STAR;
    const char *at = line.p, *end = line.p + line.n;
    mbx_tokenizer t;
    mbx_token k = {.kind = MBX_TOKEN_MORE};
    bool good = true;
    mbx_status st = MBX_OK;

    mbx_buf_reset(&r->name);
    mbx_tokenizer_init(&t, &(mbx_token_limits){.text = MBX_MAX_FOLDER, .depth = MBX_MAX_DEPTH});
    while (good && st == MBX_OK && k.kind != MBX_TOKEN_END && (st = mbx_token_next(&t, &at, end, true, &k, err)) == MBX_OK) {
        if (k.kind == MBX_TOKEN_LITERAL)
            continue;
        switch (at_word) {
        case STAR:
        case LIST:
            at_word++;
            break;
        case FLAGS:
            good = k.kind == MBX_TOKEN_OPEN;
            at_word = IN_FLAGS;
            break;
        case IN_FLAGS:
            if (k.kind == MBX_TOKEN_CLOSE)
                at_word = DELIMITER;
            else if (k.kind == MBX_TOKEN_ATOM)
                take_attribute(f, k.text);
            good = k.kind != MBX_TOKEN_END;
            break;
        case DELIMITER:
            good = is_word(&k);
            if (k.kind != MBX_TOKEN_NIL && k.text.n == 1)
                f->delimiter = k.text.p[0];
            at_word = NAME;
            break;
        case NAME:
            good = is_word(&k) && k.text.n > 0 && !k.cut;
            if (good && mbx_buf_add(&r->name, k.text.p, k.text.n) != MBX_OK)
                st = mbx_fail_memory(err);
            at_word = BEHIND;
            break;
        case BEHIND: /* a word: the name has a space in it and no quotes, and nobody can say where it ends */
            good = k.depth > 0 || k.kind == MBX_TOKEN_OPEN || k.kind == MBX_TOKEN_CLOSE || k.kind == MBX_TOKEN_END;
            break;
        }
    }
    mbx_tokenizer_free(&t);
    *row_r = good && at_word == BEHIND;
    return st;
}

static mbx_status add_row(reading *r, mbx_folder *f, mbx_error *err)
{
    mbx_buf people;
    bool ok = false;
    mbx_status st = grow((void **)&r->rows.row, r->rows.n, &r->rows_cap, sizeof *r->rows.row, err);

    if (st != MBX_OK)
        return st;
    mbx_buf_init(&people, 3 * MBX_MAX_FOLDER);
    st = mbx_folder_name_read(r->session, mbx_buf_str(&r->name), &people, &ok, err);
    if (st == MBX_OK) {
        f->raw = mbx_copy_bytes(r->name.p, r->name.n);
        f->name = ok ? mbx_copy_bytes(people.p, people.n) : NULL;
        if (!f->raw || (ok && !f->name))
            st = mbx_fail_memory(err);
    }
    mbx_buf_free(&people);
    if (st == MBX_OK)
        r->rows.row[r->rows.n++] = *f;
    else
        row_free(f);
    return st;
}

static mbx_status list_line(reading *r, mbx_str line, mbx_error *err)
{
    mbx_folder f = {.raw = NULL};
    bool row = false;
    mbx_status st = read_row(r, line, &f, &row, err);

    if (st != MBX_OK || !row)
        return st;
    if (r->rows.n == MBX_MAX_FOLDERS) {
        r->rows.cut = true;
        return MBX_OK;
    }
    return add_row(r, &f, err);
}

static mbx_status status_line(reading *r, mbx_str line, mbx_error *err)
{
    mbx_folder_status status;
    bool is_told;
    told *x;
    mbx_status st = mbx_folder_status_read(line, &r->name, &status, &is_told, err);

    if (st != MBX_OK || !is_told || status.told == 0 || r->n_told == MBX_MAX_FOLDERS)
        return st;
    if ((st = grow((void **)&r->told, r->n_told, &r->told_cap, sizeof *r->told, err)) != MBX_OK)
        return st;
    x = &r->told[r->n_told];
    x->raw = mbx_copy_bytes(r->name.p ? r->name.p : "", r->name.n);
    x->status = mbx_alloc(sizeof *x->status);
    r->n_told++;
    if (!x->raw || !x->status)
        return mbx_fail_memory(err);
    *x->status = status;
    return MBX_OK;
}

static mbx_status on_line(void *ctx, mbx_line_kind kind, mbx_str line, mbx_error *err)
{
    (void)kind;
    return line.n > 2 && mbx_lower(line.p[2]) == 'l' ? list_line(ctx, line, err) : status_line(ctx, line, err);
}

/* ---- all of them ---- */

/* A heap, for no order that a server chooses may cost more than another: least first afterwards. before: is a sorted before b? */
static void sort(size_t *order, size_t n, bool (*before)(const void *ctx, size_t a, size_t b), const void *ctx)
{
    for (size_t start = n / 2, end = n; end > 1;) {
        size_t root, child, t;

        if (start > 0) {
            start--;
        } else {
            end--;
            t = order[end];
            order[end] = order[0];
            order[0] = t;
        }
        for (root = start; (child = 2 * root + 1) < end; root = child) {
            if (child + 1 < end && before(ctx, order[child], order[child + 1]))
                child++;
            if (!before(ctx, order[root], order[child]))
                break;
            t = order[root];
            order[root] = order[child];
            order[child] = t;
        }
    }
}

static bool row_before(const void *ctx, size_t a, size_t b)
{
    const mbx_folders *f = ctx;
    int c = strcmp(f->row[a].raw, f->row[b].raw);

    return c < 0 || (c == 0 && a < b);
}

/* A folder that came twice is one: what the rows say of it together. Gives each its STATUS. */
static void merge(reading *r, size_t *order)
{
    mbx_folders *f = &r->rows;
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < f->n; i++)
        order[i] = i;
    sort(order, f->n, row_before, f);
    for (size_t i = 0; i < f->n; i++) {
        mbx_folder *row = &f->row[order[i]], *before = n > 0 ? &f->row[order[n - 1]] : NULL;

        if (!before || strcmp(before->raw, row->raw) != 0) {
            order[n++] = order[i];
            continue;
        }
        before->attributes |= row->attributes;
        if (before->use == MBX_USE_NONE)
            before->use = row->use;
        row_free(row);
        row->raw = row->name = NULL;
        row->status = NULL;
    }
    for (size_t i = 0; i < r->n_told; i++) {
        size_t low = 0, high = n;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (strcmp(f->row[order[middle]].raw, r->told[i].raw) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < n && strcmp(f->row[order[low]].raw, r->told[i].raw) == 0 && !f->row[order[low]].status) {
            f->row[order[low]].status = r->told[i].status;
            r->told[i].status = NULL;
        }
    }
    for (size_t i = 0; i < f->n; i++)
        if (f->row[i].raw)
            f->row[kept++] = f->row[i];
    f->n = kept;
}

static mbx_str last_part(const mbx_folder *f, size_t *depth_r)
{
    const char *from = f->name;

    *depth_r = 0;
    for (const char *p = f->name; f->delimiter && *p; p++)
        if (*p == f->delimiter && p[1]) {
            from = p + 1;
            ++*depth_r;
        }
    return mbx_str_of(from);
}

/* Uses that no attribute tells are told by the usual names: the folder nearest to the top, the first of those. */
static void uses_by_name(mbx_folders *f)
{
    size_t best[MBX_USE_TRASH + 1], best_depth[MBX_USE_TRASH + 1];

    for (size_t i = 0; i <= MBX_USE_TRASH; i++)
        best[i] = SIZE_MAX;
    for (size_t i = 0; i < f->n; i++)
        if (f->row[i].use != MBX_USE_NONE)
            best[f->row[i].use] = i;
    for (size_t i = 0; i < f->n; i++) {
        mbx_folder *row = &f->row[i];
        size_t depth;
        mbx_special_use use;

        if (!row->name || row->use != MBX_USE_NONE || (row->attributes & MBX_FOLDER_NOSELECT))
            continue;
        use = mbx_special_use_of_name(last_part(row, &depth));
        if (use == MBX_USE_NONE || (best[use] != SIZE_MAX && (f->row[best[use]].use != MBX_USE_NONE || best_depth[use] <= depth)))
            continue;
        best[use] = i;
        best_depth[use] = depth;
    }
    for (size_t use = 1; use <= MBX_USE_TRASH; use++)
        if (best[use] != SIZE_MAX && f->row[best[use]].use == MBX_USE_NONE) {
            f->row[best[use]].use = (mbx_special_use)use;
            f->row[best[use]].use_by_name = true;
        }
}

/* What LIST is to return beside the names. RETURN is LIST-EXTENDED's: STATUS and SPECIAL-USE are options of it (RFC 5258,
 * 5819 and 6154), and say nothing of a server that knows no options (iCloud offers LIST-STATUS alone). */
static mbx_status options(const mbx_session *s, bool with_status, mbx_buf *out, mbx_error *err)
{
    bool all = mbx_session_has(s, "IMAP4rev2");
    mbx_status st;

    if (!all && !mbx_session_has(s, "LIST-EXTENDED"))
        return MBX_OK;
    st = mbx_buf_add_str(out, " RETURN (SUBSCRIBED");
    if (st == MBX_OK && (all || mbx_session_has(s, "SPECIAL-USE")))
        st = mbx_buf_add_str(out, " SPECIAL-USE");
    if (st == MBX_OK && with_status && (all || mbx_session_has(s, "LIST-STATUS"))) {
        st = mbx_buf_add_str(out, " STATUS");
        if (st == MBX_OK && (st = mbx_folder_status_items(s, out, err)) != MBX_OK)
            return st;
    }
    if (st == MBX_OK)
        st = mbx_buf_add_char(out, ')');
    return st == MBX_OK ? MBX_OK : mbx_fail_memory(err);
}

static mbx_status ask(reading *r, mbx_str command, mbx_answer *answer_r, mbx_error *err)
{
    const mbx_line_reader reader = {.ctx = r, .line = on_line};
    mbx_command_flight f;
    mbx_status st;

    mbx_flight_init(&f, r->session);
    st = mbx_flight_add(&f, command, &reader, err);
    if (st == MBX_OK)
        st = mbx_flight_run(&f, err);
    *answer_r = f.command[0].answer;
    if (st == MBX_OK && *answer_r != MBX_ANSWER_OK)
        (void)mbx_flight_refused(&f, 0, err);
    mbx_flight_free(&f);
    return st;
}

mbx_status mbx_session_folders(mbx_session *s, bool with_status, mbx_folders *f_r, mbx_error *err)
{
    static const char plain[] = "LIST \"\" \"*\"";
    reading r = {.session = s};
    size_t *order = NULL;
    mbx_answer answer;
    mbx_buf b;
    mbx_status st;

    mbx_session_stage(s, MBX_STAGE_LIST, -1);
    mbx_buf_init(&r.name, MBX_MAX_FOLDER);
    mbx_buf_init(&b, MBX_MAX_COMMAND);
    st = mbx_buf_add_str(&b, plain) == MBX_OK ? options(s, with_status, &b, err) : mbx_fail_memory(err);
    if (st == MBX_OK)
        st = ask(&r, mbx_buf_str(&b), &answer, err);
    if (st == MBX_OK && answer != MBX_ANSWER_OK && b.n > sizeof plain - 1) /* offered, and refused all the same */
        st = ask(&r, mbx_str_of(plain), &answer, err);
    if (st == MBX_OK && answer != MBX_ANSWER_OK)
        st = err->status;
    if (st == MBX_OK && r.rows.n > 0 && !(order = mbx_alloc(r.rows.n * sizeof *order)))
        st = mbx_fail_memory(err);
    if (st == MBX_OK) {
        if (order)
            merge(&r, order);
        uses_by_name(&r.rows);
        *f_r = r.rows;
        memset(&r.rows, 0, sizeof r.rows);
    }
    mbx_release(order);
    mbx_buf_free(&b);
    reading_free(&r);
    return st;
}

const mbx_folder *mbx_folders_by_use(const mbx_folders *f, mbx_special_use use)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->row[i].use == use && use != MBX_USE_NONE)
            return &f->row[i];
    return NULL;
}
