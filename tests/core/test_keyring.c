/* The key ring file: who may read it, and that a rotation loses nothing, however it ends. */
#include "sealing.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void test_create_and_load(void **state)
{
    char path[128];
    struct stat s;
    mbx_keyring *a = NULL, *b = NULL;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "ring");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0600);
    assert_int_equal(s.st_size, 74);
    assert_int_equal(mbx_keyring_load(&a, path, &err), MBX_OK);
    char *text = sealed(a, &ANNA, "pw");

    /* never overwritten */
    assert_int_equal(mbx_keyring_create(path, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_SEAL_KEY);
    assert_int_equal(mbx_keyring_load(&b, path, &err), MBX_OK);
    assert_true(opens(b, &ANNA, text, strlen(text), "pw"));
    assert_ptr_equal(mbx_keyring_hold(b), b);
    mbx_keyring_release(b);
    assert_true(opens(b, &ANNA, text, strlen(text), "pw"));
    mbx_keyring_release(b);
    mbx_keyring_release(a);
    mbx_release(text);

    in_folder(path, sizeof path, "no/such/folder");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_E_STORE);
}

static void refuse_ring(const char *text, mode_t mode, const char *in_message)
{
    char path[128];
    mbx_keyring *k = NULL;
    mbx_error err;
    in_folder(path, sizeof path, "bad");
    put_file(path, text, mode);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_SEAL_KEY);
    if (!strstr(err.message, in_message))
        fail_msg("\"%s\" is not in \"%s\"", in_message, err.message);
    assert_null(strstr(err.message, "0001020304050607"));
    assert_null(k);
}

static void test_refuses_bad_rings(void **state)
{
    static char many[80 * 300];
    mbx_keyring *k = NULL;
    mbx_error err;
    (void)state;
    static const mode_t open_modes[] = {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666, 0777};
    for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++)
        refuse_ring(RING_V1, open_modes[i], "open to other users");
    refuse_ring("", 0600, "holds no key");
    refuse_ring("\n# nothing\n\n", 0600, "holds no key");
    refuse_ring("01020304 00\n", 0600, "Line 1");
    refuse_ring(RING_V1 "01020304", 0600, "Line 2");
    refuse_ring(RING_V1 RING_V1, 0600, "repeats");
    refuse_ring("0102030g 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, "Line 1");
    refuse_ring("01020304 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fff\n", 0600, "Line 1");
    refuse_ring("01020304\t000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, "Line 1");
    for (int i = 0; i < 257; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "%08x %064x\n", (unsigned)i, (unsigned)i);
    refuse_ring(many, 0600, "more than 256");

    assert_int_equal(mbx_keyring_load(&k, sealing_folder(), &err), MBX_E_STORE);
    assert_non_null(strstr(err.message, "is not a file"));
    assert_int_equal(mbx_keyring_load(&k, "/no/such/ring", &err), MBX_E_STORE);
    assert_non_null(strstr(err.message, "No such file"));
}

/* Rotation as it is run: a new key in front, then row by row, stopped and begun again anywhere, then the old key out. */
static void test_rotation(void **state)
{
    enum { N = 20 };
    char path[128], left_over[140], *rows[N], old_id[9], new_id[9], id[9], first[80];
    mbx_keyring *k = NULL;
    mbx_error err;
    struct stat s;
    (void)state;
    in_folder(path, sizeof path, "rotation");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    for (int i = 0; i < N; i++)
        rows[i] = sealed(k, i % 2 ? &ANNA : &ANNA_BOUND, "pw");
    assert_true(mbx_envelope_key_id(rows[0], strlen(rows[0]), old_id));
    mbx_keyring_release(k);

    snprintf(left_over, sizeof left_over, "%s.new", path);
    put_file(left_over, "half a", 0600); /* of a rotation that was killed */
    assert_int_equal(mbx_keyring_rotate(path, &err), MBX_OK);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0600);
    assert_int_equal(s.st_size, 2 * 74);
    assert_int_not_equal(access(left_over, F_OK), 0);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < (round ? N : N / 2); i++) {
            char *now = renewed(k, i % 2 ? &ANNA : &ANNA_BOUND, rows[i]);
            assert_int_equal(now == NULL, round == 1 && i < N / 2);
            if (now) {
                mbx_release(rows[i]);
                rows[i] = now;
            }
        }
    for (int i = 0; i < N; i++) {
        assert_true(mbx_envelope_key_id(rows[i], strlen(rows[i]), new_id));
        assert_string_not_equal(new_id, old_id);
        /* bound as it was */
        assert_true(opens(k, i % 2 ? &ANNA : &ANNA_BOUND, rows[i], strlen(rows[i]), "pw"));
        assert_int_equal(opens(k, &ANNA, rows[i], strlen(rows[i]), "pw"), i % 2);
    }
    mbx_keyring_release(k);
    FILE *f = fopen(path, "r");
    assert_non_null(fgets(first, sizeof first, f));
    fclose(f);
    assert_memory_equal(first, new_id, 8);
    put_file(path, first, 0600);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    for (int i = 0; i < N; i++) {
        assert_true(opens(k, i % 2 ? &ANNA : &ANNA_BOUND, rows[i], strlen(rows[i]), "pw"));
        mbx_release(rows[i]);
    }
    mbx_keyring_release(k);
    assert_false(mbx_envelope_key_id("plain password", 14, id));
    assert_int_equal(mbx_keyring_rotate("/no/such/ring", &err), MBX_E_STORE);
    put_file(path, "no key\n", 0600);
    assert_int_equal(mbx_keyring_rotate(path, &err), MBX_E_STORE);
}

