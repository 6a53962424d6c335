/* Dates of IMAP: seconds since 1970 UTC from and to the calendar. */
#ifndef MBX_INTERNALDATE_H
#define MBX_INTERNALDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* zone as in "+0200": 200. False for a date that is none (RFC 3501 date-time), or a year outside 1900 to 9999. */
bool mbx_date_seconds(int year, int month, int day, int hour, int minute, int second, int zone, int64_t *seconds_r);

/* "1-Feb-1994" (RFC 3501 date), the day in UTC; out holds 16 bytes. */
void mbx_date_text(int64_t seconds, char *out, size_t n);

#endif
