#include "seal/keyring.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* "<8 hex> <64 hex>" and a line end */
#define LINE_SIZE (2 * MBX_KEY_ID_SIZE + 1 + 2 * MBX_KEY_SIZE)
#define MAX_FILE MBX_KIB(64)

struct mbx_keyring {
    atomic_uint holders;
    mbx_secret *keys; /* n mbx_ring_key, in pages that are neither dumped nor swapped */
    size_t n;
    char *site;       /* NULL: "" */
    mbx_secret *application[MBX_APPLICATION_KEYS_MAX]; /* n_application; none: one that is empty */
    size_t n_application;
};

static const mbx_ring_key *keys_of(const mbx_keyring *k)
{
    return (const mbx_ring_key *)(const void *)mbx_secret_bytes(k->keys).p;
}

const mbx_ring_key *mbx_keyring_newest(const mbx_keyring *k)
{
    return keys_of(k);
}

const mbx_ring_key *mbx_keyring_find(const mbx_keyring *k, const uint8_t id[MBX_KEY_ID_SIZE])
{
    const mbx_ring_key *keys = keys_of(k);
    for (size_t i = 0; i < k->n; i++)
        if (memcmp(keys[i].id, id, MBX_KEY_ID_SIZE) == 0)
            return &keys[i];
    return NULL;
}

static mbx_status ring_of(mbx_keyring **k_r, const mbx_ring_key *keys, size_t n, mbx_error *err)
{
    mbx_keyring *k = mbx_alloc_zero(sizeof *k);
    if (!k)
        return mbx_fail_memory(err);
    mbx_status st = mbx_secret_new(&k->keys, (const char *)keys, n * sizeof *keys, err);
    if (st != MBX_OK) {
        mbx_release(k);
        return st;
    }
    atomic_init(&k->holders, 1);
    k->n = n;
    *k_r = k;
    return MBX_OK;
}

mbx_keyring *mbx_keyring_hold(mbx_keyring *k)
{
    atomic_fetch_add_explicit(&k->holders, 1, memory_order_relaxed);
    return k;
}

void mbx_keyring_release(mbx_keyring *k)
{
    if (!k || atomic_fetch_sub_explicit(&k->holders, 1, memory_order_acq_rel) != 1)
        return;
    mbx_secret_free(k->keys);
    for (size_t i = 0; i < k->n_application; i++)
        mbx_secret_free(k->application[i]);
    mbx_release(k->site);
    mbx_release(k);
}

const char *mbx_keyring_site(const mbx_keyring *k)
{
    return k->site ? k->site : "";
}

size_t mbx_keyring_application_keys(const mbx_keyring *k)
{
    return k->n_application ? k->n_application : 1;
}

mbx_str mbx_keyring_application_key(const mbx_keyring *k, size_t i)
{
    return i < k->n_application ? mbx_secret_bytes(k->application[i]) : MBX_STR("");
}

mbx_status mbx_keyring_for_site(mbx_keyring **k_r, const mbx_keyring *of, const char *site, const mbx_str *keys, size_t n, mbx_error *err)
{
    mbx_keyring *k = NULL;
    mbx_status st;

    if (n > MBX_APPLICATION_KEYS_MAX)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_INPUT_VALUE, "There are more than %d application keys.", MBX_APPLICATION_KEYS_MAX);
    if ((st = ring_of(&k, keys_of(of), of->n, err)) != MBX_OK)
        return st;
    k->site = mbx_copy_string(site);
    st = k->site ? MBX_OK : mbx_fail_memory(err);
    for (size_t i = 0; i < n && st == MBX_OK; i++)
        if ((st = mbx_secret_new(&k->application[i], keys[i].p, keys[i].n, err)) == MBX_OK)
            k->n_application++;
    if (st == MBX_OK)
        *k_r = k;
    else
        mbx_keyring_release(k);
    return st;
}

static mbx_status random_key(mbx_ring_key *key, mbx_error *err)
{
    if (RAND_bytes(key->id, sizeof key->id) != 1 || RAND_priv_bytes(key->key, sizeof key->key) != 1)
        return mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The system gives no random bytes for a new key.");
    return MBX_OK;
}

mbx_status mbx_keyring_in_memory(mbx_keyring **k_r, mbx_error *err)
{
    mbx_ring_key key;
    mbx_status st = random_key(&key, err);
    if (st == MBX_OK)
        st = ring_of(k_r, &key, 1, err);
    mbx_wipe(&key, sizeof key);
    return st;
}

static bool hex_bytes(const char *p, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < 2 * n; i++) {
        char c = mbx_lower(p[i]);
        uint8_t v;
        if (c >= '0' && c <= '9')
            v = (uint8_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            v = (uint8_t)(c - 'a' + 10);
        else
            return false;
        out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] << 4 | v : v);
    }
    return true;
}

