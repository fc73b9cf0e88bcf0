/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file psa_result.h
 *  What `sensitivity psa` answers, as one value that text, CSV and JSON are written from.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_PSA_RESULT_H
#define ICS_RESULTS_PSA_RESULT_H

#include "results/heading.h"

enum { ICS_PSA_CHECKPOINTS = 10, ICS_PSA_ANSWERS = 8 };

/** One figure of one plan over the draws. All but at_point are of the draws that have it. */
typedef struct ics_psa_series {
   int column;      /* of the plan and reading */
   ics_name output; /* id as asked for, words; "regret": what the plan that is kept loses */
   const char *unit;
   bool has_sense, maximise;
   double at_point; /* at the numbers as they are */
   int n;           /* draws that have it */
   double mean, sd;
   double error; /* Monte Carlo standard error of the mean: of pseudo-random draws; of quasi-random
                    ones it says too much (stats/moments.h) */
   double low, median, high;            /* 2.5%, 50% and 97.5% of the draws */
   double running[ICS_PSA_CHECKPOINTS]; /* mean of the first draws, up to each checkpoint */
   const double *value;                 /* [draws] by draw; NAN: none */
} ics_psa_series;

/** One plan read one way. */
typedef struct ics_psa_column {
   ics_name policy;
   const char *reading;          /* "best" or "fixed" */
   int answers[ICS_PSA_ANSWERS]; /* draws by answer (study/vary.h) */
   int breaches, shortfalls;     /* certified draws in which rules or standards are missed */
   double breach, shortfall;     /* {GBPm} mean over these */
   const double *answer;         /* [draws] by draw: an ics_answer */
} ics_psa_column;

/** One number that was drawn. */
typedef struct ics_psa_number {
   const char *path, *words, *grade, *range_grade;
   const char *family, *reading; /* ids (stats/dist.h) */
   const char *driver;           /* numbers of one driver share their uniform */
   double low, point, high;      /* canonical */
   double mean, sd;              /* of the distribution before it is cut */
   const char *why;              /* of a family that stands in; NULL */
} ics_psa_number;

/** A number that is drawn within what its service is worth (study/whole.h). */
typedef struct ics_psa_held {
   const char *path, *words;
   int draws; /* in which it would have gone beyond otherwise */
} ics_psa_held;

/** A place of the instance where draws break a rule. */
typedef struct ics_psa_broken {
   const char *path, *words; /* "services.community", the service's name; or the path twice */
   int draws;                /* whose first broken rule is there */
} ics_psa_broken;

typedef struct ics_psa_result {
   ics_heading head;
   int draws, finished; /* asked for; with an answer of every plan */
   unsigned long long seed;
   const char *sampling;
   const char *const *answer_names; /* [nanswers] ids */
   int nanswers;
   int checkpoints[ICS_PSA_CHECKPOINTS]; /* draws up to each */
   ics_psa_column *columns;
   ics_psa_series *series;
   ics_psa_number *numbers;
   ics_psa_held *held;     /* [nheld] in 1 draw or more */
   ics_psa_broken *broken; /* [nbroken] */
   int ncolumns, nseries, nnumbers, nheld, nbroken;
   int ndrivers, npairs, stood_in;
   int fixed, unread;      /* numbers without a range; that bear on no plan */
   const char *broken_why; /* which rule of the instance the first draw that breaks one does; "" */
   bool policies;          /* strategies are compared: one column each */
   /* Values of the numbers in a draw, [nnumbers], made again from seed and draw. */
   void (*values)(void *ctx, int draw, double *value);
   void *values_ctx;
} ics_psa_result;

/** As JSON text; keys are those of the struct. @return ICS_OK; ICS_EBUG for a text that is not
 *  UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_psa_json(const ics_psa_result *result, ics_arena *arena, char **text,
                                  ics_err *err);

#endif
