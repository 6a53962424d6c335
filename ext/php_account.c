#include "php_mailbox.h"

#include "ext/date/php_date.h"

#include "base/alloc.h"
#include "net/endpoint.h"
#include "sync/sign_in.h"

#define MAX_ADDRESS 320 /* RFC 5321 4.5.3.1: 64 octets, "@", 255 octets */
#define MAX_USER 1024
#define MAX_FOLDER 1024
#define MAX_FOLDERS 1000

/* In the order of the stub. */
enum {
    STAFF_ID,
    SIGN_IN_ADDRESS,
    HOST,
    PORT,
    ENCRYPTION,
    USER,
    FOLDERS,
    IMPORT_POLICY,
    SINCE,
    BLOB_DIR,
    CA_FILE,
    ALLOW_PLAINTEXT,
    SECRET,
    KEY_RING,
    EPOCH,
    COMPRESS,
    TRANSPORT
};

/* The constructor's arguments, counted as the engine counts them. */
enum {
    ARG_STAFF_ID = 1,
    ARG_ADDRESS,
    ARG_HOST,
    ARG_SECRET,
    ARG_KEY_RING,
    ARG_PORT,
    ARG_ENCRYPTION,
    ARG_USER,
    ARG_FOLDERS,
    ARG_IMPORT_POLICY,
    ARG_SINCE,
    ARG_BLOB_DIR,
    ARG_CA_FILE,
    ARG_EPOCH = 15
};

static zend_object_handlers account_handlers;

/* An own handler also keeps Reflection from making an account that was never constructed. */
static zend_object *account_create(zend_class_entry *ce)
{
    zend_object *o = zend_objects_new(ce);

    object_properties_init(o, ce);
    o->handlers = &account_handlers;
    return o;
}

void php_mailbox_account_setup(void)
{
    php_mailbox_ce_account->create_object = account_create;
    memcpy(&account_handlers, &std_object_handlers, sizeof account_handlers);
    account_handlers.clone_obj = NULL;
}

char *php_mailbox_absolute_path(const char *path)
{
    char *full = expand_filepath(path, NULL);

    if (full && php_check_open_basedir_ex(full, 0) != 0) {
        efree(full);
        full = NULL;
    }
    return full;
}

static mbx_encryption encryption_of(zend_object *o)
{
    zend_string *value = Z_STR_P(zend_enum_fetch_case_value(o));

    if (zend_string_equals_literal(value, "starttls"))
        return MBX_ENCRYPTION_STARTTLS;
    return zend_string_equals_literal(value, "none") ? MBX_ENCRYPTION_NONE : MBX_ENCRYPTION_TLS;
}

static mbx_policy policy_of(zend_object *o)
{
    zend_string *value = Z_STR_P(zend_enum_fetch_case_value(o));

    if (zend_string_equals_literal(value, "new"))
        return MBX_POLICY_NEW;
    if (zend_string_equals_literal(value, "since"))
        return MBX_POLICY_SINCE;
    return zend_string_equals_literal(value, "all") ? MBX_POLICY_ALL : MBX_POLICY_UNREAD;
}

/* A string that becomes part of a command must not be able to end it. */
static bool is_plain(const zend_string *s, size_t max)
{
    if (ZSTR_LEN(s) == 0 || ZSTR_LEN(s) > max)
        return false;
    for (size_t i = 0; i < ZSTR_LEN(s); i++)
        if ((unsigned char)ZSTR_VAL(s)[i] < 0x20 || ZSTR_VAL(s)[i] == 0x7F)
            return false;
    return true;
}

static bool check_text(const zend_string *s, uint32_t arg, size_t max)
{
    if (is_plain(s, max))
        return true;
    zend_argument_value_error(arg, "must have 1 to %d bytes, none of them a line break or control character", (int)max);
    return false;
}

static bool check_path(const zend_string *s, uint32_t arg)
{
    if (!s || is_plain(s, MAXPATHLEN - 1))
        return true;
    zend_argument_value_error(arg, "must be a path");
    return false;
}

static bool check_folders(zval *folders)
{
    zval *name, *other;
    uint32_t n = zend_hash_num_elements(Z_ARRVAL_P(folders));

    if (!zend_array_is_list(Z_ARRVAL_P(folders)) || n == 0 || n > MAX_FOLDERS) {
        zend_argument_value_error(ARG_FOLDERS, "must be a list of 1 to %d folder names", MAX_FOLDERS);
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(folders), name) {
        if (Z_TYPE_P(name) != IS_STRING) {
            zend_argument_type_error(ARG_FOLDERS, "must be a list of strings, %s given in it", zend_zval_value_name(name));
            return false;
        }
        if (!is_plain(Z_STR_P(name), MAX_FOLDER)) {
            zend_argument_value_error(ARG_FOLDERS, "must hold names of 1 to %d bytes, none of them a line break or control character", MAX_FOLDER);
            return false;
        }
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(folders), other) {
            if (other == name)
                break;
            if (zend_string_equals(Z_STR_P(other), Z_STR_P(name))) {
                zend_argument_value_error(ARG_FOLDERS, "must name each folder once");
                return false;
            }
        } ZEND_HASH_FOREACH_END();
    } ZEND_HASH_FOREACH_END();
    return true;
}

