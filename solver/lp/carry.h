/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file carry.h
 *  A basis of one LP made into a basis of another that shares most of its rows and columns by name:
 *  one policy's plan as the start of another's, one draw's of a probabilistic analysis. Scale
 *  factors go with it: those of other numbers are as good, and working them out anew takes a third
 *  as long as a warm solve.
 *
 *  Rows and columns that both have keep their status. What only the new LP has is slack (a row) or
 *  at its bound nearest to 0 (a column), but for a new column in a new row with a limit, which is
 *  taken for a quantity and the row that says what it is: basic, and tight. What only the old LP
 * has: a basic column in a tight row that both go are taken for a quantity that is now written out
 * where it stood, and are struck out together (what is left is their Schur complement). Any other
 * such row is made slack first, and any other such column nonbasic, each by a pivot on the largest
 * entry of the old basis inverse, so that the rest is again a basis of the old numbers, as little
 * changed as can be. Pivots are kept in product form beside the factors. Source: Dantzig and
 * Orchard-Hays, The product form for the inverse in the simplex method, Mathematical Tables and
 * Other Aids to Computation 8 (1954) 64-67. The new LP may have other numbers as well. Basic
 * columns beyond a largest matching of columns and rows then leave, for slacks: so the basis is
 * regular but by an accident of numbers. Source: Duff, On algorithms for obtaining a maximum
 * transversal, ACM Transactions on Mathematical Software 7 (1981) 315-330. Rules shared by all
 * headers: base/err.h */
#ifndef ICS_LP_CARRY_H
#define ICS_LP_CARRY_H

#include "lp/solve.h"

/** Carry @p basis of @p from over to @p to. Both LPs have names, unless they are of one shape: then
 *  the basis is that of the other as it is. The scale factors of @p to (model/lp.h) are filled, if
 *  they are not known and those of @p from are.
 *  @param[out] out      the basis for @p to, arrays in @p arena or those of @p basis
 *  @param[out] carried  false: the basis could not be factorised, or no pivot is large enough; then
 *                       @p out means nothing and a start without a basis is as good
 *  @return ICS_OK; ICS_EBUG for a basis of another shape or an LP without names; ICS_ENUMERIC where
 *          the back end faulted; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_carry(const ics_lp *from, const ics_basis *basis, const ics_lp *to,
                               ics_arena *arena, ics_basis *out, bool *carried, ics_err *err);

/** A basis to be carried many times: sorted by name and factorised once. */
typedef struct ics_carrier ics_carrier;

/** Take @p basis of @p from; both outlive the handle, which lies in @p arena.
 *  @return ICS_OK; ICS_EBUG for a basis of another shape; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_carrier_open(const ics_lp *from, const ics_basis *basis, ics_arena *arena,
                                      ics_carrier **out, ics_err *err);

/** As ics_carry. What it gives does not depend on what was carried before. */
ICS_NODISCARD ics_rc ics_carrier_carry(ics_carrier *carrier, const ics_lp *to, ics_arena *arena,
                                       ics_basis *out, bool *carried, ics_err *err);

/** Free the back end's memory and null the pointer; NULL is allowed. To be called before the arena
 *  of the carrier is freed. */
void ics_carrier_close(ics_carrier **carrier);

#endif
