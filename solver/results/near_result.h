/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file near_result.h
 *  What `near` answers, as one value that text, CSV and JSON are written from: words and numbers
 *  only. Money is GBP million a year.            Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_NEAR_RESULT_H
#define ICS_RESULTS_NEAR_RESULT_H

#include "results/result.h"

/** One choice: the money of one principle in one contract and year, over all plans that are almost
 *  as good. least <= plan <= most; both ends are NAN where either is not certified. */
typedef struct ics_near_line {
   ics_name place; /* a contract of the whole system: id "", the system's name */
   ics_name service;
   const char *principle, *year;
   double contract_gbp_m; /* the contract today, grown to that year; 0 where there is none */
   double least_gbp_m, plan_gbp_m, most_gbp_m;
   bool forced; /* the ends are within what nobody would call a choice (study/near.h) */
} ics_near_line;

typedef struct ics_near_result {
   const char *code, *name, *file, *sha256; /* of the instance */
   const char *policy, *policy_name, *goal;
   double within;    /* {share of |value|} what a plan may give up and still count */
   ics_name own;     /* what is given up: the goal, or the aim of the goal's own stage */
   const char *unit; /* of value, limit and today; "" where aims are combined in a score */
   bool maximise;
   double value;         /* of the best plan */
   double limit;         /* what every plan counted here keeps to */
   double today;         /* carrying on as today; NAN where the instance has no baseline */
   ics_near_line *lines; /* [nlines] by year, service, place and principle */
   int nlines;
   int solved, seen; /* bounds: by a linear program; by inspection */
   int uncertified;  /* lines whose ends are not certified */
   const char *why;  /* of the first of these, in words; "" where there is none */
} ics_near_result;

/** As JSON text; keys are those of the struct. @return ICS_OK; ICS_EBUG for a text that is not
 *  UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_near_json(const ics_near_result *result, ics_arena *arena, char **text,
                                   ics_err *err);

#endif
