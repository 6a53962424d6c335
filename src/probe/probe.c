#include "probe/probe.h"

#include "base/alloc.h"
#include "imap/quirk.h"
#include "imap/server_id.h"
#include "probe/measure.h"
#include "probe/places.h"
#include "probe/stages.h"
#include "probe/transcript.h"
#include "sync/sign_in.h"

#include <stdio.h>
#include <string.h>

typedef struct probe {
    mbx_walk walk;
    mbx_transcript *transcript; /* or NULL */
    mbx_sign_in sign_in; /* to the end: what the server says is searched for the secret */
    bool signing_in;
} probe;

/* ---- the opening, as the connection tells of it ---- */

/* What of a person's settings is unusual together. Nothing fails for that: where such a server answers, it is right. */
static const char *unusual(const mbx_account *a)
{
    if (a->port == 993 && a->encryption != MBX_ENCRYPTION_TLS)
        return "Port 993 usually goes with SSL/TLS.";
    if (a->port == 143 && a->encryption == MBX_ENCRYPTION_TLS)
        return "Port 143 usually goes with STARTTLS.";
    if (a->port == 110 || a->port == 995)
        return "Port 110 and 995 are POP3's; IMAP has 993 with SSL/TLS or 143 with STARTTLS.";
    if (a->port == 25 || a->port == 465 || a->port == 587)
        return "Port 25, 465 and 587 are for sending; IMAP has 993 with SSL/TLS or 143 with STARTTLS.";
    return NULL;
}

static void describe_input(const mbx_account *a, mbx_probe_stage *s)
{
    static const char *const encryptions[] = {[MBX_ENCRYPTION_TLS] = "tls", [MBX_ENCRYPTION_STARTTLS] = "starttls", [MBX_ENCRYPTION_NONE] = "none"};

    mbx_stage_fact(s, "host", "%s", a->host);
    mbx_stage_number(s, "port", a->port);
    mbx_stage_fact(s, "encryption", "%s", encryptions[a->encryption]);
    mbx_stage_fact(s, "user_form", "%s", strchr(a->user, '\\') ? "domain and name" : strchr(a->user, '@') ? "address" : "name");
    if (unusual(a))
        mbx_stage_fact(s, "unusual", "%s", unusual(a));
}

static void describe_certificate(const mbx_stream_facts *f, mbx_probe_stage *s)
{
    if (!f->cert_sha256[0])
        return;
    mbx_stage_fact(s, "subject", "%s", f->cert_subject);
    mbx_stage_fact(s, "issuer", "%s", f->cert_issuer);
    mbx_stage_fact(s, "names", "%s", f->cert_names);
    mbx_stage_time(s, "from", f->cert_from);
    mbx_stage_time(s, "to", f->cert_to);
    mbx_stage_fact(s, "sha256", "%s", f->cert_sha256);
    if (f->cert_pin[0])
        mbx_stage_fact(s, "pin", "%s", f->cert_pin);
}