static bool check_host(const zend_string *host, zend_long port)
{
    const mbx_endpoint to = {ZSTR_VAL(host), (uint16_t)port, MBX_ENCRYPTION_TLS, false, NULL};
    mbx_error err;

    if (!check_text(host, ARG_HOST, MBX_MAX_HOST))
        return false;
    if (mbx_endpoint_check(&to, &err) == MBX_OK)
        return true;
    if (err.code == MBX_CODE_INPUT_PORT)
        zend_argument_value_error(ARG_PORT, "must be between 1 and 65535");
    else
        zend_argument_value_error(ARG_HOST, "must be a server's name or address, without port, scheme or user");
    return false;
}

static void default_case(zval *slot, zend_class_entry *ce, const char *name)
{
    zend_string *constant = zend_string_init(name, strlen(name), 0);

    ZVAL_COPY(slot, zend_get_class_constant_ex(ce->name, constant, ce, 0));
    zend_string_release(constant);
}

static void set_or_null(zval *slot, zend_string *s)
{
    if (s)
        ZVAL_STR_COPY(slot, s);
    else
        ZVAL_NULL(slot);
}

static void set_object_or_null(zval *slot, zval *object)
{
    if (object)
        ZVAL_COPY(slot, object);
    else
        ZVAL_NULL(slot);
}

ZEND_METHOD(Mailbox_Account, __construct)
{
    zend_object *self = Z_OBJ_P(ZEND_THIS);
    zend_string *address, *host, *user = NULL, *blob_dir = NULL, *ca_file = NULL;
    zval *secret, *key_ring, *encryption = NULL, *folders = NULL, *policy = NULL, *since = NULL, *slot, name;
    zend_long staff_id, port = 0, epoch = 0;
    bool port_null = true, allow_plaintext = false, compress = false;
    zval *transport = NULL;

    ZEND_PARSE_PARAMETERS_START(5, 17)
        Z_PARAM_LONG(staff_id)
        Z_PARAM_STR(address)
        Z_PARAM_STR(host)
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(secret, php_mailbox_ce_sealed_secret)
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(key_ring, php_mailbox_ce_key_ring)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(port, port_null)
        Z_PARAM_OBJECT_OF_CLASS(encryption, php_mailbox_ce_encryption)
        Z_PARAM_STR_OR_NULL(user)
        Z_PARAM_ARRAY(folders)
        Z_PARAM_OBJECT_OF_CLASS(policy, php_mailbox_ce_import_policy)
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(since, php_date_get_interface_ce())
        Z_PARAM_STR_OR_NULL(blob_dir)
        Z_PARAM_STR_OR_NULL(ca_file)
        Z_PARAM_BOOL(allow_plaintext)
        Z_PARAM_LONG(epoch)
        Z_PARAM_BOOL(compress)
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(transport, php_mailbox_ce_transport)
    ZEND_PARSE_PARAMETERS_END();

    if (php_mailbox_constructed(self))
        RETURN_THROWS();
    if (staff_id < 1) {
        zend_argument_value_error(ARG_STAFF_ID, "must be greater than 0");
        RETURN_THROWS();
    }
    if (port_null)
        port = !encryption || encryption_of(Z_OBJ_P(encryption)) == MBX_ENCRYPTION_TLS ? 993 : 143;
    if (port < 1 || port > 65535) {
        zend_argument_value_error(ARG_PORT, "must be between 1 and 65535");
        RETURN_THROWS();
    }
    if (!check_text(address, ARG_ADDRESS, MAX_ADDRESS) || !check_host(host, port) || (user && !check_text(user, ARG_USER, MAX_USER)) ||
        (folders && !check_folders(folders)) || !check_path(blob_dir, ARG_BLOB_DIR) || !check_path(ca_file, ARG_CA_FILE))
        RETURN_THROWS();
    if (!since && policy && policy_of(Z_OBJ_P(policy)) == MBX_POLICY_SINCE) {
        zend_argument_value_error(ARG_SINCE, "must not be null with ImportPolicy::Since");
        RETURN_THROWS();
    }
    if (!secret != !key_ring) {
        zend_argument_value_error(ARG_KEY_RING, "must be null if and only if argument #%d ($secret) is", ARG_SECRET);
        RETURN_THROWS();
    }
    if (epoch < 0) {
        zend_argument_value_error(ARG_EPOCH, "must not be negative");
        RETURN_THROWS();
    }

    ZVAL_LONG(php_mailbox_slot(self, STAFF_ID), staff_id);
    ZVAL_STR_COPY(php_mailbox_slot(self, SIGN_IN_ADDRESS), address);
    ZVAL_STR_COPY(php_mailbox_slot(self, HOST), host);
    ZVAL_LONG(php_mailbox_slot(self, PORT), port);
    if (encryption)
        ZVAL_COPY(php_mailbox_slot(self, ENCRYPTION), encryption);
    else
        default_case(php_mailbox_slot(self, ENCRYPTION), php_mailbox_ce_encryption, "Tls");
    ZVAL_STR_COPY(php_mailbox_slot(self, USER), user ? user : address);
    slot = php_mailbox_slot(self, FOLDERS);
    if (folders) {
        ZVAL_COPY(slot, folders);
    } else {
        array_init_size(slot, 1);
        ZVAL_STRING(&name, "INBOX");
        add_next_index_zval(slot, &name);
    }
    if (policy)
        ZVAL_COPY(php_mailbox_slot(self, IMPORT_POLICY), policy);
    else
        default_case(php_mailbox_slot(self, IMPORT_POLICY), php_mailbox_ce_import_policy, "Unread");
    if (since)
        ZVAL_COPY(php_mailbox_slot(self, SINCE), since);
    else
        ZVAL_NULL(php_mailbox_slot(self, SINCE));
    set_or_null(php_mailbox_slot(self, BLOB_DIR), blob_dir);
    set_or_null(php_mailbox_slot(self, CA_FILE), ca_file);
    ZVAL_BOOL(php_mailbox_slot(self, ALLOW_PLAINTEXT), allow_plaintext);
    set_object_or_null(php_mailbox_slot(self, SECRET), secret);
    set_object_or_null(php_mailbox_slot(self, KEY_RING), key_ring);
    ZVAL_LONG(php_mailbox_slot(self, EPOCH), epoch);
    ZVAL_BOOL(php_mailbox_slot(self, COMPRESS), compress);
    set_object_or_null(php_mailbox_slot(self, TRANSPORT), transport);
}

