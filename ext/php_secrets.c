/* KeyRing and SealedSecret: handles without properties. Whatever dumps an object finds nothing to show. */
#include "php_mailbox.h"

#include "base/alloc.h"
#include "seal/legacy.h"

#define PURPOSE "imap-password"
#define MAX_ADDRESS 320 /* RFC 5321 4.5.3.1: 64 octets, "@", 255 octets */
#define MAX_SITE 255
#define MAX_APPLICATION_KEY 4096

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

void php_mailbox_sealed_secret(zval *secret_r, const char *text)
{
    object_init_ex(secret_r, php_mailbox_ce_sealed_secret);
    sealed_secret_of(Z_OBJ_P(secret_r))->text = zend_string_init(text, strlen(text), 0);
}

typedef struct sealed_job {
    zval *out;
    const char *text;
} sealed_job;

static void make_sealed(void *ctx)
{
    sealed_job *job = ctx;

    php_mailbox_sealed_secret(job->out, job->text);
}

void php_mailbox_return_sealed(zval *return_value, char *text)
{
    sealed_job job = {return_value, text};
    bool done = true;

    if (text)
        done = php_mailbox_guard(make_sealed, &job);
    else
        ZVAL_NULL(return_value);
    mbx_release(text);
    if (!done)
        zend_bailout();
}

static void return_ring(zval *return_value, mbx_keyring *ring)
{
    object_init_ex(return_value, php_mailbox_ce_key_ring);
    key_ring_of(Z_OBJ_P(return_value))->ring = ring;
}

/* before: what is done to the file first, or NULL. */
static mbx_status load(const char *path, mbx_status (*before)(const char *path, mbx_error *err), mbx_keyring **ring_r, mbx_error *err)
{
    char *full = php_mailbox_absolute_path(path);
    mbx_status st = MBX_OK;

    if (!full)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "open_basedir does not allow the key file %s.", path);
    if (before)
        st = before(full, err);
    if (st == MBX_OK)
        st = mbx_keyring_load(ring_r, full, err);
    efree(full);
    return st;
}

static void load_method(INTERNAL_FUNCTION_PARAMETERS, mbx_status (*before)(const char *path, mbx_error *err))
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
    if (load(ZSTR_VAL(path), before, &ring, &err) != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    return_ring(return_value, ring);
}

ZEND_METHOD(Mailbox_KeyRing, load)
{
    load_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, NULL);
}

ZEND_METHOD(Mailbox_KeyRing, create)
{
    load_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, mbx_keyring_create);
}

ZEND_METHOD(Mailbox_KeyRing, rotate)
{
    load_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, mbx_keyring_rotate);
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

/* NULL with an Error thrown: an object that no factory made. */
static mbx_keyring *ring_here(zend_object *self)
{
    mbx_keyring *ring = key_ring_of(self)->ring;

    if (!ring)
        zend_throw_error(NULL, "The KeyRing object holds no key");
    return ring;
}

ZEND_METHOD(Mailbox_KeyRing, forSite)
{
    mbx_str keys[MBX_APPLICATION_KEYS_MAX];
    mbx_keyring *ring, *made = NULL;
    HashTable *given = NULL;
    size_t n = 0;
    zend_string *site;
    zval *key;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(site)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT(given)
    ZEND_PARSE_PARAMETERS_END();

    if (!(ring = ring_here(Z_OBJ_P(ZEND_THIS))))
        RETURN_THROWS();
    if (ZSTR_LEN(site) == 0 || ZSTR_LEN(site) > MAX_SITE || strlen(ZSTR_VAL(site)) != ZSTR_LEN(site)) {
        zend_argument_value_error(1, "must have 1 to %d bytes, none of them NUL", MAX_SITE);
        RETURN_THROWS();
    }
    if (given && zend_hash_num_elements(given) > MBX_APPLICATION_KEYS_MAX) {
        zend_argument_value_error(2, "must hold at most %d keys", MBX_APPLICATION_KEYS_MAX);
        RETURN_THROWS();
    }
    if (given) {
        ZEND_HASH_FOREACH_VAL(given, key) {
            ZVAL_DEREF(key);
            if (Z_TYPE_P(key) != IS_STRING || Z_STRLEN_P(key) == 0 || Z_STRLEN_P(key) > MAX_APPLICATION_KEY) {
                zend_argument_value_error(2, "must hold strings of 1 to %d bytes", MAX_APPLICATION_KEY);
                RETURN_THROWS();
            }
            keys[n++] = (mbx_str){Z_STRVAL_P(key), Z_STRLEN_P(key)};
        } ZEND_HASH_FOREACH_END();
    }
    if (mbx_keyring_for_site(&made, ring, ZSTR_VAL(site), keys, n, &err) != MBX_OK) {
        php_mailbox_throw(&err, NULL, NULL);
        RETURN_THROWS();
    }
    return_ring(return_value, made);
}

