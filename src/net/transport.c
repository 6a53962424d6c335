#include "net/transport.h"

#include "base/alloc.h"
#include "base/base64text.h"
#include "net/ip_address.h"
#include "net/proxy.h"

#include <stdatomic.h>
#include <string.h>

/* The next word of a list; false at its end. */
static bool next_word(const char **list, mbx_str *word_r)
{
    const char *p = *list ? *list + strspn(*list, ", ") : "";
    size_t n = strcspn(p, ", ");

    *word_r = (mbx_str){p, n};
    *list = p + n;
    return n > 0;
}

static bool number(const char **p, const char *end, uint32_t *n_r)
{
    const char *from = *p;

    for (*n_r = 0; *p < end && **p >= '0' && **p <= '9' && *n_r <= 65535; ++*p)
        *n_r = *n_r * 10 + (uint32_t)(**p - '0');
    return *p > from && *n_r >= 1 && *n_r <= 65535;
}

/* "993" or "1143-1150" */
static bool port_range(mbx_str word, uint32_t *from_r, uint32_t *to_r)
{
    const char *p = word.p, *end = word.p + word.n;

    if (!number(&p, end, from_r))
        return false;
    *to_r = *from_r;
    if (p < end && *p == '-') {
        p++;
        if (!number(&p, end, to_r))
            return false;
    }
    return p == end && *from_r <= *to_r;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, mbx_lower(c)) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* curl writes "sha256//", others "sha256/"; base64 may begin with a slash of its own, so the length tells. */
static bool pin(mbx_str word, unsigned char out[MBX_PIN_SIZE])
{
    static const char *const prefixes[] = {"sha256//", "sha256/"};
    unsigned char decoded[MBX_PIN_SIZE + 1];
    size_t n = 0;

    for (size_t i = 0; i < 2; i++) {
        size_t rest = word.n - strlen(prefixes[i]);

        if (word.n > strlen(prefixes[i]) && memcmp(word.p, prefixes[i], strlen(prefixes[i])) == 0 && (rest == MBX_PIN_SIZE * 2 || rest == sizeof decoded / 3 * 4)) {
            word.p += strlen(prefixes[i]);
            word.n = rest;
            break;
        }
    }
    if (word.n == MBX_PIN_SIZE * 2) {
        for (; n < MBX_PIN_SIZE; n++) {
            int high = hex_digit(word.p[2 * n]), low = hex_digit(word.p[2 * n + 1]);

            if (high < 0 || low < 0)
                return false;
            out[n] = (unsigned char)(high << 4 | low);
        }
        return true;
    }
    if (word.n != sizeof decoded / 3 * 4 || !mbx_base64text_decode(word.p, word.n, decoded, &n) || n != MBX_PIN_SIZE)
        return false;
    memcpy(out, decoded, MBX_PIN_SIZE);
    return true;
}

bool mbx_transport_pin(const mbx_transport *t, const unsigned char wanted[MBX_PIN_SIZE])
{
    const char *list = t ? t->pins : NULL;
    unsigned char one[MBX_PIN_SIZE];
    mbx_str word;

    if (!list)
        return true;
    while (next_word(&list, &word))
        if (pin(word, one) && memcmp(one, wanted, MBX_PIN_SIZE) == 0)
            return true;
    return false;
}

static mbx_status check_networks(const char *list, mbx_error *err)
{
    mbx_network n;
    mbx_str word;

    while (next_word(&list, &word))
        if (!mbx_network_parse(word, &n))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "\"%.*s\" is not a network such as 192.168.0.0/16.", (int)(word.n < 100 ? word.n : 100), word.p);
    return MBX_OK;
}

static mbx_status check_ports(const char *list, mbx_error *err)
{
    uint32_t from, to;
    mbx_str word;

    while (next_word(&list, &word))
        if (!port_range(word, &from, &to))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "\"%.*s\" is not a port or a range of ports.", (int)(word.n < 100 ? word.n : 100), word.p);
    return MBX_OK;
}