/* "AUTH=PLAIN" and its like, and the command. */
static void describe_capability(const char *list, mbx_probe_stage *s)
{
    char text[sizeof s->facts[0].value];
    bool command = true;
    size_t used = 0;

    for (const char *p = list; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");

        if (n > 5 && mbx_str_same_nocase((mbx_str){p, 5}, MBX_STR("AUTH=")) && used + n < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s", used ? ", " : "", (int)(n - 5), p + 5);
        command = command && !mbx_str_same_nocase((mbx_str){p, n}, MBX_STR("LOGINDISABLED")) && !mbx_str_same_nocase((mbx_str){p, n}, MBX_STR("AUTH=LOGIN"));
        p += n;
    }
    if (command && used + 8 < sizeof text)
        used += (size_t)snprintf(text + used, sizeof text - used, "%sLOGIN", used ? ", " : "");
    mbx_stage_fact(s, "logins", "%s", used ? text : "none");
    mbx_stage_fact(s, "offered", "%s", list);
}

static void describe_server(const mbx_session *session, mbx_probe_stage *s)
{
    mbx_server_id id;

    mbx_session_server(session, &id);
    if (id.name[0])
        mbx_stage_fact(s, "server", "%s", id.name);
    if (id.version[0])
        mbx_stage_fact(s, "version", "%s", id.version);
    if (id.vendor[0])
        mbx_stage_fact(s, "vendor", "%s", id.vendor);
}

void mbx_walk_describe(mbx_walk *w, mbx_probe_stage *s)
{
    const mbx_account *a = w->account;
    const mbx_stream_facts *f = &w->stream;

    switch (s->stage) {
    case MBX_STAGE_INPUT:
        describe_input(a, s);
        break;
    case MBX_STAGE_DNS:
        if (f->addresses[0])
            mbx_stage_fact(s, "addresses", "%s", f->addresses);
        break;
    case MBX_STAGE_TCP:
        if (a->transport && a->transport->proxy)
            mbx_stage_fact(s, "proxy", "%s", a->transport->proxy);
        if (f->address[0])
            mbx_stage_fact(s, "address", "%s", f->address);
        if (f->others[0])
            mbx_stage_fact(s, "others", "%s", f->others);
        break;
    case MBX_STAGE_TLS:
        if (f->tls_version)
            mbx_stage_fact(s, "version", "%s", f->tls_version);
        if (f->tls_cipher)
            mbx_stage_fact(s, "cipher", "%s", f->tls_cipher);
        if (f->tls_version)
            mbx_stage_fact(s, "resumed", "%s", f->tls_resumed ? "yes" : "no");
        break;
    case MBX_STAGE_CERTIFICATE:
        describe_certificate(f, s);
        break;
    case MBX_STAGE_AUTH:
        if (w->session && mbx_session_mechanism(w->session))
            mbx_stage_fact(s, "mechanism", "%s", mbx_session_mechanism(w->session));
        break;
    case MBX_STAGE_IDENTIFY:
        if (w->session)
            describe_server(w->session, s);
        break;
    case MBX_STAGE_CAPABILITY:
        if (w->session && mbx_session_capabilities(w->session)[0])
            describe_capability(mbx_session_capabilities(w->session), s);
        break;
    default:
        break;
    }
}

/* A turn of the conversation to a stage of ours. Steps within one - searches, fetches - are none. */
static void turned(void *ctx, mbx_stage stage, const mbx_stream_facts *facts)
{
    mbx_walk *w = &((probe *)ctx)->walk;
    mbx_encryption encryption = w->account->encryption;

    w->stream = *facts;
    switch (stage) {
    case MBX_STAGE_GREETING: /* a connection stands ready for it before TLS has begun */
        if (encryption == MBX_ENCRYPTION_TLS && !facts->tls_version)
            return;
        break;
    case MBX_STAGE_CAPABILITY: /* in clear it only asks for STARTTLS */
        if (encryption == MBX_ENCRYPTION_STARTTLS && !facts->tls_version)
            stage = MBX_STAGE_STARTTLS;
        break;
    case MBX_STAGE_AUTH: /* before that a login asks what it may try */
        if (!w->session || !mbx_session_capabilities(w->session)[0])
            return;
        break;
    case MBX_STAGE_DNS:
    case MBX_STAGE_TCP:
    case MBX_STAGE_TLS:
    case MBX_STAGE_STARTTLS:
    case MBX_STAGE_IDENTIFY:
        break;
    default:
        return;
    }
    mbx_walk_enter(w, stage);
}

static void said(void *ctx, mbx_stage stage, const char *p, size_t n, size_t open)
{
    mbx_transcript_said(((probe *)ctx)->transcript, stage, p, n, open);
}

static void heard(void *ctx, mbx_stage stage, const char *p, size_t n, bool end)
{
    mbx_transcript_heard(((probe *)ctx)->transcript, stage, p, n, end);
}

/* ---- the walk ---- */

static mbx_status log_in(probe *p, mbx_error *err)
{
    mbx_walk *w = &p->walk;
    mbx_status st = mbx_sign_in_prepare(&p->sign_in, w->account, err);

    p->signing_in = true;
    if (st == MBX_OK)
        st = mbx_walk_withhold(w, p->sign_in.secret, err);
    if (st == MBX_OK)
        st = mbx_sign_in_use(&p->sign_in, w->session, err);
    if (st == MBX_OK && w->account->with_token) /* it may have been refreshed */
        st = mbx_walk_withhold(w, p->sign_in.secret, err);
    if (st == MBX_OK)
        st = mbx_sign_in_bound(&p->sign_in, &w->p->bound, err);
    return st;
}

/* What later checks of this server will cost. */
static mbx_status strategy(mbx_walk *w, mbx_error *err)
{
    mbx_probe_stage *s = mbx_walk_stage(w);
    bool resync = mbx_walk_offers(w, "QRESYNC") && !(mbx_session_quirks(w->session) & MBX_QUIRK_NO_QRESYNC), compressed = false;
    mbx_status st = w->account->compress ? mbx_session_compress(w->session, &compressed, err) : MBX_OK;

    mbx_stage_fact(s, "checks", "%s", resync ? "QRESYNC" : mbx_walk_offers(w, "CONDSTORE") ? "CONDSTORE" : "basic");
    if (w->account->compress)
        mbx_stage_fact(s, "compression", "%s", compressed ? "DEFLATE" : "none");
    mbx_stage_fact(s, "offered", "%s", mbx_session_capabilities(w->session));
    return st;
}

static mbx_status look_into(mbx_walk *w, mbx_error *err)
{
    mbx_measure m = {.walk = w};
    mbx_folders folders = {0};
    mbx_status st;

    mbx_walk_enter(w, MBX_STAGE_LIST);
    if ((st = mbx_place_list(w, &folders, err)) != MBX_OK)
        goto done;
    mbx_walk_enter(w, MBX_STAGE_FOLDER);
    if (w->account->policy == MBX_POLICY_ALL && (st = mbx_place_weigh(w, &m.size_told, &m.size, err)) != MBX_OK)
        goto done;
    if ((st = mbx_place_open(w, &folders, &m.mailbox, err)) != MBX_OK)
        goto done;
    mbx_walk_enter(w, MBX_STAGE_COUNTS);
    if ((st = mbx_measure_counts(&m, err)) != MBX_OK)
        goto done;
    mbx_walk_enter(w, MBX_STAGE_SAMPLE);
    if ((st = mbx_measure_sample(&m, err)) != MBX_OK)
        goto done;
    mbx_walk_enter(w, MBX_STAGE_THROUGHPUT);
    st = mbx_measure_throughput(&m, err);
done:
    mbx_measure_free(&m);
    mbx_folders_free(&folders);
    return st;
}

static mbx_status walk(probe *p, mbx_tls *tls, mbx_error *err)
{
    mbx_walk *w = &p->walk;
    const mbx_watch watch = {p, turned, p->transcript ? said : NULL, p->transcript ? heard : NULL};
    mbx_transport by;
    const mbx_endpoint to = mbx_account_endpoint(w->account, &by);
    mbx_stream_facts facts;
    mbx_status st;

    by.watch = &watch;
    st = mbx_session_open_telling(&w->session, &to, tls, w->options->deadline, w->options->cancel, &facts, err);
    if (st != MBX_OK) {
        if (err->stage == MBX_STAGE_CAPABILITY) /* before STARTTLS */
            err->stage = MBX_STAGE_STARTTLS;
        return st;
    }
    mbx_walk_enter(w, MBX_STAGE_CAPABILITY);
    if ((st = log_in(p, err)) != MBX_OK)
        goto done;
    mbx_walk_enter(w, MBX_STAGE_STRATEGY);
    if ((st = strategy(w, err)) != MBX_OK || (st = look_into(w, err)) != MBX_OK)
        goto done;
    mbx_walk_enter(w, MBX_STAGE_LOGOUT);
    mbx_session_logout(w->session);
done:
    mbx_session_free(w->session);
    w->session = NULL;
    return st;
}

/* The hint that fits the settings better than the table's. */
static void improve_hint(const mbx_account *a, mbx_error *err)
{
    char hint[sizeof err->hint];

    (void)snprintf(hint, sizeof hint, "%s", err->hint);
    switch (err->stage) {
    case MBX_STAGE_TCP:
    case MBX_STAGE_TLS:
    case MBX_STAGE_GREETING:
    case MBX_STAGE_STARTTLS:
        if (unusual(a))
            mbx_error_hint(err, "%s %.400s", unusual(a), hint);
        break;
    case MBX_STAGE_AUTH:
        if (err->code == MBX_CODE_AUTH_BAD_CREDENTIALS && !strchr(a->user, '@') && !strchr(a->user, '\\'))
            mbx_error_hint(err, "%.400s Many servers want the whole e-mail address as the user name.", hint);
        break;
    default:
        break;
    }
}

mbx_status mbx_probe_run(mbx_probe *p_r, const mbx_account *a, mbx_tls *tls, const mbx_probe_options *o, mbx_error *err)
{
    mbx_time began = mbx_now();
    mbx_error why;
    probe p = {.walk = {.p = p_r, .account = a, .options = o}};
    mbx_status st;

    memset(p_r, 0, sizeof *p_r);
    mbx_error_clear(err);
    mbx_error_clear(&why);
    if (o->transcript && (st = mbx_transcript_new(&p.transcript, err)) != MBX_OK)
        return st;
    mbx_walk_begin(&p.walk);
    st = walk(&p, tls, &why);
    p_r->milliseconds = (mbx_now() - began) / 1000000;
    if (st == MBX_OK) {
        mbx_walk_done(&p.walk);
    } else if (st == MBX_E_MEMORY) {
        *err = why;
    } else {
        st = MBX_OK;
        improve_hint(a, &why);
        mbx_walk_fail(&p.walk, &why);
    }
    if (st == MBX_OK && p.transcript)
        st = mbx_transcript_lines(p.transcript, p.signing_in ? p.sign_in.secret : NULL, &p_r->transcript, &p_r->n_transcript, err);
    if (p.signing_in)
        mbx_sign_in_end(&p.sign_in);
    mbx_repeats_free(p.walk.secret);
    mbx_transcript_free(p.transcript);
    return st;
}

void mbx_probe_free(mbx_probe *p)
{
    mbx_release(p->bound);
    for (size_t i = 0; i < p->n_transcript; i++)
        mbx_release(p->transcript[i]);
    mbx_release(p->transcript);
    p->bound = NULL;
    p->transcript = NULL;
    p->n_transcript = 0;
}
