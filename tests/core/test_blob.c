/* Blobs on a real file system. fsync(), syncfs() and renameat() of this program are its own, so that their order is seen and
 * their failure can be asked for; expected digests are FIPS 180-4's examples and sha256sum's. */
#include "base/alloc.h"
#include "base/limits.h"
#include "blob/blob.h"
#include "blob/sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define MILLION_A_SHA256 "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static char calls[256]; /* 'f' fsync of a file, 'd' fsync of a folder, 's' syncfs, 'r' rename */
static size_t n_calls;
static int fail_syncfs;
static int fail_fsync_at, fail_rename; /* fail_fsync_at: the n-th fsync from 1 gives EIO */
static pthread_mutex_t calls_lock = PTHREAD_MUTEX_INITIALIZER;

static int note(char c)
{
    int nth = 0;
    pthread_mutex_lock(&calls_lock);
    if (n_calls < sizeof calls - 1) {
        calls[n_calls++] = c;
        calls[n_calls] = '\0';
    }
    for (size_t i = 0; i < n_calls; i++)
        nth += calls[i] != 'r';
    pthread_mutex_unlock(&calls_lock);
    return nth;
}

static void forget_calls(void)
{
    n_calls = 0;
    calls[0] = '\0';
    fail_fsync_at = fail_rename = fail_syncfs = 0;
}

int fsync(int fd)
{
    struct stat s;
    int nth = note(fstat(fd, &s) == 0 && S_ISDIR(s.st_mode) ? 'd' : 'f');
    if (fail_fsync_at && nth == fail_fsync_at) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

int syncfs(int fd)
{
    if (fail_syncfs) {
        errno = ENOSYS;
        return -1;
    }
    note('s');
    return (int)syscall(SYS_syncfs, fd);
}

int renameat(int from, const char *a, int to, const char *b)
{
    if (fail_rename) {
        errno = EDQUOT;
        return -1;
    }
    int result = (int)syscall(SYS_renameat2, from, a, to, b, 0);
    if (result == 0)
        note('r');
    return result;
}

static char dir[64];

static int make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/mbx-blob-XXXXXX");
    forget_calls();
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static mbx_blob_store *store_in(const char *path)
{
    mbx_blob_store *b = NULL;
    mbx_error err;
    assert_int_equal(mbx_blob_store_new(&b, path, &err), MBX_OK);
    return b;
}

static mbx_status keep(mbx_blob_store *b, const char *p, size_t n, size_t piece, char hex[65], mbx_error *err)
{
    mbx_blob *w = NULL;
    uint8_t digest[MBX_SHA256_SIZE];
    uint64_t size = 0;
    mbx_status st = mbx_blob_open(b, &w, err);
    for (size_t at = 0; st == MBX_OK && at < n; at += piece) {
        st = mbx_blob_write(w, p + at, n - at < piece ? n - at : piece, err);
        if (st != MBX_OK)
            mbx_blob_abandon(w);
    }
    if (st == MBX_OK)
        st = mbx_blob_finish(w, digest, &size, err);
    if (st == MBX_OK) {
        assert_int_equal(size, n);
        mbx_hex(digest, sizeof digest, hex);
    }
    return st;
}

static void path_of(char *out, size_t n, const char *hex)
{
    snprintf(out, n, "%s/%.2s/%s", dir, hex, hex);
}

static size_t files_below(const char *path)
{
    size_t n = 0;
    DIR *d = opendir(path);
    struct dirent *e;
    if (!d)
        return 0;
    while ((e = readdir(d))) {
        char below[400];
        struct stat s;
        if (e->d_name[0] == '.')
            continue;
        snprintf(below, sizeof below, "%s/%s", path, e->d_name);
        assert_int_equal(lstat(below, &s), 0);
        n += S_ISDIR(s.st_mode) ? files_below(below) : 1;
    }
    closedir(d);
    return n;
}

static void holds(const char *hex, const char *p, size_t n)
{
    char path[200];
    struct stat s;
    path_of(path, sizeof path, hex);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &s), 0);
    assert_int_equal(s.st_size, n);
    assert_int_equal(s.st_mode & 07777, 0600);
    char *got = malloc(n + 1);
    assert_int_equal(read(fd, got, n + 1), n);
    assert_memory_equal(got, p, n);
    free(got);
    close(fd);
}

static char *million(void)
{
    static char a[1000000];
    memset(a, 'a', sizeof a);
    return a;
}