zend_long php_mailbox_account_staff_id(zend_object *account)
{
    zval *slot = php_mailbox_slot(account, STAFF_ID);

    return Z_TYPE_P(slot) == IS_LONG ? Z_LVAL_P(slot) : 0;
}

zend_object *php_mailbox_account_secret(zend_object *account)
{
    zval *slot = php_mailbox_slot(account, SECRET);

    return Z_TYPE_P(slot) == IS_OBJECT ? Z_OBJ_P(slot) : NULL;
}

static mbx_status copy_text(char **to, zval *slot, mbx_error *err)
{
    *to = mbx_copy_bytes(Z_STRVAL_P(slot), Z_STRLEN_P(slot));
    return *to ? MBX_OK : mbx_fail_memory(err);
}

static mbx_status copy_path(char **to, zval *slot, mbx_code code, mbx_error *err)
{
    if (Z_TYPE_P(slot) != IS_STRING)
        return MBX_OK;
    char *full = php_mailbox_absolute_path(Z_STRVAL_P(slot));
    if (!full)
        return mbx_fail(err, MBX_STAGE_INPUT, code, "open_basedir does not allow the path %s.", Z_STRVAL_P(slot));
    *to = mbx_copy_string(full);
    efree(full);
    return *to ? MBX_OK : mbx_fail_memory(err);
}

static mbx_status copy_folders(mbx_account *a, zval *slot, mbx_error *err)
{
    zval *name;

    a->folders = mbx_alloc_zero(zend_hash_num_elements(Z_ARRVAL_P(slot)) * sizeof *a->folders);
    if (!a->folders)
        return mbx_fail_memory(err);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(slot), name) {
        if (copy_text(&a->folders[a->n_folders], name, err) != MBX_OK)
            return MBX_E_MEMORY;
        a->n_folders++;
    } ZEND_HASH_FOREACH_END();
    return MBX_OK;
}

static mbx_status copy_since(mbx_account *a, zval *slot, mbx_error *err)
{
    zval seconds;

    if (Z_TYPE_P(slot) != IS_OBJECT)
        return MBX_OK;
    ZVAL_UNDEF(&seconds);
    zend_call_method_with_0_params(Z_OBJ_P(slot), Z_OBJCE_P(slot), NULL, "gettimestamp", &seconds);
    if (Z_TYPE(seconds) != IS_LONG) {
        zval_ptr_dtor(&seconds);
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The account's $since gives no time.");
    }
    a->since = (int64_t)Z_LVAL(seconds);
    return MBX_OK;
}

