/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file parametric.h
 *  The best value of the goal's own stage as one number of the instance moves, all else held.
 *
 *  Held: scale and ideal of a goal that mixes aims (a weight moves its own aim's scale in
 *  proportion), the planner's bounds on aims, and breach and shortfall as the stages before held
 *  them at the instance as it is: a value at which these cannot be kept has no plan. The model is
 *  emitted again at the ends and between them, to see how the number enters.
 *
 *  Limits: rows' and columns' limits alone move, linearly (seen at both ends and in the middle). A
 *  column's bound that follows from other rules may also be bent such that mixes of plans keep it;
 *  a piece over which one has a price is not proven. The least cost is then convex in the
 *  number, and the duals of any solution give a line that lies below it everywhere. Aims: of the
 *  matrix only the rows that say what an aim or the goal is move, linearly. Plans stay what they
 *  are, each is worth a linear function of the number, and the least cost is concave, below every
 *  such line. In both, two lines that are met at the ends of a range are followed to where they
 *  cross: a certified value on them there proves both pieces, for a convex (concave) function that
 *  touches a line at two values is that line between; else there is a third line, and two ranges.
 *  Source: Eisner and Severance, Mathematical techniques for efficient record segmentation in large
 *  shared databases, Journal of the ACM 23 (1976) 619-635. "On them" is within twice the
 *  certificate's relative gap, as a value and a line are each certain to one.
 *
 *  Matrix: anything else. Values are certified, at the ends, and at middles until a middle is
 *  within 1e-6 of the straight line (relative) or a range is 1/64 of the whole. The greatest miss
 *  is an estimate of the error, and no bound: the function may be neither convex nor concave.
 *
 *  Each value starts from the basis of one near by, carried over (lp/carry.h) where the number adds
 *  or drops rules; values that share a matrix share one solver.
 *
 *  What changes at a breakpoint is told by where plans stand inside the pieces on both sides
 *  (post/choice.h), not by bases: an exchange that moves nothing is not told. Limits: a mix of the
 *  plans at both ends of a piece is best inside it. Were the same limits met on both sides, the
 *  duals of one side would prove the other, and the slope would not change: so where pieces are
 *  exact something is told.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_PARAMETRIC_H
#define ICS_STUDY_PARAMETRIC_H

#include "results/parametric_result.h"
#include "results/run.h"

/** What is asked; texts as typed, in the unit of the file. */
typedef struct ics_parametric_request {
   const char *path;         /* of one number, as `--set` names it */
   const char *from, *to;    /* NULL: its low and its high */
   const ics_override *sets; /* [nsets] those that solved->in was read with */
   int nsets;
} ics_parametric_request;

/** The value over a range of one number.
 *  @param[in]  solved  by ics_solve, run.status ICS_OPTIMAL
 *  @return ICS_OK, also where part of the range has no plan, or a piece no proof (it says so);
 *          ICS_EUSAGE for a path that names nothing (the nearest is suggested) or several numbers,
 *          ends that are no numbers or not apart, or a range without low and high; errors of
 *          ics_instance_read for an end beyond what the number may be; of ics_model_build;
 *          ICS_ENOPLAN where there is no plan at either end and at the point neither */
ICS_NODISCARD ics_rc ics_parametric(const ics_solved *solved, const ics_request *asked,
                                    const ics_parametric_request *request, ics_arena *arena,
                                    ics_parametric_result **out, ics_err *err);

/** The linear program of the goal's own stage with coefficient @p coef (an index of coefs[]) at
 *  @p value (canonical), all else held as above. Arrays in @p arena. */
ICS_NODISCARD ics_rc ics_parametric_lp(const ics_solved *solved, int coef, double value,
                                       ics_arena *arena, ics_model **model, ics_lp *out,
                                       ics_err *err);

#endif