mbx_status mbx_transport_check(const mbx_transport *t, mbx_error *err)
{
    const char *pins = t ? t->pins : NULL;
    unsigned char key[MBX_PIN_SIZE];
    mbx_proxy proxy;
    mbx_status st;
    mbx_str word;

    if (t && ((st = check_networks(t->networks, err)) != MBX_OK || (st = check_networks(t->within_networks, err)) != MBX_OK ||
              (st = check_ports(t->ports, err)) != MBX_OK || (st = check_ports(t->within_ports, err)) != MBX_OK))
        return st;
    if (t && t->proxy && !mbx_proxy_parse(t->proxy, &proxy))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The proxy is not given as socks5://host:port or http://host:port.");
    /* RFC 1929 has one byte for each length; RFC 7617 ends a name at its first colon */
    if (t && t->proxy && ((t->proxy_user && (strlen(t->proxy_user) > 255 || (proxy.http && strchr(t->proxy_user, ':')))) || (t->proxy_password && mbx_secret_bytes(t->proxy_password).n > 255)))
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The proxy's user name or password is too long, or the name holds a colon.");
    while (next_word(&pins, &word))
        if (!pin(word, key))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "\"%.*s\" is not the SHA-256 of a key, in hex or base64.", (int)(word.n < 100 ? word.n : 100), word.p);
    if (t && t->pin_replaces_ca && !t->pins)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "A pinned key is to replace the certificate's issuer, and none is set.");
    return MBX_OK;
}

static bool port_listed(const char *list, uint16_t port)
{
    uint32_t from, to;
    mbx_str word;

    if (!list)
        return true;
    while (next_word(&list, &word))
        if (port_range(word, &from, &to) && port >= from && port <= to)
            return true;
    return false;
}

bool mbx_transport_port(const mbx_transport *t, uint16_t port)
{
    return !t || (port_listed(t->ports, port) && port_listed(t->within_ports, port));
}

static bool network_listed(const char *list, const struct sockaddr_storage *a)
{
    mbx_network n;
    mbx_str word;

    if (!list)
        return true;
    while (next_word(&list, &word))
        if (mbx_network_parse(word, &n) && mbx_network_contains(&n, a))
            return true;
    return false;
}

bool mbx_transport_address(const mbx_transport *t, const struct sockaddr_storage *a)
{
    if (mbx_address_refused(a))
        return false;
    return !t || !mbx_address_private(a) || (network_listed(t->networks, a) && network_listed(t->within_networks, a));
}

typedef struct shared {
    mbx_transport t; /* first: what is handed out */
    mbx_secret *password;
    atomic_uint holders;
} shared;

static shared *shared_of(const mbx_transport *t)
{
    return (shared *)(uintptr_t)t;
}

static bool copy(const char **to, const char *from)
{
    return !from || (*to = mbx_copy_string(from)) != NULL;
}

mbx_status mbx_transport_share(const mbx_transport **t_r, const mbx_transport *of, mbx_error *err)
{
    mbx_status st = mbx_transport_check(of, err);
    shared *s;

    if (st != MBX_OK)
        return st;
    s = mbx_alloc_zero(sizeof *s);
    if (!s)
        return mbx_fail_memory(err);
    atomic_init(&s->holders, 1);
    s->t.pin_replaces_ca = of->pin_replaces_ca;
    if (!copy(&s->t.ca_file, of->ca_file) || !copy(&s->t.pins, of->pins) || !copy(&s->t.networks, of->networks) || !copy(&s->t.proxy, of->proxy) ||
        !copy(&s->t.proxy_user, of->proxy_user) || !copy(&s->t.ports, of->ports) || !copy(&s->t.within_networks, of->within_networks) || !copy(&s->t.within_ports, of->within_ports))
        st = mbx_fail_memory(err);
    if (st == MBX_OK && of->proxy_password) {
        mbx_str bytes = mbx_secret_bytes(of->proxy_password);

        st = mbx_secret_new(&s->password, bytes.p, bytes.n, err);
        s->t.proxy_password = s->password;
    }
    if (st != MBX_OK) {
        mbx_transport_release(&s->t);
        return st;
    }
    *t_r = &s->t;
    return MBX_OK;
}

const mbx_transport *mbx_transport_hold(const mbx_transport *t)
{
    if (t)
        atomic_fetch_add_explicit(&shared_of(t)->holders, 1, memory_order_relaxed);
    return t;
}

void mbx_transport_release(const mbx_transport *t)
{
    shared *s = shared_of(t);

    if (!t || atomic_fetch_sub_explicit(&s->holders, 1, memory_order_acq_rel) != 1)
        return;
    const char *const strings[] = {t->ca_file, t->pins, t->networks, t->proxy, t->proxy_user, t->ports, t->within_networks, t->within_ports};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        mbx_release((char *)(uintptr_t)strings[i]);
    mbx_secret_free(s->password);
    mbx_release(s);
}
