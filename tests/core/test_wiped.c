/* That neither password nor token, nor their base64, is left in the memory of the process that logged in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/base64text.h"
#include "base/digest.h"
#include "fake_peer.h"
#include "imap/exchange.h"
#include "probe/probe.h"
#include "seal/envelope.h"
#include "sync/sign_in.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

static const mbx_seal_owner ANNA = {.staff_id = 7, .sign_in_address = "anna@example.com", .purpose = "imap-password"};
static mbx_keyring *ring;
static mbx_tls *tls;

static int set_up(void **state)
{
    mbx_error e;
    (void)state;
    return mbx_keyring_in_memory(&ring, &e) != MBX_OK || mbx_tls_new(&tls, &e) != MBX_OK;
}

static int tear_down(void **state)
{
    (void)state;
    mbx_keyring_release(ring);
    mbx_tls_free(tls);
    return 0;
}

static mbx_account *account(const char *sealed, const char *host, uint16_t port)
{
    mbx_account *a = mbx_alloc_zero(sizeof *a);
    *a = (mbx_account){.staff_id = 7, .sign_in_address = mbx_copy_string("anna@example.com"), .user = mbx_copy_string("anna"), .host = mbx_copy_string(host), .port = port,
                       .encryption = MBX_ENCRYPTION_NONE, .sealed = mbx_copy_string(sealed), .with_token = sealed == NULL, .ring = mbx_keyring_hold(ring)};
    return a;
}

#define CANARY 32
#define MASK 0x55

/* The canary is never whole in the searcher's own memory: masked, and compared byte by byte. */
typedef struct needle {
    uint8_t masked[64];
    size_t n;
} needle;

static size_t count(const uint8_t *p, size_t n, const needle *of)
{
    size_t hits = 0;
    const uint8_t *end = p + n;
    while ((size_t)(end - p) >= of->n && (p = memchr(p, of->masked[0] ^ MASK, (size_t)(end - p) - of->n + 1)) != NULL) {
        size_t k = 1;
        while (k < of->n && (p[k] ^ MASK) == of->masked[k])
            k++;
        hits += k == of->n;
        p++;
    }
    return hits;
}

/* Every readable and writable page of this process but the sanitizer's shadow. */
static size_t search_memory(const needle *needles, size_t n)
{
    static uint8_t page[1 << 16];
    char line[512];
    size_t hits = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    int mem = open("/proc/self/mem", O_RDONLY);
    assert_true(maps && mem >= 0);
    while (fgets(line, sizeof line, maps)) {
        unsigned long long from, to;
        char rights[5];
        if (sscanf(line, "%llx-%llx %4s", &from, &to, rights) != 3 || rights[0] != 'r' || rights[1] != 'w' || to - from > 1ULL << 31)
            continue;
        for (unsigned long long at = from; at < to;) {
            size_t want = to - at < sizeof page ? (size_t)(to - at) : sizeof page;
            ssize_t got = pread(mem, page, want, (off_t)at);
            if (got <= 0)
                break;
            for (size_t i = 0; i < n && !(at <= (uintptr_t)page && (uintptr_t)page < at + (size_t)got); i++)
                hits += count(page, (size_t)got, &needles[i]);
            /* one that lies across two reads */
            at += (unsigned long long)got == to - at ? (unsigned long long)got : (unsigned long long)got - 64;
        }
    }
    fclose(maps);
    close(mem);
    return hits;
}

static needle masked(const uint8_t *p, size_t n)
{
    needle x = {.n = n};
    for (size_t i = 0; i < n; i++)
        x.masked[i] = p[i] ^ MASK;
    return x;
}

static mbx_status given(void *ctx, bool refresh, mbx_secret **token_r, mbx_error *err)
{
    const needle *canary = ctx;
    char clear[CANARY];
    (void)refresh;
    for (size_t i = 0; i < CANARY; i++)
        clear[i] = (char)(canary->masked[i] ^ MASK);
    mbx_status st = mbx_secret_new(token_r, clear, sizeof clear, err);
    mbx_wipe(clear, sizeof clear);
    return st;
}

typedef enum how { PASSWORD, TOKEN, SCRAM, PROBE, KEEP /* does not end the sign-in: what the search finds when there is something */ } how;

/* In a process of its own: the server's side, which does hear the secret, is the parent's. */
static int log_in_and_search(const char *sealed, uint16_t port, const needle *canary, const needle *needles, size_t n, how mode)
{
    mbx_account *a = account(sealed, "127.0.0.1", port);
    const mbx_endpoint to = {.host = a->host, .port = port, .encryption = MBX_ENCRYPTION_NONE};
    mbx_session *s = NULL;
    mbx_sign_in sign_in;
    mbx_error e;
    char *bound = NULL;
    needle own = *canary;
    a->tokens = (mbx_token_source){&own, given};
    bool ok = mbx_sign_in_prepare(&sign_in, a, &e) == MBX_OK && mbx_session_open(&s, &to, tls, mbx_in_ms(20000), NULL, &e) == MBX_OK;
    if (mode == SCRAM) {
        const mbx_sasl_login l = {.user = MBX_STR("anna"), .secret = mbx_secret_bytes(sign_in.secret), .nonce = "rOprNGfwEbeRWgbNEkqO"};
        mbx_exchange x;
        mbx_session_stage(s, MBX_STAGE_AUTH, -1);
        ok = ok && mbx_exchange_run(s, &mbx_mechanism_scram_sha_256, &l, &x, &e) == MBX_OK && x.answer == MBX_ANSWER_NO && x.spent;
    } else {
        ok = ok && mbx_sign_in_use(&sign_in, s, &e) == MBX_OK && mbx_sign_in_bound(&sign_in, &bound, &e) == MBX_OK;
    }
    if (mode != KEEP)
        mbx_sign_in_end(&sign_in);
    size_t hits = search_memory(needles, n);
    return !ok ? 200 : hits > 100 ? 100 : (int)hits;
}

