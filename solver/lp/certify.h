/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file certify.h
 *  A proof of optimality or infeasibility, made from the LP alone: no word of the solver is
 * trusted.
 *
 *  For  min c'x + c0,  rlo <= Ax <= rhi,  lo <= x <= hi  with every lo, hi finite, any vector y
 * gives bound(y) = c0 + sum_i min over [rlo_i, rhi_i] of y_i r  +  sum_j min over [lo_j, hi_j] of
 * d_j x, d = c - A'y, a lower bound on the optimum (weak duality). Here d_j is an interval that is
 * certain to hold the true value, and every sum is rounded down, so that the bound is rigorous for
 * the very doubles of the LP. A component of y that points at a missing row bound is set to 0
 * first. Source: Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear
 * programming, Mathematical Programming 99 (2004) 283-296, section 3. Infeasible: y with  bound > 0
 * for c = 0  (a Farkas ray over the box), computed the same way. Rules shared by all headers:
 * base/err.h */
#ifndef ICS_LP_CERTIFY_H
#define ICS_LP_CERTIFY_H

#include <stdbool.h>

#include "base/err.h"
#include "model/lp.h"

/** What was proved, and by how much. */
typedef struct ics_certificate {
   bool certified;      /* gap and both violations within the limit, all rigorous */
   double primal;       /* c'x + c0 at the given x, nearest double */
   double bound;        /* rigorous lower bound on the optimum; -INFINITY if there is none */
   double relative_gap; /* |primal - bound| / max(|primal|, |bound|, sum |c_j x_j|, 1e-6), rounded
                           up: the gap also covers the rounding error of `primal` itself */
   double primal_violation; /* worst over rows and columns: distance outside the bounds, relative to
                               max(|bound|, sum_j |a_ij x_j|, min(1, reach)), rounded up; reach is
                               the largest |a_ij x_j| in the box, for a column the largest |x_j| */
   double dual_violation; /* worst wrong-signed part of a row dual that had to be dropped, relative
                             to max(1, |y|) */
   const char *method;    /* words, static */
} ics_certificate;

enum { ICS_CERTIFY_WORK = 5 }; /* doubles of work per row and column */

/** Certify that x is optimal within the limits.
 *
 *  @param[in]  lp        every column bound finite, lo <= hi (else ICS_EBUG)
 *  @param[in]  x         [lp->n]
 *  @param[in]  y         [lp->m] approximate row duals, sign as d objective / d right-hand side
 *  @param[in]  x_low, y_low  [lp->n], [lp->m] second parts of the point and of its duals, or NULL:
 * the point is x + x_low, unevaluated. Where a stage is held to a hair of the one before, duals are
 * large, and the rounding of either side to one double would keep the gap open.
 *  @param[in]  limit     {relative} largest gap and violation that still counts (settings: 1e-9)
 *  @param      work      [ICS_CERTIFY_WORK * (lp->m + lp->n)] contents lost
 *  @param[out] out       filled whenever ICS_OK is returned; certified or not is a result
 *  @return ICS_OK; ICS_EBUG for an LP with an infinite column bound or crossed bounds. A NaN or
 *          infinite x or y is a result: not certified. */
ICS_NODISCARD ics_rc ics_certify_optimal(const ics_lp *lp, const double *x, const double *x_low,
                                         const double *y, const double *y_low, double limit,
                                         double *work, ics_certificate *out, ics_err *err);

/** Certify that no x satisfies the rows and bounds, by the ray y [lp->m].
 *  `bound` is the proved amount by which the combined row is missed when max |y_i| = 1: certified
 *  means bound > limit * max(1, the largest term of its sum), rounded so that the proof is
 *  rigorous. `primal`, `relative_gap` and `primal_violation` are 0: there is no point. */
ICS_NODISCARD ics_rc ics_certify_infeasible(const ics_lp *lp, const double *y, double limit,
                                            double *work, ics_certificate *out, ics_err *err);

#endif
