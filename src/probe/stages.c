#include "probe/stages.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const mbx_stage orders[][MBX_PROBE_STAGES] = {
    [MBX_ENCRYPTION_TLS] = {MBX_STAGE_INPUT, MBX_STAGE_DNS, MBX_STAGE_TCP, MBX_STAGE_TLS, MBX_STAGE_CERTIFICATE, MBX_STAGE_GREETING},
    [MBX_ENCRYPTION_STARTTLS] = {MBX_STAGE_INPUT, MBX_STAGE_DNS, MBX_STAGE_TCP, MBX_STAGE_GREETING, MBX_STAGE_STARTTLS, MBX_STAGE_TLS, MBX_STAGE_CERTIFICATE},
    [MBX_ENCRYPTION_NONE] = {MBX_STAGE_INPUT, MBX_STAGE_DNS, MBX_STAGE_TCP, MBX_STAGE_GREETING},
};

static const mbx_stage rest[] = {MBX_STAGE_CAPABILITY, MBX_STAGE_AUTH, MBX_STAGE_IDENTIFY, MBX_STAGE_STRATEGY, MBX_STAGE_LIST, MBX_STAGE_FOLDER,
                                 MBX_STAGE_COUNTS,     MBX_STAGE_SAMPLE, MBX_STAGE_THROUGHPUT, MBX_STAGE_LOGOUT};

void mbx_walk_begin(mbx_walk *w)
{
    const mbx_stage *opening = orders[w->account->encryption];
    mbx_probe *p = w->p;

    for (size_t i = 0; i < MBX_PROBE_STAGES && opening[i] != MBX_STAGE_NONE; i++)
        p->stages[p->n_stages++].stage = opening[i];
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
        p->stages[p->n_stages++].stage = rest[i];
    p->ok = true;
    w->entered = mbx_now();
}

const mbx_probe_stage *mbx_probe_get(const mbx_probe *p, mbx_stage stage)
{
    for (size_t i = 0; i < p->n_stages; i++)
        if (p->stages[i].stage == stage)
            return &p->stages[i];
    return NULL;
}

mbx_probe_stage *mbx_walk_stage(mbx_walk *w)
{
    return &w->p->stages[w->at];
}

mbx_status mbx_walk_withhold(mbx_walk *w, const mbx_secret *secret, mbx_error *err)
{
    mbx_repeats_free(w->secret);
    w->secret = NULL;
    return mbx_repeats_new(&w->secret, mbx_secret_bytes(secret), err);
}

static bool repeats(const mbx_walk *w, const char *text)
{
    bool yes = true;
    mbx_error ignored;

    return w->secret && text[0] && (mbx_repeats_find(w->secret, mbx_str_of(text), &yes, &ignored) != MBX_OK || yes);
}

/* Not of our own words: that those are missing would tell what is in the secret. */
static void withhold(const mbx_walk *w, mbx_probe_stage *s)
{
    static const char *const from_server[] = {"offered", "logins", "server", "version", "vendor", "prefix", "candidates"};

    if (repeats(w, s->error.server_text))
        s->error.server_text[0] = 0;
    for (size_t i = 0; i < s->n_facts; i++)
        for (size_t k = 0; k < sizeof from_server / sizeof from_server[0]; k++)
            if (strcmp(s->facts[i].name, from_server[k]) == 0 && repeats(w, s->facts[i].value))
                (void)snprintf(s->facts[i].value, sizeof s->facts[i].value, "<withheld: it repeats a piece of the password>");
}

static void tell_before(mbx_walk *w, size_t i)
{
    for (; w->over < i; w->over++) {
        mbx_probe_stage *s = &w->p->stages[w->over];

        if (s->status != MBX_PROBE_SKIPPED)
            mbx_walk_describe(w, s);
        withhold(w, s);
        if (w->options->over)
            w->options->over(w->options->ctx, s);
    }
}

bool mbx_walk_offers(const mbx_walk *w, const char *capability)
{
    for (const char *p = mbx_session_capabilities(w->session); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");

        if (mbx_str_same_nocase((mbx_str){p, n}, mbx_str_of(capability)))
            return true;
        p += n;
    }
    return false;
}

