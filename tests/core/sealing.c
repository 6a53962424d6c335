#include "sealing.h"

#include "base/alloc.h"
#include "seal/base64url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

const who ANNA = WHO(7, "Anna@Example.com", "imap-password", 0, "");
const who ANNA_BOUND = WHO(7, "Anna@Example.com", "imap-password", 0, "imap.example.com");

static char folder[64];

int sealing_make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/mbx-seal-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

int sealing_remove_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

const char *sealing_folder(void)
{
    return folder;
}

void in_folder(char *out, size_t n, const char *name)
{
    snprintf(out, n, "%s/%s", folder, name);
}

void put_file(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, mode), 0);
}

mbx_keyring *memory_ring(void)
{
    mbx_keyring *k = NULL;
    mbx_error err;
    assert_int_equal(mbx_keyring_in_memory(&k, &err), MBX_OK);
    return k;
}

mbx_keyring *ring_of(const char *text)
{
    char path[128];
    mbx_keyring *k = NULL;
    mbx_error err;
    in_folder(path, sizeof path, "ring-of");
    put_file(path, text, 0600);
    assert_int_equal(mbx_keyring_load(&k, path, &err), MBX_OK);
    return k;
}

char *sealed(const mbx_keyring *k, const who *c, const char *plain)
{
    char *text = NULL;
    mbx_error err;
    assert_int_equal(mbx_envelope_seal(k, &c->o, c->host, plain, strlen(plain), &text, &err), MBX_OK);
    return text;
}

char *renewed(const mbx_keyring *k, const who *c, const char *text)
{
    char *now = NULL;
    mbx_error err;
    assert_int_equal(mbx_envelope_renew(k, &c->o, c->host, text, strlen(text), &now, &err), MBX_OK);
    return now;
}

bool opens(const mbx_keyring *k, const who *c, const char *text, size_t n, const char *want)
{
    mbx_secret *s = NULL;
    mbx_error err;
    mbx_status st = mbx_envelope_open(k, &c->o, c->host, text, n, &s, NULL, &err);
    if (st != MBX_OK) {
        assert_int_equal(st, MBX_E_AUTH);
        assert_true(err.code == MBX_CODE_AUTH_SEAL || err.code == MBX_CODE_SEAL_HOST);
        assert_null(s);
        assert_null(strstr(err.message, want));
        return false;
    }
    mbx_str got = mbx_secret_bytes(s);
    assert_true(mbx_str_same(got, mbx_str_of(want)));
    mbx_secret_free(s);
    return true;
}

size_t flip_every_bit(const mbx_keyring *k, const who *c, const char *good, const char *plain)
{
    uint8_t bytes[256];
    char text[400];
    size_t n, tried = 0, length = strlen(good);
    assert_true(mbx_base64url_decode(good, length, bytes, &n));
    assert_int_equal(n, 149);
    for (size_t bit = 0; bit < n * 8; bit++, tried++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        mbx_base64url_encode(bytes, n, text);
        assert_false(opens(k, c, text, strlen(text), plain));
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    /* the text's own bits too: another spelling of the same bytes is not the same envelope */
    for (size_t bit = 0; bit < length * 8; bit++, tried++) {
        memcpy(text, good, length + 1);
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(opens(k, c, text, length, plain));
    }
    for (size_t i = 0; i < length; i++, tried++)
        assert_false(opens(k, c, good, i, plain));
    assert_true(opens(k, c, good, length, plain));
    return tried;
}

size_t from_hex(const char *text, uint8_t *out)
{
    size_t n = strlen(text) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned v;
        assert_int_equal(sscanf(text + 2 * i, "%2x", &v), 1);
        out[i] = (uint8_t)v;
    }
    return n;
}
