#include "mime/date.h"

#include "mime/header.h"

typedef struct date {
    int year, month, day, hour, minute, second, zone; /* zone: minutes east */
    bool has_year, has_month, has_day, has_time, has_zone, pm, am;
    bool odd; /* a number that is nothing of a date */
} date;

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    c = mbx_lower(c);
    return c >= 'a' && c <= 'z';
}

/* Up to 9 digits at p; *n_r: how many. */
static int number(const char *p, size_t n, size_t *n_r)
{
    int v = 0;
    size_t i = 0;
    while (i < n && i < 9 && digit(p[i]))
        v = v * 10 + (p[i++] - '0');
    *n_r = i;
    return v;
}

/* RFC 5322 section 4.3: below 50 is 20xx, up to 999 counts from 1900, however many zeros stand before it. */
static int full_year(int y)
{
    return y < 50 ? 2000 + y : y < 1000 ? 1900 + y : y;
}

/* ":" and the number behind it; blanks and comments may stand around both (RFC 5322 section 4.3). Where point is set,
 * "." and two digits will do. Returns where it ends, 0: there is none. */
static size_t read_colon(mbx_str s, size_t i, bool point, int *v_r)
{
    size_t digits;
    if (point && i < s.n && s.p[i] == '.') {
        *v_r = number(s.p + i + 1, s.n - i - 1, &digits);
        return digits == 2 ? i + 3 : 0;
    }
    i = mbx_header_skip_blank(s, i);
    if (i >= s.n || s.p[i] != ':')
        return 0;
    i = mbx_header_skip_blank(s, i + 1);
    *v_r = number(s.p + i, s.n - i, &digits);
    return digits == 1 || digits == 2 ? i + digits : 0;
}

/* "12:30", "12:30:45", "12:30:45.123", behind a whole date "12.30.45": the length, 0 when it is none. */
static size_t read_time(const char *p, size_t n, date *d)
{
    mbx_str s = {p, n};
    size_t digits, i, end;
    int hour = number(p, n, &digits), minute, second = 0;
    bool point = d->has_day && d->has_month && d->has_year && digits < n && p[digits] == '.';
    if (digits < 1 || digits > 2 || !(i = read_colon(s, digits, point, &minute)))
        return 0;
    end = read_colon(s, i, point, &second);
    if (!end && i < n && p[i] == (point ? '.' : ':'))
        return 0; /* torn off: "10:00:" */
    if (end) {
        i = end;
        if (i < n && (p[i] == '.' || p[i] == ','))
            for (i++; i < n && digit(p[i]);)
                i++;
    }
    d->hour = hour;
    d->minute = minute;
    d->second = end ? second : 0;
    d->has_time = true;
    return i;
}

/* "+0100", "-600", "+01:00". */
static size_t read_offset(const char *p, size_t n, date *d)
{
    size_t a, b = 0;
    int v = number(p + 1, n - 1, &a), hours, minutes;
    if (a == 0 || a > 4)
        return a ? a + 1 : 1;
    if (a <= 2) {
        hours = v;
        minutes = 0;
        if (a + 2 < n && p[a + 1] == ':') {
            minutes = number(p + a + 2, n - a - 2, &b);
            minutes = b == 2 ? minutes : 0;
            b++;
        }
    } else {
        hours = v / 100;
        minutes = v % 100;
    }
    if (hours <= 24 && !d->has_zone) { /* of two the first counts */
        d->zone = (hours * 60 + minutes) * (p[0] == '-' ? -1 : 1);
        d->has_zone = true;
    }
    return 1 + a + b;
}

static void read_word(mbx_str w, date *d)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};
    char key[3];
    if (w.n == 2 && mbx_lower(w.p[1]) == 'm' && (mbx_lower(w.p[0]) == 'a' || mbx_lower(w.p[0]) == 'p')) {
        d->pm = mbx_lower(w.p[0]) == 'p';
        d->am = !d->pm;
        return;
    }
    if (w.n < 3)
        return;
    for (size_t i = 0; i < 3; i++)
        key[i] = mbx_lower(w.p[i]);
    for (int m = 0; m < 12 && !d->has_month; m++) {
        if (memcmp(key, months + (size_t)m * 3, 3) == 0) {
            d->month = m + 1;
            d->has_month = true;
            return;
        }
    }
    if (w.n == 3 && d->has_time && !d->has_zone) {
        for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
            if (memcmp(key, zones[i].name, 3) == 0) {
                d->zone = zones[i].hours * 60;
                d->has_zone = true;
                return;
            }
        }
    }
    /* names of days, and zones that RFC 5322 section 4.3 counts as -0000 */
}