static void test_names_files_by_content(void **state)
{
    mbx_blob_store *b = store_in(dir);
    struct stat s;
    mbx_error err;
    char hex[65], path[100];
    (void)state;
    assert_int_equal(keep(b, "abc", 3, 1, hex, &err), MBX_OK);
    assert_string_equal(hex, ABC_SHA256);
    holds(hex, "abc", 3);
    snprintf(path, sizeof path, "%s/ba", dir);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0700);
    assert_int_equal(keep(b, "", 0, 1, hex, &err), MBX_OK);
    assert_string_equal(hex, EMPTY_SHA256);
    holds(hex, "", 0);
    assert_int_equal(keep(b, million(), 1000000, 999, hex, &err), MBX_OK);
    assert_string_equal(hex, MILLION_A_SHA256);
    holds(hex, million(), 1000000);
    assert_int_equal(files_below(dir), 3);
    mbx_blob_store_free(b);
}

/* Every cut of the pieces around the size that is held in memory. */
static void test_any_cut_gives_the_same_file(void **state)
{
    static const size_t sizes[] = {MBX_KIB(256) - 1, MBX_KIB(256), MBX_KIB(256) + 1, MBX_KIB(700)};
    static const size_t pieces[] = {1000, 65536, MBX_KIB(256) - 1, MBX_KIB(256), MBX_KIB(256) + 1, MBX_MIB(1)};
    static char bytes[MBX_KIB(700)];
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizeof pieces / sizeof *pieces; j++) {
            char hex[65], want[65], path[200];
            uint8_t digest[MBX_SHA256_SIZE];
            assert_int_equal(mbx_sha256_once(bytes, sizes[i], digest, &err), MBX_OK);
            mbx_hex(digest, sizeof digest, want);
            assert_int_equal(keep(b, bytes, sizes[i], pieces[j], hex, &err), MBX_OK);
            assert_string_equal(hex, want);
            holds(hex, bytes, sizes[i]);
            path_of(path, sizeof path, hex);
            assert_int_equal(unlink(path), 0);
        }
    assert_int_equal(files_below(dir), 0);
    mbx_blob_store_free(b);
}

static void test_durable_before_it_has_its_name(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65];
    (void)state;
    forget_calls();
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    assert_string_equal(calls, "frdd"); /* file, rename, root for the new folder ba, folder ba */
    forget_calls();
    /* there already, but made a moment ago: perhaps by somebody who has not synced the folder */
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    assert_string_equal(calls, "d");
    mbx_blob_store_free(b);
}

static void test_equal_bytes_are_one_file(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65], path[200];
    struct stat before, after;
    (void)state;
    for (size_t n = 3; n <= 1000000; n += 999997) {
        assert_int_equal(keep(b, million(), n, 4096, hex, &err), MBX_OK);
        path_of(path, sizeof path, hex);
        assert_int_equal(stat(path, &before), 0);
        assert_int_equal(keep(b, million(), n, 8192, hex, &err), MBX_OK);
        assert_int_equal(stat(path, &after), 0);
        assert_int_equal(before.st_ino, after.st_ino);
    }
    assert_int_equal(files_below(dir), 2);
    mbx_blob_store_free(b);
}

static void test_damaged_file_is_replaced(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65], path[200];
    (void)state;
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    path_of(path, sizeof path, hex);
    assert_int_equal(truncate(path, 1), 0);
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    holds(hex, "abc", 3);
    /* nor does it write through somebody's symbolic link */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("abc", path), 0); /* of the right size, as lstat() counts */
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    holds(hex, "abc", 3);
    mbx_blob_store_free(b);
}

static void test_abandon_leaves_nothing(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    (void)state;
    for (size_t n = 3; n <= 1000000; n += 999997) {
        mbx_blob *w = NULL;
        assert_int_equal(mbx_blob_open(b, &w, &err), MBX_OK);
        assert_int_equal(mbx_blob_write(w, million(), n, &err), MBX_OK);
        assert_int_equal(files_below(dir), n > MBX_KIB(256));
        mbx_blob_abandon(w);
        assert_int_equal(files_below(dir), 0);
    }
    mbx_blob_abandon(NULL);
    mbx_blob_store_free(b);
}

