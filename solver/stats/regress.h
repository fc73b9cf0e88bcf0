/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file regress.h
 *  Regression of outcomes on a few inputs over draws: a smooth function of the inputs whose shape
 * is not known, from a row of bases that grow richer, each fitted by least squares and judged by
 *  cross-validation.
 *
 *  Inputs are standardised. A basis has a constant and, for every input, a natural cubic spline
 * with K knots, which is K - 1 columns: with t_k the knots, at quantiles of the input, N_1 = x,
 * N_{k+1} = d_k - d_{K-1},   d_k = ((x - t_k)_+^3 - (x - t_K)_+^3) / (t_K - t_k) (Hastie,
 * Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed. (2009), eq. 5.4 and 5.5);
 * K = 2 is a straight line. Richer ones add, for every two inputs, the products of their first so
 * many columns. The columns are made orthonormal by QR with pivoting (LAPACK dgeqp3, dorgqr), and
 * those that hang on others are left out: with Q [n,p] the fit of y is Q Q'y.
 *
 *  Cross-validation leaves out one of ICS_FOLDS parts of the draws at a time. What the others
 *  predict for a part f is off by (I - H_ff)^-1 r_f, r the residuals and H = QQ' (Cook and
 * Weisberg, Residuals and Influence in Regression (1982), chapter 3: deleting several cases), and
 * that is r_f + Q_f (I - Q_f'Q_f)^-1 Q_f'r_f by the formula of Sherman, Morrison and Woodbury: no
 * refit is needed, and test_voi.c compares with one. Knots stay where all draws put them. Rules
 * shared by all headers: base/err.h */
#ifndef ICS_STATS_REGRESS_H
#define ICS_STATS_REGRESS_H

#include <stdbool.h>

#include "base/arena.h"

enum {
   ICS_FOLDS = 10,         /* Hastie, Tibshirani and Friedman (2009), section 7.10.1: five or ten */
   ICS_BASIS_DRAWS = 5,    /* draws a column of a basis has to have, at least */
   ICS_BASIS_COLUMNS = 400 /* the most of a basis that is more than straight lines */
};

/** One shape of a basis. */
typedef struct ics_shape {
   const char *words; /* "straight lines" */
   int knots;         /* of the spline of each input; 0: the constant alone */
   int products;      /* of this many first columns of two inputs, all with all; 0: none */
} ics_shape;

/** From poor to rich. @param[out] n  how many */
const ics_shape *ics_shapes(int *n);

/** An orthonormal basis at every draw. */
typedef struct ics_basis_q {
   double *q; /* [n * p] column by column */
   int n, p;
} ics_basis_q;

/** Columns of a shape of @p ninputs inputs, before any is left out. */
int ics_shape_columns(const ics_shape *shape, int ninputs);

/** May a basis of this shape be used on so many draws? */
bool ics_shape_fits(const ics_shape *shape, int ninputs, int n);

/** Make a basis.
 *  @param[in] x  [ninputs] of [n]
 *  @return ICS_OK; ICS_ENUMERIC where LAPACK gives up; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_basis_make(const ics_shape *shape, const double *const *x, int ninputs,
                                    int n, ics_arena *arena, ics_basis_q *out, ics_err *err);

/** Fit @p m outcomes.
 *  @param[in]  y  [n * m] column by column
 *  @param[out] fit, rest  [n * m] Q Q'y and y less that */
void ics_basis_fit(const ics_basis_q *basis, const double *y, int m, double *fit, double *rest);

/** Errors of prediction by cross-validation.
 *  @param[in]  fold  [n] 0 .. ICS_FOLDS - 1
 *  @param[in]  rest  [n * m] of ics_basis_fit
 *  @param[out] off   [n * m] y less what the other parts predict
 *  @param[out] works false: without some part the basis cannot be fitted at all
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_basis_validate(const ics_basis_q *basis, const int *fold,
                                        const double *rest, int m, ics_arena *scratch, double *off,
                                        bool *works, ics_err *err);

/** The fit to draws that were resampled, each @p count times: one Newton step from the fit to all,
 *  fit + Q Q'(count * rest), the bootstrap of cases to first order (Davison and Hinkley, Bootstrap
 *  Methods and their Application (1997), chapter 6).
 *  @param[out] again [n * m]   @param work [n * m]   @param small [p * m] */
void ics_basis_resample(const ics_basis_q *basis, const double *fit, const double *rest, int m,
                        const double *count, double *again, double *work, double *small);

#endif
