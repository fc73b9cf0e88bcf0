/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file lp.h
 *  A linear program as a value, in our own words: what the model makes, the solver takes and the
 *  certificate checks. 0-based, compressed columns, always a minimisation.
 *
 *     min c'x + c0   subject to   rlo <= A x <= rhi,  lo <= x <= hi
 *
 *  Every column bound is finite (model.md section 1); a row bound may be -ICS_INF or ICS_INF.
 * Numbers are finite otherwise, and a nonzero coefficient is within 1e-9 .. 1e9 in size. A stage of
 * a goal shares start, row, val, lo and hi with its siblings and owns c, rlo and rhi. Rules shared
 * by all headers: base/err.h */
#ifndef ICS_MODEL_LP_H
#define ICS_MODEL_LP_H

#include <math.h>
#include <stdint.h>

#include "base/arena.h"

/** No bound (a double, unlike INFINITY). */
#define ICS_INF HUGE_VAL

/** Room for what a back end works out about a matrix once and every later back end of the same
 *  matrix may take over: its scale factors. Filled by the back end, or by lp/carry.h from a
 *  like matrix; who reads them knows by `val` whether they are those of its matrix. */
typedef struct ics_scaling {
   double *row, *col; /* [m], [n] */
   const double *val; /* of the matrix they are for; NULL: not yet known */
   int m, n, nz;
} ics_scaling;

typedef struct ics_lp {
   int m, n, nz;            /* rows, columns, nonzeros */
   const int *start;        /* [n + 1] column j is entries start[j] .. start[j + 1] - 1 */
   const int *row;          /* [nz] rows of a column in rising order, none twice */
   const double *val;       /* [nz] */
   const double *lo, *hi;   /* [n] */
   const double *rlo, *rhi; /* [m] */
   const double *c;         /* [n] */
   double c0;
   const char *const *row_name, *const
                                    *col_name; /* [m], [n] letters, digits, and ( ) , - . _ only */
   ics_scaling *scaling; /* lives as long as val; NULL: worked out by each back end anew */
} ics_lp;

/** Hash of everything but the names (FNV-1a, 64 bit); ties a basis or a solution to its LP. */
uint64_t ics_lp_hash(const ics_lp *lp);

/** Hash of m, n, start and row only: a basis may be carried between LPs of the same shape. */
uint64_t ics_lp_shape(const ics_lp *lp);

/** What each row can come to in a box: the least and the most of its sum, any bounds finite.
 *  @param[in]  lo, hi       [lp->n] of the LP, or narrower
 *  @param[out] least, most  [lp->m] */
void ics_lp_reach(const ics_lp *lp, const double *lo, const double *hi, double *least,
                  double *most);

/** Limits of rows, each with two: where the LP has one, or none, the other lies beyond all that the
 *  row can come to, so that nothing meets it. With every variable boxed any basis is dual feasible.
 *  @param[out] rlo, rhi  [lp->m]
 *  @param[out] only      [lp->m] 'L' or 'U' where the LP has that limit alone; else 0 */
void ics_lp_box(const ics_lp *lp, double *rlo, double *rhi, char *only);

/** Check the rules above: column starts, rows in rising order, every number finite and of a sane
 * size (1e-9 <= |coefficient| <= 1e9, |bound| <= 1e12 or, for rows, none), bounds that do not
 * cross.
 *  @return ICS_OK; ICS_EBUG naming the first row or column that breaks a rule (names may be NULL)
 */
ICS_NODISCARD ics_rc ics_lp_check(const ics_lp *lp, ics_err *err);

#endif
