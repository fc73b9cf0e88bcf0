/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file tornado.h
 *  One number at a time: each at its low and its high end, all others as they are, the figure asked
 *  for by an exact re-solve (or with the plan kept as it is), beside the estimate by prices.
 *  Source: Briggs, Claxton and Sculpher, Decision Modelling for Health Economic Evaluation (2006),
 *  ch. 4 (one-way analysis, tornado); Eschenbach, Interfaces 22 (6) (1992) 40-46.
 *
 *  Ends are low and high of the number, or point - and + `by` of its size, cut to what its key
 *  allows (instance/keys.h). The estimate is at_point + slope x distance, slope by the Lagrangian
 * at the plan and its prices (post/judgements.h), each side its own; of the goal at the best plan
 * only. It takes the rules that limit the plan, and the plan, as they are. Rules shared by all
 * headers: base/err.h */
#ifndef ICS_STUDY_TORNADO_H
#define ICS_STUDY_TORNADO_H

#include "results/tornado_result.h"
#include "study/vary.h"

/** What is asked for. */
typedef struct ics_tornado_request {
   const char *output;      /* a figure (study/output.h); NULL: goal */
   const char *const *only; /* [nonly] as ics_numbers_choose */
   int nonly;
   double by; /* {share} NAN: the ranges given */
   ics_replan reading;
   int jobs;
   void (*progress)(void *ctx, int done, int n); /* ends done; NULL: not */
   void *progress_ctx;
   bool (*stopped)(void *ctx); /* whether it is to come to an end (base/interrupt.h); NULL: never */
} ics_tornado_request;

/** Both ends of every number asked for.
 *  @param[in] solved  certified; @param[in] asked  what it was asked
 *  @return ICS_OK, also with ends without a value (counted in the answer); ICS_EUSAGE for an
 * unknown figure or numbers, or a `by` that is not above 0; errors of ics_pool_run */
ICS_NODISCARD ics_rc ics_tornado(const ics_solved *solved, const ics_request *asked,
                                 const ics_tornado_request *request, ics_arena *arena,
                                 ics_tornado_result **out, ics_err *err);

#endif
