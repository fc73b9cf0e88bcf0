/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file again.h
 *  A solved instance solved again with other numbers: what every sensitivity analysis asks, once or
 *  a thousand times.
 *
 *  Two readings, both standard in decision analysis (Briggs, Claxton and Sculpher, Decision
 * Modelling for Health Economic Evaluation (2006), chapters 4 and 5): *re-optimised*, the best plan
 * there would be if the numbers were so; and *fixed*, how the plan that was made fares: each fund
 * is shared out as the plan shares it out (where it holds a tenth less, all that it pays for gets a
 * tenth less of it, as in carrying on as today), under the same payments, and only what follows
 * (care, need, who pays, reserve) is what the numbers make of it. A fixed plan may still miss rules
 * about money, where reserve or administration take more; by how much is measured (breach) and
 * minimised before anything else, as for policies with given shares.
 *
 *  Held as in the run that is asked about: best and worst of the aims, so that goals of different
 *  numbers are on one scale; weights; the planner's bounds on aims; the policy. The answer is that
 * of the goal's own stage. It depends on the numbers alone: every solve starts from the basis of
 * the solved run's own stage, never from the one solved before. Where the least shortfall is known
 * to be nil the stage before need not be solved: the column is held at nil, which is within what
 * the stage would have left of it, and only if that leaves no plan are all stages solved. Rules
 * shared by all headers: base/err.h */
#ifndef ICS_STUDY_AGAIN_H
#define ICS_STUDY_AGAIN_H

#include "results/run.h"

/** Another value for one number. */
typedef struct ics_change {
   int coef;     /* index of in->coefs[] */
   double point; /* in the coefficient's canonical unit */
} ics_change;

/** What it came to. */
typedef struct ics_again_plan {
   ics_status status;      /* OPTIMAL only if certified; INFEASIBLE: no plan keeps the rules */
   const ics_model *model; /* with the other numbers; NULL: rules cross before any solve */
   const double *x;        /* [model->lp.n] NULL: no plan */
   double goal;            /* of the goal's own stage, in its own sense; NAN: no plan */
   double today; /* the goal of carrying on as today at the same numbers; NAN: the instance
                    has no baseline, or there is no plan */
   double shortfall, breach; /* {GBPm} 0 where the model has none */
   ics_certificate certificate;
   int iterations;
   uint64_t
       shape_of_plan; /* hash of the basis: equal where the same choices and limits are tight */
   bool shared;       /* the matrix was the solved run's own: only costs and limits moved */
} ics_again_plan;

typedef struct ics_again ics_again;

/** Make ready. @p solved (certified, in memory: by ics_solve or ics_reopen) and @p asked outlive
 * the handle, which lies in @p arena. Both readings of many changes may be asked of it, also by a
 * forked process.
 *  @return ICS_OK; ICS_EBUG for a run that is not optimal; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_again_open(const ics_solved *solved, const ics_request *asked,
                                    ics_arena *arena, ics_again **out, ics_err *err);
void ics_again_close(ics_again **again);

/** The best plan at other numbers; those not named are as in the instance.
 *  @param[in]  arena  of the answer: to be freed after each, as it holds a model
 *  @return ICS_OK with any status; ICS_EBUG for an index out of range or a point that is not
 * finite; errors of ics_model_build other than ICS_ENOPLAN; errors of ics_run_goal */
ICS_NODISCARD ics_rc ics_again_best(ics_again *again, const ics_change *changes, int nchanges,
                                    ics_arena *arena, ics_again_plan *out, ics_err *err);

/** The linear program of the goal's own stage at other numbers, as ics_again_best solves it where
 * the least shortfall is nil: for other solvers.
 *  @param[out] out  arrays in @p arena; m 0: rules cross before any solve
 *  @return as ics_again_best */
ICS_NODISCARD ics_rc ics_again_lp(ics_again *again, const ics_change *changes, int nchanges,
                                  ics_arena *arena, ics_lp *out, ics_err *err);

/** The plan of the solved run as it is, at other numbers. @return as ics_again_best */
ICS_NODISCARD ics_rc ics_again_fixed(ics_again *again, const ics_change *changes, int nchanges,
                                     ics_arena *arena, ics_again_plan *out, ics_err *err);

#endif