static void test_failures_leave_nothing(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65];
    (void)state;
    forget_calls();
    fail_fsync_at = 1; /* the file: it never gets its name */
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_BLOB_WRITE);
    assert_int_equal(err.stage, MBX_STAGE_BLOB);
    assert_non_null(strstr(err.message, "Input/output error"));
    assert_int_equal(files_below(dir), 0);
    /* a folder's sync fails when the name is there already: the caller learns it, the whole file may stay */
    for (int at = 2; at <= 3; at++) {
        char path[200];
        forget_calls();
        fail_fsync_at = at;
        assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_E_STORE);
        path_of(path, sizeof path, ABC_SHA256);
        holds(ABC_SHA256, "abc", 3);
        assert_int_equal(unlink(path), 0);
        *strrchr(path, '/') = '\0';
        assert_int_equal(rmdir(path), 0);
    }
    forget_calls();
    fail_rename = 1;
    assert_int_equal(keep(b, million(), 1000000, 65536, hex, &err), MBX_E_STORE);
    assert_non_null(strstr(err.message, "quota"));
    forget_calls();
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    assert_int_equal(files_below(dir), 1);
    mbx_blob_store_free(b);
}

static void test_a_file_too_big_for_the_process(void **state)
{
    struct rlimit old, small;
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65];
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = MBX_KIB(300);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    mbx_status st = keep(b, million(), 1000000, 65536, hex, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(st, MBX_E_STORE);
    assert_non_null(strstr(err.message, "File too large"));
    assert_int_equal(files_below(dir), 0);
    mbx_blob_store_free(b);
}

/* In a mount namespace of its own, so that nothing stays mounted whatever happens. Exit status 77: not allowed to. */
static int on_a_full_disk(const char *options, size_t n)
{
    mbx_blob_store *b = NULL;
    mbx_error err;
    char hex[65];
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount("none", dir, "tmpfs", 0, options) != 0)
        return 77;
    if (mbx_blob_store_new(&b, dir, &err) != MBX_OK)
        return 1;
    if (keep(b, million(), n, 65536, hex, &err) != MBX_E_STORE || err.code != MBX_CODE_BLOB_WRITE || !strstr(err.message, "No space left"))
        return 2;
    if (!err.retryable || files_below(dir) != 0)
        return 3;
    mbx_blob_store_free(b);
    return 0;
}

