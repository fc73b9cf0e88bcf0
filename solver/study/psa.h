/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file psa.h
 *  Probabilistic sensitivity analysis: all numbers drawn together from the distributions of
 *  study/spread.h, and for each draw the best plan made anew, or the plan as it is, or both.
 *  Source: Briggs, Claxton and Sculpher, Decision Modelling for Health Economic Evaluation (2006),
 *  ch. 4 and 5.
 *
 *  Draw i depends on the seed and i alone (stats/stream.h). What a service does for others is drawn
 *  within what it is worth (study/whole.h), and in how many draws that limited it is told. A draw
 *  that breaks a content rule of the instance all the same is set aside, has no values and is
 *  counted: what is told is the distribution given that the rules hold. Draws without a plan, or
 *  without a proof, are counted and have no values either. Rules shared by all headers: base/err.h
 */
#ifndef ICS_STUDY_PSA_H
#define ICS_STUDY_PSA_H

#include "results/psa_result.h"
#include "stats/stream.h"
#include "study/spread.h"
#include "study/vary.h"

enum { ICS_PSA_DRAWS = 1000000 }; /* the most */

/** A plan that is asked about: of one instance, on the same scales. */
typedef struct ics_psa_plan {
   const ics_solved *solved;
   const ics_request *asked;
} ics_psa_plan;

/** What is asked for. */
typedef struct ics_psa_request {
   const char *const *outputs; /* [noutputs] figures; none: the goal and every other aim */
   int noutputs;
   const char *const *only; /* [nonly] as ics_numbers_choose */
   int nonly;
   int draws;
   unsigned long long seed;
   ics_stream_kind sampling;
   bool best, fixed;      /* readings; one at least */
   bool policies;         /* plans are of several policies: only the goal is looked at */
   const char *correlate; /* file; NULL: none */
   int jobs;
   void (*progress)(void *ctx, int done, int n); /* draws done; NULL: not */
   void *progress_ctx;
   bool (*stopped)(void *ctx); /* NULL: never */
} ics_psa_request;

/** All draws.
 *  @param[in] plans  [nplans] certified; the first gives the numbers
 *  @return ICS_OK, also with draws without values; ICS_EUSAGE for unknown figures or numbers, fewer
 *          than two draws, more numbers than sobol has dimensions for; ICS_EINPUT for correlations
 *          or a range that cannot be (ics_spread_make); errors of ics_pool_run */
ICS_NODISCARD ics_rc ics_psa(const ics_psa_plan *plans, int nplans, const ics_psa_request *request,
                             ics_arena *arena, ics_psa_result **out, ics_err *err);

#endif
