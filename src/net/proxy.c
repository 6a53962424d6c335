#include "net/proxy.h"

#include "base/limits.h"
#include "base/scratch.h"
#include "base/secret.h"
#include "net/endpoint.h"
#include "net/ip_address.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

bool mbx_proxy_parse(const char *url, mbx_proxy *p_r)
{
    static const char *const schemes[] = {"socks5://", "http://"};
    const char *host, *colon;
    mbx_endpoint to = {p_r->host, 0, MBX_ENCRYPTION_TLS, false, NULL};
    mbx_error ignored;
    unsigned long port = 0;
    size_t n;

    p_r->http = strncmp(url, schemes[1], strlen(schemes[1])) == 0;
    if (!p_r->http && strncmp(url, schemes[0], strlen(schemes[0])) != 0)
        return false;
    host = url + strlen(schemes[p_r->http]);
    colon = strrchr(host, ':');
    if (!colon || colon == host || strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) > 5)
        return false;
    for (const char *d = colon + 1; *d; d++)
        port = port * 10 + (unsigned long)(*d - '0');
    n = (size_t)(colon - host);
    if (host[0] == '[' && colon[-1] == ']') {
        host++;
        n -= 2;
    }
    if (port > 65535 || n >= sizeof p_r->host)
        return false;
    memcpy(p_r->host, host, n);
    p_r->host[n] = 0;
    to.port = p_r->port = (uint16_t)port;
    return mbx_endpoint_check(&to, &ignored) == MBX_OK;
}

static mbx_status nonsense(mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_PROXY_PROTOCOL, "What answers at the proxy's address is not the set kind of proxy.");
}

/* Byte by byte for HTTP, exactly n for SOCKS5: what follows belongs to the mail server. */
static mbx_status take(mbx_stream *s, unsigned char *p, size_t n, mbx_error *err)
{
    while (n > 0) {
        size_t got = 0;
        mbx_status st = mbx_stream_read(s, (char *)p, n, &got, err);

        if (st != MBX_OK)
            return err->code == MBX_CODE_CONNECTION_LOST ? nonsense(err) : st;
        p += got;
        n -= got;
    }
    return MBX_OK;
}

static mbx_status give(mbx_stream *s, const mbx_scratch *b, mbx_error *err)
{
    mbx_status st = mbx_stream_write(s, b->p, b->n, err);

    return st != MBX_OK && err->code == MBX_CODE_CONNECTION_LOST ? nonsense(err) : st;
}

static void put_byte(mbx_scratch *b, unsigned n)
{
    char c = (char)(unsigned char)n;

    mbx_scratch_put(b, &c, 1);
}

static mbx_status unwelcome(mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_PROXY_AUTH, "The proxy does not accept the user name and password set for it.");
}

static mbx_status socks_greet(mbx_stream *s, mbx_scratch *b, mbx_str user, mbx_str password, mbx_error *err)
{
    unsigned char answer[2];
    mbx_status st;

    mbx_scratch_put(b, user.n ? "\x05\x02\x00\x02" : "\x05\x01\x00", user.n ? 4 : 3);
    if ((st = give(s, b, err)) != MBX_OK || (st = take(s, answer, 2, err)) != MBX_OK)
        return st;
    if (answer[0] != 5)
        return nonsense(err);
    if (answer[1] == 0)
        return MBX_OK;
    if (answer[1] != 2 || !user.n)
        return answer[1] == 0xff ? unwelcome(err) : nonsense(err);
    mbx_scratch_empty(b);
    put_byte(b, 1);
    put_byte(b, (unsigned)user.n);
    mbx_scratch_put_str(b, user);
    put_byte(b, (unsigned)password.n);
    mbx_scratch_put_str(b, password);
    if ((st = give(s, b, err)) != MBX_OK || (st = take(s, answer, 2, err)) != MBX_OK)
        return st;
    return answer[1] == 0 ? MBX_OK : unwelcome(err);
}

static mbx_status socks_refused(unsigned char reply, mbx_error *err)
{
    static const char *const reasons[] = {"", "it failed", "its rules do not allow it", "it cannot reach the network", "it cannot reach the server", "the server refuses the connection", "no answer in time"};

    return mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_PROXY_REFUSED, "The proxy does not connect to the server: %s.", reply < sizeof reasons / sizeof reasons[0] ? reasons[reply] : "it cannot");
}