static void test_full_disk(void **state)
{
    static const struct {
        const char *options;
        size_t n;
    } rows[] = {{"size=512k", 1000000}, {"size=4m,nr_inodes=2", 1000}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int status;
        pid_t child = fork();
        if (child == 0)
            _exit(on_a_full_disk(rows[i].options, rows[i].n));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        if (WEXITSTATUS(status) == 77)
            skip();
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

static void refuses_dir(const char *path, const char *why)
{
    mbx_blob_store *b = NULL;
    mbx_error err;
    assert_int_equal(mbx_blob_store_new(&b, path, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_BLOB_DIR);
    if (!strstr(err.message, why))
        fail_msg("\"%s\" is not in \"%s\"", why, err.message);
    assert_null(b);
}

static void test_folders_that_cannot_be_used(void **state)
{
    char path[128];
    (void)state;
    snprintf(path, sizeof path, "%s/new", dir);
    mbx_blob_store_free(store_in(path)); /* made */
    assert_int_equal(access(path, X_OK), 0);
    snprintf(path, sizeof path, "%s/no/such", dir);
    refuses_dir(path, "No such file");
    snprintf(path, sizeof path, "%s/file", dir);
    close(creat(path, 0600));
    refuses_dir(path, "Not a directory");
    refuses_dir("", "No such file");
    if (geteuid() == 0) {
        snprintf(path, sizeof path, "%s/new", dir);
        assert_int_equal(chmod(dir, 0755), 0);
        assert_int_equal(chmod(path, 0755), 0);
        char tmp[160];
        snprintf(tmp, sizeof tmp, "%s/tmp", path);
        assert_int_equal(chmod(tmp, 0755), 0); /* can be opened, not written to */
        assert_int_equal(seteuid(65534), 0);
        refuses_dir(path, "Permission denied");
        assert_int_equal(seteuid(0), 0);
    } else {
        assert_int_equal(chmod(dir, 0500), 0);
        snprintf(path, sizeof path, "%s/other", dir);
        refuses_dir(path, "Permission denied");
        assert_int_equal(chmod(dir, 0700), 0);
    }
}

static void test_folder_that_vanishes(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65], command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    assert_int_equal(system(command), 0);
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_BLOB_WRITE);
    mbx_blob_store_free(b);
    assert_int_equal(mkdir(dir, 0700), 0);
}

static void *keep_many(void *arg)
{
    mbx_blob_store *b = arg;
    char text[32], hex[65];
    mbx_error err;
    for (int i = 0; i < 100; i++) {
        int n = snprintf(text, sizeof text, "equal %d", i);
        if (keep(b, text, (size_t)n, 2, hex, &err) != MBX_OK)
            return (void *)1;
    }
    return keep(b, million(), 1000000, 50000, hex, &err) == MBX_OK ? NULL : (void *)1;
}

static void test_writers_of_equal_bytes(void **state)
{
    enum { N = 4 };
    pthread_t t[N];
    mbx_blob_store *b[N];
    (void)state;
    for (int i = 0; i < N; i++) {
        b[i] = i < 2 ? store_in(dir) : b[0]; /* two stores, and one that is shared */
        assert_int_equal(pthread_create(&t[i], NULL, keep_many, b[i]), 0);
    }
    for (int i = 0; i < N; i++) {
        void *failed;
        assert_int_equal(pthread_join(t[i], &failed), 0);
        assert_null(failed);
    }
    assert_int_equal(files_below(dir), 101);
    mbx_blob_store_free(b[0]);
    mbx_blob_store_free(b[1]);
}

static void test_sweep_takes_what_the_dead_left(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_error err;
    char hex[65];
    int status;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        mbx_blob *w = NULL;
        if (mbx_blob_open(b, &w, &err) != MBX_OK || mbx_blob_write(w, million(), 1000000, &err) != MBX_OK)
            _exit(1);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(keep(b, "abc", 3, 3, hex, &err), MBX_OK);
    assert_int_equal(files_below(dir), 2);
    mbx_blob_sweep(b, 3600);
    assert_int_equal(files_below(dir), 2);
    mbx_blob_sweep(b, 0);
    assert_int_equal(files_below(dir), 1);
    holds(hex, "abc", 3);
    mbx_blob_store_free(b);
}

static void through_sink(mbx_blob_store *b, bool finish, mbx_part *part)
{
    mbx_part_sink sink;
    mbx_error err;
    void *handle = NULL;
    assert_int_equal(mbx_blob_sink_new(&sink, b, &err), MBX_OK);
    assert_int_equal(sink.open(sink.ctx, part, &handle, &err), MBX_OK);
    assert_non_null(handle);
    assert_int_equal(sink.write(sink.ctx, handle, "ab", 2, &err), MBX_OK);
    assert_int_equal(sink.write(sink.ctx, handle, "c", 1, &err), MBX_OK);
    if (finish)
        assert_int_equal(sink.close(sink.ctx, handle, part, &err), MBX_OK);
    else
        sink.abandon(sink.ctx, handle);
    if (finish && b) {
        mbx_blob **blobs;
        size_t n;
        mbx_blob_sink_take(&sink, &blobs, &n);
        assert_int_equal(n, 1);
        assert_int_equal(mbx_blob_settle(blobs, n, &err), MBX_OK);
        mbx_release(blobs);
        mbx_blob_sink_take(&sink, &blobs, &n);
        assert_int_equal(n, 0);
    }
    mbx_blob_sink_free(&sink);
}

#define GROUP 40

/* Completed blobs of different content, the last two alike. */
static void complete_group(mbx_blob_store *b, mbx_blob *blobs[GROUP], char hex[GROUP][65])
{
    mbx_error err;
    for (size_t i = 0; i < GROUP; i++) {
        char text[32];
        uint8_t digest[MBX_SHA256_SIZE];
        uint64_t size;
        snprintf(text, sizeof text, "blob %zu", i < GROUP - 1 ? i : i - 1);
        assert_int_equal(mbx_blob_open(b, &blobs[i], &err), MBX_OK);
        assert_int_equal(mbx_blob_write(blobs[i], text, strlen(text), &err), MBX_OK);
        assert_int_equal(mbx_blob_complete(blobs[i], digest, &size, &err), MBX_OK);
        mbx_hex(digest, sizeof digest, hex[i]);
    }
}

static void test_many_are_synced_together(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_blob *blobs[GROUP];
    char hex[GROUP][65];
    mbx_error err;
    (void)state;
    complete_group(b, blobs, hex);
    forget_calls();
    assert_int_equal(mbx_blob_settle(blobs, GROUP, &err), MBX_OK);
    assert_int_equal(calls[0], 's'); /* content before names */
    assert_int_equal(strspn(calls + 1, "r"), GROUP);
    assert_string_equal(calls + 1 + GROUP, "s"); /* then the names */
    assert_int_equal(files_below(dir), GROUP - 1);
    for (size_t i = 0; i < GROUP - 1; i++) {
        char text[32];
        snprintf(text, sizeof text, "blob %zu", i);
        holds(hex[i], text, strlen(text));
    }
    complete_group(b, blobs, hex); /* all are there: nothing is written, only the young names are synced */
    forget_calls();
    mbx_blob_store_free(b); /* the blobs hold it */
    assert_int_equal(mbx_blob_settle(blobs, GROUP, &err), MBX_OK);
    assert_string_equal(calls, "s");
    assert_int_equal(files_below(dir), GROUP - 1);
    assert_int_equal(mbx_blob_settle(NULL, 0, &err), MBX_OK);
}

static void test_one_by_one_where_together_fails(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_blob *blobs[GROUP];
    char hex[GROUP][65];
    mbx_error err;
    (void)state;
    complete_group(b, blobs, hex);
    forget_calls();
    fail_syncfs = 1;
    assert_int_equal(mbx_blob_settle(blobs, GROUP, &err), MBX_OK);
    assert_int_equal(strspn(calls, "f"), GROUP);
    assert_int_equal(files_below(dir), GROUP - 1);
    forget_calls();
    complete_group(b, blobs, hex);
    assert_int_equal(mbx_blob_settle(blobs, GROUP, &err), MBX_OK);
    assert_null(strchr(calls, 's')); /* asked once is enough */
    mbx_blob_store_free(b);
}

static void test_a_group_that_fails_leaves_nothing_unfinished(void **state)
{
    (void)state;
    for (int at = 1; at <= 3; at++) {
        mbx_blob_store *b = store_in(dir);
        mbx_blob *blobs[GROUP];
        char hex[GROUP][65], tmp[100];
        mbx_error err;
        complete_group(b, blobs, hex);
        forget_calls();
        fail_syncfs = 1;
        fail_fsync_at = at < 3 ? at * 7 : 0;
        fail_rename = at == 3;
        assert_int_equal(mbx_blob_settle(blobs, GROUP, &err), MBX_E_STORE);
        assert_int_equal(err.code, MBX_CODE_BLOB_WRITE);
        snprintf(tmp, sizeof tmp, "%s/tmp", dir);
        assert_int_equal(files_below(tmp), 0);
        forget_calls();
        mbx_blob_store_free(b);
    }
}

static void test_sink(void **state)
{
    mbx_blob_store *b = store_in(dir);
    mbx_part part = {0};
    char hex[65];
    (void)state;
    through_sink(NULL, true, &part);
    mbx_hex(part.sha256, sizeof part.sha256, hex);
    assert_string_equal(hex, ABC_SHA256);
    assert_int_equal(part.size, 3);
    assert_false(part.stored);
    through_sink(NULL, false, &part);
    memset(&part, 0, sizeof part);
    through_sink(b, false, &part);
    assert_int_equal(files_below(dir), 0);
    through_sink(b, true, &part);
    mbx_hex(part.sha256, sizeof part.sha256, hex);
    assert_string_equal(hex, ABC_SHA256);
    assert_int_equal(part.size, 3);
    assert_true(part.stored);
    holds(hex, "abc", 3);
    mbx_blob_store_free(b);
}

int main(void)
{
#define IN_A_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(test_names_files_by_content),
        IN_A_FOLDER(test_any_cut_gives_the_same_file),
        IN_A_FOLDER(test_durable_before_it_has_its_name),
        IN_A_FOLDER(test_equal_bytes_are_one_file),
        IN_A_FOLDER(test_damaged_file_is_replaced),
        IN_A_FOLDER(test_abandon_leaves_nothing),
        IN_A_FOLDER(test_failures_leave_nothing),
        IN_A_FOLDER(test_a_file_too_big_for_the_process),
        IN_A_FOLDER(test_full_disk),
        IN_A_FOLDER(test_folders_that_cannot_be_used),
        IN_A_FOLDER(test_folder_that_vanishes),
        IN_A_FOLDER(test_writers_of_equal_bytes),
        IN_A_FOLDER(test_sweep_takes_what_the_dead_left),
        IN_A_FOLDER(test_many_are_synced_together),
        IN_A_FOLDER(test_one_by_one_where_together_fails),
        IN_A_FOLDER(test_a_group_that_fails_leaves_nothing_unfinished),
        IN_A_FOLDER(test_sink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
