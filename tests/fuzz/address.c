/* Address lists: what comes out is clean and bounded, and a list that is written as RFC 5322 has it comes back. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "mime/address.h"

typedef struct read_list {
    mbx_arena arena;
    mbx_address_list list;
    mbx_address_notes notes;
    size_t total;
} read_list;

static void read_addresses(read_list *r, const char *p, size_t n, size_t before)
{
    *r = (read_list){.total = before};
    r->notes.total = &r->total;
    mbx_arena_init(&r->arena, SIZE_MAX / 2);
    char *copy = fuzz_copy(p, n);
    REQUIRE(mbx_address_read(&r->list, &r->arena, (mbx_str){copy, n}, &r->notes) == MBX_OK);
    free(copy);
    REQUIRE(r->total == before + r->list.found.n && r->total <= MBX_MAX_ADDRESSES);
    REQUIRE(!r->notes.full || r->total == MBX_MAX_ADDRESSES);
    for (size_t i = 0; i < r->list.found.n; i++) {
        mbx_address a = r->list.found.list[i];
        REQUIRE(a.name.n || a.address.n);
        REQUIRE((a.name.p || !a.name.n) && (a.address.p || !a.address.n));
        REQUIRE(fuzz_one_line(a.name) && fuzz_one_line(a.address));
    }
}

static void free_list(read_list *r)
{
    mbx_release(r->list.found.list);
    mbx_arena_free(&r->arena);
}

/* An address that needs no quotes. */
static bool plain_address(mbx_str a)
{
    size_t ats = 0;
    for (size_t i = 0; i < a.n; i++) {
        uint8_t c = (uint8_t)a.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '+';
        ats += c == '@';
        if (!letter && !((c == '.' || c == '@') && i && i + 1 < a.n && a.p[i - 1] != '.' && a.p[i - 1] != '@'))
            return false;
    }
    return ats == 1;
}

/* Each name in one of the ways that senders have. */
static size_t write_name(char *out, mbx_str name, uint64_t how)
{
    size_t o = 0;
    bool ascii = true;
    for (size_t i = 0; i < name.n; i++)
        ascii &= (uint8_t)name.p[i] < 0x80;
    if (ascii && how % 2 && !memchr(name.p, '=', name.n)) {
        out[o++] = '"';
        for (size_t i = 0; i < name.n; i++) {
            if (name.p[i] == '"' || name.p[i] == '\\')
                out[o++] = '\\';
            out[o++] = name.p[i];
        }
        out[o++] = '"';
        return o;
    }
    /* whole words, split between characters only if at all */
    o = (size_t)sprintf(out, "=?UTF-8?B?");
    o += fuzz_base64(name.p, name.n, out + o);
    return o + (size_t)sprintf(out + o, "?=");
}

static void write_and_read_again(const read_list *r, fuzz_cuts *c)
{
    size_t room = 64, o = 0, n = r->list.found.n, kept = 0;
    for (size_t i = 0; i < n; i++)
        room += r->list.found.list[i].name.n * 2 + r->list.found.list[i].address.n + 80;
    char *text = malloc(room);
    const mbx_address **want = malloc((n + 1) * sizeof *want);
    REQUIRE(text && want);
    bool group = fuzz_random(c) % 4 == 0;
    if (group)
        o = (size_t)sprintf(text, "A group: ");
    for (size_t i = 0; i < n; i++) {
        const mbx_address *a = &r->list.found.list[i];
        /* quotes around an encoded name are taken off, and blanks at its ends: the name that stands there now has none */
        bool quoted = a->name.n > 1 && (a->name.p[0] == '"' || a->name.p[a->name.n - 1] == '"');
        bool blank = a->name.n && (a->name.p[0] == ' ' || a->name.p[a->name.n - 1] == ' ');
        if (!plain_address(a->address) || quoted || blank)
            continue;
        if (kept)
            o += (size_t)sprintf(text + o, fuzz_random(c) % 2 ? ", " : " ,\t,");
        if (a->name.n) {
            o += write_name(text + o, a->name, fuzz_random(c));
            text[o++] = ' ';
        }
        o += (size_t)sprintf(text + o, "<%s%.*s>", fuzz_random(c) % 8 ? "" : "@route.example,@b.example:", (int)a->address.n, a->address.p);
        want[kept++] = a;
    }
    if (group)
        text[o++] = ';';
    read_list again;
    read_addresses(&again, text, o, 0);
    REQUIRE(again.list.found.n == kept);
    for (size_t i = 0; i < kept; i++) {
        REQUIRE(mbx_str_same(again.list.found.list[i].address, want[i]->address));
        REQUIRE(mbx_str_same(again.list.found.list[i].name, want[i]->name));
    }
    free_list(&again);
    free(want);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cuts c = fuzz_cuts_of(data, size);
    read_list r;
    read_addresses(&r, (const char *)data, size, 0);
    write_and_read_again(&r, &c);
    size_t found = r.list.found.n;
    free_list(&r);
    if (found) {
        /* there is room for k more, and then no more */
        size_t k = fuzz_random(&c) % (found + 1);
        read_addresses(&r, (const char *)data, size, MBX_MAX_ADDRESSES - k);
        REQUIRE(r.list.found.n == (k < found ? k : found));
        free_list(&r);
    }
    return 0;
}
