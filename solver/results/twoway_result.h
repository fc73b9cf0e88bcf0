/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file twoway_result.h
 *  What `sensitivity twoway` answers, as one value that text, CSV and JSON are written from.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_TWOWAY_RESULT_H
#define ICS_RESULTS_TWOWAY_RESULT_H

#include "results/heading.h"

/** One of the two numbers. */
typedef struct ics_twoway_axis {
   const char *path, *words, *unit; /* unit as in the file */
   double point;
   const double *at; /* [steps] canonical, rising from its low to its high end */
} ics_twoway_axis;

/** Both numbers at one pair of values. */
typedef struct ics_twoway_cell {
   double value; /* of the figure; NAN unless certified */
   int region;   /* from 1, by first appearance; plans of one region have the same shape; 0: none */
   const char *status;       /* id of an ics_answer (study/vary.h) */
   double breach, shortfall; /* {GBPm} rules, standards missed */
} ics_twoway_cell;

typedef struct ics_twoway_result {
   ics_heading head;
   const char *reading; /* "best" or "fixed" */
   ics_name output;
   const char *unit;
   bool has_sense, maximise;
   double at_point; /* at the numbers as they are; NAN: not certified */
   ics_twoway_axis a, b;
   int steps;
   ics_twoway_cell *cells; /* [steps * steps] a's step i, b's step j at i * steps + j */
   int regions;
   int without, uncertified, not_asked; /* cells without a plan or rule; a proof; not come to */
   const char *why;                     /* which rule the first cell that breaks one does; "" */
} ics_twoway_result;

/** As JSON text; keys are those of the struct. @return ICS_OK; ICS_EBUG for a text that is not
 *  UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_twoway_json(const ics_twoway_result *result, ics_arena *arena, char **text,
                                     ics_err *err);

#endif
