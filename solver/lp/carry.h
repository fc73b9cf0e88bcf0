/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file carry.h
 *  A basis of one LP made into a basis of another that shares most of its rows and columns by name:
 *  one policy's plan as the start of another's.
 *
 *  Rows and columns that both have keep their status. What only the new LP has is slack (a row) or
 *  at its bound nearest to 0 (a column). A row that only the old LP has is made slack first, and a
 *  column that only it has is made nonbasic, each by a pivot on the largest entry of the old basis
 *  inverse: then those rows and columns can be struck out and what is left is again a basis, as
 *  little changed as can be. Pivots are kept in product form beside the factors. Source: Dantzig
 *  and Orchard-Hays, The product form for the inverse in the simplex method, Mathematical Tables
 *  and Other Aids to Computation 8 (1954) 64-67.
 *                                                       Rules shared by all headers: base/err.h */
#ifndef ICS_LP_CARRY_H
#define ICS_LP_CARRY_H

#include "lp/solve.h"

/** Carry @p basis of @p from over to @p to. Both LPs have names.
 *  @param[out] out      the basis for @p to, arrays in @p arena
 *  @param[out] carried  false: the basis could not be factorised, or no pivot is large enough; then
 *                       @p out means nothing and a start without a basis is as good
 *  @return ICS_OK; ICS_EBUG for a basis of another shape or an LP without names; ICS_ENUMERIC where
 *          the back end faulted; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_carry(const ics_lp *from, const ics_basis *basis, const ics_lp *to,
                               ics_arena *arena, ics_basis *out, bool *carried, ics_err *err);

#endif
