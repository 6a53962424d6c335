#include "net/transport.h"

#include "base/base64text.h"
#include "net/ip_address.h"
#include "net/proxy.h"

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

/* curl writes "sha256//", others "sha256/". */
static bool pin(mbx_str word, unsigned char out[MBX_PIN_SIZE])
{
    static const char *const prefixes[] = {"sha256//", "sha256/"};
    unsigned char decoded[MBX_PIN_SIZE + 1];
    size_t n = 0;

    for (size_t i = 0; i < 2; i++)
        if (word.n > strlen(prefixes[i]) && memcmp(word.p, prefixes[i], strlen(prefixes[i])) == 0) {
            word.p += strlen(prefixes[i]);
            word.n -= strlen(prefixes[i]);
            break;
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

mbx_status mbx_transport_check(const mbx_transport *t, mbx_error *err)
{
    const char *networks = t ? t->networks : NULL, *ports = t ? t->ports : NULL, *pins = t ? t->pins : NULL;
    unsigned char key[MBX_PIN_SIZE];
    mbx_proxy proxy;
    mbx_network n;
    uint32_t from, to;
    mbx_str word;

    while (next_word(&networks, &word))
        if (!mbx_network_parse(word, &n))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "\"%.*s\" is not a network such as 192.168.0.0/16.", (int)(word.n < 100 ? word.n : 100), word.p);
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
    while (next_word(&ports, &word))
        if (!port_range(word, &from, &to))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "\"%.*s\" is not a port or a range of ports.", (int)(word.n < 100 ? word.n : 100), word.p);
    return MBX_OK;
}

bool mbx_transport_port(const mbx_transport *t, uint16_t port)
{
    const char *list = t ? t->ports : NULL;
    uint32_t from, to;
    mbx_str word;

    if (!list)
        return true;
    while (next_word(&list, &word))
        if (port_range(word, &from, &to) && port >= from && port <= to)
            return true;
    return false;
}

bool mbx_transport_address(const mbx_transport *t, const struct sockaddr_storage *a)
{
    const char *list = t ? t->networks : NULL;
    mbx_network n;
    mbx_str word;

    if (mbx_address_refused(a))
        return false;
    if (!list || !mbx_address_private(a))
        return true;
    while (next_word(&list, &word))
        if (mbx_network_parse(word, &n) && mbx_network_contains(&n, a))
            return true;
    return false;
}
