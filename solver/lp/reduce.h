/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file reduce.h
 *  An LP without what cannot matter: columns whose ends meet, as numbers in the limits of their
 *  rows, and rows that the box alone keeps within their limits ("fixed columns" and "redundant
 *  constraints"; Brearley, Mitra and Williams, Analysis of mathematical programming problems prior
 *  to applying the simplex method, Mathematical Programming 8 (1975) 54-83, section 3); and
 *  quantities that one equality says and nothing else limits (an aim, the goal made of aims), as
 *  costs of what they are made of ("implied free column singletons"; Andersen and Andersen,
 *  Presolving in linear programming, Mathematical Programming 71 (1995) 221-245). What is left out
 *  is saved at every step of the simplex method: an aim's row has thousands of entries.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_LP_REDUCE_H
#define ICS_LP_REDUCE_H

#include "lp/solve.h"

/** A quantity left out with the equality that says what it is. */
typedef struct ics_written {
   int row, col;
   double entry, dual;
   int round; /* those of later rounds may be parts of those of earlier ones */
} ics_written;

/** The lesser LP, and where its rows and columns are in the whole. */
typedef struct ics_reduced {
   ics_lp lp;            /* without names; room for scale factors */
   const int *row, *col; /* [lp.m], [lp.n] */
   ics_written *written; /* [nwritten] in the order left out */
   int nwritten;
   ics_basis start;
   uint64_t shape; /* of the whole */
} ics_reduced;

/** Reduce @p lp.
 *  @param[in]  lo, hi  [lp->n] the box: that of @p lp or a narrower one (lp/force.h)
 *  @param[in]  start   of @p lp: what it has basic among the columns, and tight among the rows, is
 *                      left in, but for a basic column and a tight row that go together, so that
 *                      the lesser LP starts from the very same basis
 *  @param[out] out     arrays in @p arena; with the scale factors of @p lp, if they are known
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_reduce(const ics_lp *lp, const double *lo, const double *hi,
                                const ics_basis *start, ics_arena *arena, ics_reduced *out,
                                ics_err *err);

/** A point and a basis of the lesser LP as those of the whole: columns left out stand where their
 *  ends meet, or are what their equality says, rows left out are slack with dual 0, or have the
 *  dual at which their quantity was written out. What it proves of the whole is for lp/certify.h
 *  to say.
 *  @param[in]  sol  of reduced->lp
 *  @param[out] out  as @p sol, arrays for the whole in @p arena
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_expand(const ics_reduced *reduced, const ics_lp *lp, const double *lo,
                                const ics_solution *sol, ics_arena *arena, ics_solution *out,
                                ics_err *err);

#endif
