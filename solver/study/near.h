/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file near.h
 *  What else is almost as good: the least and the most money of each principle in each contract and
 *  year over all plans within a share of the best, and so which choices are forced and which open.
 *
 *  With v the certified value of the goal's own stage, a plan counts if it keeps every rule, the
 *  shortfall against standards as held in that stage, and the goal to
 *     v + slack (or, of an aim that is maximised, v - slack),  slack = max(within |v|, |held - v|).
 *  `held` is what the later stages of the goal were held to (a relative 1e-6, ICS_HOLD_LEAST at
 *  least, and an aim's own tolerance in a lexicographic goal), so that the plan itself counts
 *  whatever `within` is. Of a lexicographic goal only the first aim is kept so; the others are
 * free. For each choice two linear programs over these plans, min and max  sum over mechanisms of
 * the principle and their tranches of x[h,k,m,s,t], share the goal's matrix, and each starts from
 * the certified basis of the goal's own stage, never from the one solved before: the answer is the
 * same bytes whatever the number of jobs. An objective is counted from the contract (a constant),
 * so that its certified gap is relative to the contract and not to an end that may be 0.
 *  Source: Brill, Chang and Hopkins, Modeling to generate alternatives, Management Science 28
 * (1982) 221-235 (a slack on the goal as a limit, then another objective).
 *
 *  An end is found by inspection, without a linear program, where every column of the choice stands
 *  at its lower (upper) bound in the certified point of the goal's own stage or of a later one.
 *  That is exact: no plan has less than the sum of the lower bounds, and that point has it and
 *  counts. The plan also counts, so an end that rounding puts on its wrong side is the plan's
 * money. Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_NEAR_H
#define ICS_STUDY_NEAR_H

#include "results/near_result.h"
#include "results/run.h"

/** A choice is forced where most - least is below the greater of these two. */
#define ICS_NEAR_FORCED_SHARE 0.005 /* {share of the contract today} */
#define ICS_NEAR_FORCED_GBP_M 0.001 /* {GBPm} a thousand pounds */

enum { ICS_NEAR_SYSTEM = -2 }; /* contracts of the whole system, in place of a place */

/** What is asked for. */
typedef struct ics_near_request {
   double within;            /* {share} not negative */
   int place, service, year; /* indices; ICS_NONE: all; place may be ICS_NEAR_SYSTEM */
   int jobs;                 /* as ics_pool */
   void (*progress)(void *ctx, int done, int n); /* choices done; NULL: not */
   void *progress_ctx;
} ics_near_request;

/** Least and most of every choice asked for.
 *  @param[in]  solved    by ics_solve, run.status ICS_OPTIMAL; its reference outlives @p out
 *  @param[in]  asked     what @p solved was asked: names in the answer, limits of the solver
 *  @return ICS_OK, also with ends that are not certified (counted in the answer, with the reason of
 *          the first); ICS_EBUG for a run that is not optimal; errors of ics_pool_run; ICS_EMEMORY
 */
ICS_NODISCARD ics_rc ics_near(const ics_solved *solved, const ics_request *asked,
                              const ics_near_request *request, ics_arena *arena,
                              ics_near_result **out, ics_err *err);

/** Bounds and costs of the plans that count, with no cost yet, and the goal's limit.
 *  @param[out] c  [n] the costs of @p out, to be set   @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_near_lp(const ics_solved *solved, double within, ics_arena *arena,
                                 ics_lp *out, double **c, double *limit, ics_err *err);

#endif
