/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file force.h
 *  Columns that rows hold at one end of their box: where the least that a row can come to in the
 *  box is its upper limit, or the most its lower one, every column of the row stands at that end in
 *  every solution ("forcing constraint"; Andersen and Andersen, Presolving in linear programming,
 *  Mathematical Programming 71 (1995) 221-245, section 3.2). A shortfall that has to be nil is such
 *  a row, and a third of an LP's columns may hang on it. What is fixed a solver leaves out of its
 *  products; rows and columns stay as they are, so that a basis of the one LP is one of the other.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_LP_FORCE_H
#define ICS_LP_FORCE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/lp.h"

/** The narrower box, and why. */
typedef struct ics_force {
   double *lo, *hi; /* [n] those of the LP but for forced columns, where they are equal */
   int *row;        /* [nrows] rows that force, in the order found: later ones lean on earlier */
   int nrows;
   int *by; /* [n] position in `row` of what forces the column, or -1 */
} ics_force;

/** Find them. Equality is exact: a row that misses its limit by rounding forces nothing.
 *  @param[out] out  arrays in @p arena
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_force_find(const ics_lp *lp, ics_arena *arena, ics_force *out,
                                    ics_err *err);

/** Duals of the narrower LP made into duals of @p lp: in the narrower one the reduced cost of a
 *  forced column may have any sign. The dual of each row that forces moves, by as little as does,
 *  in the direction that its limit allows, until all its columns have the sign of their end; the
 *  last row found first (section 4 there). The bound they prove is the same.
 *  @param[in,out] y  [m] sign as in certify.h */
void ics_force_duals(const ics_force *force, const ics_lp *lp, double *y);

#endif
