/* KeyRing and SealedSecret: handles without properties. Whatever dumps an object finds nothing to show. */
#include "php_mailbox.h"

#include "base/alloc.h"

#define PURPOSE "imap-password"
#define MAX_ADDRESS 320 /* RFC 5321 4.5.3.1: 64 octets, "@", 255 octets */

typedef struct key_ring {
    mbx_keyring *ring;
    zend_object std;
} key_ring;

typedef struct sealed_secret {
    zend_string *text;
    zend_object std;
} sealed_secret;

static zend_object_handlers key_ring_handlers, sealed_secret_handlers;

static key_ring *key_ring_of(zend_object *o)
{
    return (key_ring *)(void *)((char *)o - XtOffsetOf(key_ring, std));
}

static sealed_secret *sealed_secret_of(zend_object *o)
{
    return (sealed_secret *)(void *)((char *)o - XtOffsetOf(sealed_secret, std));
}

static zend_object *key_ring_create(zend_class_entry *ce)
{
    key_ring *k = zend_object_alloc(sizeof *k, ce);

    zend_object_std_init(&k->std, ce);
    object_properties_init(&k->std, ce);
    k->std.handlers = &key_ring_handlers;
    return &k->std;
}

static void key_ring_free(zend_object *o)
{
    mbx_keyring_release(key_ring_of(o)->ring);
    zend_object_std_dtor(o);
}

static zend_object *sealed_secret_create(zend_class_entry *ce)
{
    sealed_secret *s = zend_object_alloc(sizeof *s, ce);

    zend_object_std_init(&s->std, ce);
    object_properties_init(&s->std, ce);
    s->std.handlers = &sealed_secret_handlers;
    return &s->std;
}

static void sealed_secret_free(zend_object *o)
{
    if (sealed_secret_of(o)->text)
        zend_string_release(sealed_secret_of(o)->text);
    zend_object_std_dtor(o);
}

/* var_dump() and print_r(): says that there is something, not what. */
static HashTable *hidden(zend_object *o, int *is_temp)
{
    HashTable *shown = zend_new_array(1);
    zval stars;

    ZVAL_STRING(&stars, "***");
    zend_hash_str_add_new(shown, o->ce == php_mailbox_ce_key_ring ? "keys" : "text", 4, &stars);
    *is_temp = 1;
    return shown;
}

static void hide(zend_object_handlers *h, size_t offset, zend_object_free_obj_t free_object)
{
    memcpy(h, &std_object_handlers, sizeof *h);
    h->offset = (int)offset;
    h->free_obj = free_object;
    h->clone_obj = NULL;
    h->compare = zend_objects_not_comparable;
    h->get_debug_info = hidden;
}

void php_mailbox_secrets_setup(void)
{
    php_mailbox_ce_key_ring->create_object = key_ring_create;
    php_mailbox_ce_sealed_secret->create_object = sealed_secret_create;
    hide(&key_ring_handlers, XtOffsetOf(key_ring, std), key_ring_free);
    hide(&sealed_secret_handlers, XtOffsetOf(sealed_secret, std), sealed_secret_free);
}

mbx_keyring *php_mailbox_ring_of(zend_object *o)
{
    return key_ring_of(o)->ring;
}

zend_string *php_mailbox_sealed_of(zend_object *o)
{
    return sealed_secret_of(o)->text;
}

ZEND_METHOD(Mailbox_KeyRing, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Mailbox_SealedSecret, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

static void return_ring(zval *return_value, mbx_keyring *ring)
{
    object_init_ex(return_value, php_mailbox_ce_key_ring);
    key_ring_of(Z_OBJ_P(return_value))->ring = ring;
}

static mbx_status load(const char *path, bool create, mbx_keyring **ring_r, mbx_error *err)
{
    char *full = php_mailbox_absolute_path(path);
    mbx_status st = MBX_OK;

    if (!full)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "open_basedir does not allow the key file %s.", path);
    if (create)
        st = mbx_keyring_create(full, err);
    if (st == MBX_OK)
        st = mbx_keyring_load(ring_r, full, err);
    efree(full);
    return st;
}

