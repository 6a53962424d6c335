#include "blob/blob.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Held in memory until it is clear that a file is needed; above it a file is written in pieces of this size. */
#define MBX_BLOB_HELD MBX_KIB(256)
/* A name this young may not be durable yet: whoever made it may have died before it synced the folder. Kernels
 * write metadata back within half a minute; the rest is for clocks that are a little off. */
#define YOUNG_SECONDS 600
#define FOLDER_MODE (S_IRWXU)
#define FILE_MODE (S_IRUSR | S_IWUSR)
#define TEMPORARY "tmp"
#define NAME_TRIES 8
/* From so many files or folders on, one syncfs() is cheaper than syncing each. It also writes what others left dirty
 * on the same file system: where that takes longer than a second, it is not used again. */
#define TOGETHER 8
#define PATIENCE ((mbx_time)1000000000)

/* Folders are held open, so a process that changes its working directory, or a folder that is renamed while it
 * runs, does not scatter files. */
struct mbx_blob_store {
    int root;
    int tmp;
    char *dir; /* for messages */
    atomic_int holders;      /* the maker, and each blob */
    atomic_bool one_by_one;  /* syncfs() was slow, or is not to be had */
    _Atomic(char *) spare;   /* a held buffer that is not in use: growing one anew for each blob costs page faults */
};

struct mbx_blob {
    mbx_blob_store *store;
    mbx_sha256 *digest;
    mbx_buf held;
    uint64_t size;
    int fd;        /* -1: still in memory */
    char name[40]; /* below tmp; "" when there is none */
    uint8_t sha256[MBX_SHA256_SIZE]; /* once complete */
    bool young;    /* was there already, but perhaps not durably */
};

typedef struct blob_name {
    char folder[3];
    char path[3 + 2 * MBX_SHA256_SIZE + 1]; /* "ab/" and the whole digest */
} blob_name;

static mbx_status write_failed(const mbx_blob_store *b, const char *what, int error, mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_BLOB, MBX_CODE_BLOB_WRITE, "The attachment folder %s: %s failed: %s.", b->dir, what, strerror(error));
}

static mbx_status folder_failed(const char *dir, int error, mbx_error *err)
{
    return mbx_fail(err, MBX_STAGE_BLOB, MBX_CODE_BLOB_DIR, "The attachment folder %s cannot be used: %s.", dir, strerror(error));
}

