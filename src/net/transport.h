/* How a server is reached, and whom it is believed to be: what the administrator, not the mailbox's owner, decides. */
#ifndef MBX_TRANSPORT_H
#define MBX_TRANSPORT_H

#include "base/secret.h"
#include "net/watch.h"

#include <stdint.h>
#include <sys/socket.h>

/* Lists are separated by spaces or commas. All strings are borrowed for as long as the struct is in use; a zeroed
 * struct is what a NULL pointer to one means. */
typedef struct mbx_transport {
    const char *ca_file; /* PEM; NULL: the system's trust store */
    /* Keys that the server may have: SHA-256 of its SubjectPublicKeyInfo, in hex or as in "sha256//<base64>". NULL: any. The
     * key of the server's own certificate must be one of them, beside all that is checked anyway. */
    const char *pins;
    bool pin_replaces_ca; /* the issuer need not be known then; name and dates are checked all the same */
    /* Private networks (ip_address.h) in which mail servers may stand: "192.168.1.0/24 fd00::/8". NULL: all of them,
     * because only administrators set a server's name and many offices have their own mail server; "": none. */
    const char *networks;
    const char *proxy; /* proxy.h: "socks5://host:port" or "http://host:port"; NULL: none */
    const char *proxy_user; /* at most 255 bytes, like the password; NULL: none */
    const mbx_secret *proxy_password;
    const char *ports; /* "143 993 1143-1150"; NULL: any */
    const char *within_networks, *within_ports; /* the same once more, for whoever may only narrow what is allowed */
    const mbx_watch *watch; /* who looks on; NULL: nobody */
} mbx_transport;

/* A checked copy that owns all it names, the password too, and that nobody watches; unchangeable, counted, any thread.
 * *t_r: returns owned. */
MBX_MUST_CHECK mbx_status mbx_transport_share(const mbx_transport **t_r, const mbx_transport *of, mbx_error *err);
const mbx_transport *mbx_transport_hold(const mbx_transport *t); /* only what mbx_transport_share() made, or NULL */
void mbx_transport_release(const mbx_transport *t);              /* likewise; wiped with the last holder */

/* INPUT_VALUE where a list cannot be read. t may be NULL. */
MBX_MUST_CHECK mbx_status mbx_transport_check(const mbx_transport *t, mbx_error *err);

#define MBX_PIN_SIZE 32
bool mbx_transport_pin(const mbx_transport *t, const unsigned char pin[MBX_PIN_SIZE]); /* is it one of pins? */

bool mbx_transport_port(const mbx_transport *t, uint16_t port);
bool mbx_transport_address(const mbx_transport *t, const struct sockaddr_storage *a);

#endif
