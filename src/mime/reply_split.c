#include "mime/reply_split.h"

bool mbx_reply_next(mbx_reply *r, mbx_segment *segment_r)
{
    if (r->at >= r->text.n)
        return false;
    *segment_r = (mbx_segment){MBX_SEGMENT_NEW, r->at, r->text.n - r->at, 0};
    r->at = r->text.n;
    return true;
}

void mbx_reply_split(mbx_str text, mbx_segment *list, size_t max, size_t *n_r)
{
    mbx_reply r = {.text = text};
    mbx_segment s;
    size_t n = 0;
    while (mbx_reply_next(&r, &s)) {
        if (n < max) {
            list[n++] = s;
            continue;
        }
        list[n - 1].length += s.length;
        if (s.kind == MBX_SEGMENT_NEW)
            list[n - 1].kind = MBX_SEGMENT_NEW;
    }
    *n_r = n;
}