/* A test of the connection, which looks for the password in all that is said. */
static int probe_and_search(const char *sealed, uint16_t port, const needle *needles, size_t n)
{
    mbx_account *a = account(sealed, "127.0.0.1", port);
    char *folders[] = {mbx_copy_string("INBOX")};
    const mbx_probe_options o = {.deadline = mbx_in_ms(20000), .transcript = true};
    mbx_probe *p = mbx_alloc_zero(sizeof *p);
    mbx_error e;
    a->folders = folders;
    a->n_folders = 1;
    bool ok = mbx_probe_run(p, a, tls, &o, &e) == MBX_OK && mbx_probe_get(p, MBX_STAGE_AUTH)->status == MBX_PROBE_OK && p->n_transcript > 3;
    size_t hits = search_memory(needles, n);
    return !ok ? 200 : hits > 100 ? 100 : (int)hits;
}

typedef struct made { /* what is known of a canary; the canary itself is not in it */
    needle whole, pieces[5];
    char sealed[300];
} made;

static void make(made *m)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    uint8_t canary[CANARY], bytes[CANARY];
    char encoded[64], *sealed = NULL;
    mbx_error e;

    if (mbx_random_bytes(bytes, sizeof bytes, &e) != MBX_OK)
        abort();
    for (size_t i = 0; i < CANARY; i++)
        canary[i] = (uint8_t)letters[bytes[i] % 36];
    m->whole = masked(canary, CANARY);
    m->pieces[0] = masked(canary, 12);            /* the beginning, the end, */
    m->pieces[1] = masked(canary + CANARY - 12, 12);
    for (size_t i = 0; i < 3; i++) {              /* and base64 of the middle in each of its three forms */
        mbx_base64text_encode(canary + i, 24, encoded);
        m->pieces[2 + i] = masked((const uint8_t *)encoded, 16);
    }
    if (mbx_envelope_seal(ring, &ANNA, "", (const char *)canary, CANARY, &sealed, &e) != MBX_OK)
        abort();
    snprintf(m->sealed, sizeof m->sealed, "%s", sealed);
}

static int exit_code(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Three processes: who knows the secret and seals it, the server, and who logs in. */
static int hits_after_login(const char *offers, how mode)
{
    char greeting[200];
    const fake_step simple[] = {{FAKE_SEND, greeting, 0, 0}, {FAKE_EXPECT, NULL, 0, 0}, SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), STALL};
    const fake_step probed[] = {{FAKE_SEND, greeting, 0, 0}, {FAKE_EXPECT, NULL, 0, 0}, SEND("1 OK [CAPABILITY IMAP4rev1] in\r\n"), {FAKE_EXPECT, NULL, 0, 0}, SEND("* BYE enough\r\n"), {FAKE_CLOSE, NULL, 0, 0}};
    /* RFC 7677's challenge; our proof is for another password than its */
    const fake_step scram[] = {{FAKE_SEND, greeting, 0, 0}, {FAKE_EXPECT, NULL, 0, 0},
                               SEND("+ cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRiRrMCxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=\r\n"),
                               {FAKE_EXPECT, NULL, 0, 0}, SEND("1 NO no\r\n"), STALL};
    made *m = mmap(NULL, sizeof *m, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_true(m != MAP_FAILED);
    snprintf(greeting, sizeof greeting, "* OK [CAPABILITY IMAP4rev1 %s] hi\r\n", offers);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        make(m);
        _exit(0);
    }
    assert_int_equal(exit_code(pid), 0);
    fake_peer *p = mode == SCRAM ? fake_peer_start(scram, N(scram), NULL) : mode == PROBE ? fake_peer_start(probed, N(probed), NULL) : fake_peer_start(simple, N(simple), NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0 && mode == PROBE)
        _exit(probe_and_search(m->sealed, fake_peer_port(p), m->pieces, N(m->pieces)));
    if (pid == 0)
        _exit(log_in_and_search(mode == TOKEN ? NULL : m->sealed, fake_peer_port(p), &m->whole, m->pieces, N(m->pieces), mode));
    int hits = exit_code(pid);
    fake_peer_end(p);
    munmap(m, sizeof *m);
    return hits;
}

static void nothing_stays_in_memory(void **state)
{
    (void)state;
    /* that the search finds what is there */
    assert_in_range(hits_after_login("SASL-IR AUTH=PLAIN", KEEP), 1, 10);
    assert_int_equal(hits_after_login("SASL-IR AUTH=PLAIN", PASSWORD), 0);
    assert_int_equal(hits_after_login("", PASSWORD), 0);
    assert_int_equal(hits_after_login("SASL-IR AUTH=XOAUTH2", TOKEN), 0);
    assert_int_equal(hits_after_login("SASL-IR AUTH=OAUTHBEARER", TOKEN), 0);
    assert_int_equal(hits_after_login("SASL-IR AUTH=SCRAM-SHA-256", SCRAM), 0);
    assert_int_equal(hits_after_login("SASL-IR AUTH=PLAIN", PROBE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_stays_in_memory)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
