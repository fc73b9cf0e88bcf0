/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file dual.h
 *  The dual simplex method for boxed programs that are mostly zero: from a basis that is near the
 *  best one, a plan whose numbers have moved, and from nothing.
 *
 *  All variables have two bounds (a row with one limit gets another that nothing meets,
 *  model/lp.h), so any basis is dual feasible once its nonbasic variables are put on the right
 *  ones, and there is no first phase. What leaves: the basic variable that misses its bounds by
 *  most for the length of its row among the variables that were basic at the start, "projected
 *  steepest edge": there all lengths are 1 at first, so that the start need not be measured, and a
 *  walk that stays near it is priced as well as by full lengths, for less. What enters: the
 *  long-step ratio test with tolerances. Bases are factorised by simplex/lu.h; no step passes over
 *  what is zero. Where many costs are 0 the dual objective stands still: then ties are parted, by
 *  amounts that are taken back at the end.
 *
 *  Sources: Forrest and Goldfarb, Steepest-edge simplex algorithms for linear programming,
 *  Mathematical Programming 57 (1992) 341-374 (lengths of rows in the dual method); Maros, A
 *  generalized dual phase-2 simplex algorithm, European Journal of Operational Research 149 (2003)
 *  1-16 (long steps); Harris, Pivot selection methods of the Devex LP code, Mathematical
 *  Programming 5 (1973) 1-28 (reference framework, tolerances); Koberstein, The dual simplex
 * method, techniques for a fast and stable implementation (thesis, Paderborn 2005) (ties, flips,
 * how a step is put together).
 *
 *  Why beside GLPK: of 20 draws of a probabilistic analysis (4,000 rows, 11,000 columns) each took
 *  0.40 of the time that GLPK's dual simplex took from the same basis, and the programs of the
 * first three from nothing 0.25, in three interleaved runs. What it answers is a claim like any
 * other (lp/certify.h); where it gives up GLPK goes on. Tried without gain: three right-hand sides
 * of a step solved for together (their entries are mostly at other places), full lengths of rows
 * instead of those in the framework (half as many steps again), no lengths at all (two fifths
 * more), and leaving columns of large reduced cost out between factorisations (it does not end).
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_SIMPLEX_DUAL_H
#define ICS_SIMPLEX_DUAL_H

#include <stdbool.h>

#include "model/lp.h"

typedef struct ics_dual ics_dual;

typedef enum ics_dual_end {
   ICS_DUAL_OPTIMAL,   /* within the tolerance, by factors made anew: a claim */
   ICS_DUAL_DECLINED,  /* the start is primal feasible, as for the primal simplex */
   ICS_DUAL_UNBOUNDED, /* a row that nothing can bring within its limits: a claim */
   ICS_DUAL_LIMIT,     /* of steps or time */
   ICS_DUAL_FAILED,    /* the numbers disagree */
} ics_dual_end;

/** Take a matrix, in the scale factors of @p lp if they are known (lp->scaling), else in its own.
 *  start and row are borrowed until the handle's arena is freed.
 *  @param[in]  lp   m, n and nz at least 1, rules of model/lp.h kept
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_dual_open(const ics_lp *lp, ics_arena *arena, ics_dual **out,
                                   ics_err *err);

/** A run. */
typedef struct ics_dual_run {
   const char *row, *col; /* [m], [n] the basis to start from, letters as in lp/solve.h; where its
                             columns are dependent some are replaced by slacks */
   bool decline;          /* a start that is primal feasible */
   double tolerance;      /* {in the scaled space} of primal and dual feasibility */
   int steps;             /* limit */
   double seconds;        /* limit, wall clock */
} ics_dual_run;

/** Solve for the costs and bounds of @p lp, whose matrix is the one opened. The answer depends on
 *  what is given here alone, not on earlier runs.
 *  @param[out] steps  made
 *  @return ICS_OK with any end; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_dual_solve(ics_dual *dual, const ics_lp *lp, const ics_dual_run *run,
                                    ics_dual_end *end, int *steps, ics_err *err);

/** The point and the basis of the last run: x [n], y [m], row [m], col [n]; y as in lp/solve.h. */
void ics_dual_point(const ics_dual *dual, double *x, double *y, char *row, char *col);

/** The basic variables of the last run by position: head[p] < m is a row, else column head[p] - m.
 */
void ics_dual_head(const ics_dual *dual, int *head);

/** v := inverse(B) v, in by row, out by position, and v := inverse(B') v, the other way round; B of
 *  the matrix as it is, unscaled: a unit column for a row, the negated column for a column. */
void ics_dual_ftran(ics_dual *dual, double *v);
void ics_dual_btran(ics_dual *dual, double *v);

#endif
