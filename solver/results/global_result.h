/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file global_result.h
 *  What `sensitivity global` answers, as one value that text, CSV and JSON are written from.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_GLOBAL_RESULT_H
#define ICS_RESULTS_GLOBAL_RESULT_H

#include "results/heading.h"

/** What one driver does to one figure. */
typedef struct ics_global_line {
   const char *driver, *words; /* path of a number, or of a curve: "blends.a-b.yields.*" */
   /* sobol (stats/indices.h): shares of the variance, with 95% bootstrap intervals; else NAN */
   double first, first_low, first_high, total, total_low, total_high;
   /* morris (stats/morris.h), in the figure's unit; else NAN */
   double mu, mu_star, error, sigma;
   int effects;
   const char *brief; /* the words where a table has little room */
} ics_global_line;

/** One figure. */
typedef struct ics_global_figure {
   ics_name output;
   const char *unit;
   bool has_sense, maximise;
   double mean, sd;        /* over the sample; of sobol, over its two base samples */
   int used, dropped;      /* base rows (sobol) or rows (morris) with all values; others */
   ics_global_line *lines; /* [ndrivers] by falling total, or mu_star */
} ics_global_figure;

typedef struct ics_global_result {
   ics_heading head;
   const char *method;        /* "sobol" or "morris" */
   const char *reading;       /* "best" or "fixed" */
   const char *sampling;      /* of sobol; NULL */
   int draws, rows, finished; /* base rows or trajectories; solves they need; done */
   unsigned long long seed;
   double from, to;                 /* part of each distribution that morris moves through */
   const char *const *answer_names; /* [nanswers] ids */
   const int *answers;              /* [nanswers] rows by answer */
   int nanswers;
   ics_global_figure *figures; /* [nfigures] */
   int nfigures, ndrivers, nnumbers;
   int stood_in, fixed, unread;
   const char *broken_why; /* which rule the first row that breaks one does; "" */
} ics_global_result;

/** As JSON text; keys are those of the struct. @return ICS_OK; ICS_EBUG for a text that is not
 *  UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_global_json(const ics_global_result *result, ics_arena *arena, char **text,
                                     ics_err *err);

#endif