/* One line into a key; *blank_r: an empty line or a comment. */
static bool read_line(const char *p, size_t n, mbx_ring_key *key, bool *blank_r)
{
    while (n && (p[n - 1] == '\r' || p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    *blank_r = n == 0 || p[0] == '#';
    if (*blank_r)
        return true;
    return n == LINE_SIZE && p[2 * MBX_KEY_ID_SIZE] == ' ' && hex_bytes(p, key->id, MBX_KEY_ID_SIZE) &&
           hex_bytes(p + 2 * MBX_KEY_ID_SIZE + 1, key->key, MBX_KEY_SIZE);
}

static mbx_status parse_ring(mbx_keyring **k_r, const char *path, const char *text, size_t n, mbx_error *err)
{
    mbx_status st = MBX_OK;
    size_t count = 0, line = 0;
    mbx_ring_key *keys = mbx_alloc(MBX_KEYRING_MAX * sizeof *keys);

    if (!keys)
        return mbx_fail_memory(err);
    for (size_t at = 0; at < n; line++) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t length = end ? (size_t)(end - (text + at)) : n - at;
        bool blank = false;
        if (count == MBX_KEYRING_MAX) {
            st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s holds more than %d keys.", path, MBX_KEYRING_MAX);
            goto done;
        }
        if (!read_line(text + at, length, &keys[count], &blank)) {
            st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY,
                          "Line %zu of the key file %s is not a key: 8 hex digits, a space, 64 hex digits.", line + 1, path);
            goto done;
        }
        if (!blank) {
            for (size_t i = 0; i < count; i++)
                if (memcmp(keys[i].id, keys[count].id, MBX_KEY_ID_SIZE) == 0) {
                    st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "Line %zu of the key file %s repeats a key id.", line + 1, path);
                    goto done;
                }
            count++;
        }
        at += length + 1;
    }
    if (!count) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s holds no key.", path);
        goto done;
    }
    st = ring_of(k_r, keys, count, err);
done:
    mbx_wipe(keys, MBX_KEYRING_MAX * sizeof *keys);
    mbx_release(keys);
    return st;
}

/* Opens a ring file and reads it whole: *text_r is owned, MAX_FILE long and to be wiped. */
static mbx_status read_file(const char *path, int *fd_r, char **text_r, size_t *n_r, mbx_error *err)
{
    mbx_status st = MBX_OK;
    struct stat s;
    char *text = NULL;
    size_t n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); /* not blocking: the path may name a FIFO */

    if (fd < 0 && errno == ELOOP) { /* a rotation would put a file in its place, and whoever may change it chooses the keys */
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s is a link.", path);
        mbx_error_hint(err, "Give the path of the file itself, which realpath tells.");
        goto done;
    }
    if (fd < 0 || fstat(fd, &s) != 0) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s cannot be read: %s.", path, strerror(errno));
        goto done;
    }
    if (!S_ISREG(s.st_mode)) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s is not a file.", path);
        goto done;
    }
    /* Whoever reads this file and the database reads every mailbox: the mistake is refused, not pointed out later. */
    if (s.st_mode & (S_IRWXG | S_IRWXO)) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s is open to other users of this machine (mode %04o).", path,
                      (unsigned)(s.st_mode & 07777));
        mbx_error_hint(err, "Close the file to everybody but its owner: chmod 600 %s", path);
        goto done;
    }
    text = mbx_alloc(MAX_FILE);
    if (!text) {
        st = mbx_fail_memory(err);
        goto done;
    }
    for (;;) {
        ssize_t got = n < MAX_FILE ? read(fd, text + n, MAX_FILE - n) : (errno = EFBIG, -1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s cannot be read: %s.", path, strerror(errno));
            goto done;
        }
        if (got == 0)
            break;
        n += (size_t)got;
    }
done:
    if (st == MBX_OK) {
        *fd_r = fd;
        *text_r = text;
        *n_r = n;
        return MBX_OK;
    }
    mbx_wipe(text, n);
    mbx_release(text);
    if (fd >= 0)
        (void)close(fd);
    return st;
}

mbx_status mbx_keyring_load(mbx_keyring **k_r, const char *path, mbx_error *err)
{
    char *text = NULL;
    size_t n = 0;
    int fd = -1;
    mbx_status st = read_file(path, &fd, &text, &n, err);

    if (st != MBX_OK)
        return st;
    st = parse_ring(k_r, path, text, n, err);
    mbx_wipe(text, n);
    mbx_release(text);
    (void)close(fd);
    return st;
}

