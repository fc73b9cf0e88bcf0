/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file text.h
 *  Words and numbers as people type them: the one grammar of a number, the nearest name to a
 *  misspelt one, UTF-8, and texts made safe to show on a terminal.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_TEXT_H
#define ICS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** An id for machines beside the name that people see. Never NULL; empty where it means nothing. */
typedef struct ics_name {
   const char *id, *name;
} ics_name;

/** What ics_number_read made of a text. */
typedef enum ics_numeral {
   ICS_NUMERAL_OK,
   ICS_NUMERAL_FORM,  /* not of the grammar: blank, hex, inf, 1,5, 7abc, .5 */
   ICS_NUMERAL_RANGE, /* beyond what a double holds */
   ICS_NUMERAL_TINY,  /* not 0 but within 1e-30 of it: a placeholder for "nothing" */
} ics_numeral;

/** Read all @p bytes of @p text as `[+-]?digits[.digits][e[+-]?digits]`.
 *  @param[out] out  the finite value; untouched unless ICS_NUMERAL_OK is returned */
ics_numeral ics_number_read(const char *text, size_t bytes, double *out);

/** Why a numeral was refused and how to mend it, in words. */
const char *ics_numeral_text(ics_numeral numeral);

/** Least number of letters to insert, drop, change or swap with a neighbour to make @p a into @p b
 *  (optimal string alignment; Damerau 1964). Letters of the ASCII alphabet differ by case for half.
 *  In half-steps: 2 an edit. Texts longer than 255 bytes are compared by their first 255. */
int ics_edit_distance(const char *a, const char *b);

/** The nearest of @p n names, each the first member (`const char *`, NULL is skipped) of a record
 *  of @p stride bytes. @return its index, or -1 when nothing is near enough to be meant. */
int ics_nearest(const char *word, const void *names, int n, size_t stride);

/** First byte that is not part of valid UTF-8 (RFC 3629), or @p bytes. A NUL is not valid here. */
size_t ics_utf8_valid(const char *text, size_t bytes);

/** A valid UTF-8 text holds a control character, a line or paragraph separator, or one of the marks
 *  that turn the direction of writing and so can show a text other than it is. */
bool ics_text_deceives(const char *text);

enum { ICS_SHOWN_BYTES = 96 };

/** A text cut and cleaned for a message; pass `.text` on within the same call. */
typedef struct ics_shown {
   char text[ICS_SHOWN_BYTES];
} ics_shown;

/** @p text with what ics_text_deceives would find, and invalid bytes, shown as '?', and its end as
 *  "..." where it does not fit. */
ics_shown ics_show(const char *text);
ics_shown ics_shown_bytes(const char *text, size_t bytes);

#endif
