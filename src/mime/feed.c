/* Bytes, cut anywhere, into header lines, body runs and boundary lines. Nothing here depends on where the cuts are. */
#include "mime/parser.h"

#include "mime/scan.h"
#include "mime/utf8.h"

/* Bytes after which a first line without an end in sight is judged; all of them are kept whatever the limits are. */
#define FIRST_LOOK (MBX_LINE_ROOM - 24)

/* Adds to the current header line what there is room for; the rest of the line is passed over. */
static mbx_status add_to_line(mbx_message *m, const char *p, size_t n, mbx_error *err)
{
    size_t cap = m->line_start + MBX_LINE_ROOM;
    if (cap < MBX_MAX_HEADER_BLOCK)
        cap = MBX_MAX_HEADER_BLOCK;
    size_t room = cap > m->head->n ? cap - m->head->n : 0;
    m->pos += n;
    if (n > room) {
        m->line_cut = true;
        n = room;
    }
    if (mbx_buf_add(m->head, p, n) != MBX_OK)
        return mbx_fail_memory(err);
    return MBX_OK;
}

static mbx_status body_piece(mbx_message *m, const char *p, size_t n, size_t *used, mbx_error *err);

/* What came so far is no header: the message begins with its body. */
static mbx_status header_was_body(mbx_message *m, mbx_error *err)
{
    mbx_status st = MBX_OK;
    mbx_buf lines = *m->head;
    uint64_t at = m->header_start;
    m->head->n = 0;
    m->skip_lf = false;
    m->junk = 1;
    st = mbx_parser_header_end(m, at, err);
    m->pos = at;
    for (size_t done = 0, used = 0; st == MBX_OK && done < lines.n; done += used)
        st = body_piece(m, lines.p + done, lines.n - done, &used, err);
    return st;
}

/* Takes a whole line off again: it is not to be kept. */
static void drop_line(mbx_message *m)
{
    m->head->n = m->line_start;
}

/* Over a limit the line is dropped, and with it the folds that belong to it. */
static mbx_status keep_or_drop(mbx_message *m, mbx_line_kind kind, uint64_t at)
{
    bool block = m->line_cut || m->head->n > MBX_MAX_HEADER_BLOCK, lines = m->lines > MBX_MAX_HEADER_LINES;
    if (block && !m->said_block)
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_LIMIT_HEADER_BLOCK, at);
    if (lines && !m->said_lines)
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_LIMIT_HEADER_LINES, at);
    m->said_block |= block;
    m->said_lines |= lines;
    if (kind != MBX_LINE_FOLD)
        m->dropping = false;
    if (block || lines)
        m->dropping = true;
    if (!m->dropping)
        return MBX_OK;
    drop_line(m);
    return mbx_gaps_add(m->gaps, m->line_start, m->pos - at);
}

static mbx_str current_line(const mbx_message *m)
{
    mbx_str line = {m->head->p + m->line_start, m->head->n - m->line_start};
    if (!m->line_cut) {
        while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
            line.n--;
    }
    return line;
}

/* A byte order mark in front of all is an editor's, not the sender's. To be called when the beginning of a line is there. */
static void drop_mark(mbx_message *m)
{
    if (m->line_at || m->current || m->head->n < MBX_UTF8_MARK_N || memcmp(m->head->p, MBX_UTF8_MARK, MBX_UTF8_MARK_N) != 0)
        return;
    m->head->n -= MBX_UTF8_MARK_N;
    memmove(m->head->p, m->head->p + MBX_UTF8_MARK_N, m->head->n);
    m->header_start = m->line_at = MBX_UTF8_MARK_N;
    mbx_anomalies_add(&m->notes, MBX_ANOMALY_BYTE_ORDER_MARK, 0);
}