/* A new name must survive a power cut as well as its content. */
static int sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? mbx_copy_bytes(path, slash == path ? 1 : (size_t)(slash - path)) : mbx_copy_string(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : (errno = ENOMEM, -1);
    int result = fd >= 0 ? fsync(fd) : -1;
    if (fd >= 0)
        (void)close(fd);
    mbx_release(folder);
    return result;
}

static void write_line(const mbx_ring_key *key, char line[LINE_SIZE + 2])
{
    mbx_hex(key->id, MBX_KEY_ID_SIZE, line);
    line[2 * MBX_KEY_ID_SIZE] = ' ';
    mbx_hex(key->key, MBX_KEY_SIZE, line + 2 * MBX_KEY_ID_SIZE + 1);
    line[LINE_SIZE] = '\n';
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            errno = put == 0 ? ENOSPC : errno;
            return false;
        }
        p += put;
        n -= (size_t)put;
    }
    return true;
}

mbx_status mbx_keyring_create(const char *path, mbx_error *err)
{
    char line[LINE_SIZE + 2];
    mbx_ring_key key;
    int fd = -1;
    mbx_status st = random_key(&key, err);

    if (st != MBX_OK)
        return st;
    write_line(&key, line);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        bool exists = errno == EEXIST;
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s cannot be made: %s.", path, strerror(errno));
        if (exists)
            mbx_error_hint(err, "The file is there already: use it. Without it the passwords that it sealed are lost.");
        goto done;
    }
    if (!write_all(fd, line, LINE_SIZE + 1) || fsync(fd) != 0 || sync_folder_of(path) != 0) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s cannot be written: %s.", path, strerror(errno));
        (void)unlink(path);
    }
done:
    mbx_wipe(&key, sizeof key);
    mbx_wipe(line, sizeof line);
    if (fd >= 0)
        (void)close(fd);
    return st;
}

/* The file anew with one line more, under another name; the owner stays, who may be another than root that rotates. */
static bool write_beside(const char *path, const struct stat *like, const char *line, const char *text, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool ok = fd >= 0 && (like->st_uid == geteuid() || fchown(fd, like->st_uid, like->st_gid) == 0) && write_all(fd, line, LINE_SIZE + 1) &&
              write_all(fd, text, n) && fchmod(fd, like->st_mode & 07777) == 0 && fsync(fd) == 0;
    int error = errno;

    if (fd >= 0)
        (void)close(fd);
    errno = error;
    return ok;
}

/* Two rotations at once must not lose each other's key, with which passwords may be sealed already: the second waits
 * for the first, then finds that the name has another file behind it and begins anew. A rotation that was killed leaves
 * a file beside, which the next one replaces, and a ring that is whole, with the new key or without it. */
mbx_status mbx_keyring_rotate(const char *path, mbx_error *err)
{
    char line[LINE_SIZE + 2], *text = NULL, *beside = NULL;
    struct stat held, named;
    mbx_keyring *check = NULL;
    mbx_ring_key key;
    size_t n = 0, path_n = strlen(path);
    int fd = -1;
    mbx_status st = random_key(&key, err);

    if (st != MBX_OK)
        return st;
    write_line(&key, line);
    beside = mbx_alloc(path_n + sizeof ".new");
    if (!beside) {
        st = mbx_fail_memory(err);
        goto done;
    }
    memcpy(beside, path, path_n);
    memcpy(beside + path_n, ".new", sizeof ".new");
    for (;;) {
        if ((st = read_file(path, &fd, &text, &n, err)) != MBX_OK)
            goto done;
        if (flock(fd, LOCK_EX) == 0 && fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev)
            break;
        mbx_wipe(text, n);
        mbx_release(text);
        text = NULL;
        (void)close(fd);
        fd = -1;
    }
    if ((st = parse_ring(&check, path, text, n, err)) != MBX_OK)
        goto done;
    if (check->n == MBX_KEYRING_MAX) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s holds %d keys already.", path, MBX_KEYRING_MAX);
        goto done;
    }
    (void)unlink(beside);
    if (!write_beside(beside, &held, line, text, n) || rename(beside, path) != 0 || sync_folder_of(path) != 0) {
        st = mbx_fail(err, MBX_STAGE_INPUT, MBX_CODE_SEAL_KEY, "The key file %s cannot be written: %s.", path, strerror(errno));
        (void)unlink(beside);
    }
done:
    mbx_keyring_release(check);
    mbx_wipe(&key, sizeof key);
    mbx_wipe(line, sizeof line);
    mbx_wipe(text, n);
    mbx_release(text);
    mbx_release(beside);
    if (fd >= 0)
        (void)close(fd);
    return st;
}
