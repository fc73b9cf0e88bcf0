/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file lu.h
 *  A basis factorised, solved with and kept up to date through changes of one column, for vectors
 *  that are mostly zero: no step passes over what is zero.
 *
 *  B = L U up to the order of rows and columns, found by singletons first and then by pivots of
 *  least fill-in among those of at least a tenth of their column. Sources: Suhl and Suhl, Computing
 *  sparse LU factorizations for large-scale linear programming bases, ORSA Journal on Computing 2
 *  (1990) 325-335; Markowitz, The elimination form of the inverse and its application to linear
 *  programming, Management Science 3 (1957) 255-269. A new column is taken in by Forrest and
 *  Tomlin, Updated triangular factors of the basis to maintain sparsity in the product form simplex
 *  method, Mathematical Programming 2 (1972) 263-278.
 *
 *  Pivots have numbers in the order of elimination, "slots"; a replaced column gets a new, last
 *  one. L, its row transformations and U are then all triangular in the order of slots, and a solve
 *  goes through the slots that are not zero, kept as bits, in rising or falling order: what Gilbert
 *  and Peierls (Sparse partial pivoting in time proportional to arithmetic operations, SIAM Journal
 *  on Scientific and Statistical Computing 9 (1988) 862-874) find by a search beforehand, the bits
 *  give on the way.
 *
 *  Variables: k < m is row k, a unit column of B; m + j is column j, negated in B. The basic
 *  variable at position p pivots in row p, so that positions and rows are one numbering.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_SIMPLEX_LU_H
#define ICS_SIMPLEX_LU_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

typedef struct ics_lu ics_lu;

/** A matrix by columns. */
typedef struct ics_columns {
   int m, n;
   const int *start, *row; /* [n + 1], [start[n]] */
   const double *val;      /* [start[n]] */
} ics_columns;

/** A vector by its entries that may be other than zero, in no order, none twice. */
typedef struct ics_packed {
   int n;
   int *at;   /* [n] row or position */
   double *v; /* [n] */
} ics_packed;

/** Room for the factors of bases of @p m rows.  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_lu_open(int m, ics_arena *arena, ics_lu **out, ics_err *err);

/** Factorise anew.
 *  @param[in,out] head  [m] basic variables in any order; afterwards head[p] pivots in row p. Where
 *                       columns are dependent, some are replaced by rows: then the caller reads
 *                       from @p head what is basic
 *  @param[out] replaced how many were; 0: B is that of @p head as given
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_lu_factor(ics_lu *lu, const ics_columns *a, int *head, int *replaced,
                                   ics_err *err);

/** v := inverse(B) v: in by row, out by position.
 *  @param[in]     column  of the variable that is to enter: remembered for ics_lu_update
 *  @param[in,out] v       room for m entries; may be longer out than in */
void ics_lu_ftran(ics_lu *lu, bool column, ics_packed *v);

/** v := inverse(B') v: in by position, out by row.
 *  @param[in] row  v is one unit, of the position that is to leave: remembered for ics_lu_update */
void ics_lu_btran(ics_lu *lu, bool row, ics_packed *v);

/** Replace the column at position @p p, last asked for by ics_lu_btran, by the one last asked for
 *  by ics_lu_ftran.
 *  @param[in]  alpha  entry p of that column in terms of the basis
 *  @param[out] kept   false: the numbers disagree; the factors mean nothing until made anew
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_lu_update(ics_lu *lu, int p, double alpha, bool *kept, ics_err *err);

/** Updates since the last factorisation; whether more would cost more than factors made anew. */
int ics_lu_updates(const ics_lu *lu);
bool ics_lu_full(const ics_lu *lu);

#endif
