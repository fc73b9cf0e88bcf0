/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file moved.h
 *  The linear program of the goal's own stage with one number of the instance moved, all else held;
 *  and how the number enters it.
 *
 *  Held: scale and ideal of a goal that mixes aims (a weight moves its own aim's scale in
 *  proportion), the planner's bounds on aims, and breach and shortfall as the stages before held
 *  them at the instance as it is: a value at which these cannot be kept has no plan. The model is
 *  emitted again at the ends and between them, to see how the number enters:
 *
 *  LIMITS  rows' and columns' limits alone move, linearly (seen at both ends and in the middle). A
 *          column's bound that follows from other rules may also be bent such that mixes of plans
 *          keep it.
 *  AIMS    of the matrix only the rows that say what an aim or the goal is move, linearly.
 *  MATRIX  anything else.
 *
 *  Values of the number are canonical here.             Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_MOVED_H
#define ICS_STUDY_MOVED_H

#include "results/parametric_result.h"
#include "results/run.h"

typedef struct ics_moved {
   const ics_solved *solved;
   int coef, own; /* index of in->coefs[]; column of the goal's own stage */
   double from, to, range;
   ics_model *ends[2];
   ics_lp lp[2]; /* at from and to */
   ics_parametric_kind kind;
   bool *bent_lo, *bent_hi;       /* [n] the bound moves, but not linearly */
   double *widest_lo, *widest_hi; /* [n] of such a bound, where it was seen */
   bool bent;                     /* there are such */
} ics_moved;

/** Build both ends and look. @p solved (run.status ICS_OPTIMAL) is borrowed.
 *  @return ICS_OK; errors of ics_moved_lp */
ICS_NODISCARD ics_rc ics_moved_open(ics_moved *moved, const ics_solved *solved, int coef,
                                    double from, double to, ics_arena *arena, ics_err *err);

/** The linear program with coefficient @p coef at @p value. Arrays in @p arena.
 *  @return ICS_OK; ICS_EUSAGE where the goal has other stages before it there; errors of
 *          ics_model_build */
ICS_NODISCARD ics_rc ics_moved_lp(const ics_solved *solved, int coef, double value,
                                  ics_arena *arena, ics_model **model, ics_lp *out, ics_err *err);

/** Is the row one that says what an aim, or a mixed goal, is? */
bool ics_moved_defines(const ics_model *m, int row);

/** Does anything hang on this row: not on what an aim is that is neither optimised nor limited? */
bool ics_moved_matters(const ics_moved *moved, int row);

#endif