/* A header line is complete. */
static mbx_status line_done(mbx_message *m, mbx_error *err)
{
    drop_mark(m);
    uint64_t at = m->line_at;
    mbx_str line = current_line(m);
    bool close = false;
    mbx_status st = MBX_OK;
    m->lines++;
    if (m->levels.n && !m->line_cut && line.n <= MBX_BOUNDARY_LINE && line.n > 2 && line.p[0] == '-' && line.p[1] == '-') {
        size_t k = mbx_levels_match(&m->levels, line, &close);
        if (k != SIZE_MAX) {
            drop_line(m);
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_UNENDED, at);
            st = mbx_parser_header_end(m, at, err);
            return st == MBX_OK ? mbx_parser_boundary(m, k, close, at, 0, err) : st;
        }
    }
    mbx_line_kind kind = mbx_header_line(line);
    if (m->current == 0 && !m->fields && kind != MBX_LINE_FIELD && !(kind == MBX_LINE_EMPTY && !m->junk)) {
        if (m->lines == 1 && mbx_header_is_mbox(line)) {
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_MBOX_FROM, at);
            drop_line(m);
            m->header_start = m->pos;
            m->lines = 0;
            goto done;
        }
        /* One line of rubbish may stand before a message's header; more, or an empty line after it, are no header but
         * a text that somebody took for a message. Not so for parts: there such lines are passed over like any other
         * line without a colon, as other readers do. */
        m->junk_at = at;
        if (m->junk++ || kind == MBX_LINE_EMPTY)
            return header_was_body(m, err);
        goto done;
    }
    if (kind == MBX_LINE_EMPTY) {
        drop_line(m);
        return mbx_parser_header_end(m, m->pos, err);
    }
    if (kind == MBX_LINE_FIELD) {
        if (m->current == 0 && !m->fields && m->junk)
            mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_NO_COLON, m->junk_at);
        m->fields++;
    } else if (kind == MBX_LINE_OTHER) {
        m->junk += !m->fields;
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_NO_COLON, at);
    }
    if (keep_or_drop(m, kind, at) != MBX_OK)
        return mbx_fail_memory(err);
done:
    m->line_start = m->head->n;
    m->line_at = m->pos;
    m->line_cut = m->line_checked = false;
    return MBX_OK;
}

static mbx_status header_piece(mbx_message *m, const char *p, size_t n, size_t *used, mbx_error *err)
{
    bool cr = m->eol == MBX_EOL_CR;
    size_t end = mbx_scan_line_end(p, n, cr || m->eol == MBX_EOL_UNKNOWN), take = end < n ? end + 1 : n;
    if (m->eol == MBX_EOL_UNKNOWN && (m->crs || *p == '\r')) {
        /* the first line's CRs are counted, not taken, until what follows them is known */
        while (*used < n && p[*used] == '\r')
            ++*used;
        m->crs += *used;
        if (*used < n) {
            m->eol = p[*used] == '\n' ? MBX_EOL_LF : MBX_EOL_CR;
            if (m->eol == MBX_EOL_CR)
                mbx_anomalies_add(&m->notes, MBX_ANOMALY_LINE_END_CR, m->pos);
        }
        return MBX_OK;
    }
    if (m->eol == MBX_EOL_UNKNOWN && end < n && p[end] == '\r')
        take = end;
    size_t have = m->head->n - m->line_start;
    bool undecided = m->current == 0 && !m->fields && !m->line_checked && !m->line_cut;
    if (undecided && have + take > FIRST_LOOK) {
        /* a first line without an end in sight: is it a header at all? Looked at after so many bytes, whatever the cuts */
        size_t up_to = FIRST_LOOK - have;
        mbx_status st = add_to_line(m, p, up_to, err);
        *used = up_to;
        m->line_checked = true;
        drop_mark(m);
        mbx_line_kind kind = mbx_header_line(current_line(m));
        if (st == MBX_OK && kind != MBX_LINE_FIELD && !(m->lines == 0 && mbx_header_is_mbox(current_line(m))))
            return header_was_body(m, err);
        return st;
    }
    if (m->eol == MBX_EOL_UNKNOWN && take > end) {
        m->eol = MBX_EOL_LF;
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_LINE_END_LF, m->pos + end);
    }
    mbx_status st = add_to_line(m, p, take, err);
    *used = take;
    if (st != MBX_OK || end == n || take == end)
        return st;
    m->skip_lf = cr && p[end] == '\r';
    return line_done(m, err);
}

