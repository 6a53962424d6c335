/* Mailbox\Transport: checked when it is made and copied into memory of the core, which accounts on other threads hold.
 * The proxy's password is in that copy alone: no property, nothing that a dump could show. */
#include "php_mailbox.h"

#include "Zend/zend_smart_str.h"

#include <stddef.h>

#define MAX_WORD 100      /* bytes of one pin, network or range of ports */
#define MAX_WORDS 1000
#define MAX_PROXY_NAME 255 /* RFC 1929 has one byte for each length */

/* In the order of the stub. */
enum { CA_FILE, PINS, PIN_REPLACES_CA, PRIVATE_NETWORKS, PORTS, PROXY, PROXY_USER };

enum { ARG_CA_FILE = 1, ARG_PINS, ARG_PIN_REPLACES_CA, ARG_PRIVATE_NETWORKS, ARG_PORTS, ARG_PROXY, ARG_PROXY_USER, ARG_PROXY_PASSWORD };

typedef struct transport {
    const mbx_transport *shared;
    zend_object std;
} transport;

static zend_object_handlers transport_handlers;

/* Read where they are used: PHP-FPM and Apache set them for each pool or host. What cannot be read there fails then, as
 * the engine would silently go on without the bounds if it were refused here. */
PHP_INI_BEGIN()
    PHP_INI_ENTRY("mailbox.ca_file", "", PHP_INI_SYSTEM, NULL)
    PHP_INI_ENTRY("mailbox.ports", "", PHP_INI_SYSTEM, NULL)
    PHP_INI_ENTRY("mailbox.private_networks", "", PHP_INI_SYSTEM, NULL)
    PHP_INI_ENTRY("mailbox.proxy", "", PHP_INI_SYSTEM, NULL)
PHP_INI_END()

static transport *transport_of(zend_object *o)
{
    return (transport *)(void *)((char *)o - offsetof(transport, std));
}

static zend_object *transport_create(zend_class_entry *ce)
{
    transport *t = zend_object_alloc(sizeof *t, ce);

    zend_object_std_init(&t->std, ce);
    object_properties_init(&t->std, ce);
    t->std.handlers = &transport_handlers;
    return &t->std;
}

static void transport_free(zend_object *o)
{
    mbx_transport_release(transport_of(o)->shared);
    zend_object_std_dtor(o);
}

void php_mailbox_transport_setup(int type, int module_number)
{
    (void)type; /* unused by the macro before PHP 8.3 */
    REGISTER_INI_ENTRIES();
    php_mailbox_ce_transport->create_object = transport_create;
    memcpy(&transport_handlers, &std_object_handlers, sizeof transport_handlers);
    transport_handlers.offset = (int)offsetof(transport, std);
    transport_handlers.free_obj = transport_free;
    transport_handlers.clone_obj = NULL;
    transport_handlers.compare = zend_objects_not_comparable; /* the password takes no part in what could be compared */
}

void php_mailbox_transport_end(int type, int module_number)
{
    (void)type;
    UNREGISTER_INI_ENTRIES();
}

/* NULL where it is empty. */
static const char *setting(const char *name)
{
    const char *value = zend_ini_string_ex(name, strlen(name), 0, NULL);

    return value && *value ? value : NULL;
}

/* What php.ini says: bounds for the ports and networks, the others where t has none. */
static mbx_status add_settings(mbx_transport *t, mbx_error *err)
{
    const char *networks = setting("mailbox.private_networks");
    mbx_transport own = {.within_networks = networks && strcmp(networks, "none") == 0 ? "" : networks, .within_ports = setting("mailbox.ports"), .proxy = setting("mailbox.proxy")};
    mbx_error why;

    if (mbx_transport_check(&own, &why) != MBX_OK)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "A setting of mailbox in php.ini: %s", why.message);
    t->within_networks = own.within_networks;
    t->within_ports = own.within_ports;
    if (!t->ca_file)
        t->ca_file = setting("mailbox.ca_file");
    if (!t->proxy)
        t->proxy = own.proxy;
    return MBX_OK;
}

mbx_status php_mailbox_transport_copy(zend_object *o, const mbx_transport **t_r, mbx_error *err)
{
    mbx_transport t = {0};
    mbx_status st;

    if (o && !transport_of(o)->shared)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The account's transport was never constructed.");
    if (o) {
        *t_r = mbx_transport_hold(transport_of(o)->shared);
        return MBX_OK;
    }
    st = add_settings(&t, err);
    if (st != MBX_OK || (!t.within_networks && !t.within_ports && !t.ca_file && !t.proxy))
        return st;
    return mbx_transport_share(t_r, &t, err);
}

static bool is_word(const zend_string *s)
{
    for (size_t i = 0; i < ZSTR_LEN(s); i++)
        if ((unsigned char)ZSTR_VAL(s)[i] <= ' ' || (unsigned char)ZSTR_VAL(s)[i] >= 0x7F || ZSTR_VAL(s)[i] == ',')
            return false;
    return ZSTR_LEN(s) > 0 && ZSTR_LEN(s) <= MAX_WORD;
}