static void stop_clock(mbx_walk *w)
{
    mbx_time now = mbx_now();

    mbx_walk_stage(w)->milliseconds += (now - w->entered) / 1000000;
    w->entered = now;
}

void mbx_walk_enter(mbx_walk *w, mbx_stage stage)
{
    const mbx_probe_stage *s = mbx_probe_get(w->p, stage);
    size_t i = s ? (size_t)(s - w->p->stages) : 0;

    if (i <= w->at)
        return;
    stop_clock(w);
    w->at = i;
    /* that a host may not be reached in clear shows only when its addresses are known */
    if (stage != MBX_STAGE_DNS)
        tell_before(w, i);
}

void mbx_walk_done(mbx_walk *w)
{
    stop_clock(w);
    tell_before(w, w->p->n_stages);
}

void mbx_walk_fail(mbx_walk *w, const mbx_error *err)
{
    const mbx_probe_stage *own = mbx_probe_get(w->p, err->stage);
    mbx_probe_stage *failed;
    char why[128];

    stop_clock(w);
    if (own && (size_t)(own - w->p->stages) >= w->over)
        w->at = (size_t)(own - w->p->stages);
    tell_before(w, w->at);
    failed = mbx_walk_stage(w);
    failed->status = MBX_PROBE_FAILED;
    failed->error = *err;
    failed->error.stage = failed->stage;
    w->p->ok = false;
    (void)snprintf(why, sizeof why, "Not tried, because it depends on the stage \"%s\".", mbx_stage_name(failed->stage));
    for (size_t i = w->at + 1; i < w->p->n_stages; i++) {
        w->p->stages[i].n_facts = 0;
        mbx_stage_skip(&w->p->stages[i], why);
    }
    tell_before(w, w->p->n_stages);
}

static mbx_probe_fact *add(mbx_probe_stage *s, const char *name)
{
    mbx_probe_fact *f = s->n_facts < MBX_PROBE_FACTS ? &s->facts[s->n_facts++] : NULL;

    if (f)
        *f = (mbx_probe_fact){.name = name};
    return f;
}

void mbx_stage_fact(mbx_probe_stage *s, const char *name, const char *fmt, ...)
{
    mbx_probe_fact *f = add(s, name);
    char text[sizeof f->value];
    mbx_error printable;
    va_list args;

    if (!f)
        return;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    /* what of a server's is no UTF-8, or is a control, becomes '?' */
    mbx_error_server_text(&printable, text, strlen(text));
    (void)snprintf(f->value, sizeof f->value, "%.511s", printable.server_text);
}

void mbx_stage_number(mbx_probe_stage *s, const char *name, int64_t n)
{
    mbx_probe_fact *f = add(s, name);

    if (!f)
        return;
    f->is_number = true;
    f->number = n;
    (void)snprintf(f->value, sizeof f->value, "%lld", (long long)n);
}

void mbx_stage_time(mbx_probe_stage *s, const char *name, int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm tm;
    char text[32];

    if (gmtime_r(&when, &tm) && strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm) > 0)
        mbx_stage_fact(s, name, "%s", text);
}

void mbx_stage_warn_error(mbx_probe_stage *s, const mbx_error *err)
{
    if (s->status != MBX_PROBE_OK)
        return;
    s->status = MBX_PROBE_WARNING;
    s->error = *err;
    s->error.stage = s->stage;
}

void mbx_stage_warn(mbx_probe_stage *s, mbx_code code, const char *fmt, ...)
{
    char text[sizeof s->error.message];
    mbx_error err;
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    mbx_error_clear(&err);
    mbx_fail(&err, s->stage, code, "%s", text);
    mbx_stage_warn_error(s, &err);
}

void mbx_stage_skip(mbx_probe_stage *s, const char *why)
{
    s->status = MBX_PROBE_SKIPPED;
    (void)snprintf(s->error.message, sizeof s->error.message, "%s", why);
}