static void load_method(INTERNAL_FUNCTION_PARAMETERS, bool create)
{
    mbx_keyring *ring = NULL;
    zend_string *path;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_PATH_STR(path)
    ZEND_PARSE_PARAMETERS_END();

    if (ZSTR_LEN(path) == 0) {
        zend_argument_value_error(1, "must not be empty");
        RETURN_THROWS();
    }
    if (load(ZSTR_VAL(path), create, &ring, &err) != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    return_ring(return_value, ring);
}

ZEND_METHOD(Mailbox_KeyRing, load)
{
    load_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

ZEND_METHOD(Mailbox_KeyRing, create)
{
    load_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

ZEND_METHOD(Mailbox_KeyRing, inMemory)
{
    mbx_keyring *ring = NULL;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_NONE();
    if (mbx_keyring_in_memory(&ring, &err) != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    return_ring(return_value, ring);
}

ZEND_METHOD(Mailbox_KeyRing, seal)
{
    const mbx_keyring *ring = key_ring_of(Z_OBJ_P(ZEND_THIS))->ring;
    zend_string *password, *address;
    zend_long staff_id;
    char *text = NULL;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(3, 3)
        Z_PARAM_STR(password)
        Z_PARAM_LONG(staff_id)
        Z_PARAM_STR(address)
    ZEND_PARSE_PARAMETERS_END();

    if (!ring) {
        zend_throw_error(NULL, "The KeyRing object holds no key");
        RETURN_THROWS();
    }
    if (staff_id < 1) {
        zend_argument_value_error(2, "must be greater than 0");
        RETURN_THROWS();
    }
    if (ZSTR_LEN(address) == 0 || ZSTR_LEN(address) > MAX_ADDRESS || strlen(ZSTR_VAL(address)) != ZSTR_LEN(address)) {
        zend_argument_value_error(3, "must be an address of 1 to %d bytes without NUL", MAX_ADDRESS);
        RETURN_THROWS();
    }
    const mbx_seal_context who = {staff_id, ZSTR_VAL(address), PURPOSE, ""};
    mbx_status st = mbx_seal(ring, &who, ZSTR_VAL(password), ZSTR_LEN(password), &text, &err);
    if (st == MBX_E_ARGUMENT) {
        zend_argument_value_error(1, "must have 1 to %d bytes, none of them NUL or a line break", MBX_SEAL_MAX_PLAIN);
        RETURN_THROWS();
    }
    if (st != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    object_init_ex(return_value, php_mailbox_ce_sealed_secret);
    sealed_secret_of(Z_OBJ_P(return_value))->text = zend_string_init(text, strlen(text), 0);
    mbx_release(text);
}

ZEND_METHOD(Mailbox_SealedSecret, fromString)
{
    zend_string *text;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(text)
    ZEND_PARSE_PARAMETERS_END();

    if (ZSTR_LEN(text) == 0 || ZSTR_LEN(text) > MBX_SEAL_MAX_TEXT || strlen(ZSTR_VAL(text)) != ZSTR_LEN(text)) {
        zend_argument_value_error(1, "must be what SealedSecret::toString() gave");
        RETURN_THROWS();
    }
    object_init_ex(return_value, php_mailbox_ce_sealed_secret);
    sealed_secret_of(Z_OBJ_P(return_value))->text = zend_string_copy(text);
}

ZEND_METHOD(Mailbox_SealedSecret, toString)
{
    zend_string *text = sealed_secret_of(Z_OBJ_P(ZEND_THIS))->text;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!text) {
        zend_throw_error(NULL, "The SealedSecret object holds nothing");
        RETURN_THROWS();
    }
    RETURN_STR_COPY(text);
}