static mbx_status copy_secret(mbx_account *a, zend_object *account, mbx_error *err)
{
    zend_object *secret = php_mailbox_account_secret(account);
    zend_string *sealed;
    mbx_keyring *ring;

    a->with_token = secret == NULL;
    if (!secret)
        return MBX_OK;
    sealed = php_mailbox_sealed_of(secret);
    ring = php_mailbox_ring_of(Z_OBJ_P(php_mailbox_slot(account, KEY_RING)));
    if (!sealed || !ring)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The account's key ring or sealed secret is empty.");
    a->ring = mbx_keyring_hold(ring);
    a->sealed = mbx_copy_bytes(ZSTR_VAL(sealed), ZSTR_LEN(sealed));
    return a->sealed ? MBX_OK : mbx_fail_memory(err);
}

static mbx_status copy_transport(mbx_account *a, zval *slot, mbx_error *err)
{
    return php_mailbox_transport_copy(Z_TYPE_P(slot) == IS_OBJECT ? Z_OBJ_P(slot) : NULL, &a->transport, err);
}

mbx_status php_mailbox_account_copy(zend_object *o, mbx_account **a_r, mbx_error *err)
{
    mbx_account *a = NULL;
    mbx_status st;

    if (php_mailbox_account_staff_id(o) == 0)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "The account was never constructed.");
    a = mbx_alloc_zero(sizeof *a);
    if (!a)
        return mbx_fail_memory(err);
    a->staff_id = (int64_t)php_mailbox_account_staff_id(o);
    a->port = (uint16_t)Z_LVAL_P(php_mailbox_slot(o, PORT));
    a->encryption = encryption_of(Z_OBJ_P(php_mailbox_slot(o, ENCRYPTION)));
    a->allow_plaintext = Z_TYPE_P(php_mailbox_slot(o, ALLOW_PLAINTEXT)) == IS_TRUE;
    a->compress = Z_TYPE_P(php_mailbox_slot(o, COMPRESS)) == IS_TRUE;
    a->policy = policy_of(Z_OBJ_P(php_mailbox_slot(o, IMPORT_POLICY)));
    a->epoch = (int64_t)Z_LVAL_P(php_mailbox_slot(o, EPOCH));
    st = copy_secret(a, o, err);
    if (st == MBX_OK)
        st = copy_text(&a->sign_in_address, php_mailbox_slot(o, SIGN_IN_ADDRESS), err);
    if (st == MBX_OK)
        st = copy_text(&a->host, php_mailbox_slot(o, HOST), err);
    if (st == MBX_OK)
        st = copy_text(&a->user, php_mailbox_slot(o, USER), err);
    if (st == MBX_OK)
        st = copy_folders(a, php_mailbox_slot(o, FOLDERS), err);
    if (st == MBX_OK)
        st = copy_path(&a->blob_dir, php_mailbox_slot(o, BLOB_DIR), MBX_CODE_BLOB_DIR, err);
    if (st == MBX_OK)
        st = copy_path(&a->ca_file, php_mailbox_slot(o, CA_FILE), MBX_CODE_TLS_CA_FILE, err);
    if (st == MBX_OK)
        st = copy_transport(a, php_mailbox_slot(o, TRANSPORT), err);
    if (st == MBX_OK)
        st = copy_since(a, php_mailbox_slot(o, SINCE), err);
    if (st != MBX_OK) {
        mbx_account_free(a);
        return st;
    }
    *a_r = a;
    return MBX_OK;
}

static mbx_status bound(const mbx_account *a, char **text_r, mbx_error *err)
{
    mbx_sign_in i;
    mbx_status st = mbx_sign_in_prepare(&i, a, err);

    if (st == MBX_OK)
        st = mbx_sign_in_bound(&i, text_r, err);
    mbx_sign_in_end(&i);
    return st;
}

/* The secret sealed in another way, by how; null where there is nothing to do. */
static void sealed_anew(INTERNAL_FUNCTION_PARAMETERS, mbx_status (*how)(const mbx_account *a, char **text_r, mbx_error *err))
{
    mbx_account *a = NULL;
    char *text = NULL;
    mbx_error err;
    mbx_status st;

    ZEND_PARSE_PARAMETERS_NONE();
    st = php_mailbox_account_copy(Z_OBJ_P(ZEND_THIS), &a, &err);
    if (st == MBX_OK && !a->with_token)
        st = how(a, &text, &err);
    mbx_account_free(a);
    if (st == MBX_OK)
        php_mailbox_return_sealed(return_value, text);
    else if (!EG(exception))
        php_mailbox_throw(&err, NULL, NULL);
}

ZEND_METHOD(Mailbox_Account, bindSecret)
{
    sealed_anew(INTERNAL_FUNCTION_PARAM_PASSTHRU, bound);
}

ZEND_METHOD(Mailbox_Account, renewSecret)
{
    sealed_anew(INTERNAL_FUNCTION_PARAM_PASSTHRU, mbx_sign_in_renewed);
}
