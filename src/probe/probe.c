#include "probe/probe.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "imap/session.h"
#include "probe/similar.h"
#include "sync/sign_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DNS, TCP, TLS, CERTIFICATE, GREETING, AUTH, FOLDER, COUNTS };

static const mbx_stage order[MBX_PROBE_STAGES] = {MBX_STAGE_DNS,      MBX_STAGE_TCP,  MBX_STAGE_TLS,    MBX_STAGE_CERTIFICATE,
                                                  MBX_STAGE_GREETING, MBX_STAGE_AUTH, MBX_STAGE_FOLDER, MBX_STAGE_COUNTS};

static void fact(mbx_probe_stage *s, const char *name, const char *fmt, ...) MBX_PRINTF(3, 4);

static void fact(mbx_probe_stage *s, const char *name, const char *fmt, ...)
{
    va_list args;

    if (s->n_facts == MBX_PROBE_FACTS)
        return;
    s->facts[s->n_facts].name = name;
    va_start(args, fmt);
    vsnprintf(s->facts[s->n_facts].value, sizeof s->facts[0].value, fmt, args);
    va_end(args);
    s->n_facts++;
}

static void day(mbx_probe_stage *s, const char *name, int64_t t)
{
    time_t when = (time_t)t;
    struct tm tm;
    char text[32];

    if (gmtime_r(&when, &tm) && strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm) > 0)
        fact(s, name, "%s", text);
}

static int row_of(mbx_stage stage)
{
    switch (stage) {
    case MBX_STAGE_NONE:
    case MBX_STAGE_INPUT:
    case MBX_STAGE_DNS:
        return DNS;
    case MBX_STAGE_TCP:
        return TCP;
    case MBX_STAGE_TLS:
    case MBX_STAGE_STARTTLS:
        return TLS;
    case MBX_STAGE_CERTIFICATE:
        return CERTIFICATE;
    case MBX_STAGE_GREETING:
        return GREETING;
    case MBX_STAGE_CAPABILITY:
    case MBX_STAGE_AUTH:
        return AUTH;
    case MBX_STAGE_FOLDER:
        return FOLDER;
    default:
        return COUNTS;
    }
}

static void skip(mbx_probe_stage *s, int failed)
{
    s->status = MBX_PROBE_SKIPPED;
    snprintf(s->error.message, sizeof s->error.message, "Not tried, because it depends on the stage \"%s\".", mbx_stage_name(order[failed]));
}

/* With STARTTLS the greeting comes before encryption, so a failure there must not leave it "skipped": what was
 * reached is judged by the order of the wire, not by that of the table. */
static void fail(mbx_probe *p, const mbx_account *a, const mbx_error *err, int failed)
{
    bool greeted = a->encryption == MBX_ENCRYPTION_STARTTLS && (failed == TLS || failed == CERTIFICATE);

    p->ok = false;
    p->stages[failed].status = MBX_PROBE_FAILED;
    p->stages[failed].error = *err;
    for (int i = failed + 1; i < MBX_PROBE_STAGES; i++)
        if (!(i == GREETING && greeted))
            skip(&p->stages[i], failed);
    if (a->encryption == MBX_ENCRYPTION_STARTTLS && failed == GREETING) {
        skip(&p->stages[TLS], GREETING);
        skip(&p->stages[CERTIFICATE], GREETING);
    }
}

static void tell_stream(mbx_probe *p, const mbx_account *a, const mbx_stream_facts *f)
{
    mbx_probe_stage *s = p->stages;

    s[DNS].milliseconds = f->dns_ms;
    s[TCP].milliseconds = f->tcp_ms;
    s[TLS].milliseconds = f->tls_ms;
    if (f->address[0])
        fact(&s[TCP], "address", "%s", f->address);
    if (a->encryption == MBX_ENCRYPTION_NONE) {
        fact(&s[TLS], "version", "none");
        return;
    }
    if (f->tls_version)
        fact(&s[TLS], "version", "%s", f->tls_version);
    if (f->tls_cipher)
        fact(&s[TLS], "cipher", "%s", f->tls_cipher);
    if (f->cert_sha256[0]) {
        fact(&s[CERTIFICATE], "subject", "%s", f->cert_subject);
        fact(&s[CERTIFICATE], "issuer", "%s", f->cert_issuer);
        fact(&s[CERTIFICATE], "names", "%s", f->cert_names);
        day(&s[CERTIFICATE], "from", f->cert_from);
        day(&s[CERTIFICATE], "to", f->cert_to);
        fact(&s[CERTIFICATE], "sha256", "%s", f->cert_sha256);
    }
}

static unsigned words(const char *p)
{
    unsigned n = 0;

    for (; *p; p++)
        n += *p != ' ' && (p[1] == ' ' || p[1] == 0);
    return n;
}

static mbx_status log_in(mbx_session *s, const mbx_account *a, mbx_probe *p, mbx_error *err)
{
    mbx_sign_in sign_in;
    bool compressed = false;
    mbx_status st = mbx_sign_in_prepare(&sign_in, a, err);

    if (st == MBX_OK)
        st = mbx_sign_in_use(&sign_in, s, err);
    if (st == MBX_OK)
        st = mbx_sign_in_bound(&sign_in, &p->bound, err);
    if (st == MBX_OK && a->compress)
        st = mbx_session_compress(s, &compressed, err);
    mbx_sign_in_end(&sign_in);
    if (st == MBX_OK)
        fact(&p->stages[AUTH], "mechanism", "%s", mbx_session_mechanism(s));
    if (st == MBX_OK && a->compress)
        fact(&p->stages[AUTH], "compression", "%s", compressed ? "DEFLATE" : "none");
    return st;
}