static mbx_status socks(mbx_stream *s, mbx_scratch *b, const mbx_transport *by, const char *host, uint16_t port, mbx_error *err)
{
    unsigned char answer[256 + 2];
    struct sockaddr_storage a;
    struct sockaddr_in s4;
    struct sockaddr_in6 s6;
    socklen_t len;
    size_t more;
    mbx_status st;

    if ((st = socks_greet(s, b, mbx_str_of(by->proxy_user), by->proxy_password ? mbx_secret_bytes(by->proxy_password) : MBX_STR(""), err)) != MBX_OK)
        return st;
    mbx_scratch_empty(b);
    mbx_scratch_put(b, "\x05\x01\x00", 3);
    if (!mbx_host_is_address(host, port, &a, &len)) {
        put_byte(b, 3);
        put_byte(b, (unsigned)strlen(host));
        mbx_scratch_put_str(b, mbx_str_of(host));
    } else if (a.ss_family == AF_INET) {
        memcpy(&s4, &a, sizeof s4);
        put_byte(b, 1);
        mbx_scratch_put(b, (const char *)&s4.sin_addr, 4);
    } else {
        memcpy(&s6, &a, sizeof s6);
        put_byte(b, 4);
        mbx_scratch_put(b, (const char *)&s6.sin6_addr, 16);
    }
    put_byte(b, port >> 8);
    put_byte(b, port & 255U);
    if ((st = give(s, b, err)) != MBX_OK || (st = take(s, answer, 2, err)) != MBX_OK)
        return st;
    if (answer[0] != 5)
        return nonsense(err);
    if (answer[1] != 0)
        return socks_refused(answer[1], err);
    if ((st = take(s, answer, 3, err)) != MBX_OK)
        return st;
    /* One byte of the bound address has been read: its length where it is a name. */
    more = answer[1] == 1 ? 3 : answer[1] == 4 ? 15 : answer[1] == 3 ? answer[2] : SIZE_MAX;
    return more == SIZE_MAX ? nonsense(err) : take(s, answer, more + 2, err);
}

#define HTTP_HEAD 17 /* "HTTP/1.1 200 ..." and NUL */

/* One answer up to the empty line that ends it; what follows a 2xx is the tunnel, whatever lengths it names (RFC 9110
 * section 9.3.6). room: bytes that may still come. */
static mbx_status http_answer(mbx_stream *s, char head[HTTP_HEAD], size_t *room, mbx_error *err)
{
    uint32_t last = 0;
    mbx_status st;

    memset(head, 0, HTTP_HEAD);
    for (size_t n = 0; last != 0x0d0a0d0aU;) {
        unsigned char c;

        if ((st = take(s, &c, 1, err)) != MBX_OK)
            return st;
        if (n < HTTP_HEAD - 1)
            head[n] = (char)c;
        if ((*room)-- == 0 || (++n == 5 && memcmp(head, "HTTP/", 5) != 0))
            return nonsense(err);
        last = last << 8 | c;
    }
    return memcmp(head, "HTTP/1.", 7) == 0 && head[8] == ' ' && strspn(head + 9, "0123456789") == 3 ? MBX_OK : nonsense(err);
}

static mbx_status http(mbx_stream *s, mbx_scratch *b, const mbx_transport *by, const char *host, uint16_t port, mbx_error *err)
{
    bool v6 = strchr(host, ':') != NULL;
    char line[MBX_MAX_HOST * 2 + 100], head[HTTP_HEAD];
    mbx_scratch pair = {0};
    size_t room = MBX_MAX_PROXY_ANSWER;
    mbx_status st;

    snprintf(line, sizeof line, "CONNECT %s%s%s:%u HTTP/1.1\r\nHost: %s%s%s:%u\r\n", v6 ? "[" : "", host, v6 ? "]" : "", (unsigned)port, v6 ? "[" : "", host, v6 ? "]" : "", (unsigned)port);
    mbx_scratch_put_str(b, mbx_str_of(line));
    if (by->proxy_user && by->proxy_user[0]) {
        if ((st = mbx_scratch_new(&pair, 2 * 255 + 1, err)) != MBX_OK)
            return st;
        mbx_scratch_put_str(&pair, mbx_str_of(by->proxy_user));
        mbx_scratch_put(&pair, ":", 1);
        if (by->proxy_password)
            mbx_scratch_put_str(&pair, mbx_secret_bytes(by->proxy_password));
        mbx_scratch_put_str(b, MBX_STR("Proxy-Authorization: Basic "));
        mbx_scratch_put_base64(b, pair.p, pair.n);
        mbx_scratch_put_str(b, MBX_STR("\r\n"));
        mbx_scratch_free(&pair);
    }
    mbx_scratch_put_str(b, MBX_STR("\r\n"));
    if ((st = give(s, b, err)) != MBX_OK)
        return st;
    do { /* RFC 9110 section 15.2: any number of 1xx may come before the answer */
        if ((st = http_answer(s, head, &room, err)) != MBX_OK)
            return st;
    } while (head[9] == '1');
    if (head[9] == '2')
        return MBX_OK;
    if (memcmp(head + 9, "407", 3) == 0)
        return unwelcome(err);
    return mbx_fail(err, MBX_STAGE_TCP, MBX_CODE_PROXY_REFUSED, "The proxy does not connect to the server: HTTP status %.3s.", head + 9);
}

mbx_status mbx_proxy_open(mbx_stream *s, const mbx_proxy *p, const mbx_transport *by, const char *host, uint16_t port, mbx_error *err)
{
    mbx_scratch b = {0};
    mbx_status st = mbx_scratch_new(&b, 2048, err);

    if (st == MBX_OK)
        st = p->http ? http(s, &b, by, host, port, err) : socks(s, &b, by, host, port, err);
    mbx_scratch_free(&b);
    return st;
}
