/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file held.h
 *  An optimal basis held factorised, with its point: values and room of every variable, reduced
 *  costs, and the directions in which the plan or the prices move. Private to this folder.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_LP_HELD_H
#define ICS_LP_HELD_H

#include "lp/bounds.h"
#include "lp/ladder.h"

/** {relative} A distance that is less, in units of the size of what is there, is rounding. */
#define ICS_HELD_ROUNDING 1e-11

/** {share of the largest price} Terms of a reduced cost that are smaller still are the dust of
 * cancelled ones, and their own size measures nothing. */
#define ICS_HELD_DUST 1e-9

typedef struct ics_held {
   const ics_lp *lp;
   ics_backend *backend; /* NULL: the LP has no nonzeros, and the basis is the rows */
   ics_basis basis;
   double *value, *value_low; /* [m + n] in two parts */
   double *size; /* [m + n] of a row: its largest |a_ij x_j|; of a column: the least change of it
                    that is as large as that in one of its rows */
   double *y, *y_low;                  /* [m] in two parts */
   double *price, *price_size;         /* [m + n] reduced cost; its largest term */
   int *head, *position;               /* [m]; [m + n] position in the basis, or -1 */
   double *rhs, *tail, *trial, *again; /* [m] work */
} ics_held;

/** Take memory for bases of @p lp and open a back end for its matrix. @p lp is borrowed.
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_held_open(ics_held *held, const ics_lp *lp, ics_arena *arena,
                                   ics_err *err);
void ics_held_close(ics_held *held);

/** Hold the basis of @p at, a solution of held->lp as it is now. Where the duals of @p at are not
 *  those of its basis (a proof by zero duals, solve.c) the basis' own take their place.
 *  @param[in]  gap  {relative} certificate limit that the point and duals held have to meet
 *  @return ICS_OK; ICS_ENUMERIC where the basis cannot be factorised or is not optimal within the
 *          limit; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_held_take(ics_held *held, const ics_solution *at, double gap,
                                   ics_err *err);

/** How the basic variables move while the nonbasic @p var rises by one unit: w [m] by position.
 *  B w = -N_var, refined once with the residual in twice the working precision.
 *  @return ICS_OK; ICS_ENUMERIC where the back end faulted */
ICS_NODISCARD ics_rc ics_held_move(ics_held *held, int var, double *w, ics_err *err);

/** Row @p p of inverse(B): z [m] with B'z = e_p, refined once in the same way. While the cost of
 * the basic column at position p rises by one unit the duals change by -z.
 *  @return as ics_held_move */
ICS_NODISCARD ics_rc ics_held_row(ics_held *held, int p, double *z, ics_err *err);

/** Reduced costs at the duals y + y_low: of a row its dual, of a column d = c - A'y.
 *  @param[out] price  [m + n]   @param[out] size  [m + n] the largest term of each */
void ics_held_prices(const ics_lp *lp, const double *c, const double *y, const double *y_low,
                     double *price, double *size);

/** Bounds and status of a variable (lp/bounds.h). */
static inline double ics_held_lower(const ics_held *held, int var)
{
   return ics_var_lower(held->lp, var);
}

static inline double ics_held_upper(const ics_held *held, int var)
{
   return ics_var_upper(held->lp, var);
}

static inline char ics_held_status(const ics_held *held, int var)
{
   return ics_var_status(held->lp, &held->basis, var);
}

/** What distances from a bound of @p var are measured in; 0 where all is 0 there. */
static inline double ics_held_scale(const ics_held *held, int var, double bound)
{
   return isinf(bound) ? held->size[var] : fmax(fabs(bound), held->size[var]);
}

/** Room of @p var up to its upper bound, or down to its lower one; exactly 0 within rounding. */
double ics_held_room(const ics_held *held, int var, bool up);

#endif
