/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file global.h
 *  Whose doubt it is: how much of a figure's spread goes with each number, all numbers moving over
 *  the distributions of study/spread.h. Indices of variance (stats/indices.h), or screening by
 *  trajectories (stats/morris.h), which needs far fewer solves.
 *
 *  Inputs are drivers (study/spread.h), independent of each other. Morris moves each from quantile
 *  0 to 1 where all distributions have ends and are not cut, else from 2.5% to 97.5%.
 *  A row that breaks a rule of the instance, or has no certified plan, has no value; what needs it
 *  is left out and counted, so indices are then those of the rows that can be.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_GLOBAL_H
#define ICS_STUDY_GLOBAL_H

#include "results/global_result.h"
#include "stats/stream.h"
#include "study/vary.h"

enum {
   ICS_GLOBAL_LEVELS = 4,      /* of the grid of morris; Campolongo and others (2007), section 2 */
   ICS_GLOBAL_RESAMPLES = 500, /* of the bootstrap */
};

/** What is asked for. */
typedef struct ics_global_request {
   const char *const *outputs; /* [noutputs] figures; none: the goal */
   int noutputs;
   const char *const *only; /* [nonly] as ics_numbers_choose */
   int nonly;
   bool morris; /* else indices */
   int draws;   /* trajectories, or base rows: a power of 2 is best */
   unsigned long long seed;
   ics_stream_kind sampling; /* of indices */
   ics_replan reading;
   int jobs;
   void (*progress)(void *ctx, int done, int n); /* rows done; NULL: not */
   void *progress_ctx;
   bool (*stopped)(void *ctx); /* NULL: never */
} ics_global_request;

/** All rows.
 *  @return ICS_OK, also with rows without values; ICS_EUSAGE for unknown figures or numbers, fewer
 *          than two draws, more numbers than sobol has dimensions for; ICS_EINPUT for a range that
 *          cannot be fitted, or too few whole rows for any index; errors of ics_pool_run */
ICS_NODISCARD ics_rc ics_global(const ics_solved *solved, const ics_request *asked,
                                const ics_global_request *request, ics_arena *arena,
                                ics_global_result **out, ics_err *err);

#endif