/* The list as the core has it, in words with a space between. False with an error thrown. */
static bool join(smart_str *out, zval *list, uint32_t arg, bool numbers)
{
    zval *word;

    smart_str_alloc(out, 0, 0); /* an empty list is none the less one */
    smart_str_0(out);
    if (!zend_array_is_list(Z_ARRVAL_P(list)) || zend_hash_num_elements(Z_ARRVAL_P(list)) > MAX_WORDS) {
        zend_argument_value_error(arg, "must be a list of at most %d values", MAX_WORDS);
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), word) {
        ZVAL_DEREF(word);
        if (Z_TYPE_P(word) != IS_STRING && !(numbers && Z_TYPE_P(word) == IS_LONG)) {
            zend_argument_type_error(arg, "must be a list of %s, %s given in it", numbers ? "int and string" : "string", zend_zval_value_name(word));
            return false;
        }
        if (Z_TYPE_P(word) == IS_STRING && !is_word(Z_STR_P(word))) {
            zend_argument_value_error(arg, "must hold values of 1 to %d bytes each, without spaces, commas and control characters", MAX_WORD);
            return false;
        }
        if (Z_TYPE_P(word) == IS_LONG)
            smart_str_append_long(out, Z_LVAL_P(word));
        else
            smart_str_append(out, Z_STR_P(word));
        smart_str_appendc(out, ' ');
    } ZEND_HASH_FOREACH_END();
    smart_str_0(out);
    return true;
}

/* The core's word on one value. False with an error thrown; it names the value, but not where that may hold a password. */
static bool accepted(uint32_t arg, const mbx_transport *alone)
{
    mbx_error err;

    if (mbx_transport_check(alone, &err) == MBX_OK)
        return true;
    zend_argument_value_error(arg, "cannot be used: %s", err.message);
    return false;
}

static bool plain(const zend_string *s, size_t max)
{
    if (ZSTR_LEN(s) == 0 || ZSTR_LEN(s) > max)
        return false;
    for (size_t i = 0; i < ZSTR_LEN(s); i++)
        if ((unsigned char)ZSTR_VAL(s)[i] < 0x20 || ZSTR_VAL(s)[i] == 0x7F)
            return false;
    return true;
}

static bool check_proxy(const zend_string *proxy, const zend_string *user, const zend_string *password)
{
    const char *set = setting("mailbox.proxy");

    if (proxy && strlen(ZSTR_VAL(proxy)) != ZSTR_LEN(proxy)) {
        zend_argument_value_error(ARG_PROXY, "must not hold NUL");
        return false;
    }
    if (proxy && set && strcmp(ZSTR_VAL(proxy), set) != 0) {
        zend_argument_value_error(ARG_PROXY, "must be null or \"%s\", which php.ini sets (mailbox.proxy)", set);
        return false;
    }
    if (proxy && !set && (setting("mailbox.ports") || setting("mailbox.private_networks"))) { /* it could reach what they forbid */
        zend_argument_value_error(ARG_PROXY, "must be null where php.ini bounds ports or networks and sets no proxy itself (mailbox.proxy)");
        return false;
    }
    if (proxy && !accepted(ARG_PROXY, &(mbx_transport){.proxy = ZSTR_VAL(proxy)}))
        return false;
    if (user && !proxy && !set) {
        zend_argument_value_error(ARG_PROXY_USER, "must be null where no proxy is set");
        return false;
    }
    if (user && !plain(user, MAX_PROXY_NAME)) {
        zend_argument_value_error(ARG_PROXY_USER, "must have 1 to %d bytes, none of them a line break or control character", MAX_PROXY_NAME);
        return false;
    }
    if (user && !accepted(ARG_PROXY_USER, &(mbx_transport){.proxy = proxy ? ZSTR_VAL(proxy) : set, .proxy_user = ZSTR_VAL(user)}))
        return false;
    if (password && !user) {
        zend_argument_value_error(ARG_PROXY_PASSWORD, "must be null where no user name is set");
        return false;
    }
    if (password && !plain(password, MAX_PROXY_NAME)) {
        zend_argument_value_error(ARG_PROXY_PASSWORD, "must have 1 to %d bytes, none of them a line break or control character", MAX_PROXY_NAME);
        return false;
    }
    return true;
}

/* Without the caller's references: what is readonly would change with them, while the core goes by what it was told. */
static void set_list(zval *slot, zval *list)
{
    zval *word;

    array_init_size(slot, zend_hash_num_elements(Z_ARRVAL_P(list)));
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), word) {
        ZVAL_DEREF(word);
        Z_TRY_ADDREF_P(word);
        add_next_index_zval(slot, word);
    } ZEND_HASH_FOREACH_END();
}

static void set_list_or_null(zval *slot, zval *list)
{
    if (list)
        set_list(slot, list);
    else
        ZVAL_NULL(slot);
}