static void set_day(date *d, int year, int month, int day)
{
    *d = (date){.year = year, .month = month, .day = day, .has_year = true, .has_month = true, .has_day = true};
}

/* "17.6.2008", "17-06-2008" and, with slashes as in America, "6/17/2008", "2008/6/17": the length, 0 when it is none. */
static size_t read_numeric(const char *p, size_t n, date *d)
{
    size_t i = 0, digits[3];
    int v[3];
    for (int k = 0; k < 3; k++) {
        if (k && (i >= n || p[i] != p[digits[0]] || !strchr("./-", p[i++])))
            return 0;
        v[k] = number(p + i, n - i, &digits[k]);
        if (digits[k] == 0 || digits[k] > 4)
            return 0;
        i += digits[k];
    }
    char between = p[digits[0]];
    if (digits[0] == 4)
        set_day(d, v[0], v[1], v[2]);
    else if (between == '/' && v[0] <= 12)
        set_day(d, full_year(v[2]), v[0], v[1]);
    else
        set_day(d, full_year(v[2]), v[1], v[0]);
    return i;
}

static void read_number(const char *p, size_t n, date *d, size_t *used)
{
    size_t digits;
    int v = number(p, n, &digits);
    *used = d->has_day ? 0 : read_numeric(p, n, d);
    if (*used) {
        if (*used < n && mbx_lower(p[*used]) == 't') /* 2024-02-29T12:30:45Z */
            ++*used;
        return;
    }
    *used = digits;
    if (!d->has_day && (digits <= 2 || (digits == 3 && p[0] == '0'))) {
        d->day = v;
        d->has_day = true;
    } else if (!d->has_year && digits <= 4) {
        d->year = full_year(v);
        d->has_year = true;
    } else {
        d->odd = true;
    }
    if (digits == 9) {
        while (*used < n && digit(p[*used]))
            ++*used;
    }
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static int64_t days(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static bool valid(const date *d)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    /* a day without a time is that day's beginning, unless what stands there may have been the time */
    if (!d->has_year || !d->has_month || !d->has_day || (!d->has_time && d->odd) || d->month < 1 || d->month > 12)
        return false;
    bool leap = d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);
    int last = length[d->month - 1] + (d->month == 2 && leap);
    return d->day >= 1 && d->day <= last && d->hour <= 23 && d->minute <= 59 && d->second <= 60;
}

bool mbx_date_read(mbx_str in, int64_t *seconds_r)
{
    date d = {0};
    for (size_t i = 0; i < in.n;) {
        char c = in.p[i];
        size_t used = 1;
        if (c == '(') {
            i = mbx_header_skip_comment(in, i);
            continue;
        }
        if (digit(c)) {
            used = d.has_time ? 0 : read_time(in.p + i, in.n - i, &d);
            if (!used)
                read_number(in.p + i, in.n - i, &d, &used);
        } else if (letter(c)) {
            while (i + used < in.n && letter(in.p[i + used]))
                used++;
            read_word((mbx_str){in.p + i, used}, &d);
        } else if ((c == '+' || c == '-') && d.has_time && i + 1 < in.n && digit(in.p[i + 1])) {
            used = read_offset(in.p + i, in.n - i, &d);
        }
        i += used;
    }
    if ((d.pm || d.am) && d.hour >= 1 && d.hour <= 12)
        d.hour = d.hour % 12 + (d.pm ? 12 : 0);
    if (!valid(&d))
        return false;
    *seconds_r = ((days(d.year, d.month, d.day) * 24 + d.hour) * 60 + d.minute - d.zone) * 60 + d.second;
    return true;
}
