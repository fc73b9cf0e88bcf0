/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file twoway.h
 *  Two numbers at once: a grid over both ranges, a figure in each cell by an exact re-solve (or
 * with the plan kept), and where the plan keeps its shape: the same basis in the goal's own stage,
 * so the same choices made and the same limits tight. Within a region nothing but amounts change.
 *  Where several bases give one plan a region may come apart into more.
 *  Source: Briggs, Claxton and Sculpher, Decision Modelling for Health Economic Evaluation (2006),
 *  ch. 4 (two-way analysis).                              Rules shared by all headers: base/err.h
 */
#ifndef ICS_STUDY_TWOWAY_H
#define ICS_STUDY_TWOWAY_H

#include "results/twoway_result.h"
#include "study/vary.h"

enum { ICS_TWOWAY_STEPS = 101 }; /* the most */

/** What is asked for. */
typedef struct ics_twoway_request {
   const char *output; /* a figure; NULL: goal */
   const char *a, *b;  /* paths */
   int steps;          /* values of each, both ends among them */
   ics_replan reading;
   int jobs;
   void (*progress)(void *ctx, int done, int n); /* NULL: not */
   void *progress_ctx;
   bool (*stopped)(void *ctx); /* NULL: never */
} ics_twoway_request;

/** All cells.
 *  @return ICS_OK, also with cells without values; ICS_EUSAGE for an unknown figure or path, a
 * number that has no range or bears on no plan, one path twice, or steps not 2 .. ICS_TWOWAY_STEPS;
 * errors of ics_pool_run */
ICS_NODISCARD ics_rc ics_twoway(const ics_solved *solved, const ics_request *asked,
                                const ics_twoway_request *request, ics_arena *arena,
                                ics_twoway_result **out, ics_err *err);

#endif
