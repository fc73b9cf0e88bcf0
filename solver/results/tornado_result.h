/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file tornado_result.h
 *  What `sensitivity oneway` answers, as one value that text, CSV and JSON are written from.
 *  Numbers of the instance are in canonical units (instance/units.h), `unit` is that of the file.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_TORNADO_RESULT_H
#define ICS_RESULTS_TORNADO_RESULT_H

#include "results/heading.h"

/** One number of the instance alone at either end. */
typedef struct ics_tornado_line {
   const char *path, *words, *grade, *source, *unit;
   const char *brief; /* the words where a table has little room */
   double low, point, high;
   bool clipped;                         /* an end was cut to what its key allows */
   double at_low, at_high;               /* the figure there; NAN unless that end is certified */
   const char *low_status, *high_status; /* ids of ics_answer (study/vary.h) */
   const char *why;                      /* of an end that breaks a rule, in words; else "" */
   double low_breach, high_breach;       /* {GBPm} by which rules are missed there */
   double low_shortfall, high_shortfall; /* {GBPm} against standards there */
   double swing; /* {of the figure} greatest less least of at_low, at_point and at_high; of those
                    that there are; NAN: neither end has a value */
   double linear_low, linear_high; /* at_low and at_high by the prices of the plan alone */
   double linear_swing;            /* as swing; NAN where the figure has no such estimate */
} ics_tornado_line;

typedef struct ics_tornado_result {
   ics_heading head;
   const char *reading;      /* "best" or "fixed" */
   ics_name output;          /* id as asked for, words */
   const char *unit;         /* of the figure */
   bool has_sense, maximise; /* more, or less, is better */
   double worth;             /* {worth_unit} gain for one unit less of a goal that is minimised,
                                or one more of one that is maximised; 1 for other figures */
   const char *worth_unit;   /* "QALY-equivalent" */
   double by;                /* {share} of the point that ends are away; NAN: the ranges given */
   double at_point;          /* the figure at the numbers as they are; NAN: not certified */
   ics_tornado_line *lines;  /* [nlines] by falling swing; those without one last, in file order */
   int nlines;
   int fixed, unread;   /* numbers without a range; that bear on no plan */
   int no_plan, broken; /* ends without a plan; that break a rule of the instance */
   int uncertified;     /* ends without a proof */
   int not_asked;       /* ends not come to: the run was stopped */
} ics_tornado_result;

/** As JSON text; keys are those of the struct. @return ICS_OK; ICS_EBUG for a text that is not
 *  UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_tornado_json(const ics_tornado_result *result, ics_arena *arena,
                                      char **text, ics_err *err);

#endif
