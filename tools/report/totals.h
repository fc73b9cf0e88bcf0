/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file totals.h
 *  Sums over the long tables of a result, and the names in them.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_TOTALS_H
#define ICS_REPORT_TOTALS_H

#include "results/result.h"

/** Which lines to sum: ids; NULL takes all. A field that a table lacks is ignored. */
typedef struct ics_slice {
   const char *place, *service, *mechanism, *principle, *fund, *use, *words, *year;
} ics_slice;

typedef struct ics_money {
   double plan, baseline; /* {GBPm} */
} ics_money;

typedef struct ics_care {
   double need, unmet; /* {natural unit}; means something within one service only */
   double need_gbp_m, unmet_gbp_m, baseline_unmet_gbp_m, shortfall_gbp_m, prevented_gbp_m;
   const char *unit; /* of the first line summed; "" if none */
} ics_care;

/** Names in the order they first appear. */
typedef struct ics_names {
   const ics_name *name; /* [n] */
   int n;
} ics_names;

/** Sums over plan[], funding[] and need[] of the lines that fit. */
ics_money ics_sum_plan(const ics_result *result, const ics_slice *slice);
ics_money ics_sum_funding(const ics_result *result, const ics_slice *slice);
ics_care ics_sum_need(const ics_result *result, const ics_slice *slice);

/** Names of plan lines, of their principles, and of funding lines; empty where memory is out. */
ics_names ics_names_of_services(const ics_result *result, ics_arena *arena);
ics_names ics_names_of_places(const ics_result *result, ics_arena *arena);
ics_names ics_names_of_mechanisms(const ics_result *result, ics_arena *arena);
ics_names ics_names_of_principles(const ics_result *result, ics_arena *arena);
ics_names ics_names_of_funds(const ics_result *result, ics_arena *arena);

/** First and last year of a result. */
const char *ics_first_year(const ics_result *result);
const char *ics_last_year(const ics_result *result);

#endif
