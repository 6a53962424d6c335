#include "imap/internaldate.h"

#include <stdio.h>

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar; the year begins in March, so that the leap
 * day is its last one. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    int64_t era, year_of_era, day_of_year;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    year_of_era = y - era * 400;
    day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

bool mbx_date_seconds(int year, int month, int day, int hour, int minute, int second, int zone, int64_t *seconds_r)
{
    static const int length[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int away = zone < 0 ? -zone : zone;

    if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || day > length[month - 1] || (month == 2 && day == 29 && !leap))
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || away > 1500 || away % 100 > 59)
        return false;
    *seconds_r = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second -
                 (zone < 0 ? -1 : 1) * (int64_t)(away / 100 * 60 + away % 100) * 60;
    return true;
}

void mbx_date_text(int64_t seconds, char *out, size_t n)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t days = seconds / 86400 - (seconds % 86400 < 0), year;
    int month = 12;

    /* A SINCE before IMAP or after 9999 has no spelling (4 digits); the nearest one asks the same. */
    if (days < -25567)
        days = -25567;
    if (days > 2932896)
        days = 2932896;
    year = 1970 + (days < 0 ? days / 365 - 1 : days / 366); /* never too late */
    while (days_of(year + 1, 1, 1) <= days)
        year++;
    while (month > 1 && days_of(year, month, 1) > days)
        month--;
    snprintf(out, n, "%d-%s-%04d", (int)(days - days_of(year, month, 1)) + 1, names[month - 1], (int)year);
}