/* What could have been meant; a failure here changes nothing about the one that is reported. */
static mbx_status candidates(mbx_session *s, const char *folder, mbx_probe_stage *row)
{
    char **names = NULL, text[sizeof row->facts[0].value];
    size_t n = 0;
    mbx_error unused;
    mbx_status st;

    mbx_error_clear(&unused);
    if (mbx_session_list(s, &names, &n, &unused) != MBX_OK)
        return unused.status == MBX_E_MEMORY ? MBX_E_MEMORY : MBX_OK;
    st = mbx_similar_names(folder, names, n, 5, text, sizeof text, &unused);
    if (st == MBX_OK && text[0])
        fact(row, "candidates", "%s", text);
    for (size_t i = 0; i < n; i++)
        mbx_release(names[i]);
    mbx_release(names);
    return st;
}

static mbx_status look_into(mbx_session *s, const mbx_account *a, mbx_probe_stage *rows, mbx_error *err)
{
    mbx_time began = mbx_now();
    mbx_uidset unread = {0};
    mbx_mailbox m;
    mbx_status st;

    st = mbx_session_examine(s, a->folders[0], &m, err);
    rows[FOLDER].milliseconds = (mbx_now() - began) / 1000000;
    if (st != MBX_OK) {
        if (err->code == MBX_CODE_FOLDER_NOT_FOUND && candidates(s, a->folders[0], &rows[FOLDER]) != MBX_OK)
            return mbx_fail_memory(err);
        return st;
    }
    fact(&rows[FOLDER], "folder", "%s", a->folders[0]);
    fact(&rows[FOLDER], "exists", "%u", (unsigned)m.exists);
    fact(&rows[FOLDER], "uidnext", "%u", (unsigned)m.uidnext);
    fact(&rows[FOLDER], "uidvalidity", "%u", (unsigned)m.uidvalidity);
    began = mbx_now();
    st = mbx_session_search(s, MBX_SEARCH_UNSEEN, 0, NULL, &unread, err);
    rows[COUNTS].milliseconds = (mbx_now() - began) / 1000000;
    if (st == MBX_OK) {
        fact(&rows[COUNTS], "total", "%u", (unsigned)m.exists);
        fact(&rows[COUNTS], "unread", "%llu", (unsigned long long)mbx_uidset_count(&unread));
    } else {
        err->stage = MBX_STAGE_COUNTS;
    }
    mbx_uidset_free(&unread);
    return st;
}

static mbx_status walk(mbx_probe *p, const mbx_account *a, mbx_tls *tls, mbx_time deadline, mbx_cancel *cancel, int *failed_r, mbx_error *err)
{
    mbx_transport by;
    const mbx_endpoint to = mbx_account_endpoint(a, &by);
    mbx_session *s = NULL;
    mbx_stream_facts facts;
    mbx_time began = mbx_now();
    int64_t opening;
    mbx_status st;

    memset(&facts, 0, sizeof facts);
    st = mbx_session_open_telling(&s, &to, tls, deadline, cancel, &facts, err);
    opening = (mbx_now() - began) / 1000000 - facts.dns_ms - facts.tcp_ms - facts.tls_ms;
    tell_stream(p, a, &facts);
    if (st != MBX_OK) {
        *failed_r = row_of(err->stage);
        if (*failed_r == AUTH) /* capabilities before STARTTLS: part of agreeing on encryption */
            *failed_r = TLS;
        if (p->stages[*failed_r].milliseconds == 0)
            p->stages[*failed_r].milliseconds = opening;
        return st;
    }
    p->stages[GREETING].milliseconds = opening;
    if (mbx_session_capabilities(s)[0])
        fact(&p->stages[GREETING], "capabilities", "%u", words(mbx_session_capabilities(s)));
    began = mbx_now();
    st = log_in(s, a, p, err);
    p->stages[AUTH].milliseconds = (mbx_now() - began) / 1000000;
    if (st != MBX_OK) {
        *failed_r = AUTH;
        goto done;
    }
    if ((st = look_into(s, a, p->stages, err)) != MBX_OK) {
        *failed_r = row_of(err->stage);
        if (*failed_r < FOLDER)
            *failed_r = FOLDER;
        goto done;
    }
    mbx_session_logout(s);
done:
    mbx_session_free(s);
    return st;
}

mbx_status mbx_probe_run(mbx_probe *p_r, const mbx_account *a, mbx_tls *tls, mbx_time deadline, mbx_cancel *cancel, mbx_error *err)
{
    mbx_time began = mbx_now();
    int failed = 0;
    mbx_status st;

    memset(p_r, 0, sizeof *p_r);
    for (int i = 0; i < MBX_PROBE_STAGES; i++)
        p_r->stages[i].stage = order[i];
    p_r->ok = true;
    mbx_error_clear(err);
    st = walk(p_r, a, tls, deadline, cancel, &failed, err);
    p_r->milliseconds = (mbx_now() - began) / 1000000;
    if (st == MBX_E_MEMORY)
        return st;
    if (st != MBX_OK)
        fail(p_r, a, err, failed);
    mbx_error_clear(err);
    return MBX_OK;
}