ZEND_METHOD(Mailbox_KeyRing, keyId)
{
    const mbx_keyring *ring;
    char id[2 * MBX_KEY_ID_SIZE + 1];

    ZEND_PARSE_PARAMETERS_NONE();
    if (!(ring = ring_here(Z_OBJ_P(ZEND_THIS))))
        RETURN_THROWS();
    mbx_hex(mbx_keyring_newest(ring)->id, MBX_KEY_ID_SIZE, id);
    RETURN_STRING(id);
}

/* Whose a secret is to be; the arguments behind the secret are counted from staff_arg. False with an error thrown. */
static bool owner_of(mbx_seal_owner *o_r, zend_long staff_id, const zend_string *address, zend_long epoch, uint32_t staff_arg, uint32_t epoch_arg)
{
    if (staff_id < 1) {
        zend_argument_value_error(staff_arg, "must be greater than 0");
        return false;
    }
    if (ZSTR_LEN(address) == 0 || ZSTR_LEN(address) > MAX_ADDRESS || strlen(ZSTR_VAL(address)) != ZSTR_LEN(address)) {
        zend_argument_value_error(staff_arg + 1, "must be an address of 1 to %d bytes without NUL", MAX_ADDRESS);
        return false;
    }
    if (epoch < 0) {
        zend_argument_value_error(epoch_arg, "must not be negative");
        return false;
    }
    *o_r = (mbx_seal_owner){.staff_id = staff_id, .sign_in_address = ZSTR_VAL(address), .purpose = PURPOSE, .epoch = epoch};
    return true;
}

/* What became of argument 1. */
static void return_text(zval *return_value, mbx_status st, char *text, const mbx_error *err)
{
    if (st == MBX_OK)
        php_mailbox_return_sealed(return_value, text);
    else if (st == MBX_E_ARGUMENT)
        zend_argument_value_error(1, "must have 1 to %d bytes, none of them NUL or a line break", MBX_SEAL_MAX_PLAIN);
    else
        php_mailbox_throw(err, NULL, NULL);
}

ZEND_METHOD(Mailbox_KeyRing, seal)
{
    const mbx_keyring *ring;
    zend_string *password, *address;
    zend_long staff_id, epoch = 0;
    mbx_seal_owner owner;
    char *text = NULL;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(3, 4)
        Z_PARAM_STR(password)
        Z_PARAM_LONG(staff_id)
        Z_PARAM_STR(address)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(epoch)
    ZEND_PARSE_PARAMETERS_END();

    if (!(ring = ring_here(Z_OBJ_P(ZEND_THIS))) || !owner_of(&owner, staff_id, address, epoch, 2, 4))
        RETURN_THROWS();
    mbx_status st = mbx_envelope_seal(ring, &owner, "", ZSTR_VAL(password), ZSTR_LEN(password), &text, &err);
    return_text(return_value, st, text, &err);
}

ZEND_METHOD(Mailbox_KeyRing, sealLegacy)
{
    const mbx_keyring *ring;
    zend_string *stored, *address, *key = NULL;
    zend_long staff_id, epoch = 0;
    mbx_seal_owner owner;
    mbx_legacy_kind kind;
    char *text = NULL;
    mbx_error err;

    ZEND_PARSE_PARAMETERS_START(3, 5)
        Z_PARAM_STR(stored)
        Z_PARAM_LONG(staff_id)
        Z_PARAM_STR(address)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(key)
        Z_PARAM_LONG(epoch)
    ZEND_PARSE_PARAMETERS_END();

    if (!(ring = ring_here(Z_OBJ_P(ZEND_THIS))) || !owner_of(&owner, staff_id, address, epoch, 2, 5))
        RETURN_THROWS();
    const mbx_str application_key = key ? (mbx_str){ZSTR_VAL(key), ZSTR_LEN(key)} : MBX_STR("");
    mbx_status st = mbx_legacy_seal(ring, &owner, ZSTR_VAL(stored), ZSTR_LEN(stored), application_key, &kind, &text, &err);
    return_text(return_value, st, text, &err);
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

ZEND_METHOD(Mailbox_SealedSecret, keyId)
{
    zend_string *text = sealed_secret_of(Z_OBJ_P(ZEND_THIS))->text;
    char id[2 * MBX_KEY_ID_SIZE + 1];

    ZEND_PARSE_PARAMETERS_NONE();
    if (!text || !mbx_envelope_key_id(ZSTR_VAL(text), ZSTR_LEN(text), id))
        RETURN_NULL();
    RETURN_STRING(id);
}