static void set_str_or_null(zval *slot, zend_string *s)
{
    if (s)
        ZVAL_STR_COPY(slot, s);
    else
        ZVAL_NULL(slot);
}

/* False with an exception thrown. */
static bool share(const mbx_transport **shared_r, mbx_transport *t, const zend_string *password)
{
    mbx_secret *secret = NULL;
    mbx_error err;
    mbx_status st = password ? mbx_secret_new(&secret, ZSTR_VAL(password), ZSTR_LEN(password), &err) : MBX_OK;

    t->proxy_password = secret;
    if (st == MBX_OK)
        st = add_settings(t, &err);
    if (st == MBX_OK)
        st = mbx_transport_share(shared_r, t, &err);
    mbx_secret_free(secret);
    if (st != MBX_OK)
        php_mailbox_throw(&err, NULL, NULL);
    return st == MBX_OK;
}

ZEND_METHOD(Mailbox_Transport, __construct)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zend_string *ca_file = NULL, *proxy = NULL, *user = NULL, *password = NULL;
    zval *pins = NULL, *networks = NULL, *ports = NULL;
    smart_str pin_list = {0}, network_list = {0}, port_list = {0};
    mbx_transport t = {0};
    bool replaces = false;
    char *ca_path = NULL;

    ZEND_PARSE_PARAMETERS_START(0, 8)
        Z_PARAM_OPTIONAL
        Z_PARAM_PATH_STR_OR_NULL(ca_file)
        Z_PARAM_ARRAY(pins)
        Z_PARAM_BOOL(replaces)
        Z_PARAM_ARRAY_OR_NULL(networks)
        Z_PARAM_ARRAY_OR_NULL(ports)
        Z_PARAM_STR_OR_NULL(proxy)
        Z_PARAM_STR_OR_NULL(user)
        Z_PARAM_STR_OR_NULL(password)
    ZEND_PARSE_PARAMETERS_END();

    if (transport_of(self)->shared) {
        zend_throw_error(NULL, "%s is constructed already", ZSTR_VAL(self->ce->name));
        RETURN_THROWS();
    }
    if (ca_file && !plain(ca_file, MAXPATHLEN - 1)) {
        zend_argument_value_error(ARG_CA_FILE, "must be a path");
        goto done;
    }
    if (ca_file && !(ca_path = php_mailbox_absolute_path(ZSTR_VAL(ca_file)))) {
        zend_argument_value_error(ARG_CA_FILE, "must be a path that open_basedir allows");
        goto done;
    }
    if ((pins && !join(&pin_list, pins, ARG_PINS, false)) || (networks && !join(&network_list, networks, ARG_PRIVATE_NETWORKS, false)) || (ports && !join(&port_list, ports, ARG_PORTS, true)))
        goto done;
    t.ca_file = ca_path;
    if (pins && zend_hash_num_elements(Z_ARRVAL_P(pins)) > 0)
        t.pins = ZSTR_VAL(pin_list.s);
    t.pin_replaces_ca = replaces;
    t.networks = networks ? ZSTR_VAL(network_list.s) : NULL;
    t.ports = ports ? ZSTR_VAL(port_list.s) : NULL;
    t.proxy = proxy ? ZSTR_VAL(proxy) : NULL;
    t.proxy_user = user ? ZSTR_VAL(user) : NULL;
    if (replaces && !t.pins) {
        zend_argument_value_error(ARG_PIN_REPLACES_CA, "must be false where no key is pinned");
        goto done;
    }
    if (ports && zend_hash_num_elements(Z_ARRVAL_P(ports)) == 0) {
        zend_argument_value_error(ARG_PORTS, "must not be empty; null allows all ports");
        goto done;
    }
    if (!accepted(ARG_PINS, &(mbx_transport){.pins = t.pins}) || !accepted(ARG_PRIVATE_NETWORKS, &(mbx_transport){.networks = t.networks}) ||
        !accepted(ARG_PORTS, &(mbx_transport){.ports = t.ports}) ||
        !check_proxy(proxy, user, password) || !share(&transport_of(self)->shared, &t, password))
        goto done;

    set_str_or_null(php_mailbox_slot(self, CA_FILE), ca_file);
    if (pins)
        set_list(php_mailbox_slot(self, PINS), pins);
    else
        ZVAL_EMPTY_ARRAY(php_mailbox_slot(self, PINS));
    ZVAL_BOOL(php_mailbox_slot(self, PIN_REPLACES_CA), replaces);
    set_list_or_null(php_mailbox_slot(self, PRIVATE_NETWORKS), networks);
    set_list_or_null(php_mailbox_slot(self, PORTS), ports);
    set_str_or_null(php_mailbox_slot(self, PROXY), proxy);
    set_str_or_null(php_mailbox_slot(self, PROXY_USER), user);
done:
    smart_str_free(&pin_list);
    smart_str_free(&network_list);
    smart_str_free(&port_list);
    if (ca_path)
        efree(ca_path);
}