/* Many at once, each in a process of its own: no key gets lost. */
static void test_rotations_at_once(void **state)
{
    enum { N = 8 };
    char path[128];
    struct stat s;
    mbx_error err;
    (void)state;
    in_folder(path, sizeof path, "at-once");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    for (int i = 0; i < N; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(mbx_keyring_rotate(path, &err) == MBX_OK ? 0 : 1);
    }
    for (int i = 0, status; i < N; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_size, (N + 1) * 74);
}

/* The child rotates and is killed on its way into or out of its step-th system call; false: it was done before that. */
static bool killed_at(const char *path, unsigned step)
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        mbx_error err;
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(2);
        (void)raise(SIGSTOP);
        _exit(mbx_keyring_rotate(path, &err) == MBX_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSTOPPED(status));
    for (unsigned i = 0; i < step; i++) {
        assert_int_equal(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFEXITED(status)) {
            assert_int_equal(WEXITSTATUS(status), 0);
            return false;
        }
        assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
    }
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    return true;
}

/* kill -9 at each system call: the ring is the old one or the new one, whole, private, and the next rotation leaves nothing lying about. */
static void test_killed_rotation(void **state)
{
    char path[128], beside[140];
    char *text = NULL;
    mbx_keyring *k = NULL;
    mbx_error err;
    struct stat s;
    unsigned step = 1, old = 0, new = 0, beside_it = 0;

    (void)state;
    in_folder(path, sizeof path, "killed");
    snprintf(beside, sizeof beside, "%s.new", path);
    for (bool killed = true; killed; step++) {
        (void)unlink(path);
        assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
        assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
        text = sealed(k, &ANNA, "pw");
        mbx_keyring_release(k);
        killed = killed_at(path, step);
        assert_int_equal(stat(path, &s), 0);
        assert_int_equal(s.st_mode & 07777, 0600);
        assert_true(s.st_size == 74 || s.st_size == 2 * 74);
        *(s.st_size == 74 ? &old : &new) += 1;
        if (stat(beside, &s) == 0) {
            assert_int_equal(s.st_mode & 07777, 0600);
            beside_it++;
        }
        assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
        assert_true(opens(k, &ANNA, text, strlen(text), "pw"));
        mbx_keyring_release(k);
        assert_int_equal(mbx_keyring_rotate(path, &err), MBX_OK); /* the lock went with the process */
        assert_int_not_equal(access(beside, F_OK), 0);
        assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
        assert_true(opens(k, &ANNA, text, strlen(text), "pw"));
        mbx_keyring_release(k);
        mbx_release(text);
    }
    print_message("killed at %u places: %u times the old ring, %u times the new one, %u times with half a file beside\n", step - 2, old, new, beside_it);
    assert_true(old > 5 && new > 2 && beside_it > 2);
}

/* A link would be replaced by a file, and whoever may change it would choose the keys. */
static void test_links_and_others(void **state)
{
    char path[128], link_path[128];
    mbx_keyring *k = NULL;
    mbx_error err;
    struct stat s;

    (void)state;
    in_folder(path, sizeof path, "linked");
    in_folder(link_path, sizeof link_path, "link");
    assert_int_equal(mbx_keyring_create(path, &err), MBX_OK);
    assert_int_equal(symlink(path, link_path), 0);
    assert_int_equal(mbx_keyring_load(&k, link_path, &err), MBX_E_STORE);
    assert_int_equal(err.code, MBX_CODE_SEAL_KEY);
    assert_non_null(strstr(err.message, "is a link"));
    assert_int_equal(mbx_keyring_rotate(link_path, &err), MBX_E_STORE);
    assert_int_equal(mbx_keyring_create(link_path, &err), MBX_E_STORE);
    assert_int_equal(lstat(link_path, &s), 0);
    assert_true(S_ISLNK(s.st_mode));
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_size, 74);
    if (geteuid() != 0)
        return;
    /* root rotates for whoever owns the file, and others have no way to it */
    assert_int_equal(chown(path, 12345, 12345), 0);
    assert_int_equal(mbx_keyring_rotate(path, &err), MBX_OK);
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_uid, 12345);
    assert_int_equal(s.st_mode & 07777, 0600);
    assert_int_equal(chmod(sealing_folder(), 0755), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(setuid(12346) == 0 && mbx_keyring_load(&k, path, &err) == MBX_E_STORE && mbx_keyring_rotate(path, &err) == MBX_E_STORE ? 0 : 1);
    int status = 1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create_and_load),
        cmocka_unit_test(test_refuses_bad_rings),
        cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_rotations_at_once),
        cmocka_unit_test(test_killed_rotation),
        cmocka_unit_test(test_links_and_others),
    };
    return cmocka_run_group_tests(tests, sealing_make_folder, sealing_remove_folder);
}
