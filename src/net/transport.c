#include "net/transport.h"

#include "net/ip_address.h"

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

mbx_status mbx_transport_check(const mbx_transport *t, mbx_error *err)
{
    const char *networks = t ? t->networks : NULL, *ports = t ? t->ports : NULL;
    mbx_network n;
    uint32_t from, to;
    mbx_str word;

    while (next_word(&networks, &word))
        if (!mbx_network_parse(word, &n))
            return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "\"%.*s\" is not a network such as 192.168.0.0/16.", (int)(word.n < 100 ? word.n : 100), word.p);
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