static mbx_status hold_flush(mbx_message *m, size_t keep, mbx_error *err)
{
    mbx_status st = mbx_parser_data(m, m->hold, m->hold_n - keep, err);
    m->hold_n = m->hold_eol = 0;
    m->hold_state = MBX_HOLD_NONE;
    return st;
}

static void hold_add(mbx_message *m, const char *p, size_t n)
{
    memcpy(m->hold + m->hold_n, p, n);
    m->hold_n += n;
    m->pos += n;
}

/* Something is held: does what follows make it a boundary? */
static mbx_status held_piece(mbx_message *m, const char *p, size_t n, size_t *used, mbx_error *err)
{
    bool cr = m->eol == MBX_EOL_CR, close = false;
    mbx_status st;
    switch (m->hold_state) {
    case MBX_HOLD_CR:
        if (*p == '\n') {
            hold_add(m, p, 1);
            *used = 1;
        } else if (!cr) {
            return hold_flush(m, 0, err);
        }
        m->hold_eol = m->hold_n;
        m->hold_state = MBX_HOLD_BOL;
        return MBX_OK;
    case MBX_HOLD_BOL:
    case MBX_HOLD_DASH:
        if (*p != '-')
            return hold_flush(m, 0, err);
        hold_add(m, p, 1);
        *used = 1;
        m->hold_state = m->hold_state == MBX_HOLD_BOL ? MBX_HOLD_DASH : MBX_HOLD_LINE;
        return MBX_OK;
    case MBX_HOLD_LINE:
    case MBX_HOLD_NONE:
        break;
    }
    size_t end = mbx_scan_line_end(p, n, cr), line = m->hold_n - m->hold_eol;
    if (line + end > MBX_BOUNDARY_LINE)
        return hold_flush(m, 0, err);
    hold_add(m, p, end);
    *used = end;
    if (end == n)
        return MBX_OK;
    line = m->hold_n - m->hold_eol;
    size_t k = mbx_levels_match(&m->levels, (mbx_str){m->hold + m->hold_eol, line}, &close);
    if (k != SIZE_MAX) {
        uint64_t at = m->pos - line;
        m->pos++;
        ++*used;
        m->skip_lf = cr && p[end] == '\r';
        return mbx_parser_boundary(m, k, close, at, m->hold_eol, err);
    }
    bool tail = !cr && m->hold[m->hold_n - 1] == '\r';
    st = hold_flush(m, tail, err);
    if (tail) {
        m->hold[0] = '\r';
        m->hold_n = 1;
        m->hold_state = MBX_HOLD_CR;
    }
    return st;
}

static mbx_status body_piece(mbx_message *m, const char *p, size_t n, size_t *used, mbx_error *err)
{
    bool cr = m->eol == MBX_EOL_CR;
    if (m->levels.n == 0) {
        m->pos += n;
        *used = n;
        return mbx_parser_data(m, p, n, err);
    }
    *used = 0;
    if (m->hold_state != MBX_HOLD_NONE)
        return held_piece(m, p, n, used, err);
    /* the run up to a line that begins with "--", or up to what may become one */
    size_t i = mbx_scan_dashes(p, n, cr), keep = i;
    char c = p[n - 1];
    if (i < n) {
        m->hold_state = MBX_HOLD_BOL;
        keep = i - 1;
    } else if (c == '-' && n > 1 && (p[n - 2] == '\n' || (cr && p[n - 2] == '\r'))) {
        m->hold_state = MBX_HOLD_DASH;
        keep = n - 2;
    } else if (c == '\r' || c == '\n') {
        m->hold_state = c == '\r' ? MBX_HOLD_CR : MBX_HOLD_BOL;
        keep = n - 1;
    }
    if (keep < n && p[keep] == '\n' && keep > 0 && p[keep - 1] == '\r')
        keep--;
    m->pos += keep;
    m->hold_n = 0;
    hold_add(m, p + keep, i - keep);
    m->hold_eol = m->hold_state == MBX_HOLD_BOL ? m->hold_n : m->hold_state == MBX_HOLD_DASH ? m->hold_n - 1 : 0;
    *used = i;
    return mbx_parser_data(m, p, keep, err);
}