mbx_status mbx_blob_store_new(mbx_blob_store **b_r, const char *dir, mbx_error *err)
{
    mbx_status st = MBX_OK;
    mbx_blob_store *b = mbx_alloc_zero(sizeof *b);

    if (!b)
        return mbx_fail_memory(err);
    b->root = b->tmp = -1;
    atomic_init(&b->holders, 1);
    atomic_init(&b->one_by_one, false);
    atomic_init(&b->spare, NULL);
    b->dir = mbx_copy_string(dir);
    if (!b->dir) {
        st = mbx_fail_memory(err);
        goto done;
    }
    if (mkdir(dir, FOLDER_MODE) != 0 && errno != EEXIST) {
        st = folder_failed(dir, errno, err);
        goto done;
    }
    b->root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->root < 0 || (mkdirat(b->root, TEMPORARY, FOLDER_MODE) != 0 && errno != EEXIST)) {
        st = folder_failed(dir, errno, err);
        goto done;
    }
    b->tmp = openat(b->root, TEMPORARY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* asked now, so that a run does not fetch a mailbox before it learns that it can keep nothing of it */
    if (b->tmp < 0 || faccessat(b->tmp, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        st = folder_failed(dir, errno, err);
        goto done;
    }
    *b_r = b;
    b = NULL;
done:
    mbx_blob_store_free(b);
    return st;
}

void mbx_blob_store_free(mbx_blob_store *b)
{
    if (!b || atomic_fetch_sub(&b->holders, 1) != 1)
        return;
    if (b->tmp >= 0)
        (void)close(b->tmp);
    if (b->root >= 0)
        (void)close(b->root);
    mbx_release(atomic_load(&b->spare));
    mbx_release(b->dir);
    mbx_release(b);
}

mbx_status mbx_blob_open(mbx_blob_store *b, mbx_blob **w_r, mbx_error *err)
{
    mbx_blob *w = mbx_alloc_zero(sizeof *w);
    if (!w)
        return mbx_fail_memory(err);
    atomic_fetch_add(&b->holders, 1);
    w->store = b;
    w->fd = -1;
    mbx_buf_init(&w->held, MBX_BLOB_HELD);
    w->held.p = atomic_exchange(&b->spare, NULL);
    w->held.cap = w->held.p ? MBX_BLOB_HELD : 0;
    mbx_status st = mbx_sha256_new(&w->digest, err);
    if (st != MBX_OK) {
        mbx_blob_abandon(w);
        return st;
    }
    *w_r = w;
    return MBX_OK;
}

/* Gives the buffer back for the next blob, when it is a whole one. */
static void drop_held(mbx_blob *w)
{
    char *whole = w->held.cap == MBX_BLOB_HELD ? w->held.p : NULL;
    if (whole)
        w->held.p = NULL;
    mbx_buf_free(&w->held);
    mbx_release(whole ? atomic_exchange(&w->store->spare, whole) : NULL);
}

static void discard_file(mbx_blob *w)
{
    if (w->fd >= 0)
        (void)close(w->fd);
    w->fd = -1;
    if (w->name[0])
        (void)unlinkat(w->store->tmp, w->name, 0);
    w->name[0] = '\0';
}

void mbx_blob_abandon(mbx_blob *w)
{
    if (!w)
        return;
    discard_file(w);
    mbx_sha256_free(w->digest);
    drop_held(w);
    mbx_blob_store_free(w->store);
    mbx_release(w);
}

static mbx_status make_file(mbx_blob *w, mbx_error *err)
{
    for (int tries = 0; tries < NAME_TRIES && w->fd < 0; tries++) {
        unsigned char random[12];
        if (getentropy(random, sizeof random) != 0)
            return write_failed(w->store, "getting random bytes", errno, err);
        mbx_hex(random, sizeof random, w->name);
        w->fd = openat(w->store->tmp, w->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
        if (w->fd < 0 && errno != EEXIST)
            break;
    }
    if (w->fd >= 0)
        return MBX_OK;
    w->name[0] = '\0';
    return write_failed(w->store, "making a file", errno, err);
}

static mbx_status put(mbx_blob *w, const char *p, size_t n, mbx_error *err)
{
    while (n) {
        ssize_t done = write(w->fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return write_failed(w->store, "writing", errno, err);
        p += done;
        n -= (size_t)done;
    }
    return MBX_OK;
}

/* Moves what is held in memory into the file. */
static mbx_status flush(mbx_blob *w, mbx_error *err)
{
    mbx_status st = w->fd < 0 ? make_file(w, err) : MBX_OK;
    if (st == MBX_OK)
        st = put(w, w->held.p, w->held.n, err);
    mbx_buf_reset(&w->held);
    return st;
}

mbx_status mbx_blob_write(mbx_blob *w, const void *p, size_t n, mbx_error *err)
{
    mbx_status st = MBX_OK;

    mbx_sha256_add(w->digest, p, n);
    w->size += n;
    if (w->held.n + n > MBX_BLOB_HELD)
        st = flush(w, err);
    if (st == MBX_OK && n > MBX_BLOB_HELD)
        return put(w, p, n, err);
    /* the whole of it at once: the buffer is used again, and untouched pages cost nothing */
    if (st == MBX_OK && !w->held.p && mbx_buf_reserve(&w->held, MBX_BLOB_HELD) != MBX_OK)
        st = mbx_fail_memory(err);
    if (st == MBX_OK && mbx_buf_add(&w->held, p, n) != MBX_OK)
        st = mbx_fail_memory(err);
    return st;
}

static void name_of(blob_name *name, const uint8_t digest[MBX_SHA256_SIZE])
{
    char text[2 * MBX_SHA256_SIZE + 1];
    mbx_hex(digest, MBX_SHA256_SIZE, text);
    (void)snprintf(name->folder, sizeof name->folder, "%.2s", text);
    (void)snprintf(name->path, sizeof name->path, "%.2s/%s", text, text);
}

static mbx_status sync_folder(const mbx_blob_store *b, const char *folder, mbx_error *err)
{
    mbx_status st = MBX_OK;
    int fd = openat(b->root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        st = write_failed(b, "syncing the folder", errno, err);
    if (fd >= 0)
        (void)close(fd);
    return st;
}

/* Is a file of this name and size there? A file of another size is not ours to trust: it is written over. */
static bool is_there(const mbx_blob *w, const blob_name *name, bool *young_r)
{
    struct stat s;
    if (fstatat(w->store->root, name->path, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode) || (uint64_t)s.st_size != w->size)
        return false;
    *young_r = mbx_wall_clock() - (int64_t)s.st_ctime < YOUNG_SECONDS;
    return true;
}

/* False: not done, try one by one. The kernel reports write errors through it since Linux 5.8. */
static bool sync_together(mbx_blob_store *b)
{
#ifdef __linux__
    if (atomic_load(&b->one_by_one))
        return false;
    mbx_time begun = mbx_now();
    bool done = syncfs(b->root) == 0;
    if (!done || mbx_now() - begun > PATIENCE)
        atomic_store(&b->one_by_one, true);
    return done;
#else
    (void)b;
    return false;
#endif
}

mbx_status mbx_blob_complete(mbx_blob *w, uint8_t sha256_r[MBX_SHA256_SIZE], uint64_t *size_r, mbx_error *err)
{
    mbx_status st = MBX_OK;
    blob_name name;

    mbx_sha256_final(w->digest, w->sha256);
    name_of(&name, w->sha256);
    if (is_there(w, &name, &w->young)) {
        discard_file(w);
    } else {
        if ((st = flush(w, err)) != MBX_OK)
            return st;
        int closed = close(w->fd); /* a network file system may report a full disk only here */
        w->fd = -1;
        if (closed != 0)
            return write_failed(w->store, "closing a file", errno, err);
    }
    drop_held(w);
    memcpy(sha256_r, w->sha256, MBX_SHA256_SIZE);
    *size_r = w->size;
    return MBX_OK;
}

static mbx_status sync_file(const mbx_blob *w, mbx_error *err)
{
    mbx_status st = MBX_OK;
    int fd = openat(w->store->tmp, w->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fsync(fd) != 0)
        st = write_failed(w->store, "syncing a file", errno, err);
    if (fd >= 0)
        (void)close(fd);
    return st;
}

static mbx_status sync_files(mbx_blob *const *blobs, size_t n, mbx_error *err)
{
    mbx_status st = MBX_OK;
    size_t files = 0;
    for (size_t i = 0; i < n; i++)
        files += blobs[i]->name[0] != '\0';
    if (files >= TOGETHER && sync_together(blobs[0]->store))
        return MBX_OK;
    for (size_t i = 0; i < n && st == MBX_OK; i++)
        if (blobs[i]->name[0])
            st = sync_file(blobs[i], err);
    return st;
}

/* made_r: a folder had to be made, whose own name must become durable too. */
static mbx_status rename_into_place(mbx_blob *w, const blob_name *name, bool *made_r, mbx_error *err)
{
    const mbx_blob_store *b = w->store;
    int failed = renameat(b->tmp, w->name, b->root, name->path);

    if (failed && errno == ENOENT) { /* the first of its two digits */
        if (mkdirat(b->root, name->folder, FOLDER_MODE) != 0 && errno != EEXIST)
            return write_failed(b, "making a folder", errno, err);
        *made_r = true;
        failed = renameat(b->tmp, w->name, b->root, name->path);
    }
    if (failed)
        return write_failed(b, "renaming", errno, err);
    w->name[0] = '\0';
    return MBX_OK;
}

static mbx_status sync_folders(mbx_blob_store *b, const bool touched[256], bool root, mbx_error *err)
{
    mbx_status st = MBX_OK;
    size_t folders = root;
    for (size_t i = 0; i < 256; i++)
        folders += touched[i];
    if (folders >= TOGETHER && sync_together(b))
        return MBX_OK;
    if (root)
        st = sync_folder(b, ".", err);
    for (unsigned i = 0; i < 256 && st == MBX_OK; i++) {
        char folder[8];
        (void)snprintf(folder, sizeof folder, "%02x", i);
        if (touched[i])
            st = sync_folder(b, folder, err);
    }
    return st;
}

mbx_status mbx_blob_settle(mbx_blob *const *blobs, size_t n, mbx_error *err)
{
    bool touched[256] = {false}, root = false;
    mbx_status st;

    /* Equal bytes may have been settled since, by another mail of this batch or by another run. */
    for (size_t i = 0; i < n; i++) {
        blob_name name;
        name_of(&name, blobs[i]->sha256);
        if (blobs[i]->name[0] && is_there(blobs[i], &name, &blobs[i]->young))
            discard_file(blobs[i]);
    }
    st = n ? sync_files(blobs, n, err) : MBX_OK;

    for (size_t i = 0; i < n && st == MBX_OK; i++) {
        bool moved = blobs[i]->name[0] != '\0';
        blob_name name;
        name_of(&name, blobs[i]->sha256);
        if (moved)
            st = rename_into_place(blobs[i], &name, &root, err);
        touched[blobs[i]->sha256[0]] |= moved || blobs[i]->young;
    }
    if (n && st == MBX_OK)
        st = sync_folders(blobs[0]->store, touched, root, err);
    for (size_t i = 0; i < n; i++)
        mbx_blob_abandon(blobs[i]);
    return st;
}

mbx_status mbx_blob_finish(mbx_blob *w, uint8_t sha256_r[MBX_SHA256_SIZE], uint64_t *size_r, mbx_error *err)
{
    mbx_status st = mbx_blob_complete(w, sha256_r, size_r, err);
    if (st == MBX_OK)
        return mbx_blob_settle(&w, 1, err);
    mbx_blob_abandon(w);
    return st;
}

void mbx_blob_sweep(mbx_blob_store *b, int64_t older_than_seconds)
{
    const int64_t now = mbx_wall_clock();
    struct dirent *entry;
    struct stat s;
    int fd = openat(b->tmp, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd >= 0 ? fdopendir(fd) : NULL;

    if (!list) {
        if (fd >= 0)
            (void)close(fd);
        return;
    }
    while ((entry = readdir(list)))
        if (fstatat(b->tmp, entry->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode) &&
            now - (int64_t)s.st_mtime >= older_than_seconds)
            (void)unlinkat(b->tmp, entry->d_name, 0);
    (void)closedir(list);
}
