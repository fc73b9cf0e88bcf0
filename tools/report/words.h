/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file words.h
 *  Numbers as people say them: pounds rounded sensibly, percentages, natural counts.
 *  Every function gives its text by value; pass `.text` on within the same call.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_WORDS_H
#define ICS_REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { ICS_SAID_BYTES = 48 };

typedef struct ics_said {
   char text[ICS_SAID_BYTES];
} ics_said;

/** {GBPm} as "£7.1bn", "£31m", "£1.2m", "£350k", "£420", "£0"; not a number: "unknown". */
ics_said ics_say_pounds(double gbp_m);
/** The same with its sign always said: "+£31m", "-£350k". */
ics_said ics_say_change(double gbp_m);
/** {share} as "8.3%", with so many decimals. */
ics_said ics_say_percent(double share, int decimals);
/** The same with its sign: "+4.1%". */
ics_said ics_say_rise(double share, int decimals);
/** A count or an amount to about four digits, thousands separated: "12,346", "3.142", "0.00123". */
ics_said ics_say_count(double value);
/** Pence as "7,058,621,541.00", to the penny. */
ics_said ics_say_pence(long long pence);
/** With so many decimals and thousands separated: "7,058.6". */
ics_said ics_say_fixed(double value, int decimals);
/** A small number as in a proof: "3e-12", "under 1e-16", "0". */
ics_said ics_say_small(double value);

/** "s", or "" after one: "3 files", "1 file". */
const char *ics_plural(int n);

/** {GBPm} to whole pence. */
long long ics_say_in_pence(double gbp_m);

/** @p text safe to show: control characters, invalid bytes and marks that turn the direction of
 * writing become '?'. @return @p text itself where it is safe, else a copy; "(out of memory)" when
 * there is none */
const char *ics_clean(ics_arena *arena, const char *text);

/** Columns that a valid UTF-8 text takes on a terminal, one a code point. */
int ics_text_columns(const char *text);

#endif
