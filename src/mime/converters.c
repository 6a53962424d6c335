#include "mime/converters.h"

#include <string.h>

bool mbx_converters_take(mbx_converters *c, const char *name, iconv_t *cd_r)
{
    size_t i = 0, n = c ? c->n : 0;
    while (i < n && strcmp(c->list[i].name, name) != 0)
        i++;
    if (i == n) {
        *cd_r = iconv_open("UTF-8", name);
        return *cd_r != (iconv_t)-1;
    }
    *cd_r = c->list[i].cd;
    c->n--;
    memmove(c->list + i, c->list + i + 1, (c->n - i) * sizeof *c->list);
    (void)iconv(*cd_r, NULL, NULL, NULL, NULL);
    return true;
}

void mbx_converters_give(mbx_converters *c, const char *name, iconv_t cd)
{
    if (!c) {
        (void)iconv_close(cd);
        return;
    }
    if (c->n == MBX_CONVERTERS_KEPT)
        (void)iconv_close(c->list[--c->n].cd);
    memmove(c->list + 1, c->list, c->n * sizeof *c->list);
    c->list[0].name = name;
    c->list[0].cd = cd;
    c->n++;
}

void mbx_converters_free(mbx_converters *c)
{
    while (c->n)
        (void)iconv_close(c->list[--c->n].cd);
}
