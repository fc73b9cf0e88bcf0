/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file ladder.h
 *  The tools of the solve ladder besides the back end: sharper numbers, sharper bases, and proofs
 *  that no plan exists. Private to this folder.                Rules shared by all headers:
 * base/err.h */
#ifndef ICS_LP_LADDER_H
#define ICS_LP_LADDER_H

#include "lp/backend.h"

/** Doubles and ints of work for ics_refine. */
#define ICS_REFINE_WORK(lp) (5 * (size_t)(lp)->m + 2 * (size_t)(lp)->n)
#define ICS_REFINE_HEAD(lp) ((size_t)(lp)->m)

/** Solves with a factorised basis, whoever holds it: as in lp/backend.h. */
typedef struct ics_factors {
   const int *head; /* [m] */
   void *of;
   bool (*ftran)(void *of, double *v), (*btran)(void *of, double *v);
} ics_factors;

/** Sharpen a point by iterative refinement: nonbasic variables are put on their
 *  bounds, the residuals of the basic system and of its transpose are summed in twice the working
 *  precision, and the corrections come from the back end's factors. Where that does not lower a
 *  residual the point is left as it was.
 *  Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 12.
 *  @param[in]     factors  of @p basis
 *  @param[in,out] x  [n] @param[in,out] y [m] point of that basis on @p lp
 *  @param[out] x_low, y_low  [n], [m] second parts: x + x_low and y + y_low carry twice the
 * precision
 *  @param[in]  basis of that point
 *  @param      work  [ICS_REFINE_WORK(lp)]   contents lost */
void ics_refine_by(const ics_factors *factors, const ics_lp *lp, const ics_basis *basis, double *x,
                   double *x_low, double *y, double *y_low, double *work);

/** The same for the point of the back end's last run, by its factors.
 *  @param head [ICS_REFINE_HEAD(lp)]   contents lost */
void ics_refine(ics_backend *backend, const ics_lp *lp, const ics_basis *basis, double *x,
                double *x_low, double *y, double *y_low, double *work, int *head);

/** Find the basis that is feasible beyond the back end's tolerance: the LP is shifted to the point
 * and what is left of its bounds is counted in units of 2^-30, so that a violation of 1e-12 is seen
 * by a simplex code that forgives 1e-9.
 *  Source: Gleixner, Steffy and Wolter, Iterative refinement for linear programming, INFORMS
 * Journal on Computing 28 (2016) 449-464; primal part.
 *  @param[in]  x, x_low  [n] the refined point of the last run on @p lp
 *  @param[in,out] iterations  simplex iterations are added
 *  @param[out] end   how the run on the shifted LP ended; its basis is that of the back end now
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_correct(ics_backend *backend, const ics_lp *lp, const double *x,
                                 const double *x_low, const ics_limits *limits, int *iterations,
                                 ics_end *end, ics_err *err);

/** Look for a certified Farkas ray: a row that the box alone breaks, else the row duals of the
 * elastic LP  min sum s + t,  rlo <= A x + s - t <= rhi,  lo <= x <= hi,  s, t >= 0.
 *  @param[out] ray         [m] valid if out->certified
 *  @param[in,out] iterations  simplex iterations are added
 *  @return ICS_OK, certified or not; ICS_EMEMORY; ICS_EBUG as ics_certify_infeasible */
ICS_NODISCARD ics_rc ics_prove_infeasible(const ics_lp *lp, const ics_limits *limits, double *ray,
                                          ics_certificate *out, int *iterations, ics_err *err);

#endif
