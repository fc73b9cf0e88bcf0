/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file csv.h
 *  Tidy CSV, quoted as RFC 4180 says: one fact a row, 17 significant digits, and no text that a
 * spreadsheet would take for a formula.                                     Rules shared by all
 * headers: base/err.h
 */
#ifndef ICS_REPORT_CSV_H
#define ICS_REPORT_CSV_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/result.h"

/** A row being written. */
typedef struct ics_csv {
   ics_buffer *out;
   int cells; /* written so far in this row */
} ics_csv;

/** Begin at the start of a row. */
ics_csv ics_csv_start(ics_buffer *out);
/** A text cell; one that begins with = + - @ tab or carriage return gets a leading apostrophe
 *  (OWASP Application Security Verification Standard 4.0.3, 5.3.10). NULL is empty. */
void ics_csv_text(ics_csv *csv, const char *text);
/** A number, never prefixed; empty where it is not finite. */
void ics_csv_real(ics_csv *csv, double value);
void ics_csv_int(ics_csv *csv, long value);
void ics_csv_end(ics_csv *csv);

/** Who writes facts as CSV with a line of names, a table below another. @p csv  from ics_csv_start
 *  @p only  the one table that is wanted; NULL: all */
ics_facts ics_csv_facts(ics_csv *csv, const char *only);

/** The table @p only of an answer as CSV text. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_csv_answer(ics_facts_tell *tell, const void *answer, const char *only,
                                    ics_buffer *out, ics_err *err);

/** A whole result: table,place,service,mechanism,principle,fund,year,measure,value,unit. */
void ics_csv_result(const ics_result *result, ics_buffer *out);

#endif