/* An LF behind a CR that ended a line already. */
static mbx_status late_lf(mbx_message *m, mbx_error *err)
{
    m->pos++;
    m->line_at = m->pos;
    if (!m->in_body && m->head->n == 0 && !m->gaps->n) {
        m->header_start = m->pos;
    } else if (!m->in_body && m->head->n < MBX_MAX_HEADER_BLOCK && !m->dropping) {
        if (mbx_buf_add(m->head, "\n", 1) != MBX_OK)
            return mbx_fail_memory(err);
        m->line_start = m->head->n;
    } else if (!m->in_body) {
        if (mbx_gaps_add(m->gaps, m->head->n, 1) != MBX_OK)
            return mbx_fail_memory(err);
    } else if (m->current != MBX_NO_PART && m->parts[m->current].body_start == m->pos - 1) {
        m->parts[m->current].body_start = m->pos;
    }
    return MBX_OK;
}

mbx_status mbx_feed(mbx_message *m, const char *p, size_t n, mbx_error *err)
{
    mbx_status st = MBX_OK;
    while (st == MBX_OK && (n || (m->crs && m->eol != MBX_EOL_UNKNOWN))) {
        size_t used = 0;
        bool again = m->crs && m->eol != MBX_EOL_UNKNOWN;
        const char *from = again ? "\r" : p;
        size_t have = again ? 1 : n;
        if (m->skip_lf && from[0] == '\n') {
            st = late_lf(m, err);
            used = 1;
            m->skip_lf = false;
        } else {
            m->skip_lf = false;
            st = m->in_body ? body_piece(m, from, have, &used, err) : header_piece(m, from, have, &used, err);
        }
        if (again) {
            m->crs -= used;
        } else {
            p += used;
            n -= used;
        }
    }
    return st;
}

mbx_status mbx_feed_end(mbx_message *m, mbx_error *err)
{
    mbx_status st = MBX_OK;
    bool close = false;
    if (m->crs && m->eol == MBX_EOL_UNKNOWN) {
        m->eol = MBX_EOL_CR;
        mbx_anomalies_add(&m->notes, MBX_ANOMALY_LINE_END_CR, m->pos);
        st = mbx_feed(m, "", 0, err);
    }
    if (st == MBX_OK && !m->in_body) {
        if (m->head->n > m->line_start)
            st = line_done(m, err);
        if (st == MBX_OK && !m->in_body && m->current == 0 && !m->fields && m->junk)
            st = header_was_body(m, err);
        if (st == MBX_OK && !m->in_body) {
            if (m->pos > 0)
                mbx_anomalies_add(&m->notes, MBX_ANOMALY_HEADER_UNENDED, m->pos);
            st = mbx_parser_header_end(m, m->pos, err);
        }
    }
    if (st == MBX_OK && m->in_body && m->hold_state == MBX_HOLD_LINE) {
        size_t line = m->hold_n - m->hold_eol, k = mbx_levels_match(&m->levels, (mbx_str){m->hold + m->hold_eol, line}, &close);
        if (k != SIZE_MAX) {
            st = mbx_parser_boundary(m, k, close, m->pos - line, m->hold_eol, err);
            if (st == MBX_OK && !m->in_body)
                st = mbx_parser_header_end(m, m->pos, err);
        }
    }
    if (st == MBX_OK && m->in_body)
        st = hold_flush(m, 0, err);
    return st;
}
