#include "counting_sink.h"

static mbx_status open_part(void *ctx, const mbx_part *part, void **handle_r, mbx_error *err)
{
    counting_sink *count = ctx;
    (void)part;
    (void)err;
    *handle_r = count;
    count->open++;
    return MBX_OK;
}

static mbx_status write_part(void *ctx, void *handle, const char *p, size_t n, mbx_error *err)
{
    counting_sink *count = ctx;
    (void)handle;
    (void)p;
    (void)err;
    count->written += n;
    return MBX_OK;
}

static mbx_status close_part(void *ctx, void *handle, mbx_part *part, mbx_error *err)
{
    counting_sink *count = ctx;
    (void)handle;
    (void)part;
    (void)err;
    count->open--;
    return MBX_OK;
}

static void abandon_part(void *ctx, void *handle)
{
    counting_sink *count = ctx;
    (void)handle;
    count->open--;
}

mbx_part_sink counting_sink_on(counting_sink *count)
{
    return (mbx_part_sink){count, open_part, write_part, close_part, abandon_part};
}
